import type { JsonObject } from "../../text/json";

/** A property's name without what writers of JSON disagree on: letter case, and what stands between words. */
export function nameIn(name: string): string {
  if (name.length > MAX_NAME_LENGTH) return name;
  const lower = name.toLowerCase();
  return /[-_ ]/.test(lower) ? lower.charAt(0) + lower.slice(1).replace(/[-_ ]/g, "") : lower;
}

/** No name that is looked for is longer. */
const MAX_NAME_LENGTH = 40;

/** An own property's value, by its exact name or else by one in other letter case. */
export function property(object: JsonObject | undefined, name: string): unknown {
  const found = object && propertyName(object, name);
  return found === undefined ? undefined : object?.[found];
}

/** The name of that property as it is written there. */
export function propertyName(object: JsonObject, name: string): string | undefined {
  if (Object.hasOwn(object, name)) return name;
  const wanted = nameIn(name);
  for (const other in object) if (Object.hasOwn(object, other) && nameIn(other) === wanted) return other;
  return undefined;
}

/** The first of these properties that holds text. */
export function textIn(object: JsonObject | undefined, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = property(object, name);
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}

/** Whether there is more than a blank. */
export function isGiven(object: JsonObject | undefined, name: string): boolean {
  return isSaid(property(object, name));
}

/** What is `null`, blank or absent is nothing. */
export function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && !(typeof value === "string" && value.trim() === "");
}
