import type { JwtApp } from "../../domain/apps/jwtApp";
import type { EndpointMatch } from "../../domain/scopes/findEndpoint";
import { errorAnswer, type HttpAnswer } from "../../edge/httpAnswer";
import { accountOf, ownerOf } from "./owner";

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
function subjectOf(app: JwtApp, found: Found): readonly [string, Allowance] | undefined {
  const owner = ownerOf({ app, found });
  const account = accountOf(app);
  switch (found.endpoint.rateLimit) {
    case "bot":
      return [owner, USUAL];
    case "request":
      return [requestSubject(found, owner), USUAL];
    case "account":
      return [account, USUAL];
    case "account-minute":
      return [`minute ${account}`, BY_THE_MINUTE];
    case "notification":
      return [`notify ${owner}`, GENEROUS];
    case "table": {
      const { tableName, viewName } = found.params;
      return [tableName === undefined ? `view ${account} ${viewName}` : `table ${account} ${tableName}`, GENEROUS];
    }
    case "none":
      return undefined;
  }
}

/**
 * A request is its bot's, or its account's where the path names no bot. A status that has no request ID in its path is
 * the last one's of its kind: it is counted for its API.
 */
function requestSubject({ endpoint: { id, answersJob }, params }: Found, owner: string): string {
  const requestId = answersJob?.param === undefined ? undefined : params[answersJob.param];
  return requestId === undefined ? `status ${owner} ${id}` : `request ${owner} ${requestId}`;
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
