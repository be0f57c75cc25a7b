import { strict as assert } from "node:assert";
import { tableLines } from "../../../src/jwtApps/table";

describe("A table of the command line", () => {
  const head = ["CALL", "NAME", "NEEDS"];
  const rows = [
    ["POST /api/public/bot/{botId}/getSessions", "Sessions History", "Scope: Bot Sessions"],
    ["GET /api/public/bots", "Get Bots", "Scope: Bots"],
  ];

  it("is lines with tabs and whole cells for a program, without a head", () => {
    assert.deepEqual(tableLines(head, rows, undefined), [rows[0]?.join("\t"), rows[1]?.join("\t")]);
  });

  it("has its columns below each other in a terminal that is wide enough", () => {
    assert.deepEqual(tableLines(head, rows, 120), [
      "CALL                                      NAME              NEEDS",
      "POST /api/public/bot/{botId}/getSessions  Sessions History  Scope: Bot Sessions",
      "GET /api/public/bots                      Get Bots          Scope: Bots",
    ]);
  });

  it("is never wider than the terminal, and says with … where something is cut", () => {
    for (const columns of [40, 41, 50, 60, 78]) {
      const lines = tableLines(head, rows, columns);
      assert.ok(
        lines.every((line) => line.length <= columns),
        String(columns),
      );
      assert.match(lines[1] ?? "", /…/);
    }
  });

  it("keeps the end of a call, in which those of one bot differ", () => {
    const cut = tableLines(head, rows, 60)[1] ?? "";
    assert.match(cut, /^POST …\S*\/getSessions {2}Sessions Hist/);
  });

  it("counts two columns for what is written wide, and none for what joins a letter", () => {
    const [, wide, joined] = tableLines(
      ["A", "B"],
      [
        ["注文", "x"],
        ["e\u0301", "x"],
      ],
      80,
    );
    assert.deepEqual([wide, joined], ["注文  x", "e\u0301     x"]);
    const cut = tableLines(["A", "B"], [["x", "注文".repeat(10)]], 18)[1] ?? "";
    assert.equal(cut, "x  注文注文注文注…");
    const cutInFront = tableLines(["A", "B"], [["注文".repeat(10), "x"]], 18)[1] ?? "";
    assert.equal(cutInFront, "…文注文注文注文  x");
  });
});
