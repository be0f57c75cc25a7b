import { strict as assert } from "node:assert";
import { patience, PATIENCE } from "../../../scripts/test/patience.mjs";

describe("how long the tests wait", () => {
  const told = (text: string | undefined): number => {
    const { JWT_APPS_PATIENCE } = process.env;
    if (text === undefined) delete process.env["JWT_APPS_PATIENCE"];
    else process.env["JWT_APPS_PATIENCE"] = text;
    try {
      return patience(1_000);
    } finally {
      if (JWT_APPS_PATIENCE === undefined) delete process.env["JWT_APPS_PATIENCE"];
      else process.env["JWT_APPS_PATIENCE"] = JWT_APPS_PATIENCE;
    }
  };

  it("is multiplied for a slow machine, and never shortened", () => {
    assert.deepEqual(["1", "2.5", "10"].map(told), [1_000, 2_500, 10_000]);
    for (const text of [undefined, "0.1", "0", "-3", "soon", "Infinity"]) assert.equal(told(text), 1_000, text);
  });

  it("is longer for what holds what is waited for: a state, a test, a suite", () => {
    assert.ok(PATIENCE.state < PATIENCE.start && PATIENCE.start < PATIENCE.test && PATIENCE.test < PATIENCE.suite);
  });
});
