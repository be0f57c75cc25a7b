import type { JsonValue } from "../../domain/scopes/endpointRow";
import { isObject, type JsonObject } from "../../domain/text/json";
import type { Call } from "../http/call";
import { property } from "../http/jsonBody";
import type { Job } from "./jobs";
import { isKnownPerson, mailsIn } from "./people";

/**
 * What an answer owes to its request beyond what its row's placeholders can say. Takes and returns the answer's body.
 */
export function asAskedFor(body: JsonValue, call: Call, now: Date, job?: Job): unknown {
  if (job && isObject(body)) return reactionOf(call)(ofJob(body, job), call, now, job);
  return reactionOf(call)(body, call, now, job);
}

type Reaction = (body: JsonValue | JsonObject, call: Call, now: Date, job?: Job) => unknown;

function reactionOf({ found }: Call): Reaction {
  return REACTIONS[found.endpoint.id] ?? ((body) => body);
}

/** A job stays what it was started as. */
function ofJob(body: JsonObject, { carried }: Job): JsonObject {
  const same = Object.entries(carried).filter(([name]) => Object.hasOwn(body, name));
  return { ...body, ...Object.fromEntries(same) };
}

const REACTIONS: Readonly<Record<string, Reaction>> = {
  "conversation-details-and-summary": (body, { json }) => {
    if (property(json, "isSummaryRequired") === true) return body;
    const { summary: _, ...rest } = objectOf(body);
    return rest;
  },
  "get-user-information": (body, { json }) => {
    const person = Array.isArray(body) ? objectOf(body[0]) : {};
    const mails = mailsIn(json, "emailIds");
    return mails
      .slice(0, MAX_ITEMS)
      .map((emailId) =>
        isKnownPerson(emailId)
          ? { ...person, total: mails.length, userInfo: { ...objectOf(person["userInfo"]), emailId } }
          : unknownUser(emailId),
      );
  },
  "create-users": (body, { json }) => {
    const users = listIn(json, "users");
    return { ...objectOf(body), failedUserDetails: users.slice(0, MAX_ITEMS).map(createdUser), total: users.length };
  },
  "delete-users": (body, { json }) => {
    const named = [...listIn(json, "deleteEmailIds"), ...listIn(json, "orgUserIds")];
    return { ...objectOf(body), total: named.length };
  },
  "delete-chunks-by-id": (body, { json }) => {
    const count = listIn(json, "chunkId").length;
    return {
      ...objectOf(body),
      Data: { ...objectOf(property(body, "Data")), totalRequested: count, totalDeleted: count },
    };
  },
  "create-a-call-back-schedule": (body, { json }, now) => {
    const items = Array.isArray(json) ? (json as unknown[]) : [];
    return items.length === 0
      ? body
      : { ...objectOf(body), data: items.slice(0, MAX_ITEMS).map((item) => callBack(item, now)) };
  },
  "quality-ai-create-queue": (body, { json }) => {
    const queues = listIn(json, "queues");
    const isWrong = (queue: unknown) =>
      !CONVERSATION_SOURCES.some((source) => source === property(queue, "conversationSource"));
    const [total, rejected] = [queues.length, queues.filter(isWrong).length];
    const rejectedItems = queues
      .slice(0, MAX_ITEMS)
      .flatMap((queue, index) => (isWrong(queue) ? [rejectedQueue(queue, index)] : []));
    return { ...objectOf(body), total, accepted: total - rejected, rejected, rejectedItems };
  },
  // When it is done, by its page: the last two, and the suite in a member of which no sample shows more.
  "conversation-test-suite-creation-status": (body, _call, _now, job) =>
    job && job.timesAsked > 0
      ? { ...objectOf(body), status: "SUCCESS", percentageComplete: 100, response: { testSteps: [] } }
      : body,
};

/** Of what was sent in a list, each with an item of the answer: many short ones would make a very long one. */
const MAX_ITEMS = 1_000;

/** Documented (platform.md, 3.5). */
function unknownUser(emailId: string) {
  const reason = { errors: [{ msg: "User not found. Please check the provided email address.", code: 400 }] };
  return { userInfo: { emailId, status: "failure", reason } };
}

/** Documented: the list has users that were created, too (platform.md, 3.5). */
function createdUser(user: unknown) {
  const { emailId, firstName } = objectOf(property(user, "userInfo"));
  const userInfo = { emailId, firstName };
  if (typeof emailId === "string" && /^[^\s@]+@[^\s@]+$/.test(emailId))
    return { userInfo: { ...userInfo, status: "success" } };
  return { userInfo: { ...userInfo, status: "failure", reason: { errors: [{ msg: "INVALID_EMAIL", code: 400 }] } } };
}

/** How an item that fails looks is documented; of one that doesn't, no sample is known. */
function callBack(item: unknown, now: Date) {
  const campaignDialingListId = property(item, "campaignDialingListId");
  const time = property(item, "timeToContact");
  return typeof time === "string" && Date.parse(time) < now.getTime()
    ? { campaignDialingListId, status: "failed", reason: "time_in_past" }
    : { campaignDialingListId, status: "success" };
}

/** Documented (platform.md, 3.5). */
function rejectedQueue(queue: unknown, index: number) {
  const message = `conversationSource must be one of ${CONVERSATION_SOURCES.join(", ")}`;
  const customQueueId = property(queue, "customQueueId");
  return { index, customQueueId, error: { code: "INVALID_CONVERSATION_SOURCE", message } };
}

const CONVERSATION_SOURCES = ["AgentAI", "QMExpressAI"];

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function listIn(json: unknown, name: string): readonly unknown[] {
  const list = property(json, name);
  return Array.isArray(list) ? (list as unknown[]) : [];
}
