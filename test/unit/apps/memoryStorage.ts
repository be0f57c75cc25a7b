import type { AppRepositoryPorts } from "../../../src/domain/apps/storage/appRepository";

/** Ports of an app repository that live in memory. `around` is called for each step and may fail, delay or count it. */
export class MemoryStorage {
  readonly files = new Map<string, string>();
  readonly secrets = new Map<string, string>();
  readonly markers = new Map<string, string>();
  readonly slugs = new Map<string, string>();
  readonly reports: string[] = [];
  now = Date.UTC(2030, 0, 1);
  /** Runs a step: `step()` makes it happen. */
  around: <T>(step: () => T, name: string) => Promise<T> = async (step) => step();
  #randomByte = 0;

  /** What one window sees of it. */
  ports(): AppRepositoryPorts {
    const does = <T>(name: string, step: () => T): Promise<T> => this.around(step, name);
    return {
      clock: () => this.now,
      randomBytes: (length) => new Uint8Array(length).fill(this.#randomByte++),
      wait: () => does("wait", () => undefined),
      report: (message) => this.reports.push(message),
      files: {
        list: () => does("files.list", () => [...this.files.keys()]),
        read: (id) => does("files.read", () => this.files.get(id)),
        write: (id, text) => does("files.write", () => void this.files.set(id, text)),
        delete: (id) => does("files.delete", () => void this.files.delete(id)),
      },
      slugs: {
        read: (id) => does("slugs.read", () => this.slugs.get(id)),
        write: (id, text) => does("slugs.write", () => void this.slugs.set(id, text)),
        delete: (id) => does("slugs.delete", () => void this.slugs.delete(id)),
      },
      secrets: {
        get: (key) => does("secrets.get", () => this.secrets.get(key)),
        store: (key, value) => does("secrets.store", () => void this.secrets.set(key, value)),
        delete: (key) => does("secrets.delete", () => void this.secrets.delete(key)),
      },
      journal: {
        begin: (id, text) =>
          does("journal.begin", () => {
            if (this.markers.has(id)) return false;
            this.markers.set(id, text);
            return true;
          }),
        read: (id) => does("journal.read", () => this.markers.get(id)),
        end: (id, text) => does("journal.end", () => void (this.markers.get(id) === text && this.markers.delete(id))),
        list: () => does("journal.list", () => [...this.markers.keys()]),
      },
    };
  }

  /** The same contents, without `around`. */
  copy(): MemoryStorage {
    const copy = new MemoryStorage();
    for (const part of ["files", "secrets", "markers", "slugs"] as const)
      for (const [key, value] of this[part]) copy[part].set(key, value);
    copy.now = this.now;
    copy.#randomByte = this.#randomByte;
    return copy;
  }
}
