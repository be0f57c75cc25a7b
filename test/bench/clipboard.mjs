// From the command to the clipboard, against a bare `secrets.get` and `clipboard.writeText` in the same extension host.
import { buildForHosts, median, runInHost } from "./host/runInHost.mjs";

/**
 * Times are medians in milliseconds, taken in turns; `ratio` is ours to theirs.
 * @returns {Promise<{ name: string, ours: number, theirs: number, ratio: number, bound: number, ok: boolean }[]>}
 */
export async function run() {
  await buildForHosts();
  const times = await runInHost("clipboard");
  const [ours, theirs] = [median(times.ours), median(times.theirs)];
  const ratio = ours / theirs;
  return [
    {
      name: "command to clipboard, against secrets.get and clipboard.writeText",
      ours,
      theirs,
      ratio,
      bound: 1.5,
      ok: ratio <= 1.5,
    },
  ];
}
