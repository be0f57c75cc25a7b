import { strict as assert } from "node:assert";
import { UserError } from "../../src/domain/errors";

describe("UserError", () => {
  it("fills its placeholders and appends the remedy", () => {
    const error = new UserError("weak-key", "The key has {0} bits.", { args: [1024], remedy: "Use {0} or more." });
    assert.equal(error.message, "The key has 1024 bits. Use 1024 or more.");
    assert.equal(error.code, "weak-key");
  });
});
