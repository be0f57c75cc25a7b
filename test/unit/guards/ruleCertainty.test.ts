import { strict as assert } from "node:assert";
import { CHECK_IDS } from "../../../src/domain/tokens/verify/check";
import { certaintyOfRule, RULES } from "../../../src/domain/tokens/verify/ruleCertainty";
import { SKEW_SECONDS } from "../../../src/domain/tokens/verify/timeChecks";
import { filesIn, read } from "./repository";

/** A row of docs/platform.md, 3.6: a check or a reason of one, the rule, and how surely it is known. */
const ROW = /^\| `(\w+(?:: [\w-]+)?)` \| .+ \| (documented|observed|inferred|ours) \|$/gm;
const SECTION = /^### 3\.6 [^]*?(?=^### )/m;

describe("How surely each rule is the platform's", () => {
  const [section = ""] = SECTION.exec(read("docs/platform.md")) ?? [];
  const told = Object.fromEntries([...section.matchAll(ROW)].map(([, rule = "", certainty]) => [rule, certainty]));

  it("is what docs/platform.md says, rule by rule", () => {
    assert.equal(section.match(/^\| `/gm)?.length, Object.keys(told).length);
    assert.deepEqual(told, RULES);
    assert.deepEqual(
      CHECK_IDS.filter((id) => told[id] === undefined),
      [],
    );
  });

  it("has exceptions for reasons that there are alone", () => {
    const sources = filesIn(["src/domain/tokens/verify"], ".ts")
      .filter((path) => !path.endsWith("ruleCertainty.ts"))
      .map(read)
      .join("\n");
    const reasons = Object.keys(told).flatMap((rule) => rule.split(": ").slice(1));
    assert.ok(reasons.length > 20);
    assert.deepEqual(
      reasons.filter(
        (reason) => !sources.includes(`"${reason}"`) && !sources.includes(`-${reason.split("-").pop()}\``),
      ),
      [],
    );
  });

  it("is told in the README, with the number that is invented", () => {
    const [, table = ""] =
      /\n## What is not known\n[^]*?\n\| \| rules \|\n\|---\|---\|\n((?:\|.*\n)+)/.exec(read("README.md")) ?? [];
    const rows = new Map(
      table
        .trim()
        .split("\n")
        .map(
          (row) =>
            row
              .split("|")
              .slice(1, 3)
              .map((cell) => cell.trim()) as [string, string],
        ),
    );
    assert.deepEqual([...rows.keys()], ["documented", "observed by others", "inferred", "ours"]);
    const tolerance = `more than ${SKEW_SECONDS} seconds ahead`;
    assert.ok(rows.get("ours")?.includes(`\`iat\` or \`nbf\` ${tolerance} is refused: the number is invented`), table);
    for (const claim of ["iat", "nbf"])
      assert.match(section, new RegExp(`^\\| \`${claim}\` \\| it isn't ${tolerance}\\..* \\| ours \\|$`, "m"));
  });

  it("counts for a reason before it counts for its check", () => {
    assert.equal(certaintyOfRule({ id: "exp", reason: "expired" }), "inferred");
    assert.equal(certaintyOfRule({ id: "exp", reason: "no-exp" }), "documented");
    assert.equal(certaintyOfRule({ id: "iat", reason: "iat-in-future" }), "ours");
    assert.equal(certaintyOfRule({ id: "appClaim", reason: "app-claim-misspelled" }), "documented");
    assert.equal(certaintyOfRule({ id: "published", reason: "scope-unpublished" }), "inferred");
    // A name that every object has is no reason.
    assert.equal(certaintyOfRule({ id: "exp", reason: "toString" }), "inferred");
  });
});
