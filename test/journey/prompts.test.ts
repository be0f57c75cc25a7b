import { strict as assert } from "node:assert";
import { randomBytes } from "node:crypto";
import { openWorkbench, type Workbench } from "../vscode/openWorkbench";
import type { Window } from "../vscode/window";
import { inSteps } from "./inSteps";

describe("the prompts for a secret and for a token's options", () => {
  let workbench: Workbench;
  let window: Window;
  const clientSecret = randomBytes(32).toString("base64");

  before(async () => {
    workbench = await openWorkbench({
      files: { "requests.http": "# jwt-app: Sample app\nGET https://platform.kore.ai/api/public/bot/getSessions\n" },
    });
    window = workbench.window;
  });
  after(() => workbench.dispose());
  inSteps("failed-prompts", () => window);

  const says = (text: string) =>
    window.quickInput
      .locator("xpath=ancestor::*[contains(@class, 'quick-input-widget')]")
      .getByText(text)
      .first()
      .waitFor();
  it("refuse a masked secret and tell what is odd about another", async () => {
    await window.showContainer("JWT Apps");
    await window.runCommand("JWT Apps: Create Sample App and Files");
    // What it opens takes the focus, from a menu too.
    await window.notified("The cursor is in a response");
    const row = window.rowNamed("Sample app");
    await row.waitFor();
    await window.contextMenu(row, "Replace Client Secret…");
    await window.quickInput.fill("********");
    await says("This is the masked secret, not the secret itself.");
    await workbench.pictures("secret-masked");
    await window.page.keyboard.press("Enter");
    await says("This is the masked secret, not the secret itself.");
    await window.quickInput.fill(`${clientSecret} `);
    await says("There is white space at an end of this secret");
    await workbench.pictures("secret-white-space");
    await window.page.keyboard.press("Enter");
    await window.quickPickRow("Leave out what stands around it").first().waitFor();
    await workbench.pictures("secret-around");
    await window.choose("Leave out what stands around it");
    await window.statusBar(/Replaced the client secret of Sample app/).waitFor();
  });

  it("go back by the keyboard, and say how a lifetime was understood", async () => {
    await window.contextMenu(window.rowNamed("Sample app"), "Mint Token with Options…");
    await window.choose("Public API");
    await says("Empty takes the documentation's sample");
    await window.quickInput.fill("jane");
    await window.page.keyboard.press("Enter");
    await says("Lifetime, such as 90s, 30m, 2h or 1h30m");
    await workbench.pictures("lifetime-asked");
    await window.quickInput.fill("1h30");
    await says("can't be read as a lifetime");
    await workbench.pictures("lifetime-not-understood");
    await window.quickInput.fill("1h30m");
    await says("Lifetime: 90 minutes (5400 seconds)");
    await workbench.pictures("lifetime");
    // VS Code's own key for Back on Linux.
    await window.page.keyboard.press("Control+Alt+Minus");
    await says("Empty takes the documentation's sample");
    assert.equal(await window.quickInput.inputValue(), "jane");
    await window.page.keyboard.press("Enter");
    await says("Lifetime, such as 90s, 30m, 2h or 1h30m");
    assert.equal(await window.quickInput.inputValue(), "1h30m");
    await window.page.keyboard.press("Enter");
    await says("Extra claims as a JSON object");
    await window.page.keyboard.press("Enter");
    await window.choose("Copy the token");
    await window.statusBar("Copied a token for Sample app, valid for 90 minutes").waitFor();
  });
});
