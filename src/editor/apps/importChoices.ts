import * as vscode from "vscode";
import { alikeApps } from "../../domain/apps/findApp";
import type { AppChange, ChangedValue } from "../../domain/apps/importChanges";
import type { ImportedApp, ImportedUpdate, ImportPlan } from "../../domain/apps/importApps";
import type { CreatedIn, JwtApp, PublicKeyInfo, PublicRsaJwk, TablePermission, UsedFor } from "../../domain/apps/jwtApp";
import { keyPrint } from "../../domain/keys/keyPrint";
import { scopeById } from "../../domain/scopes/catalogue";
import { asText, joined, plain, type PlainText } from "../../domain/text/asText";
import { describePermission } from "../appTree/tableNodes";
import type { Caller } from "../commandRunner";
import { t } from "../words";

/** A row of the pick: an app to add, or one change of an app that is there. */
export interface ImportChoice extends vscode.QuickPickItem {
  readonly add?: ImportedApp;
  readonly change?: { readonly update: ImportedUpdate; readonly change: AppChange };
}

/**
 * New apps are checked, and so is what only adds to an app, where a person asked; every other change is named with the
 * old value beside the new one, for a person to check.
 */
export async function importChoices(plan: Pick<ImportPlan, "add" | "update">, apps: readonly JwtApp[], caller: Caller): Promise<ImportChoice[]> {
  const alike = alikeApps(apps);
  const choices: ImportChoice[] = plan.add.map((add) => ({
    label: asText(add.app.name),
    description: t("new"),
    ...(add.app.host !== undefined && { detail: t("Host: {0}", add.app.host) }),
    picked: true,
    add,
  }));
  for (const update of plan.update) {
    const { existing } = update;
    choices.push({ label: changesTitle(existing, alike.has(existing.id)), kind: vscode.QuickPickItemKind.Separator });
    for (const change of update.changes) {
      choices.push({
        label: await changeInWords(change.value),
        description: changeOf(existing, alike.has(existing.id)),
        picked: change.isAddition && caller === "person",
        change: { update, change },
      });
    }
  }
  return choices;
}

function changesTitle({ name, clientId }: JwtApp, isAlike: boolean): PlainText {
  return isAlike ? t("Changes of {0} ({1})", name, clientId) : t("Changes of {0}", name);
}

function changeOf({ name, clientId }: JwtApp, isAlike: boolean): PlainText {
  return isAlike ? joined([asText(name), asText(clientId)], " · ") : asText(name);
}

async function changeInWords(value: ChangedValue): Promise<PlainText> {
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
      return plain`${oldAndNew(t("Created in"), placeOf(value.before), placeOf(value.after))}. ${t("Scopes and tables are replaced by those of the import.")}`;
    case "usedFor":
      return oldAndNew(t("Used for"), useOf(value.before), useOf(value.after));
    case "enforceJti":
      return oldAndNew(t("Enforce JTI"), onOrOff(value.before), onOrOff(value.after));
    case "enforceJwe":
      return oldAndNew(t("Enforce JWE"), onOrOff(value.before), onOrOff(value.after));
    case "enforcePayloadEncryption":
      return oldAndNew(t("Enforce Request and Response Payload Encryption"), onOrOff(value.before), onOrOff(value.after));
    case "algorithm":
      return oldAndNew(t("JWT Signing Algorithm"), algorithmOf(value.before), algorithmOf(value.after));
    case "platformKey":
      return oldAndNew(t("Platform Public Key"), await keyOf(value.before), await keyOf(value.after));
    case "signingKey":
      return oldAndNew(t("Signing Key"), await keyOf(value.before), await keyOf(value.after));
    case "payloadKey":
      return oldAndNew(t("Payload Key"), await keyOf(value.before), await keyOf(value.after));
    case "envelopeProfile":
      return oldAndNew(t("Shape of encrypted payloads"), textOf(value.before), value.before === value.after ? t("another, “{0}”", value.after ?? "") : textOf(value.after));
    case "clientSecret":
      return oldAndNew(t("Client Secret"), value.before === "missing" ? t("missing") : t("the present one"), value.before === "missing" ? t("the one of the import") : t("another client secret"));
    case "scopesAdded":
      return t("Scopes to add: {0}", scopesOf(value.after));
    case "scopesRemoved":
      return t("Scopes to remove: {0}", scopesOf(value.before));
    case "scopesPublished":
      return t("Scopes to note as published: {0}", scopesOf(value.after));
    case "scopesUnpublished":
      return t("Scopes to note as not published: {0}", scopesOf(value.after));
    case "tablesAdded":
      return t("Tables and views to add: {0}", tablesOf(value.after));
    case "tablesRemoved":
      return t("Tables and views to remove: {0}", tablesOf(value.before));
    case "tablePermissions":
      return oldAndNew(asText(value.after?.name ?? ""), permissionOf(value.before), permissionOf(value.after));
  }
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
  const print = asText((await keyPrint(key)) ?? t("unreadable"));
  return "kid" in key && key.kid !== undefined ? plain`${asText(key.kid)} (${print})` : print;
}

function placeOf(place: string | undefined): PlainText {
  const places: Readonly<Record<CreatedIn, PlainText>> = { xo: t("XO Platform"), admin: t("Admin Console"), tables: t("Data Tables") };
  return places[place as CreatedIn] ?? t("none");
}

function useOf(use: string | undefined): PlainText {
  const uses: Readonly<Record<UsedFor, PlainText>> = { apis: t("APIs"), sdks: t("SDKs"), botkit: t("BotKit"), channels: t("Channels") };
  return uses[use as UsedFor] ?? t("none");
}

function scopesOf(ids: readonly string[] | undefined): string {
  return (ids ?? []).map((id) => scopeById(id)?.name ?? id).join(", ");
}

function tablesOf(tables: readonly TablePermission[] | undefined): string {
  return (tables ?? []).map((table) => `${table.name} (${describePermission(table)})`).join(", ");
}

function permissionOf(table: TablePermission | undefined): PlainText {
  return table ? describePermission(table) : t("none");
}
