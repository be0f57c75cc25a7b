import { type Standing, nearnessOf } from "../../domain/scopes/appsAtHand";
import { type Access, type Endpoint, scopeById } from "../../domain/scopes/catalogue";
import { asText, joined, type PlainText } from "../../domain/text/asText";
import { t } from "../workbench/words";

type Need = Pick<Endpoint, "access">;
type Named = Standing<{ readonly name: string }>;

/** Method and path, as far as they are known. */
export function callInWords({ method, path }: Pick<Endpoint, "method" | "path">): PlainText {
  return path === undefined ? t("path not known") : asText(`${method} ${path}`);
}

/** The scope that it needs, and apps of which level can call it. */
export function needInWords(endpoint: Need): PlainText {
  return joined([scopeInWords(endpoint), levelInWords(endpoint)], " · ");
}

/** Which of the apps at hand can call it; where none can, what those lack that are nearest to it. */
export function standingInWords(standing: Named, endpoint: Need): PlainText {
  switch (nearnessOf(standing)) {
    case "callable":
      return t("can call it: {0}", namesOf(standing.callable));
    case "unpublished":
      return t("scope not published yet: {0}", namesOf(standing.unpublished));
    case "lacking":
      return endpoint.access.tables
        ? t("no table or view with this permission: {0}", namesOf(standing.lacking))
        : t("scope not assigned: {0}", namesOf(standing.lacking));
    case "unknown":
      return t("not known whether it can call it: {0}", namesOf(standing.unknown));
    case "none":
      return t("no app of this level here");
  }
}

function scopeInWords({ access: { xo, admin, tables } }: Need): PlainText {
  if (tables) return accessInWords(tables);
  if (!xo || !admin) return accessInWords(xo ?? admin ?? { kind: "unknown" });
  const [ofApp, ofConsole] = [namesOfScopes(xo), namesOfScopes(admin)];
  if (ofApp === undefined && ofConsole === undefined) return accessInWords(xo);
  if (ofApp === ofConsole) return accessInWords(xo);
  return t("{0}; in the Admin Console: {1}", accessInWords(xo), ofConsole ?? accessInWords(admin));
}

function accessInWords(access: Access): PlainText {
  switch (access.kind) {
    case "scopes":
      return t("Scope: {0}", namesOfScopes(access) ?? "");
    case "anyApp":
      return t("It needs no scope");
    case "unknown":
      return t("Which scope it needs is not known");
    case "tables":
      return access.on === "table"
        ? t("Permission on the table: {0}", access.permissions.join(", "))
        : t("Permission on the view: {0}", access.permissions.join(", "));
  }
}

/** Any one of them is enough. */
function namesOfScopes(access: Access): PlainText | undefined {
  if (access.kind !== "scopes") return undefined;
  return joined(
    access.anyOf.map((id) => asText(scopeById(id)?.name ?? id)),
    " / ",
  );
}

function levelInWords({ access }: Need): PlainText {
  const all = Object.values(access);
  if (all.some((each) => each.kind === "scopes" && each.levelNotStated)) return t("level not stated");
  const levels = [
    ...(access.xo ? [t("XO Platform")] : []),
    ...(access.admin ? [t("Admin Console")] : []),
    ...(access.tables ? [t("Data Tables")] : []),
  ];
  return joined(levels, " / ");
}

/** Of many a row has room for two. */
const MOST_NAMES = 2;

function namesOf(apps: readonly { readonly name: string }[]): PlainText {
  const names = joined(
    apps.slice(0, MOST_NAMES).map(({ name }) => asText(name)),
    ", ",
  );
  return apps.length > MOST_NAMES ? t("{0} and {1} more", names, apps.length - MOST_NAMES) : names;
}
