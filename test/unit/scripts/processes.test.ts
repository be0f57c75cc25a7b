import { strict as assert } from "node:assert";
import { type ChildProcess, spawn } from "node:child_process";
import { marked, markedEnvironment, stopMarked } from "../../../scripts/processes.mjs";
import { inTime } from "../../../scripts/test/inTime.mjs";
import { until } from "../../until";

const WAITS = "process.stdout.write('up'); setInterval(() => {}, 1000);";

(process.platform === "linux" ? describe : describe.skip)("what a run started", () => {
  it("is stopped, with what it started in a session of its own and left behind, and nothing else", async () => {
    const { mark, env } = markedEnvironment();
    const other = await up(spawn(process.execPath, ["-e", WAITS]));
    const orphans = `const child = require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(WAITS)}], { detached: true, stdio: ["ignore", "inherit", "ignore"] }); child.unref();`;
    const parent = spawn(process.execPath, ["-e", orphans], { env });
    await up(parent);
    try {
      // What it left behind may be up before it is gone itself.
      await until(() => parent.exitCode !== null, "the parent is gone");
      assert.equal(marked(mark).length, 1);
      await stopMarked(mark);
      assert.deepEqual(marked(mark), []);
      assert.equal(other.exitCode, null);
    } finally {
      other.kill();
      await stopMarked(mark);
    }
  });

  it("is killed when it does not listen", async () => {
    const { mark, env } = markedEnvironment();
    await up(spawn(process.execPath, ["-e", `process.on("SIGTERM", () => {}); ${WAITS}`], { env }));
    await stopMarked(mark, { graceMs: 100 });
    assert.deepEqual(marked(mark), []);
  });

  it("is stopped when it hangs, and that is said", async () => {
    let hanging: ChildProcess | undefined;
    const problem = await inTime({ suite: "it", timeout: 1000 }, async ({ env }) => {
      hanging = spawn(process.execPath, ["-e", WAITS], { env });
      await new Promise((resolve) => hanging?.on("close", resolve));
    });
    assert.equal(problem, "it did not get on for 1 s and was stopped");
    assert.equal(hanging?.signalCode, "SIGTERM");
  });

  it("is not stopped as long as there is news of it, however long it takes, and then is", async () => {
    let hanging: ChildProcess | undefined;
    let looks = 0;
    const news = (): number => Math.min(++looks, 12);
    const problem = await inTime({ suite: "it", timeout: 400, news }, async ({ env }) => {
      hanging = spawn(process.execPath, ["-e", WAITS], { env });
      await new Promise((resolve) => hanging?.on("close", resolve));
    });
    // Each look is a quarter of the time after the one before: with nothing new it would have been stopped at the fifth.
    assert.ok(looks >= 12, `${looks} looks`);
    assert.equal(problem, "it did not get on for 0.4 s and was stopped");
    assert.equal(hanging?.signalCode, "SIGTERM");
  });
});

/** Waits until the child, or what it started, has said that it is up. */
function up(child: ChildProcess): Promise<ChildProcess> {
  return new Promise((resolve) => child.stdout?.once("data", () => resolve(child)));
}
