// The extension in Node hosts as three files: what a start needs, what it loads later (each `import()` of the sources), and
// what the local platform alone needs. Whatever several of them use stands in one of them, once.
import { build } from "esbuild";
import { basename, join } from "node:path";

/**
 * esbuild splits ES modules alone, into as many small chunks as there are ways to share, and VS Code loads CommonJS faster,
 * and few files faster than many. So the chunks are bundled once more, each group of them into one file. A chunk of what
 * is loaded later is evaluated when it is first asked for, and its file read when the first of them is. Between files an
 * exported variable has the value that it had then: one that changes has to be behind a function.
 * @param {import("esbuild").BuildOptions} options how esbuild builds for Node
 * @param {{ start: string, platform: string }} entries source files
 * @param {string} folder where the files go: extension.js, features.js and localPlatform.js
 * @returns {Promise<import("esbuild").OutputFile[]>}
 */
export async function buildSplit(options, entries, folder) {
  const chunks = await chunksOf(options, entries);
  const ofStart = reached(["start.js"], chunks);
  const later = [...chunks.values()].flatMap(({ dynamic }) => dynamic).filter((name) => name !== "platform.js");
  const ofFeatures = reached(later, chunks);
  const fileOf = (name) => (ofStart.has(name) ? "extension" : ofFeatures.has(name) ? "features" : "localPlatform");
  const files = ["extension", "features", "localPlatform"];
  const built = await Promise.all(files.map((file) => bundle(options, chunks, fileOf, file, folder)));
  return built.flatMap(({ outputFiles }) => outputFiles);
}

/** The chunks that esbuild makes of the sources, by their file names, with what each imports. */
async function chunksOf(options, entryPoints) {
  const { outputFiles, metafile } = await build({
    ...options,
    entryPoints,
    outdir: "chunks",
    format: "esm",
    splitting: true,
    chunkNames: "[name]-[hash]",
    metafile: true,
    write: false,
  });
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  const named = (imports, kind) =>
    imports.filter((one) => one.kind === kind && !one.external).map(({ path }) => basename(path));
  return new Map(
    Object.entries(metafile.outputs).map(([path, { imports, exports }], index) => [
      basename(path),
      {
        text: texts.get(basename(path)),
        static: named(imports, "import-statement"),
        dynamic: named(imports, "dynamic-import"),
        exports,
        /** What its file calls the functions that give the chunk to other files, at once and in a promise. */
        now: `now${index}`,
        later: `later${index}`,
      },
    ]),
  );
}

/** Those chunks and all that they import at once. */
function reached(names, chunks) {
  const found = new Set();
  const visit = (name) => {
    if (found.has(name)) return;
    found.add(name);
    chunks.get(name).static.forEach(visit);
  };
  names.forEach(visit);
  return found;
}

function bundle(options, chunks, fileOf, file, folder) {
  const others = [...chunks].flatMap(([name, chunk]) => (fileOf(name) === file ? [] : [chunk]));
  const taken = (kind) => [...new Set(others.flatMap((chunk) => chunk[kind]))].filter((name) => fileOf(name) === file);
  const lines = [
    ...(file === "extension" ? ['export * from "./start.js";'] : []),
    ...taken("static").map((name) => `export const ${chunks.get(name).now} = () => require("./${name}");`),
    ...taken("dynamic").map((name) => `export const ${chunks.get(name).later} = () => import("./${name}");`),
  ];
  /** A chunk, with each `import()` of one that stands in another file asking that file for it. */
  const textOf = (name) =>
    chunks
      .get(name)
      .text.replace(/\bimport\("\.\/([^"]+)"\)/g, (asIs, wanted) =>
        !chunks.has(wanted) || fileOf(wanted) === file
          ? asIs
          : `Promise.resolve().then(() => require("./${fileOf(wanted)}.js").${chunks.get(wanted).later}())`,
      );
  /** What is exported by a chunk that stands in another file. */
  const exportsOf = (name) => {
    const { exports, now } = chunks.get(name);
    return [
      `const chunk = require("./${fileOf(name)}.js").${now}();`,
      "const get = (name) => chunk[name];",
      ...exports.map(
        (name, index) => `const e${index} = /* @__PURE__ */ get("${name}"); export { e${index} as ${name} };`,
      ),
    ].join("\n");
  };
  return build({
    ...options,
    stdin: { contents: lines.join("\n"), resolveDir: "/", sourcefile: `${file}.js` },
    outfile: join(folder, `${file}.js`),
    format: "cjs",
    minify: true,
    write: false,
    plugins: [
      {
        name: "chunks",
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /.*/ }, ({ path }) => {
            const name = basename(path);
            if (!path.startsWith(".") || !chunks.has(name)) return { path, external: true };
            return { path: name, namespace: fileOf(name) === file ? "chunk" : "other" };
          });
          onLoad({ filter: /.*/, namespace: "chunk" }, ({ path }) => ({ contents: textOf(path) }));
          onLoad({ filter: /.*/, namespace: "other" }, ({ path }) => ({ contents: exportsOf(path) }));
        },
      },
    ],
  });
}
