// From a keystroke to 2,000 lenses with their words, against as many that VS Code asks for their words one by one, in the
// same extension host. What VS Code itself takes for so many is in both.
import { buildForHosts, median, runInHost } from "./host/runInHost.mjs";

/** Times are medians in milliseconds, taken in turns; `ratio` is ours to theirs. */
export async function run() {
  await buildForHosts();
  const times = await runInHost("lenses");
  const [ours, theirs, unasked] = [median(times.ours), median(times.theirs), median(times.unasked)];
  return [
    {
      name: "keystroke to 2,000 lenses with words, against asking for them",
      ours,
      theirs,
      ratio: ours / theirs,
      bound: 1,
      ok: ours <= theirs,
    },
    { name: "the same, against lenses without words", ours, theirs: unasked, ratio: ours / unasked },
  ];
}
