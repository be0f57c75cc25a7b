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
