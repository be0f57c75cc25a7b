import type { Steps } from "../../domain/steps";
import {
  BACKSLASH,
  CLOSING_BRACE,
  CLOSING_BRACKET,
  COMMA,
  OPENING_BRACE,
  OPENING_BRACKET,
  QUOTE,
} from "../../domain/text/characterCodes";

/** Bytes that are looked at in one step. */
const STEP = 1_000_000;

/**
 * Which of the bounds JSON breaks first, if any: how deep it is nested, how many values it has, and how many elements an
 * array has that stands in the outermost object. Counts brackets and commas outside of strings, so that nothing of it
 * has to be made; of what is no JSON it says something.
 */
export function* measureJson(
  body: Uint8Array,
  { depth, values, rows }: { readonly depth: number; readonly values: number; readonly rows: number },
): Steps<"depth" | "values" | "rows" | "fits"> {
  let level = 0;
  let valueCount = 0;
  let rowCount = 0;
  let isInRows = false;
  let isInString = false;
  let pauseAt = STEP;
  for (let at = 0; at < body.length; at++) {
    if (at > pauseAt) {
      yield;
      pauseAt = at + STEP;
    }
    const byte = body[at];
    if (byte === QUOTE) {
      isInString = !isInString;
    } else if (isInString) {
      if (byte === BACKSLASH) at++;
    } else if (byte === OPENING_BRACKET || byte === OPENING_BRACE) {
      if (++level > depth) return "depth";
      if (++valueCount > values) return "values";
      if (level === ROWS_LEVEL) [isInRows, rowCount] = [byte === OPENING_BRACKET, 0];
    } else if (byte === CLOSING_BRACKET || byte === CLOSING_BRACE) {
      level--;
    } else if (byte === COMMA) {
      if (++valueCount > values) return "values";
      // Behind a comma comes one more.
      if (level === ROWS_LEVEL && isInRows && ++rowCount >= rows) return "rows";
    }
  }
  return "fits";
}

/** That of the list in `{"data": [`. */
const ROWS_LEVEL = 2;
