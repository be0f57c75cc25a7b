import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

describe("the scripts of package.json", () => {
  it("set up the packages before they run anything that needs them, so that they work in a fresh clone", async () => {
    const { scripts } = JSON.parse(await readFile("package.json", "utf8")) as { scripts: Record<string, string> };
    const nodeScripts = Object.entries(scripts).filter(([, command]) => command.includes("node scripts/"));
    assert.ok(nodeScripts.length >= 10);
    for (const [name, command] of nodeScripts)
      assert.match(command, /^node scripts\/setup\.mjs(?: packages)? && node scripts\/(?!setup)/, name);
  });
});
