// The extension in Node hosts as a few files: what a start needs at once, and what it loads later (each `import()` of the
// sources). Whatever several of them use stands in one of them, once.
import { build } from "esbuild";
import { basename, join } from "node:path";

/**
 * esbuild splits ES modules alone, into as many small chunks as there are ways to share, and VS Code loads CommonJS faster,
 * and few files faster than many. So the chunks are bundled once more, several into a file. A file is read when the first
 * of its chunks is asked for, and each chunk evaluated when it is: a process outside VS Code can use what is not VS Code's.
 * Between files an exported variable has the value that it had then: one that changes has to be behind a function.
 * @param {import("esbuild").BuildOptions} options how esbuild builds for Node
 * @param {Readonly<Record<string, readonly string[]>>} sources of each file what it begins with. It has what these need at
 *   once, unless a file before it has that; where it begins with nothing, it has all that is loaded later and not named.
 *   The functions of the first source can be called from outside, and it is run where Node is given its file.
 * @param {string} folder where the files go
 * @param {readonly string[]} [whenCalled] files that are read when a function of theirs is called, not with what imports
 *   it; functions are all that they export
 * @returns {Promise<import("esbuild").OutputFile[]>}
 */
export async function buildSplit(options, sources, folder, whenCalled = []) {
  const chunks = await chunksOf(options, sources);
  const begins = new Set(Object.keys(sources).flatMap((file) => beginsOf(sources, file)));
  const rest = [...chunks.values()].flatMap(({ dynamic }) => dynamic).filter((name) => !begins.has(name));
  for (const file of Object.keys(sources))
    for (const name of reached(sources[file].length > 0 ? beginsOf(sources, file) : rest, chunks))
      chunks.get(name).file ??= file;
  const built = await Promise.all(
    Object.keys(sources).map((file) => bundle(options, chunks, file, beginsOf(sources, file)[0], folder, whenCalled)),
  );
  return built.flatMap(({ outputFiles }) => outputFiles);
}

/** The chunks of the sources that a file begins with. */
function beginsOf(sources, file) {
  return sources[file].map((_, index) => `${file}.${index}.js`);
}

/** The chunks that esbuild makes of the sources, by their file names, with what each imports. */
async function chunksOf(options, sources) {
  const entryPoints = Object.entries(sources).flatMap(([file, all]) =>
    all.map((source, index) => ({ in: source, out: `${file}.${index}` })),
  );
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

/** @param begin the chunk of the first source */
function bundle(options, chunks, file, begin, folder, whenCalled) {
  const others = [...chunks.values()].filter((chunk) => chunk.file !== file);
  const taken = (kind) =>
    [...new Set(others.flatMap((chunk) => chunk[kind]))].filter((name) => chunks.get(name).file === file);
  const lines = [
    ...(chunks.get(begin)?.exports ?? []).map(
      (name) => `export const ${name} = (...given) => require("./${begin}").${name}(...given);`,
    ),
    ...taken("static").map((name) => `export const ${chunks.get(name).now} = () => require("./${name}");`),
    ...taken("dynamic").map((name) => `export const ${chunks.get(name).later} = () => import("./${name}");`),
    ...(begin === undefined ? [] : [`if (require.main === module) require("./${begin}");`]),
  ];
  /** A chunk, with each `import()` of one that stands in another file asking that file for it. */
  const textOf = (name) =>
    chunks.get(name).text.replace(/\bimport\("\.\/([^"]+)"\)/g, (asIs, wanted) => {
      const chunk = chunks.get(wanted);
      if (!chunk || chunk.file === file) return asIs;
      return `Promise.resolve().then(() => require("./${chunk.file}.js").${chunk.later}())`;
    });
  /** What is exported by a chunk that stands in another file. */
  const exportsOf = (chunk) => {
    if (whenCalled.includes(chunk.file)) return callsOf(chunk);
    return [
      `const chunk = require("./${chunk.file}.js").${chunk.now}();`,
      "const get = (name) => chunk[name];",
      ...chunk.exports.map(
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
            return { path: name, namespace: chunks.get(name).file === file ? "chunk" : "other" };
          });
          onLoad({ filter: /.*/, namespace: "chunk" }, ({ path }) => ({ contents: textOf(path) }));
          onLoad({ filter: /.*/, namespace: "other" }, ({ path }) => ({ contents: exportsOf(chunks.get(path)) }));
        },
      },
    ],
  });
}

/** The functions of a chunk in another file, which is read when one is called. */
function callsOf({ file, now, exports }) {
  const call = (name) => `require("./${file}.js").${now}()["${name}"]`;
  return exports
    .map((name, index) => `const e${index} = (...given) => ${call(name)}(...given); export { e${index} as ${name} };`)
    .join("\n");
}
