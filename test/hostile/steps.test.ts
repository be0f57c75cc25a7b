import assert from "node:assert/strict";
import { type Steps, TimeSlices } from "../../src/domain/steps";
import { EVERYDAY_SHARE, EVERYDAY_TEXTS } from "./everydayTexts";
import { longestStep, MAX_STEP } from "./longestStep";
import { SCANNERS } from "./scanners";

/** A tenth of the longest document. */
const LENGTH = 2_000_000;

describe("a step of looking at a text", () => {
  for (const [name, scan] of Object.entries(SCANNERS)) {
    it(`is over soon: ${name} (${EVERYDAY_SHARE})`, () => {
      const tooLong = EVERYDAY_TEXTS.flatMap(([kind, make]) => {
        const text = make(LENGTH);
        const longest = longestStep(() => scan(text));
        return longest > MAX_STEP ? [`${kind}: ${longest.toFixed(0)} ms`] : [];
      });
      assert.deepEqual(tooLong, []);
    });
  }
});

describe("time slices", () => {
  it("give others their turn while they run, and one of them works at a time", async () => {
    let turns = 0;
    const others = setInterval(() => turns++, 0);
    const results = await Promise.all([1, 2, 3].map((value) => new TimeSlices().run(busy(120, value))));
    clearInterval(others);
    assert.deepEqual(results, [1, 2, 3]);
    assert.ok(turns >= 9, `${turns} turns in 360 ms of work`);
  });

  it("end without a result as soon as nobody waits for it", async () => {
    let isStale = false;
    setTimeout(() => (isStale = true), 0);
    let ended = false;
    let worked = 0;
    const work = function* (): Steps<string> {
      try {
        for (; worked < 60_000; worked += 2) yield* busy(2, "a part");
        return "done";
      } finally {
        ended = true;
      }
    };
    assert.equal(await new TimeSlices(() => isStale).run(work()), undefined);
    assert.ok(worked < 10_000, `${worked} ms of 60 seconds of work`);
    assert.equal(ended, true, "what the work holds is let go");
  });

  it("run what is short at once", async () => {
    const order: string[] = [];
    setTimeout(() => order.push("others"), 0);
    await new TimeSlices().run(busy(1, 0));
    order.push("work");
    assert.deepEqual(order, ["work"]);
  });
});

/** Works for so many milliseconds, a few at a time. */
function* busy<T>(milliseconds: number, result: T): Steps<T> {
  for (let worked = 0; worked < milliseconds; worked += 2) {
    const start = performance.now();
    while (performance.now() - start < 2);
    yield;
  }
  return result;
}
