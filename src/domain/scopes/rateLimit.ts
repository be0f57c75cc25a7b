import { type Sentence, say } from "../text/sentence";
import type { RateLimit } from "./endpointRow";

/** How many requests the platform takes, and what it counts them by (platform.md, 7). */
export const RATE_LIMIT_WORDS: Readonly<Record<RateLimit, Sentence>> = {
  bot: say("Rate limit: 60 requests a minute and 1,800 an hour, for each bot."),
  request: say("Rate limit: 60 requests a minute and 1,800 an hour, for each request ID."),
  account: say("Rate limit: 60 requests a minute and 1,800 an hour, for each account."),
  "account-minute": say("Rate limit: 60 requests a minute, for each account."),
  notification: say("Rate limit: 600 requests a minute and 18,000 an hour, for each bot."),
  table: say("Rate limit: 600 requests a minute and 18,000 an hour, for each account and table."),
  none: say("Rate limit: no list of limits names it."),
};
