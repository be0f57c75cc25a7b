import * as v from "valibot";
import { base64ToBytes } from "../../keys/base64";
import { readJson } from "./jsonTree";
import type { Sentence } from "../../text/sentence";
import { describesCipher } from "./describesCipher";
import { HeaderName } from "../envelopeProfile";

/**
 * What of a JWE's protected header (RFC 7516, 4) can be written again, in its order, and what can't.
 * @param protectedHeader base64url
 */
export function keptHeader(protectedHeader: string | undefined): {
  readonly kept: [string, string][];
  readonly notKept: Sentence[];
} {
  const kept: [string, string][] = [];
  const left: string[] = [];
  const json = readJson(utf8Of(protectedHeader ?? "") ?? "");
  for (const [name, node] of json?.kind === "object" ? json.members.slice(0, MAX_MEMBERS) : []) {
    const value = node.kind === "string" && node.end - node.start <= MAX_ESCAPED ? node.text() : undefined;
    const isKept = value !== undefined && (name === "alg" || name === "enc" || describesCipher(name, value));
    if (isKept && v.is(HeaderName, name)) kept.push([name, value]);
    else left.push(`“${name.slice(0, 60)}”`);
  }
  const template = "Of the header of the JWE these are left out: {0}.";
  return {
    kept: kept.slice(0, 20),
    notKept: left.length > 0 ? [{ template, args: [left.slice(0, 12).join(", ")] }] : [],
  };
}

/** No header has as many members; and UTF-16 units of a value with its escapes. */
const [MAX_MEMBERS, MAX_ESCAPED] = [200, 1_000];

function utf8Of(base64url: string): string | undefined {
  const bytes = base64ToBytes(base64url);
  return bytes && new TextDecoder().decode(bytes);
}
