// Loading and activating our extension, the built-in GitHub authentication and an empty one, all in the same fresh hosts.
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../scripts/paths.mjs";
import { buildForHosts, median, runInHost } from "./host/runInHost.mjs";

/** Each of the three is first in every third one, so that none has the warm disk and caches alone. */
const HOSTS = 6;
/** The newest VS Code activates its GitHub authentication by itself as it starts, before anything could measure that. */
const HOST = "floor";
/** Of `dist/extension.js`, with all that a start loads at once. */
const ENTRY_BYTES = 60_000;

/**
 * Times are the medians of milliseconds in fresh hosts; `ratio` is ours to theirs.
 * @returns {Promise<{ name: string, ours: number, theirs?: number, ratio?: number, bound?: number, ok?: boolean }[]>}
 */
export async function run() {
  await buildForHosts();
  const folder = mkdtempSync(join(tmpdir(), "jwt-apps-bench-"));
  const times = [];
  try {
    const others = [emptyExtension(folder)];
    for (let host = 0; host < HOSTS; host++) {
      const environment = { JWT_APPS_BENCH_FIRST: String(host % 3) };
      times.push(await runInHost("activation", { host: HOST, environment, others }));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const medianOf = (which) => median(times.map((time) => time[which]));
  const [ours, theirs, empty] = ["ours", "theirs", "empty"].map(medianOf);
  const against = (name, other) => ({
    name: `activate() with loading, against ${name}`,
    ours,
    theirs: other,
    ratio: ours / other,
  });
  const { size } = statSync(join(ROOT, "dist/extension.js"));
  return [
    { ...against("vscode.github-authentication", theirs), bound: 0.5, ok: ours / theirs <= 0.5 },
    against("an empty extension", empty),
    { name: "activate() alone", ours: medianOf("alone") },
    { name: "bytes of the entry", ours: size, bound: ENTRY_BYTES, ok: size <= ENTRY_BYTES },
  ];
}

/** The least that VS Code can activate. */
function emptyExtension(folder) {
  const extension = join(folder, "empty");
  mkdirSync(extension);
  const manifest = {
    publisher: "xo-jwt",
    name: "empty",
    version: "1.0.0",
    engines: { vscode: "^1.100.0" },
    main: "main.js",
  };
  writeFileSync(join(extension, "package.json"), JSON.stringify({ ...manifest, activationEvents: [] }));
  writeFileSync(join(extension, "main.js"), "exports.activate = () => undefined;\n");
  return extension;
}
