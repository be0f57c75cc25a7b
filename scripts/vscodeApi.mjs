import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./paths.mjs";

/**
 * Imports VS Code's API once for a bundle. Otherwise every file that imports it asks the extension host for it and copies
 * its four hundred names, which takes longer than all the rest of a start.
 */
export const vscodeApi = {
  name: "vscode-api",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^vscode$/ }, ({ namespace }) =>
      namespace === "vscode-api"
        ? { path: "vscode", external: true }
        : { path: "vscode", namespace: "vscode-api", sideEffects: false },
    );
    onLoad({ filter: /.*/, namespace: "vscode-api" }, () => ({ contents: contents() }));
  },
};

/** Names that nothing uses are left out by the bundler. */
function contents() {
  const types = readFileSync(join(ROOT, "node_modules/@types/vscode/index.d.ts"), "utf8");
  const names = new Set(
    [...types.matchAll(/^\s+export (?:abstract )?(?:class|enum|namespace|const|function|let) (\w+)/gm)].map(
      ([, name]) => name,
    ),
  );
  const exports = [...names].map((name) => `export const ${name} = /* @__PURE__ */ get(${JSON.stringify(name)});`);
  return `const api = require("vscode");\nconst get = (name) => api[name];\n${exports.join("\n")}`;
}
