import type { JwtApp } from "../../domain/apps/jwtApp";
import type { EndpointMatch } from "../../domain/scopes/findEndpoint";
import { errorAnswer, type HttpAnswer } from "./httpAnswer";

type Found = Extract<EndpointMatch, { kind: "found" }>;

interface Allowance {
  readonly perMinute: number;
  readonly perHour: number;
}

const USUAL: Allowance = { perMinute: 60, perHour: 1_800 };
/** Contact Center, Case Management and two of Quality AI. */
const BY_THE_MINUTE: Allowance = { perMinute: 60, perHour: Infinity };
/** Data Tables and notifications. */
const GENEROUS: Allowance = { perMinute: 600, perHour: 18_000 };
const MINUTE = 60_000;
const HOUR = 3_600_000;
/** What is counted separately, such as bots, at most; the one not used for longest is forgotten. */
const MAX_SUBJECTS = 500;

/** The documented limits (platform.md, 7): rolling windows of a minute and an hour, both checked. */
export class RateLimits {
  readonly #subjects = new Map<string, Window>();

  readonly #clock: () => number;

  /** @param clock milliseconds since the epoch */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Counts a request that was let in so far; the answer that refuses it, or undefined. A refused one doesn't count. */
  count(app: JwtApp, found: Found): HttpAnswer | undefined {
    const counted = subjectOf(app, found);
    if (!counted) return undefined;
    const [subject, allowance] = counted;
    const window = this.#subjects.get(subject) ?? new Window();
    this.#subjects.delete(subject);
    this.#subjects.set(subject, window);
    if (this.#subjects.size > MAX_SUBJECTS) {
      const [oldest] = this.#subjects.keys();
      if (oldest !== undefined) this.#subjects.delete(oldest);
    }
    return window.admit(this.#clock(), allowance);
  }
}

/** By what a row says that its calls are counted; undefined where no list of limits names it. */
function subjectOf(app: JwtApp, { endpoint, params }: Found): readonly [string, Allowance] | undefined {
  const account = app.accountId ?? app.clientId;
  const botId = params["botId"] ?? params["streamId"];
  const bot = botId === undefined ? `account ${account}` : `bot ${botId}`;
  switch (endpoint.rateLimit) {
    case "bot":
      return [bot, USUAL];
    case "request":
      return [requestSubject(endpoint, params, bot), USUAL];
    case "account":
      return [`account ${account}`, USUAL];
    case "account-minute":
      return [`minute ${account}`, BY_THE_MINUTE];
    case "notification":
      return [`notify ${bot}`, GENEROUS];
    case "table": {
      const { tableName, viewName } = params;
      return [tableName === undefined ? `view ${account} ${viewName}` : `table ${account} ${tableName}`, GENEROUS];
    }
    case "none":
      return undefined;
  }
}

/** A status that has no request ID in its path is the last one's of its kind: it is counted for its bot and API. */
function requestSubject({ id, answersJob }: Found["endpoint"], params: Found["params"], bot: string): string {
  const requestId = answersJob?.param === undefined ? undefined : params[answersJob.param];
  return requestId === undefined ? `status ${bot} ${id}` : `request ${requestId}`;
}

/** When the requests of the last hour came, in order. */
class Window {
  #times: number[] = [];
  #start = 0;

  admit(now: number, { perMinute, perHour }: Allowance): HttpAnswer | undefined {
    while (this.#start < this.#times.length && (this.#times[this.#start] ?? 0) <= now - HOUR) this.#start++;
    if (this.#start > 1_000 && this.#start * 2 > this.#times.length) {
      this.#times = this.#times.slice(this.#start);
      this.#start = 0;
    }
    const inHour = this.#times.length - this.#start;
    if (inHour >= perHour) return tooMany("hourly", (this.#times[this.#times.length - perHour] ?? now) + HOUR - now);
    const minuteAgo = inHour < perMinute ? undefined : this.#times[this.#times.length - perMinute];
    if (minuteAgo !== undefined && minuteAgo > now - MINUTE) return tooMany("per-minute", minuteAgo + MINUTE - now);
    this.#times.push(now);
    return undefined;
  }
}

/** The texts are documented, the code is observed as the status (platform.md, 3.5). */
function tooMany(limit: "hourly" | "per-minute", milliseconds: number): HttpAnswer {
  const msg = `You've exceeded the ${limit} rate limit. Please wait for sometime before retrying.`;
  return errorAnswer(429, msg, 429, { "retry-after": String(Math.ceil(milliseconds / 1000)) });
}
