import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./paths.mjs";

/** Where the VSIX of this version lies. */
export function vsixPath() {
  const { name, version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  return join(ROOT, `${name}-${version}.vsix`);
}
