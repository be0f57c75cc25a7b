import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../paths.mjs";
import { npm } from "./npm.mjs";

/** Installs the project's packages if they are missing, half installed, or not those of package-lock.json. */
export async function ensureProjectPackages() {
  // npm writes the second file last, so that an interrupted installation has none.
  if (isCurrent(readJson(join(ROOT, "package-lock.json")), readJson(join(ROOT, "node_modules", ".package-lock.json"))))
    return;
  // No install script of ours matters: esbuild's binary comes as a package, vsce needs its signing tool only to publish.
  await npm("Installing the project's packages", ["ci", "--ignore-scripts"], ROOT);
}

/** Whether every package of the lock file is installed in its version; optional ones for other platforms aside. */
export function isCurrent(lock, installed) {
  if (!lock?.packages || !installed?.packages) return false;
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === "") return true;
    const present = installed.packages[path];
    return present ? present.version === wanted.version : Boolean(wanted.optional || wanted.peer);
  });
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
