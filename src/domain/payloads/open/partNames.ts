import type { PartRole } from "../envelopeProfile";

/**
 * Whether a name suggests a role. Only decides what is tried first and what a message says: every name may mean
 * anything.
 */
export function suggests(name: string, role: PartRole | "aad" | "label" | "salt"): boolean {
  return PATTERNS[role].test(name);
}

const PATTERNS: Readonly<Record<PartRole | "aad" | "label" | "salt", RegExp>> = {
  encryptedKey: /key|cek|dek|secret|session|wrapped|^ek$|^k$/i,
  iv: /(?:^|[^a-z])iv(?:$|[^a-z])|iv$|Iv(?![a-z])|^iv|nonce|initiali[sz]ation|vector/i,
  tag: /tag|mac|auth/i,
  ciphertext: /cipher|data|payload|encrypted|content|body|response|request|message|text|result|^ct$|^c$|^d$/i,
  aad: /^aad$|aad$|additional|associated|context/i,
  label: /label|oaep|psource/i,
  salt: /salt|^s$/i,
};
