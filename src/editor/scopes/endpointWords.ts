import { NEARNESS, nearnessOf, type Standing } from "../../domain/scopes/appsAtHand";
import { type Access, type Endpoint, scopeById } from "../../domain/scopes/catalogue";
import { isLevelStated } from "../../domain/scopes/levelFit";
import { CREATED_IN, type CreatedIn } from "../../domain/scopes/scope";
import { asText, joined, plain, type PlainText } from "../../domain/text/asText";
import { t } from "../workbench/words";

interface NamedApp {
  readonly name: string;
  readonly createdIn: CreatedIn;
}

/**
 * The scope that it needs, which of the apps at hand can call it, or what those lack that are nearest to it, and the
 * levels that it is for: of a line a pick shows about 80 characters, and cuts off the rest.
 */
export function accessInWords(
  { access, notFor }: Pick<Endpoint, "access" | "notFor">,
  standing: Standing<NamedApp>,
): PlainText {
  const level = nearestLevel(standing) ?? "xo";
  const own = access[level] ?? access.xo ?? access.admin ?? access.tables ?? { kind: "unknown" };
  if (own.kind === "platformCalls") return needInWords(own);
  const levels = CREATED_IN.flatMap((each) => {
    const need = access[each];
    return need ? [levelInWords(each, need, own)] : [];
  });
  return joined(
    [
      needInWords(own),
      ...standingInWords(standing, access[level]),
      isLevelStated(own) ? joined(levels, " / ") : t("level not stated"),
      ...notFor.map((each) => t("not for the {0}, by its page", LEVELS[each]())),
    ],
    " · ",
  );
}

function nearestLevel(standing: Standing<NamedApp>): CreatedIn | undefined {
  return NEARNESS.flatMap((each) => (each === "none" ? [] : standing[each]))[0]?.createdIn;
}

/** `own` is what the apps that are spoken of need, if they are of its levels at all. */
function standingInWords(standing: Standing<NamedApp>, own: Access | undefined): PlainText[] {
  switch (nearnessOf(standing)) {
    case "callable":
      return [t("{0} can call it", namesOf(standing.callable))];
    case "unpublished":
      return [t("not published for {0}", namesOf(standing.unpublished))];
    case "lacking":
      return own?.kind === "tables"
        ? [t("no table or view permits it to {0}", namesOf(standing.lacking))]
        : [t("not assigned to {0}", namesOf(standing.lacking))];
    case "unknown":
      // Else that is what the need says.
      if (own === undefined) return [t("not known whether {0} can call it", namesOf(standing.unknown))];
      return isLevelStated(own) ? [] : [t("not stated whether {0} can call it", namesOf(standing.unknown))];
    case "none":
      return [t("no app for it here")];
  }
}

/** What apps of one level need. */
export function needInWords(access: Access): PlainText {
  switch (access.kind) {
    case "scopes":
      return t("Scope: {0}", namesOfScopes(access.anyOf));
    case "anyApp":
      return t("Any app, by its page; the list of APIs names {0}", namesOfScopes(access.listedUnder));
    case "unknown":
      return access.levelNotStated ? t("Scope not stated") : t("Which scope it needs is not known");
    case "platformCalls":
      return t("The platform calls you, without a JWT; its page names {0}", namesOfScopes(access.listedUnder));
    case "tables":
      return access.on === "table"
        ? t("Permission on the table: {0}", access.permissions.join(", "))
        : t("Permission on the view: {0}", access.permissions.join(", "));
  }
}

/** With the need of that level where it is another. */
function levelInWords(level: CreatedIn, need: Access, own: Access): PlainText {
  const name = LEVELS[level]();
  const words = needInWords(need);
  if (words === needInWords(own)) return name;
  return plain`${name} (${words})`;
}

const LEVELS: Readonly<Record<CreatedIn, () => PlainText>> = {
  xo: () => t("XO Platform"),
  admin: () => t("Admin Console"),
  tables: () => t("Data Tables"),
};

/** Any one of them is enough. */
function namesOfScopes(ids: readonly string[]): PlainText {
  return joined(
    ids.map((id) => asText(scopeById(id)?.name ?? id)),
    " / ",
  );
}

/** Of many a row has room for two. */
const MOST_NAMES = 2;

function namesOf(apps: readonly NamedApp[]): PlainText {
  const names = joined(
    apps.slice(0, MOST_NAMES).map(({ name }) => asText(name)),
    ", ",
  );
  return apps.length > MOST_NAMES ? t("{0} and {1} more", names, apps.length - MOST_NAMES) : names;
}
