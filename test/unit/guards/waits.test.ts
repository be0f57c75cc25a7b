import { strict as assert } from "node:assert";
import { filesIn, read } from "./repository";

/** What a test can't know on a machine that it doesn't know, and what it says instead. */
const LUCK: readonly { readonly pattern: RegExp; readonly instead: string }[] = [
  { pattern: /\btimeout\([\d_]/, instead: "no limit of its own: scripts/test/patience.mjs has one for all" },
  { pattern: /\btimeout: [\d_]/, instead: "a limit of scripts/test/patience.mjs" },
  { pattern: /\bwaitForTimeout\(/, instead: "`until` of test/until.ts, or `passed` where time itself is the matter" },
  { pattern: /\bsetTimeout\(/, instead: "`until` of test/until.ts, or `passed` where time itself is the matter" },
  { pattern: /\b(?:performance|Date)\.now\(\) - \w+ <=? /, instead: "test/cpuTime.ts, or a ratio to something else" },
  { pattern: /\.listen\(0[^]*\.close\(/, instead: "test/freePort.ts" },
];

/** Where it is what the test is about. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  "test/until.ts": ["return new Promise((resolve) => setTimeout(resolve, milliseconds));"],
  // The repository's own waits, as the product gives them.
  "test/crash/storageFolder.ts": [
    "wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),",
  ],
  // That something hangs is found out by its time.
  "test/unit/scripts/processes.test.ts": [
    'inTime({ suite: "it", timeout: 1000 }',
    'inTime({ suite: "it", timeout: 400, news }',
  ],
  // Turns of the event loop, not time.
  "test/hostile/steps.test.ts": [
    "setTimeout(() => (isStale = true), 0);",
    'setTimeout(() => order.push("others"), 0);',
    "while (performance.now() - start < 2);",
  ],
  "test/hostile/host/neighbour.ts": ["setTimeout(() => quickPick.hide(), 50);", "setTimeout(() => box.hide(), 50);"],
  // What the product promises by the clock; the slowest of several attempts don't count.
  "test/interop/localPlatformProcess.test.ts": ["performance.now() - began < 1_000"],
  "test/interop/gatewayProcess.test.ts": ["performance.now() - told < 1_000"],
  "test/interop/localPlatform.test.ts": ["performance.now() - started < 1_000"],
  // Only as long as it is known to be too early.
  "test/journey/clipboard.test.ts": ["if (Date.now() - pressedAt < SECONDS * 1_000)"],
  // Limits of patience.mjs, and a frame that is never drawn.
  "test/journey/machines.ts": ["setTimeout(() => waiting.set(timer, requestAnimationFrame(callback)), 1_200)"],
  "test/vscode/host.ts": ["setTimeout(() => reject(late), PATIENCE.start)"],
  "test/vscode/nodeServer.ts": ["setTimeout(() => reject(late()), PATIENCE.start)"],
  "test/vscode/browser.ts": ["new Promise((resolve) => setTimeout(resolve, 500))"],
};

const isTest = (path: string): boolean => !/^test\/(?:bench|unit\/guards)\//.test(path);

describe("A test", () => {
  it("waits for states and not for luck", () => {
    const found = filesIn(["test"], ".ts")
      .filter(isTest)
      .flatMap((path) =>
        read(path)
          .split("\n")
          .flatMap((line, index) => {
            const luck = LUCK.find(({ pattern }) => pattern.test(line));
            const isMeant = MEANT[path]?.some((part) => line.includes(part));
            return luck && !isMeant ? [`${path}:${index + 1}: ${line.trim()} → ${luck.instead}`] : [];
          }),
      );
    assert.deepEqual(found, []);
  });

  it("that waits for luck is found by this one", () => {
    for (const line of [
      "    this.timeout(20_000);",
      "}).timeout(20_000);",
      "await page.waitForTimeout(500);",
      "await new Promise((resolve) => setTimeout(resolve, 100));",
      "await locator.waitFor({ timeout: 5_000 });",
      "assert.ok(performance.now() - start < 1_000);",
      "assert.ok(Date.now() - started <= 200);",
      "const port = await new Promise((done) => server.listen(0, () => server.close(done)));",
    ]) {
      assert.ok(
        LUCK.some(({ pattern }) => pattern.test(line)),
        line,
      );
    }
  });

  it("is excused by this one only where such a line stands", () => {
    const gone = Object.entries(MEANT).flatMap(([path, parts]) =>
      parts.filter((part) => !read(path).includes(part)).map((part) => `${path}: ${part}`),
    );
    assert.deepEqual(gone, []);
  });
});
