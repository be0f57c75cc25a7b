import type { Job } from "./jobs";
import type { Language } from "./languages";
import { OwnMemory } from "./ownMemory";

/** What requests left behind for those that come later, while the platform runs. */
export class SandboxMemory {
  readonly jobs = new OwnMemory<Job>();
  readonly languages = new OwnMemory<Language>();
  /** By the ID that Get Chunks By Condition gave. */
  readonly chunks = new OwnMemory<true>();
  /** Channels that are enabled, by their type. */
  readonly channels = new OwnMemory<true>();
  readonly #files = new OwnMemory<true>();

  /** One app uploads a file, and apps of other levels use it: files are everybody's. */
  addFile(fileId: string): void {
    this.#files.set("files", fileId, true);
  }

  hasFile(fileId: unknown): boolean {
    return typeof fileId === "string" && this.#files.get("files", fileId) === true;
  }
}
