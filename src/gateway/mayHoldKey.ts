import type { Steps } from "../domain/steps";

/**
 * Whether a body may hold an AES key that was wrapped with RSA, the shortest part of an envelope that takes more than a
 * line: most answers hold none, and are not looked through for envelopes then. It is no sign of one that it may.
 */
export function* mayHoldKeyInSteps(body: Uint8Array): Steps<boolean> {
  let encoded = 0;
  let digits = 0;
  for (let start = 0; start < body.length; start += STEP) {
    const end = Math.min(start + STEP, body.length);
    for (let at = start; at < end; at++) {
      const look = LOOKS[body[at] ?? 0] ?? 0;
      encoded = (look & ENCODED) === 0 ? 0 : encoded + 1;
      digits = (look & LISTED) === 0 ? 0 : digits + (look >> 2);
      if (encoded > SHORTEST || digits > SHORTEST) return true;
    }
    yield;
  }
  return false;
}

/** In bytes: what two operations each take a few milliseconds for. */
const STEP = 1_000_000;
/** In characters: more than a UUID and most digests have, and less than the lines that encoded keys are broken into. */
const SHORTEST = 40;
/** Base64 and hex, also with escapes or percent-encoded. */
const ENCODED = 1;
/** Bytes as numbers, or in hex with something in between; the digits alone count. */
const LISTED = 2;
const DIGIT = 4;

const LOOKS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  const isDigit = /[\da-fA-F]/.test(character);
  return (
    (/[\w+/=%\\-]/.test(character) ? ENCODED : 0) |
    (isDigit ? LISTED | DIGIT : /[xX\\nr\s,:"'-]/.test(character) ? LISTED : 0)
  );
});
