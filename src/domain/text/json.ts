import { STEP_LENGTH, type Steps } from "../steps";
import {
  BACKSLASH,
  CLOSING_BRACE,
  CLOSING_BRACKET,
  COMMA,
  OPENING_BRACE,
  OPENING_BRACKET,
  QUOTE,
} from "./characterCodes";

export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value of JSON is an object: no list, and not `null`. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object or a list. */
export function isStructure(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Whether JSON text is nested deeper than `limit` levels: a count of brackets outside of strings, which can't overflow a stack. */
export function isDeeperThan(limit: number, json: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < json.length; index++) {
    const character = json.charCodeAt(index);
    if (character === QUOTE) inString = !inString;
    else if (inString) {
      if (character === BACKSLASH) index++;
    } else if (character === OPENING_BRACKET || character === OPENING_BRACE) {
      if (++depth > limit) return true;
    } else if (character === CLOSING_BRACKET || character === CLOSING_BRACE) depth--;
  }
  return false;
}

/**
 * Whether the JSON in a text may have more values than `limit`: a count of what every value but the first of a list
 * begins behind, wherever it stands, so that nothing has to be made of it. In steps, since parsing has none.
 */
export function* mayHaveMoreValues(limit: number, text: string): Steps<boolean> {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    if (at % STEP_LENGTH === 0) yield;
    const character = text.charCodeAt(at);
    if (character === COMMA || character === OPENING_BRACKET || character === OPENING_BRACE) {
      if (++count > limit) return true;
    }
  }
  return false;
}
