import type { NotDecrypted, NotExamined, Opened } from "./answers";

/** What the gateway says it did, as a list of tokens with parameters (RFC 9651, 3.1). */
export function noteOf(outcome: Opened | NotDecrypted | NotExamined, droppedToken: boolean): string {
  const notes = [outcome.kind === "decrypted" ? decrypted(outcome) : `${outcome.kind}; ${outcome.why}`];
  if (droppedToken) notes.push("client-token-dropped");
  return notes.join(", ");
}

/** The answer is none of the platform: the gateway speaks for itself. */
export const OWN_ANSWER = "own-answer";

function decrypted({ cipher, keyWrapping }: Opened): string {
  const wrapping = keyWrapping === undefined ? "" : `; key-wrapping=${parameter(keyWrapping)}`;
  return `decrypted; cipher=${parameter(cipher)}${wrapping}`;
}

/** Names of algorithms are ours, or those of a JWE that was opened. */
function parameter(value: string): string {
  return /^[A-Za-z][\w.+-]*$/.test(value) ? value : `"${value.replace(/[^ !#-[\]-~]/g, "")}"`;
}
