import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

describe("a sample of what is many", () => {
  let folder: string;
  before(async () => {
    // Where it finds fast-check.
    folder = mkdtempSync(join("out", "sample-"));
    const options = { bundle: true, format: "esm", platform: "node", packages: "external" } as const;
    await build({ ...options, entryPoints: ["test/sample.ts"], outfile: join(folder, "sample.mjs") });
  });
  after(() => rmSync(folder, { recursive: true }));

  /** What a process with that environment draws of the numbers below 1,000. */
  const drawn = (env: NodeJS.ProcessEnv): { sample: number[]; share: string; runs: unknown } => {
    const code = `import("./${folder}/sample.mjs").then(({ sampled, shareOf, runs }) => {
      const all = Array.from({ length: 1000 }, (_, index) => index);
      console.log(JSON.stringify({ sample: sampled(all, 20), share: shareOf(all, 20), runs: runs(7, { full: 70 }) }));
    })`;
    const { JWT_APPS_FULL: _full, JWT_APPS_SEED: _seed, ...rest } = process.env;
    const printed = execFileSync(process.execPath, ["-e", code], { env: { ...rest, ...env }, encoding: "utf8" });
    return JSON.parse(printed) as ReturnType<typeof drawn>;
  };

  it("is the same for the same seed, another for another, in order, and as large as was asked for", () => {
    const [one, again, other] = ["1", "1", "2"].map((seed) => drawn({ JWT_APPS_SEED: seed }).sample);
    assert.deepEqual(one, again);
    assert.notDeepEqual(one, other);
    for (const sample of [one, other]) {
      assert.equal(new Set(sample).size, 20);
      assert.deepEqual(
        sample,
        [...(sample ?? [])].sort((left, right) => left - right),
      );
    }
  });

  it("says how much of it all it is", () => {
    assert.equal(drawn({ JWT_APPS_SEED: "1" }).share, "20 of 1000");
    assert.equal(drawn({ JWT_APPS_SEED: "1", JWT_APPS_FULL: "1" }).share, "all 1000");
  });

  it("is all of it in a full run", () => {
    const { sample, runs } = drawn({ JWT_APPS_SEED: "1", JWT_APPS_FULL: "1" });
    assert.equal(sample.length, 1_000);
    assert.deepEqual(runs, { numRuns: 70, seed: 1 });
    assert.deepEqual(drawn({ JWT_APPS_SEED: "1" }).runs, { numRuns: 7, seed: 1 });
  });
});
