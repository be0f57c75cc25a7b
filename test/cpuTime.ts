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
