import { execFile, spawn } from "node:child_process";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { Failure } from "../failure.mjs";
import { VSCODE_TEST } from "../paths.mjs";
import { PATIENCE } from "../test/patience.mjs";
import { downloadFolder, ensureDownload } from "./downloads.mjs";

const run = promisify(execFile);

/** How to start the browser that was found to work: `{executable, args, env, stamp}`. */
const CHOICE = join(VSCODE_TEST, "browser.json");
const FLAGS = [
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Finds a browser that starts: the one that CHROME_PATH names, else an installed Chrome or Chromium, else the
 * Chromium that npm's @sparticuz/chromium brings. What worked is remembered until its file changes.
 */
export async function ensureBrowser(environment = process.env) {
  const chosen = environment.CHROME_PATH;
  const remembered = readChoice();
  if (remembered && remembered.stamp === stamp(remembered.executable) && (!chosen || chosen === remembered.executable))
    return remembered;
  if (chosen) {
    const browser = await firstThatStarts(chosen, [{}]);
    if (!browser)
      throw new Failure(
        `The browser that CHROME_PATH names (${chosen}) does not start: correct the variable or remove it, and run the command again.`,
      );
    return remember(browser);
  }
  for (const executable of installedBrowsers(environment.PATH ?? "")) {
    const browser = await firstThatStarts(executable, [{}]);
    if (browser) return remember(browser);
  }
  await ensureDownload("chromium");
  const unpacked = await unpackChromium();
  // The machine's own libraries come first; a bare one has not all of them and gets those of the package.
  const fonts = { FONTCONFIG_FILE: join(unpacked, "fonts.conf") };
  const libraries = { LD_LIBRARY_PATH: join(unpacked, "al2023", "lib") };
  const browser = await firstThatStarts(join(unpacked, "chromium"), [fonts, { ...fonts, ...libraries }]);
  if (!browser)
    throw new Failure(
      "The Chromium from npm does not start on this machine: install Google Chrome or Chromium (or name one in CHROME_PATH) and run the command again.",
    );
  return remember(browser);
}

/** What `ensureBrowser` chose; for the tests, which run after it. */
export function chosenBrowser() {
  const choice = readChoice();
  if (!choice) throw new Failure(`No browser is set up: run "node scripts/setup.mjs journey" first.`);
  return choice;
}

function installedBrowsers(path) {
  const names = ["google-chrome-stable", "google-chrome", "chromium", "chromium-browser"];
  return names
    .flatMap((name) =>
      [...path.split(delimiter), "/opt/google/chrome"].filter(Boolean).map((folder) => join(folder, name)),
    )
    .filter(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Tries the executable, with its sandbox first where that is allowed (root has to do without). */
async function firstThatStarts(executable, environments) {
  const sandboxes = process.getuid?.() === 0 ? [["--no-sandbox"]] : [[], ["--no-sandbox"]];
  for (const env of environments) {
    for (const sandbox of sandboxes) {
      const args = [...sandbox, ...FLAGS];
      if (await starts(executable, args, env)) return { executable, args, env, stamp: stamp(executable) };
    }
  }
  return undefined;
}

/** Whether the browser comes so far that it offers its debugging port, which is how the tests drive it. */
async function starts(executable, args, env) {
  const profile = mkdtempSync(join(tmpdir(), "jwt-apps-browser-"));
  const child = spawn(executable, [...args, "--headless", "--remote-debugging-port=0", `--user-data-dir=${profile}`], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE.start);
  let output = "";
  const started = await new Promise((resolve) => {
    child.stderr
      .setEncoding("utf8")
      .on("data", (text) => (output += text).includes("DevTools listening on") && resolve(true));
    child.on("error", () => resolve(false)).on("close", () => resolve(false));
  });
  clearTimeout(timer);
  if (started) {
    const closed = new Promise((resolve) => child.on("close", resolve));
    process.kill(-child.pid, "SIGKILL");
    await closed;
  }
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  return started;
}

/** The package's own code unpacks it, in a process whose temporary folder is ours and that looks like the place it is made for (else it leaves the libraries out). */
async function unpackChromium() {
  const target = join(VSCODE_TEST, "chromium", "unpacked");
  if (existsSync(target)) return target;
  console.log("Unpacking the browser …");
  const work = `${target}.${process.pid}.part`;
  mkdirSync(work, { recursive: true });
  const code = `import(${JSON.stringify(`file://${downloadFolder("chromium")}/build/esm/index.js`)}).then((m) => m.default.executablePath())`;
  await run(process.execPath, ["-e", code], {
    env: { ...process.env, TMPDIR: work, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x" },
  });
  writeFileSync(join(work, "fonts.conf"), fontConfiguration(target));
  renameSync(work, target);
  return target;
}

/** The system's fonts, and the package's for a machine that has none: the package's configuration looks for them in another folder. */
function fontConfiguration(unpacked) {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${unpacked}/fonts/fonts</dir>
  <cachedir>${unpacked}/fonts-cache</cachedir>
</fontconfig>
`;
}

function remember(browser) {
  mkdirSync(VSCODE_TEST, { recursive: true });
  writeFileSync(CHOICE, JSON.stringify(browser, undefined, 2));
  return browser;
}

function readChoice() {
  try {
    return JSON.parse(readFileSync(CHOICE, "utf8"));
  } catch {
    return undefined;
  }
}

/** Changes when the file does; undefined when there is none, which equals no stored stamp. */
function stamp(file) {
  try {
    const { size, mtimeMs } = statSync(file);
    return `${size} ${mtimeMs}`;
  } catch {
    return undefined;
  }
}
