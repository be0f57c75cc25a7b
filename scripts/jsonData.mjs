import { transform } from "esbuild";
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";

/** Writes the catalogue's data as JSON: it is a quarter of what a start loads, and JSON is read several times as fast as code. */
export const jsonData = {
  name: "json-data",
  setup({ onLoad }) {
    onLoad({ filter: /\/domain\/scopes\/\w+Data\.ts$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, "utf8"), { loader: "ts", format: "esm" });
      const data = await import(`data:text/javascript,${encodeURIComponent(code)}`);
      const exports = Object.entries(data).map(([name, value]) => {
        const json = JSON.stringify(value);
        if (!isDeepStrictEqual(JSON.parse(json), value)) throw new Error(`${name} of ${path} is more than data`);
        return `export const ${name} = /* @__PURE__ */ JSON.parse(${JSON.stringify(json)});`;
      });
      return { contents: exports.join("\n"), watchFiles: [path] };
    });
  },
};
