import { strict as assert } from "node:assert";
import { statSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../scripts/paths.mjs";
import { vsixPath } from "../../scripts/vsixPath.mjs";

describe("what is installed", () => {
  it("starts from at most 200 KB", () => {
    assert.ok(statSync(join(ROOT, "dist/extension.js")).size <= 200_000);
  });

  it("is a VSIX of at most 600 KB", () => {
    assert.ok(statSync(vsixPath()).size <= 600_000);
  });
});
