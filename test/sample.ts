import fc from "fast-check";

/** Whether all of what is many times many is tried (`npm run test:full`), or a sample of it. */
export const IS_FULL = process.env["JWT_APPS_FULL"] !== undefined;

/** Decides what is in a sample. `scripts/test.mjs` draws it anew for each run and prints it; `--seed` sets it. */
export const SEED = Number(process.env["JWT_APPS_SEED"] ?? Date.now() % 2 ** 31);

/** So many of `all`, drawn by the seed and in their order; all of them in a full run. */
export function sampled<T>(all: readonly T[], count: number): readonly T[] {
  if (IS_FULL || all.length <= count) return all;
  const kept = new Set(fc.sample(shuffled(all.length), { seed: SEED, numRuns: 1 })[0]?.slice(0, count));
  return all.filter((_, index) => kept.has(index));
}

/** For a test's title: how much of everything it tries. */
export function shareOf(all: readonly unknown[], count: number): string {
  return IS_FULL || all.length <= count ? `all ${all.length}` : `${count} of ${all.length}`;
}

/** How often fast-check tries something, and what it begins with. */
export function runs(count: number, { full = count }: { full?: number } = {}): { numRuns: number; seed: number } {
  return { numRuns: IS_FULL ? full : count, seed: SEED };
}

function shuffled(length: number): fc.Arbitrary<number[]> {
  const indices = Array.from({ length }, (_, index) => index);
  return fc.shuffledSubarray(indices, { minLength: length, maxLength: length });
}
