// Several files of buildSplit as one that can be copied away by itself and run.
import { basename } from "node:path";

/**
 * All files as texts in one: V8 skips a text many times as fast as code, which it would have to look through before
 * anything runs. A text is compiled when it is required, the first at once. It runs beside any package.json, also one by
 * which files are ES modules.
 * @param {readonly import("esbuild").OutputFile[]} files the first is the one that is run
 * @returns {Pick<import("esbuild").OutputFile, "path" | "contents">}
 */
export function oneFile(files) {
  const [{ path }] = files;
  const texts = Object.fromEntries(files.map((file) => [`./${basename(file.path)}`, ascii(file.text)]));
  const contents = `"use strict";
(() => {
  const texts = ${JSON.stringify(texts)};
  const outer =
    typeof require === "function" ? require : process.getBuiltinModule("node:module").createRequire(process.argv[1]);
  const known = new Map();
  const load = (id) => {
    if (!Object.hasOwn(texts, id)) return outer(id);
    if (known.has(id)) return known.get(id).exports;
    const module = { exports: {} };
    load.main ??= module;
    known.set(id, module);
    const filename = process.argv[1] + id.slice(1);
    outer("node:vm").compileFunction(texts[id], ["module", "exports", "require"], { filename })(module, module.exports, load);
    return module.exports;
  };
  load("./${basename(path)}");
})();
`;
  return { path, contents: Buffer.from(contents) };
}

/** Code in which patterns and texts have escapes for what isn't ASCII: else each of its characters takes two bytes. */
function ascii(code) {
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
