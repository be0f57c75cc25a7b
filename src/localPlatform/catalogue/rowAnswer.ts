import { isObject } from "../../domain/text/json";
import type { JsonValue } from "../../domain/scopes/endpointRow";
import type { Call } from "../http/call";
import type { HttpAnswer } from "../http/httpAnswer";
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
  if (answerText !== undefined) return { status, body: filledText(answerText, "", filling) };
  if (answer === undefined) return undefined;
  const body = filledJson(answer, filling);
  return typeof body === "string" ? jsonText(status, body) : { status, body };
}

/** A body that is text goes out as plain text, and here it is JSON. */
function jsonText(status: number, text: string): HttpAnswer {
  return { status, body: JSON.stringify(text), headers: { "content-type": "application/json; charset=utf-8" } };
}

/** Fills the placeholders in texts and names of members (endpointRow.ts); what is put in isn't looked through. */
export function filledJson(shown: JsonValue, filling: Filling, member = ""): JsonValue {
  if (typeof shown === "string") return filledText(shown, member, filling);
  if (Array.isArray(shown)) return shown.map((item: JsonValue) => filledJson(item, filling, member));
  if (!isObject(shown)) return shown;
  const made: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(shown))
    made[words(filledText(name, "", filling))] = filledJson(value as JsonValue, filling, name);
  return made;
}

/** A text that is one placeholder becomes whatever stands for it. */
export function filledText(text: string, member: string, filling: Filling): JsonValue {
  if (!text.includes("{")) return text;
  const [, only] = text.startsWith("{") ? (/^\{([\w.-]+)\}$/.exec(text) ?? []) : [];
  if (only !== undefined) return valueOf(only, "", member, filling);
  return text.replace(/([a-z]+-)?\{([\w.-]+)\}/gi, (_, prefix = "", name = "") => {
    return `${String(prefix)}${words(valueOf(String(name), String(prefix), member, filling))}`;
  });
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
