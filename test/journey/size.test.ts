import { strict as assert } from "node:assert";
import { statSync } from "node:fs";
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
});
