import type { PlaceName } from "../../apps/onPlatform";
import type { DocumentationPage } from "../../text/documentationPage";
import type { Certainty, CheckId } from "./check";
import { type Sentence, say } from "../../text/sentence";
import type { RemedyAction } from "./advice";
import type { Route } from "./route";

/**
 * An answer of the platform's that is known (platform.md, 1.4, 3.3, 3.5 and 7), but for those that the page of one
 * endpoint has: they stand in its row (pageErrors.ts).
 */
export interface PlatformError {
  /** Stable, in kebab-case. */
  readonly id: string;
  /** Words that occur in no other answer, in lower case. */
  readonly words: string;
  /** Too common to be taken for the platform's but at the beginning of a message in its `{"errors":[…]}`. */
  readonly isCommon?: true;
  readonly certainty: Extract<Certainty, "documented" | "observed">;
  /** What alone is known to answer so. */
  readonly of?: Answerer;
  /** The checks whose failure is answered so, the likeliest first. */
  readonly checks: readonly CheckId[];
  /** Refusals whose words are not known may be answered so as well. */
  readonly isCatchAll?: true;
  /** What no check can tell. */
  readonly others: readonly OtherCause[];
}

/**
 * Who gives an answer that is known of one place alone: the SDKs' exchange of a JWT, a BotKit that the platform calls,
 * or the import of a bot.
 */
export type Answerer = "jwtGrant" | "botKit" | "botImport";

export interface OtherCause {
  readonly code: string;
  readonly message: Sentence;
  readonly fix: Sentence;
  readonly action?: RemedyAction;
  /** Where on the platform that is. */
  readonly place?: PlaceName;
  /** Where it is documented; the address is inferred. */
  readonly page?: DocumentationPage;
}

export const OTHER_ACCOUNT: OtherCause = {
  code: "other-account",
  message: say("The app may be of another account or installation than the bot."),
  fix: say("Compare the request's host and bot with where the app was created."),
};
export const SECRET_REPLACED: OtherCause = {
  code: "secret-replaced",
  message: say("The platform's secret for the app may be another than the one that is stored here."),
  fix: say("Copy the Client Secret from the platform once more, and replace it here."),
  action: "replaceSecret",
  place: "app",
};
const NOT_SAVED: OtherCause = {
  code: "not-saved",
  message: say("On the platform the app or its scope may not be saved."),
  fix: say("Open the app on the platform and look whether it is there with its scopes."),
  place: "scopes",
};
const NOT_ON_PLATFORM: OtherCause = {
  code: "scope-not-on-platform",
  message: say(
    "On the platform the scope may not be assigned to the app, or not published: what stands here is a note.",
  ),
  fix: say("Compare the app's scopes on the platform with those here, and publish them there."),
  action: "assignScopes",
  place: "scopes",
};
export const RATE_LIMIT: OtherCause = {
  code: "rate-limit",
  message: say(
    "More requests came than the platform takes. Documented are 60 a minute, for most of the listed APIs also 1,800 an hour, and 600 and 18,000 for notifications and Data Tables; other APIs are in no list.",
  ),
  fix: say("Wait a minute, for the hourly limit up to an hour, and send fewer requests at a time."),
};

/** Longer words before those that are a part of them. */
export const PLATFORM_ERRORS: readonly PlatformError[] = [
  {
    id: "invalid-credentials",
    words: "invalid sdk credentials",
    certainty: "observed",
    checks: ["token", "header", "appClaim", "app", "signature", "bot"],
    isCatchAll: true,
    others: [SECRET_REPLACED, OTHER_ACCOUNT, NOT_SAVED],
  },
  { id: "invalid-jwt", words: "invalid jwt token", certainty: "observed", checks: ["header", "format"], others: [] },
  {
    id: "wrong-scope",
    words: "scope is incorrect",
    certainty: "observed",
    checks: ["scope", "published", "level"],
    others: [NOT_ON_PLATFORM, OTHER_ACCOUNT],
  },
  {
    id: "method-not-allowed",
    words: "method not allowed",
    certainty: "observed",
    checks: ["method", "endpoint"],
    others: [],
  },
  {
    id: "jti-lives-too-long",
    words: "must be <= 1 hour",
    certainty: "documented",
    checks: ["jtiLifetime"],
    others: [],
  },
  { id: "replay", words: "possibly a replay", certainty: "documented", checks: ["replay"], others: [] },
  {
    id: "sub-missing",
    words: "missing/invalid jwt.sub()",
    certainty: "documented",
    of: "jwtGrant",
    checks: ["sub"],
    others: [],
  },
  {
    id: "not-verified",
    words: "error verifying the jwt",
    certainty: "documented",
    of: "jwtGrant",
    checks: ["signature", "algorithm"],
    isCatchAll: true,
    others: [SECRET_REPLACED],
  },
  {
    id: "invalid-arguments",
    words: "validation errors/ invalid arguments",
    certainty: "observed",
    of: "botImport",
    checks: ["payloadBody"],
    others: [
      {
        code: "body-invalid",
        message: say("The request's body is not what the endpoint takes."),
        fix: say("Compare the body with the endpoint's documentation."),
        action: "insertRequest",
      },
    ],
  },
  {
    id: "rate-limit-minute",
    words: "exceeded the per-minute rate limit",
    certainty: "documented",
    checks: [],
    others: [RATE_LIMIT],
  },
  {
    id: "rate-limit-hour",
    words: "exceeded the hourly rate limit",
    certainty: "documented",
    checks: [],
    others: [RATE_LIMIT],
  },
  {
    id: "rate-limit",
    words: "rate limit for this api has been reached",
    certainty: "documented",
    checks: [],
    others: [RATE_LIMIT],
  },
  {
    id: "botkit-refused",
    words: "invalid apikey",
    certainty: "observed",
    of: "botKit",
    checks: [],
    others: [
      {
        code: "botkit-credentials",
        message: say(
          "A BotKit refused what the platform sent: the credentials in its “config.json” are not the app's.",
        ),
        fix: say("Compare them with the app's; “Copy Configuration” writes that part of the file."),
      },
    ],
  },
  {
    id: "grant-not-found",
    words: "not found",
    isCommon: true,
    certainty: "documented",
    of: "jwtGrant",
    checks: ["app", "endpoint"],
    others: [OTHER_ACCOUNT],
  },
];

/**
 * The known error that a message of the platform's is, whatever its case. Common words that are known of one place alone
 * are none where the request, of which `route` tells, went to another.
 */
export function platformErrorOf(message: string, route?: Route): PlatformError | undefined {
  const lower = message.slice(0, 2_000).toLowerCase();
  return PLATFORM_ERRORS.find(({ words, isCommon, of }) =>
    isCommon ? lower.startsWith(words) && (!of || !route || answers(of, route)) : lower.includes(words),
  );
}

/** Whether the request went where such an answer is known from; true too where its path is no known endpoint's. */
export function answers(of: Answerer, { door, match }: Route): boolean {
  if (of === "jwtGrant") return door === "jwtGrant";
  // What the platform calls itself is no request of a person's.
  if (of === "botKit" || door !== "publicApi") return false;
  return match?.kind !== "found" || BOT_IMPORTS.includes(match.endpoint.id);
}

const BOT_IMPORTS = ["import-bot-as-a-new-bot", "import-bot-into-an-existing-bot"];
