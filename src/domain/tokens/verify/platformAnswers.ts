import { fill } from "../../errors";
import type { Door } from "./verdict";
import type { Answer, Certainty } from "./check";
import type { Sentence } from "../../text/sentence";

/** The platform's exact answers (platform.md, 1.4 and 3.5). */
export const ACCEPTED: Answer = { status: 200, body: {}, certainty: "unverified" };
export const WRONG_SCOPE = answer("observed", 401, "Permission denied. Scope is incorrect!", 4002);
export const METHOD_NOT_ALLOWED = answer("observed", 405, "Method Not Allowed", 405);
export const JTI_LIVES_TOO_LONG = answer(
  "documented",
  401,
  'error verifying the jwt: if "jti" claim "exp" must be <= 1 hour(s)',
  401,
);
export const REPLAY = answer("documented", 401, "error verifying the jwt: possibly a replay", 401);

/** Where the platform's words are not known. Status 401 and the envelope are as in its other refusals. */
export function unverified(message: Sentence, status = 401): Answer {
  return answer("unverified", status, `unverified: ${fill(message.template, message.args)}`, status);
}

/** What is wrong, as far as the words for it depend on where the token goes. */
export type Situation =
  /** The request has no header `auth`. */
  | "noHeader"
  /** A header for the token is there and empty, or there is no request. */
  | "noToken"
  /** What stands there is no JWT at all. */
  | "noJwt"
  /** It is like a JWT, but damaged or with something around it. */
  | "format"
  | "misspelledClaim"
  | "noAppClaim"
  | "client"
  | "signature"
  | "sub"
  | "bot"
  /** It can't be a bot ID, and isn't one with text behind it either. */
  | "malformedBot";

/**
 * The refusals whose words depend on where the token goes: the observed ones are the public APIs', the SDKs' grant has
 * its own, and the webhook's are not known.
 */
export function refusal(door: Door, situation: Situation, message: Sentence): Answer {
  return (door === "publicApi" ? PUBLIC_API : door === "jwtGrant" ? JWT_GRANT : {})[situation] ?? unverified(message);
}

const CREDENTIALS = ["Invalid SDK credentials", 4002] as const;
const NO_JWT = ["Invalid JWT token", 4002] as const;

/**
 * Observed are three situations for the one text and one for the other (platform.md, 3.5). That a misspelled claim is
 * refused is documented, the words for it aren't: the case that others saw didn't show its claim's name
 * (platform.md, 8.1).
 */
const PUBLIC_API: Readonly<Partial<Record<Situation, Answer>>> = {
  noHeader: answer("observed", 401, ...CREDENTIALS),
  signature: answer("observed", 401, ...CREDENTIALS),
  bot: answer("observed", 401, ...CREDENTIALS),
  noJwt: answer("observed", 401, ...NO_JWT),
  misspelledClaim: answer("inferred", 401, ...CREDENTIALS),
  malformedBot: answer("inferred", 401, ...CREDENTIALS),
  noToken: answer("inferred", 401, ...CREDENTIALS),
  noAppClaim: answer("inferred", 401, ...CREDENTIALS),
  client: answer("inferred", 401, ...CREDENTIALS),
  format: answer("inferred", 401, ...NO_JWT),
};

/**
 * Only the words of these are documented, and of this door alone (platform.md, 3.5); status and code are those of the
 * documented `jti` errors.
 */
const JWT_GRANT: Readonly<Partial<Record<Situation, Answer>>> = {
  sub: answer("inferred", 401, "missing/Invalid jwt.sub()", 401),
  client: answer("inferred", 401, "Not found", 401),
  signature: answer("inferred", 401, "error verifying the jwt", 401),
};

function answer(certainty: Certainty, status: number, msg: string, code: number): Answer {
  return { status, body: { errors: [{ msg, code }] }, certainty };
}
