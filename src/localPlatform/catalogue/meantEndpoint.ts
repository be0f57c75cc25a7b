import type { Endpoint } from "../../domain/scopes/catalogue";
import { isObject, isStructure } from "../../domain/text/json";
import type { Call } from "../http/call";
import { property } from "../http/jsonBody";

/** Of the endpoints that share method and path, the one whose documented body a request's resembles most. */
export function meantEndpoint({ found, json }: Pick<Call, "found" | "json">): Endpoint {
  let best = { endpoint: found.endpoint, likeness: likeness(found.endpoint, json) };
  for (const endpoint of found.others) {
    const next = { endpoint, likeness: likeness(endpoint, json) };
    if (next.likeness > best.likeness) best = next;
  }
  return best.endpoint;
}

/** Members that both have speak for it, choices such as `enable: false` the more, and other choices against it. */
function likeness({ bodyExample }: Endpoint, json: unknown): number {
  if (!isObject(bodyExample)) return 0;
  let sum = 0;
  for (const [name, example] of Object.entries(bodyExample)) {
    const value = property(json, name);
    if (value === undefined) continue;
    const isChoice = !isStructure(example) && !String(example).includes("{");
    sum += !isChoice ? 1 : value === example ? 2 : -2;
  }
  return sum;
}
