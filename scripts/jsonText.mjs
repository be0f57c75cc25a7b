import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Gives `x.json?text` as a text without white space: what imports it decides when it is read. */
export const jsonText = {
  name: "json-text",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.json\?text$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.slice(0, -"?text".length)),
      namespace: "json-text",
    }));
    onLoad({ filter: /.*/, namespace: "json-text" }, ({ path }) => ({
      contents: JSON.stringify(JSON.parse(readFileSync(path, "utf8"))),
      loader: "text",
      watchFiles: [path],
    }));
  },
};
