// From a keystroke to the lenses of a request file of 5 MB with 1,000 requests, against one with a single request, in
// the same extension host; and of a file that someone made to take long. What VS Code itself takes for 2,000 lenses is in it.
import { buildForHosts, median, runInHost } from "./host/runInHost.mjs";

/** Times are medians in milliseconds, taken in turns; `ratio` is ours to theirs. */
export async function run() {
  await buildForHosts();
  const times = await runInHost("keystrokes");
  const [ours, theirs] = [median(times.ours), median(times.theirs)];
  const hostile = median(times.hostile);
  return [
    {
      name: "keystroke to lenses, 5 MB with 1,000 requests against one request",
      ours,
      theirs,
      ratio: ours / theirs,
      bound: 10,
      ok: ours / theirs <= 10,
    },
    {
      name: "the same, 400 kB of variables times blocks against one request",
      ours: hostile,
      theirs,
      ratio: hostile / theirs,
      bound: 10,
      ok: hostile / theirs <= 10,
    },
  ];
}
