import * as vscode from "vscode";
import { isHostUnconfirmed } from "../../../domain/apps/hostFromFile";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { LIMITS } from "../../../domain/limits";
import { DROPPED_HEADERS } from "../../../domain/requests/findings/gatewayFindings";
import { appOfGateway } from "../../../domain/requests/read/appOfRequest";
import { positionIn } from "../../../domain/requests/read/blockIndex";
import { gatewayOf } from "../../../domain/requests/read/requestOfBlock";
import { TimeSlices } from "../../../domain/steps";
import type { PlainText } from "../../../domain/text/asText";
import type { CommandRunner } from "../../commands/commandRunner";
import type { OpenDocuments } from "../../documents/openDocuments";
import { tiedApps } from "../../documents/requestAtLine";
import { lensOver } from "../../documents/registerLenses";
import type { GatewayState, RunningGateway } from "../../gateway/gatewayState";
import type { AppStore } from "../../storage/appStore";
import { Commands } from "../../workbench/contributions";
import { t } from "../../workbench/words";
import type { GatewayVariables } from "./gatewayVariables";

export interface GatewayRequestServices {
  readonly gateway: GatewayState;
  readonly gatewayVariable: GatewayVariables;
  readonly store: Pick<AppStore, "apps" | "onDidChange">;
  readonly openDocuments: OpenDocuments;
  readonly runner: Pick<CommandRunner, "pointer">;
}

/**
 * Over each request through the gateway whose it is, and whether the gateway runs; and, where it runs for the app of
 * requests with tokens, over the first of these that they can go through it, too.
 */
export async function gatewayLenses(
  services: GatewayRequestServices,
  document: vscode.TextDocument,
  isStale: () => boolean,
): Promise<vscode.CodeLens[] | undefined> {
  const { gateway, store, openDocuments, runner } = services;
  const index = await openDocuments.index(document, isStale);
  const isOn = vscode.workspace.getConfiguration("editor", document).get("codeLens", true);
  if (isStale()) return undefined;
  // Whose files these are isn't known in Restricted Mode: they learn of no app, where no gateway starts anyway.
  if (index?.kind !== "request" || !isOn || index.isTooLong || !vscode.workspace.isTrusted) return [];
  const apps = await store.apps();
  const { running } = gateway;
  const tied = tiedApps(index, apps);
  const slices = new TimeSlices(isStale);
  const lenses: vscode.CodeLens[] = [];
  let isOffered = false;
  for (const placed of index.blocks) {
    if (!(await slices.pause())) return undefined;
    if (lenses.length >= LIMITS.tokens) break;
    const { request } = placed.block;
    if (!request) continue;
    const target = gatewayOf(request, index.variablesAt(placed.block));
    const { line } = positionIn(placed, request.start);
    if (!target) {
      const app = isOffered ? undefined : tied(placed);
      if (app?.slug === undefined || !isServed(app, running) || !hasToken(request.headers)) continue;
      isOffered = true;
      const argument = runner.pointer({ uri: document.uri.toString() });
      lenses.push(lensOver(line, { title: t("Use the Gateway"), command: Commands.useGateway, arguments: [argument] }));
      continue;
    }
    const app = appOfGateway(target, apps);
    if (app) lenses.push(lensOver(line, stateOf(app, running, runner)));
  }
  return lenses;
}

/** One whose host a workspace's file changed is served again once it is started anew. */
function isServed(app: JwtApp, running: RunningGateway | undefined): boolean {
  return running?.appIds.includes(app.id) === true && !isHostUnconfirmed(app);
}

function hasToken(headers: readonly { readonly name: { readonly text: string } }[]): boolean {
  return headers.some(({ name }) => DROPPED_HEADERS.includes(name.text.toLowerCase()));
}

function stateOf(
  app: JwtApp,
  running: RunningGateway | undefined,
  runner: Pick<CommandRunner, "pointer">,
): vscode.Command {
  const { id, name } = app;
  if (isServed(app, running)) return { title: t("{0} · through the gateway · runs", name), command: "" };
  const title: PlainText = running
    ? t("{0} · through the gateway · runs for other apps · Add", name)
    : t("{0} · through the gateway · Start", name);
  return { title, command: Commands.startGateway, arguments: [runner.pointer({ apps: [id] })] };
}
