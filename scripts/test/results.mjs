import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suiteResult } from "./totals.mjs";

/**
 * Runs a suite that writes its results, one JSON a line, into the file that `run` gets. `run` returns a sentence if
 * the suite did not come to its end by itself (hung, say).
 */
export async function collectResults(suite, run) {
  const folder = mkdtempSync(join(tmpdir(), "jwt-apps-results-"));
  try {
    const file = join(folder, "results.jsonl");
    const problem = await run(file);
    const results = read(file);
    return suiteResult(suite, results.filter(({ kind }) => kind !== "end"), problem ?? (results.at(-1)?.kind === "end" ? undefined : "it ended before its tests did"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function read(file) {
  try {
    return readFileSync(file, "utf8").trim().split("\n").filter(Boolean).map((line) => JSON.parse(line));
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
}
