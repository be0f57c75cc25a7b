import { spawnSync } from "node:child_process";
import { ROOT } from "../paths.mjs";
import { suiteResult } from "./totals.mjs";

const FOLDERS = ["src", "webview", "test", "scripts"];
const tsc = (project) => [`the types of ${project}`, "typescript/bin/tsc", "-p", project];

/** Suites whose tests are what a tool says of the sources: each by its title, the tool's file in node_modules, and arguments. */
const TOOLS = {
  types: [tsc("."), tsc("src/domain")],
  lint: [
    ["the formatter leaves everything as it is", "oxfmt/bin/oxfmt", "--check", ...FOLDERS],
    ["the linter finds nothing", "oxlint/bin/oxlint", "--format=unix", ...FOLDERS],
    ["no file, export or package is unused", "knip/bin/knip.js"],
    ["nothing in the product is there for tests alone", "knip/bin/knip.js", "--production", "--include=exports,files"],
  ],
};

/** Runs what a suite has, `types` or `lint`; what a tool says of failures is printed whole. */
export async function runTools(suite) {
  const results = TOOLS[suite].map(([title, tool, ...args]) => {
    const { status, stdout, stderr, error } = runTool(ROOT, tool, ...args);
    if (status === 0) return { kind: "passed", title };
    const message = `${stdout}${stderr}`.trim() || String(error);
    console.log(message);
    return { kind: "failed", title, message };
  });
  return suiteResult(suite, results);
}

/** Runs a tool of the project's in `folder`: how it ended and what it printed. */
export function runTool(folder, tool, ...args) {
  return spawnSync(process.execPath, [`${ROOT}/node_modules/${tool}`, ...args], { cwd: folder, encoding: "utf8" });
}
