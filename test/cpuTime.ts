/**
 * The milliseconds of processor time that this process took for `run`, as this machine is: for ratios to another one.
 * Unlike the time on the clock it is nearly the same however busy the machine is with something else.
 */
export function processorTime(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  return since(before);
}

/**
 * The same as a usual machine would take it, for bounds in milliseconds: less where this one, or what else runs on it,
 * makes everything slow.
 */
export function cpuTime(run: () => unknown): number {
  return processorTime(run) / slowness();
}

/** The same for what takes several turns. What else this process does in them counts too. */
export async function cpuTimeOf(run: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await run();
  return cpuTimeSince(before);
}

/** The same since `process.cpuUsage()` gave `before`. */
export function cpuTimeSince(before: NodeJS.CpuUsage): number {
  return since(before) / slowness();
}

/** The least that `measure` gives in a few attempts, since the collector comes when it likes; at most `enough` is enough. */
export function least(attempts: number, enough: number, measure: () => number): number {
  let shortest = Infinity;
  for (let attempt = 0; attempt < attempts && shortest > enough; attempt++) shortest = Math.min(shortest, measure());
  return shortest;
}

function since(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Milliseconds that `known` takes on a usual machine. */
const USUAL = 4;
/** Milliseconds for which a machine counts as it was. */
const FRESH = 500;
const ROUNDS = 3;
const last = { at: -Infinity, slowness: 1 };

/** How many times as long as a usual machine this one takes at the moment; 1 for a faster one. */
function slowness(): number {
  if (performance.now() - last.at > FRESH) {
    const rounds = last.at < 0 ? 5 * ROUNDS : ROUNDS;
    const shortest = Math.min(...Array.from({ length: rounds }, () => processorTime(known)));
    Object.assign(last, { at: performance.now(), slowness: Math.max(1, shortest / USUAL) });
  }
  return last.slowness;
}

const TEXT = `[${'{"clientId":"cs-1"},'.repeat(20_000)}0]`;

/** Work of the kind that is measured: parsing, and looking for something in a text. */
function known(): void {
  JSON.parse(TEXT);
  for (let at = 0; at < TEXT.length; at += 20) /"([a-z]+)-(\d+)"/i.exec(TEXT.slice(at, at + 20));
}
