import { strict as assert } from "node:assert";
import { filesIn, read } from "./repository";

describe("What comments cite of docs/platform.md", () => {
  const headings = new Set(
    [...read("docs/platform.md").matchAll(/^##+ (\d+(?:\.\d+)?)\b/gm)].map(([, number]) => number),
  );

  it("stands there", () => {
    const cited = filesIn(["src", "webview", "test", "scripts"], ".ts", ".mjs", ".cjs", ".js")
      .filter((path) => path !== "test/unit/guards/citations.test.ts")
      .flatMap((path) => citations(read(path)).map((section) => ({ path, section })));
    assert.ok(cited.length > 80);
    assert.deepEqual(
      cited.filter(({ section }) => !headings.has(section)),
      [],
    );
  });

  it("is found in each way that it is cited, and where it stands nowhere", () => {
    const text = [
      "// As documented (platform.md, 1.5).",
      "/** The doors beside the catalogue (platform.md, 3.3 and 9). */",
      "/** Of four (platform.md, 1.4, 3.3, 3.5 and 7), and a claim (platform.md, 2.4): in 3 places. */",
      " * which is long and goes on in the next line (platform.md,",
      " * 12.1), and there (platform.md, 3.5 and",
      " * 3.99).",
      "// by the name of before (facts" + ", 1.2)",
    ].join("\n");
    const found = citations(text);
    assert.deepEqual(found, [
      "1.5",
      "3.3",
      "9",
      "1.4",
      "3.3",
      "3.5",
      "7",
      "2.4",
      "12.1",
      "3.5",
      "3.99",
      "facts" + ", 1.2",
    ]);
    assert.deepEqual(
      found.filter((section) => !headings.has(section)),
      ["12.1", "3.99", "facts" + ", 1.2"],
    );
  });
});

/** The numbers of the sections that a source cites; what cites none but looks like it, whole. */
function citations(source: string): string[] {
  const text = source.replace(/\n\s*(?:\*|\/\/) /g, " ");
  const numbers = [...text.matchAll(/platform\.md,((?:[ ,]|and|\d+(?:\.\d+)?)+)/g)].flatMap(
    ([, list = ""]) => list.match(/\d+(?:\.\d+)?/g) ?? [],
  );
  return [...numbers, ...(text.match(/\bfacts, \d+(?:\.\d+)?/g) ?? [])];
}
