import { type Access, type Endpoint, scopeById } from "../../scopes/catalogue";
import { isLevelStated } from "../../scopes/levelFit";
import { RATE_LIMIT_WORDS } from "../../scopes/rateLimit";
import { CREATED_IN, type CreatedIn } from "../../scopes/scope";
import { type Sentence, say } from "../../text/sentence";
import { LEVEL_NAMES } from "../../tokens/verify/accessChecks";

/** What the catalogue knows of an endpoint that somebody wants to call, a sentence each. */
export function endpointFacts(endpoint: Endpoint): Sentence[] {
  return [
    ...accessFacts(endpoint),
    ...required(endpoint),
    RATE_LIMIT_WORDS[endpoint.rateLimit],
    ...encryptionFacts(endpoint),
    ...(endpoint.address === "channel" ? [say("Its URL is shown in the channel's configuration.")] : []),
  ];
}

/** The names of scopes of which any is enough. */
export function scopeNames(ids: readonly string[]): string {
  return ids.map((id) => scopeById(id)?.name ?? id).join("” / “");
}

function accessFacts({ access, notFor }: Endpoint): Sentence[] {
  const levels = CREATED_IN.flatMap((level) => {
    const need = access[level];
    return need ? [[level, need] as const] : [];
  });
  const [, first] = levels[0] ?? [];
  if (first && !isLevelStated(first))
    return [
      first.kind === "scopes"
        ? say("Scope “{0}”; no page says for apps of which level.", scopeNames(first.anyOf))
        : say("No page says which scope it needs, nor for apps of which level it is."),
    ];
  return [
    ...levels.map(([level, need]) => accessFact(level, need)),
    ...notFor.map((level) => say("Apps created in {0}: “Not Applicable”, by its page.", LEVEL_NAMES[level])),
  ];
}

function accessFact(level: CreatedIn, need: Access): Sentence {
  switch (need.kind) {
    case "scopes":
      return say("Apps created in {0}: scope “{1}”.", LEVEL_NAMES[level], scopeNames(need.anyOf));
    case "anyApp":
      return say(
        "Apps created in {0}: any app, by its page; the list of APIs names “{1}”.",
        LEVEL_NAMES[level],
        scopeNames(need.listedUnder),
      );
    case "platformCalls":
      return say(
        "The platform calls it, at a URL of yours and without a JWT; its page names the scope “{0}”.",
        scopeNames(need.listedUnder),
      );
    case "unknown":
      return say("Apps created in {0}: which scope they need is not known.", LEVEL_NAMES[level]);
    case "tables": {
      const permissions = need.permissions.join(", ");
      return need.on === "view"
        ? say("Apps created in {0}: {1} on the view.", LEVEL_NAMES[level], permissions)
        : say("Apps created in {0}: {1} on the table.", LEVEL_NAMES[level], permissions);
    }
  }
}

function required({ headers, requiredQuery }: Endpoint): Sentence[] {
  const names = Object.keys(headers);
  return [
    ...(names.length > 0 ? [say("Required headers: {0}.", names.join(", "))] : []),
    ...(requiredQuery.length > 0 ? [say("Required in the query: {0}.", requiredQuery.join(", "))] : []),
  ];
}

function encryptionFacts({ encryption }: Endpoint): Sentence[] {
  return CREATED_IN.flatMap((level) => {
    const source = level === "tables" ? undefined : encryption[level];
    if (source === undefined) return [];
    return [
      source === "listed"
        ? say("Supports payload encryption for apps created in {0}.", LEVEL_NAMES[level])
        : say("Supports payload encryption for apps created in {0}, by release notes alone.", LEVEL_NAMES[level]),
    ];
  });
}
