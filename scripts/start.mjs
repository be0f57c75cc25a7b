// Opens VS Code with the extension, after `node scripts/setup.mjs packages`:
//   npm start                  VS Code from npm, in the browser (Linux x64)
//   npm start -- --port 9000   on that port instead of the first free one from 8123
//   npm start -- --desktop     an installed desktop VS Code
import { parseArgs } from "node:util";
import { endWithNpm } from "./endWithNpm.mjs";
import { Failure, runMain } from "./failure.mjs";
import { startDesktop } from "./start/desktop.mjs";
import { startServer } from "./start/server.mjs";
import { parsePort } from "./start/port.mjs";
import { hasHosts } from "./setup/nodeVersion.mjs";

endWithNpm();
await runMain(async () => {
  const options = readOptions(process.argv.slice(2));
  if (options.desktop) return startDesktop();
  if (!hasHosts(process.platform, process.arch))
    throw new Failure(`VS Code from npm needs Linux x64: run "npm start -- --desktop" to use an installed VS Code.`);
  return startServer({ port: parsePort(options.port) });
});

function readOptions(args) {
  try {
    return parseArgs({ args, options: { port: { type: "string" }, desktop: { type: "boolean" } } }).values;
  } catch (error) {
    throw new Failure(`${error.message.split("\n")[0]}: the options are --port <number> and --desktop.`);
  }
}
