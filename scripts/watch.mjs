// Builds what runs into dist/ with source maps, and again at each change: `npm run watch`, until Ctrl-C. Not as it ships,
// but each file by itself and not minified, so that a breakpoint in TypeScript stops. `npm run build` makes again what ships.
import { context } from "esbuild";
import { node, replace, teamFileSchema, whole } from "./build.mjs";
import { endWithNpm } from "./endWithNpm.mjs";
import { jsonData } from "./jsonData.mjs";
import { jsonText } from "./jsonText.mjs";
import { vscodeApi } from "./vscodeApi.mjs";

const readable = { minify: false, sourcemap: true, logLevel: "info" };
const inNode = {
  ...node,
  entryPoints: {
    extension: "src/extension.ts",
    localPlatform: "src/localPlatform/main.ts",
    gateway: "src/gateway/main.ts",
    jwtApps: "src/jwtApps/main.ts",
  },
  outdir: "dist",
  format: "cjs",
  plugins: [vscodeApi, jsonData, jsonText],
};

endWithNpm();
replace(await teamFileSchema());
const contexts = await Promise.all([inNode, ...whole].map((options) => context({ ...options, ...readable })));
// What fails is printed, and built again once it is changed.
await Promise.allSettled(contexts.map((each) => each.rebuild()));
await Promise.all(contexts.map((each) => each.watch()));
console.log("Watching src and webview.");
