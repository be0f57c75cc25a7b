import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { withScopes, withPublished } from "../../src/domain/apps/assignScopes";
import { sampleApp } from "../unit/apps/sampleApp";
import { BOT, SECRET, startPlatform } from "../unit/localPlatform/runningPlatform";

const MEGABYTE = 1024 * 1024;

describe("the local platform's memory", () => {
  it("returns to where it was after 1,000 hostile requests", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const used = () => {
      for (let pass = 0; pass < 4; pass++) collect();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    const app = withPublished(withScopes(sampleApp({ botId: BOT }), ["xo/bot-sessions"]));
    const running = await startPlatform([{ app, secrets: { clientSecret: SECRET } }], {
      limits: { headersTime: 150, requestTime: 200, checkEvery: 50 },
    });
    const auth = await running.mint(app);
    const path = `/api/public/bot/${BOT}/getSessions`;
    const start = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nauth: ${auth}\r\n`;
    const corpus: (() => Promise<unknown>)[] = [
      () => running.raw(`${start}x: ${"a".repeat(64 * 1024)}\r\n\r\n`),
      () => running.raw(`${start}${"x: y\r\n".repeat(15_000)}Connection: close\r\n\r\n`),
      () => running.raw(`${start}Content-Length: 10\r\n\r\n{`, { halfClose: true }),
      () => running.raw(`${start}Content-Length: 99999999999\r\nConnection: close\r\n\r\n{`),
      () => running.raw("\u0016\u0003\u0001"),
      () => running.send(`POST ${path}`, { auth }, "[".repeat(100_000)),
      () => running.send(`POST ${path}`, { auth }, "x".repeat(4 * MEGABYTE)),
      () => running.send(`POST ${path}`, { auth: `${auth}x` }, {}),
      () => running.send(`POST /api/public/bot/..%2f${"%00".repeat(500)}/getSessions`, { auth }),
      () => running.send("POST /api/1.1/oAuth/token/jwtgrant", {}, { assertion: "a.".repeat(100_000) }),
    ];
    const round = async () => {
      await Promise.all(corpus.map((request) => request().catch(() => undefined)));
      running.lines.length = 0;
    };
    for (let warmUp = 0; warmUp < 20; warmUp++) await round();
    const before = used();
    for (let count = 0; count < 100; count++) await round();
    const grown = (used() - before) / MEGABYTE;
    assert.equal((await running.send(`POST ${path}`, { auth }, {})).status, 200);
    await running.close();
    assert.ok(grown < 2, `${grown.toFixed(1)} MB more`);
  });
});
