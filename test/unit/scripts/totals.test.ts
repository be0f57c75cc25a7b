import { strict as assert } from "node:assert";
import { appendFileSync } from "node:fs";
import { collectResults } from "../../../scripts/test/results.mjs";
import { suiteResult, sum, totalsLine } from "../../../scripts/test/totals.mjs";

describe("the totals of the tests", () => {
  const passed = { kind: "passed", title: "a" };
  const failed = { kind: "failed", title: "b", message: "no" };
  const skipped = { kind: "skipped", title: "c" };

  it("count over all suites", () => {
    assert.deepEqual(
      sum([suiteResult("one", [passed, failed], undefined), suiteResult("two", [passed, skipped], undefined)]),
      { passed: 2, failed: 1, skipped: 1 },
    );
  });

  it("are a line that names skipped tests only when there are some", () => {
    assert.equal(totalsLine({ passed: 3, failed: 0, skipped: 0 }), "tests: 3 passed, 0 failed");
    assert.equal(totalsLine({ passed: 3, failed: 1, skipped: 2 }), "tests: 3 passed, 1 failed, 2 skipped");
  });

  it("count a suite that ran nothing as failed", () => {
    assert.deepEqual(suiteResult("one", [], undefined), {
      suite: "one",
      passed: 0,
      failed: 1,
      skipped: 0,
      failures: [{ title: "one", message: "no test ran" }],
    });
  });

  it("are taken from what a suite wrote", async () => {
    const results = await collectResults("one", async (file: string) =>
      appendFileSync(file, `${JSON.stringify(passed)}\n${JSON.stringify({ kind: "end" })}\n`),
    );
    assert.deepEqual(results, { suite: "one", passed: 1, failed: 0, skipped: 0, failures: [] });
  });

  it("count a suite that was cut off between its tests as one failure more", async () => {
    const results = await collectResults("one", async (file: string) =>
      appendFileSync(file, `${JSON.stringify(passed)}\n`),
    );
    assert.deepEqual(results, {
      suite: "one",
      passed: 1,
      failed: 1,
      skipped: 0,
      failures: [{ title: "one", message: "it ended before its tests did" }],
    });
  });

  it("count a suite that did not come to its end as one failure more", () => {
    assert.deepEqual(suiteResult("one", [passed], "it hung"), {
      suite: "one",
      passed: 1,
      failed: 1,
      skipped: 0,
      failures: [{ title: "one", message: "it hung" }],
    });
  });
});
