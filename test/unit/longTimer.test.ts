import { strict as assert } from "node:assert";
import { later, LONGEST_TIMER, longTimer } from "../../src/domain/longTimer";
import { handClock } from "./handClock";

describe("a long timer", () => {
  const DAY = 86_400_000;

  it("runs once, at its time, also where that is further away than a timer can hold", () => {
    for (const days of [0, 1, 24, 25, 30, 49, 50, 1_000]) {
      const { clock, timer, pass, longest } = handClock();
      let runs = 0;
      longTimer(clock, timer)(days * DAY, () => runs++);
      pass(days * DAY - 1);
      assert.equal(runs, 0, `${days} days, too early`);
      pass(1);
      assert.equal(runs, 1, `${days} days`);
      pass(5_000 * DAY);
      assert.equal(runs, 1, `${days} days, again`);
      assert.ok(longest() <= LONGEST_TIMER);
    }
  });

  it("never gives a timer what would fire at once", () => {
    assert.equal(LONGEST_TIMER, 2 ** 31 - 1);
    for (const length of [2 ** 31 - 1, 2 ** 31, 2 ** 32 + 5, 1e15]) {
      const { clock, timer, pass } = handClock();
      let ran = false;
      longTimer(clock, timer)(length, () => (ran = true));
      pass(1_000);
      assert.equal(ran, false, String(length));
    }
  });

  it("never runs after an infinite time or none, and at once after one below zero or a fraction", () => {
    for (const length of [Infinity, NaN, 1e308 * 10]) {
      const { clock, timer, pass, waiting } = handClock();
      let ran = false;
      longTimer(clock, timer)(length, () => (ran = true));
      pass(100_000 * DAY);
      assert.deepEqual([ran, waiting()], [false, 0], String(length));
    }
    for (const [length, expected] of [
      [-1, 0],
      [-Infinity, 0],
      [-1e308, 0],
      [0.2, 1],
      [2.5, 3],
    ] as const) {
      const { clock, timer, pass } = handClock();
      let runs = 0;
      longTimer(clock, timer)(length, () => runs++);
      pass(expected);
      assert.equal(runs, 1, String(length));
    }
  });

  it("can be called off, in each of its pieces", () => {
    for (const after of [0, 1, 30, 60]) {
      const { clock, timer, pass, waiting } = handClock();
      let ran = false;
      const callOff = longTimer(clock, timer)(90 * DAY, () => (ran = true));
      pass(after * DAY);
      callOff();
      pass(1_000 * DAY);
      assert.deepEqual([ran, waiting()], [false, 0]);
    }
  });

  it("waits with the host's own timers for 60 days, and for ten milliseconds", async () => {
    let early = false;
    const callOff = later(60 * DAY, () => (early = true));
    await new Promise<void>((resolve) => void later(10, resolve));
    callOff();
    assert.equal(early, false);
  });
});
