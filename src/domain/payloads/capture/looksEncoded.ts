import { beginsLikeHeader } from "../../keys/compactJose";

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
  const groups = head
    .trim()
    .replace(SPACED, "$1")
    .split(/(?:\s|\\{1,16}[rn])+/);
  if (groups.length === 1) return !/\s[|:,;$~]|[|:,;$~]\s/.test(head) || areParts(head, text.length > head.length);
  if (groups.length === 2 && isBrokenPart(text)) return true;
  if (compactJose(text) === "jwe") return true;
  // What is broken at a column may have a short beginning in the line of its name.
  const [first = "", second = ""] = groups;
  const isLong = second.length >= 40 || (second.length >= 20 && /\d/.test(second) && /[A-Za-z]/.test(second));
  if (first.length < SHORTEST_LONG_VALUE && isLong && /^\s*\S+(?:\\{1,16}[rn]|\r?\n)/.test(head)) groups.shift();
  return groups.slice(0, -1).every((group) => group.length >= SHORTEST_LONG_VALUE || SHORT_PART.test(group));
}

/** Whether what stands between separators and spaces is no prose. */
function areParts(head: string, isCut: boolean): boolean {
  const parts = head.split(/[|:,;$~]/);
  return (isCut ? parts.slice(0, -1) : parts).every((part) => SHORT_PART.test(part.trim()));
}

/** Separators with spaces around them. */
const SPACED = /[ \t]{0,20}([|:,;$~])[ \t]{0,20}/g;
/** A salt, a version or something longer, or nothing between two separators. */
const SHORT_PART = /^(?:|v?\d{1,3}|(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])[\w+/.%-]{11,}={0,2}|[\w+/.%-]{16,}={0,2})$/;

/** 12 or 16 bytes. */
const IV_OR_TAG = /^(?:[A-Za-z0-9+/_-]{16}|[A-Za-z0-9+/_-]{22}(?:==)?|[0-9a-fA-F]{24}|[0-9a-fA-F]{32})$/;

/** An IV or a tag that the end of a line broke in two. */
function isBrokenPart(text: string): boolean {
  return text.length < 50 && IV_OR_TAG.test(text.trim().replace(/\r?\n[ \t]*/, ""));
}

const CHARACTERS = /^[A-Za-z0-9+/_=%.:|,;$~\\\s-]*$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * What a text of dot-separated parts that begins like a JOSE header is (RFC 7515 and 7516, section 7.1), whatever line
 * breaks and spaces stand in it.
 */
export function compactJose(text: string): "jws" | "jwe" | undefined {
  if (!beginsLikeJose(text.slice(0, 40))) return undefined;
  let dots = 0;
  for (let dot = text.indexOf("."); dot >= 0 && dots < 5; dot = text.indexOf(".", dot + 1)) dots++;
  return dots === 2 ? "jws" : dots === 4 ? "jwe" : undefined;
}

/** Whether the beginning of a text may be that of a JOSE header, whatever line breaks and spaces stand in it. */
export function beginsLikeJose(head: string): boolean {
  return beginsLikeJson(head) && beginsLikeHeader(head.replace(/\s+/g, ""));
}

/** Whether the beginning of a text is that of an object or a list of JSON, in base64 of either alphabet. */
export function beginsLikeJson(head: string): boolean {
  if (!JSON_HEAD.test(head)) return false;
  const digits = /^[A-Za-z0-9+/_-]*/.exec(head.replace(/\s+/g, ""))?.[0] ?? "";
  const binary = fromBase64(digits.slice(0, digits.length - (digits.length % 4))) ?? "";
  // Random bytes may begin like that, but don't go on as text.
  return TEXT.test(binary) && /^(?:\xef\xbb\xbf)?\s*[{[]\s*(?:["'{[\]}\d-]|$)/.test(binary);
}

/** The bytes of UTF-8 without control characters; the last may be cut. */
const TEXT = /^(?:[\t\n\r -~]|[\xc2-\xf4][\x80-\xbf]{1,3})*[\x80-\xff]{0,3}$/;

/** The characters, one for each byte, of base64 or base64url; undefined if it is neither. White space is skipped. */
export function fromBase64(text: string): string | undefined {
  try {
    return atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return undefined;
  }
}

/** A brace or a bracket, or white space in front of one, in base64; also behind a byte order mark. */
const JSON_HEAD = /^(?:e[wy]|W[w13yz]|I[ACFH]|C[gilnQSVX]|D[QSVX]|77u\/)/;
