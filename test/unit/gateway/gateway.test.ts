import assert from "node:assert/strict";
import { Agent, type IncomingMessage, request, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { read } from "../guards/repository";
import { SECRET } from "../localPlatform/runningPlatform";
import { passed, seen, until } from "../../until";
import { envelope, orders, secretsWith } from "./gatewayAnswers";
import {
  appAt,
  type Handler,
  KEY,
  type RunningGateway,
  type RunningUpstream,
  startGateway,
  startRawUpstream,
  startUpstream,
} from "./runningGateway";

const HOST = "Host: 127.0.0.1\r\n";
const NOTE = "x-jwt-apps-gateway";

describe("the gateway", () => {
  let upstream: RunningUpstream;
  let running: RunningGateway;
  const app = () => appAt(upstream.port);
  before(async () => {
    upstream = await startUpstream();
    running = await startGateway([
      app(),
      appAt(upstream.port, { id: "2", name: "Café", slug: "café" }),
      appAt(upstream.port, { id: "3", name: "Nowhere", slug: "nowhere", host: "" }),
      appAt(upstream.port, { id: "4", name: "Unnamed", slug: undefined as unknown as string }),
    ]);
  });
  after(async () => {
    await running.close();
    await upstream.close();
  });
  beforeEach(() => {
    upstream.answer(undefined);
    upstream.got.length = 0;
    upstream.broken.length = 0;
    running.served.length = 0;
  });
  afterEach(() => assert.deepEqual(running.problems, []));

  const get = (path: string, headers = "") =>
    running.raw(Buffer.from(`GET ${path} HTTP/1.1\r\n${HOST}${headers}Connection: close\r\n\r\n`));
  const status = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
  const got = () => upstream.got[0] ?? assert.fail("the upstream got nothing");

  describe("finds an app by its address", () => {
    it("under the key of this moment alone, and tells nobody what was wrong with another address", async () => {
      const right = `/${KEY}/sample/api/public/bots`;
      assert.equal(status(await get(right)), 200);
      const answers = new Set<string>();
      for (const path of [
        "/",
        "/api/public/bots",
        `/${KEY}`,
        `/${KEY}/sample`,
        `/${KEY}/other/x`,
        `/${KEY}//x`,
        `/${KEY.slice(1)}a/sample/x`,
      ])
        answers.add((await get(path)).replace(/date: .*/i, ""));
      // Whoever reads the output is told, since an app that wasn't checked is soon forgotten.
      assert.deepEqual(
        running.lines().flatMap((line) => /404 refused: (.*)$/.exec(line)?.[1] ?? []),
        [
          ...Array.from({ length: 4 }, () => "it is no address of the gateway"),
          "no app that is served has the name in its address",
          "it is no address of the gateway",
          "the key in its address is another one",
        ],
      );
      running.setKey("0123456789abcdefghijkl");
      answers.add((await get(right)).replace(/date: .*/i, ""));
      assert.equal(status(await get("/0123456789abcdefghijkl/sample/x")), 200);
      running.setKey("");
      answers.add((await get(right)).replace(/date: .*/i, ""));
      running.setKey(KEY);
      const [only = "", ...others] = answers;
      assert.equal(status(only), 404);
      assert.match(only, /\{"errors":\[\{"msg":"There is nothing at this address\.","code":404\}\]\}$/);
      assert.deepEqual(others, []);
      assert.equal(upstream.got.length, 2);
    });

    it("by comparing digests in constant time, and in no other way", () => {
      const sources = ["addressee", "createGateway", "passage"]
        .map((name) => read(`src/gateway/${name}.ts`))
        .join("\n");
      assert.match(sources, /return timingSafeEqual\(digest\(given\), digest\(key\)\);/);
      // What has the key in hand goes nowhere else.
      const uses = [...sources.matchAll(/.*(?<![\w-])key\b(?!:).*/g)]
        .map(([line]) => line.trim())
        .filter((line) => !/^(?:\/?\*|\/\/)/.test(line));
      assert.deepEqual(uses, [
        'if (!isKey(address.key, key)) return "another-key";',
        "return timingSafeEqual(digest(given), digest(key));",
        "const found = await addressee(exchange.path, services.key(), apps);",
      ]);
    });

    it("by its slug, percent-encoded or not, composed or not, in its own letter case", async () => {
      for (const slug of ["caf%C3%A9", "cafe%CC%81", "%63af%c3%a9"])
        assert.equal(status(await get(`/${KEY}/${slug}/x`)), 200, slug);
      for (const slug of ["CAF%C3%89", "Sample", "caf%C3", "caf%", "undefined", "", "sample%2Fx"])
        assert.equal(status(await get(`/${KEY}/${slug}/x`)), 404, slug);
    });

    it("and says what to fill in where it isn't known where that app is", async () => {
      const answer = await get(`/${KEY}/nowhere/x`);
      assert.equal(status(answer), 421);
      assert.match(answer, /Nowhere.* is missing, or is no host name.*in the app's form, such as platform/);
    });
  });

  describe("takes no calls of web pages", () => {
    it("by the headers that browsers give them, and never tells one that it could", async () => {
      upstream.answer((_request, response) =>
        response.setHeader("access-control-allow-origin", "*").setHeader("Access-Control-Allow-Headers", "x").end("{}"),
      );
      for (const headers of [
        "Origin: null",
        "Origin: https://page.example",
        `Origin: http://127.0.0.1:${running.port}`,
        "Origin: ",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
        "Sec-Fetch-Site: same-origin",
        "Sec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site",
        // Opened by a person: its page would read the key out of its own address.
        "Sec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate",
      ]) {
        const answer = await get(`/${KEY}/sample/x`, `${headers}\r\n`);
        assert.equal(status(answer), 403, headers);
        assert.doesNotMatch(answer, /access-control/i);
      }
      const preflight = await running.raw(
        `OPTIONS /${KEY}/sample/x HTTP/1.1\r\n${HOST}Origin: https://a.example\r\nAccess-Control-Request-Method: POST\r\nConnection: close\r\n\r\n`,
      );
      assert.equal(status(preflight), 403);
      assert.deepEqual(upstream.got, []);
      for (const headers of ["", "Sec-Fetch-Site: none\r\n", "Sec-Fetch-Mode: cors\r\n"]) {
        const answer = await get(`/${KEY}/sample/x`, headers);
        assert.equal(status(answer), 200, headers);
        assert.doesNotMatch(answer, /access-control/i);
      }
    });

    it("but passes OPTIONS of a program on", async () => {
      assert.equal((await running.send("OPTIONS /api/public/bots")).status, 200);
      assert.equal(got().method, "OPTIONS");
    });
  });

  describe("sends a request on", () => {
    it("with its path untouched", async () => {
      const paths = [
        "/api/public/bots?x=1&y=%20&x=2",
        "/a/../b/./c//d",
        "/%2e%2e/%2F/%5Cx/%00",
        "/?",
        "/a;b=c,d@e:f!$&'()*+",
        "/%E2%82%AC",
        "/a?b=c?d/../e//f\\g",
        "/a#b",
      ];
      for (const path of paths) assert.equal(status(await get(`/${KEY}/sample${path}`)), 200, path);
      assert.deepEqual(
        upstream.got.map(({ path }) => path),
        paths,
      );
    });

    it("with the upstream's Host, our token, and what the client sent for the other end", async () => {
      await running.raw(
        `POST /${KEY}/sample/api/public/bots HTTP/1.1\r\n${HOST}Content-Length: 2\r\nX-Two: a\r\nx-two: b\r\nCookie: c=d\r\n` +
          "User-Agent: me\r\nReferer: http://127.0.0.1:8788/" +
          KEY +
          "/sample/\r\nConnection: close, auth, x-gone, content-type, host, content-length\r\nX-Gone: 1\r\n" +
          "Keep-Alive: timeout=9\r\nProxy-Authorization: Basic eA==\r\nProxy-Connection: keep-alive\r\nTE: trailers\r\n" +
          "Trailer: x\r\nUpgrade-Insecure-Requests: 1\r\nX-JWT-Apps-Gateway: x\r\nX-Forwarded-For: 10.0.0.1\r\n\r\n{}",
      );
      const { rawHeaders, headers } = got();
      const pairs = rawHeaders.flatMap((name, at) => (at % 2 ? [] : [[name, rawHeaders[at + 1] ?? ""] as const]));
      assert.deepEqual(pairs, [
        ["Host", `127.0.0.1:${upstream.port}`],
        ["X-Two", "a"],
        ["x-two", "b"],
        ["Cookie", "c=d"],
        ["User-Agent", "me"],
        ["Upgrade-Insecure-Requests", "1"],
        ["X-Forwarded-For", "10.0.0.1"],
        ["Accept-Encoding", "identity"],
        ["Content-Length", "2"],
        ["auth", String(headers["auth"])],
        ["Connection", "keep-alive"],
      ]);
      assert.match(String(headers["auth"]), /^ey/);
    });

    it("without a token of the client's, which the note header tells", async () => {
      for (const name of ["auth", "Authorization", "token", "AUTH"]) {
        upstream.got.length = 0;
        const answer = await running.send("POST /api/public/bots", { [name]: "mine" }, {});
        assert.equal(answer.headers[NOTE], "not-examined; no-payload-key, client-token-dropped", name);
        assert.ok(!got().rawHeaders.includes("mine"));
        assert.match(String(got().headers["auth"]), /^ey/);
      }
    });

    it("with the token where the door takes it", async () => {
      const webhook = await running.send("POST /chatbot/v2/webhook/st-1", { auth: "mine" }, {});
      assert.equal(webhook.headers[NOTE], "not-examined; no-payload-key, client-token-dropped");
      assert.match(String(got().headers.authorization), /^bearer ey/);
      assert.equal(got().headers["auth"], undefined);
      upstream.got.length = 0;
      await running.send("POST /api/1.1/oAuth/token/jwtgrant", { authorization: "mine" }, { botInfo: {} });
      assert.match(got().body, /^\{"assertion":"ey[^"]+","botInfo":\{\}\}$/);
      assert.equal(got().headers["content-length"], String(got().body.length));
      assert.equal(got().headers.authorization, undefined);
      upstream.got.length = 0;
      const sdk = await running.send("POST /api/1.1/rtm/start", { authorization: "bearer own" }, {});
      assert.equal(got().headers.authorization, "bearer own");
      assert.equal(sdk.headers[NOTE], "not-examined; no-payload-key");
    });

    it("and answers 400 to a grant that is none", async () => {
      const answer = await running.send("POST /api/1.1/oAuth/token/jwtgrant", {}, "x");
      assert.equal(answer.status, 400);
      assert.deepEqual(upstream.got, []);
    });

    it("for the method that the platform will see, whatever Connection names", async () => {
      await running.send("POST /api/public/bots", {
        connection: "x-http-method-override",
        "x-http-method-override": "PUT",
      });
      assert.equal(got().headers["x-http-method-override"], undefined);
    });

    it("with the codings that both the client and we can undo", async () => {
      for (const [given, sent] of [
        ["gzip, deflate, br", "gzip, deflate, br"],
        ["br;q=0.5, zstd, gzip;q=1.0", "gzip;q=1.0, br;q=0.5"],
        ["*", "gzip, deflate, br"],
        ["*;q=0.1, gzip;q=0", "deflate;q=0.1, br;q=0.1"],
        ["zstd", "identity"],
        ["", "identity"],
        ["identity", "identity"],
        ["GZIP", "gzip"],
        ["gzip;q=2, br; q=0.3", "br;q=0.3"],
      ]) {
        upstream.got.length = 0;
        await running.send("GET /x", { "accept-encoding": given ?? "" });
        assert.equal(got().headers["accept-encoding"], sent, given);
      }
      upstream.got.length = 0;
      await running.send("GET /x");
      assert.equal(got().headers["accept-encoding"], "identity");
    });

    it("framed as it came: with its length, in chunks, or without a body", async () => {
      const framing = async (method: string, headers: string, body: string) => {
        upstream.got.length = 0;
        await running.raw(`${method} /${KEY}/sample/x HTTP/1.1\r\n${HOST}${headers}Connection: close\r\n\r\n${body}`);
        const { headers: sent, body: received } = got();
        return [sent["content-length"], sent["transfer-encoding"], received];
      };
      const chunked = "Transfer-Encoding: chunked\r\n";
      assert.deepEqual(await framing("POST", "Content-Length: 3\r\n", "abc"), ["3", undefined, "abc"]);
      assert.deepEqual(await framing("POST", chunked, "3\r\nabc\r\n0\r\nx: y\r\n\r\n"), [undefined, "chunked", "abc"]);
      assert.deepEqual(await framing("DELETE", chunked, "3\r\nabc\r\n0\r\n\r\n"), [undefined, "chunked", "abc"]);
      assert.deepEqual(await framing("GET", "Content-Length: 3\r\n", "abc"), ["3", undefined, "abc"]);
      assert.deepEqual(await framing("POST", "Content-Length: 0\r\n", ""), ["0", undefined, ""]);
      assert.deepEqual(await framing("POST", "", ""), ["0", undefined, ""]);
      assert.deepEqual(await framing("GET", "", ""), [undefined, undefined, ""]);
      assert.deepEqual(await framing("DELETE", "", ""), [undefined, undefined, ""]);
    });

    it("once the client was told to go on, where it asks, and without its asking", async () => {
      const answer = await running.raw(
        `POST /${KEY}/sample/x HTTP/1.1\r\n${HOST}Expect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
      );
      assert.match(answer, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
      assert.deepEqual([got().headers.expect, got().body], [undefined, "{}"]);
      const refused = await running.raw(
        `POST /${KEY}/nowhere/x HTTP/1.1\r\n${HOST}Expect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n`,
      );
      assert.equal(status(refused), 421);
    });

    it("but no TRACE, which would bring the token back", async () => {
      assert.equal(
        status(await running.raw(`TRACE /${KEY}/sample/x HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`)),
        405,
      );
      assert.deepEqual(upstream.got, []);
    });

    it("without a secret not at all, and says what is missing", async () => {
      const bare = await startGateway([app()], {}, {});
      const answer = await bare.send("GET /x");
      await bare.close();
      assert.equal(answer.status, 421);
      assert.match(answer.text, /client secret/);
      assert.equal(answer.headers[NOTE], "own-answer");
    });
  });

  describe("brings an answer back", () => {
    const answers = (handler: Handler) => upstream.answer(handler);

    it("as it is: a redirect isn't followed, repeated headers stay, those of one connection go", async () => {
      answers((_request, response) =>
        response
          .writeHead(302, "Somewhere else", [
            ...["Location", "https://elsewhere.example/x", "Set-Cookie", "a=1", "Set-Cookie", "b=2; Secure"],
            ...["X-Two", "a", "x-two", "b", "Connection", "close, x-hop", "X-Hop", "1", "Keep-Alive", "timeout=9"],
            ...["Proxy-Authenticate", "Basic", NOTE, "decrypted", "Content-Length", "2"],
            ...["Date", "then"],
          ])
          .end("{}"),
      );
      const answer = await get(`/${KEY}/sample/x`);
      assert.equal(
        answer,
        [
          "HTTP/1.1 302 Somewhere else",
          ...[
            "Location: https://elsewhere.example/x",
            "Set-Cookie: a=1",
            "Set-Cookie: b=2; Secure",
            "X-Two: a",
            "x-two: b",
          ],
          ...[
            "Content-Length: 2",
            "Date: then",
            `${NOTE}: not-examined; no-payload-key`,
            "Connection: close",
            "",
            "{}",
          ],
        ].join("\r\n"),
      );
    });

    it("without a body where it has none", async () => {
      for (const [method, code, length] of [
        ["GET", 204, undefined],
        ["GET", 304, undefined],
        ["HEAD", 200, "12345"],
        ["HEAD", 404, undefined],
      ] as const) {
        answers((_request, response) => response.writeHead(code, length ? { "content-length": length } : {}).end());
        const answer = await running.send(`${method} /x`);
        assert.deepEqual([answer.status, answer.headers["content-length"], answer.text], [code, length, ""]);
        assert.ok(answer.headers[NOTE]);
      }
    });

    it("behind what comes ahead of it", async () => {
      answers((_request, response) => {
        response.writeProcessing();
        response.writeEarlyHints({ link: "</a.css>; rel=preload" });
        response.end("{}");
      });
      assert.deepEqual((await get(`/${KEY}/sample/x`)).match(/HTTP\/1\.1 \d+|^Link.*/gim), [
        ...["HTTP/1.1 102", "HTTP/1.1 103", "Link: </a.css>; rel=preload", "HTTP/1.1 200"],
      ]);
      const old = await running.raw(`GET /${KEY}/sample/x HTTP/1.0\r\n${HOST}\r\n`);
      assert.deepEqual(old.match(/HTTP\/1\.1 \d+/g), ["HTTP/1.1 200"]);
    });

    it("while it comes, as of a stream of events", async () => {
      let finish = (): void => undefined;
      answers((_request, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n");
        finish = () => response.end("data: 2\n\n");
      });
      const { incoming, body } = await opened(running.port, `/${KEY}/sample/x`);
      await until(() => body() === "data: 1\n\n", "the first event is there");
      assert.equal(running.gateway.underWay, 1);
      finish();
      await until(() => incoming.complete, "the answer is whole");
      assert.equal(body(), "data: 1\n\ndata: 2\n\n");
    });

    it("as fast as the client reads it", async () => {
      let written = 0;
      const piece = Buffer.alloc(256 * 1024);
      answers((_request, response) => {
        const write = (): void => {
          written += piece.length;
          if (response.write(piece)) setImmediate(write);
          else response.once("drain", write);
        };
        response.writeHead(200, { "content-type": "application/octet-stream" });
        write();
      });
      const socket = connect(running.port, "127.0.0.1");
      socket.write(`GET /${KEY}/sample/x HTTP/1.1\r\n${HOST}\r\n`);
      socket.pause();
      let before = -1;
      // Nobody reads, so it comes to rest once all that lies between is full.
      await until(() => before === (before = written) && written > 0, "the upstream waits", 300);
      assert.ok(written < 64 * 1024 * 1024, String(written));
      socket.destroy();
      await until(() => running.gateway.underWay === 0, "nothing is left of it");
      assert.match(running.lines().at(-1) ?? "", /connection closed early/);
    });

    it("and cuts the upstream off where the client goes", async () => {
      let isCut = false;
      answers((_request, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n");
        response.on("close", () => (isCut = true));
      });
      const { outgoing, body } = await opened(running.port, `/${KEY}/sample/x`);
      await until(() => body() !== "", "the first event is there");
      outgoing.destroy();
      await until(() => isCut, "the upstream is cut off");
    });

    it("before the request is whole, where the upstream doesn't wait for that", async () => {
      let isCut = false;
      answers((incoming, response) => {
        incoming.socket.once("close", () => (isCut = !incoming.complete));
        response.writeHead(413).end("no");
      });
      const answer = await running.raw(
        Buffer.concat([
          Buffer.from(`POST /${KEY}/sample/x HTTP/1.1\r\n${HOST}Content-Length: 3000000\r\nConnection: close\r\n\r\n`),
          Buffer.alloc(3_000_000),
        ]),
      );
      assert.equal(status(answer), 413);
      await until(() => isCut, "nothing more is sent to one that refused");
      await until(() => running.gateway.underWay === 0, "nothing is left of it");
    });

    it("and receives a request while it is sent, however long it is", async () => {
      let received = 0;
      answers((request, response) => {
        request.on("data", (chunk: Buffer) => (received += chunk.length));
        request.on("end", () => response.end("{}"));
      });
      const outgoing = request({ port: running.port, path: `/${KEY}/sample/x`, method: "POST", agent: false });
      const answered = new Promise<IncomingMessage>((resolve) => outgoing.once("response", resolve));
      outgoing.write(Buffer.alloc(1_000));
      await until(() => received === 1_000, "the first bytes are there");
      for (let piece = 0; piece < 70; piece++)
        if (!outgoing.write(Buffer.alloc(1_000_000))) await new Promise((resolve) => outgoing.once("drain", resolve));
      outgoing.end();
      assert.equal((await answered).resume().statusCode, 200);
      assert.equal(received, 70_001_000);
    });

    it("in clear where it was encrypted for the app, without what no longer fits", async () => {
      const sealed = gzipSync(JSON.stringify({ data: envelope('{"order":1}') }));
      answers((_request, response) =>
        response
          .writeHead(200, {
            ...{ "content-type": "application/json", "content-encoding": "gzip", "content-length": sealed.length },
            ...{ etag: '"1"', digest: "x", "set-cookie": "a=1", connection: "close, x-hop", "x-hop": "1" },
          })
          .end(sealed),
      );
      const decrypting = await startGateway(
        [app()],
        {},
        { clientSecret: SECRET, ...secretsWith(orders, "keyPair").reveal() },
      );
      const answer = await decrypting.send("GET /x", { "accept-encoding": "gzip", auth: "mine" });
      const head = await decrypting.send("HEAD /x", { "accept-encoding": "gzip" });
      await decrypting.close();
      assert.deepEqual(answer.json, { data: { order: 1 } });
      const { date: _date, ...headers } = answer.headers;
      assert.deepEqual(headers, {
        "set-cookie": ["a=1"],
        "content-type": "application/json",
        "content-length": String(answer.text.length),
        [NOTE]: 'decrypted; cipher=AES-256-GCM; key-wrapping="RSA-OAEP SHA-256", client-token-dropped',
        connection: "close",
      });
      assert.match(decrypting.lines()[0] ?? "", /200 decrypted; cipher=AES-256-GCM; .* · \d+ ms$/);
      assert.deepEqual([head.headers.etag, head.headers[NOTE]], ['"1"', "not-examined; no-body"]);
    });

    it("untouched where nothing in it is encrypted for the app", async () => {
      const zipped = gzipSync('{"a":1}');
      answers((_request, response) =>
        response
          .writeHead(200, { "content-type": "application/json", "content-encoding": "gzip", etag: '"1"' })
          .end(zipped),
      );
      const holding = await startGateway([app()], {}, { clientSecret: SECRET, payloadSharedKey: btoa("k".repeat(32)) });
      const answer = await holding.send("GET /x", { "accept-encoding": "gzip" });
      await holding.close();
      assert.equal(answer.headers[NOTE], "not-decrypted; no-envelope");
      assert.deepEqual([answer.headers["content-encoding"], answer.headers.etag], ["gzip", '"1"']);
    });

    it("unexamined where it is too large to be held, and whole all the same", async () => {
      const large = `{"a":"${"x".repeat(100_000)}"}`;
      answers((_request, response) => response.setHeader("content-type", "application/json").end(large));
      const secrets = { clientSecret: SECRET, payloadSharedKey: btoa("k".repeat(32)) };
      for (const limits of [{ heldAnswerBytes: 10_000 }, { heldBytesInAll: 10_000 }]) {
        const holding = await startGateway([app()], { limits }, secrets);
        for (const _ of [1, 2]) {
          const answer = await holding.send("GET /x");
          assert.deepEqual([answer.headers[NOTE], answer.text === large], ["not-examined; too-large", true]);
        }
        await holding.close();
      }
    });

    it("with the causes of a refusal for the output, and not for the client", async () => {
      answers((_request, response) =>
        response
          .writeHead(401, { "content-type": "application/json", "content-encoding": "gzip" })
          .end(gzipSync('{"errors":[{"msg":"Permission denied. Scope is incorrect!","code":4002}]}')),
      );
      await running.send("GET /api/public/bot/st-11111111-1111-5111-8111-111111111111/getSessions", {
        "accept-encoding": "gzip",
      });
      const served = await seen("its line", () => running.served[0]);
      assert.equal(served?.isRefused, true);
      assert.equal(served?.appId, app().id);
      assert.ok((served?.causes?.length ?? 0) > 0);
    });
  });

  describe("where the upstream fails", () => {
    const bytes = async (answer: string | ((socket: import("node:net").Socket) => void), limits = {}, secrets = {}) => {
      const broken = await startRawUpstream((socket) =>
        typeof answer === "string" ? socket.end(Buffer.from(answer, "latin1")) : answer(socket),
      );
      const gateway = await startGateway([appAt(broken.port)], { limits }, { clientSecret: SECRET, ...secrets });
      const received = await gateway.raw(`GET /${KEY}/sample/x HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`);
      await until(() => gateway.gateway.underWay === 0, "nothing is left of it");
      await gateway.close();
      await broken.close();
      assert.deepEqual(gateway.problems, []);
      return { received, line: gateway.lines().at(-1) ?? "" };
    };
    const isOwn = (answer: string, code: number, sentence: RegExp) => {
      assert.equal(status(answer), code, answer.slice(0, 100));
      assert.match(answer, /\r\nx-jwt-apps-gateway: own-answer\r\n/);
      assert.match(answer, sentence);
      assert.doesNotMatch(answer, /\bat \S+:\d+|node:|Error/);
    };

    it("answers 502 with a sentence where it can't be reached", async () => {
      const free = await startRawUpstream(() => undefined);
      await free.close();
      const gone = await startGateway([appAt(free.port)]);
      isOwn(
        await gone.raw(`GET /${KEY}/sample/x HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`),
        502,
        /could not be reached \(ECONNREFUSED\)/,
      );
      await gone.close();
      assert.match(
        gone.lines()[0] ?? "",
        /^GET \/… · “Sample” · 502 127\.0\.0\.1:\d+ could not be reached \(ECONNREFUSED\)\. · \d+ ms$/,
      );
    });

    it("answers 502 to what is no HTTP, to headers without end, and to a connection that is closed", async () => {
      isOwn((await bytes("SSH-2.0-x\r\n")).received, 502, /no well-formed HTTP/);
      isOwn(
        (await bytes("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab")).received,
        502,
        /no well-formed HTTP/,
      );
      isOwn(
        (await bytes("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")).received,
        502,
        /no well-formed HTTP/,
      );
      isOwn((await bytes("HTTP/1.1 200 OK\r\nX: a\u0000b\r\n\r\n")).received, 502, /no well-formed HTTP/);
      isOwn(
        (await bytes(`HTTP/1.1 200 OK\r\n${`x: ${"y".repeat(1_000)}\r\n`.repeat(100)}\r\n`)).received,
        502,
        /headers .* are too large/,
      );
      isOwn((await bytes("")).received, 502, /closed the connection without an answer/);
      isOwn((await bytes("HTTP/1.1 200 O")).received, 502, /./);
      isOwn(
        (await bytes("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n")).received,
        502,
        /./,
      );
    });

    it("cuts the connection where an answer that began is not whole", async () => {
      const short = await bytes("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
      assert.match(short.received, /200 OK[^]*content-length: 10[^]*\r\n\r\nabc$/i);
      assert.match(short.line, /200 127\.0\.0\.1:\d+ broke off its answer\./);
      const chunked = await bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
      assert.match(chunked.received, /\r\n\r\n3\r\nabc\r\n$/);
      const damaged = await bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n");
      assert.doesNotMatch(damaged.received, /\r\n0\r\n\r\n$/);
    });

    it("answers 502 where nothing was sent of it yet", async () => {
      const secrets = { payloadSharedKey: btoa("k".repeat(32)) };
      for (const framing of ["Content-Length: 10\r\n\r\n{}", "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"]) {
        const { received } = await bytes(
          `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${framing}`,
          {},
          secrets,
        );
        isOwn(received, 502, /broke off its answer/);
      }
    });

    it("takes no more than was announced", async () => {
      const long = await bytes(
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhidden",
      );
      assert.match(long.received, /\r\n\r\n\{\}$/);
    });

    it("answers 504 where it is too slow, and cuts an answer that stops", async () => {
      isOwn((await bytes(() => undefined, { answerTime: 100 })).received, 504, /took too long to answer/);
      const stopped = await bytes((socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), {
        pauseTime: 100,
      });
      assert.match(stopped.received, /\r\n\r\nabc$/);
      assert.match(stopped.line, /200 127\.0\.0\.1:\d+ took too long to answer\./);
      const held = await bytes(
        (socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\nabc"),
        { pauseTime: 100 },
        { payloadSharedKey: btoa("k".repeat(32)) },
      );
      isOwn(held.received, 504, /took too long to answer/);
    });

    it("answers 504 where no connection comes about", async () => {
      // A name that nobody ever resolves.
      const agentFor = () => new Agent({ lookup: () => undefined });
      const far = await startGateway([appAt(1, { host: "localhost:1" })], { agentFor, limits: { connectTime: 100 } });
      isOwn(
        await far.raw(`GET /${KEY}/sample/x HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`),
        504,
        /localhost:1 could not be reached in time\./,
      );
      await far.close();
    });

    it("asks once more over a connection of its own, where a kept one was closed, unless that may do something twice", async () => {
      let requests = 0;
      const closing = await startRawUpstream((socket) => {
        requests++;
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        // Whatever comes after the first request is met by a closed door.
        socket.once("data", () => socket.resetAndDestroy());
      });
      const agent = new Agent({ keepAlive: true });
      const gateway = await startGateway([appAt(closing.port, { enforceJti: true })], { agentFor: () => agent });
      assert.deepEqual(
        [(await gateway.send("GET /x")).status, (await gateway.send("GET /x")).status, requests],
        [200, 200, 2],
      );
      assert.equal((await gateway.send("POST /x", {}, {})).status, 502);
      await gateway.close();
      await closing.close();
      const tokens = closing.requests.map((text) => /\r\nauth: (.*)\r\n/.exec(text)?.[1]);
      assert.equal(new Set(tokens).size, tokens.length);
    });

    it("asks anew whatever it is, where a kept connection was closed before anything left", async () => {
      const sockets: Socket[] = [];
      const kept = await startRawUpstream((socket) => {
        sockets.push(socket);
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
      });
      // It closes in the moment in which the next request is given the connection.
      class Late extends Agent {
        override reuseSocket(...given: Parameters<Agent["reuseSocket"]>): void {
          sockets.at(-1)?.resetAndDestroy();
          super.reuseSocket(...given);
        }
      }
      const agent = new Late({ keepAlive: true });
      const gateway = await startGateway([appAt(kept.port, { enforceJti: true })], { agentFor: () => agent });
      const upload = `POST /${KEY}/sample/x HTTP/1.1\r\n${HOST}Content-Length: 2\r\nConnection: close\r\n\r\n{}`;
      for (const _ of [1, 2, 3]) assert.equal(status(await gateway.raw(upload)), 200);
      await gateway.close();
      await kept.close();
      assert.equal(kept.requests.length, 3);
    });

    it("keeps a connection only for as long as servers do, and one in use for as long as it takes", async () => {
      const slow = await startUpstream((request, response) => {
        const wait = request.url === "/fast" ? 0 : 200;
        passed(wait).then(
          () => response.end("{}"),
          () => undefined,
        );
      });
      let open = 0;
      slow.server.on("connection", (socket: Socket) => {
        open++;
        socket.once("close", () => open--);
      });
      const gateway = await startGateway([appAt(slow.port)], { limits: { keptTime: 50 } });
      assert.equal((await gateway.send("POST /fast", {}, {})).status, 200);
      assert.equal((await gateway.send("POST /slow", {}, {})).status, 200);
      await until(() => open === 0, "nothing is kept");
      await gateway.close();
      await slow.close();
    });

    it("says of an error of its own where it met it, and nothing of its message", async () => {
      const bad = await startGateway([app()], { secretsOf: () => Promise.reject(new Error(SECRET)) });
      const answer = await bad.send("GET /x");
      await bad.close();
      assert.deepEqual(
        [answer.status, answer.json],
        [500, { errors: [{ msg: "The gateway met an error of its own.", code: 500 }] }],
      );
      assert.match(bad.problems[0] ?? "", /500 internal error: Error at /);
      assert.ok(!bad.problems[0]?.includes(SECRET));
    });
  });

  describe("closes", () => {
    it("with an answer to all that is under way", async () => {
      const held: ServerResponse[] = [];
      const slow = await startUpstream((_request, response) => held.push(response));
      const closing = await startGateway([appAt(slow.port)], { limits: { graceTime: 200 } });
      const never = closing.send("GET /never");
      const soon = closing.send("GET /soon");
      const uploading = closing.raw(`POST /${KEY}/sample/upload HTTP/1.1\r\n${HOST}Content-Length: 9\r\n\r\nabc`);
      await until(() => held.length === 3, "all are under way");
      assert.equal(closing.gateway.underWay, 3);
      const closed = closing.close();
      held.find(({ req }) => req.url === "/soon")?.end("{}");
      assert.equal((await soon).status, 200);
      const answer = await never;
      assert.deepEqual([answer.status, answer.headers[NOTE]], [503, "own-answer"]);
      assert.equal(status(await uploading), 503);
      await closed;
      assert.equal(closing.gateway.underWay, 0);
      await until(
        () => held.every(({ destroyed, writableEnded }) => destroyed || writableEnded),
        "the upstream is cut off",
      );
      await assert.rejects(closing.send("GET /x"));
      await slow.close();
    });

    it("by cutting what doesn't end", async () => {
      const endless = await startUpstream((_request, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n");
      });
      const closing = await startGateway([appAt(endless.port)], { limits: { graceTime: 50, cutTime: 100 } });
      const { incoming, body } = await opened(closing.port, `/${KEY}/sample/x`);
      incoming.on("error", () => undefined);
      await until(() => body() !== "", "the first event is there");
      await closing.close();
      await until(() => incoming.destroyed && !incoming.complete, "the client is cut off");
      await endless.close();
    });

    it("the agents that it was given, too", async () => {
      const agent = new Agent({ keepAlive: true });
      const closing = await startGateway([app()], { agentFor: () => agent });
      await closing.send("GET /x");
      await until(() => Object.keys(agent.freeSockets).length === 1, "the connection is kept");
      const [[socket] = []] = Object.values(agent.freeSockets);
      await closing.close();
      await until(() => socket?.destroyed === true, "it is closed");
    });
  });

  it("takes a port as the local platform does", async () => {
    await assert.rejects(running.gateway.listen(70_000), { code: "bad-port" });
  });
});

/** A request whose answer comes piece by piece. */
function opened(port: number, path: string) {
  const outgoing = request({ port, path, agent: false });
  outgoing.on("error", () => undefined);
  outgoing.end();
  return new Promise<{ outgoing: typeof outgoing; incoming: IncomingMessage; body: () => string }>((resolve) =>
    outgoing.once("response", (incoming) => {
      let text = "";
      incoming.on("data", (chunk: Buffer) => (text += chunk.toString()));
      incoming.on("error", () => undefined);
      resolve({ outgoing, incoming, body: () => text });
    }),
  );
}
