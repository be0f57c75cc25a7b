import * as vscode from "vscode";
import { until } from "../until";
import { restClientSelection, restClientUrl } from "../hostile/clients/restClientReading";

/** What a stand-in would have sent. */
export interface Called {
  readonly uri: string | undefined;
  readonly text: string | undefined;
  /** The line whose request it took. */
  readonly line: number | undefined;
  /** Where it would have gone. */
  readonly url: URL | undefined;
  /** What it would have sent of a selection. */
  readonly body?: string | undefined;
  readonly args: readonly unknown[];
}

export interface StandIn extends vscode.Disposable {
  readonly called: readonly Called[];
}

/** REST Client's command as it is declared: of `(document, range)` it takes the range, and the active editor. */
export function restClient(): StandIn {
  const called: Called[] = [];
  const command = vscode.commands.registerCommand(
    "rest-client.request",
    (document: vscode.TextDocument, range?: vscode.Range) => {
      const editor = vscode.window.activeTextEditor;
      if (editor && !range && !editor.selection.isEmpty) {
        // What is selected is sent.
        const selected = editor.document.getText(editor.selection).split(/\r?\n/);
        const request = restClientSelection(selected, editor.document.getText().split(/\r?\n/));
        const url = request && new URL(request.url);
        called.push({ ...seen(editor, undefined), url, body: request?.body, args: [document, range] });
        return;
      }
      const line = range instanceof vscode.Range ? range.start.line : editor?.selection.active.line;
      called.push({ ...seen(editor, line), args: [document, range] });
    },
  );
  return { called, dispose: () => command.dispose() };
}

/** httpYac's: the document or else the active editor's, and a line or else the cursor's. */
export function httpYac(): StandIn {
  const called: Called[] = [];
  const command = vscode.commands.registerCommand("httpyac.send", (document?: vscode.TextDocument, line?: number) => {
    const editor =
      vscode.window.visibleTextEditors.find((one) => one.document === document) ?? vscode.window.activeTextEditor;
    called.push({
      ...seen(editor, Number.isInteger(line) ? line : editor?.selection.active.line),
      args: [document, line],
    });
  });
  return { called, dispose: () => command.dispose() };
}

/** Its response, in a webview, and the command that copies the body: where a response is in front, as 0.26 does. */
export interface RestClientResponse extends vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  /** How often its command was called. */
  readonly copies: number;
  /** What happens once the body was copied. */
  copied: (() => unknown) | undefined;
  /** From now on it thinks that this is in front, or nothing. */
  shows(body: string | undefined): void;
}

export async function restClientResponse(
  body: string,
  viewColumn = vscode.ViewColumn.Active,
): Promise<RestClientResponse> {
  let inFront: string | undefined = body;
  const panel = vscode.window.createWebviewPanel("rest-response", "Response(5ms)", viewColumn);
  const standIn = {
    panel,
    copies: 0,
    copied: undefined as (() => unknown) | undefined,
    shows: (other: string | undefined) => void (inFront = other),
    dispose: () => {
      command.dispose();
      panel.dispose();
    },
  };
  const command = vscode.commands.registerCommand("rest-client.copy-response-body", async () => {
    standIn.copies++;
    if (inFront === undefined) return;
    await vscode.env.clipboard.writeText(inFront);
    await standIn.copied?.();
  });
  await until(isResponseInFront, "the response is in front");
  return standIn;
}

/** Whether the active tab shows one. */
export function isResponseInFront(): boolean {
  return vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputWebview;
}

function seen(editor: vscode.TextEditor | undefined, line: number | undefined): Omit<Called, "args"> {
  const text = editor?.document.getText();
  return {
    uri: editor?.document.uri.toString(),
    text,
    line,
    url: text === undefined || line === undefined ? undefined : restClientUrl(text, line),
  };
}
