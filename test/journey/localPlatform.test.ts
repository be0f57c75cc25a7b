import { strict as assert } from "node:assert";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Workbench, openWorkbench } from "../vscode/openWorkbench";
import type { Window } from "../vscode/window";
import { AppForm } from "./appForm";
import { type Answer, sendFile } from "./httpYac";
import { inSteps } from "./inSteps";
import { type Sought, searchFolder, searchText } from "./leakSearch";
import { elsewhere, extensionSecrets, Recording } from "./recording";
import { until } from "./until";
import { freePort } from "../freePort";

const BOT = "st-12345678-1234-5234-8234-123456789012";
const FILE = "Sample app.http";
/** What the sample app's scopes open. */
const OWN = [
  "Sessions History",
  "Conversation Details and Summary",
  "Conversation History v1 (POST)",
  "Conversation History v1 (GET)",
  "Conversation History v2",
  "Conversation History - Lightweight",
  "Get Analytics",
  "Task Execution-based Containment Report",
  "Task Execution-based Containment Report - result",
];

/** Trying an app against the local platform: with httpYac's command line as the client, which nobody here wrote. */
describe("a bot developer's way with the local platform", () => {
  let workbench: Workbench;
  let window: Window;
  let recording: Recording;
  let port: number;
  const tokens = new Set<string>();
  let httpyacOutput = "";

  before(async () => {
    port = await freePort();
    workbench = await openWorkbench({
      settings: { "jwtApps.localPlatform.port": port, "editor.minimap.enabled": false, "breadcrumbs.enabled": false },
    });
    window = workbench.window;
    recording = new Recording(workbench.context);
  });
  after(() => workbench.dispose());
  inSteps("failed-local-platform", () => window);

  const row = (label: string) => window.rowNamed(label);
  const statusItem = () => window.page.getByRole("button", { name: `Local platform at 127.0.0.1:${port}` });
  const requestFile = () => readFileSync(join(workbench.workspace, FILE), "utf8");

  /** The file behind the output channel. */
  const outputLog = (): string => {
    const logs = join(workbench.folder, "data/data/logs");
    const file = readdirSync(logs, { recursive: true, encoding: "utf8" }).find((path) =>
      /xo-jwt\.jwt-apps\/.*Local Platform.*\.log$/.test(path),
    );
    return file === undefined ? "" : readFileSync(join(logs, file), "utf8");
  };
  /** Its lines about requests, without the time. */
  const requestLines = (): string[] =>
    [...outputLog().matchAll(/\[(?:info|warning)\] ((?:GET|POST) .*)/g)].map(([, line = ""]) => line);

  /** Waits until the last line that the output shows, which wraps long ones, says so. */
  const outputSays = (level: "info" | "warning", wanted: string): Promise<true> =>
    until(`“${wanted}” in the output`, async () => {
      const last = (await window.outputLines())
        .join("")
        .split(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} /)
        .at(-1);
      return last === `[${level}] ${wanted}` || undefined;
    });

  /**
   * Saves the request file, waits until it has another token than `before`, and returns its text. While it is written
   * it has none, or a part of one: a text without a whole one, which ends with 43 characters of HS256, is not yet the file's.
   */
  const saved = async (before?: string): Promise<string> => {
    await window.save();
    return until(`${FILE} with another token`, () => {
      const text = existsSync(join(workbench.workspace, FILE)) ? requestFile() : "";
      const token = tokenIn(text);
      return token !== undefined && token !== before && text.endsWith("\n") ? text : undefined;
    });
  };

  const tokenIn = (text: string): string | undefined => {
    const token = /^@token = ([\w-]+\.[\w-]+\.[\w-]{43})$/m.exec(text)?.[1];
    if (token !== undefined) tokens.add(token);
    return token;
  };

  /** Waits for the next of several quick picks. */
  const titled = (title: string): Promise<void> =>
    window.page.locator(".quick-input-widget:visible .quick-input-title", { hasText: title }).waitFor();
  const accept = (): Promise<void> => window.accept();

  /** What httpYac gets for all requests of the saved file, or for the one of that title. */
  const send = async (title?: string): Promise<readonly Answer[]> => {
    const line = title === undefined ? undefined : requestFile().split("\n").indexOf(`### ${title}`) + 1;
    const { answers, output } = await sendFile(workbench.workspace, FILE, line);
    httpyacOutput += output;
    return answers;
  };

  const pictures = async (name: string): Promise<void> => {
    await window.page.mouse.move(800, 784);
    await workbench.pictures(name);
  };

  it("makes an app with credentials of its own, and starts the local platform from the palette", async () => {
    await window.showContainer("JWT Apps");
    await window.runCommand("JWT Apps: Create Sample App and Files");
    await row("Sample app, HS256 · encrypted payloads").waitFor();
    // What it opens takes the focus, from the palette too.
    await window.notified("The cursor is in a response");
    await window.runCommand("JWT Apps: Start Local Platform");
    // The local platform's own address, and nothing of the server that the window is connected to.
    await window.dialog.waitFor();
    await pictures("local-platform-question");
    assert.equal(
      (await window.decide("Start")).replace(/\s+/g, " "),
      `Start the local platform on the remote machine, at http://127.0.0.1:${port}? It will run on the machine that runs VS Code's server. From another computer it is reached through a forwarded port.`,
    );
    await window.statusBar(`The local platform runs at http://127.0.0.1:${port}`).waitFor();
    assert.equal((await statusItem().innerText()).trim(), `127.0.0.1:${port}`);
    await statusItem().click();
    await window.output
      .locator(".view-line", { hasText: `[info] The local platform runs at http://127.0.0.1:${port}` })
      .waitFor();
    assert.equal(
      (await fetch(`http://127.0.0.1:${port}/api/public/bot/${BOT}/getSessions`, { method: "POST" })).status,
      401,
    );
  });

  it("writes its requests and one that its scopes don't open, with a token", async () => {
    await window.runCommand("JWT Apps: New Request File");
    await window.choose("Sample app");
    await titled("Requests of Sample app");
    // Of nine a person wants some, so none is checked.
    await workbench.pictures("request-endpoints");
    for (const title of OWN) {
      await window.check(title);
    }
    await window.check("debuglogs", window.quickPickRow("Debug Logs"));
    await accept();
    await titled("Token of Sample app");
    await window.choose("A token in the file");
    await window.statusBar("Wrote 10 requests for Sample app").waitFor();
    const text = await saved();
    assert.match(text, new RegExp(`^@host = http://localhost:${port}$`, "m"));
    assert.deepEqual(
      text.match(/^###.*$/gm),
      [...OWN, "Debug Logs"].map((title) => `### ${title}`),
    );
    assert.match(tokenIn(text) ?? "", /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  it("has them answered, and reads in the output why one was refused", async () => {
    const answers = await send();
    assert.deepEqual(
      answers.map(({ name, status }) => [name, status]),
      // Nothing has started the report that "your-report-id" would be.
      [...OWN.map((title) => [title, title.endsWith(" - result") ? 404 : 200]), ["Debug Logs", 401]],
    );
    assert.deepEqual(JSON.parse(answers.at(-1)?.body ?? ""), {
      errors: [{ msg: "Permission denied. Scope is incorrect!", code: 4002 }],
    });
    await outputSays(
      "warning",
      `GET /api/1.1/${BOT}/debuglogs · “Sample app” · 401 refused · scope: It needs the scope “Debug Logs”, which is not assigned to the app.`,
    );
    // The first was without a token.
    const [first, ...lines] = requestLines();
    assert.equal(
      first,
      `POST /api/public/bot/${BOT}/getSessions · no app · 401 refused · token: There is no token. The token belongs into the header “auth”, without “Bearer”.`,
    );
    assert.equal(lines.length, 10);
    assert.equal(
      lines[0],
      `POST /api/public/bot/${BOT}/getSessions · “Sample app” · 200 served · unknown: payloadBody`,
    );
    assert.equal(
      lines.filter((line) =>
        / · “Sample app” · 200 served(?: · unknown: (?:payloadSupport|payloadBody|payloadSupport, payloadBody))?$/.test(
          line,
        ),
      ).length,
      8,
    );
    const result = /taskContainmentReport\/status\/\S+ · “Sample app” · 404\b/;
    assert.equal(lines.filter((line) => result.test(line)).length, 1, lines.join("\n"));
    await pictures("local-platform-refused");
    writeFileSync(join(workbench.workspace, "answer.json"), answers[0]?.body ?? "");
  });

  it("decrypts the answer in the editor", async () => {
    await window.page.keyboard.press("ControlOrMeta+J");
    await window.openFile("answer.json");
    await window.pressLens("Decrypt", window.editor.locator(".view-line", { hasText: "encryptedKey" }));
    await window.page.locator(".editor-group-container.active .tab", { hasText: "Decrypted.json" }).waitFor();
    await window.editor.locator(".view-line", { hasText: "containmentType" }).waitFor();
    await pictures("local-platform-decrypted");
    const { sessions, ...rest } = JSON.parse(await window.editorText()) as { sessions: Record<string, unknown>[] };
    assert.deepEqual(rest, { total: 1, moreAvailable: false });
    assert.deepEqual(
      sessions.map(({ botId, channel, sessionStatus }) => ({ botId, channel, sessionStatus })),
      [{ botId: BOT, channel: "rtm", sessionStatus: "closed" }],
    );
    await window.runCommand("View: Close All Editors");
    await window.page.keyboard.press("ControlOrMeta+J");
  });

  it("does what the output says, until the request is served", async () => {
    await window.expand(row("Sample app"));
    await window.expand(row("Scopes 3"));
    await window.inlineAction(row("Scopes 3"), "Assign Scopes…");
    await titled("Scopes");
    await window.check("Debug Logs");
    await accept();
    await row("Debug Logs, not published").waitFor();
    assert.deepEqual(
      (await send("Debug Logs")).map(({ status }) => status),
      [401],
    );
    await outputSays(
      "warning",
      `GET /api/1.1/${BOT}/debuglogs · “Sample app” · 401 refused · published: The scope is assigned, but not published yet.`,
    );
    await window.contextMenu(row("Sample app"), "Note Scopes as Published…");
    await window.decide("They Are Published");
    await row("Debug Logs, published").waitFor();
    assert.deepEqual(
      (await send("Debug Logs")).map(({ status }) => status),
      [200],
    );
    await outputSays("info", `GET /api/1.1/${BOT}/debuglogs · “Sample app” · 200 served · unknown: payloadSupport`);
  });

  it("puts a one-time token in place of the other, and learns that a second request needs another", async () => {
    await window.contextMenu(row("Sample app"), "Edit JWT App…");
    const form = await AppForm.in(window, "Edit the JWT app “Sample app”");
    await form.next();
    await form.tick("Enforce JTI");
    await form.done("“Sample app” was saved");
    await form.button("Close").click();
    await window.editorTab("Sample app").waitFor({ state: "hidden" });
    await window.openFile(FILE);
    const before = tokenIn(requestFile());
    await window.pressLens("Refresh", window.editor.locator(".view-line", { hasText: "@token" }));
    await window.statusBar("Refreshed a token for Sample app, valid for 5 minutes").waitFor();
    await saved(before);
    assert.deepEqual(
      (await send()).map(({ status }) => status),
      [200, ...OWN.map(() => 401)],
    );
    await outputSays(
      "warning",
      `GET /api/1.1/${BOT}/debuglogs · “Sample app” · 401 refused · replay: This “jti” was used before: with it each request needs a token of its own.`,
    );
  });

  it("stops it from the palette, and nothing listens any more", async () => {
    await window.runCommand("JWT Apps: Stop Local Platform");
    await window.statusBar("The local platform has stopped").waitFor();
    await statusItem().waitFor({ state: "hidden" });
    await assert.rejects(
      fetch(`http://127.0.0.1:${port}/`),
      (error: Error) => (error.cause as NodeJS.ErrnoException).code === "ECONNREFUSED",
    );
  });

  it("has left no secret and no token in the output, nor a secret anywhere else", async () => {
    const kept = await extensionSecrets(window);
    assert.deepEqual(kept.map(({ name }) => name).sort(), ["clientSecret", "payloadPrivateKey"]);
    const secrets: Sought[] = [
      ...kept,
      // So begins the base64 of each RSA key in PKCS#8, behind its lengths.
      { name: "a private key", text: "AgEAMA0GCSqGSIb3DQEBAQUABII" },
      { name: "a private key", text: "IBADANBgkqhkiG9w0BAQEFAASC" },
    ];
    const sent = [...tokens].map((text, index) => ({ name: `token ${index + 1}`, text }));
    assert.equal(sent.length, 2);
    // Else the search would be of nothing.
    await until("all lines about requests", () => requestLines().length === 23 || undefined);
    assert.deepEqual(searchFolder(join(workbench.folder, "data/data/logs"), [...secrets, ...sent]), []);
    assert.deepEqual(
      searchFolder(workbench.folder, secrets, (path) => /^extensions\/xo-jwt\.jwt-apps-[^/]+$/.test(path)),
      [],
    );
    const places = [...(await elsewhere(workbench, recording)), { where: "httpYac's output", text: httpyacOutput }];
    for (const { where, text } of places) assert.ok(text.length > 500, where);
    assert.deepEqual(
      places.flatMap(({ where, text }) => searchText(where, text, secrets)),
      [],
    );
  });
});
