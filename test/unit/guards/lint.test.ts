import { strict as assert } from "node:assert";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runTool } from "../../../scripts/test/runTools.mjs";

describe("Lint, on a project that is not in order,", () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "jwt-apps-lint-"));
    for (const file of [".oxlintrc.json", ".oxfmtrc.json", "knip.json", "tsconfig.json"])
      copyFileSync(file, join(folder, file));
    // The linter looks for what tells it types beside the project.
    symlinkSync(resolve("node_modules"), join(folder, "node_modules"), "junction");
    mkdirSync(join(folder, "src"));
    writeFileSync(join(folder, "package.json"), '{ "name": "planted", "devDependencies": { "esbuild": "*" } }');
    writeFileSync(join(folder, "src/extension.ts"), EXTENSION);
    writeFileSync(join(folder, "src/later.ts"), LATER);
    writeFileSync(join(folder, "src/lonely.ts"), "export const lonely = 1;\n");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const LATER = `export async function later(): Promise<void> {}\nexport const unused = "nobody imports it";\n`;
  const EXTENSION = [
    'import { later } from "./later";',
    "later();",
    "void later();",
    "later().then(() => undefined);",
    "setTimeout(async () => later(), 1);",
    "[1].forEach(async () => later());",
    "export const any = (value: any): number => value!;",
    "export default  any;",
  ].join("\n");

  it("finds promises that nobody waits for, and types that say nothing", () => {
    const { status, stdout } = runTool(folder, "oxlint/bin/oxlint", "--format=unix", "src");
    const found = [...stdout.matchAll(/^src\/extension\.ts:(\d+):.*\((.+)\)\]$/gm)].map(
      ([, line, rule]) => `${line} ${rule}`,
    );
    assert.deepEqual(found.sort(), [
      "2 no-floating-promises",
      "3 no-floating-promises",
      "4 no-floating-promises",
      "5 no-misused-promises",
      "6 no-misused-promises",
      "7 no-explicit-any",
      "7 no-non-null-assertion",
      "8 no-default-export",
    ]);
    assert.equal(status, 1);
  });

  it("finds exports, files and packages that nothing uses", () => {
    const { status, stdout } = runTool(folder, "knip/bin/knip.js", "--reporter", "json");
    const { issues } = JSON.parse(stdout) as { issues: Record<string, { name: string }[] | string>[] };
    const named = (kind: string): string[] =>
      issues.flatMap((issue) => (Array.isArray(issue[kind]) ? issue[kind].map(({ name }) => name) : []));
    assert.deepEqual(named("exports"), ["unused"]);
    assert.deepEqual(named("files"), ["src/lonely.ts"]);
    assert.deepEqual(named("devDependencies"), ["esbuild"]);
    assert.equal(status, 1);
  });

  it("finds what the formatter writes otherwise", () => {
    const { status, stdout } = runTool(folder, "oxfmt/bin/oxfmt", "--check", "src");
    assert.match(stdout, /src\/extension\.ts/);
    assert.equal(status, 1);
  });
});
