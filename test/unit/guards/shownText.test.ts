import { strict as assert } from "node:assert";
import ts from "typescript";
import { sources } from "./repository";
import { findUncleanText } from "./shownText";

const WORDS = "src/editor/words.ts";

describe("What the editor shows", function () {
  this.timeout(60_000);

  it("is text from the one place that makes it so", () => {
    const { config } = ts.readConfigFile("tsconfig.json", ts.sys.readFile) as { config: { compilerOptions: object } };
    const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ".");
    const files = sources().filter((path) => path.startsWith("src/editor/"));
    assert.ok(files.length > 50);
    assert.deepEqual(findUncleanText(files, WORDS, { ...options, incremental: false, tsBuildInfoFile: undefined }), []);
  });
});
