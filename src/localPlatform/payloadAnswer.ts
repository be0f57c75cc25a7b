import { isObject } from "../domain/text/json";
import type { AppSecrets } from "../domain/apps/appSecrets";
import { encryptTargetOf } from "../domain/apps/encryptTargetOf";
import type { JwtApp } from "../domain/apps/jwtApp";
import { UserError } from "../domain/errors";
import { encrypt } from "../domain/payloads/write/encrypt";
import { answerEncryption } from "../domain/requests/write/requestComments";
import { nodePayloadPorts } from "../node/nodePayloadPorts";
import type { Call } from "./http/call";
import { errorAnswer, type HttpAnswer } from "../edge/httpAnswer";
import { NOTE_HEADER } from "./http/answerNotes";
import { property } from "./http/jsonBody";

/**
 * The answer as an app that enforces payload encryption gets it from an endpoint that supports it: in the app's envelope
 * profile, or the built-in guess, with a fresh AES key. Where the endpoint's page has `includeMeta`, "true for encrypted
 * response" (platform.md, 2.4), only what asks for it is encrypted, and `moreAvailable` and `total` also stand in clear
 * beside the ciphertext. Of the other endpoints it isn't known when they encrypt: these always do, and a note says so.
 */
export async function encryptAnswer(
  call: Call,
  answer: HttpAnswer,
  secretsOf: (app: JwtApp) => Promise<AppSecrets | undefined>,
): Promise<HttpAnswer> {
  const { app, found } = call;
  const isKnown = found.endpoint.encryptionFlag !== undefined;
  if (answerEncryption(found.endpoint, app) === undefined || (isKnown && !asksForIt(call))) return answer;
  try {
    const plaintext = new TextEncoder().encode(JSON.stringify(answer.body));
    const envelope = await encrypt(plaintext, encryptTargetOf(app, await secretsOf(app)), nodePayloadPorts);
    const parts = Object.fromEntries(envelope.headers.map(({ name, value }) => [headerName(name), value]));
    const body = isKnown ? withPaging(envelope.body, answer.body) : envelope.body;
    return {
      ...answer,
      body,
      headers: {
        ...answer.headers,
        [NOTE_HEADER]: noteOn(answer, isKnown),
        "content-type": contentType(body),
        ...parts,
      },
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return errorAnswer(501, error.message, 501, { [NOTE_HEADER]: "not-encrypted" });
  }
}

/** That the answer is invented goes without saying; what its request broke doesn't. */
function noteOn({ headers }: HttpAnswer, isKnown: boolean): string {
  const notes = headers?.[NOTE_HEADER]?.split(", ") ?? [];
  return [
    "unverified-envelope",
    ...(isKnown ? [] : ["unverified-encryption"]),
    ...notes.filter((note) => note !== "sample" && note !== "no-sample"),
  ].join(", ");
}

/** Where each API takes `includeMeta` differs (platform.md, 2.4). */
function asksForIt({ found, json, query }: Call): boolean {
  switch (found.endpoint.encryptionFlag) {
    case "body":
      return property(json, "includeMeta") === true;
    case "bodyItems": {
      const users = property(json, "users");
      return Array.isArray(users) && users.some((user) => property(user, "includeMeta") === true);
    }
    case "bodyAndQuery":
      return property(json, "includeMeta") === true || query.get("includeMeta") === "true";
    case undefined:
      return false;
  }
}

function withPaging(envelope: string, plain: unknown): string {
  const fields = parsed(envelope);
  if (!isObject(fields)) return envelope;
  const paging = Array.isArray(plain)
    ? { moreAvailable: false, total: plain.length }
    : { moreAvailable: property(plain, "moreAvailable"), total: property(plain, "total") };
  return JSON.stringify({ ...paging, ...fields });
}

function contentType(body: string): string {
  return parsed(body) === undefined ? "text/plain; charset=utf-8" : "application/json; charset=utf-8";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A profile may come from a file that was edited by hand; what frames the answer is not its to say. */
function headerName(name: string): string {
  const lower = name.toLowerCase();
  if (/^[a-z0-9_-]{1,100}$/.test(lower) && !/^(?:content-|transfer-|connection$|host$|access-control-)/.test(lower))
    return lower;
  throw new UserError("profile-unusable", "The app's envelope profile can't be used to encrypt.", {
    remedy: "Decrypt a captured response to learn the shape anew.",
  });
}
