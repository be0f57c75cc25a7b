import type { Steps } from "../../src/domain/steps";
import { calmTime, cpuTime } from "../cpuTime";

/**
 * Milliseconds of a calm machine's processor that a step of work on a tenth of the longest text may take, what the
 * collector takes of them included. Something that no step divides would take ten times as long for the longest one.
 */
export const MAX_STEP = 40;

/** The milliseconds that the longest step takes of the work that `begin` begins anew at each attempt. */
export function longestStep(begin: () => Steps<unknown>): number {
  return calmTime(() => {
    const steps = begin();
    let longest = 0;
    for (let isDone = false; !isDone;)
      longest = Math.max(
        longest,
        cpuTime(() => (isDone = steps.next().done === true)),
      );
    return longest;
  }, MAX_STEP);
}
