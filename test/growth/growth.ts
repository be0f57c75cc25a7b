import { cpuTime } from "../cpuTime";

/** In UTF-16 units. Large enough that a search to the end for each of many pieces shows, native as it is. */
const LENGTHS: readonly number[] = [200_000, 400_000, 800_000];
/** By how much shorter texts are where the first of them takes so many milliseconds: what is slow shows its growth sooner. */
const SHORTER: readonly { readonly from: number; readonly by: number }[] = [
  { from: 30, by: 4 },
  { from: 10, by: 2 },
];
/** A time below this, in milliseconds of the processor, at the largest length says nothing about growth, and needs not to. */
const TOO_QUICK = 2;
export const MAX_EXPONENT = 1.3;

/** What is measured again after it seemed to grow too fast: more often, and then with longer texts, too. */
const ATTEMPTS: readonly { readonly rounds: number; readonly longer: number }[] = [
  { rounds: 2, longer: 1 },
  { rounds: 4, longer: 1 },
  { rounds: 4, longer: 2 },
  { rounds: 4, longer: 4 },
  { rounds: 8, longer: 1 },
  { rounds: 8, longer: 2 },
  { rounds: 8, longer: 4 },
  { rounds: 16, longer: 1 },
];
/** What grows so much in so many of them grows too fast: nobody waits for further proof. */
const CLEARLY = { exponent: 1.7, attempts: 3 };

/**
 * The exponent with which the time of `run` grows with the length of what `make` makes: 1 for linear, 2 for quadratic.
 * From ratios of the shortest times of one run, taken in turns, so that a slow moment of the machine slows all lengths
 * or is left out; of the processor's time, which is the same however busy the machine is otherwise. What seems to grow too fast is measured anew, and the least growth counts: what is quadratic stays so.
 */
export function exponentOf(run: (text: string) => unknown, make: (length: number) => string): number {
  const [first = 0] = shortestTimes(run, [make(LENGTHS[0] ?? 0)], 1);
  const shorter = SHORTER.find(({ from }) => first >= from)?.by ?? 1;
  let least = Infinity;
  for (const [attempt, { rounds, longer }] of ATTEMPTS.entries()) {
    const texts = LENGTHS.map((length) => make((length * longer) / shorter));
    const times = shortestTimes(run, texts, rounds);
    if ((times.at(-1) ?? 0) < TOO_QUICK * longer) return 0;
    least = Math.min(least, slope(texts.map((text, index) => [text.length, times[index] ?? Infinity])));
    if (least <= MAX_EXPONENT || (least > CLEARLY.exponent && attempt + 1 >= CLEARLY.attempts)) break;
  }
  return least;
}

function shortestTimes(run: (text: string) => unknown, texts: readonly string[], rounds: number): number[] {
  const shortest = texts.map(() => Infinity);
  for (let round = 0; round < rounds; round++) {
    for (const [index, text] of texts.entries()) {
      // What the run before left behind is no work on this text.
      if (rounds > 2) globalThis.gc?.();
      const time = cpuTime(() => run(text));
      shortest[index] = Math.min(shortest[index] ?? Infinity, time);
      // Nobody waits for the proof that seconds are too many.
      if (time > 3_000) return shortest;
    }
  }
  return shortest;
}

/** Of the logarithms of times over those of lengths, by least squares. */
function slope(measured: readonly (readonly [length: number, time: number])[]): number {
  const points = measured
    .filter(([, time]) => Number.isFinite(time))
    .map(([length, time]) => [Math.log(length), Math.log(time)] as const);
  const mean = (axis: 0 | 1): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [meanLength, meanTime] = [mean(0), mean(1)];
  const above = points.reduce((sum, [length, time]) => sum + (length - meanLength) * (time - meanTime), 0);
  const below = points.reduce((sum, [length]) => sum + (length - meanLength) ** 2, 0);
  return below === 0 ? Infinity : above / below;
}
