import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../scripts/paths.mjs";
import { vsixPath } from "../../scripts/vsixPath.mjs";

describe("What is installed", () => {
  // In bytes. The first is what every start loads.
  for (const [path, bound] of [
    [join(ROOT, "dist/extension.js"), 60_000],
    [vsixPath(), 1_360_000],
  ] as const) {
    it(`keeps ${path.split("/").pop()} below ${bound.toLocaleString("en")} bytes`, () => {
      const { size } = statSync(path);
      assert.ok(size <= bound, `${size.toLocaleString("en")} bytes`);
    });
  }

  it("has the command line in it, which the README's line takes out and which runs alone", async function () {
    if (process.platform === "win32") this.skip();
    const line = (await readFile(join(ROOT, "README.md"), "utf8"))
      .split("\n")
      .find((each) => each.startsWith("unzip "));
    const folder = await mkdtemp(join(tmpdir(), "jwt-apps-unzipped-"));
    try {
      const script = (line ?? assert.fail("there is no such line")).replace(/\S+\.vsix/, '"$VSIX"');
      execFileSync("sh", ["-c", script], { cwd: folder, env: { ...process.env, VSIX: vsixPath() } });
      const found = execFileSync(process.execPath, ["jwtApps.js", "endpoints", "get", "sessions"], { cwd: folder });
      assert.match(found.toString(), /^POST \/api\/public\/bot\/\{botId\}\/getSessions\t/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
