import { UserError } from "../domain/errors";
import { readJson } from "../domain/payloads/learn/jsonTree";
import { isObject } from "../domain/text/json";

/** In bytes: the grant's body is a token and a little around it. */
const MAX_BODY = 1_000_000;

/**
 * The grant's body with our token as its `assertion`, in place of the client's or as its first member; all else stays
 * as it is, to the byte.
 * @throws UserError `grant-body`, `grant-too-large`
 */
export function withAssertion(body: Uint8Array = new Uint8Array(0), token: string): Uint8Array {
  if (body.length > MAX_BODY) {
    throw new UserError("grant-too-large", "The body of a JWT grant has at most {0} bytes here.", { args: [MAX_BODY] });
  }
  const text = jsonObjectText(body);
  const root = readJson(text);
  if (root?.kind !== "object") throw noGrantBody();
  const assertion = JSON.stringify(token);
  const own = root.members.filter(([name]) => name === "assertion").map(([, value]) => value);
  let written = "";
  let at = 0;
  // Whichever of several the other side takes.
  for (const { start, end } of own) {
    written += text.slice(at, start) + assertion;
    at = end;
  }
  if (own.length === 0) {
    at = root.start + 1;
    written = `${text.slice(0, at)}"assertion":${assertion}${root.members.length > 0 ? "," : ""}`;
  }
  return new TextEncoder().encode(written + text.slice(at));
}

function jsonObjectText(body: Uint8Array): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    if (isObject(JSON.parse(text))) return text;
  } catch {
    // Not JSON, or not UTF-8.
  }
  throw noGrantBody();
}

function noGrantBody(): UserError {
  return new UserError("grant-body", "The body of a JWT grant is a JSON object with “botInfo”, and this one is not.", {
    remedy: 'Send {"botInfo":{"chatBot":"…","taskBotId":"st-…"}}; the gateway puts the assertion in.',
  });
}
