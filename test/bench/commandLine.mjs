// How long the command line takes for a token, against Node that does nothing: `node test/bench/commandLine.mjs`, or
// `run()` for `npm run bench`.
import { spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildTargets } from "../../scripts/build.mjs";

/** Starts of each, one after the other in turns, so that a busy machine hurts both alike. */
const STARTS = 40;
const BOUND = 2;

/** @returns {Promise<{ name: string, ours: number, theirs: number, ratio: number, bound: number, ok: boolean }[]>} */
export async function run() {
  await buildTargets(["extension"]);
  const folder = mkdtempSync(join(tmpdir(), "command-line-bench-"));
  try {
    copyFileSync("dist/jwtApps.js", join(folder, "jwtApps.js"));
    writeFileSync(join(folder, "apps.json"), JSON.stringify({ format: "jwt-apps-export", version: 1, apps: [app()] }));
    const secrets = JSON.stringify({ Bench: randomBytes(32).toString("base64") });
    const token = ["jwtApps.js", "token", "--apps", "apps.json"];
    const all = { ours: [], theirs: [] };
    for (let count = 0; count < STARTS; count++) {
      all.ours.push(await start(folder, token, { JWT_APPS_SECRETS: secrets }));
      all.theirs.push(await start(folder, ["-e", "0"], {}));
    }
    return [figure("processor time of a token", "processor", all), figure("a token on the clock", "clock", all)];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function app() {
  const clientId = `cs-${randomUUID()}`;
  const flags = { enforceJti: false, enforceJwe: false, enforcePayloadEncryption: false };
  const kind = { createdIn: "xo", usedFor: "apis", credentials: "pasted", algorithm: "HS256" };
  return { name: "Bench", clientId, ...kind, ...flags, scopes: [], tables: [], createdAt: 0 };
}

/** @returns {Promise<{ processor: number, clock: number }>} in milliseconds */
async function start(cwd, args, environment) {
  const hook = fileURLToPath(new URL("processorTime.cjs", import.meta.url));
  const began = performance.now();
  const child = spawn(process.execPath, ["--require", hook, ...args], {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "inherit", "pipe"],
  });
  let microseconds = "";
  child.stdout.resume();
  child.stdio[3].on("data", (piece) => (microseconds += piece));
  const code = await new Promise((done) => child.once("close", done));
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}`);
  return { processor: Number(microseconds) / 1_000, clock: performance.now() - began };
}

function figure(name, what, { ours, theirs }) {
  const [mine, other] = [ours, theirs].map((list) => median(list.map((each) => each[what])));
  const ratio = mine / other;
  return { name: `${name}, in ms, node -e 0`, ours: mine, theirs: other, ratio, bound: BOUND, ok: ratio <= BOUND };
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.table(await run());
