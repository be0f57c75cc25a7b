import { strict as assert } from "node:assert";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Workbench, openWorkbench } from "../vscode/openWorkbench";
import type { Window } from "../vscode/window";
import { freePort } from "../freePort";
import { inSteps } from "./inSteps";
import { searchFolder } from "./leakSearch";
import { extensionSecrets } from "./recording";
import { makeRestClient } from "./restClient";
import { until } from "./until";

const BOT = "st-12345678-1234-5234-8234-123456789012";
const SESSIONS = `/api/public/bot/${BOT}/getSessions`;
/** What the sample app's scopes don't open. */
const REFUSED = `/api/1.1/${BOT}/debuglogs`;

const FILE = "sessions.http";
/** `includeMeta` is the page's word for an encrypted answer. */
const REQUEST = `# jwt-app: Sample app
@gateway = {{$processEnv JWT_APPS_GATEWAY}}

### Sessions
POST {{gateway}}/sample-app${SESSIONS}
Content-Type: application/json

{ "includeMeta": true }
`;

/** Any client at all, without a token: the gateway in windows as a person has them. */
describe("a person's way with the gateway", () => {
  let made: string;
  let workbench: Workbench;
  let window: Window;
  let other: Window;
  let port: number;
  let address: string;

  before(async () => {
    port = await freePort();
    made = mkdtempSync(join(tmpdir(), "jwt-apps-test-"));
    workbench = await openWorkbench({
      besideVsix: [makeRestClient(made)],
      files: { [FILE]: REQUEST },
      settings: {
        "jwtApps.localPlatform.port": await freePort(),
        "jwtApps.gateway.port": port,
        "rest-client.sends": true,
      },
    });
    window = workbench.window;
  });
  after(async () => {
    await workbench.dispose();
    rmSync(made, { recursive: true });
  });
  inSteps("failed-gateway", () => window);

  const item = (of: Window, what: string) => of.page.getByRole("button", { name: `Gateway: ${what}` });
  const note = () => join(workbench.folder, "data/data/User/globalStorage/xo-jwt.jwt-apps/gateway/running.json");
  const outputLog = (): string => {
    const logs = join(workbench.folder, "data/data/logs");
    const file = readdirSync(logs, { recursive: true, encoding: "utf8" }).find((path) =>
      /xo-jwt\.jwt-apps\/.*Gateway.*\.log$/.test(path),
    );
    return file === undefined ? "" : readFileSync(join(logs, file), "utf8");
  };
  const sessions = (): Promise<Response> =>
    fetch(`${address}${SESSIONS}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ includeMeta: true }),
    });
  const activeGroup = () => window.page.locator(".editor-group-container.active");
  /** From REST Client; the answer comes to the front beside the file. */
  const send = async (): Promise<void> => {
    await window.editorTab(FILE).click();
    await window.editor.locator(".view-line", { hasText: "POST" }).click();
    await window.runCommand("Rest Client: Send Request");
    await activeGroup().locator(".tab.active", { hasText: "Response(5ms)" }).waitFor();
  };
  const isFree = (): Promise<boolean> =>
    fetch(`http://127.0.0.1:${port}/`).then(
      () => false,
      () => true,
    );

  it("starts it from the palette: one pick, one question", async () => {
    await window.showContainer("JWT Apps");
    await window.runCommand("JWT Apps: Create Sample App and Files");
    await window.notified("The cursor is in a response");
    await window.runCommand("JWT Apps: Start Local Platform");
    await window.decide("Start");
    await window.statusBar("The local platform runs at").waitFor();
    await window.runCommand("JWT Apps: Start Gateway");
    await window.quickPickRow("Sample app").first().waitFor();
    await workbench.pictures("gateway-apps");
    await window.check("Sample app");
    await window.accept();
    await window.dialog.waitFor();
    await workbench.pictures("gateway-question");
    assert.equal(
      (await window.decide("Start")).replace(/\s+/g, " "),
      "Start the gateway for “Sample app”? Whoever has its address can act as the apps that it serves, from this machine and while it runs. Clients get decrypted answers and keep what they get: httpYac in files, for one.",
    );
    await item(window, "Sample app").waitFor();
  });

  it("copies the address, by which a client without a token reads the answer in clear", async () => {
    await window.contextMenu(window.rowNamed("Sample app"), "Copy Gateway Address");
    await window.statusBar("Copied the gateway's address for Sample app").waitFor();
    address = await window.readClipboard();
    assert.match(address, new RegExp(`^http://127\\.0\\.0\\.1:${port}/[\\w-]{22}/sample-app$`));
    const answer = await sessions();
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("x-jwt-apps-gateway") ?? "", /^decrypted;/);
    assert.ok("sessions" in ((await answer.json()) as object));
    const offer = await window.notified(
      "How an encrypted answer that the gateway opened is built was found by trying.",
    );
    await offer.getByRole("button", { name: "Keep This Shape" }).click();
    await window.statusBar("Kept the shape of encrypted payloads for Sample app").waitFor();
  });

  it("sends a file's request by REST Client, with neither a token nor the key in it, and reads the answer in clear", async () => {
    await window.openFile(FILE);
    assert.match(await window.decide("Keep It There"), /^Keep the gateway's address in the environment\?/);
    await window.lensLine.filter({ hasText: "Sample app · through the gateway · runs" }).waitFor();
    await send();
    const answer = await (await window.webview("pre")).locator("pre").innerText();
    assert.match(answer, /^HTTP\/1\.1 200 OK\n[^]*^x-jwt-apps-gateway: decrypted;[^]*"sessions": \[/m);
    await workbench.pictures("gateway-response");
  });

  it("says in the output what was refused and why, with a link to a page about it", async () => {
    assert.equal((await fetch(`${address}${REFUSED}`)).status, 401);
    await item(window, "Sample app").click();
    await window.quickPickRow("Show Requests").first().waitFor();
    await workbench.pictures("gateway-actions");
    await window.choose("Show Requests");
    const link = window.output.locator(".view-line .detected-link", { hasText: "Explain" }).first();
    await link.waitFor();
    await workbench.pictures("gateway-output");
    // A link becomes one under a pointer that rests while the key is held.
    await window.page.keyboard.down("Control");
    await link.hover();
    await window.output.locator(".detected-link-active").first().click();
    await window.page.keyboard.up("Control");
    const page = await window.webview("h1");
    assert.match(await page.locator("body").innerText(), /What the platform refused[^]*What may have led to it/);
    await window.runCommand("View: Close All Editors");
  });

  it("is seen by another window, and stopped there", async () => {
    other = await workbench.newWindow();
    await other.showContainer("JWT Apps");
    await item(other, "other window").waitFor();
    await workbench.pictures("gateway-other-window", other);
    await other.runCommand("JWT Apps: Stop Gateway");
    await other.statusBar("The gateway has stopped").waitFor();
    await item(window, "Sample app").waitFor({ state: "hidden" });
    await item(other, "other window").waitFor({ state: "hidden" });
    assert.ok(await isFree());
  });

  it("reads the next answer without it: a token in the file, and Decrypt in the title of the response", async () => {
    await window.page.bringToFront();
    await window.openFile(FILE);
    await window.lens("Sample app · through the gateway · Start").waitFor();
    await window.runCommand("JWT Apps: Use a Token");
    await window.choose("A token in the file");
    await window.editor.locator(".view-line", { hasText: "auth:" }).waitFor();
    await send();
    await (await window.webview("pre")).getByText("encryptedKey").waitFor();
    await activeGroup().getByRole("button", { name: "Decrypt Response" }).click();
    await window.decide("Allow for This Session");
    await window.editor.locator(".view-line", { hasText: '"sessions":' }).waitFor();
    await activeGroup().locator(".tab", { hasText: "Response(5ms)" }).waitFor();
    await workbench.pictures("gateway-off-decrypted");
    await window.editorTab(FILE).click();
    await window.save();
    await window.runCommand("View: Close All Editors");
  });

  it("frees its port where the extension host dies, and another window sees that", async () => {
    await window.page.bringToFront();
    await window.runCommand("JWT Apps: Start Gateway");
    await window.quickPickRow("Sample app").first().waitFor();
    await window.accept();
    await item(window, "Sample app").waitFor();
    await item(other, "other window").waitFor();
    assert.equal(
      (await fetch(`${address}${SESSIONS}`, { method: "POST", body: "{}" })).status,
      200,
      "the same address",
    );
    const { note: text } = JSON.parse(readFileSync(note(), "utf8")) as { note: string };
    const { pid } = JSON.parse(text) as { pid: number };
    assert.ok(
      readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("--type=extensionHost"),
      "it is the extension host's process",
    );
    process.kill(pid, "SIGKILL");
    await until("the port is free", async () => (await isFree()) || undefined);
    await item(other, "other window").waitFor({ state: "hidden" });
  });

  it("has left no secret and no key of its address in a file or log", async () => {
    assert.ok(existsSync(note()) && outputLog().includes(SESSIONS));
    const key = address.split("/")[3] ?? "";
    const sought = [...(await extensionSecrets(other)), { name: "the address's key", text: key }];
    assert.deepEqual(
      searchFolder(workbench.folder, sought, (path) => /^extensions\/xo-jwt\.jwt-apps-[^/]+$/.test(path)),
      [],
    );
  });
});
