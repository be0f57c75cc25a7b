import { readdirSync } from "node:fs";
import { join } from "node:path";

/** All files below `folder` whose name ends with `ending`, sorted. */
export function globSync(folder, ending) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}
