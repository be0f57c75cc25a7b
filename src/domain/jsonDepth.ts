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

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
