import { markedEnvironment, stopMarked } from "../processes.mjs";

/**
 * Runs what `run` starts in the environment that it gets, for at most `timeout` milliseconds, and stops all of it at
 * the end: also when it hangs, and when this process is told to end. `run` puts its child into `children`, for
 * systems where nothing else tells what it started. Returns a sentence if it hung.
 * @param {{ suite: string, timeout: number, environment?: NodeJS.ProcessEnv }} options
 * @param {(started: { env: NodeJS.ProcessEnv, children: import("node:child_process").ChildProcess[] }) => Promise<void>} run
 */
export async function inTime({ suite, timeout, environment = process.env }, run) {
  const { mark, env } = markedEnvironment(environment);
  /** @type {import("node:child_process").ChildProcess[]} */
  const children = [];
  const stop = () => stopMarked(mark, { children });
  const onSignal = () => void stop().then(() => process.exit(1));
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  let hung = false;
  const timer = setTimeout(() => ((hung = true), void stop()), timeout);
  try {
    await run({ env, children });
  } finally {
    clearTimeout(timer);
    await stop();
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
  return hung ? `${suite} did not end within ${timeout / 1000} s and was stopped` : undefined;
}
