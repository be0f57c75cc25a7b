import * as vscode from "vscode";
import { UserError } from "../../domain/errors";

/** @throws UserError where VS Code may not read it, as in a browser that was not allowed to */
export async function readClipboard(): Promise<string> {
  try {
    return await vscode.env.clipboard.readText();
  } catch {
    throw new UserError(
      "clipboard-unreadable",
      "The clipboard can't be read here: the browser does not allow it, or something else holds it.",
      {
        remedy: "Allow this page to read the clipboard, or paste the text into an editor and select it.",
      },
    );
  }
}

/**
 * What `copy` puts on the clipboard, or nothing. The text that was there before comes back, unless something else was
 * copied meanwhile; pictures and files can't be read, so they don't.
 * @throws UserError where VS Code may not read it, and whatever `copy` throws
 */
export async function textCopiedBy(copy: () => PromiseLike<unknown>): Promise<string> {
  const { clipboard } = vscode.env;
  const before = await readClipboard();
  let copied = before;
  try {
    await copy();
    copied = await readClipboard();
    if (copied === before && before !== "") {
      // The same text was there already, or nothing was copied: that is seen where nothing is there.
      copied = "";
      await clipboard.writeText("");
      await copy();
      copied = await readClipboard();
    }
    return copied;
  } finally {
    if (copied !== before && (await readClipboard()) === copied) await clipboard.writeText(before);
  }
}
