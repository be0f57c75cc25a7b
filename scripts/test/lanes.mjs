import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../paths.mjs";
import { suiteResult } from "./totals.mjs";

/**
 * Runs suites as processes of their own, those of a lane one after the other and the lanes side by side: most of a
 * suite's time is waiting for a VS Code. Prints what each printed once it has ended. A suite is the arguments of
 * test.mjs. Returns all results.
 */
export async function runLanes(lanes) {
  const folder = mkdtempSync(join(tmpdir(), "jwt-apps-lanes-"));
  const running = new Set();
  const stop = () => {
    for (const child of running) child.kill("SIGTERM");
  };
  const onSignal = () => void (stop(), Promise.all([...running].map((child) => child.ended)).then(() => process.exit(1)));
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  try {
    const results = await Promise.all(lanes.map((lane, index) => runLane(lane, { running, file: (suite) => join(folder, `${index}-${suite}.json`) })));
    return results.flat();
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runLane(suites, { running, file }) {
  const results = [];
  for (const [index, args] of suites.entries()) {
    console.log(`\n… ${args.join(" ")}`);
    const output = await runSuite(args, file(index), running);
    process.stdout.write(output);
    results.push(...read(file(index), args));
  }
  return results;
}

function runSuite(args, file, running) {
  const child = spawn(process.execPath, [join(ROOT, "scripts/test.mjs"), ...args, "--no-build", "--part", file], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => output.push(data));
  running.add(child);
  child.ended = new Promise((resolve) => child.on("close", resolve).on("error", resolve)).then(() => {
    running.delete(child);
    return Buffer.concat(output);
  });
  return child.ended;
}

function read(file, args) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return [suiteResult(args.join(" "), [], "it ended without a result")];
  }
}
