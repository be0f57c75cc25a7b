import { strict as assert } from "node:assert";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Workbench, openWorkbench } from "../vscode/openWorkbench";
import type { Window } from "../vscode/window";
import { AppForm } from "./appForm";
import { encryptedResponse } from "./encryptedResponse";
import { inSteps } from "./inSteps";
import { searchFolder } from "./leakSearch";
import { makeRestClient } from "./restClient";
import { until } from "./until";

const FILE = "orders.http";
const OWN = "what the person had copied before";

/** What a bot developer does with an encrypted answer that REST Client shows. */
describe("a bot developer's way to what REST Client shows", () => {
  const item = "teapot-9007199254740993123";
  const plaintext = `{"orders":[{"orderId":9007199254740993123,"item":"${item}"}],"total":1}`;

  let folder: string;
  let server: Server;
  let workbench: Workbench;
  let window: Window;
  /** What the server answers. */
  let answer = '{"orders":[]}';

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "jwt-apps-test-"));
    server = createServer((_, response) => {
      response.setHeader("content-type", "application/json").end(answer);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    workbench = await openWorkbench({
      besideVsix: [makeRestClient(folder)],
      files: { [FILE]: `# jwt-app: Order Bot\n\n### Orders\nGET ${origin}/api/public/orders\n` },
      settings: { "rest-client.sends": true, "editor.minimap.enabled": false },
      viewport: { width: 1280, height: 800 },
    });
    window = workbench.window;
  });
  after(async () => {
    await workbench.dispose();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });
  inSteps("failed-response", () => window);

  const groups = () => window.page.locator(".editor-group-container");
  const activeGroup = () => window.page.locator(".editor-group-container.active");
  const tabs = (): Promise<string[]> => activeGroup().locator(".tab .monaco-icon-label-container").allTextContents();
  const button = () => activeGroup().getByRole("button", { name: "Decrypt Response" });
  const copyButton = () => activeGroup().getByRole("button", { name: "Copy Response Body" });

  /** Sends the request of the file, whose answer comes to the front beside it. */
  const send = async (): Promise<void> => {
    await window.editorTab(FILE).click();
    await window.editor.locator(".view-line", { hasText: "GET" }).click();
    await window.runCommand("Rest Client: Send Request");
    await activeGroup().locator(".tab.active", { hasText: "Response(5ms)" }).waitFor();
    await copyButton().waitFor();
  };

  it("sees no button while there is no app", async () => {
    await window.showContainer("JWT Apps");
    await window.page
      .getByRole("region", { name: "Welcome" })
      .getByRole("button", { name: "Create JWT App" })
      .waitFor();
    await window.openFile(FILE);
    await send();
    assert.equal(await button().count(), 0);
    await window.closeTab("Response(5ms)");
  });

  it("creates the app that the answers are for", async () => {
    await window.page.getByRole("region", { name: "Welcome" }).getByRole("button", { name: "Create JWT App" }).click();
    const form = await AppForm.in(window, "Create a JWT app");
    await form.fill({
      Name: "Order Bot",
      "Client ID": "cs-5250f1ff-9f11-5ed8-9263-4ee1db0fbd68",
      "Client Secret": Buffer.alloc(32, 7).toString("base64"),
    });
    await form.next();
    await form.tick("Enforce Request and Response Payload Encryption");
    answer = encryptedResponse(await form.publicKey("Payload Public Key"), plaintext);
    await form.done("“Order Bot” was created");
    await form.button("Close").click();
    await window.rowNamed("Order Bot").waitFor();
  });

  it("sends, and sees the encrypted answer with the button in its title, in every theme", async () => {
    await send();
    await button().waitFor();
    await (await window.webview("pre")).getByText("encryptedKey").waitFor();
    await window.page.mouse.move(900, 790);
    await workbench.pictures("response");
  });

  it("presses it, is asked once, and reads the answer in a tab of the same group", async () => {
    await window.writeClipboard(OWN);
    await button().click();
    await window.dialog.waitFor();
    await workbench.pictures("response-question");
    assert.match(
      await window.decide("Allow for This Session"),
      /^Decrypt REST Client's response with the keys of “Order Bot”\?\s+VS Code does not say .+\s+REST Client's response is taken by way of the clipboard\./,
    );
    await window.editor.locator(".view-line", { hasText: item }).waitFor();
    assert.equal((await window.editorText()).replace(/\s+/g, ""), plaintext);
    assert.deepEqual([await groups().count(), await tabs()], [2, ["Response(5ms)", "response · decrypted.json"]]);
    const offer = await window.notified("found by trying");
    // The question said it.
    assert.equal(await window.notification("pictures and files can't be").count(), 0);
    await offer.hover();
    await workbench.pictures("response-decrypted");
    assert.equal(await window.readClipboard(), OWN);
  });

  it("presses it for the next answer, and nothing is asked or said again", async () => {
    await (await window.notified("found by trying")).getByRole("button", { name: "Keep This Shape" }).click();
    await window.statusBar("Kept the shape of encrypted payloads for Order Bot").waitFor();
    await window.runCommand("Notifications: Clear All Notifications");
    await send();
    await button().click();
    await window.statusBar("Decrypted for Order Bot: RSA-OAEP SHA-256, AES-256-GCM").waitFor();
    await window.editor.locator(".view-line", { hasText: item }).waitFor();
    assert.deepEqual([await groups().count(), await tabs()], [2, ["Response(5ms)", "response · decrypted.json"]]);
    assert.equal(await window.page.locator(".notification-toast").count(), 0);
    assert.equal(await window.readClipboard(), OWN);
  });

  it("is told what to do where the answer isn't in front, from the palette", async () => {
    await window.editorTab(FILE).click();
    await window.runCommand("JWT Apps: Decrypt Response");
    await window.notified("No response of REST Client is in front.");
    await send();
    await window.runCommand("JWT Apps: Decrypt Response");
    await window.editor.locator(".view-line", { hasText: item }).waitFor();
    assert.equal(await window.readClipboard(), OWN);
  });

  it("gets a sentence for an answer that holds nothing encrypted, and a way to add what came in headers", async () => {
    answer = '{"orders":[]}';
    await send();
    await window.runCommand("Notifications: Clear All Notifications");
    await button().click();
    const said = await window.notified("No encrypted payload was found in this text.");
    await said.getByRole("button", { name: "Take Its Headers from the Clipboard" }).waitFor();
    await said.hover();
    await workbench.pictures("response-without-payload");
  });

  it("is told by the button, too, why an answer for another key stays closed", async () => {
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    answer = encryptedResponse(publicKey.export({ type: "spki", format: "pem" }).toString(), plaintext);
    await window.runCommand("Notifications: Clear All Notifications");
    await send();
    await button().click();
    const said = await window.notified("no key at hand opens it");
    await said.hover();
    await workbench.pictures("response-of-another-key");
    assert.equal(await window.readClipboard(), OWN);
  });

  it("leaves nothing of what was decrypted on the disk", async () => {
    await until("the window's state is written", async () => (await window.readClipboard()) === OWN || undefined);
    assert.deepEqual(searchFolder(workbench.folder, [{ name: "the answer", text: item }]), []);
  });
});
