import type * as vscode from "vscode";

/** What failures of that kind are written to. */
export type FailureLog = Pick<vscode.LogOutputChannel, "error">;

/**
 * Starts what nobody waits for. A failure is logged by its kind alone, since a message can quote what was worked on, and
 * never becomes an unhandled rejection.
 * @param what names it in the log
 */
export function inBackground(log: FailureLog, what: string, task: () => unknown): void {
  const failed = (error: unknown): void => {
    try {
      log.error(`${what}: ${error instanceof Error ? error.name : typeof error}`);
    } catch {
      // The log of a window that closes takes no more.
    }
  };
  try {
    Promise.resolve(task()).then(undefined, failed);
  } catch (error) {
    failed(error);
  }
}
