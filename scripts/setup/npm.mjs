import { spawn } from "node:child_process";
import { Failure } from "../failure.mjs";

/**
 * Runs npm in `folder`, saying what it does (`title`) and how long it has taken so far.
 * A failure becomes one sentence; see `npmFailure`.
 */
export async function npm(title, args, folder) {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  console.log(`${title} …`);
  const ticker = setInterval(() => console.log(`  … ${seconds()}`), 10_000);
  // A registry that can't be reached is known after seconds instead of npm's minutes.
  const options = ["--no-audit", "--no-fund", "--no-progress", "--loglevel=error", "--fetch-retries=1", "--fetch-retry-mintimeout=2000"];
  const windows = process.platform === "win32";
  const child = spawn(windows ? "npm.cmd" : "npm", [...args, ...options], { cwd: folder, stdio: ["ignore", "pipe", "pipe"], shell: windows, env: environment() });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output = (output + text).slice(-100_000)));
  const code = await new Promise((resolve) => child.on("error", (error) => ((output += error.message), resolve(-1))).on("close", resolve));
  clearInterval(ticker);
  if (code !== 0) throw new Failure(npmFailure(title, output));
  console.log(`  done in ${seconds()}`);
}

/** npm hands its own settings to scripts as npm_config_*; those of an outer `npm ci --ignore-scripts` are not meant for us. */
function environment() {
  const { npm_config_ignore_scripts, npm_config_omit, npm_config_global, npm_config_prefix, ...rest } = process.env;
  return rest;
}

/** One sentence that says what to do about what npm printed. */
export function npmFailure(title, output) {
  if (/\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|network request|ENOTCACHED)\b/.test(output))
    return `${title} failed because npm's registry could not be reached: check the network (or npm's proxy and registry settings) and run the command again.`;
  if (/\bENOSPC\b/.test(output)) return `${title} failed because the disk is full: free some space (about 2 GB are needed) and run the command again.`;
  if (/can only install packages when your package\.json and package-lock\.json/.test(output))
    return `${title} failed because package.json and package-lock.json do not match: run "npm install" and try again.`;
  if (/\bENOENT\b/.test(output) && /spawn/.test(output)) return `${title} failed because npm was not found: install npm and run the command again.`;
  const reason = output.split("\n").map((line) => line.replace(/^npm (error|ERR!)( code)?\s*/, "").trim()).filter(Boolean).slice(0, 2).join(", ");
  return `${title} failed (npm says: ${reason || "nothing"}): run the command again, and if it fails again look into npm's log.`;
}
