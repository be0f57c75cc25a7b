import { strict as assert } from "node:assert";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../freePort";
import { THEMES, type Workbench, openWorkbench } from "../vscode/openWorkbench";
import type { Window } from "../vscode/window";
import { AppForm } from "./appForm";
import { type Answer, sendFile } from "./httpYac";
import { inSteps } from "./inSteps";
import { until } from "./until";

const CLIENT_ID = "cs-5250f1ff-9f11-5ed8-9263-4ee1db0fbd68";
const BOT_ID = "st-12345678-1234-5234-8234-123456789012";
const FILE = "Order Bot.http";
const HISTORY = "Conversation History v2";
const DETAILS = "Conversation Details and Summary";

/** Somebody who knows what they need, and not how it is called: from there to the answer. */
describe("a bot developer's way to the transcripts of a call", () => {
  let workbench: Workbench;
  let window: Window;
  let port: number;

  before(async () => {
    port = await freePort();
    workbench = await openWorkbench({
      settings: { "jwtApps.localPlatform.port": port, "editor.minimap.enabled": false, "breadcrumbs.enabled": false },
    });
    window = workbench.window;
  });
  after(() => workbench.dispose());
  inSteps("failed-transcripts", () => window);

  const row = (label: string) => window.rowNamed(label);
  const titled = (title: string): Promise<void> =>
    window.page.locator(".quick-input-widget:visible .quick-input-title", { hasText: title }).waitFor();
  const pictures = async (name: string): Promise<void> => {
    await window.page.mouse.move(800, 784);
    await workbench.pictures(name);
  };

  /** Pictures of what a change of the theme may close. */
  const picturesOf = async (name: string, show: () => Promise<unknown>): Promise<void> => {
    for (const theme of [...THEMES].reverse()) {
      await workbench.setTheme(theme);
      await show();
      await window.picture(name, theme);
      await window.page.keyboard.press("Escape");
    }
  };

  const suggested = (label: string) =>
    window.page.locator(".suggest-widget.visible .monaco-list-row").filter({ hasText: label });
  const suggest = (label: string) => async (): Promise<void> => {
    await window.page.keyboard.press("ControlOrMeta+Space");
    await suggested(label).first().waitFor();
  };

  /** The row of the pick that Enter takes, as soon as it is of that endpoint. */
  const first = async (api: string, says: string): Promise<void> =>
    window.page
      .locator(".quick-input-widget:visible .monaco-list-row.focused")
      .filter({ hasText: api })
      .filter({ hasText: says })
      .waitFor();

  const findEndpoint = async (typed: string): Promise<void> => {
    await window.runCommand("JWT Apps: Find Endpoint");
    await titled("Find Endpoint");
    await window.quickInput.fill(typed);
  };

  /** Saves the request file, and returns its text once it has as many requests. */
  const saved = async (requests: number): Promise<string> => {
    await window.save();
    return until(`${FILE} with ${requests} requests`, () => {
      const path = join(workbench.workspace, FILE);
      const text = existsSync(path) ? readFileSync(path, "utf8") : "";
      return text.endsWith("\n") && text.match(/^### /gm)?.length === requests ? text : undefined;
    });
  };

  const send = async (): Promise<readonly Answer[]> => (await sendFile(workbench.workspace, FILE)).answers;

  it("has one app, and no request yet", async () => {
    await window.showContainer("JWT Apps");
    await window.page.getByRole("region", { name: "Welcome" }).getByRole("button", { name: "Create JWT App" }).click();
    const form = await AppForm.in(window, "Create a JWT app");
    await form.fill({
      Name: "Order Bot",
      "Client ID": CLIENT_ID,
      "Client Secret": randomBytes(32).toString("base64"),
    });
    await form.next();
    await form.tick("Enforce Request and Response Payload Encryption");
    await form.publicKey("Payload Public Key");
    await form.fill({ Host: `localhost:${port}`, "Bot ID": BOT_ID });
    await form.done("“Order Bot” was created");
    await form.button("Close").click();
    await row("Order Bot").waitFor();
  });

  it("says what is needed in a sentence, and sees which endpoint that is, and what the app lacks for it", async () => {
    await findEndpoint("I need the transcripts of a call");
    await first(HISTORY, "Scope: Chat History · not assigned to Order Bot · XO Platform");
    await pictures("transcripts-found");
    await window.enter();
    await titled(`${HISTORY} · POST /api/public/bot/{botId}/getMessagesV2`);
    await pictures("transcripts-lacking");
    await window.choose("Assign “Chat History”");
    await window.statusBar("Order Bot has 1 scope").waitFor();
  });

  it("finds it again, and notes the scope as published from there", async () => {
    await findEndpoint("transcripts of a call");
    await first(HISTORY, "Scope: Chat History · not published for Order Bot · XO Platform");
    await window.enter();
    await titled(HISTORY);
    await window.choose("Note as Published…");
    await window.decide("They Are Published");
    await row("Order Bot, HS256 · encrypted payloads").waitFor();
  });

  it("has its request written, starts the local platform, and is served", async () => {
    await findEndpoint("transcripts of a call");
    await first(HISTORY, "Scope: Chat History · Order Bot can call it · XO Platform");
    await window.enter();
    await titled(HISTORY);
    await pictures("transcripts-callable");
    await window.choose("New Request File");
    await titled("Token of Order Bot");
    await window.choose("A token in the file");
    await window.statusBar("Wrote 1 request for Order Bot").waitFor();
    await saved(1);
    await window.runCommand("JWT Apps: Start Local Platform");
    await window.decide("Start");
    await window.statusBar(`The local platform runs at http://127.0.0.1:${port}`).waitFor();
    await pictures("transcripts-request");
    const answers = await send();
    assert.deepEqual(
      answers.map(({ name, status }) => [name, status]),
      [[HISTORY, 200]],
    );
    // No page lists it among those that encrypt.
    assert.doesNotMatch(answers[0]?.body ?? "encryptedKey", /encryptedKey/);
  });

  it("adds the request for the one call, by its ID, whose answer comes encrypted, and decrypts it", async () => {
    // Behind the request that has the cursor, whose call is what the pick begins with.
    await window.editor.locator(".view-line", { hasText: "getMessagesV2" }).click();
    await findEndpoint("details and summary of a call");
    await first(DETAILS, "Scope: Chat History / Conversation History · Order Bot can call it");
    await window.enter();
    await titled(DETAILS);
    await window.choose("Insert Request");
    await titled("Token of Order Bot");
    await window.choose("A token in the file");
    await window.editor.locator(".view-line", { hasText: `### ${DETAILS}` }).waitFor();
    await saved(2);
    const answers = await send();
    assert.deepEqual(
      answers.map(({ name, status }) => [name, status]),
      [
        [HISTORY, 200],
        [DETAILS, 200],
      ],
    );
    writeFileSync(join(workbench.workspace, "answer.json"), answers[1]?.body ?? "");
    await window.openFile("answer.json");
    assert.doesNotMatch(await window.editorText(), /conversationHistory/);
    await window.pressLens("Decrypt", window.editor.locator(".view-line", { hasText: "encryptedKey" }));
    await window.page.locator(".editor-group-container.active .tab", { hasText: "Decrypted.json" }).waitFor();
    await window.editor.locator(".view-line", { hasText: "Agent transfer initiated" }).waitFor();
    await pictures("transcripts-decrypted");
    await window.runCommand("Notifications: Clear All Notifications");
  });

  it("writes a request by its completions, is told what it calls, and what it lacks", async () => {
    await window.runCommand("View: Close All Editors");
    await window.openFile(FILE);
    await window.page.keyboard.press("ControlOrMeta+End");
    await window.page.keyboard.type("\n### One session\nGET {{host}}/sessions");
    await picturesOf("completed-paths", suggest("Get Conversation Details"));
    await suggest("Get Conversation Details")();
    await suggested("Get Conversation Details").first().click();
    const line = window.editor.locator(".view-line", { hasText: "/conversations/sessions/" });
    await line.waitFor();
    await window.page.keyboard.press("Escape");
    await window.page.keyboard.press("End");
    await window.page.keyboard.type("\n");
    await picturesOf("completed-headers", suggest("accountId"));
    await picturesOf("path-hover", () => window.hover(line, "Get Conversation Details"));
    await line.click();
    await window.editor.locator(".squiggly-warning, .squiggly-info").first().waitFor();
    await picturesOf("header-missing", () => window.quickFix());
  });

  it("sees in the scopes and the tree what isn't known of them", async () => {
    await window.runCommand("JWT Apps: Assign Scopes");
    await window.choose("Order Bot");
    await titled("Scopes of Order Bot");
    await window.check("botkit");
    await pictures("scope-without-level");
    await window.accept();
    await window.expand(row("Order Bot"));
    await window.expand(row("Scopes 2"));
    await window.expand(row("Chat History"));
    await window.expand(row("Scope and level not stated"));
    await pictures("tree-of-endpoints");
  });
});
