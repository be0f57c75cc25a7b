import { markedEnvironment, stopMarked } from "../processes.mjs";

/**
 * Runs what `run` starts in the environment that it gets, and stops all of it at the end: also when it hangs, and when
 * this process is told to end. It hangs when for `timeout` milliseconds `news`, any value that changes as it gets on,
 * stayed the same; without `news`, when it takes longer than that. `run` puts its child into `children`, for systems
 * where nothing else tells what it started. Returns a sentence if it hung.
 * @param {{ suite: string, timeout: number, news?: () => unknown, environment?: NodeJS.ProcessEnv }} options
 * @param {(started: { env: NodeJS.ProcessEnv, children: import("node:child_process").ChildProcess[] }) => Promise<void>} run
 */
export async function inTime({ suite, timeout, news = () => undefined, environment = process.env }, run) {
  const { mark, env } = markedEnvironment(environment);
  /** @type {import("node:child_process").ChildProcess[]} */
  const children = [];
  const stop = () => stopMarked(mark, { children });
  const onSignal = () => void stop().then(() => process.exit(1));
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  let hung = false;
  let last = news();
  let since = performance.now();
  const timer = setInterval(
    () => {
      const now = news();
      if (now !== last) [last, since] = [now, performance.now()];
      if (hung || performance.now() - since < timeout) return;
      hung = true;
      // The one at the end tells what fails.
      stop().catch(() => undefined);
    },
    Math.min(timeout / 4, 1000),
  );
  try {
    await run({ env, children });
  } finally {
    clearInterval(timer);
    await stop();
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
  return hung ? `${suite} did not get on for ${timeout / 1000} s and was stopped` : undefined;
}
