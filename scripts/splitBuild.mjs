// The extension in Node hosts as three files: what a start needs, what it loads later (each `import()` of the sources), and
// what the local platform alone needs. Whatever several of them use stands in one of them, once.
import { build } from "esbuild";
import { basename, join } from "node:path";

/**
 * esbuild splits ES modules alone, into as many small chunks as there are ways to share, and VS Code loads CommonJS faster,
 * and few files faster than many. So the chunks are bundled once more, each group of them into one file.
 * @param {object} options how esbuild builds for Node
 * @param {{ start: string, platform: string }} entries source files
 * @param {string} folder where the files go: extension.js, features.js and localPlatform.js
 * @returns {Promise<{ path: string, contents: Uint8Array }[]>}
 */
export async function buildSplit(options, { start, platform }, folder) {
  const chunks = await chunksOf(options, { start, platform });
  const ofStart = reached([`${START}.js`], chunks);
  const later = [...chunks.values()].flatMap(({ dynamic }) => dynamic).filter((name) => name !== `${PLATFORM}.js`);
  const ofFeatures = reached(later, chunks, ofStart);
  const groupOf = (name) => (ofStart.has(name) ? START : ofFeatures.has(name) ? FEATURES : PLATFORM);
  const built = await Promise.all(
    [START, FEATURES, PLATFORM].map((group) => bundle(options, chunks, groupOf, group, folder)),
  );
  return built.flatMap(({ outputFiles }) => outputFiles);
}

const [START, FEATURES, PLATFORM] = ["extension", "features", "localPlatform"];

/** The chunks that esbuild makes of the sources, by their file names, with what each imports. */
async function chunksOf(options, { start, platform }) {
  const { outputFiles, metafile } = await build({
    ...options,
    entryPoints: { [START]: start, [PLATFORM]: platform },
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
    Object.entries(metafile.outputs).map(([path, { imports, exports }]) => [
      basename(path),
      {
        text: texts.get(basename(path)),
        static: named(imports, "import-statement"),
        dynamic: named(imports, "dynamic-import"),
        exports,
      },
    ]),
  );
}

/** Those chunks and all that they import at once, but for what stands elsewhere. */
function reached(names, chunks, elsewhere = new Set()) {
  const found = new Set();
  const visit = (name) => {
    if (found.has(name) || elsewhere.has(name)) return;
    found.add(name);
    chunks.get(name).static.forEach(visit);
  };
  names.forEach(visit);
  return found;
}

/** One file of chunks; what other groups take from a chunk is a member of what the file exports. */
function bundle(options, chunks, groupOf, group, folder) {
  const memberOf = new Map([...chunks.keys()].map((name, index) => [name, `c${index}`]));
  const wanted = (from) =>
    groupOf(from) === group
      ? []
      : [...chunks.get(from).static, ...chunks.get(from).dynamic].filter((name) => groupOf(name) === group);
  const asked = new Set([...chunks.keys()].flatMap(wanted));
  const lines = [...asked].map((name) => `export * as ${memberOf.get(name)} from "./${name}";`);
  if (group === START) lines.push(`export { activate } from "./${START}.js";`);
  const contents = lines.join("\n");
  return build({
    ...options,
    stdin: { contents, resolveDir: "/", sourcefile: `${group}.js` },
    outfile: join(folder, `${group}.js`),
    format: "cjs",
    minify: true,
    write: false,
    plugins: [
      {
        name: "chunks",
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^\.\.?\// }, ({ path, kind, namespace }) => {
            if (namespace === "later" || namespace === "other") return { path, external: true };
            const name = basename(path);
            if (groupOf(name) === group) return { path: name, namespace: "chunk" };
            return { path: name, namespace: kind === "dynamic-import" ? "later" : "other" };
          });
          onResolve({ filter: /.*/ }, ({ path }) => ({ path, external: true }));
          onLoad({ filter: /.*/, namespace: "chunk" }, ({ path }) => ({ contents: chunks.get(path).text }));
          onLoad({ filter: /.*/, namespace: "later" }, ({ path }) => ({
            contents: `module.exports = require("./${groupOf(path)}.js").${memberOf.get(path)};`,
          }));
          onLoad({ filter: /.*/, namespace: "other" }, ({ path }) => ({
            contents: [
              `const from = require("./${groupOf(path)}.js").${memberOf.get(path)};`,
              "const get = (name) => from[name];",
              ...chunks
                .get(path)
                .exports.map(
                  (name, index) => `const e${index} = /* @__PURE__ */ get("${name}"); export { e${index} as ${name} };`,
                ),
            ].join("\n"),
          }));
        },
      },
    ],
  });
}
