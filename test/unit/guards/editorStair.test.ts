import { strict as assert } from "node:assert";
import { filesIn, read } from "./repository";

/** What everything the editor shows stands on, from below. */
const STAIR = ["workbench", "prompts", "commands", "storage"];

describe("The lower folders of the editor", () => {
  for (const [step, folder] of STAIR.entries()) {
    it(`have ${folder} import nothing that lies above it`, () => {
      const files = filesIn([`src/editor/${folder}`], ".ts");
      assert.ok(files.length > 0);
      const above = files.flatMap((file) =>
        [...read(file).matchAll(/(?:from |import\()\s*"\.\.\/(\w+)\//g)].flatMap(([, other = ""]) =>
          STAIR.slice(0, step).includes(other) ? [] : [`${file}: ${other}`],
        ),
      );
      assert.deepEqual(above, []);
    });
  }

  it("are below the tree, which only the start and the commands import", () => {
    const others = filesIn(["src/editor"], ".ts").filter((file) => !file.startsWith("src/editor/appTree/"));
    const importing = others.filter((file) => /"[./]+\/appTree\//.test(read(file)));
    assert.deepEqual(importing, ["src/editor/activate.ts", "src/editor/allCommands.ts"]);
  });
});
