import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** The tests are started from the repository's folder. */
const ROOT = process.cwd();

export function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** Files below `folders` whose name has one of these endings, as paths from the repository's folder with "/". */
export function filesIn(folders: readonly string[], ...endings: string[]): string[] {
  return folders
    .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}

export const sources = (): string[] => filesIn(["src", "webview"], ".ts");
