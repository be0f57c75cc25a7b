import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import fc from "fast-check";
import { withScopes, withPublished } from "../../../src/domain/apps/assignScopes";
import { webPorts } from "../../../src/domain/ports";
import { createLocalPlatform } from "../../../src/localPlatform/localPlatform";
import { until } from "../../until";
import { runs } from "../../sample";
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
  const status = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
  const isRefused = (answer: string) => answer === "" || (status(answer) >= 400 && status(answer) < 500);

  it("answers 431 to headers of 64 KB", async () => {
    const one = await running.raw(post(PATH, `auth: ${"a".repeat(64 * 1024)}\r\n`));
    const many = await running.raw(post(PATH, "x: y\r\n".repeat(16_000)));
    assert.deepEqual([status(one), status(many)], [431, 431]);
    assert.match(running.lines[0] ?? "", /431 refused: malformed/);
  });

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
    assert.deepEqual([status(declared), status(chunked)], [413, 413]);
    const bulk = (rows: number) =>
      running.send("POST /api/public/tables/T/bulk", {}, { data: Array(rows).fill({ a: "x".repeat(1_000) }) });
    assert.equal((await bulk(150)).status, 401);
    assert.equal((await bulk(250)).status, 413);
    const single = await running.send("POST /api/public/tables/T", {}, { data: { a: "x".repeat(150_000) } });
    assert.equal(single.status, 413);
  });

  it("doesn't ask for a body that it won't take", async () => {
    const answer = await running.raw(post(PATH, "Expect: 100-continue\r\nContent-Length: 100001\r\n"));
    assert.equal(status(answer), 413);
    const continued = await running.raw(
      post(PATH, `auth: ${token}\r\nExpect: 100-continue\r\nContent-Length: 2\r\n`, "{}"),
    );
    assert.match(continued, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
  });

  it("answers 408 to slow headers and slow bodies", async () => {
    for (const start of [
      `POST ${PATH} HTTP/1.1\r\nHost: 127`,
      `POST ${PATH} HTTP/1.1\r\n${HOST}Content-Length: 10\r\n\r\n{`,
    ]) {
      const { answer } = await open(start, hasty.port);
      assert.equal(status(await answer), 408, start);
    }
  });

  it("closes a connection that is kept dripping", async () => {
    const { socket, answer } = await open(`POST ${PATH} HTTP/1.1\r\n${HOST}`, hasty.port);
    const drip = setInterval(() => socket.write("x: y\r\n"), 10);
    assert.ok(isRefused(await answer));
    clearInterval(drip);
  });

  it("takes no lengths that don't fit", async () => {
    const lengths = [
      "Content-Length: 5\r\nContent-Length: 6\r\n",
      "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
      "Content-Length: -1\r\n",
      "Content-Length: 1e3\r\n",
      "Content-Length: +5\r\n",
      "Content-Length: 0x5\r\n",
      "Content-Length: 99999999999999999999\r\n",
      "Transfer-Encoding: identity\r\n",
      "Transfer-Encoding: chunked, identity\r\n",
    ];
    for (const length of lengths) {
      const answer = await running.raw(post(PATH, `auth: ${token}\r\n${length}`, "12345"));
      assert.ok(isRefused(answer), `${length}${answer.slice(0, 60)}`);
    }
    for (const halfClose of [false, true]) {
      assert.ok(
        isRefused(await hasty.raw(post(PATH, `auth: ${token}\r\nContent-Length: 10\r\n`, "{"), { halfClose })),
        "cut off",
      );
    }
    assert.ok(
      isRefused(
        await running.raw(post(PATH, `auth: ${token}\r\nTransfer-Encoding: chunked\r\n`, "zz\r\n{}\r\n0\r\n\r\n")),
      ),
      "no chunk size",
    );
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

  it("refuses what is no HTTP, and offers neither tunnels nor upgrades", async () => {
    const requests = [
      "\u0016\u0003\u0001\u0002\u0000",
      "GET\r\n\r\n",
      `GET ${PATH}\r\n\r\n`,
      `GET ${PATH} HTTP/9.9\r\n\r\n`,
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      `CONNECT example.com:443 HTTP/1.1\r\n${HOST}\r\n`,
      `GET /api/public/bots HTTP/1.1\r\n${HOST}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      `TRACE ${PATH} HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`,
      `POST ${PATH} HTTP/1.1\r\n${HOST}au th: x\r\n\r\n`,
      `POST ${PATH} HTTP/1.1\r\n${HOST}auth: a\u0000b\r\n\r\n`,
      `POST ${PATH} HTTP/1.0\r\n\r\n`,
    ];
    for (const request of requests) {
      const answer = await running.raw(Buffer.from(request, "latin1"));
      assert.ok(isRefused(answer), `${JSON.stringify(request)} → ${answer.slice(0, 60)}`);
    }
  });

  it("refuses a foreign Host or Origin before anything else", async () => {
    const foreign = await running.raw(
      `POST ${PATH} HTTP/1.1\r\nHost: rebound.example\r\nauth: ${token}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    );
    const page = await running.raw(
      post(PATH, `auth: ${token}\r\nOrigin: https://page.example\r\nContent-Length: 0\r\n`),
    );
    const preflight = await running.raw(
      `OPTIONS ${PATH} HTTP/1.1\r\n${HOST}Origin: https://page.example\r\nConnection: close\r\n\r\n`,
    );
    assert.deepEqual([status(foreign), status(page), status(preflight)], [403, 403, 403]);
    assert.ok(!/access-control/i.test(page + preflight));
  });

  it("refuses two Host headers with 400, alike or not", async () => {
    for (const second of ["Host: 127.0.0.1", "hOST: rebound.example", "Host:"]) {
      const answer = await running.raw(post(PATH, `auth: ${token}\r\n${second}\r\nContent-Length: 2\r\n`, "{}"));
      assert.equal(status(answer), 400, second);
      assert.match(answer, /A request has only one Host header\./);
    }
  });

  it("survives clients that go away in the middle", async () => {
    for (let index = 0; index < 20; index++) {
      const { socket } = await open(
        `POST ${PATH} HTTP/1.1\r\n${HOST}auth: ${token}\r\nContent-Length: 50000\r\n\r\n${"x".repeat(index * 1_000)}`,
      );
      socket.resetAndDestroy();
    }
    await until(
      () => running.lines.filter((line) => line.includes("connection closed early")).length === 20,
      "the server notices",
    );
  });

  it("answers 503 once the bodies under way are too much together", async () => {
    const slow = await Promise.all(
      Array.from({ length: 4 }, () =>
        open(`POST ${PATH} HTTP/1.1\r\n${HOST}Content-Length: 99000\r\n\r\n${"x".repeat(98_999)}`),
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

  it("answers, or closes, whatever bytes come", async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "GET ",
        "POST ",
        PATH,
        "/api/public/bots",
        " HTTP/1.1",
        "\r\n",
        "\r\n\r\n",
        HOST,
        "auth: ",
        "Content-Length: ",
        "5",
        "0",
        "Transfer-Encoding: chunked\r\n",
        "Expect: 100-continue\r\n",
        "{",
        "}",
        "\u0000",
        "%00",
        "..",
        "\uffff",
      ),
      fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
        const answer = await running.raw(Buffer.from(pieces.join(""), "latin1"), { halfClose: true });
        assert.ok(answer === "" || /^HTTP\/1\.1 [1-4]\d\d /.test(answer), answer.slice(0, 100));
      }),
      runs(100, { full: 2_000 }),
    );
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

  async function open(start: string, port = running.port): Promise<{ socket: Socket; answer: Promise<string> }> {
    const socket = connect(port, "127.0.0.1");
    let received = "";
    socket.on("data", (chunk) => (received += chunk.toString("latin1")));
    socket.on("error", () => undefined);
    const answer = new Promise<string>((resolve) => socket.on("close", () => resolve(received)));
    await new Promise<void>((resolve) => socket.write(start, () => resolve()));
    return { socket, answer };
  }
});
