import { strict as assert } from "node:assert";
import { MAX_SEGMENTS, pathTree, reachedBy } from "../../../src/domain/scopes/pathTree";

const TREE = pathTree(
  ["a/{x}/c", "a/{y}/{z}", "a/b/{x}", "bot/{id}", "Stream/{id}", "stream/{id}", "a"].map(
    (path) => [path.split("/"), path] as const,
  ),
);

/** Each path that is reached, in what it is misspelled, and its parameters as digits from the first segment on. */
function reached(...segments: string[]): unknown {
  return reachedBy(TREE, segments).flatMap(({ ends, misspelled, parameters }) =>
    ends.map((path) => [
      path,
      [...misspelled],
      parameters.toString(2).padStart(MAX_SEGMENTS, "0").slice(0, segments.length),
    ]),
  );
}

describe("Path templates by their segments", () => {
  it("are reached by what they begin with, a parameter having any name", () => {
    assert.deepEqual(reached("a", "b", "c"), [
      ["a/b/{x}", [], "001"],
      ["a/{x}/c", [], "010"],
      ["a/{y}/{z}", [], "011"],
    ]);
    assert.deepEqual(reached("a", "b"), []);
    assert.deepEqual(reached("a", "b", "c", "d"), []);
    assert.deepEqual(reached("a"), [["a", [], "0"]]);
    assert.deepEqual(reached(), []);
  });

  it("are reached in another case, and with bot and stream for each other, each said once", () => {
    assert.deepEqual(reached("A", "B", "1"), [
      ["a/b/{x}", ["case"], "001"],
      ["a/{y}/{z}", ["case"], "011"],
    ]);
    assert.deepEqual(reached("bot", "1"), [
      ["bot/{id}", [], "01"],
      ["stream/{id}", ["botForStream"], "01"],
    ]);
    assert.deepEqual(reached("stream", "1"), [
      ["Stream/{id}", ["case"], "01"],
      ["stream/{id}", [], "01"],
      ["bot/{id}", ["streamForBot"], "01"],
    ]);
  });

  it("are not reached by what objects have", () => {
    assert.deepEqual(reached("__proto__", "constructor"), []);
    assert.deepEqual(reached("toString"), []);
  });

  it("tell parameters apart up to the last segment that a path may have", () => {
    const longest = Array.from({ length: MAX_SEGMENTS }, () => "{x}");
    const [only] = reachedBy(pathTree([[longest, "longest"]]), longest);
    assert.deepEqual(only, { ends: ["longest"], misspelled: [], parameters: 2 ** MAX_SEGMENTS - 1 });
  });
});
