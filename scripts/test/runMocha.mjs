import { spawn } from "node:child_process";
import { join } from "node:path";
import { globSync } from "../files.mjs";
import { ROOT } from "../paths.mjs";
import { markedEnvironment, stopMarked } from "../processes.mjs";
import { collectResults } from "./results.mjs";

/** Runs the built test files of `folder` in a mocha of their own; `timeout` is for all of them, in milliseconds. */
export function runMocha({ suite, folder, reporter, grep, file = "", timeout, environment }) {
  return collectResults(suite, async (results) => {
    const files = globSync(join(ROOT, folder), ".test.mjs").filter((path) => path.includes(file));
    if (files.length === 0) return "there is no such test file";
    const { mark, env } = markedEnvironment({ ...process.env, ...environment });
    const args = ["--reporter", join(ROOT, "scripts/test/reporter.cjs"), "--reporter-option", `show=${reporter}`, "--reporter-option", `file=${results}`, ...(grep ? ["--grep", grep] : [])];
    const child = spawn(process.execPath, [join(ROOT, "node_modules/mocha/bin/mocha.js"), ...args, ...files], { cwd: ROOT, env, stdio: ["ignore", "inherit", "inherit"], detached: process.platform !== "win32" });
    return untilEnd({ suite, child, mark, timeout });
  });
}

/** Waits for the child, and stops all that it started: also when it hangs, and when this process is told to end. */
async function untilEnd({ suite, child, mark, timeout }) {
  const stop = () => stopMarked(mark, { children: [child] });
  const onSignal = () => void stop().then(() => process.exit(1));
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  let hung = false;
  const timer = setTimeout(() => ((hung = true), void stop()), timeout);
  await new Promise((resolve) => child.on("close", resolve).on("error", resolve));
  clearTimeout(timer);
  await stop();
  process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  return hung ? `${suite} did not end within ${timeout / 1000} s and was stopped` : undefined;
}
