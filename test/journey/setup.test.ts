import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../scripts/paths.mjs";

describe("set-up", () => {
  it("ends with one sentence and a non-zero exit when npm has no network", () => {
    const folder = mkdtempSync(join(tmpdir(), "jwt-apps-test-"));
    try {
      // Its pauses before another attempt are not waited for. Nothing listens on port 9 of this machine, so the registry can't be reached.
      const code = `import(${JSON.stringify(join(ROOT, "scripts/failure.mjs"))}).then(({ runMain }) => runMain(async () => (await import(${JSON.stringify(join(ROOT, "scripts/setup/npm.mjs"))})).npm("Getting it", ["install", "no-such-package"], ${JSON.stringify(folder)}, { wait: () => Promise.resolve() })))`;
      const run = spawnSync(process.execPath, ["-e", code], {
        encoding: "utf8",
        env: {
          ...process.env,
          npm_config_registry: "http://127.0.0.1:9/",
          npm_config_fetch_retries: "0",
          npm_config_cache: join(folder, "cache"),
        },
      });
      assert.equal(run.status, 1);
      assert.match(run.stderr, /^Getting it failed because npm's registry could not be reached: [^\n]+\n$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
