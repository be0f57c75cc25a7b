import { type ChildProcess, spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import type { BrowserContext } from "playwright-core";
import type { Window } from "../vscode/window";

/** Does something with a window while its machine is in some state. */
export type Machine = (window: Window, action: () => Promise<void>) => Promise<void>;

export const calm: Machine = (_window, action) => action();

/** Other processes keep every processor busy; they are ended by their ids. */
export const busy: Machine = async (_window, action) => {
  const spinning = Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" }),
  );
  try {
    await action();
  } finally {
    await Promise.all(spinning.map(ended));
  }
};

/** What a window draws after it was reloaded comes late; its context `canBeLate`. */
export const late: Machine = async ({ page }, action) => {
  await page.evaluate((key) => localStorage.setItem(key, ""), LATE);
  try {
    await action();
  } finally {
    await page.evaluate((key) => localStorage.removeItem(key), LATE);
  }
};

/** Makes a context whose windows draw late where `late` says so: each frame more than a second after it was asked for. */
export function canBeLate(context: BrowserContext): Promise<void> {
  return context.addInitScript((key) => {
    if (window !== window.top || localStorage.getItem(key) === null) return;
    const { requestAnimationFrame, cancelAnimationFrame } = globalThis;
    const waiting = new Map<number, number>();
    globalThis.requestAnimationFrame = (callback) => {
      const timer = Number(setTimeout(() => waiting.set(timer, requestAnimationFrame(callback)), 1_200));
      return timer;
    };
    globalThis.cancelAnimationFrame = (timer) => {
      clearTimeout(timer);
      cancelAnimationFrame(waiting.get(timer) ?? -1);
    };
  }, LATE);
}

const LATE = "test.drawsLate";

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("close", () => resolve()).once("error", () => resolve());
    child.kill("SIGKILL");
  });
}
