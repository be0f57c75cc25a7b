import assert from "node:assert/strict";
import { sampleApp } from "../apps/sampleApp";
import { type Running, SECRET, startPlatform } from "./runningPlatform";

describe("how much JSON a body may have", () => {
  const tables = sampleApp({
    createdIn: "tables",
    tables: [{ kind: "table", name: "T", read: true, write: true, delete: true }],
  });
  let running: Running;
  let auth: string;
  before(async () => {
    running = await startPlatform([{ app: tables, secrets: { clientSecret: SECRET } }], {
      limits: { bulkRows: 5, jsonValues: 60 },
    });
    auth = await running.mint(tables);
  });
  after(() => running.close());
  const bulk = (body: string) => running.send("POST /api/public/tables/T/bulk", { auth }, body);
  const rows = (count: number) => Array.from({ length: count }, (_, n) => ({ n }));

  it("takes as many rows as the limit in one bulk insert, and answers 413 to one more", async () => {
    assert.equal((await bulk(JSON.stringify({ data: rows(5) }))).status, 200);
    const refused = await bulk(JSON.stringify({ data: rows(6) }));
    assert.deepEqual(
      [refused.status, refused.json, refused.headers["x-local-platform"]],
      [413, { errors: [{ msg: "A bulk insert takes at most 5 rows here.", code: 413 }] }, "too-many-rows"],
    );
    const query = await running.send("POST /api/public/tables/T/query", { auth }, {});
    assert.equal((query.json as { total: number }).total, 5, "none of the rows that were refused");
  });

  it("counts only what stands in the list of rows", async () => {
    const strings = JSON.stringify({
      data: [
        { text: "],[{},{},{},{},{},{},{}", escaped: '\\",{},{},{},{},{},{}\\' },
        { list: [1, 2, 3, 4, 5, 6, 7, 8] },
        { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 },
      ],
    });
    assert.equal((await bulk(strings)).status, 200);
    assert.equal((await bulk(` { "data" : [ {} , {} , {} , {} , {} , {} ] } `)).status, 413);
  });

  it("answers 413 to more values than the limit, wherever they stand", async () => {
    for (const values of [
      `[${"{},".repeat(59)}{}]`,
      `[${"1,".repeat(59)}1]`,
      `{${'"a":1,'.repeat(60)}"b":1}`,
      `${"[".repeat(30)}${"{},".repeat(31)}1${"]".repeat(30)}`,
    ]) {
      const refused = await bulk(`{"data":[{"a":${values}}]}`);
      assert.deepEqual(
        [refused.status, refused.headers["x-local-platform"]],
        [413, "too-many-values"],
        values.slice(0, 20),
      );
      assert.deepEqual(refused.json, { errors: [{ msg: "A body takes at most 60 JSON values here.", code: 413 }] });
    }
  });

  it("asks who is there before it counts", async () => {
    assert.equal(
      (await running.send("POST /api/public/tables/T/bulk", {}, JSON.stringify({ data: rows(6) }))).status,
      401,
    );
  });

  it("answers 412 to what is no JSON, as ever", async () => {
    for (const body of ['{"data":[{]}', '{"data":["', '{"data":[{"a":"\\', "]]]]"])
      assert.equal((await bulk(body)).status, 412, body);
  });
});
