import * as vscode from "vscode";
import { appNamed } from "../../../domain/apps/findApp";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { UserError } from "../../../domain/errors";
import { applied } from "../../../domain/requests/convert/definitions";
import { type Conversion, useGateway } from "../../../domain/requests/convert/useGateway";
import {
  gatewayRequests,
  type GatewayRequest,
  type TokenText,
  useToken,
} from "../../../domain/requests/convert/useToken";
import type { TextEdit } from "../../../domain/requests/findings/mendVariable";
import { tokenScript } from "../../../domain/requests/write/tokenScript";
import type { TokenPlacement } from "../../../domain/requests/write/writeRequest";
import { TimeSlices } from "../../../domain/steps";
import type { Caller } from "../../commands/caller";
import type { ArgumentOf, ConvertedRequests } from "../../commands/commandTypes";
import { pickOne } from "../../prompts/pick";
import { confirmed } from "../../prompts/prompts";
import type { AppPicker } from "../../storage/appPicker";
import type { AppStore } from "../../storage/appStore";
import type { Commands } from "../../workbench/contributions";
import { showStatus } from "../../workbench/statusMessage";
import { t } from "../../workbench/words";
import { DestinationGate } from "../destination/destinationGate";
import type { GateMemory } from "../destination/gateMemory";
import { fillEnvironment } from "../write/afterWriting";
import { linesAfter, offsetOf, requestFile, writeEdits } from "../requestEdits";
import { choosePlacement, type PlacementServices } from "../write/tokenPlacement";
import { folderOf } from "./gatewayVariables";

export interface ConvertServices extends PlacementServices {
  readonly store: Pick<AppStore, "apps">;
  readonly picker: Pick<AppPicker, "resolve">;
  readonly gateMemory: GateMemory;
}

/** `jwtApps.useGateway`: sends the requests of a file, or one of them, through the gateway, without tokens. */
export async function useGatewayIn(
  services: ConvertServices,
  argument: ArgumentOf<typeof Commands.useGateway>,
  caller: Caller,
): Promise<ConvertedRequests> {
  const document = await requestFile(argument.uri);
  const { version } = document;
  const apps = await services.store.apps();
  const { gatewayVariable, gatewayEnvironment } = services;
  const refusal = gatewayVariable.refusal();
  if (refusal) throw refusal;
  const from = await gatewayVariable.of(folderOf(document));
  const text = document.getText();
  const given = argument.app === undefined ? undefined : await services.picker.resolve(argument);
  const convert = async (at: number | undefined, app: JwtApp | undefined): Promise<Conversion> =>
    (await new TimeSlices().run(useGateway(text, { apps, app, from, ...(at !== undefined && { at }) }))) ?? NOTHING;
  const cursor = offsetOf(document, argument.line);
  let wanted = await convert(argument.line === undefined ? undefined : cursor, given);
  // Nothing names the app: a person does, in front of the file.
  if (wanted.count === 0 && given === undefined && caller !== "code") {
    const named = await services.picker.resolve({}, { only: ({ slug }) => slug !== undefined });
    wanted = await convert(argument.line === undefined ? undefined : cursor, named);
  }
  if (wanted.count === 0) throw nothingToChange();
  if (argument.line === undefined && caller !== "code" && wanted.count > 1)
    wanted = await oneOrAll(wanted, await convert(cursor, given), t("Through the gateway"));
  if (caller === "code") await askForCode(document, wanted.count, true);
  if (from === "environment" && caller !== "code") await (await gatewayEnvironment.load()).allow();
  await writeEdits(document, version, wanted.edits);
  await gatewayEnvironment.ifWanted((environment) => environment.refresh());
  showStatus(
    wanted.count === 1
      ? t("1 request goes through the gateway")
      : t("{0} requests go through the gateway", wanted.count),
  );
  return { uri: document.uri.toString(), count: wanted.count, edits: wanted.edits };
}

/** `jwtApps.useToken`: sends the requests of a file, or one of them, to their apps' hosts, each with a token. */
export async function useTokenIn(
  services: ConvertServices,
  argument: ArgumentOf<typeof Commands.useToken>,
  caller: Caller,
): Promise<ConvertedRequests> {
  const document = await requestFile(argument.uri);
  const { version } = document;
  const text = document.getText();
  const all = await services.store.apps();
  const only = argument.app === undefined ? undefined : appNamed(all, argument.app);
  if (argument.app !== undefined && !only) await services.picker.resolve(argument);
  const apps = only ? [only] : all;
  const find = (at?: number) => new TimeSlices().run(gatewayRequests(text, { apps, at }));
  let found = await find(argument.line === undefined ? undefined : offsetOf(document, argument.line));
  if (!found || found.requests.length === 0) throw nothingToChange();
  if (argument.line === undefined && caller !== "code" && found.requests.length > 1) {
    const one = await find(offsetOf(document, undefined));
    const count = found.requests.length;
    const chosen = await oneOrAll({ count, found }, { count: one?.requests.length ?? 0, found: one }, t("A token"));
    found = chosen.found ?? found;
  }
  if (caller === "code") await askForCode(document, found.requests.length, false);
  const placements = await placementsOf(services, found.requests, argument.use, caller);
  const kind = [...placements.values()][0]?.kind ?? "line";
  const tokens: TokenText[] = [];
  for (const { app, profile } of found.requests) tokens.push(await tokenText(placements.get(app.id), app, profile));
  const wanted = (await new TimeSlices().run(useToken(found, tokens, kind))) ?? NOTHING;
  if (kind === "line") await passGate(services, document, found.requests, wanted.edits);
  await writeEdits(document, version, wanted.edits);
  for (const placement of placements.values()) await fillEnvironment(services, placement);
  showStatus(wanted.count === 1 ? t("1 request has a token") : t("{0} requests have a token", wanted.count));
  return { uri: document.uri.toString(), count: wanted.count, edits: wanted.edits };
}

const NOTHING: Conversion = { edits: [], count: 0, apps: [] };

function nothingToChange(): UserError {
  return new UserError("no-such-request", "There is no request here that could be changed so.", {
    remedy:
      "It has to go to the platform, and to name an app that is here: by its token, or by a line “# jwt-app: name”.",
  });
}

/** Where the cursor is in one of several, a person says which are meant. */
async function oneOrAll<T extends { readonly count: number }>(all: T, one: T, title: ReturnType<typeof t>): Promise<T> {
  if (one.count === 0) return all;
  const items = [
    { label: t("All {0} requests of this file", all.count), chosen: all },
    { label: t("The request at the cursor"), chosen: one },
  ];
  return (await pickOne(items, { title, placeHolder: t("Which requests?") })).chosen;
}

async function askForCode(document: vscode.TextDocument, count: number, isToGateway: boolean): Promise<void> {
  const file = vscode.workspace.asRelativePath(document.uri);
  await confirmed(
    isToGateway
      ? t("Send requests of “{0}” through the gateway? It changes {1}.", file, count)
      : t("Write tokens into requests of “{0}”? It changes {1}.", file, count),
    t("Something other than a click or the Command Palette asked for it. One undo takes it back."),
    t("Change Them"),
    t("Don't Change Them"),
  );
}

/** How the tokens get in, for each app; a person chooses once. */
async function placementsOf(
  services: ConvertServices,
  requests: readonly GatewayRequest[],
  use: "line" | "script" | "environment" | undefined,
  caller: Caller,
): Promise<ReadonlyMap<string, TokenPlacement>> {
  const placements = new Map<string, TokenPlacement>();
  let chosen: TokenPlacement["kind"] | undefined = use;
  for (const { app } of requests) {
    if (placements.has(app.id)) continue;
    const isPicked = use === undefined && chosen !== undefined && caller === "pointer";
    const placement = await choosePlacement(services, app, chosen, isPicked ? "person" : caller, {
      without: ["gateway"],
    });
    placements.set(app.id, placement);
    chosen = placement.kind;
  }
  return placements;
}

async function tokenText(
  placement: TokenPlacement | undefined,
  app: JwtApp,
  profile: GatewayRequest["profile"],
): Promise<TokenText> {
  switch (placement?.kind) {
    case "line":
      return { text: await placement.mint(profile) };
    case "environment":
      return { text: `{{$processEnv ${placement.variable(profile)}}}` };
    case "script":
      return { text: "{{token}}", script: tokenScript(app, profile) };
    default:
      return { text: "" };
  }
}

/** What stands in the file, and beside it, may change where the tokens go. */
async function passGate(
  { gateMemory }: ConvertServices,
  document: vscode.TextDocument,
  requests: readonly GatewayRequest[],
  edits: readonly TextEdit[],
): Promise<void> {
  const whole = document.getText();
  const text = applied(whole, edits);
  const lines = linesAfter(whole, requests, edits);
  const gate = new DestinationGate(gateMemory);
  for (const app of new Set(requests.map((each) => each.app))) {
    const own = requests.flatMap((each, index) => (each.app === app ? (lines[index] ?? []) : []));
    await gate.pass({ document, app, use: "write", text, lines: own });
  }
}
