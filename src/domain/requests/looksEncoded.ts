import { beginsLikeHeader } from "../tokens/headerStart";

/** The shortest value that is looked at wherever it stands: a 12-byte IV in base64. */
export const SHORTEST_LONG_VALUE = 16;

/**
 * Whether a value may be bytes in base64, base64url or hex: alone, wrapped into lines, URL-encoded, PEM-like, or
 * several joined by separators. Only its beginning and end are looked at.
 */
export function looksEncoded(text: string): boolean {
  if (text.length < SHORTEST_LONG_VALUE) return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text);
  const head = text.slice(0, 200);
  if (/^\s*-----BEGIN /.test(head)) return true;
  if (!CHARACTERS.test(head) || !CHARACTERS.test(text.slice(-100)) || UUID.test(head)) return false;
  // Lines and groups are long; words are not.
  const groups = head.trim().split(/(?:\s|\\[rn])+/);
  return groups.length === 1 || groups.slice(0, -1).every((group) => group.length >= SHORTEST_LONG_VALUE);
}

const CHARACTERS = /^[A-Za-z0-9+/_=%.:|,;$~\\\s-]*$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What a text of dot-separated parts that begins like a JOSE header is (RFC 7515 and 7516, section 7.1). */
export function compactJose(text: string): "jws" | "jwe" | undefined {
  if (!beginsLikeHeader(text)) return undefined;
  let dots = 0;
  for (let dot = text.indexOf("."); dot >= 0 && dots < 5; dot = text.indexOf(".", dot + 1)) dots++;
  return dots === 2 ? "jws" : dots === 4 ? "jwe" : undefined;
}
