import { type Access, type Endpoint, scopeById } from "../../scopes/catalogue";
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
    ...certainty(endpoint),
  ];
}

/** The names of scopes of which any is enough. */
export function scopeNames(ids: readonly string[]): string {
  return ids.map((id) => scopeById(id)?.name ?? id).join("” / “");
}

function accessFacts({ access }: Endpoint): Sentence[] {
  const levels = CREATED_IN.flatMap((level) => {
    const need = access[level];
    return need ? [[level, need] as const] : [];
  });
  if (levels.length === 0) return [say("Which scope it needs is not known.")];
  const [, first] = levels[0] ?? [];
  if (first?.kind === "scopes" && first.levelNotStated)
    return [say("Scope “{0}”; no page says for apps of which level.", scopeNames(first.anyOf))];
  return levels.map(([level, need]) => accessFact(level, need));
}

function accessFact(level: CreatedIn, need: Access): Sentence {
  switch (need.kind) {
    case "scopes":
      return say("Apps created in {0}: scope “{1}”.", LEVEL_NAMES[level], scopeNames(need.anyOf));
    case "anyApp":
      return say("Apps created in {0}: any, by its page.", LEVEL_NAMES[level]);
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

function certainty({ confidence }: Endpoint): Sentence[] {
  switch (confidence) {
    case "documented":
      return [];
    case "documented-partial":
      return [say("Its page gives no full address.")];
    case "test-suite":
      return [say("Not on a page of the documentation: seen in a public test suite.")];
    case "listed-only":
      return [say("The list of APIs names it; its page was not read.")];
  }
}
