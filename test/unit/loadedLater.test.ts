import { strict as assert } from "node:assert";
import { LoadedLater } from "../../src/editor/workbench/loadedLater";

describe("a part that is loaded later", () => {
  /** One whose loading ends when the test says so. */
  const part = () => {
    let disposed = 0;
    let loads = 0;
    let arrive = (): void => undefined;
    const one = { dispose: () => void disposed++ };
    const later = new LoadedLater(() => {
      loads++;
      return new Promise<typeof one>((resolve) => (arrive = () => resolve(one)));
    });
    return { one, later, arrive: () => arrive(), disposed: () => disposed, loads: () => loads };
  };

  it("is loaded when it is first wanted, and once", async () => {
    const { one, later, arrive, loads } = part();
    assert.equal(loads(), 0);
    const [first, second] = [later.load(), later.load()];
    assert.equal(later.loaded, undefined);
    arrive();
    assert.equal(await first, one);
    assert.equal(await second, one);
    assert.equal(later.loaded, one);
    assert.equal(loads(), 1);
  });

  it("is disposed with its owner", async () => {
    const { later, arrive, disposed } = part();
    const loading = later.load();
    arrive();
    await loading;
    assert.equal(disposed(), 0);
    later.dispose();
    assert.equal(disposed(), 1);
  });

  it("is disposed where it comes after its owner went", async () => {
    const { later, arrive, disposed } = part();
    const loading = later.load();
    later.dispose();
    assert.equal(disposed(), 0);
    arrive();
    await loading;
    assert.equal(disposed(), 1);
  });

  it("is not loaded to be disposed", () => {
    const { later, loads, disposed } = part();
    later.dispose();
    assert.deepEqual([loads(), disposed()], [0, 0]);
  });

  it("is tried anew where loading it failed", async () => {
    let tries = 0;
    const later = new LoadedLater(async () => {
      if (++tries === 1) throw new Error("the first time");
      return { tries };
    });
    await assert.rejects(later.load(), /^Error: the first time$/);
    assert.deepEqual(await later.load(), { tries: 2 });
  });

  it("is handed to what forgets where somebody wanted it, also on its way, and is not loaded for that", async () => {
    const { one, later, arrive, loads } = part();
    const used: unknown[] = [];
    await later.ifWanted((loaded) => used.push(loaded));
    assert.equal(loads(), 0);
    const loading = later.load();
    const forgetting = later.ifWanted((loaded) => used.push(loaded));
    arrive();
    await Promise.all([loading, forgetting]);
    assert.deepEqual(used, [one]);
  });

  it("is not handed to anybody where loading it failed", async () => {
    const later = new LoadedLater(() => Promise.reject(new Error("not loaded")));
    const failing = assert.rejects(later.load());
    await later.ifWanted(() => assert.fail("handed over"));
    await failing;
    later.dispose();
  });
});
