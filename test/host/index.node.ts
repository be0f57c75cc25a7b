// What a Node host runs: see scripts/test.mjs for how to start it.
import { appendFileSync } from "node:fs";
import Mocha from "mocha";
import { testFiles } from "test-files";
import { PATIENCE } from "../../scripts/test/patience.mjs";
import { BEGUN, type Result, report } from "./report";

export async function run(): Promise<void> {
  console.log(BEGUN);
  const mocha = new Mocha({
    ui: "bdd",
    timeout: PATIENCE.test,
    reporter: class {} as unknown as Mocha.ReporterConstructor,
  });
  const grep = process.env["JWT_APPS_TEST_GREP"];
  if (grep) mocha.fgrep(grep);
  for (const [file, load] of Object.entries(testFiles)) {
    mocha.suite.emit("pre-require", globalThis, file, mocha);
    load();
  }
  const failures = await new Promise<number>((resolve) => report(mocha.run(resolve), write));
  if (failures > 0) throw new Error(`${failures} failed`);
}

function write(result: Result): void {
  const file = process.env["JWT_APPS_TEST_RESULTS"];
  if (file) appendFileSync(file, `${JSON.stringify(result)}\n`);
}
