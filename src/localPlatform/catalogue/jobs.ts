import { isObject } from "../../domain/text/json";
import { type Endpoint, endpoints } from "../../domain/scopes/catalogue";
import type { Call } from "../http/call";
import { property } from "../http/jsonBody";
import { valueAt } from "../http/jsonPlaces";
import { accountOf, ownerOf } from "../http/owner";
import type { OwnMemory } from "./ownMemory";

/** What an endpoint started and another one tells of. */
export interface Job {
  readonly id: string;
  /** Parameters of the path that started it, such as the name of a test suite. */
  readonly params: Readonly<Record<string, string>>;
  /** Of the answer to its start, what stays as it is until its end. */
  readonly carried: Readonly<Record<string, string>>;
  /** How often its status was asked for. */
  timesAsked: number;
}

/** Keeps the job that an endpoint's answer says it has started. */
export function keepJob(call: Call, body: unknown, jobs: OwnMemory<Job>): void {
  const { startsJob } = call.found.endpoint;
  const id = startsJob && valueAt(body, startsJob.at);
  if (startsJob && typeof id === "string") keepStarted(startsJob.job, { id, ...startOf(call, body) }, call, jobs);
}

/** Publishing is a job of which the answer to its start gives no ID. */
export function keepPublishing(id: string, call: Call, jobs: OwnMemory<Job>): void {
  keepStarted(PUBLISHING, { id, params: {}, carried: {}, timesAsked: 0 }, call, jobs);
}

/**
 * The job of which an endpoint tells: that with the ID in its path, or else the last one of its kind. `none`: nothing
 * here started it, or for another bot or test suite.
 */
export function jobAskedFor(call: Call, jobs: OwnMemory<Job>): Job | "none" | undefined {
  const { params } = call.found;
  const told = toldOf(call.found.endpoint);
  if (!told) return undefined;
  const id = told.param === undefined ? undefined : params[told.param];
  const job = jobs.get(ownerOf(call), keyOf(told.job, id));
  if (!job) return "none";
  const isOfAnother = Object.entries(job.params).some(
    ([name, value]) => name !== told.param && params[name] !== undefined && shortened(params[name]) !== value,
  );
  return isOfAnother ? "none" : job;
}

/** The names of the APIs that start what an endpoint tells of. */
export function startersOf({ found }: Call): readonly string[] {
  const job = toldOf(found.endpoint)?.job;
  return endpoints().flatMap(({ id, api, startsJob }) =>
    startsJob?.job === job || (job === PUBLISHING && id === "publish-bot") ? [api] : [],
  );
}

const PUBLISHING = "publishing";

/** Of the answer to the start; its status and times don't stay. */
const CARRIED = ["type", "action", "mode", "exportType", "fileType", "reportId"];
/** Characters of what comes with a request. */
const MAX_KEPT = 200;

function startOf({ found }: Call, body: unknown): Omit<Job, "id"> {
  const carried = CARRIED.flatMap((name) => {
    const value = isObject(body) ? property(body, name) : undefined;
    return typeof value === "string" && value.length <= MAX_KEPT ? [[name, value] as const] : [];
  });
  const { botId: _, streamId: __, ...params } = found.params;
  const kept = Object.entries(params).map(([name, value]) => [name, shortened(value)] as const);
  return { params: Object.fromEntries(kept), carried: Object.fromEntries(carried), timesAsked: 0 };
}

/** A copy: to V8, a part of a text keeps the whole of it, which is a path with its query. */
function shortened(param: string): string {
  return Buffer.from(param.slice(0, MAX_KEPT), "utf16le").toString("utf16le");
}

function toldOf({ id, answersJob }: Endpoint): Endpoint["answersJob"] {
  return answersJob ?? (id === "bot-publish-status" ? { job: PUBLISHING } : undefined);
}

/** For its bot and for its account: an import into a bot is asked for without one. */
function keepStarted(kind: string, job: Job, call: Call, jobs: OwnMemory<Job>): void {
  for (const owner of new Set([ownerOf(call), accountOf(call.app)])) {
    jobs.set(owner, keyOf(kind, job.id), job);
    jobs.set(owner, keyOf(kind, undefined), job);
  }
}

function keyOf(kind: string, id: string | undefined): string {
  return id === undefined ? kind : `${kind} ${id}`;
}
