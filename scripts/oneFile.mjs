// Several files of buildSplit as one that can be copied away by itself, and begins as quickly as the first of them.
import { basename } from "node:path";

/**
 * The first file as code, and the others as texts in it: V8 skips a text many times as fast as code, which it would have to look
 * through before anything runs. A text is compiled when it is required.
 * @param {readonly import("esbuild").OutputFile[]} files the first is the one that is run
 * @returns {Pick<import("esbuild").OutputFile, "path" | "contents">}
 */
export function oneFile([{ path, text }, ...others]) {
  const texts = Object.fromEntries(others.map((file) => [`./${basename(file.path)}`, ascii(file.text)]));
  const contents = `"use strict";
const texts = ${JSON.stringify(texts)};
require = ((outer, known) => Object.assign((id) => {
  if (!Object.hasOwn(texts, id)) return id === "./${basename(path)}" ? module.exports : outer(id);
  if (!known.has(id)) {
    known.set(id, { exports: {} });
    const filename = __filename.replace(/[^\\/\\\\]+$/, id.slice(2));
    const run = outer("node:vm").compileFunction(texts[id], ["module", "exports", "require"], { filename });
    run(known.get(id), known.get(id).exports, require);
  }
  return known.get(id).exports;
}, outer))(require, new Map());
${ascii(text)}`;
  return { path, contents: Buffer.from(contents) };
}

/** Code in which patterns and texts have escapes for what isn't ASCII: else each of its characters takes two bytes. */
function ascii(code) {
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
