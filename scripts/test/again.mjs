/** More than so many failures have another reason than that the machine was busy. */
const MOST = 3;

/**
 * Runs again what failed in a real VS Code while all suites ran beside each other: the outermost group of each such test,
 * whole and alone. A test whose group passes then counts as passed, and both are told; what can't pass fails twice.
 * What measures, or needs no VS Code, is never run again.
 * @template {import("./totals.mjs").SuiteResult} T
 * @param {readonly T[]} results
 * @param {object} runner
 * @param {(suite: string) => boolean} runner.isInVsCode
 * @param {(suite: string, group: string) => Promise<readonly import("./totals.mjs").SuiteResult[]>} runner.run
 * @returns {Promise<(T & { again?: readonly string[] })[]>}
 */
export async function again(results, { isInVsCode, run }) {
  const failed = results.filter(({ suite, failures }) => isInVsCode(suite) && failures.length > 0);
  if (failed.flatMap(({ failures }) => failures).length > MOST) return [...results];
  /** @type {(T & { again?: readonly string[] })[]} */
  const all = [...results];
  for (const result of failed) {
    const passed = new Set();
    for (const group of new Set(result.failures.map((failure) => failure.group))) {
      // What ended a suite has none.
      if (group === undefined) continue;
      const totals = await run(result.suite, group);
      if (totals.every((each) => each.failed === 0) && totals.some((each) => each.passed > 0)) passed.add(group);
    }
    const isPassed = ({ group }) => passed.has(group);
    const forgiven = result.failures.filter(isPassed);
    all[results.indexOf(result)] = {
      ...result,
      passed: result.passed + forgiven.length,
      failed: result.failed - forgiven.length,
      failures: result.failures.filter((failure) => !isPassed(failure)),
      again: forgiven.map(({ title, message }) => `${title}\n${message}`),
    };
  }
  return all;
}
