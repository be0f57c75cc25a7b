import { readFile, rename } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { UserError } from "../../domain/errors";
import { patiently, writeBeside } from "../../node/atomicFiles";
import { MAX_BYTES, type TableStore } from "./tableStore";

/** A change is on the disk this many milliseconds later. */
const SAVE_AFTER = 500;

/** Keeps the tables in one JSON file, which may not be there yet. */
export class TablesFile {
  readonly #path: string;
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(
    path: string,
    private readonly store: TableStore,
    private readonly report: (line: string) => void,
  ) {
    this.#path = resolve(path);
  }

  /** @throws UserError where the file can't be read or holds something else */
  async load(): Promise<void> {
    let text: string;
    try {
      const bytes = await readFile(this.#path);
      if (bytes.length > MAX_BYTES) throw new UserError("tables-file-too-large", "The file with the tables is larger than {0} MB.", { args: [MAX_BYTES / 1024 / 1024] });
      text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
      if (error instanceof UserError) throw error;
      throw new UserError("tables-file-unreadable", "The file with the tables can't be read.", { remedy: "Check its path and whether it may be read." });
    }
    this.store.load(text);
  }

  changed(): void {
    this.#timer ??= setTimeout(() => void this.save(), SAVE_AFTER);
  }

  /** Writes what has changed, as a whole or not at all; what can't be written is tried again at the next change. */
  save(): Promise<void> {
    if (!this.#timer) return this.#saving;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#saving = this.#saving.then(() => this.#write());
    return this.#saving;
  }

  async #write(): Promise<void> {
    try {
      const temporary = await writeBeside(dirname(this.#path), basename(this.#path), this.store.toJson());
      await patiently(() => rename(temporary, this.#path));
    } catch {
      this.report("The tables could not be saved; they are still in memory.");
    }
  }
}
