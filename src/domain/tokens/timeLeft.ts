/** How long something is ahead or ago, in the largest unit that says it well. */
export interface TimeLeft {
  /** Negative: ago. */
  readonly count: number;
  readonly unit: "day" | "hour" | "minute" | "second";
  /** When the words change, in milliseconds since the epoch. */
  readonly changesAt: number;
}

/**
 * How long it is from `now` (milliseconds since the epoch) to a time (seconds since the epoch). The last two minutes
 * go in steps of ten seconds, so that what shows it is seldom drawn again.
 */
export function timeLeft(seconds: number, now: number): TimeLeft {
  const left = seconds - now / 1000;
  const [unit, length, step] = UNITS.find(([, size]) => Math.abs(left) >= 2 * size) ?? SECONDS;
  if (left > 0) {
    // So much is left at least; of the last seconds, at most, so that it never says none.
    const steps = unit === "second" ? Math.ceil(left / step) : Math.trunc(left / step);
    const until = (unit === "second" ? steps - 1 : steps) * step;
    return { count: (steps * step) / length, unit, changesAt: Math.floor((seconds - until) * 1000) + 1 };
  }
  const steps = Math.trunc(-left / step);
  // Not the negated: that of nothing would be -0.
  return { count: 0 - (steps * step) / length, unit, changesAt: Math.ceil((seconds + (steps + 1) * step) * 1000) };
}

/** Each with its length and the steps in which it is told, in seconds. */
const UNITS = [
  ["day", 86_400, 86_400],
  ["hour", 3_600, 3_600],
  ["minute", 60, 60],
] as const;
const SECONDS = ["second", 1, 10] as const;
