import { strict as assert } from "node:assert";
import { twice } from "../../../scripts/test/twice.mjs";

describe("what may not come up the first time", () => {
  /** Starts something that is up from the `upAt`th time on, and says or throws `reason` before that. */
  const started = async (upAt: number, reason: string | Error) => {
    let starts = 0;
    const lines: string[] = [];
    const start = async (): Promise<string> => {
      if (++starts >= upAt) return "its result";
      if (reason instanceof Error) throw reason;
      return reason;
    };
    const print = (line: string): void => void lines.push(line);
    const result: unknown = await twice("It", () => starts >= upAt, start, print).catch((error: unknown) => error);
    return { result, starts, lines };
  };

  it("is started once where it comes up", async () => {
    assert.deepEqual(await started(1, ""), { result: "its result", starts: 1, lines: [] });
  });

  it("is started once more, which is printed with the reason, thrown or said", async () => {
    const line = "RETRY: It did not come up (no port), and is started once more";
    assert.deepEqual(await started(2, "no port"), { result: "its result", starts: 2, lines: [line] });
    const thrown = await started(2, new Error("no port\nand more lines"));
    assert.deepEqual(thrown, { result: "its result", starts: 2, lines: [line] });
  });

  it("is not started a third time", async () => {
    const failed = await started(3, new Error("no port"));
    assert.deepEqual([failed.starts, failed.lines.length, String(failed.result)], [2, 1, "Error: no port"]);
  });

  it("is not started again for what fails after it came up", async () => {
    let starts = 0;
    const start = async (): Promise<void> => {
      starts++;
      throw new Error("a test failed");
    };
    await assert.rejects(
      twice(
        "It",
        () => true,
        start,
        () => assert.fail(),
      ),
      { message: "a test failed" },
    );
    assert.equal(starts, 1);
  });
});
