import { strict as assert } from "node:assert";
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import jsonwebtoken from "jsonwebtoken";
import type { Frame } from "playwright-core";
import { type Workbench, openWorkbench } from "../vscode/openWorkbench";
import type { Window } from "../vscode/window";
import { EXPORTED } from "./exported";
import { inSteps } from "./inSteps";
import { searchFolder, searchText } from "./leakSearch";
import { elsewhere, extensionSecrets, Recording } from "./recording";
import { until } from "./until";

const TEAM_FILE = ".vscode/jwt-apps.json";
const FILE = "sessions.http";
const [ORDER_BOT, TEST_BOT] = ["st-12345678-1234-5234-8234-123456789012", "st-87654321-4321-5321-8321-210987654321"];
const ORDER = {
  name: "Order Bot",
  clientId: "cs-5250f1ff-9f11-5ed8-9263-4ee1db0fbd68",
  host: "platform.kore.ai",
  botId: ORDER_BOT,
};
const TEST = {
  name: "Order Bot (test)",
  clientId: "cs-3b0f6b52-7c1d-5e2a-9f34-5a6b7c8d9e0f",
  host: "xo.test.example",
  botId: TEST_BOT,
};
const STOCK_ID = "cs-8e7d6c5b-4a39-5281-b706-f5e4d3c2b1a0";

/** What a colleague's files bring, from the first look at a workspace to a secret that is replaced. */
describe("a person's way in a team", () => {
  const [orderSecret, testSecret, stockSecret, newSecret] = [secret(), secret(), secret(), secret()];
  const old = tokenOf(ORDER.clientId, orderSecret);
  const requests = `# jwt-app: ${ORDER.name}
@host = https://${ORDER.host}
@botId = ${ORDER_BOT}

### Sessions
POST {{host}}/api/public/bot/{{botId}}/getSessions
auth: ${old}
Content-Type: application/json

{ "limit": 10 }

### Account
GET {{host}}/api/public/getAccountId?account=6f1
auth: ${old}
`;
  const dotenv = `# What the sample server of the team reads
ORDER_CLIENT_ID=${ORDER.clientId}
ORDER_CLIENT_SECRET=${orderSecret}

TEST_CLIENT_ID=${TEST.clientId}
TEST_CLIENT_SECRET="${testSecret}"

STOCK_KORE_HOST=xo.stock.example
STOCK_CLIENT_ID=${STOCK_ID}
STOCK_CLIENT_SECRET=${stockSecret}

REPORTS_CLIENT_SECRET=${secret()}
`;
  const notes = `# Notes\n\nThis one worked:\n\n    ${old}\n`;

  let workbench: Workbench;
  let window: Window;
  let recording: Recording;

  before(async () => {
    workbench = await openWorkbench({
      files: { [TEAM_FILE]: teamFile(ORDER, TEST), [FILE]: requests, ".env": dotenv, "notes.md": notes },
      settings: { "editor.minimap.enabled": false, "editor.wordWrap": "off" },
      viewport: { width: 1280, height: 800 },
    });
    window = workbench.window;
    recording = new Recording(workbench.context);
  });
  after(() => workbench.dispose());
  inSteps("failed-teams", () => window);

  const row = (label: string) => window.rowNamed(label);
  const fileText = (path: string): string => readFileSync(join(workbench.workspace, path), "utf8");
  /** The texts of the rows of the quick pick, each in one line. */
  const pickTexts = async (): Promise<string[]> => {
    const rows = await window.page.locator(".quick-input-widget:visible .quick-input-list .monaco-list-row").all();
    const texts = await Promise.all(rows.map((each) => each.innerText()));
    return texts.map((text) => text.replace(/\s+/g, " ").trim());
  };
  const pictures = (name: string): Promise<void> => workbench.pictures(`teams-${name}`);
  /** In one theme, of what looks as elsewhere. */
  const picture = (name: string): Promise<string> => window.picture(`teams-${name}`);
  const openFromExplorer = async (name: string): Promise<void> => {
    await window.showContainer("Explorer");
    await row(name).dblclick();
    await window.editorTab(name).waitFor();
    await window.showContainer("JWT Apps");
  };
  const tidy = async (): Promise<void> => {
    await window.runCommand("View: Close All Editors");
    await window.runCommand("Notifications: Clear All Notifications");
  };
  /** The report that has this heading; it may take the place of another. */
  const report = (heading: string): Promise<Frame> => window.webview(`:is(h1, h2):has-text("${heading}")`);
  const oneLine = (text: string): string => text.replace(/\s+/g, " ");

  it("is told of the apps that the workspace describes, and adds them with a secret in one step", async () => {
    await window.showContainer("JWT Apps");
    const offer = await window.notified("2 JWT apps are described in this workspace.");
    await offer.hover();
    await picture("offer");
    await offer.getByRole("button", { name: "Add…" }).click();
    await window.quickPickRow(TEST.name).waitFor();
    assert.deepEqual(await pickTexts(), [
      "Order Botnew Host: platform.kore.ai · Still to be entered: Client Secret",
      "Order Bot (test)new Host: xo.test.example · Still to be entered: Client Secret",
    ]);
    await pictures("add");
    await window.accept();
    await window.page.getByText("Client Secret of “Order Bot”").waitFor();
    await picture("add-secret");
    await window.answer(orderSecret);
    await window.page.getByText("Client Secret of “Order Bot (test)”").waitFor();
    await window.dismiss();
    await window.notified("Imported JWT apps: 2 added. Still to be entered: Order Bot (test) (Client Secret).");
    await tidy();
  });

  it("imports what an .env file has, which is shown before, masked", async () => {
    await window.writeClipboard("nothing of an app");
    await openFromExplorer(".env");
    await window.runCommand("JWT Apps: Import");
    await window.quickPickRow("Not taken").waitFor();
    // What is said of what is under the pointer would be in the way.
    await window.page.mouse.move(700, 700);
    const known = "Client Secret: missing → the one of the import";
    assert.deepEqual(await pickTexts(), [
      "Stock · cs-8e7d6c5bnew Host: xo.stock.example · Client Secret: 44 characters, hidden",
      `${known}Order Bot (test) Changes of Order Bot (test)`,
      "1 app is there already, as it is Order Bot For your information",
      "Not taken These client secrets match no client ID here by name: REPORTS_CLIENT_SECRET. Names that differ in “client ID” and “client secret” alone are a pair.",
    ]);
    await pictures("import");
    await window.page.locator(".quick-input-widget:visible").getByRole("button", { name: "Show All of It" }).click();
    await report("Import Apps: 1 new, 1 with changes, 1 as it is, 1 not taken");
    await picture("import-all");
    await window.page.mouse.move(700, 700);
    await window.accept();
    const done = await window.notified("Imported JWT apps: 1 added, 1 changed, 1 left as it is.");
    await done.getByRole("button", { name: "Show Report" }).click();
    await report("Imported JWT apps: 1 added, 1 changed, 1 left as it is.");
    await window.page.locator(".squiggly-warning").nth(2).waitFor();
    await pictures("imported");
    await tidy();
  });

  it("shares an app of its own with the others", async () => {
    await window.runCommand("JWT Apps: Share Apps with This Workspace");
    await window.quickPickRow("in the file, is replaced").nth(1).waitFor();
    await window.check("Stock");
    await window.quickInput.fill("");
    await picture("share");
    await window.accept();
    assert.match(
      oneLine(await window.decide("Write")),
      /^Describe 3 apps in “\.vscode\/jwt-apps\.json”\? .*• Stock · cs-8e7d6c5b: new in the file .*and no secret\./,
    );
    await window.editorTab("jwt-apps.json").waitFor();
    await window.statusBar("Described 3 apps in .vscode/jwt-apps.json, without their secrets").waitFor();
    await picture("shared");
    await tidy();
  });

  it("sees what a colleague changed side by side, and takes a part of it", async () => {
    const changed = fileText(TEAM_FILE)
      .replace(TEST.host, "xo-2.test.example")
      .replace('"enforceJti": false', '"enforceJti": true');
    writeFileSync(join(workbench.workspace, TEAM_FILE), changed);
    const offer = await window.notified("2 of your JWT apps differ from what this workspace describes.");
    await offer.getByRole("button", { name: "Compare" }).click();
    await window.page.locator(".monaco-diff-editor .view-line", { hasText: "xo-2.test.example" }).waitFor();
    const again = await window.notified("2 of your JWT apps differ from what this workspace describes.");
    await pictures("compare");
    await again.getByRole("button", { name: "Update…" }).click();
    await window.quickPickRow("Host:").first().waitFor();
    assert.deepEqual((await pickTexts()).slice(0, 2), [
      "Enforce JTI: off → onOrder Bot Changes of Order Bot · platform.kore.ai",
      "Host: xo.test.example → xo-2.test.exampleOrder Bot (test) New host: xo-2.test.example Changes of Order Bot (test) · xo.test.example",
    ]);
    await pictures("update");
    await window.check("Host: xo.test.example");
    await window.accept();
    await window.notified("Imported JWT apps: 1 changed, 1 left as it is, 1 change not made.");
    await tidy();
  });

  it("switches a request file to another app, after a look at its new host, and back by one undo", async () => {
    await openFromExplorer(FILE);
    await window.editor.locator(".view-line", { hasText: "getSessions" }).click();
    await window.page.locator(".statusbar-item[id='status.languageStatus']").hover();
    const hover = window.page.locator(".monaco-hover:visible", { hasText: "Where requests of “Order Bot” go" });
    await hover.waitFor();
    await picture("status");
    await hover.getByText("Switch App…").first().click();
    await window.quickPickRow(TEST.name).waitFor();
    assert.deepEqual(await pickTexts(), [
      "Order Bot (test)HS256 xo-2.test.example",
      "Stock · cs-8e7d6c5bHS256 xo.stock.example",
    ]);
    await pictures("switch");
    await window.choose(TEST.name);
    await window.dialog.waitFor();
    await picture("switch-question");
    assert.match(
      oneLine(await window.decide("Write")),
      /^Write a fresh token of “Order Bot \(test\)” into a request to “xo-2\.test\.example”\? .*the app's host comes from a file of a workspace/,
    );
    await window
      .lens(/^Order Bot \(test\) · expires in/)
      .nth(1)
      .waitFor();
    const text = await window.editorText();
    assert.ok(
      text.startsWith(`# jwt-app: ${TEST.name}\n@host = https://xo-2.test.example\n@botId = ${TEST_BOT}\n`),
      text,
    );
    await window.statusBar("2 requests are those of “Order Bot (test)” now").waitFor();
    await pictures("switched");
    await window.page.keyboard.press("ControlOrMeta+Z");
    await window.editor.locator(".view-line", { hasText: ORDER.host }).waitFor();
    await window.save();
    await until("the file is as it was", () => fileText(FILE) === requests || undefined);
    await tidy();
  });

  it("rotates a client secret, renews the tokens of the old one, and sees where it still stands", async () => {
    await window.contextMenu(row(ORDER.name), "Rotate Client Secret or Key Pair…");
    await window.quickPickRow("Paste the new client secret").waitFor();
    await pictures("rotate");
    await window.choose("Paste the new client secret");
    await window.page.getByText("Client Secret of “Order Bot”").waitFor();
    await picture("rotate-secret");
    await window.answer(newSecret);
    await window.quickPickRow(FILE).waitFor();
    assert.deepEqual(await pickTexts(), [
      "sessions.httplines 7, 14 · 2 expired Checked ones get fresh tokens",
      ".envline 3 The old client secret stands here: checked ones open",
    ]);
    await window.notification("Looking for what is left").waitFor({ state: "hidden" });
    await pictures("rotate-found");
    await window.accept();
    assert.match(
      oneLine(await window.decide("Write")),
      /^Write a fresh token of “Order Bot” into a request to “platform\.kore\.ai”\? Files: • sessions\.http /,
    );
    await window.dialog.waitFor();
    await pictures("rotate-forget");
    assert.match(
      oneLine(await window.decide("Forget the Previous Secret")),
      /^Forget the previous client secret of “Order Bot” now\? /,
    );
    const rotated = await report("Fresh tokens were written");
    const page = await rotated.locator("body").innerText();
    await pictures("rotate-report");
    assert.match(
      page,
      /sessions\.http, line 7\s+sessions\.http, line 14\s+The old client secret stands here\s+\.env, line 3/,
    );
    const fresh = await until("the file has fresh tokens", () => {
      const found = fileText(FILE).match(/eyJ\S+/g) ?? [];
      return found.length === 2 && !found.includes(old) ? found : undefined;
    });
    for (const token of fresh) jsonwebtoken.verify(token, newSecret, { algorithms: ["HS256"] });
  });

  it("has left no secret and no token where it doesn't belong", async () => {
    const kept = await extensionSecrets(window);
    for (const text of [newSecret, testSecret, stockSecret]) assert.ok(kept.some((secret) => secret.text === text));
    const sought = [...kept, { name: "the previous secret", text: orderSecret }];
    const tokens = (fileText(FILE).match(/eyJ\S+/g) ?? []).map((text) => ({ name: "a token", text }));
    assert.equal(tokens.length, 2);
    const installed = (path: string): boolean => /^extensions\/xo-jwt\.jwt-apps-[^/]+$/.test(path);
    // Where the team has it, which no import takes out.
    const found = searchFolder(workbench.folder, sought, installed).map(({ where }) => where);
    assert.deepEqual([...new Set(found)], ["workspace/.env"]);
    const withTokens = searchFolder(workbench.folder, tokens, installed).map(({ where }) => where);
    // VS Code keeps a history of what it saves.
    assert.deepEqual(
      [...new Set(withTokens)].filter((path) => !path.startsWith("data/data/User/History/")),
      [`workspace/${FILE}`],
    );
    const places = await elsewhere(workbench, recording);
    for (const { where, text } of places) assert.ok(text.length > 500, where);
    assert.deepEqual(
      places.flatMap(({ where, text }) => searchText(where, text, [...sought, ...tokens])),
      [],
    );
  });
});

/** 44 characters, as the platform's. */
function secret(): string {
  return randomBytes(32).toString("base64");
}

/** Expired, so that a fresh one is wanted. */
function tokenOf(appId: string, key: string): string {
  const iat = Math.floor(Date.now() / 1000) - 7_200;
  return jsonwebtoken.sign({ appId, sub: "user-7", iat, exp: iat + 300 }, key, { algorithm: "HS256" });
}

/** As Share Apps writes it. */
function teamFile(...apps: readonly object[]): string {
  return JSON.stringify(
    { format: "jwt-apps-export", version: 1, apps: apps.map((app) => ({ ...app, createdIn: "xo", ...EXPORTED })) },
    undefined,
    2,
  );
}
