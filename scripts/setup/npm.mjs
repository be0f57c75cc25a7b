import { spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { Failure } from "../failure.mjs";

/** Milliseconds before each further attempt at what the network did not let through. */
const PAUSES = [2_000, 10_000];

/**
 * Runs npm in `folder`, saying what it does (`title`) and how long it has taken so far. Where the network fails it is
 * tried twice more, and said. A failure becomes one sentence; see `npmFailure`.
 * @param {string} title
 * @param {readonly string[]} args
 * @param {string} folder
 * @param {{ run?: typeof runNpm, wait?: (milliseconds: number) => Promise<void>, print?: (line: string) => void }} [ports] for tests
 */
export async function npm(title, args, folder, { run = runNpm, wait = delay, print = console.log } = {}) {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  print(`${title} …`);
  const ticker = setInterval(() => print(`  … ${seconds()}`), 10_000);
  try {
    for (let attempt = 0; ; attempt++) {
      const { code, output } = await run(args, folder);
      if (code === 0) return print(`  done in ${seconds()}`);
      const pause = PAUSES[attempt];
      if (pause === undefined || !isNetworkFailure(output)) throw new Failure(npmFailure(title, output));
      print(`  the network failed; another attempt in ${pause / 1000} s`);
      await wait(pause);
    }
  } finally {
    clearInterval(ticker);
  }
}

async function runNpm(args, folder) {
  // A registry that can't be reached is known after seconds instead of npm's minutes.
  const options = [
    "--no-audit",
    "--no-fund",
    "--no-progress",
    "--loglevel=error",
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=2000",
  ];
  const windows = process.platform === "win32";
  const child = spawn(windows ? "npm.cmd" : "npm", [...args, ...options], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    shell: windows,
    env: environment(),
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text) => (output = (output + text).slice(-100_000)));
  const code = await new Promise((resolve) =>
    child.on("error", (error) => ((output += error.message), resolve(-1))).on("close", resolve),
  );
  return { code, output };
}

/** npm hands its own settings to scripts as npm_config_*; those of an outer `npm ci --ignore-scripts` are not meant for us. */
function environment() {
  const { npm_config_ignore_scripts, npm_config_omit, npm_config_global, npm_config_prefix, ...rest } = process.env;
  return rest;
}

/** Whether the same may work a little later: no way to the registry, or one that broke, or a registry that is overloaded. */
function isNetworkFailure(output) {
  return /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|EPIPE|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ERR_STREAM_PREMATURE_CLOSE|socket hang up|network request|ENOTCACHED|E429|E50[0234])\b/.test(
    output,
  );
}

/** One sentence that says what to do about what npm printed. */
export function npmFailure(title, output) {
  if (isNetworkFailure(output))
    return `${title} failed because npm's registry could not be reached: check the network (or npm's proxy and registry settings) and run the command again.`;
  if (/\bENOSPC\b/.test(output))
    return `${title} failed because the disk is full: free some space (about 2 GB are needed) and run the command again.`;
  if (/can only install packages when your package\.json and package-lock\.json/.test(output))
    return `${title} failed because package.json and package-lock.json do not match: run "npm install" and try again.`;
  if (/\bENOENT\b/.test(output) && /spawn/.test(output))
    return `${title} failed because npm was not found: install npm and run the command again.`;
  const reason = output
    .split("\n")
    .map((line) => line.replace(/^npm (error|ERR!)( code)?\s*/, "").trim())
    .filter(Boolean)
    .slice(0, 2)
    .join(", ");
  return `${title} failed (npm says: ${reason || "nothing"}): run the command again, and if it fails again look into npm's log.`;
}
