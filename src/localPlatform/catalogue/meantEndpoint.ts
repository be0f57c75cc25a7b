import type { Endpoint } from "../../domain/scopes/catalogue";
import type { JsonValue } from "../../domain/scopes/endpointRow";
import { isObject } from "../../domain/text/json";
import type { Call } from "../http/call";
import { property } from "../http/jsonBody";

/** Of the endpoints that share method and path, the one whose documented body a request's resembles most. */
export function meantEndpoint({ found, json }: Pick<Call, "found" | "json">): Endpoint {
  if (found.others.length === 0 || !isObject(json)) return found.endpoint;
  let best = { endpoint: found.endpoint, likeness: likeness(found.endpoint.bodyExample, json) };
  for (const endpoint of found.others) {
    const next = { endpoint, likeness: likeness(endpoint.bodyExample, json) };
    if (next.likeness > best.likeness) best = next;
  }
  return best.endpoint;
}

/**
 * Members that both have speak for it, choices such as `enable: false` the more; other choices, and members that the
 * request lacks, against it.
 */
function likeness(example: JsonValue | undefined, value: unknown): number {
  if (!isObject(example)) return !isChoice(example) ? 1 : value === example ? 2 : -2;
  let sum = 1;
  for (const [name, shown] of Object.entries(example)) {
    const given = property(value, name);
    sum += given === undefined ? -1 : likeness(shown as JsonValue, given);
  }
  return sum;
}

/** One of a few words, or true or false; not a time, a number or a placeholder. */
function isChoice(example: JsonValue | undefined): boolean {
  return typeof example === "boolean" || (typeof example === "string" && /^[a-z]+$/i.test(example));
}
