import * as vscode from "vscode";
import type { DecryptedDocuments } from "../payloads/decryptedDocuments";

/** Shows a report of ours, in Markdown, beside the editor: read-only and in memory alone. */
export async function showReport(documents: DecryptedDocuments, report: string, { appId, name }: { readonly appId: string | undefined; readonly name: string }): Promise<void> {
  const uri = documents.holdReport(report, name, appId);
  await vscode.commands.executeCommand("markdown.showPreviewToSide", uri).then(undefined, () => vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside, preview: true }));
}
