import { runTests } from "@vscode/test-electron";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildHostTests } from "../build.mjs";
import { ROOT } from "../paths.mjs";
import { inTime } from "./inTime.mjs";
import { PATIENCE } from "./patience.mjs";
import { collectResults, resultsSize } from "./results.mjs";
import { twice } from "./twice.mjs";

/** Each a VS Code of its own; `restricted` is the newest one in Restricted Mode. */
export const HOSTS = ["newest", "floor", "web", "restricted"];

/** Runs the host tests inside that VS Code, or inside the desktop one that VSCODE_EXECUTABLE names. */
export function runHost({ host, grep = "", file = "" }) {
  return collectResults(`host ${host}`, async (results) => {
    // Of this run alone: two runs side by side would overwrite each other's tests.
    const folder = join(ROOT, "out/host", `${host}-${process.pid}`);
    mkdirSync(folder, { recursive: true });
    try {
      const tests = join(folder, "index.js");
      if ((await buildHostTests(host, tests, file)) === 0) return "there is no such test file";
      // A VS Code in which not one test has begun may come up the second time.
      return await twice(
        `VS Code (${host})`,
        () => resultsSize(results) > 0,
        () => inVSCode({ host, tests, grep, results }),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

function inVSCode({ host, tests, grep, results }) {
  // runTests adds the rest of this process's environment by itself.
  return inTime(
    {
      suite: `VS Code (${host})`,
      timeout: PATIENCE.suite,
      news: () => resultsSize(results),
      environment: { JWT_APPS_RUN: process.env.JWT_APPS_RUN },
    },
    async ({ env }) => {
      try {
        await runTests({
          vscodeExecutablePath: process.env.VSCODE_EXECUTABLE || join(ROOT, "out/vscode/host.mjs"),
          // Beside the product a second extension, which tries its doors.
          extensionDevelopmentPath: [process.env.JWT_APPS_EXTENSION || ROOT, join(ROOT, "test/hostile/extension")],
          extensionTestsPath: tests,
          extensionTestsEnv: { ...env, JWT_APPS_HOST: host, JWT_APPS_TEST_RESULTS: results, JWT_APPS_TEST_GREP: grep },
        });
      } catch (error) {
        // Failed tests are in the results, and a VS Code that did not come so far left none.
        if (error.constructor.name !== "TestRunFailedError") throw error;
      }
    },
  );
}
