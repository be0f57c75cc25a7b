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

/** Milliseconds of the processor in which a calm machine parses 4 MB of JSON. */
const CALM_PARSING = 20;
const ATTEMPTS = 6;

/**
 * The milliseconds that `measure` gives, as a calm machine would have them: those of a slow or busy one count as many
 * times less as it just then takes longer to parse JSON. What is more than `enough` is measured again, and the least
 * counts: the collector makes long what isn't, but hardly each time.
 */
export function calmTime(measure: () => number, enough: number): number {
  let least = Infinity;
  for (let attempt = 0; attempt < ATTEMPTS && least > enough; attempt++) {
    const time = measure();
    least = Math.min(least, time > enough ? time / slowness() : time);
  }
  return least;
}

/** How many times as long as a calm machine this one takes, at least 1. */
function slowness(): number {
  return Math.max(1, Math.min(cpuTime(parse), cpuTime(parse), cpuTime(parse)) / CALM_PARSING);
}

function parse(): void {
  JSON.parse(`[${'{"clientId":"cs-1"},'.repeat(200_000)}0]`);
}
