/**
 * Runs `start`, and once more where it did not get so far that `isUp`, whether it said why or threw; that is printed.
 * @template T
 * @param {string} what
 * @param {() => boolean} isUp
 * @param {() => Promise<T>} start
 * @param {(line: string) => void} print
 * @returns {Promise<T>}
 */
export async function twice(what, isUp, start, print = console.log) {
  let reason;
  try {
    const said = await start();
    if (isUp()) return said;
    reason = said;
  } catch (error) {
    if (isUp()) throw error;
    reason = error instanceof Error ? error.message : error;
  }
  const [why] = String(reason ?? "what it said stands above").split("\n");
  print(`RETRY: ${what} did not come up (${why}), and is started once more`);
  return start();
}
