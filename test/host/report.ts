/** What mocha's runner offers of the events used here; its Node and its browser build agree on it. */
interface Runner {
  on(event: string, listener: (test: Test, error?: unknown) => void): unknown;
}
interface Test {
  fullTitle(): string;
  readonly duration?: number;
  titlePath(): string[];
}

/** What a host prints once its tests begin: it came up. */
export const BEGUN = "[begun]";

/** One line of a host's results, as JSON. The last one of a run that came to its end is `end`. */
export type Result =
  | { readonly kind: "passed" | "skipped"; readonly title: string }
  | { readonly kind: "failed"; readonly title: string; readonly group: string | undefined; readonly message: string }
  | { readonly kind: "end" };

/**
 * Prints each test as it ends, and hands its result to `write`.
 * Lines start with [test] so that they can be told from what else an extension host prints.
 */
export function report(runner: Runner, write: (result: Result) => void): void {
  runner.on("pass", (test) => {
    console.log(`[test]   ✔ ${test.fullTitle()}${(test.duration ?? 0) > 1000 ? ` (${test.duration} ms)` : ""}`);
    write({ kind: "passed", title: test.fullTitle() });
  });
  runner.on("pending", (test) => {
    console.log(`[test]   - ${test.fullTitle()} (skipped)`);
    write({ kind: "skipped", title: test.fullTitle() });
  });
  // Hooks that fail come here too, as the "test" that they are.
  runner.on("fail", (test, error) => {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    console.log(`[test]   ✘ ${test.fullTitle()}\n${message.replace(/^/gm, "      ")}`);
    write({ kind: "failed", title: test.fullTitle(), group: test.titlePath()[0], message });
  });
  runner.on("end", () => write({ kind: "end" }));
}
