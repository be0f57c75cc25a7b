// Makes the VSIX: `node scripts/package.mjs`.
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Failure, runMain } from "./failure.mjs";
import { ROOT } from "./paths.mjs";
import { vsixPath } from "./vsixPath.mjs";

/** Builds the extension, unless it is built, and packages it. Returns the path of the VSIX. */
export async function packageVsix({ build = true } = {}) {
  if (build) {
    const { buildTargets } = await import("./build.mjs");
    await buildTargets(["extension"]);
  }
  const out = makeVsix(ROOT, vsixPath());
  console.log(`${out} (${Math.ceil(statSync(out).size / 1024)} KB)`);
  return out;
}

/** Packages the extension in `folder` as it is, and returns the path. */
export function makeVsix(folder, out, ...more) {
  // Everything is bundled, so no dependency goes in; there is no public repository to link pictures to.
  const args = [
    "package",
    "--no-dependencies",
    "--allow-missing-repository",
    "--no-rewrite-relative-links",
    "--out",
    out,
    ...more,
  ];
  const done = spawnSync(process.execPath, [join(ROOT, "node_modules/@vscode/vsce/vsce"), ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  if (done.status !== 0)
    throw new Failure(`The VSIX could not be made; vsce says: ${`${done.stdout}\n${done.stderr}`.trim()}`);
  return out;
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await runMain(packageVsix);
