import type { JwtApp } from "../../domain/apps/jwtApp";
import type { EndpointMatch } from "../../domain/scopes/findEndpoint";
import { errorAnswer, type HttpAnswer } from "./httpAnswer";

type Found = Extract<EndpointMatch, { kind: "found" }>;

interface Allowance {
  readonly perMinute: number;
  readonly perHour: number;
}

const USUAL: Allowance = { perMinute: 60, perHour: 1_800 };
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
    const [subject, allowance] = subjectOf(app, found);
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

function subjectOf(app: JwtApp, { endpoint, params }: Found): readonly [string, Allowance] {
  const account = app.accountId ?? app.clientId;
  const { tableName, viewName, requestId } = params;
  const botId = params["botId"] ?? params["streamId"];
  if (tableName !== undefined) return [`table ${account} ${tableName}`, GENEROUS];
  if (viewName !== undefined) return [`view ${account} ${viewName}`, GENEROUS];
  if (requestId !== undefined) return [`request ${requestId}`, USUAL];
  if (botId === undefined) return [`account ${account}`, USUAL];
  return endpoint.id === "proactive-notification" ? [`notify ${botId}`, GENEROUS] : [`bot ${botId}`, USUAL];
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
