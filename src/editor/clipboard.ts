import * as vscode from "vscode";
import { UserError } from "../domain/errors";
import { later } from "../domain/longTimer";
import { webPorts } from "../domain/ports";
import { ClearingClipboard } from "../domain/tokens/clearingClipboard";
import { readSeconds } from "./contributions";
import type { FailureLog } from "./inBackground";

/** The memory's key for what is to be emptied. */
const CLIPBOARD_DUE = "clipboardDue";

/** @throws UserError where VS Code may not read it, as in a browser that was not allowed to */
export async function readClipboard(): Promise<string> {
  try {
    return await vscode.env.clipboard.readText();
  } catch {
    throw new UserError("clipboard-unreadable", "The clipboard can't be read here: the browser does not allow it, or something else holds it.", {
      remedy: "Allow this page to read the clipboard, or paste the text into an editor and select it.",
    });
  }
}

/** The clipboard for tokens, which is emptied as the user's setting says. */
export class TokenClipboard implements vscode.Disposable {
  private readonly clipboard: ClearingClipboard;

  constructor(memory: vscode.Memento, log: FailureLog) {
    this.clipboard = new ClearingClipboard({
      ...webPorts,
      read: async () => vscode.env.clipboard.readText(),
      write: async (text) => vscode.env.clipboard.writeText(text),
      later,
      kept: () => memory.get(CLIPBOARD_DUE),
      keep: async (due) => memory.update(CLIPBOARD_DUE, due.length > 0 ? due : undefined),
      failed: (error) => log.error(`clipboard: ${error instanceof Error ? error.name : typeof error}`),
    });
    this.clipboard.resume();
  }

  copy(text: string): Promise<void> {
    return this.clipboard.copy(text, readSeconds("clipboard.clearAfterSeconds") * 1_000);
  }

  /**
   * The window closes, and what would be emptied later is emptied now. VS Code (1.100 to 1.126 at least) refuses every
   * call by then, so that this rests with the next start.
   */
  dispose(): void {
    this.clipboard.clear().catch(() => undefined);
    this.clipboard.dispose();
  }
}
