import { strict as assert } from "node:assert";
import { UserError } from "../../../src/domain/errors";
import { parseLifetime } from "../../../src/domain/tokens/lifetime";

describe("a lifetime", () => {
  const UNDERSTOOD: [string, number][] = [
    ["300", 300],
    [" 300 ", 300],
    ["0", 0],
    ["2h", 7_200],
    ["2 h", 7_200],
    ["2H", 7_200],
    ["30m", 1_800],
    ["90s", 90],
    ["1d", 86_400],
    ["2w", 1_209_600],
    ["1h30m", 5_400],
    ["1h 30m", 5_400],
    ["30m 1h", 5_400],
    ["1h30m15s", 5_415],
    ["1.5h", 5_400],
    ["0.1h", 360],
    ["5 minutes", 300],
    ["1 minute", 60],
    ["5min", 300],
    ["10 secs", 10],
    ["1 hour and 30 minutes", 5_400],
    ["1 hour, 30 minutes", 5_400],
    ["2 Hrs", 7_200],
    ["1 day & 2 hours", 93_600],
  ];
  for (const [text, seconds] of UNDERSTOOD) {
    it(`is read: ${JSON.stringify(text)} is ${seconds} seconds`, () => assert.equal(parseLifetime(text), seconds));
  }

  const NOT_UNDERSTOOD = [
    ..."h|-5m|+5m|1h30|1:30|1,5h|1e3|0x10|two hours|5 apples|2 hurz|2h foo|foo 2h|1h1h|5 m 3 minutes".split("|"),
    ..."PT2H|500ms|1mo|1y|0.5s|1h-30m|1h and|and 1h|∞|٣h|5 m.".split("|"),
    "1h".repeat(100),
  ];
  for (const text of NOT_UNDERSTOOD) {
    it(`is not guessed: ${JSON.stringify(text.slice(0, 20))}`, () => {
      assert.throws(
        () => parseLifetime(text),
        (error: unknown) => {
          assert.ok(error instanceof UserError && error.code === "bad-lifetime-text");
          assert.match(
            error.message,
            /^“.+” can't be read as a lifetime\. Write it like 2h, 30m, 90s or 1h30m; a number alone counts seconds\.$/,
          );
          return true;
        },
      );
    });
  }

  it("that is missing is told so, with examples", () => {
    assert.throws(() => parseLifetime("  "), {
      message: "The lifetime is missing. Write it like 2h, 30m, 90s or 1h30m; a number alone counts seconds.",
    });
  });
});
