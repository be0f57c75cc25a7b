import { PATIENCE } from "../scripts/test/patience.mjs";

/** Milliseconds between two looks. */
const PAUSE = 25;

/**
 * Waits until `look` returns something, and returns that; `false` and `undefined` are nothing. For what only another
 * process, window or file can bring about, and nobody tells. Rejects after `PATIENCE.state`.
 */
export async function seen<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  pause = PAUSE,
): Promise<T> {
  const start = performance.now();
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() - start > PATIENCE.state) throw new Error(`it never happened: ${what}`);
    await passed(pause);
  }
}

/** Resolves once `holds` does; see `seen`. */
export async function until(holds: () => boolean | Promise<boolean>, what: string, pause = PAUSE): Promise<void> {
  await seen(what, async () => (await holds()) || undefined, pause);
}

/**
 * Does `act` until `holds`, and again only where nothing came of it for two seconds: what it causes is told late by a
 * busy window, and a second time of it would be meant for what comes next.
 */
export async function doneOnce(act: () => Thenable<unknown>, holds: () => boolean, what: string): Promise<void> {
  await until(async () => {
    if (!holds()) await act();
    for (let looks = 0; looks < 80 && !holds(); looks++) await passed(PAUSE);
    return holds();
  }, what);
}

/**
 * Resolves after so many milliseconds at least. Never to give something the time to happen, which `until` waits for:
 * only where time itself is the matter, as for what must not happen within it, behind a timer that was set before.
 */
export function passed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
