import { spawn } from "node:child_process";
import { join } from "node:path";
import { globSync } from "../files.mjs";
import { ROOT } from "../paths.mjs";
import { inTime } from "./inTime.mjs";
import { PATIENCE } from "./patience.mjs";
import { collectResults, resultsSize } from "./results.mjs";

/**
 * Runs the built test files of `folder` in a mocha of their own; `flags` are Node's. It hangs when it says nothing of any
 * test for `timeout` milliseconds.
 */
export function runMocha({
  suite,
  folder,
  reporter,
  grep,
  file = "",
  environment,
  flags = [],
  timeout = PATIENCE.suite,
}) {
  return collectResults(suite, async (results) => {
    const files = globSync(join(ROOT, folder), ".test.mjs").filter((path) => path.includes(file));
    if (files.length === 0) return "there is no such test file";
    const args = [
      "--timeout",
      String(PATIENCE.test),
      "--reporter",
      join(ROOT, "scripts/test/reporter.cjs"),
      "--reporter-option",
      `show=${reporter}`,
      "--reporter-option",
      `file=${results}`,
      ...(grep ? ["--fgrep", grep] : []),
    ];
    return inTime(
      { suite, timeout, news: () => resultsSize(results), environment: { ...process.env, ...environment } },
      async ({ env, children }) => {
        const child = spawn(
          process.execPath,
          [...flags, join(ROOT, "node_modules/mocha/bin/mocha.js"), ...args, ...files],
          { cwd: ROOT, env, stdio: ["ignore", "inherit", "inherit"], detached: process.platform !== "win32" },
        );
        children.push(child);
        await new Promise((resolve) => child.on("close", resolve).on("error", resolve));
      },
    );
  });
}
