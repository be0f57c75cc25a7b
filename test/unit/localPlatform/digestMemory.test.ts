import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { DigestMemory } from "../../../src/localPlatform/digestMemory";

const NOW = 1_700_000_000;

describe("the memory of used jti", () => {
  it("knows a digest again until it expires, and takes it as new from then on", () => {
    const { memory, setNow } = memoryAt(NOW);
    assert.equal(memory.remember(digest(1), NOW + 60), "new");
    assert.equal(memory.remember(digest(1), NOW + 60), "replayed");
    setNow(NOW + 59);
    assert.equal(memory.remember(digest(1), NOW + 120), "replayed");
    setNow(NOW + 60);
    assert.equal(memory.remember(digest(1), NOW + 120), "new");
    assert.equal(memory.size, 1);
  });

  it("misses no replay and invents none among 5,000 digests that come in any order", () => {
    const { memory } = memoryAt(NOW);
    for (let index = 0; index < 5_000; index++)
      assert.equal(memory.remember(digest(index), NOW + 1 + (index % 3_600)), "new");
    for (let index = 4_999; index >= 0; index--) assert.equal(memory.remember(digest(index), NOW + 3_600), "replayed");
    assert.equal(memory.size, 5_000);
  });

  it("says full at its bound, forgets nothing for it, and has room again once something expires", () => {
    const { memory, setNow } = memoryAt(NOW, 1_000);
    for (let index = 0; index < 1_000; index++)
      assert.equal(memory.remember(digest(index), NOW + (index < 10 ? 30 : 60)), "new");
    assert.equal(memory.remember(digest(5_000), NOW + 60), "full");
    assert.equal(memory.remember(digest(5), NOW + 60), "replayed");
    setNow(NOW + 29);
    assert.equal(memory.remember(digest(5_000), NOW + 60), "full");
    setNow(NOW + 30);
    for (let index = 5_000; index < 5_010; index++) assert.equal(memory.remember(digest(index), NOW + 90), "new");
    assert.equal(memory.remember(digest(6_000), NOW + 90), "full");
    assert.equal(memory.remember(digest(999), NOW + 60), "replayed");
  });

  it("has room again each time that something expires, also what came after the last time", () => {
    const { memory, setNow } = memoryAt(NOW, 10);
    for (let index = 0; index < 9; index++) memory.remember(digest(index), NOW + 3_600);
    memory.remember(digest(9), NOW + 30);
    for (let minute = 0; minute < 59; minute++) {
      const expiry = NOW + 30 + 60 * minute;
      setNow(expiry - 1);
      assert.equal(memory.remember(digest(1_000 + minute), expiry + 60), "full");
      setNow(expiry);
      assert.equal(memory.remember(digest(1_000 + minute), expiry + 60), "new");
      assert.equal(memory.size, 10);
    }
    assert.equal(memory.remember(digest(8), NOW + 3_600), "replayed");
  });

  it("sweeps out what has expired and doesn't grow with the number of tokens that ever came", () => {
    const { memory, setNow } = memoryAt(NOW);
    for (let index = 0; index < 20_000; index++) {
      setNow(NOW + index);
      assert.equal(memory.remember(digest(index), NOW + index + 100), "new");
    }
    assert.ok(memory.size < 2_000, `${memory.size} are held`);
    for (let index = 19_950; index < 20_000; index++)
      assert.equal(memory.remember(digest(index), NOW + 30_000), "replayed");
  });

  it("tells digests apart that agree in their first words and differ in the last of the 16 bytes", () => {
    const { memory } = memoryAt(NOW);
    const [one, other] = [new Uint8Array(32), new Uint8Array(32)];
    other[14] = 1;
    assert.equal(memory.remember(one, NOW + 60), "new");
    assert.equal(memory.remember(other, NOW + 60), "new");
    assert.equal(memory.remember(one.slice(), NOW + 60), "replayed");
  });

  it("remembers a token that expires beyond what 32 bits of seconds can say", () => {
    const { memory, setNow } = memoryAt(NOW);
    assert.equal(memory.remember(digest(1), 1e15), "new");
    setNow(NOW + 1e9);
    assert.equal(memory.remember(digest(1), 1e15), "replayed");
  });
});

function memoryAt(seconds: number, bound?: number) {
  let now = seconds;
  return { memory: new DigestMemory(() => now * 1000, bound), setNow: (next: number) => (now = next) };
}

function digest(index: number): Uint8Array {
  return createHash("sha256").update(String(index)).digest();
}
