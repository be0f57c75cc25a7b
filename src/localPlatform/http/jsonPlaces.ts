import { isObject } from "../../domain/text/json";
import { property } from "./jsonBody";

/** What stands at a place of a JSON value: names of members and numbers of items with dots between them. */
export function valueAt(value: unknown, place: string): unknown {
  return place.split(".").reduce(step, value);
}

/**
 * The same with `*` for each item of a list and each member of an object: all that stand there, undefined where a member
 * is missing.
 */
export function valuesAt(value: unknown, place: string): readonly unknown[] {
  let found: readonly unknown[] = [value];
  for (const name of place.split("."))
    found = name === "*" ? found.flatMap(itemsOf) : found.map((one) => step(one, name));
  return found;
}

function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  return isObject(value) ? Object.values(value) : [];
}

function step(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return /^\d{1,9}$/.test(name) ? (value[Number(name)] as unknown) : undefined;
  return isObject(value) ? property(value, name) : undefined;
}
