import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../paths.mjs";
import { suiteResult } from "./totals.mjs";

/** How many suites with a VS Code run at once: each keeps two cores busy for part of its time, and waits for the rest. */
const VSCODE_LANES = 2;

/**
 * Runs suites as processes of their own: those with a VS Code in two lanes, the next one in whichever is free, and beside
 * them the others one by one, whose lane then takes those with a VS Code, too. Prints what each printed once it has
 * ended. A suite is the arguments of test.mjs, and whether it starts a VS Code. Returns all results, in the order of the
 * suites.
 * @param {{ args: string[], hasVsCode: boolean }[]} suites
 */
export async function runLanes(suites) {
  const folder = mkdtempSync(join(tmpdir(), "jwt-apps-lanes-"));
  const running = new Set();
  const all = suites.map(({ args, hasVsCode }, index) => ({ args, hasVsCode, index }));
  const inVsCode = all.filter(({ hasVsCode }) => hasVsCode);
  const others = all.filter(({ hasVsCode }) => !hasVsCode);
  const stop = () => {
    inVsCode.length = others.length = 0;
    for (const child of running) child.kill("SIGTERM");
  };
  const onSignal = () =>
    void (stop(), Promise.all([...running].map((child) => child.ended)).then(() => process.exit(1)));
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  try {
    const results = [];
    const lane = async (waiting) => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const { index, args } = next;
        console.log(`\n… ${args.join(" ")}`);
        const file = join(folder, `${index}.json`);
        const output = await runSuite(args, file, running);
        process.stdout.write(output);
        const retries = String(output).match(/^RETRY: .*$/gm) ?? [];
        results[index] = read(file, args).map((result) => ({ ...result, retries }));
      }
    };
    await Promise.all([
      lane(others).then(() => lane(inVsCode)),
      ...Array.from({ length: VSCODE_LANES }, () => lane(inVsCode)),
    ]);
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
