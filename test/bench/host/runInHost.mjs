import { runTests } from "@vscode/test-electron";
import { build } from "esbuild";
import { jsonText } from "../../../scripts/jsonText.mjs";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildTargets } from "../../../scripts/build.mjs";
import { ROOT } from "../../../scripts/paths.mjs";
import { markedEnvironment, stopMarked } from "../../../scripts/processes.mjs";

/** Builds what is measured, once for all hosts. */
export async function buildForHosts() {
  await buildTargets(["extension", "vscode"]);
}

/**
 * Runs `test/bench/host/<name>.ts` in a fresh extension host, and returns what it wrote, parsed, to JWT_APPS_BENCH_RESULT.
 * @param {string} name
 * @param {{ host?: "newest" | "floor", environment?: Record<string, string>, others?: string[] }} [options] `others`:
 *   folders of further extensions that are there
 */
export async function runInHost(name, { host = "newest", environment = {}, others = [] } = {}) {
  // Below the repository: a script belongs to the extension in whose folder it lies.
  const folder = mkdtempSync(join(ROOT, "out", "bench-"));
  const result = join(mkdtempSync(join(tmpdir(), "jwt-apps-bench-")), "result.json");
  const { mark, env } = markedEnvironment({ JWT_APPS_RUN: process.env.JWT_APPS_RUN });
  const tests = join(folder, "index.js");
  try {
    await build({
      entryPoints: [join(ROOT, "test/bench/host", `${name}.ts`)],
      outfile: tests,
      bundle: true,
      platform: "node",
      format: "cjs",
      mainFields: ["module", "main"],
      external: ["vscode"],
      plugins: [jsonText],
    });
    await runTests({
      vscodeExecutablePath: process.env.VSCODE_EXECUTABLE || join(ROOT, "out/vscode/host.mjs"),
      extensionDevelopmentPath: [ROOT, ...others],
      extensionTestsPath: tests,
      extensionTestsEnv: { ...env, ...environment, JWT_APPS_HOST: host, JWT_APPS_BENCH_RESULT: result },
    });
    return JSON.parse(readFileSync(result, "utf8"));
  } finally {
    await stopMarked(mark);
    rmSync(folder, { recursive: true, force: true });
    rmSync(join(result, ".."), { recursive: true, force: true });
  }
}

export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
