import { UserError } from "../../errors";
import type { Steps } from "../../steps";
import { TextEnvelopes } from "./findEnvelopes";
import type { FoundEnvelope } from "./foundEnvelope";
import type { TextRange } from "../../text/textRange";

/**
 * Where encrypted payloads stand in a text that nobody said holds one: without what only may be one, and without the
 * encrypted tokens (JWE) that requests carry. In the order of the text; none where it can't be read.
 */
export function findPayloadsInSteps(text: string): Steps<TextRange[]> {
  return payloadsAmongInSteps(new TextEnvelopes(text));
}

/** The same of a text that may have been looked through already. */
export function* payloadsAmongInSteps(envelopes: TextEnvelopes): Steps<TextRange[]> {
  try {
    const found: TextRange[] = [];
    for (const [index, envelope] of (yield* envelopes.all()).entries()) {
      if (index % ENVELOPES_A_STEP === 0) yield;
      if (envelope.kind === "weak" || (envelope.kind === "jwe" && isToken(envelopes.text, envelope))) continue;
      found.push({ start: envelope.start, end: envelope.end });
    }
    return found;
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

/** Whether a JWE there is named as a token is: a header, a cookie, a variable, a member of JSON, a pair of name and value. */
function isToken(text: string, { start, end, values: [value] }: FoundEnvelope): boolean {
  // Of a pair `{"name": "auth", "value": "…"}`, as in HAR, the scan knows the name that stands in front.
  if (value && TOKEN_NAME.test(value.name)) return true;
  const lead = text.slice(Math.max(0, start - MAX_LEAD), start);
  const before = lead.slice(lead.lastIndexOf("\n") + 1);
  return (
    NAMED.test(before) ||
    BEARER.test(before) ||
    COOKIE_LINE.test(before) ||
    NAMED_BEHIND.test(text.slice(end, end + MAX_LEAD))
  );
}

const ENVELOPES_A_STEP = 100;
/** Characters around a JWE that are looked at. */
const MAX_LEAD = 400;
/** Not what an answer of the platform may call its sessions. */
const WORDS = "(?:auth|token|assertion|jwt|session(?!s|data|detail|list|histor|info)|cookie)";
const TOKEN_NAME = new RegExp(WORDS, "i");
/** A name with such a word in it, or a variable of a request file by any name, and what assigns it. */
const NAMED = new RegExp(
  `(?:${WORDS}[\\w.-]{0,100}|(?:^|\\s)@\\w{1,100})["'\\\\]{0,2}\\s{0,5}[:=>]{1,2}\\s{0,5}["'\\\\]{0,2}$`,
  "i",
);
const BEARER = /(?:^|[^\w])bearer\s{1,5}["']?$/i;
const COOKIE_LINE = /^\W{0,5}(?:set-)?cookie["']?:\s[^"'{]*$/i;
const NAMED_BEHIND = new RegExp(
  `^["'\\\\]{0,2}\\s{0,100},\\s{0,100}["'](?:name|key)["']\\s{0,5}:\\s{0,5}["'][\\w.-]{0,100}${WORDS}`,
  "i",
);
