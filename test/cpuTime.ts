/**
 * The milliseconds of processor time that this process took for `run`. Unlike the time on the clock it is the same
 * however busy the machine is with something else.
 */
export function cpuTime(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  return cpuTimeSince(before);
}

/** The same for what takes several turns. What else this process does in them counts too. */
export async function cpuTimeOf(run: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await run();
  return cpuTimeSince(before);
}

/** The same since `process.cpuUsage()` gave `before`. */
export function cpuTimeSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const ATTEMPTS = 3;

/**
 * How many times as long `run` takes as parsing 4 MB of JSON does just before or after it, whichever is slower: some
 * 20 ms, and more on a slow machine, which is slow for both. What takes longer than `enough` is tried again.
 */
export function parsings(run: () => void, enough: number): number {
  let least = Infinity;
  for (let attempt = 0; attempt < ATTEMPTS && least > enough; attempt++) {
    const before = cpuTime(parse);
    const time = cpuTime(run);
    least = Math.min(least, time / Math.max(before, cpuTime(parse)));
  }
  return least;
}

function parse(): void {
  JSON.parse(`[${'{"clientId":"cs-1"},'.repeat(200_000)}0]`);
}
