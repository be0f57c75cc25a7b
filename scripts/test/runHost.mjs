import { runTests } from "@vscode/test-electron";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildHostTests } from "../build.mjs";
import { ROOT } from "../paths.mjs";
import { markedEnvironment, stopMarked } from "../processes.mjs";
import { collectResults } from "./results.mjs";

/** Each a VS Code of its own; `restricted` is the newest one in Restricted Mode. */
export const HOSTS = ["newest", "floor", "web", "restricted"];

/**
 * Runs the host tests inside that VS Code, or inside the desktop one that VSCODE_EXECUTABLE names.
 * `timeout` is for all of them, in milliseconds.
 */
export function runHost({ host, grep = "", file = "", timeout }) {
  return collectResults(`host ${host}`, async (results) => {
    // Of this run alone: two runs side by side would overwrite each other's tests.
    const folder = join(ROOT, "out/host", `${host}-${process.pid}`);
    mkdirSync(folder, { recursive: true });
    try {
      const tests = join(folder, "index.js");
      if ((await buildHostTests(host, tests, file)) === 0) return "there is no such test file";
      return await inVSCode({ host, tests, grep, results, timeout });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

async function inVSCode({ host, tests, grep, results, timeout }) {
  const { mark, env } = markedEnvironment({ JWT_APPS_RUN: process.env.JWT_APPS_RUN });
  let hung = false;
  const timer = setTimeout(() => ((hung = true), void stopMarked(mark)), timeout);
  const onSignal = () => void stopMarked(mark).then(() => process.exit(1));
  process.once("SIGTERM", onSignal);
  try {
    await runTests({
      vscodeExecutablePath: process.env.VSCODE_EXECUTABLE || join(ROOT, "out/vscode/host.mjs"),
      extensionDevelopmentPath: process.env.JWT_APPS_EXTENSION || ROOT,
      extensionTestsPath: tests,
      extensionTestsEnv: { ...env, JWT_APPS_HOST: host, JWT_APPS_TEST_RESULTS: results, JWT_APPS_TEST_GREP: grep },
    });
  } catch (error) {
    if (hung) return `VS Code (${host}) did not end within ${timeout / 1000} s and was stopped`;
    // Failed tests are in the results, and a VS Code that did not come so far left none.
    if (error.constructor.name !== "TestRunFailedError") throw error;
  } finally {
    clearTimeout(timer);
    process.off("SIGTERM", onSignal);
    await stopMarked(mark);
  }
  return undefined;
}
