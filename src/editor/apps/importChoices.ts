import * as vscode from "vscode";
import { type AppProblem, appState } from "../../domain/apps/appState";
import { alikeApps } from "../../domain/apps/findApp";
import type { AppChange, ChangedValue } from "../../domain/apps/import/importChanges";
import type { ImportedApp, ImportedUpdate, ImportPlan } from "../../domain/apps/import/importPlan";
import { isDoubt } from "../../domain/apps/import/importRemarks";
import type { JwtApp, TablePermission, UsedFor } from "../../domain/apps/jwtApp";
import type { CreatedIn } from "../../domain/scopes/scope";
import type { PublicKeyInfo, PublicRsaJwk } from "../../domain/keys/publicKey";
import { fingerprintOf } from "../../domain/keys/fingerprint";
import { scopeById } from "../../domain/scopes/catalogue";
import { asText, joined, plain, type PlainText } from "../../domain/text/asText";
import { describePermission } from "../storage/describeApp";
import type { Caller } from "../commands/caller";
import type { PickRow } from "../prompts/pick";
import { localised, t, told } from "../workbench/words";
import { shapeInImport } from "./shapeInImport";

/** A row of the pick: an app to add, one change of an app that is there, or what an import doesn't do. */
export interface ImportChoice extends PickRow {
  readonly add?: ImportedApp;
  readonly change?: { readonly update: ImportedUpdate; readonly change: AppChange };
}

/**
 * New apps are checked, and so is what only adds to an app, where a person asked; every other change is named with the
 * old value beside the new one, for a person to check.
 */
export async function importChoices(
  plan: ImportPlan,
  apps: readonly JwtApp[],
  caller: Caller,
): Promise<ImportChoice[]> {
  const alike = alikeApps(apps);
  const choices: ImportChoice[] = plan.add.map((add) => ({
    label: asText(add.app.name),
    description: t("new"),
    ...detailOf(add),
    picked: add.doubt === undefined,
    add,
  }));
  for (const update of plan.update) {
    const { existing } = update;
    choices.push({ label: changesTitle(update, alike.has(existing.id)), kind: vscode.QuickPickItemKind.Separator });
    for (const change of update.changes) {
      choices.push({
        label: await changeInWords(change.value),
        description: changeOf(existing, alike.has(existing.id)),
        picked: change.isAddition && caller === "person",
        change: { update, change },
      });
    }
  }
  return [...choices, ...whatStays(plan)];
}

function detailOf({ app, secrets, doubt }: ImportedApp): { readonly detail?: PlainText } {
  const missing = missingOf(app);
  const { clientSecret } = secrets.reveal();
  const parts = [
    ...(doubt ? [told(doubt)] : []),
    ...(app.host === undefined ? [] : [t("Host: {0}", app.host)]),
    ...(clientSecret === undefined ? [] : [t("Client Secret: {0} characters, hidden", clientSecret.length)]),
    ...(app.envelopeProfile ? [t("Payloads are written as {0}", shapeInImport(app.envelopeProfile))] : []),
    ...(missing.length ? [t("Still to be entered: {0}", joined(missing, ", "))] : []),
  ];
  return parts.length ? { detail: joined(parts, " · ") } : {};
}

/** Problems that have a row of their own. */
const MAX_PROBLEMS = 5;

/** Rows that say what is as it is already, and what could not be taken. */
function whatStays({ unchanged, problems, notes, morePages }: ImportPlan): ImportChoice[] {
  const says = (icon: string, label: PlainText, detail?: PlainText): ImportChoice => ({
    label,
    iconPath: new vscode.ThemeIcon(icon),
    ...(detail !== undefined && { detail }),
    informs: true,
    alwaysShow: true,
  });
  const doubts = notes.filter(isDoubt);
  const others = notes.filter((note) => !isDoubt(note));
  const said = [
    ...(unchanged.length ? [says("check", unchangedTitle(unchanged.length), namesOf(unchanged))] : []),
    ...problems.slice(0, MAX_PROBLEMS).map((problem) => says("warning", t("Not taken"), localised(problem))),
    ...(problems.length > MAX_PROBLEMS
      ? [says("warning", t("{0} more entries could not be taken.", problems.length - MAX_PROBLEMS))]
      : []),
    ...doubts.slice(0, MAX_PROBLEMS).map((note) => says("warning", t("Taken with a doubt"), localised(note))),
    ...others
      .slice(0, 1)
      .map((note) =>
        says(
          "info",
          others.length === 1 ? t("Good to know") : t("Good to know, the first of {0}", others.length),
          localised(note),
        ),
      ),
    ...(morePages ? [says("info", t("The response is one page of several: import the others too."))] : []),
  ];
  // Else they would stand among the changes of the last app.
  return said.length ? [{ label: t("For your information"), kind: vscode.QuickPickItemKind.Separator }, ...said] : [];
}

function unchangedTitle(count: number): PlainText {
  return count === 1 ? t("1 app is there already, as it is") : t("{0} apps are there already, as they are", count);
}

/** Names of a few apps, and how many more there are. */
function namesOf(apps: readonly Pick<JwtApp, "name">[]): PlainText {
  const names = apps.slice(0, 5).map(({ name }) => asText(name));
  return joined([...names, ...(apps.length > names.length ? [t("{0} more", apps.length - names.length)] : [])], ", ");
}

/** What of an app has to be entered before it works, in the form's words. */
export function missingOf(app: JwtApp): PlainText[] {
  const words: Readonly<Partial<Record<AppProblem, PlainText>>> = {
    "client-secret-missing": t("Client Secret"),
    "signing-key-missing": t("Signing Private Key"),
    "platform-key-missing": t("Platform Public Key"),
    "payload-key-missing": t("Payload Key"),
  };
  return appState(app).flatMap((problem) => words[problem] ?? []);
}

/** What comes from a file of a workspace names the app's host, too: whoever wrote it is somebody else. */
function changesTitle({ existing, showsHost }: ImportedUpdate, isAlike: boolean): PlainText {
  const { name, clientId, host } = existing;
  const title = isAlike ? t("Changes of {0} ({1})", name, clientId) : t("Changes of {0}", name);
  return showsHost && host !== undefined ? joined([title, asText(host)], " · ") : title;
}

function changeOf({ name, clientId }: JwtApp, isAlike: boolean): PlainText {
  return isAlike ? joined([asText(name), asText(clientId)], " · ") : asText(name);
}

export async function changeInWords(value: ChangedValue): Promise<PlainText> {
  switch (value.field) {
    case "host":
      return oldAndNew(t("Host"), textOf(value.before), textOf(value.after));
    case "appId":
      return oldAndNew(t("App ID"), textOf(value.before), textOf(value.after));
    case "botId":
      return oldAndNew(t("Bot ID"), textOf(value.before), textOf(value.after));
    case "accountId":
      return oldAndNew(t("Account ID"), textOf(value.before), textOf(value.after));
    case "contentEncryption":
      return oldAndNew(t("Content Encryption"), textOf(value.before), textOf(value.after));
    case "createdIn":
      return placeInWords(value);
    case "usedFor":
      return oldAndNew(t("Used for"), useOf(value.before), useOf(value.after));
    case "enforceJti":
      return oldAndNew(t("Enforce JTI"), onOrOff(value.before), onOrOff(value.after));
    case "enforceJwe":
      return oldAndNew(t("Enforce JWE"), onOrOff(value.before), onOrOff(value.after));
    case "enforcePayloadEncryption":
      return oldAndNew(
        t("Enforce Request and Response Payload Encryption"),
        onOrOff(value.before),
        onOrOff(value.after),
      );
    case "gatewayDecrypts":
      return oldAndNew(t("Decrypt answers in the gateway"), onOrOff(value.before), onOrOff(value.after));
    case "gatewayEncrypts":
      return oldAndNew(t("Encrypt request bodies in the gateway"), onOrOff(value.before), onOrOff(value.after));
    case "algorithm":
      return oldAndNew(t("JWT Signing Algorithm"), algorithmOf(value.before), algorithmOf(value.after));
    case "platformKey":
      return oldAndNew(t("Platform Public Key"), await keyOf(value.before), await keyOf(value.after));
    case "signingKey":
      return oldAndNew(t("Signing Key"), await keyOf(value.before), await keyOf(value.after));
    case "payloadKey":
      return oldAndNew(t("Payload Key"), await keyOf(value.before), await keyOf(value.after));
    case "envelopeProfile":
      return shapeInWords(value);
    case "clientSecret":
      return secretInWords(value);
    case "scope":
      return scopeInWords(value);
    case "table":
      return tableInWords(value);
  }
}

function scopeInWords({ before, after }: Of<"scope">): PlainText {
  const id = (after ?? before)?.id ?? "";
  const name = scopeById(id)?.name ?? id;
  if (!before) return t("Scope to add: {0}", name);
  if (!after) return t("Scope to remove: {0}", name);
  return after.published ? t("Scope to note as published: {0}", name) : t("Scope to note as not published: {0}", name);
}

function tableInWords({ before, after }: Of<"table">): PlainText {
  const { kind, name } = after ?? before ?? { kind: "table", name: "" };
  const label = kind === "table" ? t("Table {0}", name) : t("View {0}", name);
  return oldAndNew(label, permissionOf(before), permissionOf(after));
}

type Of<Field extends ChangedValue["field"]> = Extract<ChangedValue, { readonly field: Field }>;

function secretInWords({ before }: Of<"clientSecret">): PlainText {
  return before === "missing"
    ? oldAndNew(t("Client Secret"), t("missing"), t("the one of the import"))
    : oldAndNew(t("Client Secret"), t("the present one"), t("another client secret"));
}

function shapeInWords({ before, after }: Of<"envelopeProfile">): PlainText {
  const [own, other] = [shapeInImport(before), shapeInImport(after)];
  return oldAndNew(t("Shape of encrypted payloads"), own, own === other ? t("another, {0}", other) : other);
}

function placeInWords({ before, after }: Of<"createdIn">): PlainText {
  const moved = oldAndNew(t("Created in"), createdInText(before), createdInText(after));
  return plain`${moved}. ${t("Scopes and tables are replaced by those of the import.")}`;
}

function oldAndNew(label: PlainText, before: PlainText, after: PlainText): PlainText {
  return plain`${label}: ${before} → ${after}`;
}

function textOf(value: string | undefined): PlainText {
  return value === undefined ? t("none") : asText(value);
}

function onOrOff(isOn: boolean | undefined): PlainText {
  return isOn ? t("on") : t("off");
}

function algorithmOf(value: Pick<JwtApp, "algorithm" | "algorithmAssumed"> | undefined): PlainText {
  if (!value) return t("none");
  return value.algorithmAssumed ? t("{0}, assumed", value.algorithm) : asText(value.algorithm);
}

/** By the key itself: two may have one key ID. */
async function keyOf(key: PublicRsaJwk | PublicKeyInfo | "shared" | undefined): Promise<PlainText> {
  if (key === undefined) return t("none");
  if (key === "shared") return t("a shared AES-256 key");
  const print = asText((await fingerprintOf(key)) ?? t("unreadable"));
  return "kid" in key && key.kid !== undefined ? plain`${asText(key.kid)} (${print})` : print;
}

function createdInText(place: CreatedIn | undefined): PlainText {
  const places: Readonly<Record<CreatedIn, PlainText>> = {
    xo: t("XO Platform"),
    admin: t("Admin Console"),
    tables: t("Data Tables"),
  };
  return place ? places[place] : t("none");
}

function useOf(use: string | undefined): PlainText {
  const uses: Readonly<Record<UsedFor, PlainText>> = {
    apis: t("APIs"),
    sdks: t("SDKs"),
    botkit: t("BotKit"),
    channels: t("Channels"),
  };
  return uses[use as UsedFor] ?? t("none");
}

function permissionOf(table: TablePermission | undefined): PlainText {
  return table ? describePermission(table) : t("none");
}
