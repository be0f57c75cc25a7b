import assert from "node:assert/strict";
import { Deadline } from "../../../src/gateway/deadline";
import { passed, until } from "../../until";

describe("A deadline", () => {
  let times = 0;
  let deadline: Deadline;
  beforeEach(() => {
    times = 0;
    deadline = new Deadline(() => times++);
  });
  afterEach(() => deadline.end());

  it("that comes nearer passes then", async () => {
    deadline.set(3_600_000);
    deadline.set(1);
    await until(() => times === 1, "it passed");
  });

  it("that is moved on passes once, and later", async () => {
    const start = performance.now();
    deadline.set(10);
    deadline.set(60);
    await until(() => times > 0, "it passed");
    assert.ok(performance.now() - start >= 59);
    await passed(20);
    assert.equal(times, 1);
  });

  it("that was ended never passes, and can be set again", async () => {
    deadline.set(1);
    deadline.end();
    await passed(20);
    assert.equal(times, 0);
    deadline.set(1);
    await until(() => times === 1, "it passed");
  });
});
