import { isObject } from "../text/json";
import type { Endpoint } from "./catalogue";
import type { JsonValue } from "./endpointRow";
import type { EndpointMatch } from "./findEndpoint";

/**
 * Of the endpoints that share a request's method and path those whose documented body its own resembles most, in the
 * order of the catalogue; all of them where it has none, or one that is no JSON object.
 */
export function meantEndpoints(
  { endpoint, others }: Pick<Extract<EndpointMatch, { kind: "found" }>, "endpoint" | "others">,
  body: unknown,
): readonly [Endpoint, ...Endpoint[]] {
  if (others.length === 0 || !isObject(body)) return [endpoint, ...others];
  let best: [Endpoint, ...Endpoint[]] = [endpoint];
  let most = likeness(endpoint.bodyExample, body);
  for (const other of others) {
    const next = likeness(other.bodyExample, body);
    if (next > most) [best, most] = [[other], next];
    else if (next === most) best.push(other);
  }
  return best;
}

/**
 * Members that both have speak for it, choices such as `enable: false` the more; other choices, and members that the
 * request lacks, against it. Of a list only what names the kind of its first item says more than that it is there.
 * Takes time in proportion to the example.
 */
function likeness(example: JsonValue | undefined, value: unknown): number {
  if (isList(example)) return 1 + (Array.isArray(value) ? likenessOfKind(example[0], value[0]) : 0);
  if (!isObject(example)) return !isChoice(example) ? 1 : value === example ? 2 : -2;
  let sum = 1;
  for (const [name, shown] of Object.entries(example)) {
    const given = member(value, name);
    sum += given === undefined ? -1 : likeness(shown as JsonValue, given);
  }
  return sum;
}

/** Constants in capitals, such as the name of an event. */
function likenessOfKind(example: JsonValue | undefined, value: unknown): number {
  if (!isObject(example)) return 0;
  const kinds = Object.entries(example).filter(
    ([, shown]) => typeof shown === "string" && /^[A-Z]+(?:_[A-Z]+)+$/.test(shown),
  );
  return kinds.reduce((sum, [name, shown]) => sum + (member(value, name) === shown ? 2 : -2), 0);
}

function member(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** One of a few words, or true or false; not a time, a number or a placeholder. */
function isChoice(example: JsonValue | undefined): boolean {
  return typeof example === "boolean" || (typeof example === "string" && /^[a-z]+$/i.test(example));
}
