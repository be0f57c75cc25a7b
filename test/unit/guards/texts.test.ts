import { strict as assert } from "node:assert";
import { existsSync } from "node:fs";
import { filesIn, read, sources } from "./repository";

/** Paths of somebody's machine (but for the user "me" of examples), and package registries: neither means anything to whoever clones this. */
const FOREIGN = [
  /(?<![\w.~/-])\/(?:home|root|work|Users)\/(?!me\b)[\w.]/,
  /\b[A-Z]:\\+Users\\+(?!me\b)\w/,
  /\bregistry\.[a-z\d-]+\.[a-z]/i,
  /\b(?:npmjs|artifactory|verdaccio|jfrog)\b[^\s"']*\.(?:com|org|io)\b/i,
];

/** The examples that show what these tests find. */
const EXEMPT = "test/unit/guards/texts.test.ts";

describe("The texts of the repository", () => {
  it("name no path of a machine and no registry", () => {
    const folders = ["src", "webview", "test", "scripts", "media", "l10n", "docs", ".ci", ".github", ".vscode"].filter(
      (folder) => existsSync(folder),
    );
    const files = [
      ...filesIn(
        folders,
        ".ts",
        ".mts",
        ".mjs",
        ".cjs",
        ".js",
        ".json",
        ".md",
        ".css",
        ".html",
        ".svg",
        ".http",
        ".txt",
        ".yml",
      ),
      "package.json",
      "README.md",
      "CHANGELOG.md",
      "CONTRIBUTING.md",
      "SECURITY.md",
    ];
    const found = files
      .filter((file) => file !== EXEMPT && existsSync(file))
      .flatMap((file) =>
        read(file)
          .split("\n")
          .flatMap((line, index) => (FOREIGN.some((pattern) => pattern.test(line)) ? [`${file}:${index + 1}`] : [])),
      );
    assert.deepEqual(found, []);
  });

  it("are checked for what would be wrong", () => {
    for (const line of [
      "cd /home/someone/x",
      '"/work/main"',
      "/root/.npmrc",
      "see /Users/someone",
      "C:\\Users\\someone",
      "https://registry.example.org/x",
      "https://registry.npmjs.org",
    ]) {
      assert.ok(
        FOREIGN.some((pattern) => pattern.test(line)),
        line,
      );
    }
    for (const line of [
      "../shared/home/x",
      "https://example.org/work/x",
      "/api/public/bots",
      "the registry of formats",
    ]) {
      assert.ok(!FOREIGN.some((pattern) => pattern.test(line)), line);
    }
  });

  it("print nothing from the product", () => {
    assert.deepEqual(
      sources().filter((path) => /\bconsole\s*[.[]/.test(read(path))),
      [],
    );
  });
});
