import { appendFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { restClientRequest } from "../hostile/clients/restClientReading";
import type { Sent } from "./restClient";

/**
 * What goes by REST Client's name in a journey. Of `(document, range)` its command takes the range, and the active
 * editor; it writes down what it was called on, and sends it where the setting says so. The answer stands in a webview of
 * 0.26's type, with its context key, its buttons and its command that copies the body of the one in front
 * (`src/views/httpResponseWebview.ts`).
 */
export function activate({ subscriptions }: vscode.ExtensionContext): void {
  const bodies = new Map<vscode.WebviewPanel, string>();
  let inFront: vscode.WebviewPanel | undefined;
  const hasFocus = (focus: boolean): Thenable<unknown> =>
    vscode.commands.executeCommand("setContext", "httpResponsePreviewFocus", focus);

  const show = async (title: string, head: string, body: string, viewColumn: vscode.ViewColumn): Promise<void> => {
    let [panel] = bodies.keys();
    if (!panel) {
      const made = vscode.window.createWebviewPanel("rest-response", title, viewColumn);
      made.onDidChangeViewState(async ({ webviewPanel }) => {
        inFront = webviewPanel.active ? webviewPanel : undefined;
        await hasFocus(webviewPanel.active);
      });
      made.onDidDispose(async () => {
        bodies.delete(made);
        inFront = undefined;
        await hasFocus(false);
      });
      panel = made;
    }
    bodies.set(panel, body);
    panel.title = title;
    panel.webview.html = `<pre>${[head, laidOut(body)].map(escaped).join("\n\n")}</pre>`;
    await hasFocus(true);
    panel.reveal(viewColumn);
    inFront = panel;
  };

  subscriptions.push(
    vscode.commands.registerCommand("rest-client.request", async (_document?: unknown, given?: vscode.Range) => {
      const editor = vscode.window.activeTextEditor;
      if (!editor) return;
      const { document, selection, viewColumn = vscode.ViewColumn.One } = editor;
      const { start, end } = given ?? new vscode.Range(selection.active, selection.active);
      const [uri, text, cursor] = [document.uri.toString(), document.getText(), selection.active.line];
      const sent: Sent = { uri, text, range: { start: start.line, end: end.line }, cursor };
      appendFileSync(join(__dirname, "sent.jsonl"), `${JSON.stringify(sent)}\n`);
      if (vscode.workspace.getConfiguration("rest-client").get("sends") !== true) return;
      const request = restClientRequest(filled(text), start.line);
      if (!request) return;
      const { method, url, headers, body } = request;
      const answer = await fetch(url, { method, headers: [...headers], ...(body ? { body } : {}) });
      const head = [`HTTP/1.1 ${answer.status} ${answer.statusText}`, ...[...answer.headers].map(headerLine)];
      await show("Response(5ms)", head.join("\n"), await answer.text(), viewColumn + 1);
    }),
    vscode.commands.registerCommand("rest-client.copy-response-body", async () => {
      const body = inFront && bodies.get(inFront);
      if (body !== undefined) await vscode.env.clipboard.writeText(body);
    }),
  );
}

/** With the values of the environment that all others share, and of the process. */
function filled(text: string): string {
  const environments = vscode.workspace
    .getConfiguration("rest-client")
    .get<Record<string, Record<string, string>>>("environmentVariables", {});
  const shared = new Map(Object.entries(environments["$shared"] ?? {}));
  const withShared = text.replace(/\{\{\s*([\w-]+)\s*\}\}/g, (whole, name: string) => shared.get(name) ?? whole);
  return withShared.replace(/\{\{\s*\$processEnv\s+(\w+)\s*\}\}/g, (_, name: string) => process.env[name] ?? "");
}

function headerLine([name, value]: [string, string]): string {
  return `${name}: ${value}`;
}

function laidOut(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2);
  } catch {
    return body;
  }
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
