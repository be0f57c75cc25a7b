import { build } from "esbuild";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { jsonText } from "../../scripts/jsonText.mjs";

/** What some lines of TypeScript export, whose paths begin at the repository's folder, bundled as the product is. */
export async function bundled(contents) {
  const folder = await mkdtemp(join(tmpdir(), "jwt-apps-bench-"));
  const outfile = join(folder, "sources.mjs");
  try {
    await build({
      stdin: { contents, resolveDir: fileURLToPath(new URL("../..", import.meta.url)) },
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      mainFields: ["module", "main"],
      minify: true,
      plugins: [jsonText],
    });
    return await import(pathToFileURL(outfile));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
