import assert from "node:assert/strict";
import { appAt, type RunningGateway, startGateway, startUpstream } from "./runningGateway";

describe("the gateway", () => {
  let upstream: Awaited<ReturnType<typeof startUpstream>>;
  let running: RunningGateway;
  before(async () => {
    upstream = await startUpstream();
    running = await startGateway([appAt(upstream.port)]);
  });
  after(async () => {
    await running.close();
    await upstream.close();
  });
  beforeEach(() => {
    upstream.got.length = 0;
    running.served.length = 0;
  });

  it("passes a request on with a token", async () => {
    const answer = await running.send("POST /api/public/bots?x=1", {}, { a: 1 });
    assert.equal(answer.status, 200);
    assert.match(upstream.got[0]?.headers["auth"] as string, /^ey/);
  });
});
