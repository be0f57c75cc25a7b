// Reads every shape of encrypted payloads that the tests know, in every combination (the unit tests take pairs).
// `node scripts/payloadShapes.mjs [part/parts]`: all 660,000 take hours; "3/100" is every hundredth, from the third.
import { build } from "esbuild";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = resolve(fileURLToPath(import.meta.url), "../..");
const [part, parts] = (process.argv[2] ?? "1/1").split("/").map(Number);
if (!(part >= 1 && parts >= part)) {
  console.error("Give the part as a number of parts, such as 1/10.");
  process.exit(2);
}

const { combinations, check } = await load();
let read = 0;
const failures = [];
let index = 0;
for (const shape of combinations()) {
  if (index++ % parts !== part - 1) continue;
  try {
    await check(shape);
    read++;
  } catch (error) {
    failures.push(shape);
    console.error(`${JSON.stringify(shape)}\n  ${error.message}`);
  }
  if ((read + failures.length) % 10_000 === 0)
    console.log(`${read + failures.length} shapes, ${failures.length} not read`);
}
console.log(`payload shapes: ${read} read, ${failures.length} not`);
process.exit(failures.length > 0 ? 1 : 0);

async function load() {
  const folder = mkdtempSync(join(tmpdir(), "payload-shapes-"));
  try {
    const outfile = join(folder, "shapes.mjs");
    await build({
      entryPoints: [join(root, "test/unit/payloads/allShapes.ts")],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      logLevel: "warning",
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
