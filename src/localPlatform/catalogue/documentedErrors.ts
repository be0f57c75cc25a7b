import { sameBotId } from "../../domain/apps/platformIds";
import type { DocumentedError, JsonValue } from "../../domain/scopes/endpointRow";
import { isObject } from "../../domain/text/json";
import type { Call } from "../http/call";
import { errorAnswer, type HttpAnswer } from "../../edge/httpAnswer";
import { NOTE_HEADER } from "../http/answerNotes";
import { property } from "../http/jsonBody";
import { valueAt } from "../http/jsonPlaces";
import { type Language, languageOf, newDefaultIn } from "./languages";
import { botInPath, ownerOf } from "../http/owner";
import { isKnownPerson, mailsIn } from "./people";
import { filledJson, filledText, type Filling } from "./rowAnswer";
import type { SandboxMemory } from "./sandboxMemory";
import { fileIdsIn } from "./uploadedFiles";

/**
 * The first of the errors on an endpoint's page whose condition a request shows, with a note on how sure it is: where
 * the request may be for others as well, it is documented only if all of their pages have it.
 */
export function documentedError(filling: Filling, memory: SandboxMemory): HttpAnswer | undefined {
  const { call } = filling;
  const seen = call.found.endpoint.errors.find(({ id }) => id !== undefined && REQUEST_SHOWS[id]?.(call, memory));
  return (
    seen &&
    answerOf(
      seen,
      filling,
      call.found.others.every(({ errors }) => errors.some(isLike(seen))),
    )
  );
}

/**
 * By the error's `id`. What a token shows is the rule book's (verify/pageAnswers.ts).
 * @internal compared with the rows when tests run
 */
export const REQUEST_SHOWS: Readonly<Record<string, (call: Call, memory: SandboxMemory) => boolean>> = {
  "unknown-chunk": (call, { chunks }) => {
    const ids = property(call.json, "chunkId");
    return (
      !Array.isArray(ids) ||
      ids.length === 0 ||
      ids.some((id) => typeof id !== "string" || !chunks.get(ownerOf(call), id))
    );
  },
  "unknown-file": (call, memory) => {
    const ids = fileIdsIn(call);
    return ids.length === 0 || ids.some((id) => !memory.hasFile(id));
  },
  "language-code-invalid": (call) => newDefaultIn(call) === undefined,
  "language-not-configured": (call, memory) => newDefault(call, memory) === undefined,
  "language-is-default": (call, memory) => newDefault(call, memory)?.isDefault === true,
  "language-disabled": (call, memory) => newDefault(call, memory)?.isEnabled === false,
  "language-not-published": (call, memory) => newDefault(call, memory)?.isPublished === false,
  "channel-left-out": (call, { channels }) => {
    const mappings = property(call.json, "channelMappings");
    return [...channels.entries(ownerOf(call))].some(
      ([type]) => type !== "ivr" && property(mappings, type) === undefined,
    );
  },
  "user-access-without-mails": ({ json }) => mailsIn(json, "emailIds").length === 0,
  "user-access-excludes-itself": ({ json }) =>
    property(json, "canCreateBot") === true && property(json, "isDeveloper") === false,
  "user-access-of-unknown": ({ json }) => !mailsIn(json, "emailIds").every(isKnownPerson),
  "wrong-bot": (call) => {
    const botId = property(call.json, "botId");
    return botId !== undefined && !(typeof botId === "string" && sameBotId(botId, botInPath(call) ?? ""));
  },
};

function newDefault(call: Call, { languages }: SandboxMemory): Language | undefined {
  const code = newDefaultIn(call);
  return code === undefined ? undefined : languageOf(call, code, languages);
}

function isLike(one: DocumentedError): (other: DocumentedError) => boolean {
  const answer = ({ status, body, bodyText }: DocumentedError) => JSON.stringify([status, body, bodyText]);
  return (other) => answer(other) === answer(one);
}

/** Where the page gives no status, the code in the body stands for it, or else the usual one for a bad request. */
function answerOf(error: DocumentedError, filling: Filling, isOfAll: boolean): HttpAnswer {
  const status = error.status ?? codeIn(error.body) ?? 400;
  const body = bodyOf(error, status, filling);
  if (body === undefined)
    return errorAnswer(status, `unverified: ${error.when}`, status, { [NOTE_HEADER]: "unverified-answer" });
  const isWhole = isOfAll && error.status !== undefined && error.words === undefined;
  return { status, body, headers: { [NOTE_HEADER]: isWhole ? "documented" : "inferred-answer" } };
}

function bodyOf({ body, bodyText, words }: DocumentedError, status: number, filling: Filling): JsonValue | undefined {
  if (body !== undefined) return filledJson(body, filling);
  if (bodyText !== undefined) return filledText(bodyText, filling);
  return words === undefined ? undefined : { errors: [{ msg: words, code: status }] };
}

function codeIn(body: JsonValue | undefined): number | undefined {
  const code = isObject(body) ? (valueAt(body, "errors.0.code") ?? body["code"]) : undefined;
  return typeof code === "number" && code >= 400 && code < 600 ? code : undefined;
}
