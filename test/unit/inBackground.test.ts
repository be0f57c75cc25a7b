import { strict as assert } from "node:assert";
import { inBackground } from "../../src/editor/workbench/inBackground";

describe("what nobody waits for", () => {
  const run = async (task: () => unknown, error?: (line: string) => void): Promise<string[]> => {
    const lines: string[] = [];
    const rejections: unknown[] = [];
    const heard = (reason: unknown): void => void rejections.push(reason);
    process.on("unhandledRejection", heard);
    try {
      inBackground({ error: error ?? ((line: string) => void lines.push(line)) }, "clipboard", task);
      for (let turn = 0; turn < 5; turn++) await new Promise((done) => setImmediate(done));
    } finally {
      process.off("unhandledRejection", heard);
    }
    assert.deepEqual(rejections, []);
    return lines;
  };

  it("is logged by its kind alone when it fails, now or later", async () => {
    assert.deepEqual(await run(() => Promise.reject(new TypeError("eyJ.secret"))), ["clipboard: TypeError"]);
    assert.deepEqual(await run(() => Promise.reject("eyJ.secret")), ["clipboard: string"]);
    assert.deepEqual(
      await run(() => {
        throw new RangeError("eyJ.secret");
      }),
      ["clipboard: RangeError"],
    );
  });

  it("says nothing when it succeeds, or where there is nothing to do", async () => {
    assert.deepEqual(await run(() => Promise.resolve("eyJ.secret")), []);
    assert.deepEqual(await run(() => undefined), []);
  });

  it("fails nobody where the log is closed already", async () => {
    const closed = (): void => {
      throw new Error("Channel has been closed");
    };
    await run(() => Promise.reject(new Error()), closed);
    await run(() => {
      throw new Error();
    }, closed);
  });
});
