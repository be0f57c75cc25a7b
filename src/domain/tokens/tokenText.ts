import { UserError } from "../errors";
import { isDeeperThan, isObject, type JsonObject } from "../text/json";
import { base64ToBytes } from "../keys/base64";
import { LIMITS } from "../limits";

/**
 * The token in pasted text: without quotes, the name of a header, "Bearer", and line breaks.
 * `hasWhiteSpaceInside` tells of what a server would not have taken away.
 */
export function cleanToken(text: string): { readonly token: string; readonly hasWhiteSpaceInside: boolean } {
  const bare = text
    .trim()
    .replace(/^(["'`])(.*)\1[,;]?$/s, "$2")
    .replace(/^\s*(authorization|auth|token)\s*:\s*/i, "")
    .replace(/^\s*(bearer|jwt)\s+/i, "")
    .trim();
  return { token: bare.replace(/\s+/g, ""), hasWhiteSpaceInside: /\s/.test(bare) };
}

/** A part of a token as a JSON object, or what is wrong with it. `part` is such as "header". */
export function decodeJsonPart(encoded: string, part: string): JsonObject | UserError {
  const bytes = base64ToBytes(encoded);
  if (!bytes)
    return new UserError("part-not-base64url", "The {0} of this token can't be read as base64url.", { args: [part] });
  return parseJsonPart(bytes, part);
}

/** Bytes of UTF-8 as a JSON object, or what is wrong with them. */
export function parseJsonPart(bytes: Uint8Array, part: string): JsonObject | UserError {
  let value: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    if (isDeeperThan(LIMITS.jsonDepth, text))
      return new UserError(
        "json-too-deep",
        "The {0} of this token can't be read: more than {1} levels of JSON stand in one another.",
        { args: [part, LIMITS.jsonDepth] },
      );
    value = JSON.parse(text);
  } catch {
    return new UserError(
      "part-not-json",
      "The {0} of this token can't be read as JSON: something was changed or cut.",
      { args: [part] },
    );
  }
  if (isObject(value)) return value;
  return new UserError("part-not-object", "The {0} of this token can't be read as a JSON object.", { args: [part] });
}
