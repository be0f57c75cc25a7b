import { strict as assert } from "node:assert";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame, Locator } from "playwright-core";
import { ROOT } from "../../scripts/paths.mjs";
import { until } from "../until";
import { THEMES, type Workbench, openWorkbench } from "../vscode/openWorkbench";
import { Window } from "../vscode/window";
import { AppForm } from "./appForm";
import { inSteps } from "./inSteps";

const NEXT = "The cursor is in a response that is encrypted for “Sample app”: run Decrypt Selection to read it.";
const STEPS = ["app", "scopes", "token", "request", "error", "payload", "localPlatform"] as const;
/** Those that show more than a form or a file. */
const IN_ALL_THEMES = ["error", "localPlatform"] as const;

/** Somebody who has it new: the sample, the walkthrough, and an app of their own. */
describe("a stranger's first hour", () => {
  let workbench: Workbench;
  let window: Window;
  const clientSecret = randomBytes(32).toString("base64");

  before(async () => {
    workbench = await openWorkbench({
      // As wide as the walkthrough needs to show its pictures.
      viewport: { width: 1600, height: 900 },
      settings: { "editor.minimap.enabled": false, "breadcrumbs.enabled": false },
    });
    window = workbench.window;
  });
  after(() => workbench.dispose());
  inSteps("failed-first-hour", () => window);

  /** The palette of a window that has just come up has no commands of extensions yet. */
  const isInstalled = async (of: Window): Promise<void> => {
    await of.showContainer("JWT Apps");
    const view = of.page.locator(".part.sidebar");
    await view
      .getByRole("treeitem")
      .or(view.getByRole("button", { name: "Create JWT App" }))
      .first()
      .waitFor();
    await of.showContainer("Explorer");
  };

  const walkthroughStep = (id: string): Locator => window.page.locator(`.getting-started-step[data-step-id$="#${id}"]`);
  /** Waits for the picture of a step. The frames of earlier pictures answer late, or never, so no look waits for another. */
  const pictureIsShown = async (id: string): Promise<void> => {
    const title = /<title>(.*)<\/title>/.exec(
      readFileSync(join(ROOT, "media", "walkthrough", `${id}.svg`), "utf8"),
    )?.[1];
    assert.ok(title);
    let isShown = false;
    const look = async (frame: Frame): Promise<void> => {
      if ((await frame.evaluate(() => document.querySelector("svg[role=img] > title")?.textContent)) === title)
        isShown = true;
    };
    const isThere = (): boolean => {
      for (const frame of window.page.frames()) void look(frame).catch(() => undefined);
      return isShown;
    };
    await until(isThere, `the picture of ${id} is there`, 100);
  };

  /** The steps that VS Code has ticked off. */
  const stepsDone = async (): Promise<string[]> => {
    const done: string[] = [];
    for (const id of STEPS)
      if ((await walkthroughStep(id).locator(".codicon-getting-started-step-checked").count()) > 0) done.push(id);
    return done;
  };

  const openWalkthrough = async (): Promise<void> => {
    await window.runCommand("Welcome: Open Walkthrough...");
    await window.quickInput.fill("Get Started with JWT Apps");
    await window.quickPickRow("Get Started with JWT Apps").first().click();
    await walkthroughStep("app").waitFor();
  };

  it("makes the sample, and is told what to press", async () => {
    await isInstalled(window);
    // VS Code ticks off what is done once its page for walkthroughs was there.
    await openWalkthrough();
    assert.deepEqual(await stepsDone(), []);
    await window.runCommand("View: Close All Editors");
    await window.runCommand("JWT Apps: Create Sample App and Files");
    const told = await window.notified(NEXT);
    // While the pointer is over it, it stays.
    await told.hover();
    await window.editorTab("requests.http").waitFor();
    await window.editorTab("captured-response.json").waitFor();
    await window.rowNamed("Sample app").and(window.page.locator("[aria-selected=true]")).waitFor();
    await window.lens("Decrypt").waitFor();
    await workbench.pictures("sample");
    await told.getByRole("button", { name: "Decrypt Selection" }).click();
    await window.editor.locator(".view-line", { hasText: "65f0c1a2b3c4d5e6f7a8b9c0" }).waitFor();
    await workbench.pictures("sample-decrypted");
  });

  it("has done the steps that it did, and no others", async () => {
    await window.runCommand("View: Close All Editors");
    await openWalkthrough();
    assert.deepEqual(await stepsDone(), ["app", "payload"]);
    await window.runCommand("JWT Apps: Assign Scopes");
    await window.page.locator(".quick-input-widget:visible").waitFor();
    await window.dismiss();
    assert.deepEqual(await stepsDone(), ["app", "payload"], "given up");
    await window.runCommand("View: Close All Editors");
  });

  it("is asked before a half-filled form is lost, and not about an untouched one", async () => {
    await window.runCommand("JWT Apps: Create JWT App");
    await AppForm.in(window, "Create a JWT app");
    await window.closeTab("New JWT App");
    await window.editorTab("New JWT App").waitFor({ state: "hidden" });
    assert.equal(await window.dialog.count(), 0);

    await window.runCommand("JWT Apps: Create JWT App");
    const form = await AppForm.in(window, "Create a JWT app");
    await form.fill({
      Name: "Order Bot",
      "Client ID": "cs-5250f1ff-9f11-5ed8-9263-4ee1db0fbd68",
      "Client Secret": clientSecret,
    });
    await window.closeTab("New JWT App");
    await window.dialog.waitFor();
    await workbench.pictures("form-closing");
    assert.match(
      await window.decide("Keep Editing"),
      /^Discard what you typed in the form for “Order Bot”\?\s+The app is not saved yet\.$/,
    );
  });

  it("goes on where it was, but for the secret", async () => {
    const form = await AppForm.in(window, "Create a JWT app");
    assert.equal(await form.field("Name").inputValue(), "Order Bot");
    assert.equal(await form.field("Client Secret").inputValue(), "");
    await form.frame.getByText("Please type again: Client Secret.").waitFor();
    await workbench.pictures("form-kept");
    await form.button("Cancel").click();
    await window.dialog.waitFor();
    // The button that has the focus loses nothing.
    await window.page.keyboard.press("Enter");
    await window.dialog.waitFor({ state: "hidden" });
    assert.equal(await form.field("Name").inputValue(), "Order Bot");
    await form.button("Cancel").click();
    await window.decide("Discard");
    await window.editorTab("New JWT App").waitFor({ state: "hidden" });
    assert.equal(await window.dialog.count(), 0);
  });

  it("does what comes next from the summary, whose lines go as they are done", async () => {
    await window.runCommand("JWT Apps: Create JWT App");
    const form = await AppForm.in(window, "Create a JWT app");
    await form.fill({
      Name: "Order Bot",
      "Client ID": "cs-5250f1ff-9f11-5ed8-9263-4ee1db0fbd68",
      "Client Secret": clientSecret,
    });
    await form.next();
    await form.tick("Enforce Request and Response Payload Encryption");
    await form.publicKey("Payload Public Key");
    await form.done("“Order Bot” was created");
    await form.heading("What to do next").scrollIntoViewIfNeeded();
    await workbench.pictures("next-steps");
    await form.button("Assign Scopes…").click();
    await window.quickInput.waitFor();
    await window.check("Chat History");
    await window.accept();
    await form.button("Note Scopes as Published…").click();
    await window.decide("They Are Published");
    await form.button("Note Scopes as Published…").waitFor({ state: "detached" });
    assert.equal(await form.button("Assign Scopes…").count(), 0);
    await form.button("Copy Token").click();
    await window.statusBar("Copied a token for Order Bot, valid for 5 minutes").waitFor();
    await form.button("Copy Token").waitFor({ state: "detached" });
    await form.button("Copy the Key to Paste").click();
    await form.button("Copy the Key to Paste").waitFor({ state: "detached" });
    await form.button("New Request File…").waitFor();
    await workbench.pictures("next-steps-done");
  });

  it("makes the sample in a window without a folder", async () => {
    const page = await workbench.context.newPage();
    const empty = await Window.open(page, `${workbench.server.url}/?ew=true`, {
      workspace: workbench.workspace,
      theme: "dark",
    });
    await isInstalled(empty);
    await empty.runCommand("JWT Apps: Create Sample App and Files");
    const told = await empty.notified("Nothing is saved yet, since no folder is open");
    await told.hover();
    await empty.page.locator(".codelens-decoration a").filter({ hasText: "Refresh" }).first().waitFor();
    await empty.page.locator(".codelens-decoration a").filter({ hasText: "Decrypt" }).first().waitFor();
    await told.getByRole("button", { name: "Open Folder…" }).waitFor();
    await workbench.pictures("sample-without-folder", empty);
    await told.getByRole("button", { name: "Decrypt Selection" }).click();
    await empty.editor.locator(".view-line", { hasText: "65f0c1a2b3c4d5e6f7a8b9c0" }).waitFor();
    await page.close();
  });

  for (const theme of [...THEMES].reverse()) {
    it(`is walked through what there is, with what was done ticked off (${theme})`, async () => {
      await window.runCommand("View: Close All Editors");
      await workbench.setTheme(theme);
      await openWalkthrough();
      for (const id of theme === "dark" ? STEPS : IN_ALL_THEMES) {
        const open = walkthroughStep(id).and(window.page.locator(".expanded"));
        if (!(await open.isVisible())) await walkthroughStep(id).click();
        await open.waitFor();
        await pictureIsShown(id);
        await window.picture(`walkthrough-${id}`, theme);
      }
      assert.deepEqual(await stepsDone(), ["app", "scopes", "token", "payload"]);
    });
  }
});
