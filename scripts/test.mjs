// Runs the tests, after `node scripts/setup.mjs`:
//   node scripts/test.mjs                 everything
//   node scripts/test.mjs types           what the compiler says; lint: the formatter, the linter, and what is unused
//   node scripts/test.mjs unit            the unit tests
//   node scripts/test.mjs hostile         what someone could make to freeze the editor or to get at secrets
//   node scripts/test.mjs growth          how the time to look at that grows with its length
//   node scripts/test.mjs crash           processes that are killed while they save and delete; crashHost: extension hosts
//   node scripts/test.mjs form            the form's page in a browser, without VS Code
//   node scripts/test.mjs host            in each VS Code; one of them: --host newest | floor | web | restricted
//   node scripts/test.mjs journey         through a real workbench, on the VSIX
// --grep <text>: the tests whose title has it. --file <text>: the test files whose path has it.
// --full: all of what is many times many, of which a run takes a sample; --seed <number>: that sample again.
// --busy: every processor has something else to do meanwhile, as on a machine with other work.
// --part <file>: for a run of everything, which gets the results as JSON in that file.
// --no-build: takes the extension in dist/ and the VSIX as they are.
// VSCODE_EXECUTABLE=<path>: a desktop VS Code runs the host tests instead of the ones from npm.
// JWT_APPS_PATIENCE=<number>: how many times as long a wait may take, on a slow machine. JWT_APPS_VERBOSE=1: prints
// everything that an extension host prints.
import { parseArgs } from "node:util";
import { endWithNpm } from "./endWithNpm.mjs";
import { runMain } from "./failure.mjs";
import { keepBusy } from "./test/busy.mjs";
import { runTests } from "./test/runTests.mjs";

endWithNpm();
const flag = /** @type {const} */ ({ type: "boolean" });
const text = /** @type {const} */ ({ type: "string" });
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    host: { ...text, multiple: true },
    grep: text,
    file: text,
    "no-build": flag,
    part: text,
    full: flag,
    seed: text,
    busy: flag,
  },
});
await runMain(async () => {
  // What this process starts inherits both.
  process.env.JWT_APPS_SEED = values.seed ?? process.env.JWT_APPS_SEED ?? String(Date.now() % 2 ** 31);
  if (values.full) process.env.JWT_APPS_FULL = "1";
  const { JWT_APPS_FULL: isFull, JWT_APPS_SEED: seed } = process.env;
  if (values.part === undefined)
    console.log(
      `seed ${seed}: ${isFull ? "all of" : "samples of"} what is many times many (the same again: --seed ${seed})`,
    );
  const others = values.busy ? await keepBusy() : undefined;
  if (others)
    console.log(`${others.ids.length} processes beside this run keep the processors busy: ${others.ids.join(", ")}`);
  const totals = await runTests({
    suites: positionals,
    hosts: values.host,
    grep: values.grep,
    file: values.file,
    build: !values["no-build"],
    part: values.part,
  });
  await others?.stop();
  process.exit(totals.failed > 0 ? 1 : 0);
});
