import type { PartRole } from "../envelopeProfile";

// A name only decides what is tried first, between values that look alike, and what a message says: every name may mean
// anything.

/** What a name says of a value that is as long as an IV: so are a tag, a block of ciphertext and an id. */
export type NameHint = "iv" | "tag" | "ciphertext" | "id";

export function hintOf(name: string): NameHint | undefined {
  if (PATTERNS.iv.test(name)) return "iv";
  if (ID.test(name)) return "id";
  if (PATTERNS.tag.test(name)) return "tag";
  return CIPHERTEXT.test(name) ? "ciphertext" : undefined;
}

/** Whether a short value of that name is no ciphertext, but says something of one or of what it came with. */
export function describes(name: string): boolean {
  return DESCRIBES.test(name) || ID.test(name);
}

/** Whether a name suggests a role. */
export function suggests(name: string, role: NamedRole): boolean {
  return PATTERNS[role].test(name);
}

type NamedRole = PartRole | "aad" | "label" | "salt";

const DESCRIBES = /alg|^enc$|type|mode|version|^[ev]$|status|code|name|lang|format|charset|time|date|host|scope|level/i;
const ID = /id$|hash|digest|checksum|sign|trace|span/i;
const CIPHERTEXT = /cipher|data|payload|encrypted|content|body|response|request|message|text|result|^ct$/i;
const PATTERNS: Readonly<Record<NamedRole, RegExp>> = {
  encryptedKey: /key|cek|dek|secret|session|wrapped|^ek$|^k$/i,
  iv: /(?:^|[^a-z])iv(?:$|[^a-z])|iv$|Iv(?![a-z])|^iv|nonce|initiali[sz]ation|vector/i,
  tag: /tag|mac|auth/i,
  ciphertext: new RegExp(`${CIPHERTEXT.source}|^c$|^d$`, "i"),
  aad: /^aad$|aad$|additional|associated|context/i,
  label: /label|oaep|psource/i,
  salt: /salt|^s$/i,
};
