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

/** A name from a file as a message can repeat it: one that is no name may be anything. */
export function shownName(name: string): string {
  return /^[\w.-]{1,40}$/.test(name) ? name : "…";
}

/** Whether there is more than a blank. */
export function isGiven(object: JsonObject | undefined, name: string): boolean {
  return isSaid(property(object, name));
}

/** What is `null`, blank or absent is nothing. */
export function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && !(typeof value === "string" && value.trim() === "");
}

/** A value's place in the JSON: the last step, and the place of what it stands in. */
export interface Place {
  /** At the top of one of several JSON values it is the line in which that begins. */
  readonly step: string | number | { readonly line: number };
  readonly above: Place | undefined;
}

/** From the top down, with dots: `bots.0.jwtApps.1`, or `7: bots.0` in the value of line 7. What is deep begins with `…`. */
export function placeInWords(place: Place | undefined): string {
  const steps: string[] = [];
  let at = place;
  for (; at && typeof at.step !== "object" && steps.length < MAX_STEPS; at = at.above)
    steps.unshift(stepInWords(at.step));
  if (at === undefined) return steps.join(".");
  return typeof at.step === "object" ? `${at.step.line}: ${steps.join(".")}` : ["…", ...steps].join(".");
}

function stepInWords(step: string | number): string {
  return typeof step === "number" ? String(step) : shownName(step);
}

const MAX_STEPS = 10;
