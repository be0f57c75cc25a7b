import { strict as assert } from "node:assert";
import { sourceLabel } from "../../../src/domain/payloads/open/sourceLabel";
import { positionsIn } from "../../../src/domain/text/positionsIn";

describe("what a tab calls the source of a payload", () => {
  const rows: readonly (readonly [path: string, lines: readonly number[], label: string])[] = [
    ["/w/jane/requests.http", [38], "requests.http:38"],
    ["requests.http", [], "requests.http"],
    ["/w/both.json", [2, 9], "both.json:2, 9"],
    ["/w/many.jsonl", [2, 9, 11, 300], "many.jsonl:2…300"],
    ["Untitled-1", [1], "Untitled-1:1"],
    ["C:\\captures\\answer.log", [7], "answer.log:7"],
    ["/w/folder/", [1], "folder:1"],
    ["", [], "…"],
    // What turns the direction, breaks the line, can't be seen, or would be an icon or a link.
    ["/w/exe.\u202ehttp\u2066.json", [1], "exe.http.json:1"],
    ["/w/a\nb\r\tc\u200b\u0007.http", [1], "a b c .http:1"],
    ["/w/$(warning)[x](command:y).http", [1], "$ (warning)[x] (command:y).http:1"],
    ["/w/half\ud800.http", [1], "half\ufffd.http:1"],
    // What is long, and what may be a token.
    [`/w/${"long name ".repeat(30)}.http`, [3], "long name long name long name long….http:3"],
    [`/w/eyJhbGciOiJIUzI1NiJ9.${"c2VjcmV0IG9mIGphbmU".repeat(4)}.json`, [1], "eyJhbGciOiJIUzI1NiJ9.c2VjcmV0….json:1"],
    [`/${"x/".repeat(100_000)}a.http`, [1], "a.http:1"],
  ];
  for (const [path, lines, label] of rows) {
    it(`is ${JSON.stringify(label)}`, () => {
      const found = sourceLabel(path, lines);
      assert.equal(found, label);
      assert.ok(found.length <= 60);
      assert.doesNotMatch(found, /[/\\\p{Cc}\p{Cf}]/u);
    });
  }

  it("has the lines of offsets as editors count them", () => {
    const text = "a\nb\r\nc\rd\n\ne";
    assert.deepEqual(
      positionsIn(text, [0, 2, 5, 7, 10, 2]).map(({ line, character }) => `${line}:${character}`),
      ["0:0", "1:0", "2:0", "3:0", "5:0", "1:0"],
    );
    assert.deepEqual(positionsIn("ab", [1]), [{ line: 0, character: 1 }]);
    assert.deepEqual(positionsIn("", []), []);
  });
});
