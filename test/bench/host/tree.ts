// Runs in an extension host: what unfolding an app with every scope asks of the extension, and what a letter that is typed
// into Assign Scopes does.
import { writeFileSync } from "node:fs";
import { scopesForLevel } from "../../../src/domain/scopes/catalogue";
import type { TreeNode } from "../../../src/editor/appTree/treeNode";
import { searchScopes } from "../../../src/editor/scopes/searchScopes";
import { activated, hs256App, saved } from "../../host/support";

const ROUNDS = 20;

/** What people type to find scopes, letter by letter. */
const TYPED = [
  "conversation history",
  "exportBot",
  "getSessionz",
  "delete recordings",
  "how do I download the transcripts of last week",
  "/api/public/bot/st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f/getSessionz",
  "https://platform.kore.ai/agentassist/api/v1/public/st-1/queues?x=1",
  "xyzzy plugh",
];

export async function run(): Promise<void> {
  const { tree } = await activated();
  const scopes = scopesForLevel("xo").map(({ id }) => ({ id, published: true }));
  const { id } = await saved(hs256App("Everything", { scopes }));
  const app = await tree.nodeOf(id);
  if (!app) throw new Error("the app has no row");

  /** All rows below one, and the longest that a single row took to unfold: its children, and how each is drawn. */
  const unfold = async (row: TreeNode): Promise<{ rows: number; longest: number }> => {
    const start = performance.now();
    const children = await tree.getChildren(row);
    for (const child of children) tree.getTreeItem(child);
    const found = { rows: children.length, longest: performance.now() - start };
    for (const child of children) {
      const below = await unfold(child);
      found.rows += below.rows;
      found.longest = Math.max(found.longest, below.longest);
    }
    return found;
  };
  const times: { first: number; unfolding: number[]; longest: number[]; rows: number; keys: number[] } = {
    first: 0,
    unfolding: [],
    longest: [],
    rows: 0,
    keys: [],
  };
  for (let round = -1; round < ROUNDS; round++) {
    const start = performance.now();
    const { rows, longest } = await unfold(app);
    const time = performance.now() - start;
    // The first reads the endpoints.
    if (round < 0) times.first = time;
    else times.unfolding.push(time);
    if (round >= 0) times.longest.push(longest);
    times.rows = rows;
  }
  times.keys = keystrokes();
  writeFileSync(process.env["JWT_APPS_BENCH_RESULT"] ?? "", JSON.stringify(times));
}

/** Milliseconds for each letter, the least of several rounds: what was found, and what is said of it. */
function keystrokes(): number[] {
  const items = scopesForLevel("xo");
  const texts = TYPED.flatMap((typed) => Array.from(typed, (_, index) => typed.slice(0, index + 1)));
  const least = texts.map(() => Infinity);
  for (let round = 0; round < 5; round++) {
    const { search, remarks } = searchScopes({ createdIn: "xo" });
    for (const [index, text] of texts.entries()) {
      const start = performance.now();
      const find = search(text, items);
      for (const item of items) find?.(item);
      remarks(text, items);
      least[index] = Math.min(least[index] ?? Infinity, performance.now() - start);
    }
  }
  return least;
}
