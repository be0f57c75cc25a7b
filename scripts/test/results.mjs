import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suiteResult } from "./totals.mjs";

/**
 * Runs a suite that writes its results, one JSON a line, into the file that `run` gets. `run` returns a sentence if
 * the suite did not come to its end by itself (hung, say).
 * @param {string} suite
 * @param {(file: string) => Promise<string | void>} run
 */
export async function collectResults(suite, run) {
  const folder = mkdtempSync(join(tmpdir(), "jwt-apps-results-"));
  try {
    const file = join(folder, "results.jsonl");
    const problem = await run(file);
    const results = read(file);
    return suiteResult(
      suite,
      results.filter(({ kind }) => kind !== "end"),
      problem ?? (results.at(-1)?.kind === "end" ? undefined : "it ended before its tests did"),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How far a suite has got: the size of its results. Zero before the first one. */
export function resultsSize(file) {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function read(file) {
  try {
    return readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
}
