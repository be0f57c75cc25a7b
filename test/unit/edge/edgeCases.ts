import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import fc from "fast-check";
import { runs } from "../../sample";
import { until } from "../../until";
import { raw } from "../localPlatform/runningPlatform";

/** A server that stands on the edge, as a client sees it. */
export interface EdgeUnderTest {
  readonly port: number;
  /** Of one that waits a moment only, which a whole request may miss on a busy machine: for those that are never whole. */
  readonly hastyPort: number;
  /** Of a POST that is answered with 200. */
  readonly path: string;
  /** Lines that it needs beside Host. */
  readonly headers: string;
  /** What was written about the requests of this test. */
  readonly lines: () => readonly string[];
}

const HOST = "Host: 127.0.0.1\r\n";

/** What every server refuses before it asks what a request means. */
export function itKeepsTheEdge(edge: () => EdgeUnderTest): void {
  const post = (path: string, headers: string, body = "") =>
    `POST ${path} HTTP/1.1\r\n${HOST}${headers}Connection: close\r\n\r\n${body}`;
  const send = (bytes: string | Buffer, options?: { readonly halfClose?: boolean }) => raw(edge().port, bytes, options);

  it("answers 431 to headers of 64 KB", async () => {
    const one = await send(post(edge().path, `auth: ${"a".repeat(64 * 1024)}\r\n`));
    const many = await send(post(edge().path, "x: y\r\n".repeat(16_000)));
    assert.deepEqual([statusOf(one), statusOf(many)], [431, 431]);
    assert.match(edge().lines()[0] ?? "", /431 refused: malformed/);
  });

  it("answers 408 to slow headers and slow bodies", async () => {
    for (const start of [
      `POST ${edge().path} HTTP/1.1\r\nHost: 127`,
      `POST ${edge().path} HTTP/1.1\r\n${HOST}Content-Length: 10\r\n\r\n{`,
    ]) {
      const { answer } = await open(start, edge().hastyPort);
      assert.equal(statusOf(await answer), 408, start);
    }
  });

  it("closes a connection that is kept dripping", async () => {
    const { socket, answer } = await open(`POST ${edge().path} HTTP/1.1\r\n${HOST}`, edge().hastyPort);
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
      const answer = await send(post(edge().path, `${edge().headers}${length}`, "12345"));
      assert.ok(isRefused(answer), `${length}${answer.slice(0, 60)}`);
    }
    for (const halfClose of [false, true]) {
      assert.ok(
        isRefused(
          await raw(edge().hastyPort, post(edge().path, `${edge().headers}Content-Length: 10\r\n`, "{"), { halfClose }),
        ),
        "cut off",
      );
    }
    assert.ok(
      isRefused(
        await send(post(edge().path, `${edge().headers}Transfer-Encoding: chunked\r\n`, "zz\r\n{}\r\n0\r\n\r\n")),
      ),
      "no chunk size",
    );
  });

  it("refuses what is no HTTP, and offers neither tunnels nor upgrades", async () => {
    const requests = [
      "\u0016\u0003\u0001\u0002\u0000",
      "GET\r\n\r\n",
      `GET ${edge().path}\r\n\r\n`,
      `GET ${edge().path} HTTP/9.9\r\n\r\n`,
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      `CONNECT example.com:443 HTTP/1.1\r\n${HOST}\r\n`,
      `GET /api/public/bots HTTP/1.1\r\n${HOST}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      `TRACE ${edge().path} HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`,
      `POST ${edge().path} HTTP/1.1\r\n${HOST}au th: x\r\n\r\n`,
      `POST ${edge().path} HTTP/1.1\r\n${HOST}auth: a\u0000b\r\n\r\n`,
      `POST ${edge().path} HTTP/1.0\r\n\r\n`,
    ];
    for (const request of requests) {
      const answer = await send(Buffer.from(request, "latin1"));
      assert.ok(isRefused(answer), `${JSON.stringify(request)} → ${answer.slice(0, 60)}`);
    }
  });

  it("says so to who wants another protocol, and serves who offers HTTP/2 beside", async () => {
    const asking = (upgrade: string): Promise<string> =>
      send(post(edge().path, `${edge().headers}Upgrade: ${upgrade}\r\nContent-Length: 2\r\n`, "{}"));
    for (const upgrade of ["websocket", "h2c, websocket", "TLS/1.0", "h2c2"])
      assert.match(await asking(upgrade), /^HTTP\/1\.1 400 [^]*speaks HTTP\/1\.1 alone\./, upgrade);
    assert.match(await asking("h2c"), /^HTTP\/1\.1 200 /);
  });

  it("refuses a foreign Host or Origin before anything else", async () => {
    const foreign = await send(
      `POST ${edge().path} HTTP/1.1\r\nHost: rebound.example\r\n${edge().headers}Connection: close\r\nContent-Length: 0\r\n\r\n`,
    );
    const page = await send(
      post(edge().path, `${edge().headers}Origin: https://page.example\r\nContent-Length: 0\r\n`),
    );
    const preflight = await send(
      `OPTIONS ${edge().path} HTTP/1.1\r\n${HOST}Origin: https://page.example\r\nConnection: close\r\n\r\n`,
    );
    assert.deepEqual([statusOf(foreign), statusOf(page), statusOf(preflight)], [403, 403, 403]);
    assert.ok(!/access-control/i.test(page + preflight));
  });

  it("refuses two Host headers with 400, alike or not", async () => {
    for (const second of ["Host: 127.0.0.1", "hOST: rebound.example", "Host:"]) {
      const answer = await send(post(edge().path, `${edge().headers}${second}\r\nContent-Length: 2\r\n`, "{}"));
      assert.equal(statusOf(answer), 400, second);
      assert.match(answer, /A request has only one Host header\./);
    }
  });

  it("survives clients that go away in the middle", async () => {
    for (let index = 0; index < 20; index++) {
      const { socket } = await open(
        `POST ${edge().path} HTTP/1.1\r\n${HOST}${edge().headers}Content-Length: 50000\r\n\r\n${"x".repeat(index * 1_000)}`,
        edge().port,
      );
      socket.resetAndDestroy();
    }
    await until(
      () =>
        edge()
          .lines()
          .filter((line) => line.includes("connection closed early")).length === 20,
      "the server notices",
    );
  });

  it("answers, or closes, whatever bytes come", async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "GET ",
        "POST ",
        edge().path,
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
        const answer = await send(Buffer.from(pieces.join(""), "latin1"), { halfClose: true });
        assert.ok(answer === "" || /^HTTP\/1\.1 [1-4]\d\d /.test(answer), answer.slice(0, 100));
      }),
      runs(100, { full: 2_000 }),
    );
  });
}

export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
}

export function isRefused(answer: string): boolean {
  return answer === "" || (statusOf(answer) >= 400 && statusOf(answer) < 500);
}

/** Connects and sends the beginning of a request; the answer is all that came until the server closed the connection. */
export async function open(start: string, port: number): Promise<{ socket: Socket; answer: Promise<string> }> {
  const socket = connect(port, "127.0.0.1");
  let received = "";
  socket.on("data", (chunk) => (received += chunk.toString("latin1")));
  socket.on("error", () => undefined);
  const answer = new Promise<string>((resolve) => socket.on("close", () => resolve(received)));
  await new Promise<void>((resolve) => socket.write(start, () => resolve()));
  return { socket, answer };
}
