import { UserError } from "../errors";

/** Far above any key that is accepted: a PEM file with an 8192-bit key and its certificates is under 40,000 characters. */
export const MAX_KEY_TEXT = 100_000;

/**
 * What the user meant to paste: without byte order mark and surrounding white space or quotes, and with `\n`
 * escapes turned into line breaks, as they stand in JSON files and environment variables.
 * @throws UserError `empty-key`, `key-too-long`
 */
export function cleanPastedText(text: string): string {
  if (text.length > MAX_KEY_TEXT) {
    throw new UserError("key-too-long", "This text is too long for a key: it has {0} characters.", { args: [text.length] });
  }
  const cleaned = unquote(text.replace(/^\uFEFF/, "").trim()).trim();
  if (cleaned === "") throw new UserError("empty-key", "There is no key in this text: it is empty.");
  return cleaned;
}

function unquote(text: string): string {
  const quoted = /^(["'`])([^]*)\1[,;]?$/.exec(text);
  const inner = quoted?.[2] ?? text;
  if (quoted?.[1] === '"' && inner.includes("\\")) {
    const value = parseJson(text.replace(/[,;]$/, ""));
    if (typeof value === "string") return value;
  }
  // JSON has escapes of its own, which its parser handles.
  return inner.trimStart().startsWith("{") ? inner : inner.replace(/\\r\\n|\\n|\\r/g, "\n");
}

/** The value, or undefined where the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
