import { isBotId } from "../../domain/apps/platformIds";
import type { Ports } from "../../domain/ports";
import type { JsonValue } from "../../domain/scopes/endpointRow";
import type { Call } from "../http/call";
import { errorAnswer, type HttpAnswer } from "../../edge/httpAnswer";
import { NOTE_HEADER } from "../http/answerNotes";
import { valuesAt } from "../http/jsonPlaces";
import { documentedError } from "./documentedErrors";
import { InventedIds } from "./inventedIds";
import { jobAskedFor, keepJob, startersOf } from "./jobs";
import { newDefaultIn, addLanguage, enableLanguage, setDefaultLanguage } from "./languages";
import { botInPath, ownerBot, ownerOf } from "../http/owner";
import { asAskedFor } from "./reactions";
import { rowAnswer } from "./rowAnswer";
import type { SandboxMemory } from "./sandboxMemory";
import { property } from "../http/jsonBody";

interface Services extends Ports {
  readonly memory: SandboxMemory;
}

/**
 * The answer of any endpoint that nothing else here serves: an error of its page whose condition the request shows, or
 * what its page shows, invented; `{}` and a header that says so where the page shows nothing.
 */
export function catalogueAnswer(call: Call, { memory, clock, randomBytes }: Services): HttpAnswer {
  const now = new Date(clock());
  const ids = new InventedIds({ randomBytes });
  const botId = botInPath(call) ?? call.app.botId;
  if (botId !== undefined) ids.use("st-", botId.slice("st-".length));
  const spellings = otherSpellings(call);
  const error = documentedError({ call, ids, now, besides: spellings }, memory);
  if (error) return error;

  const job = jobAskedFor(call, memory.jobs);
  if (job === "none") return unknownJob(call);
  // Where the path doesn't have it, the job's ID stands in the answer in the form in which it was given.
  const [, prefix, uuid] = /^([a-z]+-)(.+)$/.exec(job?.id ?? "") ?? [];
  if (prefix !== undefined && uuid !== undefined) ids.use(prefix, uuid);
  const answer = rowAnswer({ call, ids, now, besides: job ? { ...spellings, ...job.carried } : spellings });
  const body = answer ? asAskedFor(answer.body as JsonValue, call, now, job) : {};
  if (job) job.timesAsked++;
  keepJob(call, body, memory.jobs);
  KEPT[call.found.endpoint.id]?.(call, body, memory);
  const note = { [NOTE_HEADER]: answer ? "sample" : "no-sample" };
  return { status: 200, ...answer, body, headers: { ...answer?.headers, ...note } };
}

/** What is kept of a request that was served, or of its answer, for those that come later. */
const KEPT: Readonly<Record<string, (call: Call, body: unknown, memory: SandboxMemory) => void>> = {
  "upload-file": (_call, body, memory) => memory.addFile(String(property(body, "fileId"))),
  "get-chunks-by-condition": (call, body, { chunks }) => {
    for (const id of valuesAt(body, "chunks.*.chunkId")) chunks.set(ownerOf(call), String(id), true);
  },
  "delete-chunks-by-id": (call, _body, { chunks }) => {
    for (const id of valuesAt(call.json, "chunkId.*")) chunks.delete(ownerOf(call), String(id));
  },
  "add-and-enable-a-new-language": (call, _body, { languages }) => addLanguage(call, languages),
  "enable-an-existing-language": (call, _body, { languages }) => enableLanguage(call, languages, true),
  "disable-an-existing-language": (call, _body, { languages }) => enableLanguage(call, languages, false),
  "change-the-default-language": (call, _body, { languages }) => setDefaultLanguage(call, languages),
  "enable-channel": ({ json }, _body, { channels }) => {
    const [botId, type] = [property(json, "streamId"), property(json, "type")];
    if (typeof botId !== "string" || !isBotId(botId) || !CHANNELS.some((channel) => channel === type)) return;
    const isDisabled = property(property(json, "channelDetails"), "enable") === false;
    if (isDisabled) channels.delete(ownerBot(botId), String(type));
    else channels.set(ownerBot(botId), String(type), true);
  },
};

/** By its page. */
const CHANNELS = ["rtm", "slack", "ivr", "msteams"];

/** The page's answers quote the name of its sample, whichever one the request has. */
function otherSpellings(call: Call): Readonly<Record<string, string>> {
  const language = call.found.endpoint.id === "change-the-default-language" ? newDefaultIn(call) : undefined;
  return language === undefined ? {} : { Language: language };
}

/** What the platform answers is not known. */
function unknownJob(call: Call): HttpAnswer {
  const starters = startersOf(call).map((api) => `“${api}”`);
  const sentence = `The local platform has started no such job; ${starters.join(" or ")} does.`;
  return errorAnswer(404, sentence, 404, { [NOTE_HEADER]: "unknown-job" });
}
