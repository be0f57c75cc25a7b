import type { NotDecrypted, NotExamined, Opened } from "./answers";

/** What the gateway says it did, as a list of tokens with parameters (RFC 9651, 3.1). */
export function noteOf(outcome: Opened | NotDecrypted | NotExamined, droppedToken: boolean): string {
  const notes = [outcome.kind === "decrypted" ? decrypted(outcome) : `${outcome.kind}; ${outcome.why}`];
  if (droppedToken) notes.push("client-token-dropped");
  return notes.join(", ");
}

/** The answer is none of the platform: the gateway speaks for itself. */
export const OWN_ANSWER = "own-answer";

/** Whether nothing proves the plaintext, and how many envelopes stayed closed beside it, is said where it is so. */
function decrypted({ cipher, keyWrapping, authenticated, closed }: Opened): string {
  const wrapping = keyWrapping === undefined ? "" : `; key-wrapping=${parameter(keyWrapping)}`;
  const doubt = authenticated ? "" : "; authenticated=no";
  return `decrypted; cipher=${parameter(cipher)}${wrapping}${doubt}${closed > 0 ? `; closed=${closed}` : ""}`;
}

/** Names of algorithms are ours, or those of a JWE that was opened. */
function parameter(value: string): string {
  return /^[A-Za-z][\w.+-]*$/.test(value) ? value : `"${value.replace(/[^ !#-[\]-~]/g, "")}"`;
}
