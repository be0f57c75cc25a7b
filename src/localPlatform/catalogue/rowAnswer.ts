import { isObject } from "../../domain/text/json";
import type { JsonValue } from "../../domain/scopes/endpointRow";
import type { Call } from "../http/call";
import type { HttpAnswer } from "../../edge/httpAnswer";
import { valueAt } from "../http/jsonPlaces";
import type { InventedIds } from "./inventedIds";
import { botInPath } from "../http/owner";

/** What placeholders are filled with. */
export interface Filling {
  readonly call: Call;
  readonly ids: InventedIds;
  readonly now: Date;
  /** In place of what a request's body doesn't have. */
  readonly besides?: Readonly<Record<string, string>>;
}

/** The answer that an endpoint's row shows, with its placeholders filled; undefined where the row shows none. */
export function rowAnswer(filling: Filling): HttpAnswer | undefined {
  const { answer, answerText, answerStatus: status = 200 } = filling.call.found.endpoint;
  if (answerText !== undefined) return { status, body: filledText(answerText, filling) };
  if (answer === undefined) return undefined;
  const body = filledJson(answer, filling);
  return typeof body === "string" ? jsonText(status, body) : { status, body };
}

/** A body that is text goes out as plain text, and here it is JSON. */
function jsonText(status: number, text: string): HttpAnswer {
  return { status, body: JSON.stringify(text), headers: { "content-type": "application/json; charset=utf-8" } };
}

/** Fills the placeholders in texts and names of members (endpointRow.ts); what is put in isn't looked through. */
export function filledJson(shown: JsonValue, filling: Filling): JsonValue {
  if (typeof shown !== "object" || shown === null) return readTemplate(shown, "")?.(filling) ?? shown;
  const known = TEMPLATES.get(shown);
  const template = known ?? readTemplate(shown, "") ?? (() => shown);
  if (!known) TEMPLATES.set(shown, template);
  return template(filling);
}

/** A text that is one placeholder becomes whatever stands for it. */
export function filledText(text: string, filling: Filling): JsonValue {
  return readText(text, "")?.(filling) ?? text;
}

/** What a value with placeholders becomes. */
type Template = (filling: Filling) => JsonValue;

/** Of the rows, each read when it is first answered with. */
const TEMPLATES = new WeakMap<object, Template>();

/** Undefined where there is nothing to fill: such parts are shared by all answers, which nobody changes. */
function readTemplate(shown: JsonValue, member: string): Template | undefined {
  if (typeof shown === "string") return readText(shown, member);
  if (Array.isArray(shown)) return readList(shown as readonly JsonValue[], member);
  return isObject(shown) ? readObject(shown as Readonly<Record<string, JsonValue>>) : undefined;
}

function readList(shown: readonly JsonValue[], member: string): Template | undefined {
  const items = shown.map((item) => readTemplate(item, member));
  if (items.every((item) => item === undefined)) return undefined;
  const made = items.map((item, index): Template => item ?? (() => shown[index] ?? null));
  return (filling) => made.map((item) => item(filling));
}

function readObject(shown: Readonly<Record<string, JsonValue>>): Template | undefined {
  const members = Object.entries(shown).map(([name, value]) => ({
    name,
    readName: readText(name, ""),
    value,
    read: readTemplate(value, name),
  }));
  if (members.every(({ readName, read }) => !readName && !read)) return undefined;
  return (filling) => {
    const made: Record<string, JsonValue> = {};
    for (const { name, readName, value, read } of members)
      made[readName ? words(readName(filling)) : name] = read ? read(filling) : value;
    return made;
  };
}

function readText(text: string, member: string): Template | undefined {
  if (!text.includes("{")) return undefined;
  const [, only] = /^\{([\w.-]+)\}$/.exec(text) ?? [];
  if (only !== undefined) return (filling) => valueOf(only, "", member, filling);
  const parts: Template[] = [];
  let end = 0;
  for (const { index, 0: whole, 1: prefix = "", 2: name = "" } of text.matchAll(/([a-z]+-)?\{([\w.-]+)\}/gi)) {
    const before = text.slice(end, index) + prefix;
    parts.push((filling) => before + words(valueOf(name, prefix, member, filling)));
    end = index + whole.length;
  }
  const rest = text.slice(end);
  return parts.length === 0 ? undefined : (filling) => parts.map((part) => part(filling)).join("") + rest;
}

function valueOf(name: string, prefix: string, member: string, { call, ids, now, besides }: Filling): JsonValue {
  const { app, found, json, query } = call;
  const place = name.slice(name.indexOf(".") + 1);
  if (name.startsWith("body."))
    return (
      (valueAt(json, place) as JsonValue | undefined) ?? besides?.[place] ?? example(found.endpoint.bodyExample, place)
    );
  if (name.startsWith("query.")) return query.get(place) ?? example(found.endpoint.query, place);
  switch (name) {
    case "uuid":
      return ids.uuid(prefix, member);
    case "hex24":
      return member === "accountId" && app.accountId !== undefined ? app.accountId : ids.hex24(member);
    case "now":
      return now.toISOString();
    case "today":
      return now.toISOString().slice(0, 10);
    case "botId":
    case "streamId":
      return botInPath(call) ?? app.botId ?? `st-${ids.uuid("st-", member)}`;
    case "accountId":
      return found.params[name] ?? app.accountId ?? ids.hex24(name);
    default:
      return found.params[name] ?? ids.uuid("", name);
  }
}

/** What the page's request has there, unless it is a placeholder; or an empty text. */
function example(request: JsonValue | undefined, place: string): JsonValue {
  const value = valueAt(request, place) as JsonValue | undefined;
  return value === undefined || JSON.stringify(value).includes("{") ? "" : value;
}

/** Within a longer text. */
function words(value: JsonValue): string {
  return typeof value === "object" ? "" : String(value);
}
