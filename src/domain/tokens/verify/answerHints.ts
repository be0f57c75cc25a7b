import type { CheckId } from "./check";
import { say } from "../../text/sentence";
import { OTHER_ACCOUNT, type OtherCause, RATE_LIMIT, SECRET_REPLACED } from "./platformErrors";

/** What an answer whose words are not known may be about: a guess, by which causes are put in order and never told as facts. */
export interface AnswerHints {
  /** The checks whose failure may be answered so, the likeliest first. */
  readonly checks: readonly CheckId[];
  /** What no check can tell. */
  readonly others: readonly OtherCause[];
}

/** By plain words in the answer first, then by its HTTP status, where that is known. Takes time linear in the message. */
export function answerHints(message: string, status: number | undefined): AnswerHints {
  const text = message.slice(0, MAX_READ).replace(/[_-]/g, " ");
  const found = [
    ...BY_WORDS.filter(({ words }) => words.test(text)),
    ...BY_STATUS.filter(({ statuses }) => status !== undefined && statuses.test(String(status))),
  ];
  return {
    checks: [...new Set(found.flatMap(({ checks }) => checks ?? []))],
    others: [...new Set(found.flatMap(({ others }) => others ?? []))],
  };
}

/** Characters. */
const MAX_READ = 2_000;

type Hint = Partial<AnswerHints>;

const WRONG_AUDIENCE: OtherCause = {
  code: "wrong-audience",
  message: say("The claim “aud” of the token may not be the one that is wanted."),
  fix: say("Compare it with the documentation's; the setting “jwtApps.token.audience” is what new tokens get."),
};
const SERVER_FAILED: OtherCause = {
  code: "server-failed",
  message: say(
    "The server, or something between, may have failed by itself: the status says so of itself, not of the request.",
  ),
  fix: say("Try again later; where it stays so, send the request with a body as the documentation has it."),
};
const BODY_INVALID: OtherCause = {
  code: "body-invalid",
  message: say("The request's body is perhaps not what the endpoint takes."),
  fix: say("Compare the body with the endpoint's documentation."),
  action: "insertRequest",
};
const NOTHING_THERE: OtherCause = {
  code: "nothing-there",
  message: say("What the request asks for may not be there: a session, a user or a file, say."),
  fix: say("Compare the IDs in the path and the body with those on the platform."),
};

const BY_WORDS: readonly (Hint & { readonly words: RegExp })[] = [
  { words: /expire/i, checks: ["exp"] },
  { words: /\bjti\b|replay/i, checks: ["replay", "jti", "jtiLifetime"] },
  { words: /\bscopes?\b/i, checks: ["scope", "published", "level"] },
  {
    words: /permission|forbidden|not (?:allowed|authori[sz]ed to)|access denied/i,
    checks: ["scope", "published", "level", "tables", "bot"],
  },
  { words: /signature/i, checks: ["signature", "algorithm"], others: [SECRET_REPLACED] },
  { words: /\balg(?:orithm)?\b/i, checks: ["algorithm"] },
  { words: /audience|\baud\b/i, others: [WRONG_AUDIENCE] },
  { words: /decrypt|encrypted|\bjwe\b/i, checks: ["jweDecryption", "jweEnforced", "payloadBody"] },
  { words: /too many|\blimit/i, others: [RATE_LIMIT] },
  { words: /method not/i, checks: ["method"] },
  { words: /not found|no such|does ?n[o’']t exist/i, checks: ["endpoint", "bot"], others: [NOTHING_THERE] },
];

const BY_STATUS: readonly (Hint & { readonly statuses: RegExp })[] = [
  { statuses: /^40[02]$|^413$|^415$|^422$/, checks: ["payloadBody"], others: [BODY_INVALID] },
  {
    statuses: /^401$/,
    checks: ["token", "header", "exp", "appClaim", "app", "signature", "bot"],
    others: [SECRET_REPLACED, OTHER_ACCOUNT],
  },
  { statuses: /^403$/, checks: ["scope", "published", "level", "tables", "bot"], others: [OTHER_ACCOUNT] },
  { statuses: /^404$/, checks: ["endpoint", "bot"], others: [NOTHING_THERE] },
  { statuses: /^405$/, checks: ["method"] },
  { statuses: /^429$/, others: [RATE_LIMIT] },
  { statuses: /^5\d\d$/, others: [SERVER_FAILED] },
];
