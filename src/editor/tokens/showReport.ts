import * as vscode from "vscode";
import type { PlainText } from "../../domain/text/asText";
import type { Markdown } from "../../domain/text/markdown";
import type { DecryptedDocuments } from "../payloads/decryptedDocuments";

/** Shows a report of ours, in Markdown, beside the editor: read-only and in memory alone. */
export async function showReport(documents: DecryptedDocuments, report: Markdown, { appId, name }: { readonly appId: string | undefined; readonly name: PlainText }): Promise<void> {
  const uri = documents.holdReport(report, name, appId);
  await vscode.commands.executeCommand("markdown.showPreviewToSide", uri).then(undefined, () => vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside, preview: true }));
}
