import assert from "node:assert/strict";
import fc from "fast-check";
import { withScopes, withPublished } from "../../../src/domain/apps/assignScopes";
import { webPorts } from "../../../src/domain/ports";
import { createLocalPlatform } from "../../../src/localPlatform/localPlatform";
import { until } from "../../until";
import { runs } from "../../sample";
import { isRefused, itKeepsTheEdge, open, statusOf } from "../edge/edgeCases";
import { sampleApp } from "../apps/sampleApp";
import { BOT, type Running, SECRET, send, startPlatform } from "./runningPlatform";

const HOST = "Host: 127.0.0.1\r\n";
const PATH = `/api/public/bot/${BOT}/getSessions`;

describe("hostile input to the local platform", () => {
  const app = withPublished(withScopes(sampleApp({ botId: BOT }), ["xo/bot-sessions"]));
  const tables = sampleApp({
    id: "22222222-2222-4222-8222-222222222222",
    clientId: "cs-2",
    name: "Tables",
    createdIn: "tables",
    tables: [{ kind: "table", name: "T", read: true, write: true, delete: true }],
  });
  const small = { bodyBytes: 100_000, bulkBodyBytes: 200_000, bodyBytesInAll: 400_000 };
  let running: Running;
  /** Waits a moment only, which a whole request may miss on a busy machine: for those that are never whole. */
  let hasty: Running;
  let token: string;
  before(async () => {
    const entries = [
      { app, secrets: { clientSecret: SECRET } },
      { app: tables, secrets: { clientSecret: SECRET } },
    ];
    running = await startPlatform(entries, { limits: small });
    hasty = await startPlatform(entries, { limits: { ...small, headersTime: 150, requestTime: 200, checkEvery: 50 } });
    token = await running.mint(app);
  });
  after(() => Promise.all([running.close(), hasty.close()]));
  beforeEach(() => {
    running.lines.length = 0;
  });
  // Whatever came before, a good request is served.
  afterEach(async () => {
    assert.equal((await running.send(`POST ${PATH}`, { auth: token }, {})).status, 200);
  });

  const post = (path: string, headers: string, body = "") =>
    `POST ${path} HTTP/1.1\r\n${HOST}${headers}Connection: close\r\n\r\n${body}`;

  itKeepsTheEdge(() => ({
    port: running.port,
    hastyPort: hasty.port,
    path: PATH,
    headers: `auth: ${token}\r\n`,
    lines: () => running.lines,
  }));

  it("answers 412 to JSON that is 100,000 levels deep, wherever a body is read", async () => {
    const other = await startPlatform([
      { app, secrets: { clientSecret: SECRET } },
      { app: tables, secrets: { clientSecret: SECRET } },
    ]);
    const ofTables = await other.mint(tables);
    const calls: [string, Record<string, string>, (deep: string) => string, number][] = [
      [`POST ${PATH}`, { auth: token }, (deep) => deep, 412],
      ["POST /api/public/tables/T", { auth: ofTables }, (deep) => `{"data":{"a":${deep}}}`, 412],
      ["POST /api/public/tables/T/bulk", { auth: ofTables }, (deep) => `{"data":[{"a":${deep}}]}`, 412],
      [
        "POST /api/public/tables/T/query",
        { auth: ofTables },
        (deep) => `{"query":{"expressions":[{"field":"a","operand":"=","value":${deep}}]}}`,
        412,
      ],
      [
        "PUT /api/public/tables/T",
        { auth: ofTables },
        (deep) => `{"query":{"expressions":[{"field":"a","operand":"=","value":1}]},"data":{"a":${deep}}}`,
        412,
      ],
      [
        `POST /chatbot/v2/webhook/${BOT}`,
        { authorization: `bearer ${token}` },
        (deep) => `{"message":{"type":"text","val":${deep}}}`,
        412,
      ],
      ["POST /api/users/sts", {}, (deep) => `{"clientId":${deep}}`, 412],
      ["POST /api/1.1/oAuth/token/jwtgrant", {}, (deep) => `{"assertion":"${token}","botInfo":${deep}}`, 401],
    ];
    for (const [open, close, levels] of [
      ["[", "]", 1],
      ['{"a":', "}", 1],
      ['[{"a":', "}]", 2],
    ] as const) {
      // Whole and well formed: nothing but its depth is wrong.
      const deep = `${open.repeat(100_000 / levels)}1${close.repeat(100_000 / levels)}`;
      for (const [call, headers, body, expected] of calls)
        assert.equal((await other.send(call, headers, body(deep))).status, expected, `${call} ${open}`);
    }
    assert.equal((await other.send(`POST ${PATH}`, { auth: token }, {})).status, 200);
    await other.close();
  });

  it("answers 413 to a body above the limit, declared or not, and takes more in bulk", async () => {
    const declared = await running.raw(post(PATH, `auth: ${token}\r\nContent-Length: 100001\r\n`, "{"));
    const chunk = `${(50_000).toString(16)}\r\n${" ".repeat(50_000)}\r\n`;
    const chunked = await running.raw(
      post(PATH, `auth: ${token}\r\nTransfer-Encoding: chunked\r\n`, `${chunk.repeat(3)}0\r\n\r\n`),
    );
    assert.deepEqual([statusOf(declared), statusOf(chunked)], [413, 413]);
    const bulk = (rows: number) =>
      running.send("POST /api/public/tables/T/bulk", {}, { data: Array(rows).fill({ a: "x".repeat(1_000) }) });
    assert.equal((await bulk(150)).status, 401);
    assert.equal((await bulk(250)).status, 413);
    const single = await running.send("POST /api/public/tables/T", {}, { data: { a: "x".repeat(150_000) } });
    assert.equal(single.status, 413);
  });

  it("doesn't ask for a body that it won't take", async () => {
    const answer = await running.raw(post(PATH, "Expect: 100-continue\r\nContent-Length: 100001\r\n"));
    assert.equal(statusOf(answer), 413);
    const continued = await running.raw(
      post(PATH, `auth: ${token}\r\nExpect: 100-continue\r\nContent-Length: 2\r\n`, "{}"),
    );
    assert.match(continued, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
  });

  it("takes what follows a body as a request of its own, never as a part of the first", async () => {
    const smuggled = await running.raw(
      `POST ${PATH} HTTP/1.1\r\n${HOST}auth: ${token}\r\nContent-Length: 2\r\n\r\n{}GET /api/public/bots HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`,
    );
    assert.deepEqual(smuggled.match(/HTTP\/1\.1 \d{3}/g), ["HTTP/1.1 200", "HTTP/1.1 401"]);
  });

  it("resolves nothing in a path: .., %2e%2e, %00 and their like lead nowhere", async () => {
    const paths = [
      `/api/public/bot/${BOT}/../${BOT}/getSessions`,
      `/api/public/bot/${BOT}/%2e%2e/${BOT}/getSessions`,
      `/api/public/./bot/${BOT}/getSessions`,
      `/api/public//bot/${BOT}/getSessions`,
      `/api/public/bot/${BOT}%00/getSessions`,
      `/api/public/bot/${BOT}/getSessions%00`,
      `/api/public/bot/${BOT}/getSessions%2f`,
      `/api/public/bot/${BOT}%2fgetSessions`,
      `/api/public/bot/${BOT}/getSessions;x=1`,
      `/api/public/bot/${BOT}/getSessions%`,
      `/api/public/bot/${BOT}\\getSessions`,
      "/../../../../etc/passwd",
      "//",
      "/",
      `http://127.0.0.1${PATH}`,
      "*",
      `/${"a/".repeat(5_000)}`,
      `/${"%".repeat(9_000)}`,
    ];
    for (const path of paths) {
      const answer = await running.raw(post(path, `auth: ${token}\r\nContent-Length: 2\r\n`, "{}"));
      assert.ok(isRefused(answer), `${path.slice(0, 80)} → ${answer.slice(0, 60)}`);
    }
  });

  it("answers 503 once the bodies under way are too much together", async () => {
    const slow = await Promise.all(
      Array.from({ length: 4 }, () =>
        open(`POST ${PATH} HTTP/1.1\r\n${HOST}Content-Length: 99000\r\n\r\n${"x".repeat(98_999)}`, running.port),
      ),
    );
    await until(
      async () => (await running.send(`POST ${PATH}`, { auth: token }, " ".repeat(50_000))).status === 503,
      "the server notices",
    );
    for (const { socket } of slow) socket.destroy();
    await until(
      async () => (await running.send(`POST ${PATH}`, { auth: token }, " ".repeat(50_000))).status === 200,
      "the server notices",
    );
  });

  it("writes no secret, token or control character into its log, wherever they come", async () => {
    const marks = [SECRET, token, token.split(".")[2] ?? ""];
    const encoded = marks.map(encodeURIComponent);
    for (const [index, mark] of marks.entries()) {
      const inPath = encoded[index] ?? "";
      await running.send(`GET /api/public/bot/${inPath}/getSessions?x=${inPath}`, { auth: mark, cookie: mark });
      await running.send(
        `POST /${inPath}/${mark.replace(/\//g, "%2f")}`,
        { authorization: `bearer ${mark}` },
        { secret: mark },
      );
      await running.send(`POST /api/public/tables/${inPath}`, { auth: await running.mint(tables) }, { data: {} });
      await running.send(`PUT /api/public/tables/${inPath}/query`, {
        auth: token,
        "x-http-method-override": mark.slice(0, 40),
      });
      await running.raw(post(PATH, `auth: ${mark}\r\nContent-Length: x\r\n`));
      await running.send("POST /api/users/sts", {}, { clientId: mark, clientSecret: mark });
      await running.send("POST /api/1.1/oAuth/token/jwtgrant", {}, { assertion: mark });
    }
    assert.ok(running.lines.length >= 21);
    for (const line of running.lines) {
      assert.ok(
        [...marks, ...encoded].every((mark) => !line.includes(mark.slice(0, 24))),
        line,
      );
      // eslint-disable-next-line no-control-regex
      assert.ok(!/[\u0000-\u001f\u007f-\u009f]/.test(line));
    }
  });

  it("says of an error of its own where it met it, and nothing of its message", async () => {
    const problems: string[] = [];
    const lines: string[] = [];
    const broken = createLocalPlatform({
      ...webPorts,
      apps: () => Promise.reject(new Error(SECRET)),
      secretsOf: () => Promise.resolve(undefined),
      publish: () => Promise.resolve(),
      log: (line) => lines.push(line),
      problem: (line) => problems.push(line),
    });
    const { port } = new URL((await broken.listen(0)).url);
    const { status: code, json } = await send(Number(port), `POST ${PATH}`, { auth: token }, {});
    await broken.close();
    assert.deepEqual(
      [code, json, lines.length, problems.length],
      [500, { errors: [{ msg: "The local platform met an error of its own.", code: 500 }] }, 0, 1],
    );
    assert.match(problems[0] ?? "", /500 internal error: Error at /);
    assert.ok(!problems[0]?.includes(SECRET));
  });

  it("answers any header, path and JSON with a JSON object and never with 500", async () => {
    const text = fc.stringMatching(/^[\x20-\x7e]{0,60}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("GET", "POST", "PUT", "DELETE"),
        fc.webPath(),
        fc.option(text),
        fc.json({ maxDepth: 5 }),
        fc.boolean(),
        async (method, path, auth, body, isTables) => {
          const target = isTables ? "/api/public/tables/T/query" : path.startsWith("/") ? path : `/${path}`;
          const answer = await running.send(
            `${method} ${target.replace(/ /g, "%20")}`,
            { auth: auth ?? (await running.mint(isTables ? tables : app)) },
            body,
          );
          assert.ok(answer.status < 500, `${answer.status} ${answer.text}`);
          assert.ok(typeof answer.json === "object" && answer.json !== null);
        },
      ),
      runs(40, { full: 800 }),
    );
  });
});
