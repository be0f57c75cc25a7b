import { strict as assert } from "node:assert";
import { type Workbench, openWorkbench } from "../vscode/openWorkbench";

describe("the installed VSIX in a workbench", () => {
  let workbench: Workbench;

  before(async function () {
    this.timeout(180_000);
    workbench = await openWorkbench({ files: { "notes.txt": "hello" } });
  });
  after(() => workbench.dispose());

  it("shows its view", async function () {
    this.timeout(90_000);
    const { window } = workbench;
    await window.showContainer("JWT Apps");
    await window.page.getByRole("heading", { name: /JWT Apps/ }).first().waitFor();
    await window.openFile("notes.txt");
    assert.equal(await window.editorText(), "hello");
  });
});
