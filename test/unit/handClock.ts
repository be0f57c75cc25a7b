import type { Later } from "../../src/domain/longTimer";

/** A clock that is moved by hand, and the timers that hang on it. */
export function handClock() {
  let now = 1_800_000_000_000;
  let longest = 0;
  const timers = new Set<{ readonly at: number; readonly run: () => void }>();
  const timer: Later = (milliseconds, run) => {
    longest = Math.max(longest, milliseconds);
    const one = { at: now + milliseconds, run };
    timers.add(one);
    return () => timers.delete(one);
  };
  const pass = (milliseconds: number): void => {
    const end = now + milliseconds;
    for (;;) {
      const [next] = [...timers].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
      if (!next) break;
      timers.delete(next);
      now = Math.max(now, next.at);
      next.run();
    }
    now = end;
  };
  return { clock: () => now, timer, pass, longest: () => longest, waiting: () => timers.size };
}
