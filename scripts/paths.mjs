import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder, wherever the command was started and however deep in out/ a bundle of this lies. */
export const ROOT = rootAbove(dirname(fileURLToPath(import.meta.url)));

/** Where everything that is got or kept for running VS Code lies; ignored by git. */
export const VSCODE_TEST = join(ROOT, ".vscode-test");

/** @returns {string} */
function rootAbove(folder) {
  return existsSync(join(folder, "package-lock.json")) ? folder : rootAbove(dirname(folder));
}
