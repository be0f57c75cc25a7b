import { strict as assert } from "node:assert";
import fc from "fast-check";
import { formatJson } from "../../../src/domain/payloads/open/formatJson";
import { runs } from "../../sample";

describe("formatJson", () => {
  it("puts each member on a line of its own", () => {
    assert.equal(
      formatJson('{"a":[1,{"b":null}],"c":{},"d":[ ],"e":"x, y: {z}"}'),
      '{\n  "a": [\n    1,\n    {\n      "b": null\n    }\n  ],\n  "c": {},\n  "d": [],\n  "e": "x, y: {z}"\n}',
    );
  });

  it("leaves numbers, duplicate names, escapes and order as they came", () => {
    assert.equal(
      formatJson('{"n":12345678901234567890,"b":1.0e+2,"a":1,"a":2,"s":"\\u00e9\\/\\"","z":-0}'),
      '{\n  "n": 12345678901234567890,\n  "b": 1.0e+2,\n  "a": 1,\n  "a": 2,\n  "s": "\\u00e9\\/\\"",\n  "z": -0\n}',
    );
  });

  it("changes white space alone, in whatever JSON, and a second time nothing", () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(4), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), null, indent);
        const formatted = formatJson(text);
        assert.equal(formatJson(formatted), formatted);
        assert.equal(JSON.stringify(JSON.parse(formatted)), JSON.stringify(JSON.parse(text)));
        assert.equal(withoutSpace(formatted), withoutSpace(text));
      }),
      runs(50, { full: 1_000 }),
    );
  });

  it("gives anything else than JSON back as it is", () => {
    for (const text of [
      "",
      " ",
      "hello",
      "{",
      "}",
      '{"a":1',
      '{"a" 1}',
      "[1,]",
      "{'a':1}",
      '["\\x"]',
      '["\n"]',
      "[1] [2]",
      "[1}",
      "{]",
      "[01]",
      '{"a":1}}',
      "\ufeff[1,2]",
      "[\u00a01]",
      "nul",
      '"abc',
    ]) {
      assert.equal(formatJson(text), text);
    }
    fc.assert(fc.property(fc.string(), (text) => withoutSpace(formatJson(text)) === withoutSpace(text)));
  });

  it("gives what is too long, too deep or would become too long back as it is", () => {
    const deep = (levels: number) => `${"[".repeat(levels)}1${"]".repeat(levels)}`;
    assert.notEqual(formatJson(deep(200)), deep(200));
    assert.equal(formatJson(deep(201)), deep(201));
    assert.equal(formatJson(deep(50_000)), deep(50_000));
    assert.equal(formatJson("[".repeat(1_000_000)), "[".repeat(1_000_000));
    const long = (length: number, letter = "x") => `["${letter.repeat(length - 4)}"]`;
    assert.notEqual(formatJson(long(5_000_000)), long(5_000_000));
    assert.equal(formatJson(long(5_000_001)), long(5_000_001));
    assert.equal(formatJson(long(2_000_000, "你")), long(2_000_000, "你"));
    const wide = `${"[".repeat(199)}${"1,".repeat(130_000)}1${"]".repeat(199)}`;
    assert.equal(formatJson(wide), wide);
  });
});

/** Without the white space between tokens. */
function withoutSpace(text: string): string {
  return text.replace(/("(?:[^"\\]|\\.)*"?)|[ \n\r\t]+/g, (_, string?: string) => string ?? "");
}
