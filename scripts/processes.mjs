import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/**
 * Every process that a run starts inherits this variable with a value of that run alone. So it is found wherever it
 * moved (a terminal's shell leaves its parent's group, orphans go to init), and nothing that others started is.
 */
const MARK = "JWT_APPS_RUN";

/** The environment for what a run starts. A run inside a run keeps the outer mark too, so that the outer one can stop it. */
export function markedEnvironment(environment = process.env) {
  const outer = environment[MARK];
  const mark = randomUUID();
  return { mark, env: { ...environment, [MARK]: outer ? `${outer},${mark}` : mark } };
}

/**
 * Stops what was started with that mark: asks with SIGTERM, and after `graceMs` milliseconds insists with SIGKILL.
 * Without /proc (macOS, Windows) only `children` are stopped, each with its process group.
 * @param {string} mark
 * @param {{ children?: readonly import("node:child_process").ChildProcess[], graceMs?: number }} [options]
 */
export async function stopMarked(mark, { children = [], graceMs = 5000 } = {}) {
  const find =
    process.platform === "linux"
      ? () => marked(mark)
      : () =>
          children
            .filter((child) => child.exitCode === null && child.signalCode === null)
            .flatMap((child) => child.pid ?? []);
  signal(find(), "SIGTERM");
  const end = Date.now() + graceMs;
  let left = find();
  while (left.length > 0 && Date.now() < end) {
    await delay(50);
    left = find();
  }
  // Twice, for a process that was started while the list was made.
  for (let round = 0; round < 2 && left.length > 0; round++) {
    signal(left, "SIGKILL");
    await delay(100);
    left = find();
  }
}

/** The ids of the processes with that mark, without this one. */
export function marked(mark) {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid && hasMark(name, mark))
    .map(Number);
}

function hasMark(pid, mark) {
  try {
    const variable = readFileSync(`/proc/${pid}/environ`, "utf8")
      .split("\0")
      .find((entry) => entry.startsWith(`${MARK}=`));
    return (
      variable
        ?.slice(MARK.length + 1)
        .split(",")
        .includes(mark) ?? false
    );
  } catch {
    return false; // Gone meanwhile, or another user's.
  }
}

function signal(pids, name) {
  for (const pid of pids) {
    try {
      process.kill(process.platform === "linux" ? pid : -pid, name);
    } catch {
      // Gone meanwhile.
    }
  }
}
