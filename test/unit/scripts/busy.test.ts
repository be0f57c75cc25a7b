import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";
import { keepBusy } from "../../../scripts/test/busy.mjs";
import { until } from "../../until";

describe("what keeps the processors busy beside a run", () => {
  const runs = (id: number | undefined): boolean => {
    try {
      return id !== undefined && process.kill(id, 0);
    } catch {
      return false;
    }
  };

  it("is a process for each, until it is stopped", async () => {
    const busy = await keepBusy(2);
    assert.deepEqual(busy.ids.map(runs), [true, true]);
    await busy.stop();
    assert.deepEqual(busy.ids.map(runs), [false, false]);
  });

  it("ends with who started it, however that ends", async () => {
    const url = pathToFileURL("scripts/test/busy.mjs").href;
    const code = `import(${JSON.stringify(url)}).then(async ({ keepBusy }) => console.log((await keepBusy(1)).ids[0]))`;
    const starter = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "pipe", "inherit"] });
    const id = Number(await new Promise((resolve) => starter.stdout.once("data", resolve)));
    assert.equal(runs(id), true);
    starter.kill("SIGKILL");
    await until(() => !runs(id), "it ends");
  });
});
