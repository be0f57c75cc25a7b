import * as vscode from "vscode";
import { isHostUnconfirmed } from "../../../domain/apps/hostFromFile";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { UserError, type AppMending } from "../../../domain/errors";

import { blanksOf, curlCommand, foreseenRefusals, originForCurl } from "../../../domain/requests/write/curl";
import { requestParts, type RequestParts } from "../../../domain/requests/write/requestParts";
import { answerEncryption } from "../../../domain/requests/write/requestComments";
import {
  type RequestTarget,
  targetById,
  targetsOfApp,
  targetTitle,
} from "../../../domain/requests/write/requestTargets";
import { asText, joined, type PlainText } from "../../../domain/text/asText";
import { assertMintable } from "../../../domain/tokens/mint";
import type { Check } from "../../../domain/tokens/verify/check";
import { describePermission } from "../../storage/describeApp";
import { needOfApp } from "../../storage/describeEndpoint";
import type { CommandRunner } from "../../commands/commandRunner";
import type { Caller } from "../../commands/caller";
import { MENDING_COMMANDS, mendingArgument, mendingTitle } from "../../commands/mendings";
import { execute } from "../../commands/execute";
import type { ArgumentOf, UsedToken } from "../../commands/commandTypes";
import type { Commands } from "../../workbench/contributions";
import { pickOne } from "../../prompts/pick";
import { confirmed } from "../../prompts/prompts";
import type { AppStore } from "../../storage/appStore";
import { confirmHost } from "../../storage/confirmHost";
import { searchTargets, targetItems } from "./chooseTargets";
import { calledOn } from "./requestsWanted";
import { targetRemarks } from "./targetRemarks";
import { duration, showStatus, showUnfinished } from "../../workbench/statusMessage";
import { t, told } from "../../workbench/words";
import type { Minted } from "../../tokens/tokenService";
import type { TokenUse } from "../../tokens/useToken";

export interface CurlServices extends TokenUse {
  readonly store: Pick<AppStore, "update">;
}

/**
 * `jwtApps.copyAsCurl`: copies a curl command that calls an endpoint as the app; says what in it is left to fill in, and
 * what is likely to be refused.
 */
export async function copyAsCurl(
  { runner, tokens, clipboard, store }: CurlServices,
  argument: ArgumentOf<typeof Commands.copyAsCurl>,
  caller: Caller,
): Promise<UsedToken> {
  const { endpoint, profile, row, ...request } = argument;
  const resolved = await tokens.appOf(argument);
  await tokens.allow(resolved, caller);
  const called = calledOn(row);
  const own = called?.tables ? { ...resolved, tables: called.tables } : resolved;
  originForCurl(own);
  assertMintable(own);
  const target = endpoint === undefined ? await targetFor(own, called?.targets, caller) : targetById(endpoint);
  const app = await withTable(own, target, caller);
  const parts = requestParts(target, app);
  // Code was told of the host as it was asked about.
  if (caller === "person") await confirmCurl(store, resolved);
  const minted = await tokens.mintFor(resolved, { ...request, profile: profile ?? parts.token.profile }, caller);
  await clipboard.copy(curlCommand(parts, app, minted.token));
  tell(runner, { app, target, parts, minted });
  return { expiresAt: minted.expiresAt, app: minted.jwtApp.name };
}

/** A command carries the host in it, so the first one with a host that a file brought shows it. */
async function confirmCurl(store: CurlServices["store"], app: JwtApp): Promise<void> {
  if (!isHostUnconfirmed(app)) return;
  const { name, host = "" } = app;
  await confirmed(
    t("Copy a curl command that sends a token of “{0}” to “{1}”?", name, host),
    t("The app's host comes from a file of a workspace, and no token of it went there yet."),
    t("Copy"),
    t("Don't Copy"),
  );
  await confirmHost(store, app);
}

async function targetFor(
  app: JwtApp,
  given: readonly RequestTarget[] | undefined,
  caller: Caller,
): Promise<RequestTarget> {
  const own = given ?? targetsOfApp(app);
  const [first] = own;
  if (first && (own.length === 1 || caller === "code")) return first;
  if (caller !== "code") return chooseTarget(app, own);
  throw new UserError("no-endpoints", "No endpoint with a known path belongs to the scopes of “{0}”.", {
    args: [app.name],
    remedy: "Assign scopes to it, or choose an endpoint.",
  });
}

/** What New Request File offers, with what each needs, so that it is found by its scope too. */
async function chooseTarget(app: JwtApp, own: readonly RequestTarget[]): Promise<RequestTarget> {
  const items = targetItems(app, own).map((item) => {
    const { target } = item;
    if (!target) return item;
    return { ...item, detail: target.kind === "endpoint" ? needOfApp(target.endpoint, app) : t("It needs no scope") };
  });
  const { target } = await pickOne(items, {
    title: t("curl for {0}", app.name),
    placeHolder: t("Which endpoint? Type words, a path, a URL or a scope"),
    matchOnDescription: true,
    matchOnDetail: true,
    search: searchTargets,
    remarks: (typed, all) => targetRemarks(typed, all, app),
  });
  if (target) return target;
  throw new UserError("no-endpoint", "No endpoint was chosen.");
}

/** Of several tables or views the one that is chosen stands first, and so in the path. */
async function withTable(app: JwtApp, target: RequestTarget, caller: Caller): Promise<JwtApp> {
  const need = target.kind === "endpoint" ? target.endpoint.access.tables : undefined;
  const tables = need?.kind === "tables" ? app.tables.filter(({ kind }) => kind === need.on) : [];
  if (tables.length < 2 || caller === "code") return app;
  const items = tables.map((table) => ({ label: asText(table.name), description: describePermission(table), table }));
  const { table } = await pickOne(items, {
    title: asText(targetTitle(target)),
    placeHolder: need?.kind === "tables" && need.on === "view" ? t("Which view?") : t("Which table?"),
  });
  return { ...app, tables: [table, ...app.tables.filter((one) => one !== table)] };
}

interface Copied {
  readonly app: JwtApp;
  readonly target: RequestTarget;
  readonly parts: RequestParts;
  readonly minted: Minted;
}

function tell(runner: CommandRunner, copied: Copied): void {
  const { app, target, parts, minted } = copied;
  const [refusal, ...others] = foreseenRefusals(parts, app);
  const title = targetTitle(target);
  const blanks = blanksOf(parts).map((blank) => asText(blank));
  const left = blanks.length > 0 ? [t("left to fill in: {0}", joined(blanks, ", "))] : [];
  if (refusal) {
    const what = t("Copied a curl command for {0} that calls “{1}”, but it is likely to be refused.", app.name, title);
    const why = [refusal, ...others].map(({ message }) => told(message));
    const rest = blanks.length > 0 ? [t("Left to fill in: {0}.", joined(blanks, ", "))] : [];
    warn(runner, joined([what, ...why, ...rest], " "), refusal, app);
    return;
  }
  const valid = duration(minted.lifetimeSeconds);
  const what = app.enforceJti
    ? t(
        "Copied a curl command for {0} that calls “{1}”, its token good for one call within {2}",
        app.name,
        title,
        valid,
      )
    : t("Copied a curl command for {0} that calls “{1}”, its token valid for {2}", app.name, title, valid);
  const samples = parts.samples.map((name) => asText(name));
  const sampled = samples.length > 0 ? [t("from the documentation's sample: {0}", joined(samples, ", "))] : [];
  const message = joined([what, ...left, ...sampled, ...encryption(target, app, parts)], " · ");
  if (blanks.length > 0) showUnfinished(message);
  else showStatus(message);
}

function encryption(target: RequestTarget, app: JwtApp, { body }: RequestParts): PlainText[] {
  const known = target.kind === "endpoint" ? answerEncryption(target.endpoint, app) : undefined;
  if (known === undefined) return [];
  if (known === "asked")
    return [body === undefined ? t("the answer comes encrypted") : t("the answer comes encrypted, its body is not")];
  return [
    body === undefined ? t("the answer may come encrypted") : t("the answer may come encrypted, its body is not"),
  ];
}

/** Whoever called needn't wait until somebody reads it. */
function warn(runner: CommandRunner, message: PlainText, refusal: Check, app: JwtApp): void {
  const kind = MENDINGS_OF_CHECKS[refusal.id];
  runner.offer(async () => {
    const answer = await vscode.window.showWarningMessage(message, ...(kind ? [mendingTitle(kind)] : []));
    // The button of a message can be pressed by another extension.
    if (!kind || answer !== mendingTitle(kind)) return;
    await execute(MENDING_COMMANDS[kind], runner.pointer(mendingArgument({ kind, appId: app.id })));
  });
}

const MENDINGS_OF_CHECKS: Readonly<Partial<Record<Check["id"], AppMending["kind"]>>> = {
  scope: "assignScopes",
  published: "publishScopes",
  tables: "assignTables",
  bot: "enterBotId",
};
