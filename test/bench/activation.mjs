// Loading and activating our extension against the built-in GitHub authentication, both in the same fresh extension host.
import { buildForHosts, median, runInHost } from "./host/runInHost.mjs";

/** Each is first in every other one, so that neither has the warm disk and caches alone. */
const HOSTS = 6;
/** The newest VS Code activates its GitHub authentication by itself as it starts, before anything could measure that. */
const HOST = "floor";

/**
 * Times are the medians of milliseconds in fresh hosts; `ratio` is ours to theirs.
 * @returns {Promise<{ name: string, ours: number, theirs: number | undefined, ratio: number | undefined, bound: number | undefined, ok: boolean }[]>}
 */
export async function run() {
  await buildForHosts();
  const times = [];
  for (let host = 0; host < HOSTS; host++)
    times.push(
      await runInHost("activation", {
        host: HOST,
        environment: { JWT_APPS_BENCH_FIRST: host % 2 ? "theirs" : "ours" },
      }),
    );
  const [ours, theirs, alone] = ["ours", "theirs", "alone"].map((which) => median(times.map((time) => time[which])));
  const ratio = ours / theirs;
  return [
    {
      name: "activate() with loading, against vscode.github-authentication",
      ours,
      theirs,
      ratio,
      bound: 0.5,
      ok: ratio <= 0.5,
    },
    { name: "activate() alone", ours: alone, theirs: undefined, ratio: undefined, bound: undefined, ok: true },
  ];
}
