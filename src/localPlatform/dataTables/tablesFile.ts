import { randomUUID } from "node:crypto";
import { access, constants, readFile, realpath, rename, stat, unlink, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { UserError } from "../../domain/errors";
import { hasCode, patiently } from "../../node/atomicFiles";
import { MAX_BYTES, type TableStore } from "./tableStore";

/** A change is in the file about this many milliseconds later. */
const SAVE_AFTER = 500;
/** A file that a person wrote has white space, too. */
const MAX_FILE_BYTES = 2 * MAX_BYTES;

/**
 * Keeps the tables in one JSON file, which may not be there yet; a definition of a table that the platform wrote is read
 * in its place, and never written. It is written in slices beside its place and renamed
 * into it: requests are answered meanwhile, and the file is always the old one or the new one as a whole. It isn't
 * flushed to the disk: a process that waits for a disk doesn't stop in time, and only a power cut would tell.
 */
export class TablesFile {
  #path: string;
  /** A definition that the platform wrote is read alone: rows would replace it. */
  #isDefinition = false;
  /** The revision of the store that the file has. */
  #saved = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Never rejected. */
  #saving: Promise<void> | undefined;
  readonly #giveUp = new AbortController();

  readonly #store: TableStore;
  readonly #report: (line: string) => void;

  /** @param report takes a sentence when a save failed */
  constructor(path: string, store: TableStore, report: (line: string) => void) {
    this.#store = store;
    this.#report = report;

    this.#path = resolve(path);
  }

  /** @throws UserError where the file can't be read or written, or holds something else */
  async load(): Promise<void> {
    const folder = await stat(dirname(this.#path)).catch(() => undefined);
    if (!folder?.isDirectory())
      throw new UserError("tables-folder-missing", "The folder for the file with the tables isn't there.", {
        remedy: "Make it, or choose another place for the file.",
      });
    const text = await this.#read();
    this.#isDefinition = text !== undefined && this.#store.load(text, this.#report) === "definitions";
    if (this.#isDefinition)
      this.#report("The file with the tables is a table definition: it stays as it is, and rows are kept in memory.");
    else await this.#checkWritable(text !== undefined);
    this.#saved = this.#store.revision;
  }

  /** To be told after each change; those that follow one another closely are saved together. */
  changed(): void {
    if (this.#isSaved || this.#saving || this.#giveUp.signal.aborted) return;
    this.#timer ??= setTimeout(() => void this.#save(), SAVE_AFTER);
  }

  /**
   * Saves what isn't saved yet, or gives up after `time` milliseconds; then the file stays as it was.
   * @returns whether the file has everything that it is to have
   */
  async close(time: number): Promise<boolean> {
    const timer = setTimeout(() => this.#giveUp.abort(), time);
    await this.#saving;
    await this.#save();
    clearTimeout(timer);
    this.#giveUp.abort();
    return this.#isSaved;
  }

  get #isSaved(): boolean {
    return this.#isDefinition || this.#store.revision === this.#saved;
  }

  async #save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isSaved) return;
    const { revision } = this.#store;
    this.#saving = this.#write().then(
      () => {
        this.#saved = revision;
        this.#saving = undefined;
        // What came meanwhile.
        this.changed();
      },
      (error: unknown) => {
        this.#saving = undefined;
        const reason = this.#giveUp.signal.aborted
          ? " in time"
          : error instanceof Error && "code" in error
            ? ` (${String(error.code)})`
            : "";
        this.#report(`The tables could not be saved${reason}: their file is as it was before the last changes.`);
      },
    );
    await this.#saving;
  }

  async #write(): Promise<void> {
    const temporary = this.#beside();
    try {
      await writeFile(temporary, this.#store.toJson(), { flag: "wx", mode: 0o600, signal: this.#giveUp.signal });
      await patiently(() => rename(temporary, this.#path));
    } catch (error) {
      await unlink(temporary).catch(() => undefined);
      throw error;
    }
  }

  async #read(): Promise<string | undefined> {
    try {
      // A link stays one.
      this.#path = await realpath(this.#path);
      const { size } = await stat(this.#path);
      if (size > MAX_FILE_BYTES)
        throw new UserError("tables-file-too-large", "The file with the tables is larger than {0} MB.", {
          args: [MAX_FILE_BYTES / 1024 / 1024],
        });
      return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(this.#path));
    } catch (error) {
      if (hasCode(error, "ENOENT")) return undefined;
      if (error instanceof UserError) throw error;
      throw new UserError("tables-file-unreadable", "The file with the tables can't be read.", {
        remedy: "Check its path and whether it may be read.",
      });
    }
  }

  /** So that nobody learns only at the end that nothing was saved. */
  async #checkWritable(isThere: boolean): Promise<void> {
    const temporary = this.#beside();
    try {
      if (isThere) await access(this.#path, constants.W_OK);
      await writeFile(temporary, "", { flag: "wx", mode: 0o600 });
      await unlink(temporary);
    } catch {
      throw new UserError("tables-file-unwritable", "The file with the tables can't be written.", {
        remedy: "Check whether it and its folder may be written, or choose another place.",
      });
    }
  }

  #beside(): string {
    return join(dirname(this.#path), `.${basename(this.#path)}.${randomUUID()}.tmp`);
  }
}
