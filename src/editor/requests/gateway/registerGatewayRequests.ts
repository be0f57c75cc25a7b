import * as vscode from "vscode";
import { REQUEST_SELECTOR } from "../../documents/documentKind";
import { registerLenses } from "../../documents/registerLenses";
import type { GatewayRequestServices } from "./gatewayLenses";

/** Lenses over requests through the gateway, and what turns others into such. Loaded when it is asked for. */
export function registerGatewayRequests(services: GatewayRequestServices): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    services.gateway.onDidChange(() => changed.fire()),
    services.store.onDidChange(() => changed.fire()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    registerLenses(
      REQUEST_SELECTOR,
      async (document, isStale) => (await import("./gatewayLenses")).gatewayLenses(services, document, isStale),
      changed.event,
    ),
    vscode.languages.registerCodeActionsProvider(
      REQUEST_SELECTOR,
      {
        provideCodeActions: async (document, range, context, cancellation) => {
          // Those of the lamp at each move of the cursor are for what is wrong.
          if (context.only && !context.only.intersects(KIND)) return [];
          const { gatewayActions } = await import("./gatewayActions");
          return gatewayActions(services, document, { line: range.start.line, cancellation });
        },
      },
      { providedCodeActionKinds: [KIND] },
    ),
  );
}

const KIND = vscode.CodeActionKind.RefactorRewrite;
