/**
 * What a suite came to. A failure has the title of the outermost group that its test is in; none where it is of the suite.
 * @typedef {{ title: string, message: string, group?: string }} TestFailure
 * @typedef {{ suite: string, passed: number, failed: number, skipped: number, failures: TestFailure[] }} SuiteResult
 */

/**
 * A suite that did not come to its end, or ran nothing, counts as one failure more: silence is not success.
 * @returns {SuiteResult}
 */
export function suiteResult(suite, results, problem) {
  const of = (kind) => results.filter((result) => result.kind === kind);
  const failures = of("failed").map(({ title, message, group }) => ({
    title,
    message,
    ...(group !== undefined && { group }),
  }));
  const trouble = problem ?? (results.length === 0 ? "no test ran" : undefined);
  if (trouble) failures.push({ title: suite, message: trouble });
  return { suite, passed: of("passed").length, failed: failures.length, skipped: of("skipped").length, failures };
}

export function sum(suites) {
  const total = (key) => suites.reduce((all, suite) => all + suite[key], 0);
  return { passed: total("passed"), failed: total("failed"), skipped: total("skipped") };
}

/** The line that says how it went, as in "tests: 12 passed, 0 failed, 1 skipped". */
export function totalsLine({ passed, failed, skipped }) {
  return `tests: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
