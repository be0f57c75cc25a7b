// Builds what the product and its tests run: `node scripts/build.mjs [extension] [unit] …`; without names, the extension.
import { build } from "esbuild";
import { globSync } from "./files.mjs";
import { rmSync } from "node:fs";

const common = { bundle: true, sourcemap: false, legalComments: "none", logLevel: "warning", mainFields: ["module", "main"] };

const targets = {
  /** The extension for Node hosts and for the web, and the form. */
  extension: () =>
    Promise.all([
      build({ ...common, entryPoints: ["src/extension.ts"], outfile: "dist/extension.js", platform: "node", format: "cjs", target: "node20", external: ["vscode"], minify: true }),
      build({ ...common, entryPoints: ["webview/appForm/main.ts"], outfile: "dist/webview/appForm.js", platform: "browser", format: "iife", target: "es2022", minify: true }),
    ]),
  /** Unit tests: one ES module a test file, packages left where they are. */
  unit: async () => {
    rmSync("out/unit", { recursive: true, force: true });
    await build({ ...common, entryPoints: globSync("test/unit", ".test.ts"), outdir: "out/unit", outbase: "test/unit", platform: "node", format: "esm", target: "node20", packages: "external", splitting: true, sourcemap: "inline", outExtension: { ".js": ".mjs" } });
  },
};

for (const name of process.argv.slice(2).length ? process.argv.slice(2) : ["extension"]) {
  const target = targets[name];
  if (!target) throw new Error(`no build called ${name}; there are ${Object.keys(targets).join(", ")}`);
  await target();
}
