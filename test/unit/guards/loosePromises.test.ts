import { strict as assert } from "node:assert";
import { read, sources } from "./repository";

/** Each line of a source with where it stands. */
const lines = (): { readonly at: string; readonly line: string }[] =>
  sources().flatMap((path) =>
    read(path)
      .split("\n")
      .map((line, index) => ({ at: `${path}:${index + 1}`, line })),
  );

/** What the linter lets pass: `void` before the one call of a function, and a listener of an event that is async. */
const LOOSE = [/\bvoid (?!0\b)[\w.#]+(?:\(|\?\.)/, /\.onDid\w+\(async\b/];
/** Handled on the spot, never a promise, or a function that handles everything itself. */
const HANDLED = [
  /\.catch\(/,
  /void process\.std(?:out|err)\.write\(/,
  /void socket\.destroy\(\)/,
  /void this\.#(?:serve|save|check)\(/,
];

describe("What nobody waits for", () => {
  it("has somebody who hears that it failed", () => {
    const found = lines().filter(
      ({ line }) => LOOSE.some((pattern) => pattern.test(line)) && !HANDLED.some((pattern) => pattern.test(line)),
    );
    assert.deepEqual(found, []);
  });

  it("is found by this test", () => {
    for (const line of [
      "panel.webview.onDidReceiveMessage(async (message) => {",
      "() => void look(editor)",
      "() => void this.loaded?.then((one) => one.dispose()),",
    ]) {
      assert.ok(
        LOOSE.some((pattern) => pattern.test(line)),
        line,
      );
    }
  });
});

describe("Timers", () => {
  /** Of a length that stands there as a number or as a constant, or in the one file that knows how long a timer may be. */
  it("of a length that comes from data or settings go through domain/longTimer.ts", () => {
    const text = sources()
      .filter((path) => path !== "src/domain/longTimer.ts")
      .map((path) => ({ path, text: read(path) }));
    const found = text.flatMap(({ path, text: source }) =>
      [...source.matchAll(/\bset(?:Timeout|Interval)\(/g)].flatMap(({ index }) => {
        const call = callAt(source, index);
        const length = call
          .slice(call.lastIndexOf(",") + 1, -1)
          .trim()
          .replace(/,$/, "");
        return /^(?:[\d_]+|[A-Z][A-Z_]+)$/.test(length) ? [] : [`${path}: ${length}`];
      }),
    );
    // The waits of the repository's own retries, of servers that close or drop a body, and for upstreams: our numbers, passed on.
    assert.deepEqual(found, [
      "src/edge/exchange.ts: this.#services.dropTime",
      "src/edge/httpServer.ts: graceTime",
      "src/editor/storage/openRepository.ts: milliseconds",
      "src/gateway/createGateway.ts: limits.graceTime",
      "src/gateway/deadline.ts: milliseconds",
      "src/localPlatform/dataTables/tablesFile.ts: time",
    ]);
  });
});

/** The text of a call, to its closing parenthesis. */
function callAt(source: string, start: number): string {
  let depth = 0;
  for (let index = source.indexOf("(", start); index < source.length; index++) {
    if (source[index] === "(") depth++;
    if (source[index] === ")" && --depth === 0) return source.slice(start, index + 1);
  }
  return source.slice(start);
}
