// Runs the tests, after `node scripts/setup.mjs`:
//   node scripts/test.mjs                 everything
//   node scripts/test.mjs unit            the unit tests
//   node scripts/test.mjs hostile         what someone could make to freeze the editor or to get at secrets
//   node scripts/test.mjs crash           processes that are killed while they save and delete; crashHost: extension hosts
//   node scripts/test.mjs form            the form's page in a browser, without VS Code
//   node scripts/test.mjs host            in each VS Code; one of them: --host newest | floor | web | restricted
//   node scripts/test.mjs journey         through a real workbench, on the VSIX
// --grep <text>: the tests whose title has it. --file <text>: the test files whose path has it.
// --part <file>: for a run of everything, which gets the results as JSON in that file.
// --no-build: takes the extension in dist/ and the VSIX as they are.
// VSCODE_EXECUTABLE=<path>: a desktop VS Code runs the host tests instead of the ones from npm.
// JWT_APPS_VERBOSE=1: prints everything that an extension host prints.
import { parseArgs } from "node:util";
import { endWithNpm } from "./endWithNpm.mjs";
import { runMain } from "./failure.mjs";
import { runTests } from "./test/runTests.mjs";

endWithNpm();
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { host: { type: "string", multiple: true }, grep: { type: "string" }, file: { type: "string" }, "no-build": { type: "boolean" }, part: { type: "string" } },
});
await runMain(async () => {
  const totals = await runTests({ suites: positionals, hosts: values.host, grep: values.grep, file: values.file, build: !values["no-build"], part: values.part });
  process.exit(totals.failed > 0 ? 1 : 0);
});
