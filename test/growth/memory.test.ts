import assert from "node:assert/strict";
import { findEndpoint } from "../../src/domain/scopes/findEndpoint";
import { keepJob } from "../../src/localPlatform/catalogue/jobs";
import { SandboxMemory } from "../../src/localPlatform/catalogue/sandboxMemory";
import { sampleApp } from "../unit/apps/sampleApp";

/** Jobs that are started, fewer than are kept of one bot, and the characters of the query behind each one's path. */
const [JOBS, QUERY] = [400, 30_000];
/** Bytes that one of them may keep. */
const MOST = 3_000;

describe("what the local platform remembers of requests", () => {
  it("grows with their number, not with the length of their paths", function () {
    const { gc } = globalThis;
    if (!gc) this.skip();
    const { jobs } = new SandboxMemory();
    const start = (suite: string) => {
      // As a request brings it: one flat text.
      const path = `/api/public/bot/${BOT}/testsuite/${suite}/run?${"q".repeat(QUERY)}`;
      const found = findEndpoint("POST", Buffer.from(path).toString("latin1"));
      assert.ok(found.kind === "found");
      const call = { app: sampleApp(), found, headers: {}, query: new URLSearchParams(), json: {} };
      keepJob(call, { requestId: `tr-${suite}` }, jobs);
    };
    start("What is loaded with the first");
    gc();
    const before = process.memoryUsage().heapUsed;
    for (let index = 0; index < JOBS; index++) start(`A suite with a long name ${index}`.replaceAll(" ", "-"));
    gc();
    const kept = (process.memoryUsage().heapUsed - before) / JOBS;
    assert.ok(kept < MOST, `${Math.round(kept)} bytes a job`);
    assert.ok([...jobs.entries(`bot ${BOT}`)].length > JOBS);
  });
});

const BOT = "st-11111111-1111-5111-8111-111111111111";
