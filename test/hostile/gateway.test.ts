import assert from "node:assert/strict";
import http from "node:http";
import { syncBuiltinESMExports } from "node:module";
import { gzipSync } from "node:zlib";
import { isRefused, itKeepsTheEdge, open, statusOf } from "../unit/edge/edgeCases";
import {
  appAt,
  KEY,
  type RunningGateway,
  type RunningRawUpstream,
  type RunningUpstream,
  startGateway,
  startRawUpstream,
  startUpstream,
} from "../unit/gateway/runningGateway";
import { raw, SECRET } from "../unit/localPlatform/runningPlatform";
import { until } from "../until";

const HOST = "Host: 127.0.0.1\r\n";
const PATH = `/${KEY}/sample/api/public/bot/st-11111111-1111-5111-8111-111111111111/getSessions`;

describe("hostile input to the gateway", () => {
  let upstream: RunningUpstream;
  let running: RunningGateway;
  let hasty: RunningGateway;
  before(async () => {
    upstream = await startUpstream();
    const apps = [appAt(upstream.port)];
    running = await startGateway(apps);
    hasty = await startGateway(apps, { limits: { headersTime: 150, pauseTime: 200, dropTime: 200, checkEvery: 50 } });
  });
  after(async () => {
    await Promise.all([running.close(), hasty.close()]);
    await upstream.close();
  });
  beforeEach(() => {
    upstream.got.length = 0;
    running.served.length = 0;
  });
  // Whatever came before, a good request is served.
  afterEach(async () => {
    assert.deepEqual(running.problems, []);
    assert.equal((await running.send("POST /api/public/bots", {}, {})).status, 200);
  });

  itKeepsTheEdge(() => ({
    port: running.port,
    hastyPort: hasty.port,
    path: PATH,
    headers: "",
    lines: running.lines,
  }));

  const post = (headers: string, body = "", path = PATH) =>
    `POST ${path} HTTP/1.1\r\n${HOST}${headers}Connection: close\r\n\r\n${body}`;

  it("sends nothing of a refused request upstream", async () => {
    for (const [headers, body = ""] of [
      ["Content-Length: 5\r\nContent-Length: 6\r\n", "12345"],
      ["Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"],
      ["Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"],
      ["Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"],
      ["Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"],
      ["Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"],
      ["Transfer-Encoding : chunked\r\n", "0\r\n\r\n"],
      ["Origin: https://page.example\r\nContent-Length: 0\r\n"],
      ["Origin: null\r\nContent-Length: 0\r\n"],
      ["Sec-Fetch-Site: cross-site\r\nContent-Length: 0\r\n"],
      ["Host: rebound.example\r\nContent-Length: 0\r\n"],
    ]) {
      const answer = await running.raw(post(headers ?? "", body));
      assert.ok(isRefused(answer), `${headers}${answer.slice(0, 60)}`);
    }
    assert.deepEqual(upstream.got, []);
  });

  it("lets no request hide in another one, by lengths, chunks, line ends or folds", async () => {
    const hidden = `GET /api/public/hidden HTTP/1.1\r\nHost: x\r\n\r\n`;
    const chunk = `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`;
    const attempts = [
      // CL.TE and TE.CL
      post(`Content-Length: ${chunk.length}\r\nTransfer-Encoding: chunked\r\n`, chunk),
      post(`Transfer-Encoding: chunked\r\nContent-Length: 4\r\n`, chunk),
      post(`Content-Length: 0\r\nContent-Length: ${hidden.length}\r\n`, hidden),
      post(`Content-Length: ${hidden.length}\r\nContent-Length: 0\r\n`, hidden),
      post(`Content-Length: 0, ${hidden.length}\r\n`, hidden),
      post(`Content-Length:\t0${hidden.length}\r\n`, hidden),
      // TE.TE
      post(`Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n`, `0\r\n\r\n${hidden}`),
      post(`Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n`, `0\r\n\r\n${hidden}`),
      post(`Transfer-Encoding:\u000bchunked\r\n`, chunk),
      post(`Transfer-Encoding\u0000: chunked\r\n`, chunk),
      // Folds and bare line feeds
      post(`X: a\r\n Transfer-Encoding: chunked\r\nContent-Length: 0\r\n`, hidden),
      post(`Transfer-Encoding:\r\n chunked\r\n`, chunk),
      post(`X: a\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n`, chunk),
      `POST ${PATH} HTTP/1.1\nHost: 127.0.0.1\nContent-Length: 0\nConnection: close\n\n${hidden}`,
      post("X: a\rTransfer-Encoding: chunked\r\nContent-Length: 0\r\n", chunk),
      // Chunk sizes, extensions and ends that readers take in different ways
      post("Transfer-Encoding: chunked\r\n", `0x0\r\n\r\n${hidden}`),
      post("Transfer-Encoding: chunked\r\n", `0;\n\r\n\r\n${hidden}`),
      post("Transfer-Encoding: chunked\r\n", `-1\r\n\r\n${hidden}`),
      post("Transfer-Encoding: chunked\r\n", `1\nX0\r\n\r\n${hidden}`),
      post("Transfer-Encoding: chunked\r\n", `10000000000000000\r\n${hidden}`),
      // Hop-by-hop options that would take framing, Host or token away
      post("Content-Length: 2\r\nConnection: content-length, host, auth, transfer-encoding\r\n", "{}"),
      post(`Content-Length: 0\r\nConnection: content-length\r\nTrailer: auth\r\n`),
      post("Transfer-Encoding: chunked\r\nTrailer: auth\r\n", "0\r\nauth: mine\r\nContent-Length: 5\r\n\r\n"),
    ];
    for (const attempt of attempts) {
      upstream.got.length = 0;
      const answer = await raw(running.port, Buffer.from(attempt, "latin1"), { halfClose: true });
      const shown = `${JSON.stringify(attempt.slice(PATH.length))} → ${answer.slice(0, 40)}`;
      assert.ok(upstream.got.length <= 1, shown);
      for (const { path, headers } of upstream.got) {
        assert.equal(`/${KEY}/sample${path}`, PATH, shown);
        assert.match(String(headers["auth"]), /^ey[\w-]+\.[\w-]+\.[\w-]+$/, shown);
        assert.equal(headers.host, `127.0.0.1:${upstream.port}`, shown);
      }
      // A second answer is that to a request of its own, which has no key.
      assert.ok(
        [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].slice(1).every(([, status]) => status !== "200"),
        shown,
      );
    }
  });

  it("takes what follows a body as a request of its own, which needs the key as well", async () => {
    const first = `POST ${PATH} HTTP/1.1\r\n${HOST}Content-Length: 2\r\n\r\n{}`;
    const answer = await running.raw(`${first}GET /api/public/bots HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`);
    assert.deepEqual(answer.match(/HTTP\/1\.1 \d{3}/g), ["HTTP/1.1 200", "HTTP/1.1 404"]);
    assert.equal(upstream.got.length, 1);
  });

  it("sends each request in one piece of its own, whatever stands in its body", async () => {
    const bytes: RunningRawUpstream = await startRawUpstream((socket) =>
      socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
    );
    const gateway = await startGateway([appAt(bytes.port)]);
    const hidden = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";
    await gateway.send("POST /api/public/bots", { "content-length": String(hidden.length) }, hidden);
    await gateway.raw(
      post("Transfer-Encoding: chunked\r\n", `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`),
    );
    await gateway.close();
    await bytes.close();
    const [withLength = "", chunked = ""] = bytes.requests;
    assert.match(withLength, new RegExp(`\r\nContent-Length: ${hidden.length}\r\n`));
    assert.match(chunked, /\r\nTransfer-Encoding: chunked\r\n/);
    assert.doesNotMatch(chunked, /content-length/i);
  });

  it("takes no part of an address for a host, a line or a header", async () => {
    const inner = (path: string) => `/${KEY}/sample${path}`;
    for (const path of [
      inner("//evil.example/x"),
      inner("//"),
      inner("\\evil.example"),
      inner("/a\\..\\b"),
      inner("/a\u0001b"),
      inner("/a\u007fb"),
      inner("/a\tb"),
      `http://evil.example${PATH}`,
      `http://127.0.0.1${PATH}`,
      `//evil.example${PATH}`,
      `\\\\evil.example${PATH}`,
      "*",
    ]) {
      const answer = await running.raw(Buffer.from(post("Content-Length: 0\r\n", "", path), "latin1"));
      assert.ok(isRefused(answer), `${JSON.stringify(path)} → ${answer.slice(0, 60)}`);
    }
    assert.deepEqual(upstream.got, []);
    for (const path of ["/@evil.example/", "/.evil.example", "/a:80/b", "/a?u=//evil.example\\x", "/a%0d%0aX:%20y"]) {
      const answer = await running.raw(post("Content-Length: 0\r\n", "", inner(path)));
      assert.equal(statusOf(answer), 200, path);
    }
    assert.deepEqual(
      upstream.got.map(({ path, headers }) => [path, headers["x"]]),
      ["/@evil.example/", "/.evil.example", "/a:80/b", "/a?u=//evil.example\\x", "/a%0d%0aX:%20y"].map((path) => [
        path,
        undefined,
      ]),
    );
  });

  it("answers every guess of the key alike, and lets none through", async () => {
    const guesses = [
      KEY.slice(0, -1),
      `${KEY}x`,
      KEY.toUpperCase(),
      `${KEY.slice(0, -1)}w`,
      "%61" + KEY.slice(1),
      "0".repeat(22),
      "",
      "..",
      "__proto__",
    ];
    const bodies = new Set<string>();
    for (const guess of guesses) {
      const answer = await running.raw(post("Content-Length: 0\r\n", "", `/${guess}/sample/api/public/bots`));
      bodies.add(answer.replace(/date: .*\r\n/i, ""));
      assert.equal(statusOf(answer), 404, guess);
    }
    const unknown = await running.raw(post("Content-Length: 0\r\n", "", `/${KEY}/other/api/public/bots`));
    bodies.add(unknown.replace(/date: .*\r\n/i, ""));
    assert.equal(bodies.size, 1);
    assert.deepEqual(upstream.got, []);
  });

  it("puts no name of an app into a header or a second line", async () => {
    const name = "a\r\nX-Injected: 1\r\n\r\n\u202e\u001b[31m";
    const gateway = await startGateway([appAt(0, { name }), appAt(upstream.port, { id: "2", name, slug: "b\r\nc" })]);
    const refused = await gateway.raw(post("Content-Length: 0\r\n"));
    const served = await gateway.raw(post("Content-Length: 0\r\n", "", `/${KEY}/b%0d%0ac/api/public/bots`));
    await gateway.close();
    assert.deepEqual([statusOf(refused), statusOf(served)], [421, 200]);
    assert.doesNotMatch(refused + served, /^X-Injected/im);
    for (const line of gateway.lines()) assert.match(line, /^[^\p{Cc}\p{Cf}]+$/u);
  });

  it("passes a compression bomb on as it came, without ever having all of it", async () => {
    const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024));
    upstream.answer((_request, response) =>
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(bomb),
    );
    const gateway = await startGateway(
      [appAt(upstream.port)],
      {},
      { payloadSharedKey: btoa("k".repeat(32)), clientSecret: SECRET },
    );
    const answer = await gateway.send("GET /api/public/bots", { "accept-encoding": "gzip" });
    await gateway.close();
    upstream.answer(undefined);
    assert.equal(answer.headers["content-length"] ?? String(bomb.length), String(bomb.length));
    assert.equal(answer.headers["x-jwt-apps-gateway"], "not-decrypted; too-large");
    assert.ok(process.memoryUsage.rss() < 1_500 * 1024 * 1024);
  });

  it("passes no early hints on that would have Node look for a link forever, nor any number of them", async () => {
    const hint = (link: string) => `HTTP/1.1 103 Early Hints\r\nLink: ${link}\r\n\r\n`;
    const good = '</a.css>; rel=preload; as="style"';
    const bytes = await startRawUpstream((socket) =>
      socket.end(
        `${hint(`<a>${";a=b=c=d".repeat(100)}"`)}${hint(`<a>${"; ".repeat(100)}`)}${hint(good).repeat(1_000)}` +
          "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
      ),
    );
    const gateway = await startGateway([appAt(bytes.port)]);
    const answer = await gateway.raw(post("Content-Length: 0\r\n"));
    await gateway.close();
    await bytes.close();
    const lines = answer.match(/^(?:HTTP|Link).*/gim) ?? [];
    assert.equal(lines.at(-1), "HTTP/1.1 200 OK");
    assert.ok(lines.length > 2 && lines.length <= 41, String(lines.length));
    for (const line of lines.slice(0, -1))
      assert.match(line, /^(?:HTTP\/1\.1 103 Early Hints|Link: <\/a\.css>; rel=.*)$/);
  });

  it("asks no proxy for an address of this computer, whatever stands in Node's place", async () => {
    // As VS Code does it, which knows 127.0.0.1 alone.
    const asked: unknown[] = [];
    const original = http.request;
    http.request = ((options: http.RequestOptions) => {
      asked.push(options);
      return original(options);
    }) as typeof original;
    syncBuiltinESMExports();
    try {
      assert.equal(statusOf(await running.raw(post("Content-Length: 0\r\n"))), 200);
    } finally {
      http.request = original;
      syncBuiltinESMExports();
    }
    assert.deepEqual(asked, []);
  });

  it("holds no connection for a body that trickles in behind a refusal", async () => {
    for (const path of ["/nothing", `/${KEY}/sample//x`]) {
      const { socket, answer } = await open(
        `POST ${path} HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n`,
        hasty.port,
      );
      const trickle = setInterval(() => socket.write("1\r\na\r\n"), 20);
      assert.ok(isRefused(await answer.finally(() => clearInterval(trickle))));
    }
  });

  it("has no more of many small answers that become large ones than it has room for", async () => {
    const bomb = gzipSync(Buffer.alloc(30 * 1024 * 1024, " "));
    upstream.answer((_request, response) =>
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(bomb),
    );
    const gateway = await startGateway(
      [appAt(upstream.port)],
      { limits: { heldBytesInAll: 100 * 1024 * 1024 } },
      { payloadSharedKey: btoa("k".repeat(32)), clientSecret: SECRET },
    );
    const all = (count: number) =>
      Promise.all(
        Array.from({ length: count }, () => gateway.send("GET /api/public/bots", { "accept-encoding": "gzip" })),
      );
    const notes = (await all(12)).map(({ headers }) => headers["x-jwt-apps-gateway"]);
    // Room that was taken is given back.
    const [last] = await all(1);
    await gateway.close();
    upstream.answer(undefined);
    assert.ok(notes.includes("not-decrypted; too-large"), notes.join());
    assert.equal(last?.headers["x-jwt-apps-gateway"], "not-decrypted; no-envelope");
  });

  it("cuts an upload off where the client goes, so that the upstream knows that it isn't whole", async () => {
    for (const framing of ["Content-Length: 50000", "Transfer-Encoding: chunked"]) {
      upstream.broken.length = 0;
      const { socket } = await open(`POST ${PATH} HTTP/1.1\r\n${HOST}${framing}\r\n\r\n5\r\nabcde\r\n`, running.port);
      await until(() => running.gateway.underWay === 1, "it is under way");
      await until(() => upstream.connections() > 0, "the upstream has it");
      socket.destroy();
      await until(() => upstream.broken.length === 1, "the upstream notices");
      await until(() => running.gateway.underWay === 0, "nothing is left of it");
    }
    assert.deepEqual(upstream.got, []);
  });

  it("writes no key, token, query or body into its lines, wherever they come", async () => {
    const mark = "hunter2hunter2hunter2";
    await running.send(`POST /api/${mark}?x=${mark}`, { auth: mark, cookie: mark }, { secret: mark });
    await running.raw(post(`auth: ${mark}\r\nContent-Length: x\r\n`));
    await running.raw(post("Content-Length: 0\r\n", "", `/${mark}/${KEY}/${mark}`));
    await running.raw(post("Content-Length: 0\r\n", "", `/${KEY}/sample//${mark}`));
    await running.raw(post("Content-Length: 0\r\nOrigin: null\r\n"));
    const token = String(upstream.got[0]?.headers["auth"]);
    assert.equal(running.served.length, 5);
    for (const line of running.lines())
      assert.ok(
        [mark, KEY, token, SECRET].every((secret) => !line.includes(secret)),
        line,
      );
  });
});
