import { UserError } from "../errors";
import { type FoundKey, foundJwk, type KeyMembers, refused } from "./foundKey";
import { parseJson } from "./pastedText";
import { notJwk } from "./rsaJwk";
import { isRsaParameters, rsaParametersKey } from "./rsaXml";
import { isObject } from "../text/json";

/** What a JSON text holds, or undefined where it is none. Around it may stand a comma or semicolon. */
export function readJson(text: string): { readonly value: object | string } | undefined {
  if (!/^["[{]/.test(text)) return undefined;
  const value = parseJson(text.replace(/[,;]\s*$/, ""));
  return typeof value === "string" || (typeof value === "object" && value !== null) ? { value } : undefined;
}

/**
 * The keys in a JSON value: JWKs, and those in strings, in the order in which they stand there. A list of strings is
 * read as the lines of one text first.
 * @param inString finds the keys in a text
 */
export function jsonKeys(json: object | string, inString: (text: string) => readonly FoundKey[]): readonly FoundKey[] {
  const found: FoundKey[] = [];
  // A list of what is still to do, since recursion could be deeper than the stack.
  for (const open: unknown[] = [json]; open.length > 0;) {
    const value = open.pop();
    if (typeof value === "string") {
      found.push(...inString(value));
    } else if (Array.isArray(value)) {
      const lines = isTextLines(value) ? inString(value.join("\n")) : [];
      if (lines.some(({ form }) => form !== "refused")) found.push(...lines);
      else open.push(...(value as unknown[]).slice().reverse());
    } else if (isObject(value)) {
      const key = keyOf(value);
      if (key) found.push(key);
      else
        open.push(
          ...Object.keys(value)
            .filter((name) => name !== "__proto__")
            .map((name) => value[name])
            .reverse(),
        );
    }
  }
  return found.length > 0 || typeof json === "string" ? found : [refused(Array.isArray(json) ? notJson() : notJwk())];
}

/** JWKs that stand in a text which is not JSON as a whole: in an assignment, escaped, or as JavaScript prints them. */
export function embeddedJwks(text: string): FoundKey[] {
  if (!text.includes("kty")) return [];
  const plain = text.replace(/(?<!\\)\\+(["'/])/g, "$1").replace(/(?<!\\)\\+[nrt]/g, "\n");
  return (plain.match(/\{[^{}]*\}/g) ?? []).flatMap((braced) => {
    if (!/\bkty\b/.test(braced)) return [];
    const value = parseJson(braced) ?? parseJson(strictJson(braced));
    return [isObject(value) ? (keyOf(value) ?? refused(notJwk())) : refused(notJson())];
  });
}

export function notJson(): UserError {
  return new UserError("not-json", "This text begins like a JWK but is not valid JSON.", {
    remedy: "Copy the JWK again, from its first brace to its last.",
  });
}

function keyOf(value: KeyMembers): FoundKey | undefined {
  if (typeof value["kty"] === "string") return foundJwk(value);
  if (isRsaParameters(value)) return rsaParametersKey(value);
  const keys = value["keys"];
  if (!Array.isArray(keys) || keys.length === 1 || !(keys as unknown[]).every(isJwk)) return undefined;
  const error = new UserError("jwk-set", "This JWK Set holds {0} keys; exactly one is needed.", {
    args: [keys.length],
    remedy: "Paste the one key alone.",
  });
  return refused(error);
}

function isJwk(value: unknown): boolean {
  return isObject(value) && typeof value["kty"] === "string";
}

function isTextLines(values: readonly unknown[]): values is readonly string[] {
  return values.length > 1 && values.every((value) => typeof value === "string");
}

/** Names without quotes, single quotes, a comma too many and broken lines, as in JavaScript and Python. */
function strictJson(text: string): string {
  return text
    .replace(/[\r\n]+[ \t]*/g, "")
    .replace(/'([^'"\\]*)'/g, '"$1"')
    .replace(/([{,]\s*)([A-Za-z_]\w{0,40})\s*:/g, '$1"$2":')
    .replace(/,\s*\}$/, "}");
}
