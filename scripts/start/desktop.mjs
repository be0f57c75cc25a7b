import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join, posix, win32 } from "node:path";
import { Failure } from "../failure.mjs";
import { packageVsix } from "../package.mjs";
import { VSCODE_TEST } from "../paths.mjs";
import { untilStopped } from "./untilStopped.mjs";
import { makeCompanion, makeSampleWorkspace } from "./workspace.mjs";

const FOLDER = join(VSCODE_TEST, "desktop");
const DATA = join(FOLDER, "data");

/** Builds the extension and opens the sample workspace with it in an installed VS Code, with data of its own; ends with the window, or closes it. */
export async function startDesktop() {
  const code = findCode(process.platform, process.env);
  if (!code)
    throw new Failure(
      `No desktop VS Code was found: install it, with its "code" command in the PATH, and run the command again.`,
    );
  const vsix = await packageVsix();
  const workspace = join(FOLDER, "workspace");
  mkdirSync(DATA, { recursive: true });
  makeSampleWorkspace(workspace);
  const own = ["--user-data-dir", DATA, "--extensions-dir", join(FOLDER, "extensions")];
  // Windows' "code" is a batch file, which only a shell starts.
  const shell = process.platform === "win32";
  const quoted = (args) => (shell ? args.map((arg) => `"${arg}"`) : args);
  const options = { shell, env: cleanEnvironment() };
  for (const extension of [vsix, makeCompanion(FOLDER)]) {
    const installed = spawnSync(quoted([code])[0], quoted([...own, "--install-extension", extension, "--force"]), {
      ...options,
      encoding: "utf8",
    });
    if (installed.status !== 0)
      throw new Failure(
        `The extension could not be installed; VS Code says: ${`${installed.stdout}\n${installed.stderr}`.trim().slice(-500)}`,
      );
  }
  const child = spawn(quoted([code])[0], quoted([...own, "--new-window", "--wait", workspace]), {
    ...options,
    stdio: "inherit",
    detached: !shell,
  });
  await untilStopped({
    child,
    stop: async () => stopDesktop(child),
    ready: async () => console.log(`VS Code is open on ${workspace}; its data is in ${FOLDER}. Ctrl-C closes it.`),
    onDeath: (status) =>
      status
        ? new Failure(`VS Code ended with code ${status}: start it once by hand to see why, and run the command again.`)
        : undefined,
  });
}

/** Without what the terminal of a running VS Code sets, which would make `code` talk to that one. */
function cleanEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name)));
}

/**
 * The path of VS Code's command-line program, or undefined.
 * @param {NodeJS.Platform} platform
 * @param {NodeJS.ProcessEnv} environment
 * @param {(path: string) => boolean} exists
 */
export function findCode(platform, environment, exists = existsSync) {
  const windows = platform === "win32";
  const { join, delimiter } = windows ? win32 : posix;
  const folders = (environment.PATH ?? environment.Path ?? "").split(delimiter).filter(Boolean);
  const usual = {
    darwin: ["/Applications", join(environment.HOME ?? "/", "Applications")].map((folder) =>
      join(folder, "Visual Studio Code.app/Contents/Resources/app/bin"),
    ),
    win32: [environment.LOCALAPPDATA && join(environment.LOCALAPPDATA, "Programs"), environment.ProgramFiles]
      .filter(Boolean)
      .map((folder) => join(folder, "Microsoft VS Code", "bin")),
    linux: ["/usr/bin", "/usr/share/code/bin", "/snap/bin"],
  };
  return [...folders, ...(usual[platform] ?? [])]
    .map((folder) => join(folder, windows ? "code.cmd" : "code"))
    .find((path) => exists(path));
}

/** The command hands over to a program that is not its child everywhere; that one has our data folder as its own. */
function stopDesktop(child) {
  if (process.platform === "win32") {
    if (child.pid) spawnSync("taskkill", ["/pid", String(child.pid), "/t", "/f"]);
    return;
  }
  // The command itself, as a group, and whatever it handed over to.
  const group = child.pid ? [-child.pid] : [];
  for (const pid of [
    ...group,
    ...withDataFolder(execFileSync("ps", ["-axo", "pid=,command="], { encoding: "utf8" }), DATA),
  ]) {
    try {
      process.kill(pid, "SIGTERM");
    } catch {
      // It went with its parent.
    }
  }
}

/** The ids of the processes, listed as `ps -axo pid=,command=` does, that were started on that data folder. */
export function withDataFolder(listing, folder) {
  const ours = (line) =>
    [`--user-data-dir ${folder}`, `--user-data-dir=${folder}`].some((argument) => `${line} `.includes(`${argument} `));
  return listing
    .split("\n")
    .filter(ours)
    .map((line) => Number.parseInt(line, 10));
}
