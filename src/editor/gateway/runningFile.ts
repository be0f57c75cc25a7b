import * as vscode from "vscode";
import { type GatewayNote, openNote, sealNote } from "../../domain/apps/gatewayNote";
import { NOTE_NAME } from "./noteName";

/**
 * The file by which windows tell each other of the gateway. It can be written by whoever can write there, so it counts
 * only with a proof of the key, and only as a hint where to look: the window that runs the gateway stops where the file
 * is no longer what it wrote.
 */
export class RunningFile {
  /** What this window wrote last. */
  #written: string | undefined;

  readonly #folder: vscode.Uri;
  readonly #uri: vscode.Uri;

  constructor(folder: vscode.Uri) {
    this.#folder = folder;
    this.#uri = vscode.Uri.joinPath(folder, NOTE_NAME);
  }

  async write(note: GatewayNote, key: string): Promise<void> {
    await vscode.workspace.fs.createDirectory(this.#folder);
    this.#written = await sealNote(note, key);
    await vscode.workspace.fs.writeFile(this.#uri, new TextEncoder().encode(this.#written));
  }

  /** Whether it is as this window wrote it. */
  async isOwn(): Promise<boolean> {
    return this.#written !== undefined && (await this.#read()) === this.#written;
  }

  /** What another window says. */
  async note(key: string): Promise<GatewayNote | undefined> {
    const text = await this.#read();
    return text === undefined ? undefined : openNote(text, key);
  }

  async delete(): Promise<void> {
    this.#written = undefined;
    await vscode.workspace.fs.delete(this.#uri).then(undefined, () => undefined);
  }

  async #read(): Promise<string | undefined> {
    try {
      const { size } = await vscode.workspace.fs.stat(this.#uri);
      return size > MAX_BYTES ? undefined : new TextDecoder().decode(await vscode.workspace.fs.readFile(this.#uri));
    } catch {
      return undefined;
    }
  }
}

/** Ids of thousands of apps. */
const MAX_BYTES = 1_000_000;
