import { STEP_LENGTH, type Steps } from "./steps";

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

const COMMA = 0x2c;
const OPENING_BRACKET = 0x5b;
const OPENING_BRACE = 0x7b;
