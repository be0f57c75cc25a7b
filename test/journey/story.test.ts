import { strict as assert } from "node:assert";
import { createPublicKey, generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import jsonwebtoken from "jsonwebtoken";
import jose from "node-jose";
import { type Workbench, openWorkbench } from "../vscode/openWorkbench";
import type { Window } from "../vscode/window";
import { AppForm } from "./appForm";
import { encryptedResponse } from "./encryptedResponse";
import { inSteps } from "./inSteps";
import { type Find, type Sought, searchFolder, searchText } from "./leakSearch";
import { until } from "./until";
import { browserStorage, elsewhere, extensionSecrets, Recording } from "./recording";

const CLIENT_ID = "cs-5250f1ff-9f11-5ed8-9263-4ee1db0fbd68";
const BY_KEYBOARD_ID = "cs-7bd9f2a0-4b1c-5c6d-8e2f-0a1b2c3d4e5f";
const JWE_ID = "cs-0c5a7e3b-91d2-5f60-a4b8-6d7e8f901234";
const PAYLOAD_ENCRYPTION = "Enforce Request and Response Payload Encryption";

/** What a bot developer does in a first hour, one thing after the other, in one workbench with the VSIX installed. */
describe("a bot developer's way through the workbench", () => {
  // Each its own, so that finding one says which.
  const clientSecret = newSecret();
  const replacement = newSecret();
  const jweSecret = newSecret();
  const importedSecret = newSecret();
  const importedLater = newSecret();
  const typedBeforeReload = newSecret();
  const firstPlaintext = `{"orders":[{"orderId":9007199254740993123,"item":"teapot-${randomBytes(9).toString("hex")}"}]}`;
  const secondPlaintext = `{"orders":[{"orderId":2,"item":"kettle-${randomBytes(9).toString("hex")}"}]}`;
  const platform = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const tokens: string[] = [];

  let workbench: Workbench;
  let window: Window;
  let recording: Recording;
  let payloadKey: string;

  before(async () => {
    workbench = await openWorkbench({
      files: { "requests.http": "GET https://platform.kore.ai/api/public/bot/st-1/getSessions\nauth: \n" },
      keybindings: [
        { key: "ctrl+alt+m", command: "jwtApps.mintToken", args: { app: "Orders" } },
        { key: "ctrl+alt+c", command: "jwtApps.copyToken", args: { app: CLIENT_ID } },
      ],
    });
    window = workbench.window;
    recording = new Recording(workbench.context);
  });
  after(() => workbench.dispose());
  inSteps("failed-story", () => window);

  const row = (label: string) => window.rowNamed(label);

  /** Copies a token with the button in the app's row. */
  const copyToken = async (app: string): Promise<string> => {
    await window.writeClipboard("");
    await window.inlineAction(row(app), "Copy Token");
    await window.statusBar(`Copied a token for ${app}`).waitFor();
    // The status may be that of the one before.
    const token = await until("token in the clipboard", async () => (await window.readClipboard()) || undefined);
    tokens.push(token);
    return token;
  };

  const decryptedText = async (part: string): Promise<string> => {
    await window.editor.locator(".view-line", { hasText: part }).waitFor();
    return (await window.editorText()).replace(/\s+/g, "");
  };

  it("opens the view, which says how to begin", async () => {
    await window.showContainer("JWT Apps");
    const welcome = window.page.getByRole("region", { name: "Welcome" });
    await welcome.getByRole("button", { name: "Import from Clipboard" }).waitFor();
    await welcome.getByRole("button", { name: "Create JWT App" }).click();
  });

  it("creates an app in the form, whose payload key is made there", async () => {
    const form = await AppForm.in(window, "Create a JWT app");
    await form.fill({ Name: "Order Bot", "Client ID": CLIENT_ID, "Client Secret": clientSecret });
    await form.next();
    await form.tick(PAYLOAD_ENCRYPTION);
    await form.pick("Payload Key", "Generate a key pair");
    payloadKey = await form.publicKey("Payload Public Key");
    await form.done("“Order Bot” was created");
    assert.deepEqual(await form.frame.locator("dl > div").allInnerTexts(), [
      "Name\nOrder Bot\nCopy",
      `Client ID\n${CLIENT_ID}\nCopy`,
      "Client Secret\n••••••••••••\nCopy",
    ]);
    assert.equal(await form.field("Payload Public Key").inputValue(), payloadKey);
    await form.button("Copy Payload Public Key").click();
    await window.statusBar("Copied: Payload Public Key").waitFor();
    assert.equal(await window.readClipboard(), payloadKey);
    assert.equal(createPublicKey(payloadKey).asymmetricKeyDetails?.modulusLength, 2048);
    await form.button("Close").click();
    await window.editorTab("Order Bot").waitFor({ state: "hidden" });
  });

  it("assigns scopes in the multi-select and notes them as published", async () => {
    await row("Order Bot, likely to be refused: no scopes, HS256 · encrypted payloads").waitFor();
    await window.expand(row("Order Bot"));
    await row("Scopes none assigned").click();
    for (const scope of ["Chat History", "Debug Logs"]) {
      await window.check(scope);
    }
    await window.accept();
    await row("Order Bot, likely to be refused: scopes not published, HS256 · encrypted payloads").waitFor();
    await window.expand(row("Scopes"));
    await row("Debug Logs, not published").waitFor();
    await window.contextMenu(row("Order Bot"), "Note Scopes as Published…");
    assert.match(
      await window.decide("They Are Published"),
      /Have you published the scopes of “Order Bot” on the platform\?/,
    );
    await row("Chat History, published").waitFor();
    await row("Debug Logs, published").waitFor();
  });

  it("pastes a token into a request file, and the token is what the platform verifies", async () => {
    const token = await copyToken("Order Bot");
    await window.statusBar("Copied a token for Order Bot, valid for 5 minutes").waitFor();
    await window.openFile("requests.http");
    await window.editor.locator(".view-line", { hasText: "auth:" }).click();
    await window.page.keyboard.press("End");
    await window.page.keyboard.press("ControlOrMeta+V");
    await window.editor.locator(".view-line", { hasText: token.slice(-40) }).waitFor();
    await window.save();
    const auth = await until(
      "token in requests.http",
      () => /^auth: (\S+)$/m.exec(readFileSync(join(workbench.workspace, "requests.http"), "utf8"))?.[1],
    );
    assert.equal(auth, token);
    const claims = jsonwebtoken.verify(auth, clientSecret, { algorithms: ["HS256"] }) as jsonwebtoken.JwtPayload;
    assert.deepEqual(Object.keys(claims).sort(), ["appId", "exp", "iat", "sub"]);
    assert.equal(claims["appId"], CLIENT_ID);
    assert.equal((claims.exp ?? 0) - (claims.iat ?? 0), 300);
    await window.closeTab("requests.http");
  });

  it("reads a captured response beside its ciphertext and keeps its shape", async () => {
    writeFileSync(join(workbench.workspace, "captured-response.json"), encryptedResponse(payloadKey, firstPlaintext));
    await window.openFile("captured-response.json");
    await window.selectAll();
    await window.runCommand("JWT Apps: Decrypt Selection");
    await window.page.locator(".editor-group-container.active .tab", { hasText: "Decrypted.json" }).waitFor();
    assert.equal(await decryptedText("teapot"), firstPlaintext);
    assert.equal(await window.page.locator(".editor-group-container").count(), 2);
    await (await window.notified("found by trying")).getByRole("button", { name: "Keep This Shape" }).click();
    await window.statusBar("Kept the shape of encrypted payloads for Order Bot").waitFor();
  });

  it("reads the next one without a search", async () => {
    writeFileSync(join(workbench.workspace, "next-response.json"), encryptedResponse(payloadKey, secondPlaintext));
    await window.editorTab("captured-response.json").click();
    await window.openFile("next-response.json");
    await window.selectAll();
    await window.runCommand("JWT Apps: Decrypt Selection");
    await window.statusBar("Decrypted for Order Bot: RSA-OAEP SHA-256, AES-256-GCM").waitFor();
    assert.equal(await decryptedText("kettle"), secondPlaintext);
    assert.equal(await window.notification("was found by trying").count(), 0);
    await window.closeTab("next-response.json");
  });

  it("shows errors beside the fields, tells assistive technology, and moves the focus to the first", async () => {
    await window.runCommand("View: Close All Editors");
    await window.runCommand("JWT Apps: Create JWT App");
    const form = await AppForm.in(window, "Create a JWT app");
    await form.fill({ Name: "order bot", "Client ID": JWE_ID, "Client Secret": jweSecret });
    await form.button("Next").click();
    await form.focusIsOn("Name");
    const sentence = "There is already an app called “Order Bot”. Choose another name.";
    assert.equal(await form.error("name").innerText(), sentence);
    assert.deepEqual(await form.accessible("Name"), { description: sentence, invalid: "true" });
    await form.fill({ Name: "JWE Bot" });
    await form.error("name").waitFor({ state: "hidden" });
    await form.next();
    await form.tick("Enforce JWE");
    await form.button("Done").click();
    await form.focusIsOn("Platform Public Key (JWK)");
    assert.deepEqual(await form.accessible("Platform Public Key (JWK)"), {
      description: await form.error("platformKey").innerText(),
      invalid: "true",
    });
    // Wrong in a way that only the extension can see.
    await form.fill({ "Platform Public Key (JWK)": '{"kty":"EC","crv":"P-256"}' });
    await form.button("Done").click();
    await form.error("platformKey").filter({ hasText: "EC" }).waitFor();
    await form.focusIsOn("Platform Public Key (JWK)");
    await form.fill({
      "Platform Public Key (JWK)": JSON.stringify({
        ...platform.publicKey.export({ format: "jwk" }),
        kid: "journey-1",
        use: "enc",
      }),
    });
    await form.done("“JWE Bot” was created");
    await form.button("Close").click();
    await window.editorTab("JWE Bot").waitFor({ state: "hidden" });
  });

  it("mints an encrypted token that the platform's key opens", async () => {
    const token = await copyToken("JWE Bot");
    assert.equal(token.split(".").length, 5);
    const key = await jose.JWK.asKey(platform.privateKey.export({ type: "pkcs8", format: "pem" }) as string, "pem");
    const { plaintext, header } = (await jose.JWE.createDecrypt(key).decrypt(token)) as unknown as {
      plaintext: Buffer;
      header: Record<string, string>;
    };
    assert.deepEqual([header["alg"], header["enc"], header["kid"]], ["RSA-OAEP", "A128CBC-HS256", "journey-1"]);
    assert.equal(
      (
        jsonwebtoken.verify(plaintext.toString("utf8"), jweSecret, { algorithms: ["HS256"] }) as jsonwebtoken.JwtPayload
      )["appId"],
      JWE_ID,
    );
  });

  it("creates an RS256 app with the keyboard alone", async () => {
    const { keyboard } = window.page;
    await keyboard.press("F1");
    await window.quickInput.waitFor();
    await keyboard.type("JWT Apps: Create JWT App");
    await window.quickPickRow("JWT Apps: Create JWT App").first().waitFor();
    await keyboard.press("Enter");
    const form = await AppForm.in(window, "Create a JWT app");
    assert.deepEqual(await form.tabTo("Name"), ["XO Platform", "Used for", "Name"]);
    await keyboard.type("By keyboard");
    assert.deepEqual(await form.tabTo("JWT Signing Algorithm"), ["App ID", "JWT Signing Algorithm"]);
    await keyboard.press("ArrowDown");
    await keyboard.press("ArrowDown");
    await form.field("Signing Key").waitFor();
    const publicKey = await form.publicKey("Signing Public Key");
    assert.deepEqual(await form.tabTo("Client ID"), ["Paste from the platform", "Client ID"]);
    await keyboard.type(BY_KEYBOARD_ID);
    assert.deepEqual(await form.tabTo("Next"), [
      "Generate a key pair",
      "Signing Public Key",
      "Copy Signing Public Key",
      "Next",
    ]);
    await keyboard.press("Enter");
    await form.focusIsOn("Create a JWT app");
    assert.deepEqual(await form.tabTo("Enforce JTI"), ["Enforce JTI"]);
    await keyboard.press("Space");
    assert.deepEqual(await form.tabTo("Done"), [
      "Enforce JWE",
      PAYLOAD_ENCRYPTION,
      "Host",
      "Bot ID",
      "Account ID",
      "Back",
      "Done",
    ]);
    await keyboard.press("Enter");
    await form.focusIsOn("“By keyboard” was created");
    await form.tabTo("Copy Signing Public Key");
    await window.writeClipboard("");
    await keyboard.press("Enter");
    await window.statusBar("Copied: Signing Public Key").waitFor();
    assert.equal(await window.readClipboard(), publicKey);
    await form.tabTo("Close");
    await keyboard.press("Enter");
    await window.editorTab("By keyboard").waitFor({ state: "hidden" });

    const token = await copyToken("By keyboard");
    const claims = jsonwebtoken.verify(token, publicKey, { algorithms: ["RS256"] }) as jsonwebtoken.JwtPayload;
    assert.equal(claims["appId"], BY_KEYBOARD_ID);
    assert.match(claims.jti ?? "", /^\S{8,}$/);
  });

  it("edits an app and leaves its secret as it is", async () => {
    await window.contextMenu(row("Order Bot"), "Edit JWT App…");
    const form = await AppForm.in(window, "Edit the JWT app “Order Bot”");
    assert.equal(await form.field("Client Secret").inputValue(), "");
    await form.frame.getByText("Kept unless you type a new one.").waitFor();
    await form.next();
    await form.fill({ Host: "platform.kore.ai" });
    await form.done("“Order Bot” was saved");
    await form.button("Close").click();
    await window.editorTab("Order Bot").waitFor({ state: "hidden" });
    jsonwebtoken.verify(await copyToken("Order Bot"), clientSecret, { algorithms: ["HS256"] });
  });

  it("renames an app", async () => {
    await window.contextMenu(row("Order Bot"), "Rename App…");
    await window.answer("Orders");
    await row("Orders").waitFor();
    assert.equal(await window.page.getByRole("treeitem", { name: "Order Bot" }).count(), 0);
  });

  it("replaces a client secret and keeps the one before until it is forgotten", async () => {
    await window.contextMenu(row("Orders"), "Replace Client Secret…");
    await window.page.locator('.quick-input-widget:visible .quick-input-filter input[type="password"]').waitFor();
    await window.answer(replacement);
    await window.statusBar("Replaced the client secret of Orders").waitFor();
    jsonwebtoken.verify(await copyToken("Orders"), replacement, { algorithms: ["HS256"] });
    await window.expand(row("Orders"));
    await window.expand(row("Credentials"));
    await row("Previous Client Secret, hidden").waitFor();
  });

  it("copies a client secret only after a confirmation", async () => {
    await window.writeClipboard("untouched");
    await window.contextMenu(row("Orders"), "Copy Client Secret…");
    assert.match(await window.decide("Cancel"), /Copy the client secret of “Orders”\?/);
    assert.equal(await window.readClipboard(), "untouched");
    await window.contextMenu(row("Orders"), "Copy Client Secret…");
    await window.decide("Copy Client Secret");
    await window.statusBar("Copied the client secret of Orders").waitFor();
    assert.equal(await window.readClipboard(), replacement);
  });

  it("makes a token for code only after asking, and asks once", async () => {
    await window.writeClipboard("untouched");
    await row("Orders").click();
    await window.page.keyboard.press("Control+Alt+M");
    assert.match(await window.decide("Cancel"), /Make tokens of “Orders” for another extension or a script\?/);
    await window.page.keyboard.press("Control+Alt+M");
    await window.decide("Allow for This Session");
    await window.page.keyboard.press("Control+Alt+C");
    await window.statusBar("Copied a token for Orders").waitFor();
    const token = await until("token in the clipboard", async () => {
      const copied = await window.readClipboard();
      return copied === "untouched" ? undefined : copied;
    });
    assert.equal(await window.dialog.count(), 0);
    tokens.push(token);
    jsonwebtoken.verify(token, replacement, { algorithms: ["HS256"] });
  });

  it("imports the platform's list of bots from the clipboard", async () => {
    await window.writeClipboard(getBots("Delivery Bot", "cs-1f2e3d4c-5b6a-5978-8a9b-0c1d2e3f4a5b", importedSecret));
    await window.page.getByRole("button", { name: "Import Apps from Selection or Clipboard…" }).click();
    await window.quickPickRow("Delivery Bot · cs-1f2e3d4c").waitFor();
    await window.accept();
    await row("Delivery Bot · cs-1f2e3d4c").waitFor();
    jsonwebtoken.verify(await copyToken("Delivery Bot · cs-1f2e3d4c"), importedSecret, { algorithms: ["HS256"] });
  });

  it("deletes an app after naming what goes with it", async () => {
    await window.contextMenu(row("JWE Bot"), "Delete App…");
    const text = await window.decide("Delete");
    assert.match(text, /Delete the JWT app “JWE Bot”\?/);
    assert.match(text, /its client secret/);
    assert.match(text, /can't be undone/);
    await window.statusBar("Deleted JWE Bot").waitFor();
    // The tree follows a moment after the word.
    await row("JWE Bot").waitFor({ state: "detached" });
  });

  it("has apps and secrets after a reload, but no decrypted text and no secret in a form", async () => {
    await window.openFile("captured-response.json");
    await window.selectAll();
    await window.runCommand("JWT Apps: Decrypt Selection");
    await decryptedText("teapot");
    await window.editorTab("captured-response.json").click();
    await window.runCommand("JWT Apps: Create JWT App");
    const form = await AppForm.in(window, "Create a JWT app");
    await form.fill({ Name: "Half done", "Client ID": CLIENT_ID, "Client Secret": typedBeforeReload });
    // A workbench in a browser writes down its state every few seconds.
    await until(
      "form in the browser's storage",
      async () => (await browserStorage(window)).includes("Half done") || undefined,
    );

    await window.reload();
    await row("Orders").waitFor();
    const restored = await AppForm.in(window, "Create a JWT app");
    assert.equal(await restored.field("Name").inputValue(), "Half done");
    assert.equal(await restored.field("Client ID").inputValue(), CLIENT_ID);
    assert.equal(await restored.field("Client Secret").inputValue(), "");
    await restored.frame.getByText("Please type again: Client Secret.").waitFor();
    await window.page.locator(".editor-group-container .view-line", { hasText: "no longer in memory" }).waitFor();
    assert.equal(await window.page.locator(".view-line", { hasText: "teapot" }).count(), 0);
    jsonwebtoken.verify(await copyToken("Orders"), replacement, { algorithms: ["HS256"] });
  });

  it("shows an app in a second window as soon as the first one has it", async () => {
    const second = await workbench.newWindow();
    try {
      await second.showContainer("JWT Apps");
      await second.rowNamed("Orders").waitFor();
      await second.rowNamed("By keyboard").waitFor();
      await window.page.bringToFront();
      await window.writeClipboard(getBots("Second Bot", "cs-9a8b7c6d-5e4f-5a3b-8c2d-1e0f9a8b7c6d", importedLater));
      await window.page.getByRole("button", { name: "Import Apps from Selection or Clipboard…" }).click();
      await window.quickPickRow("Second Bot · cs-9a8b7c6d").waitFor();
      await window.accept();
      await row("Second Bot · cs-9a8b7c6d").waitFor();
      await second.rowNamed("Second Bot · cs-9a8b7c6d").waitFor();
      await window.contextMenu(row("By keyboard"), "Delete App…");
      await window.decide("Delete");
      await second.rowNamed("By keyboard").waitFor({ state: "hidden" });
    } finally {
      await second.page.close();
    }
  });

  it("has left no secret, key, token or decrypted text anywhere it doesn't belong", async () => {
    const kept = await extensionSecrets(window);
    // The search would prove nothing if it didn't know what is kept.
    for (const secret of [replacement, clientSecret, importedSecret, importedLater])
      assert.ok(kept.some(({ text }) => text === secret));
    const keys = kept.filter(({ text }) => text.includes("PRIVATE KEY"));
    assert.ok(
      keys.some(
        ({ text }) =>
          createPublicKey(text).export({ type: "spki", format: "pem" }) ===
          createPublicKey(payloadKey).export({ type: "spki", format: "pem" }),
      ),
    );

    const sought: Sought[] = [
      ...kept,
      { name: "client secret", text: clientSecret },
      { name: "replacement", text: replacement },
      { name: "secret of a deleted app", text: jweSecret },
      { name: "secret in an unfinished form", text: typedBeforeReload },
      ...[firstPlaintext, secondPlaintext]
        .flatMap((text) => [text, /[a-z]+-[0-9a-f]{18}/.exec(text)?.[0] ?? ""])
        .map((text) => ({ name: "decrypted text", text })),
      // So begins the base64 of each RSA key in PKCS#8, behind its lengths: also of a key that was never kept.
      { name: "a private key", text: "AgEAMA0GCSqGSIb3DQEBAQUABII" },
      { name: "a private key", text: "IBADANBgkqhkiG9w0BAQEFAASC" },
    ];
    const installed = (path: string): boolean => /^extensions\/xo-jwt\.jwt-apps-[^/]+$/.test(path);
    assert.deepEqual(searchFolder(workbench.folder, sought, installed), []);
    const places = await elsewhere(workbench, recording);
    // Else the search would be of nothing.
    for (const { where, text } of places) assert.ok(text.length > 500, where);
    assert.deepEqual(
      places.flatMap(({ where, text }) => searchText(where, text, sought)),
      [],
    );

    const soughtTokens = tokens.map((text, index) => ({ name: `token ${index + 1}`, text }));
    const found = searchFolder(workbench.folder, soughtTokens, installed);
    assert.deepEqual(
      found.filter(({ where }) => where === "workspace/requests.http").map(({ name }) => name),
      ["token 1"],
    );
    assert.deepEqual(
      found.filter((find) => find.where !== "workspace/requests.http" && !isCopyOfRequests(workbench.folder, find)),
      [],
    );
    assert.deepEqual(
      places.flatMap(({ where, text }) => searchText(where, text, soughtTokens)),
      [],
    );
  });
});

/** 44 characters, as the platform's. */
function newSecret(): string {
  return randomBytes(32).toString("base64");
}

/** A response of the platform's Get Bots API with one JWT app. */
function getBots(name: string, clientId: string, clientSecret: string): string {
  return JSON.stringify({
    bots: [{ name, jwtApps: [{ clientId, clientSecret, jtiClaimEnforced: false, jweEncryptionEnforced: false }] }],
  });
}

/** VS Code's own backup or history of requests.http. */
function isCopyOfRequests(folder: string, { where, name }: Find): boolean {
  const history = /^(data\/data\/User\/History\/[^/]+)\/[^/]+$/.exec(where)?.[1];
  if (history)
    return (
      name === "token 1" &&
      (
        JSON.parse(readFileSync(join(folder, history, "entries.json"), "utf8")) as { resource: string }
      ).resource.endsWith("/requests.http")
    );
  return (
    where.startsWith("data/data/User/Backups/") &&
    readFileSync(join(folder, where), "utf8").split("\n")[0]?.includes("/requests.http") === true
  );
}
