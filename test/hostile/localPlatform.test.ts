import assert from "node:assert/strict";
import { withScopes, withPublished } from "../../src/domain/apps/assignScopes";
import { cpuTimeSince } from "../cpuTime";
import { sampleApp } from "../unit/apps/sampleApp";
import { BOT, type Running, SECRET, startPlatform } from "../unit/localPlatform/runningPlatform";

const MEGABYTE = 1024 * 1024;
/** Milliseconds of the processor, of which it needs a tenth. The platform and its client are in this process. */
const SOON = 5_000;

describe("the local platform under bodies that are made to keep it busy", () => {
  const calls = withPublished(
    withScopes(sampleApp({ botId: BOT, enforcePayloadEncryption: true }), ["xo/bot-sessions"]),
  );
  const tables = sampleApp({
    id: "22222222-2222-4222-8222-222222222222",
    clientId: "cs-2",
    name: "Tables",
    createdIn: "tables",
    tables: [{ kind: "table", name: "T", read: true, write: true, delete: true }],
  });
  let running: Running;
  before(async () => {
    running = await startPlatform([
      { app: calls, secrets: { clientSecret: SECRET, payloadSharedKey: btoa("k".repeat(32)) } },
      { app: tables, secrets: { clientSecret: SECRET } },
    ]);
  });
  after(() => running.close());

  const timed = async <T>(action: () => Promise<T>): Promise<{ readonly result: T; readonly time: number }> => {
    const before = process.cpuUsage();
    const result = await action();
    return { result, time: cpuTimeSince(before) };
  };

  it("refuses a bulk insert of 17 million rows soon, without making them, and four at once too", async () => {
    const auth = await running.mint(tables);
    const body = `{"data":[${"{},".repeat(16_999_999)}{}]}`;
    assert.ok(body.length < 50 * MEGABYTE);
    const before = process.memoryUsage().heapUsed;
    const insert = () => running.send("POST /api/public/tables/T/bulk", { auth }, body);
    const one = await timed(insert);
    assert.equal(one.result.status, 413);
    assert.equal(one.result.text, '{"errors":[{"msg":"A bulk insert takes at most 100,000 rows here.","code":413}]}');
    const four = await timed(() => Promise.all([insert(), insert(), insert(), insert()]));
    assert.deepEqual(
      four.result.map(({ status }) => status),
      [413, 413, 413, 413],
    );
    assert.ok(one.time < SOON && four.time < 2 * SOON, `${one.time} and ${four.time} ms`);
    assert.ok(process.memoryUsage().heapUsed - before < 500 * MEGABYTE);
  });

  it("refuses one row of millions of values as soon", async () => {
    const auth = await running.mint(tables);
    const { result, time } = await timed(() =>
      running.send("POST /api/public/tables/T/bulk", { auth }, `{"data":[{"a":[${"[],".repeat(16_000_000)}1]}]}`),
    );
    assert.deepEqual([result.status, result.headers["x-local-platform"]], [413, "too-many-values"]);
    assert.ok(time < SOON, `${time} ms`);
  });

  it("answers the fifth body of 5 MB as quickly as the first, whatever it begins and never ends", async () => {
    const auth = await running.mint(calls);
    for (const unit of ['{"a":', '{"', '\\"', '[{"a":']) {
      const body = unit.repeat(Math.floor((5 * MEGABYTE - 10) / unit.length));
      const times: number[] = [];
      for (let count = 0; count < 5; count++) {
        const { result, time } = await timed(() =>
          running.send(`POST /api/public/bot/${BOT}/getSessions`, { auth }, body),
        );
        assert.equal(result.status, 412, unit);
        times.push(time);
      }
      assert.ok(Math.min(...times.slice(2)) < SOON, `${unit}: ${times.map(Math.round).join(", ")} ms`);
    }
  });

  it("serves others while it counts", async () => {
    const auth = await running.mint(tables);
    const spaces = `{"data":[${" ".repeat(49 * MEGABYTE)}{}]}`;
    let isDone = false;
    const long = running.send("POST /api/public/tables/T/bulk", { auth }, spaces).finally(() => (isDone = true));
    let served = 0;
    while (!isDone) {
      assert.equal((await running.send("POST /api/public/tables/T/query", { auth }, {})).status, 200);
      served++;
    }
    assert.equal((await long).status, 200);
    assert.ok(served > 1, `${served} served meanwhile`);
  });
});
