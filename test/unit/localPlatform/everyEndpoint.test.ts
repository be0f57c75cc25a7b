import assert from "node:assert/strict";
import type { CreatedIn } from "../../../src/domain/scopes/scope";
import { callsOf, type Endpoint, endpoints, scopesForLevel } from "../../../src/domain/scopes/catalogue";
import { sampleApp } from "../apps/sampleApp";
import { BOT, type Running, SECRET, startPlatform } from "./runningPlatform";

/** Apps that can call whatever their level can. */
const CALLERS = {
  xo: newApp(1, "xo"),
  admin: newApp(2, "admin"),
  tables: {
    ...newApp(3, "tables"),
    tables: (["table", "view"] as const).map((kind) => ({
      kind,
      name: "People",
      read: true,
      write: true,
      delete: true,
    })),
  },
};
/** Served from bots and tables that are here, in tests of their own. */
const NOT_FROM_ROWS = ["get-bots", "publish-bot"];

/** A second time another answer of its page comes. */
const ONCE = ["change-the-default-language", "conversation-test-suite-creation-status"];

describe("every endpoint of the local platform", () => {
  let running: Running;
  const tokens = new Map<CreatedIn, string>();
  /** What earlier answers gave, for the placeholders of later requests. */
  const given: Record<string, string> = {
    botId: BOT,
    streamId: BOT,
    emailId: "john.doe@example.com",
    tableName: "People",
    viewName: "People",
  };

  before(async () => {
    running = await startPlatform(Object.values(CALLERS).map((app) => ({ app, secrets: { clientSecret: SECRET } })));
    for (const app of Object.values(CALLERS)) tokens.set(app.createdIn, await running.mint(app));
    const uploaded = await running.send(
      "POST /api/public/uploadfile",
      { auth: tokens.get("admin") ?? "", "content-type": "multipart/form-data; boundary=x" },
      "--x--",
    );
    given["fileId"] = (uploaded.json as { fileId: string }).fileId;
    for (const name of ["botDefinition", "configInfo", "botFunctions", "icon"])
      given[`${name}FileId`] = given["fileId"];
  });
  after(() => running.close());

  const withGiven = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => given[name] ?? `a-${name.toLowerCase()}`);
  const request = (endpoint: Endpoint, method: string, path: string, level: CreatedIn) => {
    const { answersJob } = endpoint;
    if (answersJob?.param) given[answersJob.param] = given[`job ${answersJob.job}`] ?? "";
    const query = new URLSearchParams({ ...endpoint.query, ...endpoint.onlyWith?.query }).toString();
    const headers = Object.keys(endpoint.headers).map((name) => [name, "x1"]);
    // The page's answer to a call back is that of a time that has passed.
    const example = JSON.stringify(endpoint.bodyExample ?? {}).replace("2026-06-18T17", "2025-06-18T17");
    const body = method === "GET" ? undefined : withGiven(example);
    return running.send(
      `${method} ${withGiven(path)}${query && `?${withGiven(decodeURIComponent(query))}`}`,
      { ...(Object.fromEntries(headers) as Record<string, string>), auth: tokens.get(level) ?? "" },
      body,
    );
  };

  it("gives the answer that its row shows, with every placeholder filled, at each of its levels", async () => {
    let served = 0;
    for (const endpoint of inOrder()) {
      const { id, startsJob, answerStatus = 200, answer, answerText } = endpoint;
      const levels = Object.keys(endpoint.access) as CreatedIn[];
      for (const level of levels.slice(0, ONCE.includes(id) ? 1 : undefined)) {
        const got = await request(endpoint, endpoint.method ?? "", endpoint.path ?? "", level);
        assert.deepEqual([id, got.status], [id, answerStatus], got.text);
        assert.doesNotMatch(got.text, /\{[\w.-]+\}/, id);
        served++;
        if (level === "tables" || NOT_FROM_ROWS.includes(id)) continue;
        const shown = [answer ?? answerText ?? {}, ...alike(endpoint).map((other) => other.answer)];
        assert.ok(
          shown.some((one) => JSON.stringify(names(one)) === JSON.stringify(names(got.json ?? got.text))),
          `${id}: ${got.text}`,
        );
        const [note] = String(got.headers["x-local-platform"]).split(", ");
        assert.equal(
          note,
          shown.length === 1 && answer === undefined && answerText === undefined ? "no-sample" : "sample",
          id,
        );
        if (startsJob) given[`job ${startsJob.job}`] = String(at(got.json, startsJob.at));
        if (id === "get-chunks-by-condition") given["chunkId"] = String(at(got.json, "chunks.0.chunkId"));
      }
    }
    assert.ok(served > 330, `${served} calls were served`);
  });

  it("is served by every other call that pages give for it", async () => {
    for (const endpoint of inOrder().filter(({ id }) => !ONCE.includes(id))) {
      for (const [method, path] of callsOf(endpoint).slice(1)) {
        const [level = "xo"] = Object.keys(endpoint.access) as CreatedIn[];
        const { status, text } = await request(endpoint, method, path, level);
        assert.deepEqual([endpoint.id, path, Math.trunc(status / 100)], [endpoint.id, path, 2], text);
        assert.doesNotMatch(text, /\{[\w.-]+\}/, endpoint.id);
      }
    }
  });
});

/** What starts something or gives an ID comes before what needs it. */
function inOrder(): readonly Endpoint[] {
  const rank = ({ id, startsJob }: Endpoint) =>
    startsJob || ["publish-bot", "get-chunks-by-condition"].includes(id) ? 0 : 1;
  return endpoints()
    .filter(({ path }) => path !== undefined)
    .sort((a, b) => rank(a) - rank(b));
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

/** The names of members, of the first item of each list; IDs and days among them are alike. */
function names(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [names(value[0])];
  if (typeof value !== "object" || value === null) return "";
  return Object.entries(value).map(([name, item]) => [
    name.replace(/\{uuid\}|[0-9a-f]{8}-[0-9a-f-]{27}/g, "id").replace(/\{today\}|2026-01-02/g, "day"),
    names(item),
  ]);
}

function at(value: unknown, place: string): unknown {
  return place.split(".").reduce<unknown>((one, name) => (one as Record<string, unknown>)[name], value);
}

function newApp(number: number, createdIn: CreatedIn) {
  const digits = String(number).repeat(8);
  const scopes = createdIn === "tables" ? [] : scopesForLevel(createdIn).map(({ id }) => ({ id, published: true }));
  return sampleApp({
    id: `${digits}-1111-4111-8111-111111111111`,
    clientId: `cs-${digits}-1111-5111-8111-111111111111`,
    name: `All of ${createdIn}`,
    createdIn,
    scopes,
  });
}
