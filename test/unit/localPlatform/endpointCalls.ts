import { type Endpoint, endpoints, scopesForLevel } from "../../../src/domain/scopes/catalogue";
import type { CreatedIn } from "../../../src/domain/scopes/scope";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { sampleApp } from "../apps/sampleApp";
import { BOT } from "./runningPlatform";

/** A request without its token. */
export interface EndpointCall {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** A second time another answer of their page comes. */
export const ONCE = ["change-the-default-language", "conversation-test-suite-creation-status"];

/** Calls of endpoints with every placeholder filled, by what earlier answers gave. */
export class EndpointCalls {
  readonly #given: Record<string, string>;

  constructor(botId = BOT) {
    this.#given = {
      ...{ botId, streamId: botId, emailId: "john.doe@example.com" },
      ...{ tableName: "People", viewName: "People" },
    };
  }

  /** The call by which a file comes, whose ID others need. */
  get upload(): EndpointCall {
    const headers = { "content-type": "multipart/form-data; boundary=x" };
    return { method: "POST", path: "/api/public/uploadfile", headers, body: "--x--" };
  }

  uploaded(answer: unknown): void {
    const { fileId } = answer as { fileId: string };
    for (const name of ["fileId", "botDefinitionFileId", "configInfoFileId", "botFunctionsFileId", "iconFileId"])
      this.#given[name] = fileId;
  }

  of(endpoint: Endpoint, method = endpoint.method ?? "", path = endpoint.path ?? ""): EndpointCall {
    const { answersJob } = endpoint;
    if (answersJob?.param) this.#given[answersJob.param] = this.#given[`job ${answersJob.job}`] ?? "";
    const query = new URLSearchParams({ ...endpoint.query, ...endpoint.onlyWith?.query }).toString();
    const headers = Object.keys(endpoint.headers).map((name) => [name, "x1"]);
    // The page's answer to a call back is that of a time that has passed.
    const example = JSON.stringify(endpoint.bodyExample ?? {}).replace("2026-06-18T17", "2025-06-18T17");
    return {
      method,
      path: `${this.#filled(path)}${query && `?${this.#filled(decodeURIComponent(query))}`}`,
      headers: Object.fromEntries(headers) as Record<string, string>,
      body: method === "GET" ? undefined : this.#filled(example),
    };
  }

  /** Takes what an endpoint's answer gives for others. */
  learn({ id, startsJob }: Endpoint, answer: unknown): void {
    if (startsJob) this.#given[`job ${startsJob.job}`] = String(at(answer, startsJob.at));
    if (id === "get-chunks-by-condition") this.#given["chunkId"] = String(at(answer, "chunks.0.chunkId"));
  }

  #filled(text: string): string {
    return text.replace(/\{(\w+)\}/g, (_, name: string) => this.#given[name] ?? `a-${name.toLowerCase()}`);
  }
}

/** What starts something or gives an ID comes before what needs it. */
export function inOrder(): readonly Endpoint[] {
  return endpoints()
    .filter(({ path }) => path !== undefined)
    .sort((a, b) => Number(comesFirst(b)) - Number(comesFirst(a)));
}

export function comesFirst({ id, startsJob }: Endpoint): boolean {
  return startsJob !== undefined || ["publish-bot", "get-chunks-by-condition"].includes(id);
}

/** An app that can call whatever its level can. */
export function callerOf(createdIn: CreatedIn, number: number, changes: Partial<JwtApp> = {}): JwtApp {
  const digits = String(number).repeat(8).slice(0, 8);
  const scopes = createdIn === "tables" ? [] : scopesForLevel(createdIn).map(({ id }) => ({ id, published: true }));
  const may = { name: "People", read: true, write: true, delete: true };
  return sampleApp({
    id: `${digits}-1111-4111-8111-111111111111`,
    clientId: `cs-${digits}-1111-5111-8111-111111111111`,
    name: `All of ${createdIn}`,
    createdIn,
    scopes,
    ...(createdIn === "tables" && { tables: (["table", "view"] as const).map((kind) => ({ kind, ...may })) }),
    ...changes,
  });
}

/** Served from bots and tables that are here, in tests of their own. */
const NOT_FROM_ROWS = ["get-bots", "publish-bot"];

/** What the answer may be like by its row, undefined where it comes from elsewhere. */
export function shownAnswers(endpoint: Endpoint, level: CreatedIn): readonly unknown[] | undefined {
  if (level === "tables" || NOT_FROM_ROWS.includes(endpoint.id)) return undefined;
  const { answer, answerText } = endpoint;
  return [answer ?? answerText ?? {}, ...alike(endpoint).map((other) => other.answer)];
}

/** Those that nothing in the request tells from it. */
function alike({ id, method, path, onlyWith, bodyExample }: Endpoint): readonly Endpoint[] {
  const shape = (text = "") => text.replace(/\{\w+\}/g, "{}");
  return endpoints().filter(
    (other) =>
      other.id !== id &&
      other.method === method &&
      shape(other.path) === shape(path) &&
      JSON.stringify([other.onlyWith, other.bodyExample]) === JSON.stringify([onlyWith, bodyExample]),
  );
}

/**
 * The names of members, of the first item of each list; IDs and days among them are alike.
 * @param day the one on which it was answered
 */
export function names(value: unknown, day = "2026-01-02"): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [names(value[0], day)];
  if (typeof value !== "object" || value === null) return "";
  return Object.entries(value).map(([name, item]) => [
    name
      .replace(/\{uuid\}|[0-9a-f]{8}-[0-9a-f-]{27}/g, "id")
      .replaceAll("{today}", "day")
      .replaceAll(day, "day"),
    names(item, day),
  ]);
}

function at(value: unknown, place: string): unknown {
  return place.split(".").reduce<unknown>((one, name) => (one as Record<string, unknown>)[name], value);
}
