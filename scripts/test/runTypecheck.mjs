import { spawnSync } from "node:child_process";
import { ROOT } from "../paths.mjs";
import { suiteResult } from "./totals.mjs";

/** Checks the types of everything, and the domain as a project of its own. */
export async function runTypecheck() {
  const results = [".", "src/domain"].map((project) => {
    const checked = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", project], {
      cwd: ROOT,
      encoding: "utf8",
    });
    const title = `the types of ${project}`;
    return checked.status === 0
      ? { kind: "passed", title }
      : { kind: "failed", title, message: checked.stdout || String(checked.error) };
  });
  return suiteResult("types", results);
}
