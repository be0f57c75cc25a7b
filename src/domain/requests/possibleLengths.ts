/** The characters that join several parts in one text. */
export const SEPARATORS = [".", ":", "|", ",", ";", "$", "~"] as const;

/**
 * How many bytes a value may stand for, read as hex, as base64 or as pieces of either; the likeliest first, none if it
 * can't be any. Long texts are judged by their ends, so a result is a guess to be confirmed by decoding.
 */
export function possibleLengths(content: string | Uint8Array): number[] {
  if (typeof content !== "string") return [content.length];
  const head = content.slice(0, 4096);
  const pieces = head.split(/[.:|,;$~]/);
  if (pieces.length > 1 && content.length <= 4096) return pieces.slice(0, 16).flatMap(lengthsOf);
  if (pieces.length > 1) return [...pieces.slice(0, -1).slice(0, 16).flatMap(lengthsOf), Math.floor((content.length * 3) / 4)];
  return lengthsOf(content);
}

function lengthsOf(text: string): number[] {
  const small = text.length <= 8192;
  const compact = small ? text.replace(/\s+|\\[rn]|-----[A-Z0-9 ]+-----/g, "").replace(/%(2B|2F|3D)/gi, (escape) => (/3d/i.test(escape) ? "=" : "+")).replace(/^0x/, "") : text;
  const digits = compact.replace(/={1,2}$/, "");
  const lengths: number[] = [];
  if (digits.length % 2 === 0 && digits.length > 0 && /^[0-9a-fA-F]+$/.test(digits.slice(0, 2000))) lengths.push(digits.length / 2);
  if (digits.length % 4 !== 1 && digits.length > 1 && /^[A-Za-z0-9+/_ \r\n-]+$/.test(digits.slice(0, 2000))) lengths.push(Math.floor((digits.length * 3) / 4));
  return lengths;
}
