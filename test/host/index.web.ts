// What the web worker host runs: see scripts/test.mjs for how to start it.
import "mocha/mocha";
import { testFiles } from "test-files";
import { PATIENCE } from "../../scripts/test/patience.mjs";
import { BEGUN, report } from "./report";

/** Set by test/vscode/host.ts, in front of this bundle. */
declare const testGrep: string;

export async function run(): Promise<void> {
  console.log(BEGUN);
  // The browser build of mocha puts its object and its functions into the global scope.
  mocha.setup({ ui: "bdd", timeout: PATIENCE.test, reporter: class {} as unknown as Mocha.ReporterConstructor });
  if (testGrep) mocha.fgrep(testGrep);
  for (const load of Object.values(testFiles)) load();
  const failures = await new Promise<number>((resolve) =>
    report(mocha.run(resolve), (result) => console.log(`[result] ${JSON.stringify(result)}`)),
  );
  if (failures > 0) throw new Error(`${failures} failed`);
}
