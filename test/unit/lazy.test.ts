import { strict as assert } from "node:assert";
import { Lazy } from "../../src/editor/workbench/lazy";

describe("What is made with its first use", () => {
  it("is made then, and once, also for those who ask at the same time", async () => {
    let made = 0;
    const lazy = new Lazy(async () => ({ number: ++made }));
    assert.equal(made, 0);
    const [one, other] = await Promise.all([lazy.get(), lazy.get()]);
    assert.equal(one, other);
    assert.deepEqual([await lazy.get(), made], [{ number: 1 }, 1]);
  });

  it("is tried anew where making it failed", async () => {
    let tries = 0;
    const lazy = new Lazy(async () => {
      if (++tries === 1) throw new Error("the first time");
      return tries;
    });
    await assert.rejects(lazy.get(), /^Error: the first time$/);
    assert.equal(await lazy.get(), 2);
  });

  it("is handed to what forgets or disposes of it where it was used, also while it is made, and else not made", async () => {
    const used: string[] = [];
    const never = new Lazy(async () => assert.fail("made"));
    await never.ifMade(() => used.push("never"));
    const failed = new Lazy(async () => Promise.reject(new Error("not made")));
    const failing = failed.get().catch(() => undefined);
    await failed.ifMade(() => used.push("failed"));
    await failing;
    const lazy = new Lazy(async () => "made");
    const making = lazy.get();
    await lazy.ifMade((made) => used.push(made));
    await making;
    assert.deepEqual(used, ["made"]);
  });
});
