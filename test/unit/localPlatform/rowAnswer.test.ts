import assert from "node:assert/strict";
import { type Endpoint, endpointById } from "../../../src/domain/scopes/catalogue";
import type { JsonValue } from "../../../src/domain/scopes/endpointRow";
import { InventedIds } from "../../../src/localPlatform/catalogue/inventedIds";
import { rowAnswer } from "../../../src/localPlatform/catalogue/rowAnswer";
import { sampleApp } from "../apps/sampleApp";
import { BOT, NOW } from "./runningPlatform";

const V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const V5 = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("an answer made of its row", () => {
  it("has times, parameters of the path and what the request has, whole or within a text", () => {
    const answer = {
      now: "{now}",
      day: { "{today}": "on {today}" },
      bot: "{botId}/{requestId}",
      name: "{body.name}",
      list: ["{body.deep.list}"],
      said: "“{body.name}”, {body.count} of {query.limit}",
      count: "{body.count}",
      hidden: "(not shown)",
      free: "{ }",
    };
    const json = { name: "Ann {now} $& {query.limit}", count: 2, deep: { list: [1, null] } };
    assert.deepEqual(made(answer, { json, query: "limit=50", params: { botId: BOT, requestId: "r-1" } }), {
      now: "2026-01-02T03:04:05.000Z",
      day: { "2026-01-02": "on 2026-01-02" },
      bot: `${BOT}/r-1`,
      name: "Ann {now} $& {query.limit}",
      list: [[1, null]],
      said: "“Ann {now} $& {query.limit}”, 2 of 50",
      count: 2,
      hidden: "(not shown)",
      free: "{ }",
    });
  });

  it("has the example of its page where the request lacks something, or an empty text", () => {
    const row = { bodyExample: { type: "sms", name: "{campaignName}", size: 3 }, query: { limit: "10" } };
    const answer = ["{body.type}", "{body.name}", "{body.size}", "{query.limit}", "{query.page}", "{body.__proto__}"];
    assert.deepEqual(made(answer, { row }), ["sms", "", 3, "10", "", ""]);
    assert.deepEqual(made(answer, { row, json: [1] }), ["sms", "", 3, "10", "", ""]);
  });

  it("has one ID for each prefix and each name of a member, and one of its own for each id", () => {
    const answer = {
      jobId: "qjb-{uuid}",
      url: "/jobs/qjb-{uuid}",
      by: "u-{uuid}",
      owner: "u-{uuid}",
      bare: "{uuid}",
      sessionId: "{hex24}",
      inner: [{ sessionId: "{hex24}", _id: "{hex24}" }],
      _id: "{hex24}",
    };
    const { jobId, url, by, owner, bare, sessionId, inner, _id } = made(answer) as {
      [Name in Exclude<keyof typeof answer, "inner">]: string;
    } & { inner: { sessionId: string; _id: string }[] };
    assert.match(jobId.slice(4), V5);
    assert.equal(url, `/jobs/${jobId}`);
    assert.match(by.slice(2), V5);
    assert.equal(owner, by);
    assert.match(bare, V4);
    assert.match(sessionId, /^[0-9a-f]{24}$/);
    assert.equal(inner[0]?.sessionId, sessionId);
    assert.equal(new Set([sessionId, _id, inner[0]?._id]).size, 3);
    assert.notDeepEqual(made(answer), made(answer));
  });

  it("has the bot and the account of its app where they are known", () => {
    const answer = { botId: "{botId}", streamId: "st-{uuid}", accountId: "{hex24}", in: "{accountId}" };
    const app = sampleApp({ botId: BOT, accountId: "0123456789abcdef01234567" });
    assert.deepEqual(made(answer, { app }), {
      botId: BOT,
      streamId: BOT,
      accountId: "0123456789abcdef01234567",
      in: "0123456789abcdef01234567",
    });
    const invented = made(answer) as Record<string, string>;
    assert.equal(invented["botId"], invented["streamId"]);
    assert.match(invented["botId"]?.slice(3) ?? "", V5);
  });

  it("is JSON or plain text, as its page has it", () => {
    const answerOf = (id: string) => {
      const endpoint = endpointById(id);
      assert.ok(endpoint);
      return rowAnswer(filling(endpoint, {}));
    };
    assert.deepEqual(answerOf("enable-an-existing-language"), {
      status: 200,
      body: '"Enabled Spanish language successfully"',
      headers: { "content-type": "application/json; charset=utf-8" },
    });
    assert.deepEqual(answerOf("disable-an-existing-language"), {
      status: 200,
      body: "Disabled Spanish language successfully",
    });
    assert.equal(answerOf("delete-conversations")?.status, 202);
    assert.equal(answerOf("ingest-data"), undefined);
  });
});

interface Given {
  readonly row?: Partial<Endpoint>;
  readonly json?: unknown;
  readonly query?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly app?: ReturnType<typeof sampleApp>;
}

function made(answer: JsonValue, given: Given = {}): unknown {
  const { bodyExample: _, answer: __, answerText: ___, ...plain } = endpointById("sessions-history") ?? assert.fail();
  return rowAnswer(filling({ ...plain, ...given.row, answer }, given))?.body;
}

function filling(endpoint: Endpoint, { json, query = "", params = {}, app }: Given) {
  const { botId: _, accountId: __, ...bare } = sampleApp();
  const call = {
    app: app ?? bare,
    found: { kind: "found", endpoint, others: [], params, deviations: [] } as const,
    headers: {},
    query: new URLSearchParams(query),
    json,
  };
  const ids = new InventedIds({ randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)) });
  if (app?.botId !== undefined) ids.use("st-", app.botId.slice(3));
  return { call, ids, now: new Date(NOW) };
}
