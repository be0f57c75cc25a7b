import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSplit } from "../../../scripts/splitBuild.mjs";

/** A product in small: what `start` needs, what it loads later, and what `platform` alone needs. */
const SOURCES = {
  start: `
    import * as vscode from "vscode";
    import { evaluated } from "./evaluated";
    import { increment, Shared } from "./shared";
    export const activate = (name) => ({
      name,
      folders: vscode.folders,
      evaluated,
      increment,
      Shared,
      feature: () => import("./feature"),
      otherFeature: () => import("./otherFeature"),
      shared: () => import("./shared"),
      broken: () => import("./broken"),
      first: () => import("./first"),
    });
    evaluated.push("start");
  `,
  feature: `
    import { evaluated } from "./evaluated";
    import { increment, Shared } from "./shared";
    import { both } from "./both";
    evaluated.push("feature");
    export { increment, Shared, both };
    export const otherFeature = () => import("./otherFeature");
    export const shared = () => import("./shared");
    export const platform = () => import("./platform");
  `,
  otherFeature: `
    import { evaluated } from "./evaluated";
    import { Shared } from "./shared";
    import { basename } from "node:path";
    evaluated.push("otherFeature");
    export const make = () => new Shared();
    export const nameOf = (path) => basename(path);
  `,
  /** Has a file of its own, since it is asked for soon. */
  first: `
    import { evaluated } from "./evaluated";
    import { rows } from "./data";
    evaluated.push("first");
    export const countOf = (name) => rows(name).length;
    export const otherFeature = () => import("./otherFeature");
  `,
  /** Read when its function is called, by whatever imports it. */
  data: `
    import { evaluated } from "./evaluated";
    evaluated.push("data");
    export const rows = (name) => [name, "two", "three"];
  `,
  broken: `throw new Error("it does not load");`,
  platform: `
    import { evaluated } from "./evaluated";
    import { both } from "./both";
    import { Shared } from "./shared";
    evaluated.push("platform");
    export const make = () => new Shared();
    export { both };
    export const otherFeature = () => import("./otherFeature");
    if (require.main === module) console.log(JSON.stringify(evaluated), both.mark, new Shared() instanceof Shared);
  `,
  /** Of features and the platform, not of the start. */
  both: `
    import { evaluated } from "./evaluated";
    evaluated.push("both");
    export const both = { mark: "of features and platform" };
  `,
  shared: `
    let count = 0;
    export const increment = () => ++count;
    export class Shared {}
  `,
  evaluated: `export const evaluated = [];`,
};

interface Start {
  readonly name: string;
  readonly folders: readonly string[];
  readonly evaluated: readonly string[];
  readonly increment: () => number;
  readonly Shared: new () => object;
  readonly feature: () => Promise<Feature>;
  readonly otherFeature: () => Promise<OtherFeature>;
  readonly shared: () => Promise<Pick<Start, "increment" | "Shared">>;
  readonly broken: () => Promise<unknown>;
  readonly first: () => Promise<Pick<Start, "otherFeature"> & { readonly countOf: (name: string) => number }>;
}

type Feature = Pick<Start, "increment" | "Shared" | "otherFeature" | "shared"> & {
  readonly both: object;
  readonly platform: () => Promise<Platform>;
};
type Platform = Pick<Start, "otherFeature"> & { readonly both: object; readonly make: () => object };
interface OtherFeature {
  readonly make: () => object;
  readonly nameOf: (path: string) => string;
}

const FILES = ["extension", "data", "first", "features", "localPlatform"];

describe("the extension's files", () => {
  let folder: string;
  let texts: Map<string, string>;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "jwt-apps-split-"));
    for (const [name, text] of Object.entries(SOURCES)) writeFileSync(join(folder, `${name}.js`), text);
    const from = (name: string): string[] => [join(folder, `${name}.js`)];
    const sources = {
      extension: from("start"),
      data: from("data"),
      first: from("first"),
      features: [],
      localPlatform: from("platform"),
    };
    const files = await buildSplit(
      { bundle: true, platform: "node", external: ["vscode"], logLevel: "error" },
      sources,
      join(folder, "dist"),
      ["data"],
    );
    texts = new Map(files.map(({ path, text }) => [path.slice(folder.length), text]));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** A folder with the files, which Node has not loaded yet. */
  const written = (): string => {
    const into = mkdtempSync(join(folder, "loads-"));
    for (const [path, text] of texts) writeFileSync(join(into, path.slice("/dist/".length)), text);
    return into;
  };

  /** The start, and which of the files Node has loaded by now. */
  const started = () => {
    const from = written();
    mkdirSync(join(from, "node_modules"));
    writeFileSync(join(from, "node_modules/vscode.js"), 'exports.folders = ["one"];');
    const require = createRequire(join(from, "main.js"));
    const { activate } = require("./extension.js") as { activate: (name: string) => Start };
    const loaded = (): string[] => FILES.filter((name) => require.cache[join(from, `${name}.js`)]);
    return { start: activate("ours"), loaded };
  };

  it("are those that are named, and the first has the functions of the entry", () => {
    assert.deepEqual(
      [...texts.keys()],
      FILES.map((name) => `/dist/${name}.js`),
    );
    const { start } = started();
    assert.deepEqual([start.name, start.folders], ["ours", ["one"]]);
  });

  it("are read when something in them is asked for, and of what is in them that alone is evaluated", async () => {
    const { start, loaded } = started();
    assert.deepEqual([start.evaluated, loaded()], [["start"], ["extension"]]);
    await start.otherFeature();
    assert.deepEqual(
      [start.evaluated, loaded()],
      [
        ["start", "otherFeature"],
        ["extension", "features"],
      ],
    );
    const { platform } = await start.feature();
    assert.deepEqual(start.evaluated, ["start", "otherFeature", "both", "feature"]);
    assert.deepEqual(loaded(), ["extension", "features"]);
    await platform();
    assert.deepEqual(start.evaluated, ["start", "otherFeature", "both", "feature", "platform"]);
    assert.deepEqual(loaded(), ["extension", "features", "localPlatform"]);
  });

  it("have the state and the classes of a module once, whichever of them uses it", async () => {
    const { start } = started();
    const feature = await start.feature();
    const platform = await feature.platform();
    assert.deepEqual([start.increment(), feature.increment(), start.increment()], [1, 2, 3]);
    assert.equal(feature.Shared, start.Shared);
    assert.ok((await start.otherFeature()).make() instanceof start.Shared);
    assert.ok(platform.make() instanceof start.Shared);
    assert.equal(platform.both, feature.both);
  });

  it("give the same namespace for an import() in each of them, evaluated once", async () => {
    const { start } = started();
    const [one, feature] = await Promise.all([start.otherFeature(), start.feature()]);
    assert.equal(await start.otherFeature(), one);
    assert.equal(await feature.otherFeature(), one);
    assert.equal(await (await feature.platform()).otherFeature(), one);
    assert.equal(start.evaluated.filter((name) => name === "otherFeature").length, 1);
    assert.equal(one.nameOf("/a/b"), "b");
  });

  it("give what the start has already for an import() of it, in the start and in a feature", async () => {
    const { start } = started();
    const feature = await start.feature();
    const shared = await start.shared();
    assert.equal(await feature.shared(), shared);
    assert.equal(shared.Shared, start.Shared);
    assert.deepEqual([start.increment(), shared.increment()], [1, 2]);
  });

  it("have what is asked for first in a file of its own, with the rest behind it", async () => {
    const { start, loaded } = started();
    const { otherFeature } = await start.first();
    assert.deepEqual(
      [start.evaluated, loaded()],
      [
        ["start", "first"],
        ["extension", "first"],
      ],
    );
    assert.equal(await otherFeature(), await start.otherFeature());
  });

  it("are read at the first call where they are named so, not with what imports them", async () => {
    const { start, loaded } = started();
    const { countOf } = await start.first();
    assert.deepEqual(loaded(), ["extension", "first"]);
    assert.deepEqual(start.evaluated, ["start", "first"]);
    assert.deepEqual([countOf("one"), countOf("one")], [3, 3]);
    assert.deepEqual(loaded(), ["extension", "data", "first"]);
    assert.deepEqual(start.evaluated, ["start", "first", "data"]);
  });

  it("can be run where there is no VS Code, if what they begin with needs none", () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(written(), "localPlatform.js")], {
      encoding: "utf8",
    });
    assert.deepEqual([status, stdout, stderr], [0, '["both","platform"] of features and platform true\n', ""]);
  });

  it("reject an import() of what throws as it is evaluated, each time", async () => {
    const { start } = started();
    await assert.rejects(start.broken(), /^Error: it does not load$/);
    await assert.rejects(start.broken(), /^Error: it does not load$/);
  });
});
