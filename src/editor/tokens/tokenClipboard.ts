import * as vscode from "vscode";
import { later } from "../../domain/longTimer";
import { webPorts } from "../../domain/ports";
import type { ClearingClipboard, Due } from "../../domain/tokens/clearingClipboard";
import { textCopiedBy } from "../workbench/clipboard";
import { readSeconds } from "../workbench/contributions";
import { type FailureLog, inBackground } from "../workbench/inBackground";
import { LoadedLater } from "../workbench/loadedLater";

/** A start has better things to do than to look for what an earlier window left. In milliseconds. */
const QUIET_START = 500;

/**
 * The clipboard for tokens, which is emptied as the user's setting says. What is due is kept in a file for each window:
 * a window that closes a moment later loses what VS Code's own memory for extensions was given.
 */
export class TokenClipboard implements vscode.Disposable {
  readonly #clipboard: LoadedLater<ClearingClipboard>;
  #ownFile: vscode.Uri | undefined;
  readonly #callOff: () => void;

  readonly #folder: vscode.Uri;

  constructor(folder: vscode.Uri, log: FailureLog) {
    this.#folder = folder;

    this.#clipboard = new LoadedLater(async () => {
      const { ClearingClipboard } = await import("../../domain/tokens/clearingClipboard");
      return new ClearingClipboard({
        ...webPorts,
        read: async () => vscode.env.clipboard.readText(),
        write: async (text) => vscode.env.clipboard.writeText(text),
        later,
        keep: (due) => this.#keep(due),
        failed: (error) => inBackground(log, "clipboard", () => Promise.reject(error)),
      });
    });
    this.#callOff = later(QUIET_START, () => inBackground(log, "clipboard", () => this.#resume()));
  }

  async copy(text: string): Promise<void> {
    await (await this.#clipboard.load()).copy(text, readSeconds("clipboard.clearAfterSeconds") * 1_000);
  }

  /** What a command puts on the clipboard, which then has its old text again; what is due meanwhile is emptied after that. */
  async borrow(copy: () => PromiseLike<unknown>): Promise<string> {
    return (await this.#clipboard.load()).inTurn(() => textCopiedBy(copy));
  }

  /**
   * The window closes, and what would be emptied later is emptied now. VS Code (1.100 and 1.139 alike) refuses every call
   * by then, so that this rests with the next start.
   */
  dispose(): void {
    this.#callOff();
    this.#clipboard.loaded?.clear().catch(() => undefined);
    this.#clipboard.dispose();
  }

  /** Of this window. Named when it is first needed: the first random number of a process takes half a millisecond. */
  get #file(): vscode.Uri {
    this.#ownFile ??= vscode.Uri.joinPath(this.#folder, `${crypto.randomUUID()}.json`);
    return this.#ownFile;
  }

  async #keep(due: readonly Due[]): Promise<void> {
    if (due.length > 0) await vscode.workspace.fs.writeFile(this.#file, new TextEncoder().encode(JSON.stringify(due)));
    else await remove(this.#file);
  }

  /** Takes over what other windows kept. One that is still open goes on by itself, and finds nothing left to do. */
  async #resume(): Promise<void> {
    const names = await vscode.workspace.fs.readDirectory(this.#folder).then(
      (entries) => entries.map(([name]) => name),
      () => [],
    );
    for (const name of names) {
      const file = vscode.Uri.joinPath(this.#folder, name);
      if (file.path === this.#file.path) continue;
      const due = await dueIn(file);
      // Half of it may be there yet: the window that writes it still needs it.
      if (due === undefined && !(await isOld(file))) continue;
      await (await this.#clipboard.load()).resume(due);
      await remove(file);
    }
  }
}

async function dueIn(file: vscode.Uri): Promise<unknown> {
  try {
    return JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)));
  } catch {
    // Another window took it, or it was cut short.
    return undefined;
  }
}

/** Older than anything that is kept: a day. */
async function isOld(file: vscode.Uri): Promise<boolean> {
  const { mtime } = await vscode.workspace.fs.stat(file).then(
    (stat) => stat,
    () => ({ mtime: Infinity }),
  );
  return Date.now() - mtime > 86_400_000;
}

async function remove(file: vscode.Uri): Promise<void> {
  await vscode.workspace.fs.delete(file).then(undefined, () => undefined);
}
