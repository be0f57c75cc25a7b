import { fill } from "../../errors";
import type { Answer, Certainty, Door, Message } from "./verdict";

/** The platform's exact answers (facts, 1.4, 3.3 and 3.5). */
export const ACCEPTED: Answer = { status: 200, body: {}, certainty: "unverified" };
export const INVALID_JWT = answer("observed", 401, "Invalid JWT token", 4002);
export const WRONG_SCOPE = answer("observed", 401, "Permission denied. Scope is incorrect!", 4002);
export const METHOD_NOT_ALLOWED = answer("observed", 405, "Method Not Allowed", 405);
export const JTI_LIVES_TOO_LONG = answer("documented", 401, 'error verifying the jwt: if "jti" claim "exp" must be <= 1 hour(s)', 401);
export const REPLAY = answer("documented", 401, "error verifying the jwt: possibly a replay", 401);

const INVALID_CREDENTIALS = answer("observed", 401, "Invalid SDK credentials", 4002);
/** Only the words of these three are documented; status and code are those of the documented `jti` errors. */
const GRANT_WITHOUT_SUB = answer("documented", 401, "missing/Invalid jwt.sub()", 401);
const GRANT_OF_UNKNOWN_CLIENT = answer("documented", 401, "Not found", 401);
const GRANT_WITH_WRONG_SECRET = answer("documented", 401, "error verifying the jwt", 401);

/** Where the platform's words are not known. Status 401 and the envelope are as in its other refusals. */
export function unverified(message: Message, status = 401): Answer {
  return answer("unverified", status, `unverified: ${fill(message.template, message.args)}`, status);
}

/**
 * The refusals whose words depend on where the token goes: the observed ones are the public APIs', the SDKs' grant has
 * its own, and the webhook's are not known.
 */
export function refusal(door: Door, situation: "credentials" | "format" | "signature" | "sub" | "client" | "bot", message: Message): Answer {
  if (door === "publicApi") {
    if (situation === "format") return INVALID_JWT;
    return situation === "sub" ? unverified(message) : INVALID_CREDENTIALS;
  }
  if (door === "jwtGrant") {
    if (situation === "sub") return GRANT_WITHOUT_SUB;
    if (situation === "client") return GRANT_OF_UNKNOWN_CLIENT;
    if (situation === "signature") return GRANT_WITH_WRONG_SECRET;
  }
  return unverified(message);
}

function answer(certainty: Certainty, status: number, msg: string, code: number): Answer {
  return { status, body: { errors: [{ msg, code }] }, certainty };
}
