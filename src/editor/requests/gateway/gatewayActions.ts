import * as vscode from "vscode";
import { appOfGateway, appOfRequest } from "../../../domain/requests/read/appOfRequest";
import { blockOfLine, positionIn } from "../../../domain/requests/read/blockIndex";
import { requestOfBlock } from "../../../domain/requests/read/requestOfBlock";
import type { PlainText } from "../../../domain/text/asText";
import { Commands } from "../../workbench/contributions";
import { t } from "../../workbench/words";
import type { GatewayRequestServices } from "./gatewayLenses";

/** What can be made of the request whose address or headers a line has: another way for its token to get in. */
export async function gatewayActions(
  { gatewayVariable, store, openDocuments, runner }: GatewayRequestServices,
  document: vscode.TextDocument,
  { line, cancellation }: { readonly line: number; readonly cancellation: vscode.CancellationToken },
): Promise<vscode.CodeAction[]> {
  const { version } = document;
  const isStale = (): boolean => cancellation.isCancellationRequested || document.version !== version;
  const index = await openDocuments.index(document, isStale);
  const apps = await store.apps();
  const placed = index?.kind === "request" && !isStale() ? blockOfLine(index.blocks, line) : undefined;
  const request = placed?.block.request;
  if (!index || !placed || !request) return [];
  const first = positionIn(placed, request.start).line;
  const last = positionIn(placed, request.headers.at(-1)?.end ?? request.url.end).line;
  if (line < first || line > last) return [];
  const sent = requestOfBlock(placed.text, request, index.variablesAt(placed.block));
  const uri = document.uri.toString();
  const action = (title: PlainText, command: string, argument: object): vscode.CodeAction => {
    const made = new vscode.CodeAction(title, vscode.CodeActionKind.RefactorRewrite);
    made.command = { title, command, arguments: [runner.pointer(argument)] };
    return made;
  };
  if (sent.gateway)
    return appOfGateway(sent.gateway, apps)
      ? [action(t("Use a token in this request…"), Commands.useToken, { uri, line: first })]
      : [];
  const app = appOfRequest({ tiedName: index.tiedNames.get(placed.block), sent }, apps)?.app;
  if (!app || gatewayVariable.refusal(app)) return [];
  return [
    action(t("Send this request through the gateway"), Commands.useGateway, { uri, line: first }),
    action(t("Send the requests of this file through the gateway…"), Commands.useGateway, { uri }),
  ];
}
