import { type Clock, webPorts } from "./ports";

/**
 * Runs something once, `milliseconds` from now, however long that is: never where it is infinite or no number, and in
 * the next turn where it is negative. Returns what calls it off.
 */
export type Later = (milliseconds: number, run: () => void) => () => void;

/** In milliseconds. Timers hold 31 bits: one that is set to more fires at once. @internal */
export const LONGEST_TIMER = 2_147_483_647;

/** What every host has; a wait that no timer can hold is waited for in pieces. */
export const later = longTimer(webPorts.clock, (milliseconds, run) => {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
});

/** @param timer holds up to `LONGEST_TIMER` milliseconds @internal */
export function longTimer(clock: Clock, timer: Later): Later {
  return (milliseconds, run) => {
    let callOff = (): void => undefined;
    const end = clock() + Math.max(0, milliseconds);
    const wait = (): void => {
      const rest = end - clock();
      callOff = rest > LONGEST_TIMER ? timer(LONGEST_TIMER, wait) : timer(Math.max(0, Math.ceil(rest)), run);
    };
    if (Number.isFinite(end)) wait();
    return () => callOff();
  };
}
