import { UserError } from "../errors";
import { LIMITS } from "../limits";

/**
 * The text without byte order mark and surrounding white space.
 * @throws UserError `key-too-long`, or `empty-key` where nothing is left but quotes
 */
export function boundedText(text: string): string {
  if (text.length > LIMITS.keyText) {
    throw new UserError("key-too-long", "This text is too long for a key: it has {0} characters.", {
      args: [text.length],
    });
  }
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  if (/^["'`\s\u200B-\u200F\u2060\uFEFF]*$/.test(trimmed)) {
    throw new UserError("empty-key", "There is no key in this text: it is empty.");
  }
  return trimmed;
}

/**
 * What the user meant to paste: without surrounding quotes, and with `\n` escapes turned into line breaks, as they
 * stand in JSON files and environment variables.
 * @throws UserError as `boundedText`
 */
export function cleanPastedText(text: string): string {
  return unquote(boundedText(text)).trim();
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
