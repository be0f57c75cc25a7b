import { type ChildProcess, spawn } from "node:child_process";
import { availableParallelism } from "node:os";

/** Runs `action` while other processes keep every processor busy; they are ended with it, by their ids. */
export async function whileBusy<T>(action: () => Promise<T>): Promise<T> {
  const busy = Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" }),
  );
  try {
    return await action();
  } finally {
    await Promise.all(busy.map(ended));
  }
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("close", () => resolve()).once("error", () => resolve());
    child.kill("SIGKILL");
  });
}
