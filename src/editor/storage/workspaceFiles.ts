import * as vscode from "vscode";
import { isUuid } from "../../domain/apps/platformIds";
import { decodeAppFile, MAX_APP_FILE_BYTES } from "../../domain/apps/storage/appFile";
import type { AppFiles, AppJournal } from "../../domain/apps/storage/storagePorts";

/** App files through `workspace.fs`, for web hosts, where there is no file system of our own. */
export class WorkspaceFiles implements AppFiles {
  readonly #folder: vscode.Uri;
  readonly #limit: number;

  /** @param limit in bytes; a file with more is not read */
  constructor(folder: vscode.Uri, limit = MAX_APP_FILE_BYTES) {
    this.#folder = folder;
    this.#limit = limit;
  }

  list(): Promise<string[]> {
    return idsIn(this.#folder, ".json");
  }

  async read(id: string): Promise<string | undefined> {
    const bytes = await readIfThere(this.#file(id));
    return bytes && decodeAppFile(bytes, this.#limit);
  }

  async write(id: string, text: string): Promise<void> {
    await vscode.workspace.fs.writeFile(this.#file(id), new TextEncoder().encode(text));
  }

  async delete(id: string): Promise<void> {
    await deleteIfThere(this.#file(id));
  }

  #file(id: string): vscode.Uri {
    return fileOf(this.#folder, id, ".json");
  }
}

/**
 * The journal through `workspace.fs`. It has no exclusive creation, so two windows that begin in the same moment may
 * both get true: the revision in the metadata still keeps each app whole, and the last one wins.
 */
export class WorkspaceJournal implements AppJournal {
  readonly #folder: vscode.Uri;

  constructor(folder: vscode.Uri) {
    this.#folder = folder;
  }

  async begin(id: string, text: string): Promise<boolean> {
    if ((await this.read(id)) !== undefined) return false;
    await vscode.workspace.fs.writeFile(this.#file(id), new TextEncoder().encode(text));
    return true;
  }

  async read(id: string): Promise<string | undefined> {
    const bytes = await readIfThere(this.#file(id));
    return bytes && new TextDecoder().decode(bytes);
  }

  async end(id: string, text: string): Promise<void> {
    if ((await this.read(id)) === text) await deleteIfThere(this.#file(id));
  }

  list(): Promise<string[]> {
    return idsIn(this.#folder, ".mark");
  }

  #file(id: string): vscode.Uri {
    return fileOf(this.#folder, id, ".mark");
  }
}

function fileOf(folder: vscode.Uri, id: string, ending: string): vscode.Uri {
  if (!isUuid(id)) throw new Error("not an app id");
  return vscode.Uri.joinPath(folder, id + ending);
}

async function idsIn(folder: vscode.Uri, ending: string): Promise<string[]> {
  const entries = await vscode.workspace.fs
    .readDirectory(folder)
    .then(undefined, whenMissing<[string, vscode.FileType][]>([]));
  return entries
    .map(([name]) => name)
    .filter((name) => name.endsWith(ending) && isUuid(name.slice(0, -ending.length)))
    .map((name) => name.slice(0, -ending.length));
}

async function readIfThere(file: vscode.Uri): Promise<Uint8Array | undefined> {
  return vscode.workspace.fs.readFile(file).then((bytes) => bytes, whenMissing(undefined));
}

async function deleteIfThere(file: vscode.Uri): Promise<void> {
  await vscode.workspace.fs.delete(file).then(undefined, whenMissing(undefined));
}

function whenMissing<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof vscode.FileSystemError && error.code === "FileNotFound") return value;
    throw error;
  };
}
