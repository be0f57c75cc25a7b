import * as vscode from "vscode";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { isOfSameBot } from "../../../domain/apps/sameBot";
import { UserError } from "../../../domain/errors";
import { applied } from "../../../domain/requests/convert/definitions";
import { appsIn, ownedFile, type OwnedFile, ownerAt } from "../../../domain/requests/convert/fileOwners";
import { switchApp, type SwitchPlan } from "../../../domain/requests/convert/switchApp";
import { type Steps, TimeSlices } from "../../../domain/steps";
import { say } from "../../../domain/text/sentence";
import type { Caller } from "../../commands/caller";
import type { ArgumentOf } from "../../commands/commandTypes";
import { confirmed } from "../../prompts/prompts";
import { noSlug } from "../../gateway/gatewayRefusal";
import { TAKES_FROM_REQUESTS } from "../../tokens/inText/refreshToken";
import type { TokenService } from "../../tokens/tokenService";
import type { Commands } from "../../workbench/contributions";
import { t } from "../../workbench/words";
import { DestinationGate } from "../destination/destinationGate";
import type { ConvertServices } from "../gateway/convertRequests";
import { linesAfter, offsetOf, requestFile, writeEdits } from "../requestEdits";
import { scriptRefusal } from "../write/tokenPlacement";
import { freshTokens, type FreshTokenServices } from "./freshTokens";
import { tellSwitched, type TellServices } from "./tellSwitched";

export interface SwitchServices extends ConvertServices, FreshTokenServices, TellServices {
  readonly store: ConvertServices["store"] & FreshTokenServices["store"];
  readonly tokens: Pick<TokenService, "mintFor" | "allow">;
}

/** `jwtApps.switchApp`: makes the requests of the app at the cursor, in the whole file, those of another app. */
export async function switchAppIn(
  services: SwitchServices,
  argument: ArgumentOf<typeof Commands.switchApp>,
  caller: Caller,
): Promise<JwtApp> {
  const document = await requestFile(argument.uri);
  const { version } = document;
  const text = document.getText();
  const apps = await services.store.apps();
  const owned = await whole(ownedFile(text, apps));
  const from = await appToSwitch(services, { owned, at: offsetOf(document, undefined), apps }, caller);
  const to = await services.picker.resolve(argument, {
    only: ({ id }) => id !== from.id,
    whyNot: sameApp,
    title: t("Switch App"),
    placeHolder: t("Which app should the requests of “{0}” be for?", from.name),
    isNear: (app) => isOfSameBot(app, from),
  });
  const plan = await whole(switchApp(owned, { apps, from, to }));
  if (plan.edits.length + plan.tokens.length === 0) throw nothingToSwitch(from);
  // A call without an argument names neither the app nor another file than that in front.
  const isSaid = argument.app !== undefined || vscode.window.activeTextEditor?.document !== document;
  const isAsked = caller === "code" || (caller === "pointer" && isSaid);
  if (isAsked) await askForCode(document, { from, to, plan });
  await refuse(services, plan, to);
  const fresh = await freshTokens(services, { plan, apps, from, to });
  if (isAsked && plan.tokens.length > 0) await services.tokens.allow(to, "code");
  if (plan.tokens.length > 0) await passGate(services, document, { version, to, plan, areOurs: fresh.areOurs });
  const edits = [...plan.edits, ...(await fresh.edits())].sort((one, other) => one.start - other.start);
  await writeEdits(document, version, edits);
  if (plan.readsEnvironment) await (await services.environment.load()).refresh();
  tellSwitched(services, to, plan);
  return to;
}

/** All steps: nobody calls them off. */
async function whole<T>(steps: Steps<T>): Promise<T> {
  const done = await new TimeSlices().run(steps);
  if (done === undefined) throw new Error("the steps were called off");
  return done;
}

interface Asked {
  readonly owned: OwnedFile;
  readonly at: number;
  readonly apps: readonly JwtApp[];
}

/** That of the request at the cursor; where nothing there tells, a person does, in front of the file. */
async function appToSwitch(
  { picker }: Pick<SwitchServices, "picker">,
  { owned, at, apps }: Asked,
  caller: Caller,
): Promise<JwtApp> {
  const owner = ownerAt(owned, at, apps);
  if (owner?.app) return owner.app;
  if (owner) throw unknownApp(owner.unknownName);
  const known = appsIn(owned);
  if (known.length === 0 || caller === "code") throw noApp();
  return picker.resolve(
    {},
    {
      only: (app) => known.includes(app),
      title: t("Switch App"),
      placeHolder: t("The requests of which app should be switched?"),
    },
  );
}

function unknownApp(name: string): UserError {
  return new UserError("unknown-app", "This request names the app “{0}”, which isn't here.", {
    args: [name.slice(0, 100)],
    remedy: "Create or import it, or write the name of one that is here.",
  });
}

function noApp(): UserError {
  return new UserError("no-app-of-request", "Which app the request at the cursor is for can't be told.", {
    remedy: "Put the cursor into a request of the app that is meant, or write a line “# jwt-app: name” above it.",
  });
}

function sameApp({ name }: JwtApp): UserError {
  return new UserError("same-app", "The requests are those of “{0}” already.", { args: [name] });
}

function nothingToSwitch({ name }: JwtApp): UserError {
  return new UserError("nothing-to-switch", "Nothing in this file could be switched from “{0}”.", { args: [name] });
}

interface Switched {
  readonly from: JwtApp;
  readonly to: JwtApp;
  readonly plan: SwitchPlan;
}

async function askForCode(document: vscode.TextDocument, { from, to, plan }: Switched): Promise<void> {
  const file = vscode.workspace.asRelativePath(document.uri);
  await confirmed(
    t("Switch “{0}” from “{1}” to “{2}”? It changes {3}.", file, from.name, to.name, plan.requests.length),
    t(
      "Something other than a click or the Command Palette asked for it. Tokens in the file are replaced by fresh ones of “{0}”. One undo takes it back.",
      to.name,
    ),
    t("Switch"),
    t("Don't Switch"),
  );
}

/** Nothing is switched where the other app's tokens can't get in as the old one's did. */
async function refuse({ environment }: SwitchServices, plan: SwitchPlan, to: JwtApp): Promise<void> {
  const script = plan.hasScripts ? scriptRefusal() : undefined;
  if (script) throw script;
  if (to.slug === undefined && plan.requests.some(({ gateway }) => gateway)) throw noSlug(to);
  if (!plan.readsEnvironment) return;
  const loaded = await environment.load();
  const refusal = loaded.refusal(to);
  if (refusal) throw refusal;
  await loaded.allow(to);
}

interface Written {
  readonly version: number;
  readonly to: JwtApp;
  readonly plan: SwitchPlan;
  readonly areOurs: boolean;
}

/** What stands in the file, and beside it, may change where the tokens go; which they are changes nothing. */
async function passGate(
  { gateMemory }: SwitchServices,
  document: vscode.TextDocument,
  { version, to, plan, areOurs }: Written,
): Promise<void> {
  const before = document.getText();
  const text = applied(before, plan.edits);
  const withTokens = new Set(plan.tokens.map(({ request }) => request));
  // From a variable, and from another request, any request of the file may take it.
  const isForAll = withTokens.has(undefined) || TAKES_FROM_REQUESTS.test(text);
  const own = plan.requests.filter((each) => withTokens.has(each));
  await new DestinationGate(gateMemory).pass({
    document,
    version,
    app: to,
    use: "write",
    text,
    lines: isForAll ? undefined : linesAfter(before, own, plan.edits),
    reasons: areOurs ? [] : [say("whether the tokens that are replaced were made for you can't be told")],
    token: plan.tokens.map((old) => old.text).join("\n"),
  });
}
