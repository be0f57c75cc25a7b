import * as vscode from "vscode";
import type { PlainText } from "../../domain/text/asText";
import type { Markdown } from "../../domain/text/markdown";
import type { DecryptedDocuments } from "./decryptedDocuments";
import { reportColumn } from "./resultGroup";

/** Shows a report of ours, in Markdown, where results open: read-only and in memory alone. */
export async function showReport(
  documents: DecryptedDocuments,
  report: Markdown,
  { appId, name }: { readonly appId: string | undefined; readonly name: PlainText },
): Promise<void> {
  const uri = documents.holdReport(report, name, appId);
  const options = { viewColumn: reportColumn(vscode.window.activeTextEditor?.document.uri), preview: true };
  await vscode.commands
    .executeCommand("vscode.openWith", uri, PREVIEW, options)
    .then(undefined, () => vscode.window.showTextDocument(uri, options));
}

/** VS Code's own preview of Markdown as an editor, which opens in the group that is asked for. */
const PREVIEW = "vscode.markdown.preview.editor";
