import { strict as assert } from "node:assert";
import { again } from "../../../scripts/test/again.mjs";
import type { SuiteResult } from "../../../scripts/test/totals.mjs";

describe("what failed in a VS Code beside the other suites", () => {
  const failure = (title: string, group?: string) => ({
    title,
    message: "late",
    ...(group !== undefined && { group }),
  });
  const result = (suite: string, ...failures: SuiteResult["failures"]): SuiteResult => ({
    ...{ suite, passed: 10, failed: failures.length, skipped: 1, failures },
  });
  const whole = result("host newest");

  /** Tries them, where `passing` groups pass the second time. */
  async function tried(results: readonly SuiteResult[], passing: readonly string[], second = whole) {
    const ran: string[] = [];
    const isInVsCode = (suite: string): boolean => suite.startsWith("host");
    const run = async (suite: string, group: string): Promise<SuiteResult[]> => {
      ran.push(`${suite}: ${group}`);
      return [passing.includes(group) ? second : result(suite, failure("x", group))];
    };
    return { ran, results: await again(results, { isInVsCode, run }) };
  }

  it("counts as passed where its group passes alone, each group once, and is told with what it had failed with", async () => {
    const web = result("host web", failure("tree one", "tree"), failure("tree two", "tree"), failure("form x", "form"));
    const { ran, results } = await tried([result("unit"), web], ["tree"]);
    assert.deepEqual(ran, ["host web: tree", "host web: form"]);
    assert.deepEqual(results, [
      result("unit"),
      {
        ...{ suite: "host web", passed: 12, failed: 1, skipped: 1, failures: [failure("form x", "form")] },
        again: ["tree one\nlate", "tree two\nlate"],
      },
    ]);
  });

  it("stays failed where the group fails again, where none of it ran, and where the suite itself did not come to its end", async () => {
    const failed = result("host web", failure("tree one", "tree"));
    const left = [{ ...failed, again: [] }];
    assert.deepEqual((await tried([failed], [])).results, left);
    assert.deepEqual((await tried([failed], ["tree"], { ...whole, passed: 0 })).results, left);
    const cut = result("host web", failure("host web"));
    assert.deepEqual(await tried([cut], [""]), { ran: [], results: [{ ...cut, again: [] }] });
  });

  it("is not run again where it needs no VS Code, or where more than three failed", async () => {
    const unit = result("unit", failure("keys one", "keys"));
    assert.deepEqual(await tried([unit], ["keys"]), { ran: [], results: [unit] });
    const many = [1, 2].map((of) => result(`host ${of}`, failure("a one", "a"), failure("b one", "b")));
    assert.deepEqual(await tried(many, ["a", "b"]), { ran: [], results: many });
  });
});
