import assert from "node:assert/strict";
import { pooledBytes } from "../../../src/localPlatform/catalogue/pooledBytes";

describe("random bytes for invented IDs", () => {
  it("are each given once, of few draws, and as many as are asked for", () => {
    let drawn = 0;
    const draw = pooledBytes((length) =>
      Uint8Array.from({ length }, (_, index) => ((index + 7 * drawn) % 256) ^ (index >> 8)),
    );
    const counted = pooledBytes((length) => {
      drawn++;
      return new Uint8Array(length);
    });
    assert.deepEqual([...draw(2), ...draw(3)], [0, 1, 2, 3, 4]);
    for (let index = 0; index < 1_000; index++) assert.equal(counted(16).length, 16);
    assert.ok(drawn >= 3 && drawn <= 5, String(drawn));
    assert.equal(counted(10_000).length, 10_000);
  });
});
