import { strict as assert } from "node:assert";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import jsonwebtoken from "jsonwebtoken";
import { THEMES, type Workbench, openWorkbench } from "../vscode/openWorkbench";
import type { Window } from "../vscode/window";
import { AppForm } from "./appForm";
import { encryptedResponse } from "./encryptedResponse";
import { inSteps } from "./inSteps";
import { makeRestClient, sentSoFar } from "./restClient";
import { until } from "./until";

const CLIENT_ID = "cs-5250f1ff-9f11-5ed8-9263-4ee1db0fbd68";
const BOT_ID = "st-12345678-1234-5234-8234-123456789012";
const FILE = "requests.http";
const EXPIRED = "This token has expired.";
const MISSPELLED = "The claim “appid” has to be called “appId”, exactly so.";
const MEANT = "This path is no known endpoint's. Did you mean “/api/public/bot/{botId}/getSessions”?";
/** Pixels into the first request's line with the token. */
const IN_TOKEN = { x: 200, y: 9 };
/** Seconds. */
const [MINUTE, HOUR] = [60, 3_600];

/** What a bot developer does in a request file, one thing after the other, where REST Client is installed. */
describe("a bot developer's way through a request file", () => {
  const clientSecret = randomBytes(32).toString("base64");
  const claims = { appId: CLIENT_ID, sub: "user-7", channel: "ivr" };
  const [expired, expiredToo] = [
    tokenOf(claims, { age: 2.5 * HOUR, lifetime: 5 * MINUTE }),
    tokenOf({ ...claims, sub: "user-8" }, { age: 2.5 * HOUR, lifetime: 5 * MINUTE }),
  ];
  const plaintext = '{"sessions":[{"sessionId":9007199254740993123,"containmentType":"selfService"}],"total":1}';
  const first = `### Messages of a week
POST {{host}}/api/public/bot/{{botId}}/getMessages
auth: ${expired}
Content-Type: application/json

{
  "limit": 100
}`;
  const second = `### Debug logs
GET {{host}}/api/1.1/{{botId}}/debuglogs?limit=5
auth: ${expiredToo}
`;
  const original = `# jwt-app: Order Bot
@host = https://platform.kore.ai
@botId = ${BOT_ID}

${first}

${second}`;

  let folder: string;
  let workbench: Workbench;
  let window: Window;
  let payloadKey: string;
  /** The token that the first request has, after each step. */
  let token = expired;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "jwt-apps-test-"));
    workbench = await openWorkbench({
      besideVsix: [makeRestClient(folder)],
      files: { [FILE]: original },
      viewport: { width: 1280, height: 1000 },
    });
    window = workbench.window;
  });
  after(async () => {
    await workbench.dispose();
    rmSync(folder, { recursive: true });
  });
  inSteps("failed-request-file", () => window);

  const row = (label: string) => window.rowNamed(label);
  const authLine = () =>
    window.editor
      .locator(".view-line", { hasText: `auth: ${token.slice(0, 40)}` })
      .filter({ hasText: token.slice(-40) });

  /** Waits until the Problems view says this, from its top: it is drawn anew at each change. */
  const problemsAre = async (...expected: readonly string[]): Promise<void> => {
    let texts: readonly string[] = [];
    const areThere = async (): Promise<true | undefined> => {
      texts = await window.problemTexts();
      return isDeepStrictEqual(texts, expected) || undefined;
    };
    await until("list of problems like that", areThere).catch(() => assert.deepEqual(texts, expected));
  };

  /** What the file says, copied from its editor, which has the focus. */
  const fileText = async (): Promise<string> => {
    await window.writeClipboard("");
    await window.page.keyboard.press("ControlOrMeta+A");
    await window.page.keyboard.press("ControlOrMeta+C");
    return until("text of the file in the clipboard", async () => (await window.readClipboard()) || undefined);
  };

  /** Verifies the first request's token as the platform does. */
  const verified = (text: string): jsonwebtoken.JwtPayload => {
    token = /### Messages of a week\n[^]*?^auth: (\S+)$/m.exec(text)?.[1] ?? "";
    return jsonwebtoken.verify(token, clientSecret, { algorithms: ["HS256"] }) as jsonwebtoken.JwtPayload;
  };

  it("has an app in whose name requests are sent", async () => {
    await window.showContainer("JWT Apps");
    await window.page.getByRole("region", { name: "Welcome" }).getByRole("button", { name: "Create JWT App" }).click();
    const form = await AppForm.in(window, "Create a JWT app");
    await form.fill({ Name: "Order Bot", "Client ID": CLIENT_ID, "Client Secret": clientSecret });
    await form.next();
    await form.tick("Enforce Request and Response Payload Encryption");
    payloadKey = await form.publicKey("Payload Public Key");
    await form.fill({ Host: "platform.kore.ai", "Bot ID": BOT_ID });
    await form.done("“Order Bot” was created");
    await form.button("Close").click();
    await window.expand(row("Order Bot"));
    await row("Scopes none assigned").click();
    // By what is to be called, and what it is for; each row says what was found.
    for (const [typed, scope, found] of [
      ["/getSessions", "Bot Sessions", "Sessions History · POST /api/public/bot/{botId}/getSessions"],
      ["retrieve transcripts", "Chat History", "Conversation History v2 · POST /api/public/bot/{botId}/getMessagesV2"],
      [
        `https://platform.kore.ai/api/1.1/${BOT_ID}/debuglogs?limit=5`,
        "Debug Logs",
        "Debug Logs · GET /api/1.1/{botId}/debuglogs",
      ],
    ] as const) {
      await window.check(typed, window.quickPickRow(scope).filter({ hasText: found }));
    }
    await window.quickInput.fill("bot sessions");
    await workbench.pictures("scopes-found");
    await window.accept();
    await row("Order Bot, likely to be refused: scopes not published, HS256 · encrypted payloads").waitFor();
    await window.contextMenu(row("Order Bot"), "Note Scopes as Published…");
    await window.decide("They Are Published");
    await row("Order Bot, HS256 · encrypted payloads").waitFor();
  });

  it("opens the file, and sees that its tokens have expired", async () => {
    await window.openFile(FILE);
    // An editor that loses the focus takes back its request for lenses.
    await window
      .lens(/^Order Bot · expired 2 hours ago$/)
      .nth(1)
      .waitFor();
    await window.page.keyboard.press("ControlOrMeta+Shift+M");
    await window.problems(EXPIRED).nth(1).waitFor();
    await problemsAre(EXPIRED, EXPIRED);
    await window.editor.locator(".squiggly-warning").first().waitFor();
  });

  it("presses “Refresh and send”, and the request goes out with a fresh token and nothing else changed", async () => {
    await window.editor.locator(".view-line", { hasText: "getMessages" }).click();
    const pressedAt = Math.floor(Date.now() / 1000);
    await window.pressLens("Refresh and send", authLine());
    const [sent, ...more] = await until("request sent", () =>
      orUndefined(sentSoFar(join(workbench.folder, "extensions"))),
    );
    assert.deepEqual(more, []);
    assert.ok(sent);
    assert.ok(sent.uri.endsWith(pathToFileURL(join(workbench.workspace, FILE)).pathname), sent.uri);
    assert.deepEqual({ range: sent.range, cursor: sent.cursor }, { range: { start: 5, end: 11 }, cursor: 5 });
    const { iat = 0, exp = 0, ...others } = verified(sent.text);
    assert.notEqual(token, expired);
    assert.equal(sent.text, original.replace(expired, token));
    assert.deepEqual(others, claims);
    assert.equal(exp - iat, 5 * MINUTE);
    assert.ok(iat >= pressedAt && iat <= Date.now() / 1000, String(iat));
    await window.statusBar("Refreshed a token for Order Bot, valid for 5 minutes").waitFor();
    await window.lens(/^Order Bot · expires in \d minutes$/).waitFor();
    await window.problems(EXPIRED).nth(1).waitFor({ state: "hidden" });
    assert.equal(await fileText(), sent.text);
  });

  it("is asked, in every theme, before a token goes where the file now sends it, and declines", async () => {
    const lines = window.editor.locator(".view-line", { hasText: "@host = " });
    await lines.click();
    await window.page.keyboard.press("Home");
    await window.page.keyboard.press("Shift+End");
    await window.page.keyboard.type("@host = https://platform.kore.ai{{");
    await window.page.keyboard.press("Backspace");
    await window.page.keyboard.type("@evil.example");
    await window.page.keyboard.press("Escape");
    await window.pressLens("Refresh and send", authLine());
    await window.dialog.waitFor();
    await workbench.pictures("foreign-host");
    // Each system has its own order of buttons; the first one is the one that has the focus.
    await window.page
      .locator(":focus")
      .filter({ hasText: /^Don't Send$/ })
      .waitFor();
    assert.match(
      await window.decide("Don't Send"),
      /^Send a fresh token of “Order Bot” to “evil\.example”\?\s+The host of “Order Bot” is platform\.kore\.ai\.\s+Why you are asked:\s+• the address can be read in more than one way/,
    );
    assert.equal(sentSoFar(join(workbench.folder, "extensions")).length, 1);
    await lines.click();
    await window.page.keyboard.press("Home");
    await window.page.keyboard.press("Shift+End");
    await window.page.keyboard.type("@host = https://platform.kore.ai");
    await window.page.keyboard.press("Escape");
    assert.equal(await fileText(), original.replace(expired, token));
  });

  it("pastes a token whose claim is misspelled, and is told so where it stands", async () => {
    await authLine().click({ position: IN_TOKEN });
    token = tokenOf({ appid: CLIENT_ID, sub: "user-7", channel: "ivr" }, { age: 0, lifetime: 2.5 * HOUR });
    await window.writeClipboard(`auth: ${token}`);
    await window.page.keyboard.press("Home");
    await window.page.keyboard.press("Shift+End");
    await window.page.keyboard.press("ControlOrMeta+V");
    await window.lens(/^Order Bot · expires in 2 hours$/).waitFor();
    await window.problems(MISSPELLED).waitFor();
    await problemsAre(MISSPELLED, EXPIRED);
  });

  it("shows with a hover what the token says, in every theme", async () => {
    await window.page.keyboard.press("Home");
    for (const theme of [...THEMES].reverse()) {
      await workbench.setTheme(theme);
      await window.picture("request-file", theme);
      const hover = await window.hover(authLine(), "Token of Order Bot");
      await window.picture("token-hover", theme);
      if (theme === "dark") {
        const said = await hover.innerText();
        const { iat = 0, exp = 0 } = jsonwebtoken.decode(token) as jsonwebtoken.JwtPayload;
        const inOrder = [
          MISSPELLED,
          "Token of Order Bot · expires in 2 hours",
          "Refused: The claim is called “appid”, and the platform takes it only as “appId”, exactly so.",
          "Inspect · Refresh · Copy claims",
          `"appid": "${CLIENT_ID}"`,
          utc(iat),
          utc(exp),
          "in 2 hours",
          '"alg": "HS256"',
        ];
        inOrder.reduce(
          (from, part) => (assert.ok(said.includes(part, from), `${part} in ${said}`), said.indexOf(part, from)),
          0,
        );
        await hover.getByRole("link", { name: "Copy claims" }).click();
        const copied = await until(
          "claims in the clipboard",
          async () => /^\{[^]*\}$/.exec(await window.readClipboard())?.[0],
        );
        assert.deepEqual(JSON.parse(copied), jsonwebtoken.decode(token));
      }
      await window.page.keyboard.press("Escape");
      await hover.waitFor({ state: "hidden" });
    }
  });

  it("mends the claim with the quick fix, by keyboard", async () => {
    await authLine().click({ position: IN_TOKEN });
    const fix = await window.quickFix();
    assert.match(await fix.innerText(), /Refresh this token/);
    await window.page.keyboard.press("Enter");
    await window.problems(MISSPELLED).waitFor({ state: "hidden" });
    const text = await fileText();
    const { iat = 0, exp = 0, ...others } = verified(text);
    assert.deepEqual(others, claims);
    assert.equal(exp - iat, 2.5 * HOUR);
    assert.equal(text, original.replace(expired, token));
    await problemsAre(EXPIRED);
  });

  it("inserts the request of an endpoint from the tree behind the one at the cursor", async () => {
    await authLine().click({ position: IN_TOKEN });
    await window.expand(row("Scopes"));
    await window.expand(row("Bot Sessions"));
    await window.contextMenu(row("Sessions History"), "Insert Request…");
    await window.quickPickRow("A token in the file").waitFor();
    await window.picture("token-placement");
    await window.choose("A token in the file");
    await window.editor.locator(".view-line", { hasText: "### Sessions History" }).waitFor();
    // The focus goes there from the tree.
    await window.page.locator(".editor-group-container.active .monaco-editor.focused").waitFor();
    const text = await fileText();
    const [inserted = "", fresh = ""] =
      /### Sessions History\n[^]*?\nauth: (\S+)\n[^]*?(?=\n\n### Debug logs)/.exec(text) ?? [];
    assert.equal(text, original.replace(expired, token).replace(second, `${inserted}\n\n${second}`));
    assert.deepEqual(
      inserted.split("\n").filter((line) => !line.startsWith("# ")),
      [
        "### Sessions History",
        "POST {{host}}/api/public/bot/{{botId}}/getSessions",
        `auth: ${fresh}`,
        "Content-Type: application/json",
        "",
        "{",
        '  "skip": 0,',
        '  "limit": 100,',
        '  "dateFrom": "2020-02-11",',
        '  "dateTo": "2020-02-12",',
        '  "includeMeta": true',
        "}",
      ],
    );
    assert.match(inserted, /^# Scope: Bot Sessions\.\n/m);
    assert.equal(
      (jsonwebtoken.verify(fresh, clientSecret, { algorithms: ["HS256"] }) as jsonwebtoken.JwtPayload)["appId"],
      CLIENT_ID,
    );
    await window.lens(/^Order Bot · expires in \d minutes$/).waitFor();
    await problemsAre(EXPIRED);
  });

  it("misspells a path, is told what was probably meant, and takes it by keyboard", async () => {
    await window.editor.locator(".view-line", { hasText: "/getSessions" }).click();
    await window.page.keyboard.press("End");
    await window.page.keyboard.press("Backspace");
    await window.page.keyboard.type("z");
    await window.page.keyboard.press("Escape");
    await window.problems(MEANT).waitFor();
    await problemsAre(EXPIRED, MEANT);
    await workbench.pictures("path-meant");
    const fix = await window.quickFix();
    assert.match(await fix.innerText(), /Use “\/api\/public\/bot\/\{botId\}\/getSessions”/);
    await window.page.keyboard.press("Enter");
    await window.editor
      .locator(".view-line", { hasText: "POST {{host}}/api/public/bot/{{botId}}/getSessions" })
      .waitFor();
    await problemsAre(EXPIRED);
  });

  it("decrypts the answer where it was pasted", async () => {
    await window.page.keyboard.press("ControlOrMeta+End");
    await window.page.keyboard.type("\n### The answer\n");
    await window.writeClipboard(encryptedResponse(payloadKey, plaintext));
    await window.page.keyboard.press("ControlOrMeta+V");
    await window.lens("Decrypt").click();
    await window.page.locator(".editor-group-container.active .tab", { hasText: "Decrypted.json" }).waitFor();
    await window.editor.locator(".view-line", { hasText: "selfService" }).waitFor();
    assert.equal((await window.editorText()).replace(/\s+/g, ""), plaintext);
    await problemsAre(EXPIRED);
  });

  it("has an error of the platform explained, checked against the app, with its fix", async () => {
    await window.editorTab(FILE).click();
    await window.page.keyboard.press("ControlOrMeta+End");
    await window.page.keyboard.type(
      `\n\n### What came back\nPOST {{host}}/api/public/bot/{{botId}}/faqs/train\nauth: `,
    );
    await window.writeClipboard(
      `${tokenOf(claims, { age: 0, lifetime: 5 * MINUTE })}\n\nHTTP/1.1 401 Unauthorized\n\n{"errors":[{"msg":"Permission denied. Scope is incorrect!","code":4002}]}\n`,
    );
    await window.page.keyboard.press("ControlOrMeta+V");
    await window.lens("Explain This Error").click();
    const page = window.page.frameLocator("iframe.webview.ready").last().frameLocator("#active-frame");
    await page.getByRole("heading", { name: "Permission denied. Scope is incorrect!" }).waitFor();
    await page.getByRole("heading", { name: "Found" }).waitFor();
    const [found = ""] = await page.locator("ol").first().locator("li").allInnerTexts();
    assert.equal(
      found.replace(/\s+/g, " "),
      "It needs the scope “Train FAQ”, which is not assigned to the app. → Assign the scope on the platform, publish it there, and note it here. In the XO Platform: App Settings > Dev Tools > API Scope > Create API Scope. Documentation",
    );
    await window.page.locator(".notification-toast").getByRole("button", { name: "Assign Scopes" }).waitFor();
    await workbench.pictures("explained-error");
  });

  /** A token as somebody else's library makes it. Times are in seconds. */
  function tokenOf(payload: object, { age, lifetime }: { age: number; lifetime: number }): string {
    const iat = Math.floor(Date.now() / 1000) - age;
    return jsonwebtoken.sign({ ...payload, iat, exp: iat + lifetime }, clientSecret, { algorithm: "HS256" });
  }
});

function orUndefined<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}

/** As the hover writes times; in seconds. */
function utc(time: number): string {
  return new Date(time * 1000).toISOString();
}
