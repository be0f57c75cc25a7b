// Sets up what is missing, and nothing that is there: `node scripts/setup.mjs [packages] [start] [host] [journey] …`.
// Runs before node_modules exists, so it has no dependencies; and on any Node that knows modules, so that an
// unsupported one gets its sentence instead of a syntax error (that is why the rest is loaded after the check).
import { nodeProblem } from "./setup/nodeVersion.mjs";

const problem = nodeProblem(process.versions.node);
if (problem) {
  console.error(problem);
  process.exit(1);
}
const { runMain } = await import("./failure.mjs");
const { setUp } = await import("./setup/setUp.mjs");
await runMain(() => setUp(process.argv.slice(2)));
