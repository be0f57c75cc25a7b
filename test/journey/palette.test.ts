import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import jsonwebtoken from "jsonwebtoken";
import { ROOT } from "../../scripts/paths.mjs";
import { type Workbench, openWorkbench } from "../vscode/openWorkbench";
import type { Window } from "../vscode/window";
import { AppForm } from "./appForm";
import { inSteps } from "./inSteps";
import { until } from "./until";

/** After these the palette has long shown what it found. */
const ENOUGH_LOOKS = 40;
const CLIENT_ID = "cs-5250f1ff-9f11-5ed8-9263-4ee1db0fbd68";

/** What people type, beside the words of each title, and the command that they mean. */
const TYPED: readonly (readonly [typed: string, title: string])[] = [
  ["copy token", "Copy Token"],
  ["copy header", "Copy Auth Header"],
  ["copy curl", "Copy as curl…"],
  ["copy claims", "Copy Claims as JSON"],
  ["copy secret", "Copy Client Secret…"],
  ["copy config", "Copy Configuration…"],
  ["inspect jwt", "Inspect JWT Token"],
  ["edit jwt", "Edit JWT App…"],
  ["refresh token", "Refresh Token at Cursor"],
  ["insert token", "Insert Token at Cursor"],
  ["mint", "Mint Token with Options…"],
  ["explain error", "Explain Platform Error"],
  ["decrypt clip", "Decrypt Clipboard"],
  ["create jwt", "Create JWT App…"],
  ["create sample", "Create Sample App and Files"],
  ["assign scopes", "Assign Scopes…"],
  ["new request", "New Request File…"],
  ["insert request", "Insert Request…"],
  ["find endpoint", "Find Endpoint…"],
  ["start local platform", "Start Local Platform"],
];

describe("the palette, for somebody who types words", () => {
  const clientSecret = randomBytes(32).toString("base64");
  let workbench: Workbench;
  let window: Window;

  before(async () => {
    workbench = await openWorkbench({ files: { "notes.txt": "Nothing is here yet.\n" } });
    window = workbench.window;
  });
  after(() => workbench.dispose());
  inSteps("failed-palette", () => window);

  const rows = () => window.page.locator(".quick-input-widget:visible .quick-input-list .monaco-list-row");

  /** Opens the palette with these words; the labels of what it finds, once it finds something. */
  const found = async (words: string): Promise<readonly string[]> => {
    if (!(await window.quickInput.isVisible())) await window.page.keyboard.press("F1");
    await window.quickInput.fill(`>${words}`);
    await rows().first().waitFor();
    return rows().evaluateAll((elements) => elements.map((element) => element.getAttribute("aria-label") ?? ""));
  };
  const isFound = async (words: string, title: string): Promise<boolean> =>
    (await found(words)).some((label) => label.startsWith(`JWT Apps: ${title}`));
  const needToken = [
    ["refresh token at cursor", "Refresh Token at Cursor"],
    ["copy claims as json", "Copy Claims as JSON"],
  ] as const;
  const showToken = async (expected: boolean): Promise<void> => {
    for (const [words, title] of needToken) {
      // What it offers is decided when it opens.
      await until(`“${title}” ${expected ? "is offered" : "is not offered"}`, async () => {
        const isOffered = await isFound(words, title);
        await window.dismiss();
        return isOffered === expected || undefined;
      });
    }
  };

  it("offers what needs a token while nobody knows whether there is one", async () => {
    await window.openFile("notes.txt");
    await showToken(true);
  });

  it("offers it no more where there surely is none", async () => {
    await window.showContainer("JWT Apps");
    await window.page.getByRole("region", { name: "Welcome" }).getByRole("button", { name: "Create JWT App" }).click();
    const form = await AppForm.in(window, "Create a JWT app");
    await form.fill({ Name: "Order Bot", "Client ID": CLIENT_ID, "Client Secret": clientSecret });
    await form.next();
    await form.fill({ Host: "platform.kore.ai" });
    await form.done("“Order Bot” was created");
    await form.button("Close").click();
    await window.editorTab("notes.txt").click();
    await window.editor.locator(".view-line", { hasText: "Nothing" }).click();
    await showToken(false);
    for (const [words, title] of [
      ["inspect token", "Inspect JWT Token"],
      ["copy token", "Copy Token"],
    ] as const)
      assert.ok(await isFound(words, title), title);
    await window.dismiss();
  });

  it("runs Copy Token for who types it, and the token stays in the clipboard", async () => {
    await until(
      "“Copy Token” comes first",
      async () => (await found("copy token"))[0]?.startsWith("JWT Apps: Copy Token") || undefined,
    );
    await window.picture("palette-copy-token");
    await window.page.keyboard.press("Enter");
    await window.choose("Order Bot");
    await window.statusBar("Copied a token for Order Bot").waitFor();
    const token = await window.readClipboard();
    assert.equal(
      (jsonwebtoken.verify(token, clientSecret, { algorithms: ["HS256"] }) as jsonwebtoken.JwtPayload)["appId"],
      CLIENT_ID,
    );
  });

  it("offers what needs a token once it stands in the editor", async () => {
    await window.editor.locator(".view-line", { hasText: "Nothing" }).click();
    // A line that a click leaves the cursor in the middle of would be a word with the token.
    await window.page.keyboard.press("ControlOrMeta+End");
    await window.page.keyboard.press("ControlOrMeta+V");
    await window.editor.locator(".view-line", { hasText: "eyJ" }).waitFor();
    await showToken(true);
    await window.page.keyboard.press("ControlOrMeta+Z");
    await showToken(false);
    await window.page.keyboard.press("ControlOrMeta+V");
    await showToken(true);
  });

  it("finds each command first by the words of its title, and by what people type", async () => {
    const nls = JSON.parse(readFileSync(join(ROOT, "package.nls.json"), "utf8")) as Record<string, string>;
    const { contributes } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      contributes: {
        commands: { command: string; title: string }[];
        menus: { commandPalette: { command: string; when: string }[] };
      };
    };
    // Where no server runs, and in front of a text that is neither a request file nor decrypted.
    const hidden = contributes.menus.commandPalette
      .filter(({ when }) => HIDING.some((part) => when.includes(part)))
      .map(({ command }) => command);
    const titles = contributes.commands
      .filter(({ command }) => !hidden.includes(command))
      .map(({ title }) => nls[title.slice(1, -1)] ?? "");
    const words = titles.map((title) => [title.replace(/…$| \(.*\)…?$/, ""), title] as const);
    const wrong: string[] = [];
    for (const [typed, title] of [...words, ...TYPED]) {
      let looks = 0;
      // What it found for the words before goes in a moment; what comes first then stays so.
      const first = await until(`what “${typed}” finds`, async () => {
        const [label = ""] = await found(typed);
        return label.startsWith(`JWT Apps: ${title}`) || ++looks > ENOUGH_LOOKS ? label : undefined;
      });
      if (!first.startsWith(`JWT Apps: ${title}`)) wrong.push(`“${typed}” finds “${first}” before “${title}”`);
    }
    await window.dismiss();
    assert.deepEqual(wrong, []);
  });

  it("offers every endpoint for curl, found by path and scope, and says what will come of it", async () => {
    await found("copy as curl");
    await window.page.keyboard.press("Enter");
    await window.choose("Order Bot");
    await window.quickPickRow("The app has no scope yet").first().waitFor();
    await workbench.pictures("curl-endpoints");
    for (const typed of ["getSessions", "bot sessions", "Sessions History"]) {
      await window.quickInput.fill(typed);
      await window.quickPickRow("Sessions History").first().waitFor();
    }
    for (const typed of ["exporting a bot", "getSessionz", "exportBot"]) {
      await window.quickInput.fill(typed);
      await window
        .quickPickRow(typed === "getSessionz" ? "Sessions History" : "Bot Export")
        .first()
        .waitFor();
    }
    await window.page
      .locator(".quick-input-list .monaco-list-row.focused", { hasText: "Bot Export" })
      .first()
      .waitFor();
    await workbench.pictures("curl-joined-words");
    await window.quickInput.fill("Sessions History");
    await window.choose("Sessions History");
    await window.notified(
      "Copied a curl command for Order Bot that calls “Sessions History”, but it is likely to be refused.",
    );
    await window.notified("Left to fill in: your-bot-id.");
    await workbench.pictures("curl-refused");
    const command = await window.readClipboard();
    const words = execFileSync("sh", ["-c", `printf '%s\\n' ${command}`], { encoding: "utf8" }).split("\n");
    assert.deepEqual(words.slice(0, 4), [
      "curl",
      "--request",
      "POST",
      "https://platform.kore.ai/api/public/bot/your-bot-id/getSessions",
    ]);
    assert.equal(
      (
        jsonwebtoken.verify(words[5]?.replace("auth: ", "") ?? "", clientSecret, {
          algorithms: ["HS256"],
        }) as jsonwebtoken.JwtPayload
      )["appId"],
      CLIENT_ID,
    );
    const message = await window.notified("Left to fill in: your-bot-id.");
    await message.getByRole("button", { name: "Assign Scopes" }).click();
    await window.quickInput.fill("Bot Sessions");
    await window.quickPickRow("Bot Sessions").first().waitFor();
    await window.quickInput.fill("getSessionz");
    await window.quickPickRow("Bot Sessions").first().waitFor();
    await workbench.pictures("scopes-misspelled");
    await window.quickInput.fill("delete user data");
    await window.quickPickRow("“Delete Users Data” is a scope of Admin Console apps").first().waitFor();
    await workbench.pictures("scopes-not-found");
    await window.quickInput.fill("upload faq");
    await window.quickPickRow("Manage Knowledge Graph").first().waitFor();
    await window.dismiss();
  });

  it("finds an endpoint by what it is for and by a command that is pasted, says what the app lacks, and goes back", async () => {
    await window.runCommand("Notifications: Clear All Notifications");
    await window.runCommand("JWT Apps: Find Endpoint");
    await window.quickPickRow("Not assigned").first().waitFor();
    await workbench.pictures("endpoints");
    await window.quickInput.fill("I need the transcripts of a call");
    const focused = (text: string) =>
      window.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: text }).first();
    await window.quickPickRow("Conversation Details and Summary").first().waitFor();
    await workbench.pictures("endpoints-words");
    const url = "https://bots.kore.ai/api/public/bot/st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f/export?x=1";
    await window.writeClipboard(`curl --location \\\n  --request POST '${url}' \\\n  --header 'auth: x'`);
    await window.page.keyboard.press("ControlOrMeta+A");
    await window.page.keyboard.press("ControlOrMeta+V");
    await focused("not assigned to Order Bot").waitFor();
    await window.choose("Bot Export");
    await window.quickPickRow("Assign “Bot Export”").first().waitFor();
    await workbench.pictures("endpoint-actions");
    await window.page.locator(".quick-input-widget:visible").getByRole("button", { name: "Back" }).click();
    await focused("not assigned to Order Bot").waitFor();
    await window.dismiss();
  });

  it("says why an import finds nothing, and shows its report at once", async () => {
    await window.runCommand("Notifications: Clear All Notifications");
    await window.runCommand("View: Close All Editors");
    const bots = [{ name: "Travel Bot", sdkApps: [{ clientId: "travel" }], linkedApps: [] }, 42, null];
    await window.writeClipboard(JSON.stringify({ bots }));
    await window.runCommand("JWT Apps: Import Apps from Selection or Clipboard");
    const told = await window.notified("No JWT app was imported. None of the bots listed here (1) has “jwtApps”");
    await window.editorTab("Import").waitFor();
    const report = window.page.frameLocator("iframe.webview.ready").last().frameLocator("#active-frame");
    await report.getByText("No JWT app was imported.").first().waitFor();
    await told.hover();
    // A preview is loaded anew in each theme, so this one has a picture in the present one alone.
    await window.picture("import-nothing", "dark");
  });
});

const HIDING = [
  "false",
  "jwtApps.localPlatformRuns",
  "jwtApps.gatewayRuns",
  "jwt-apps-payload",
  "editorLangId == http",
];
