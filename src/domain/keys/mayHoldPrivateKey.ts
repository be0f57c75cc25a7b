import { LIMITS } from "../limits";
import { findKeys } from "./findKeys";
import { type FoundKey, foundDer } from "./foundKey";
import { plainCharacters } from "./plainCharacters";

/** Characters: shorter text has no key in it, but may have its first lines. */
const SHORT = 60;

/**
 * False only of text that can be kept where a private key must not be: it is short and doesn't say that it is private,
 * every key in it is public, or nothing in it could be a part of a key. Never throws.
 */
export function mayHoldPrivateKey(text: string): boolean {
  if (text.length > LIMITS.keyText || SAYS_PRIVATE.test(text)) return true;
  const plain = plainCharacters(text).trim();
  if (plain.length < SHORT || /^["'`\s]*$/.test(plain)) return false;
  const found = findKeys(plain);
  return found.length > 0 ? !found.every(isPublic) : /[A-Za-z0-9+/_=-]{40}/.test(plain);
}

/** A label of PEM, or a member of a private or symmetric JWK. */
const SAYS_PRIVATE = /PRIVATE KEY|"(?:d|p|q|dp|dq|qi|k)\\*"\s*:/u;

/** By what it is: what it says of itself may be wrong. */
function isPublic(key: FoundKey): boolean {
  return key.side === "public" && (key.form !== "der" || foundDer(key.der).side === "public");
}
