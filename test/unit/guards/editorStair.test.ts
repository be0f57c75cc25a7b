import { strict as assert } from "node:assert";
import { importsOf } from "./importRules";
import { filesIn, read } from "./repository";

/** What everything the editor shows stands on, from below. */
const STAIR = ["workbench", "prompts", "commands", "storage"];

/** Folders of the editor that a file imports, as types or by import(), too. */
function foldersOf(path: string, text: string): string[] {
  return importsOf(path, text).flatMap(({ target }) => /^src\/editor\/(\w+)\//.exec(target ?? "")?.[1] ?? []);
}

describe("The lower folders of the editor", () => {
  for (const [step, folder] of STAIR.entries()) {
    it(`have ${folder} import nothing that lies above it`, () => {
      const files = filesIn([`src/editor/${folder}`], ".ts");
      assert.ok(files.length > 0);
      const below = STAIR.slice(0, step + 1);
      const above = files.flatMap((file) =>
        foldersOf(file, read(file)).flatMap((other) => (below.includes(other) ? [] : [`${file}: ${other}`])),
      );
      assert.deepEqual(above, []);
    });
  }

  it("are below the tree, which only the start and the commands import", () => {
    const others = filesIn(["src/editor"], ".ts").filter((file) => !file.startsWith("src/editor/appTree/"));
    const importing = others.filter((file) => foldersOf(file, read(file)).includes("appTree"));
    assert.deepEqual(importing, ["src/editor/activate.ts", "src/editor/allCommands.ts"]);
  });

  it("that go up are found, from folders in them too", () => {
    assert.deepEqual(foldersOf("src/editor/storage/in/x.ts", 'import type { T } from "../../appTree/t";'), ["appTree"]);
    assert.deepEqual(foldersOf("src/editor/prompts/x.ts", 'const { r } = await import("../commands/r");'), [
      "commands",
    ]);
  });
});
