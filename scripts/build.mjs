// Builds what the product and its tests run: `node scripts/build.mjs [extension] [unit] …`; without names, the extension.
import { build } from "esbuild";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { globSync } from "./files.mjs";
import { jsonData } from "./jsonData.mjs";
import { jsonText } from "./jsonText.mjs";
import { oneFile } from "./oneFile.mjs";
import { buildSplit } from "./splitBuild.mjs";
import { vscodeApi } from "./vscodeApi.mjs";

const common = { bundle: true, sourcemap: false, legalComments: "none", logLevel: "warning", plugins: [jsonText] };
export const node = { ...common, platform: "node", target: "node20", mainFields: ["module", "main"] };
const web = { ...common, platform: "browser", target: "es2022", mainFields: ["browser", "module", "main"] };
/** ES modules that leave the packages where they are, for what runs outside VS Code. */
const script = { ...node, format: "esm", packages: "external", sourcemap: "inline", outExtension: { ".js": ".mjs" } };

/** Servers are no part of the web extension, which can't listen on a port. */
const withoutServers = {
  name: "without-servers",
  setup({ onResolve }) {
    onResolve({ filter: /\/localPlatform\/main$/ }, () => ({ path: "./localPlatform.js", external: true }));
    onResolve({ filter: /\/gateway\/createGateway$/ }, () => ({ path: "./gateway.js", external: true }));
  },
};

/** The files of the extension in Node hosts, and what each begins with: see splitBuild.mjs. */
const FILES = {
  extension: ["src/extension.ts"],
  /** The rows of the endpoints, a quarter of a megabyte of text. */
  endpoints: ["src/domain/scopes/endpointRows.ts"],
  /** What the view of apps needs first, which is often there as soon as VS Code is. */
  apps: [
    "src/editor/appTree/appRows.ts",
    "src/editor/storage/openRepository.ts",
    "src/node/atomicFiles.ts",
    "src/node/journalFiles.ts",
  ],
  features: [],
  /** Run by itself, too. */
  localPlatform: ["src/localPlatform/main.ts"],
  /** As well; the extension loads the second. */
  gateway: ["src/gateway/main.ts", "src/gateway/createGateway.ts"],
};
/** The tree shows apps without a look at any endpoint. */
const WHEN_CALLED = ["endpoints"];

/** The command line: what says which command it is, what a token takes, and all else. */
const COMMAND_LINE = {
  jwtApps: ["src/jwtApps/main.ts"],
  endpoints: ["src/domain/scopes/endpointRows.ts"],
  token: ["src/jwtApps/token.ts"],
  otherCommands: [],
};

const buildNodeFiles = async (folder) => {
  const plugins = [vscodeApi, jsonData, jsonText];
  const files = await buildSplit({ ...node, plugins }, FILES, folder, WHEN_CALLED);
  return [...files, oneFile(await buildSplit({ ...node, plugins }, COMMAND_LINE, folder, WHEN_CALLED))];
};

export const whole = [
  {
    ...web,
    entryPoints: ["src/extension.web.ts"],
    outfile: "dist/web/extension.js",
    format: "cjs",
    minify: true,
    plugins: [vscodeApi, jsonData, jsonText, withoutServers],
  },
  {
    ...web,
    entryPoints: ["webview/appForm/main.ts"],
    outfile: "dist/webview/appForm.js",
    format: "iife",
    minify: true,
  },
];

const targets = {
  /** The extension for Node hosts and for the web, what it loads later, and the form. */
  extension: async () => {
    const built = await Promise.all(whole.map((options) => build({ ...options, write: false })));
    const nodeFiles = await buildNodeFiles("dist");
    const files = [...nodeFiles, ...built.flatMap(({ outputFiles }) => outputFiles), await teamFileSchema()];
    for (const file of files) replace(file);
    for (const file of globSync("dist", "").map((path) => resolve(path)))
      if (!files.some(({ path }) => path === file)) rmSync(file);
  },
  /** Unit tests: one ES module a test file. */
  unit: () => buildTests("test/unit", "out/unit"),
  /** What someone could make to freeze the editor, or to get at what is not theirs; those in VS Code are host tests. */
  hostile: () => buildTests("test/hostile", "out/hostile", (file) => !file.includes("/host/")),
  /** How the time to look at what someone could make grows with its length. */
  growth: () => buildTests("test/growth", "out/growth"),
  /** The process that is killed, and the test that kills it. All packages are in it, so that it starts quickly. */
  crash: () =>
    build({
      ...script,
      packages: "bundle",
      entryPoints: ["test/crash/kill.test.ts", "test/crash/changingProcess.ts"],
      outdir: "out/crash",
    }),
  /** What runs in an extension host that is killed, and the test that kills it. */
  crashHost: async () => {
    await build({
      ...node,
      entryPoints: ["test/crash/host/changingHost.ts"],
      outdir: "out/crashHost",
      format: "cjs",
      external: ["vscode"],
    });
    await build({ ...script, entryPoints: ["test/crash/host/hostKill.test.ts"], outdir: "out/crashHost" });
  },
  /** Other people's clients against the local platform, and the gateway, which they run as processes. */
  interop: async () => {
    await buildTests("test/interop", "out/interop");
    (await buildNodeFiles("out/interop")).forEach(replace);
  },
  /** What a browser does with the form's page. */
  form: () => buildTests("test/form", "out/form"),
  /** What .vscode/launch.json starts: each unit test where its source is, below out, and the host tests as one bundle. */
  debug: async () => {
    await buildTests("test/unit", "out/test/unit");
    await buildHostTests("newest", "out/test/host/index.js");
  },
  /** What the journeys do in a real workbench. */
  journey: () => buildTests("test/journey", "out/journey"),
  /** The executable that is a VS Code. */
  vscode: async () => {
    await build({
      ...script,
      entryPoints: ["test/vscode/host.ts"],
      outdir: "out/vscode",
      banner: { js: "#!/usr/bin/env node" },
    });
    chmodSync("out/vscode/host.mjs", 0o755);
  },
};

/**
 * The bundle that one of the hosts (newest, floor, web, restricted) runs: those test files below test/host and
 * test/hostile/host that are meant for it and whose path contains `part`. Returns how many there are.
 */
export async function buildHostTests(host, outfile, part = "") {
  const files = [...globSync("test/host", ".test.ts"), ...globSync("test/hostile/host", ".test.ts")].filter(
    (file) => hostsOf(file).includes(host) && file.includes(part),
  );
  if (files.length === 0) return 0;
  const forHost =
    host === "web"
      ? {
          ...web,
          entryPoints: ["test/host/index.web.ts"],
          alias: { "node:assert": "./test/host/webAssert.ts", "node:assert/strict": "./test/host/webAssert.ts" },
        }
      : { ...node, entryPoints: ["test/host/index.node.ts"] };
  await build({
    ...forHost,
    outfile,
    format: "cjs",
    external: ["vscode", ...(host === "web" ? [] : ["mocha"])],
    sourcemap: "inline",
    plugins: [jsonText, testFiles(files)],
  });
  return files.length;
}

/** `x.test.ts` runs everywhere, `x.node.test.ts` in Node hosts, `x.web.test.ts` in the web worker, `x.restricted.test.ts` where nothing is trusted. */
function hostsOf(file) {
  if (file.endsWith(".restricted.test.ts")) return ["restricted"];
  if (file.endsWith(".web.test.ts")) return ["web"];
  if (file.endsWith(".node.test.ts")) return ["newest", "floor"];
  return ["newest", "floor", "web"];
}

/** Makes the module `test-files` of test/host/testFiles.d.ts. */
function testFiles(files) {
  return {
    name: "test-files",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^test-files$/ }, () => ({ path: "test-files", namespace: "test-files" }));
      onLoad({ filter: /.*/, namespace: "test-files" }, () => ({
        contents: `export const testFiles = {\n${files.map((file) => `${JSON.stringify(file)}: () => require(${JSON.stringify(`./${file}`)}),`).join("\n")}\n};`,
        resolveDir: process.cwd(),
      }));
    },
  };
}

/** By which VS Code completes and checks a workspace's file of apps: made of the schema that an import reads it by. */
export async function teamFileSchema() {
  const { outputFiles } = await build({
    ...node,
    entryPoints: ["src/domain/apps/team/teamFileSchema.ts"],
    format: "esm",
    plugins: [jsonData, jsonText],
    write: false,
  });
  const code = Buffer.from(outputFiles[0].contents).toString("base64");
  const { teamFileSchema: schema } = await import(`data:text/javascript;base64,${code}`);
  return { path: resolve("dist/jwt-apps.schema.json"), contents: Buffer.from(JSON.stringify(schema())) };
}

/** A VS Code may be reading the file: it is written only where it changes, and never stands there in part. */
export function replace({ path, contents }) {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  mkdirSync(dirname(path), { recursive: true });
  const written = `${path}.${process.pid}`;
  writeFileSync(written, contents);
  renameSync(written, path);
}

async function buildTests(from, to, isWanted = () => true) {
  rmSync(to, { recursive: true, force: true });
  const entryPoints = globSync(from, ".test.ts").filter(isWanted);
  if (entryPoints.length > 0) await build({ ...script, entryPoints, outdir: to, outbase: from, splitting: true });
}

/** Builds the targets of that name, from the repository's folder. */
export async function buildTargets(names) {
  for (const name of names) {
    const target = targets[name];
    if (!target) throw new Error(`no build called ${name}; there are ${Object.keys(targets).join(", ")}`);
    await target();
  }
}

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await buildTargets(process.argv.length > 2 ? process.argv.slice(2) : ["extension"]);
}
