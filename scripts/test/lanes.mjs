import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../paths.mjs";
import { suiteResult } from "./totals.mjs";

/** How many suites run at once. Each VS Code alone keeps two cores busy for part of its time. */
const LANES = 2;

/**
 * Runs suites as processes of their own, the next one in whichever lane is free. Prints what each printed once it has
 * ended. A suite is the arguments of test.mjs. Returns all results, in the order of the suites.
 */
export async function runLanes(suites) {
  const folder = mkdtempSync(join(tmpdir(), "jwt-apps-lanes-"));
  const running = new Set();
  const waiting = [...suites.entries()];
  const stop = () => {
    waiting.length = 0;
    for (const child of running) child.kill("SIGTERM");
  };
  const onSignal = () =>
    void (stop(), Promise.all([...running].map((child) => child.ended)).then(() => process.exit(1)));
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  try {
    const results = [];
    const lane = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [index, args] = next;
        console.log(`\n… ${args.join(" ")}`);
        const file = join(folder, `${index}.json`);
        const output = await runSuite(args, file, running);
        process.stdout.write(output);
        const retries = String(output).match(/^RETRY: .*$/gm) ?? [];
        results[index] = read(file, args).map((result) => ({ ...result, retries }));
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    return results.flat();
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
    rmSync(folder, { recursive: true, force: true });
  }
}

function runSuite(args, file, running) {
  const child = spawn(process.execPath, [join(ROOT, "scripts/test.mjs"), ...args, "--no-build", "--part", file], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
  });
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
    return [suiteResult(args.join(" "), [], "it ended without a result: what it printed stands above")];
  }
}
