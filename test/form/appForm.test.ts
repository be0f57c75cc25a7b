import assert from "node:assert/strict";
import type { Browser, BrowserContext } from "playwright-core";
import { AppSecrets } from "../../src/domain/apps/appSecrets";
import { atPayloadKey, atSigningKey } from "../../src/domain/apps/form/formStart";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { UserError } from "../../src/domain/errors";
import { generateRsaKeyPair, type ImportedPrivateKey } from "../../src/domain/keys/rsaKeys";
import { builtInProfile } from "../../src/domain/payloads/envelopeProfile";
import { sampleApp } from "../unit/appForm/sampleApp";
import { launchBrowser } from "../vscode/browser";
import { FormPage, type FormPageOptions, MemoryApps } from "./formPage";

const CLIENT_ID = "cs-5250f1ff-9f11-5ed8-9263-4ee1db0fbd68";
const SECRET = "c2VjcmV0IG9mIHRoZSBmb3JtJ3Mgb3duIHRlc3RzISE=";

describe("the form in a browser", () => {
  let browser: Browser;
  let context: BrowserContext;
  let form: FormPage;
  let pair: ImportedPrivateKey;

  before(async () => {
    browser = await launchBrowser();
    context = await browser.newContext({ viewport: { width: 900, height: 900 } });
    context.setDefaultTimeout(10_000);
    pair = await generateRsaKeyPair(2048);
  });
  after(() => browser.close());
  afterEach(async () => {
    // Nothing broke the page's policy, and no error went unseen.
    assert.deepEqual([await form.violations(), form.problems, form.unknown], [[], [], []]);
    await form.page.close();
  });
  const open = async (options: FormPageOptions = {}) => {
    form = await FormPage.open(context, options);
  };

  it("creates an app and sums it up, the secret masked", async () => {
    await open();
    await form.field("Name").fill("Orders");
    await form.field("App ID").fill("app-1");
    await form.field("Client ID").fill(CLIENT_ID);
    await form.field("Client Secret").fill(SECRET);
    await form.button("Next").click();
    await form.field("Enforce JTI").click();
    await form.field("Host").fill("platform.kore.ai");
    await form.button("Done").click();
    await form.heading("“Orders” was created").waitFor();

    const [{ app, secrets }] = form.apps.saved as [{ app: JwtApp; secrets: AppSecrets }];
    assert.deepEqual(
      [app.name, app.appId, app.clientId, app.enforceJti, app.host],
      ["Orders", "app-1", CLIENT_ID, true, "platform.kore.ai"],
    );
    assert.deepEqual(secrets.reveal(), { clientSecret: SECRET });
    assert.deepEqual(await form.page.locator("dl > div").allInnerTexts(), [
      "Name\nOrders\nCopy",
      "App ID\napp-1\nCopy",
      `Client ID\n${CLIENT_ID}\nCopy`,
      "Client Secret\n••••••••••••\nCopy",
    ]);
    assert.equal((await form.page.content()).includes(SECRET), false);
    for (const what of ["Name", "App ID", "Client ID", "Client Secret"]) await form.button(`Copy ${what}`).click();
    await form.until(() => form.copied.length === 4);
    assert.deepEqual(form.copied, ["Orders", "app-1", CLIENT_ID, "the client secret"]);
    await form.button("Close").click();
    await form.until(() => form.closed);
  });

  it("takes no answer about what stood there before for one about what was typed meanwhile", async () => {
    await open();
    await form.choose("JWT Signing Algorithm", "RS256");
    await form.button("Next").click();
    await form.errorOf("name").waitFor();
    const release = form.holdMessages();
    await form.pick("Signing Key", "Paste a private key");
    // Of an empty form, with the field of the key and the name's.
    await form.until(() => form.sent.some((message) => message.type === "checked" && "name" in message.errors));
    await form.field("Name").fill("Meanwhile");
    await form.field("Client ID").fill(CLIENT_ID);
    await form.field("Signing Private Key").focus();
    release();
    await form.errorOf("signingPrivateKey").waitFor();
    assert.deepEqual([await form.errorOf("name").count(), await form.errorOf("clientId").count()], [0, 0]);
  });

  it("works with the keyboard alone", async () => {
    await open();
    const { keyboard } = form.page;
    await form.page.getByRole("radio", { name: "XO Platform" }).focus();
    await keyboard.press("ArrowDown");
    await keyboard.press("Tab");
    await keyboard.press("ArrowDown");
    await keyboard.press("Tab");
    await keyboard.type("By keyboard");
    await keyboard.press("Tab");
    await keyboard.press("Tab");
    await keyboard.press("Enter");
    await keyboard.press("ArrowDown");
    await keyboard.press("Enter");
    await keyboard.press("Tab");
    await keyboard.press("Tab");
    await keyboard.type(CLIENT_ID);
    await keyboard.press("Tab");
    await keyboard.type(SECRET);
    await keyboard.press("Enter");
    await form.field("Enforce JTI").waitFor();
    assert.equal(await form.focused(), "Create a JWT app");
    await keyboard.press("Tab");
    await keyboard.press("Space");
    for (const _ of ["Enforce JWE", "Enforce payload encryption", "Host"]) await keyboard.press("Tab");
    await keyboard.type("platform.kore.ai");
    await keyboard.press("Enter");
    await form.heading("“By keyboard” was created").waitFor();
    const app = form.apps.saved[0]?.app;
    assert.deepEqual(
      [app?.createdIn, app?.usedFor, app?.algorithm, app?.enforceJti, app?.host],
      ["admin", "sdks", "HS512", true, "platform.kore.ai"],
    );
  });

  it("leaves the focus where the user went while a dropdown was opening", async () => {
    await open();
    await form.field("JWT Signing Algorithm").focus();
    // Faster than the next frame, as a quick typist on a busy machine is.
    await form.page.evaluate(async () => {
      document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
      document.querySelector<HTMLElement>('[data-field="clientId"] vscode-text-field')?.focus();
      for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    });
    assert.equal(await form.focused(), "Client ID");
  });

  it("gives the focus to a dropdown that was clicked, or whose label was", async () => {
    await open();
    const dropdown = form.page.getByRole("combobox", { name: "Used for", exact: true });
    await dropdown.click();
    assert.equal(await form.focused(), "Used for");
    await form.page.keyboard.press("ArrowDown");
    await form.page.keyboard.press("Enter");
    assert.equal(await dropdown.evaluate((element) => (element as HTMLElement & { value: string }).value), "sdks");
    await form.page.locator('[data-field="algorithm"] .caption').click();
    assert.equal(await form.focused(), "JWT Signing Algorithm");
  });

  it("names every control by its label, for assistive technology too", async () => {
    await open();
    await form.choose("JWT Signing Algorithm", "RS256");
    await form.pick("Signing Key", "Paste a private key");
    const first = [
      "Created in",
      "Used for",
      "Name",
      "App ID",
      "JWT Signing Algorithm",
      "Credentials",
      "Client ID",
      "Signing Key",
      "Signing Private Key",
      "Signing Public Key",
    ];
    const radios = [
      "XO Platform",
      "Admin Console",
      "Data Tables",
      "Paste from the platform",
      "Generate for the local platform",
      "Generate a key pair",
      "Paste a private key",
    ];
    for (const name of [...first, ...radios, "Next"]) assert.notEqual(await form.accessible(name), undefined, name);
    await form.choose("JWT Signing Algorithm", "HS256");
    assert.equal((await form.accessible("Client Secret"))?.role, "textbox");
    assert.equal(await form.field("Client Secret").getAttribute("type"), "password");

    await form.fillFirstPage();
    await form.button("Next").click();
    await form.field("Enforce JWE").click();
    await form.field("Enforce Request and Response Payload Encryption").click();
    const second = [
      "Enforce JTI",
      "Enforce JWE",
      "Platform Public Key (JWK)",
      "Content Encryption",
      "Enforce Request and Response Payload Encryption",
      "Payload Key",
      "Key Size",
      "Payload Public Key",
      "Decrypt answers in the gateway",
      "Host",
      "Bot ID",
      "Account ID",
      "Back",
      "Done",
    ];
    for (const name of second) assert.notEqual(await form.accessible(name), undefined, name);
    await form.pick("Payload Key", "Paste a key pair");
    assert.equal((await form.accessible("Payload Private Key"))?.role, "textbox");
    await form.pick("Payload Key", "Shared AES-256 key");
    assert.equal((await form.accessible("Payload Shared Key"))?.role, "textbox");
  });

  it("shows an error once its field was left, as the field's description", async () => {
    await open();
    assert.deepEqual(await form.accessible("Name"), {
      role: "textbox",
      description: "The app's name on the platform, or one of your own.",
      invalid: "false",
      required: true,
    });
    await form.field("Name").focus();
    assert.equal(await form.errorOf("name").count(), 0);
    await form.field("App ID").focus();
    assert.equal(await form.errorOf("name").innerText(), "Give the app a name.");
    assert.deepEqual(await form.accessible("Name"), {
      role: "textbox",
      description: "Give the app a name.",
      invalid: "true",
      required: true,
    });
    await form.field("Name").pressSequentially("O");
    assert.equal(await form.errorOf("name").count(), 0);
    assert.equal((await form.accessible("Name"))?.invalid, "false");
  });

  it("begins at the key that is missing, on either page, and takes it", async () => {
    const signs = {
      ...sampleApp(),
      algorithm: "RS256",
      signingKey: pair.info,
      missingSecrets: ["signingPrivateKey"],
    } as JwtApp;
    await open({ apps: new MemoryApps([signs]), editing: signs.id, start: atSigningKey(signs) });
    assert.equal(await form.focused(), "Signing Private Key");
    await form.field("Signing Private Key").fill(pair.privateKeyPem);
    await form.button("Next").click();
    await form.button("Done").click();
    await form.heading(`“${signs.name}” was saved`).waitFor();
    assert.deepEqual(
      form.apps.saved.map(({ app }) => app.missingSecrets),
      [[]],
    );
    await form.page.close();

    const shares = {
      ...sampleApp(),
      enforcePayloadEncryption: true,
      payloadKey: { kind: "shared" },
      missingSecrets: ["payloadSharedKey"],
    } as JwtApp;
    await open({ apps: new MemoryApps([shares]), editing: shares.id, start: atPayloadKey(shares) });
    assert.equal(await form.focused(), "Payload Shared Key");
  });

  it("goes to the first field with an error", async () => {
    await open();
    await form.field("Name").fill("Orders");
    await form.button("Next").click();
    await form.errorOf("clientId").waitFor();
    assert.equal(await form.focused(), "Client ID");
    await form.fillFirstPage();
    await form.button("Next").click();
    await form.field("Bot ID").fill("st 1");
    await form.button("Done").click();
    await form.errorOf("botId").waitFor();
    assert.equal(await form.focused(), "Bot ID");
    assert.equal(form.apps.saved.length, 0);
  });

  it("goes back to the first page for an error that only the extension could find", async () => {
    await open();
    await form.fillFirstPage();
    await form.button("Next").click();
    form.apps.failure = new UserError("duplicate-name", "There is already an app called “{0}”.", {
      args: ["Orders"],
      remedy: "Choose another name.",
    });
    await form.button("Done").click();
    await form.errorOf("name").waitFor();
    assert.equal(await form.focused(), "Name");
    assert.equal(
      (await form.accessible("Name"))?.description,
      "There is already an app called “Orders”. Choose another name.",
    );
    form.apps.failure = undefined;
    await form.field("Name").fill("Other orders");
    await form.button("Next").click();
    await form.button("Done").click();
    await form.heading("“Other orders” was created").waitFor();
  });

  it("has keys checked while they are typed", async () => {
    await open();
    await form.choose("JWT Signing Algorithm", "RS256");
    await form.pick("Signing Key", "Paste a private key");
    await form.field("Signing Private Key").fill(pair.info.publicKey);
    await form.field("Client ID").focus();
    await form.errorOf("signingPrivateKey").waitFor();
    const sentence =
      "This is a public key where a private one belongs. Paste the key whose text begins with -----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----.";
    assert.equal((await form.accessible("Signing Private Key"))?.description, sentence);
    await form.field("Signing Private Key").fill(pair.privateKeyPem);
    await form.page.waitForFunction(() =>
      document
        .querySelector<HTMLTextAreaElement>('[data-field="signingPublicKey"] vscode-text-area')
        ?.value.includes("BEGIN PUBLIC KEY"),
    );
    assert.equal(await form.errorOf("signingPrivateKey").count(), 0);
    assert.equal(await form.field("Signing Public Key").inputValue(), pair.info.publicKey);
  });

  it("takes no answer about a key that was changed since", async () => {
    await open();
    await form.fillFirstPage();
    await form.button("Next").click();
    await form.field("Enforce JWE").click();
    await form.field("Platform Public Key (JWK)").fill("{}");
    await form.field("Host").focus();
    await form.errorOf("platformKey").waitFor();
    const { sequence } = form.received.filter(isCheck).at(-1) ?? {};
    await form.field("Platform Public Key (JWK)").fill(JSON.stringify({ kty: "RSA" }));
    await form.page.evaluate(
      (late) => window.postMessage({ type: "checked", sequence: late, errors: { platformKey: "late" } }, "*"),
      sequence,
    );
    await form.page.evaluate(() => new Promise(requestAnimationFrame));
    assert.notEqual(
      await form
        .errorOf("platformKey")
        .allInnerTexts()
        .then(([text]) => text),
      "late",
    );
  });

  it("shows the public half of a generated key before anything is saved", async () => {
    await open();
    await form.fillFirstPage();
    await form.button("Next").click();
    await form.field("Enforce Request and Response Payload Encryption").click();
    await form.button("Copy Payload Public Key").click();
    await form.until(() => form.copied.length === 1);
    await form.pick("Payload Key", "Paste a key pair");
    await form.page.waitForFunction(
      () =>
        document.querySelector<HTMLTextAreaElement>('[data-field="payloadPublicKey"] vscode-text-area')?.value === "",
    );
    await form.pick("Payload Key", "Generate a key pair");
    await form.button("Done").click();
    await form.heading("“Orders” was created").waitFor();
    const key = form.apps.saved[0]?.app.payloadKey;
    assert.deepEqual(form.copied, [key?.kind === "keyPair" && key.publicKey]);
    assert.equal(await form.field("Payload Public Key").inputValue(), form.copied[0]);
  });

  it("keeps what was typed while hidden, except secrets, and says which", async () => {
    await open();
    await form.fillFirstPage();
    await form.choose("Used for", "BotKit");
    await form.button("Next").click();
    await form.field("Bot ID").fill("st-1");
    await form.hideAndShow();
    assert.equal(await form.field("Bot ID").inputValue(), "st-1");
    assert.equal(
      await form.page.getByRole("alert").innerText(),
      "Secrets aren't kept while the form is hidden or closed. Please type again: Client Secret.",
    );
    assert.equal((await form.keptState()).includes(SECRET), false);
    await form.button("Back").click();
    assert.equal(await form.field("Name").inputValue(), "Orders");
    assert.equal(await form.field("Client Secret").inputValue(), "");
    await form.field("Client Secret").fill(SECRET);
    await form.page.getByRole("alert").waitFor({ state: "hidden" });
    assert.equal(
      await form.page
        .getByRole("combobox", { name: "Used for" })
        .evaluate((dropdown) => (dropdown as HTMLSelectElement).value),
      "botkit",
    );
  });

  it("stays as it is when saving fails, with the reason above", async () => {
    await open();
    await form.fillFirstPage();
    await form.button("Next").click();
    form.apps.failure = new UserError("disk-full", "The disk is full, so nothing was changed.", {
      remedy: "Make room, then try again.",
    });
    await form.button("Done").click();
    await form.page
      .getByRole("alert")
      .filter({ hasText: "The disk is full, so nothing was changed. Make room, then try again." })
      .waitFor();
    form.apps.failure = undefined;
    await form.button("Done").click();
    await form.heading("“Orders” was created").waitFor();
  });

  it("edits an app, its secret kept unless another is typed", async () => {
    const apps = new MemoryApps([sampleApp()]);
    await apps.save(sampleApp(), new AppSecrets({ clientSecret: SECRET }));
    await open({ apps, editing: sampleApp().id });
    await form.heading("Edit the JWT app “Orders”").waitFor();
    assert.equal((await form.accessible("Client Secret"))?.description, "Kept unless you type a new one.");
    await form.field("Name").fill("Renamed");
    await form.button("Next").click();
    await form.button("Done").click();
    await form.heading("“Renamed” was saved").waitFor();
    assert.deepEqual(apps.saved.at(-1)?.secrets?.reveal(), { clientSecret: SECRET });
  });

  it("says what the gateway does with the payloads of an app that has a key and a shape", async () => {
    const [decrypts, encrypts] = ["Decrypt answers in the gateway", "Encrypt request bodies in the gateway"] as const;
    const app = sampleApp({
      enforcePayloadEncryption: true,
      payloadKey: { kind: "shared" },
      envelopeProfile: builtInProfile("shared"),
    });
    const apps = new MemoryApps([app]);
    await apps.save(app, new AppSecrets({ clientSecret: SECRET, payloadSharedKey: "a".repeat(64) }));
    await open({ apps, editing: app.id });
    await form.button("Next").click();
    const isTicked = async (label: string): Promise<string | null> => form.field(label).getAttribute("aria-checked");
    assert.deepEqual([await isTicked(decrypts), await isTicked(encrypts)], ["true", "false"]);
    assert.equal(
      (await form.accessible(encrypts))?.description,
      "In the shape that was kept for this app; unverified against the platform.",
    );
    await form.field("Enforce Request and Response Payload Encryption").click();
    for (const label of [decrypts, encrypts]) await form.field(label).waitFor({ state: "hidden" });
    await form.field("Enforce Request and Response Payload Encryption").click();
    await form.field(decrypts).click();
    await form.field(encrypts).click();
    await form.button("Done").click();
    await form.heading("“Orders” was saved").waitFor();
    assert.deepEqual(apps.saved.at(-1)?.app.gateway, { decrypts: false, encrypts: true });
  });

  describe("the summary's next steps", () => {
    const lines = () => form.page.locator(".steps > li").allInnerTexts();
    const create = async () => {
      await open();
      await form.fillFirstPage();
      await form.button("Next").click();
      await form.button("Done").click();
      await form.heading("“Orders” was created").waitFor();
    };
    const changeApp = async (changes: Partial<JwtApp>) => {
      const [app] = form.apps.present;
      assert.ok(app);
      form.apps.present[0] = { ...app, ...changes };
      await form.session?.refreshSteps();
      return true;
    };
    const SCOPES = [{ id: "xo/chat-history", published: false }];

    it("are buttons that do them, and lines that are done go", async () => {
      await create();
      assert.deepEqual(await lines(), [
        "Assign its API scopes to the app, as on the platform.\nIn the XO Platform: App Settings > Dev Tools > API Scope > Create API Scope. Documentation\nAssign Scopes…",
        "Copy a token. The app's row in the view “JWT Apps” has a button for it, too.\nCopy Token",
        "Write requests that send its tokens.\nNew Request File…",
      ]);
      form.doStep = async () => changeApp({ scopes: SCOPES });
      await form.button("Assign Scopes…").click();
      await form.button("Note Scopes as Published…").waitFor();
      assert.equal(await form.button("Assign Scopes…").count(), 0);
      assert.deepEqual(
        (await lines()).map((line) => line.split("\n").at(-1)),
        ["Note Scopes as Published…", "Copy Token", "New Request File…"],
      );
      // Whoever closes a prompt has done nothing yet.
      form.doStep = async () => false;
      await form.button("New Request File…").click();
      await form.until(() => form.steps.length === 2);
      form.doStep = async () => true;
      await form.button("Copy Token").click();
      await form.button("Copy Token").waitFor({ state: "detached" });
      assert.deepEqual(
        (await lines()).map((line) => line.split("\n").at(-1)),
        ["Note Scopes as Published…", "New Request File…"],
      );
      await form.button("New Request File…").click();
      await form.button("New Request File…").waitFor({ state: "detached" });
      assert.equal(await form.page.getByText("Nothing is left to do here.").isVisible(), false);
      await changeApp({ scopes: [{ id: "xo/chat-history", published: true }] });
      await form.page.getByText("Nothing is left to do here.").waitFor();
      assert.deepEqual(await lines(), []);
      assert.deepEqual(form.steps, ["assignScopes", "writeRequest", "copyToken", "writeRequest"]);
      // It stays so where the tab was hidden.
      await form.hideAndShow();
      await form.page.getByText("Nothing is left to do here.").waitFor();
      assert.deepEqual(await lines(), []);
    });

    it("are reached and pressed by the keyboard, and the focus stays in the list while its lines change", async () => {
      await create();
      const { keyboard } = form.page;
      await form.button("Copy Client Secret").focus();
      await keyboard.press("Tab");
      assert.equal(await form.focused(), "Documentation");
      await keyboard.press("Tab");
      assert.equal(await form.focused(), "Assign Scopes…");
      form.doStep = async () => changeApp({ scopes: SCOPES });
      await keyboard.press("Enter");
      await form.button("Note Scopes as Published…").waitFor();
      assert.equal(await form.focused(), "Note Scopes as Published…");
      await keyboard.press("Tab");
      assert.equal(await form.focused(), "Copy Token");
      await changeApp({ scopes: [{ id: "xo/chat-history", published: true }] });
      await form.button("Note Scopes as Published…").waitFor({ state: "detached" });
      // Whoever is on a line that stays loses nothing.
      assert.equal(await form.focused(), "Copy Token");
      form.apps.present.length = 0;
      await form.session?.refreshSteps();
      await form.button("Copy Token").waitFor({ state: "detached" });
      assert.equal(await form.focused(), "What to do next");
      assert.equal((await form.accessible("Close"))?.role, "button");
    });

    it("say where on the platform that is, with a link to its page, but for an app that isn't there", async () => {
      await create();
      const link = form.page.getByRole("link", { name: "Documentation" });
      const page = "https://docs.kore.ai/ai-for-service/apis/automation/api-introduction#associating-api-scopes";
      assert.deepEqual([await link.count(), await link.getAttribute("href")], [1, page]);
      await changeApp({ scopes: SCOPES });
      await form.page.getByText("In the XO Platform: Deploy > Publish.").waitFor();
      assert.equal(await link.getAttribute("href"), "https://docs.kore.ai/ai-for-service/deployment/publishing-app");
    });

    it("are the newest after the tab was hidden", async () => {
      await create();
      await changeApp({ scopes: SCOPES });
      await form.hideAndShow();
      await form.button("Note Scopes as Published…").waitFor();
      await changeApp({ scopes: [] });
      await form.button("Assign Scopes…").waitFor();
    });

    it("say of a generated app whom its tokens are for", async () => {
      await open();
      await form.field("Name").fill("Local");
      await form.pick("Credentials", "Generate for the local platform");
      await form.button("Next").click();
      await form.button("Done").click();
      await form.heading("“Local” was created").waitFor();
      await form.page
        .getByText("The real platform doesn't know this app: its tokens are for the local platform.")
        .waitFor();
      assert.deepEqual(
        (await lines()).map((line) => line.split("\n").at(-1)),
        ["Assign Scopes…", "Start Local Platform", "Copy Token", "New Request File…"],
      );
      assert.equal(await form.page.getByRole("link").count(), 0);
    });
  });

  describe("closing it", () => {
    it("loses nothing where nothing was changed", async () => {
      await open();
      await form.button("Cancel").click();
      await form.until(() => form.cancelled);
      assert.equal(await form.session?.draft(), undefined);
      await form.field("Name").fill("x");
      await form.until(() => form.received.some(isDraft));
      assert.equal((await form.session?.draft())?.state.values.name, "x");
      await form.field("Name").fill("");
      await form.until(() => form.received.filter(isDraft).length === 2);
      assert.equal(await form.session?.draft(), undefined, "as it was");
    });

    it("loses nothing of what was typed but secrets, which it then asks for again", async () => {
      await open();
      await form.fillFirstPage();
      await form.choose("JWT Signing Algorithm", "RS256");
      await form.choose("JWT Signing Algorithm", "HS256");
      await form.button("Next").click();
      await form.field("Enforce Request and Response Payload Encryption").click();
      await form.field("Bot ID").fill("st-1");
      await form.button("Copy Payload Public Key").click();
      await form.until(() => form.copied.length === 1);
      const [publicKey] = form.copied;
      const draft = await form.session?.draft();
      assert.ok(draft);
      assert.equal(JSON.stringify(draft).includes(SECRET), false);
      assert.deepEqual([await form.violations(), form.problems], [[], []]);
      await form.page.close();

      await open({ draft });
      assert.equal(
        await form.page.getByRole("alert").innerText(),
        "Secrets aren't kept while the form is hidden or closed. Please type again: Client Secret.",
      );
      assert.equal(await form.field("Bot ID").inputValue(), "st-1");
      // The platform may have it already.
      assert.equal(await form.field("Payload Public Key").inputValue(), publicKey);
      assert.ok(await form.session?.draft(), "it would be lost as before");
    });

    it("loses nothing that a secret alone would be", async () => {
      await open();
      await form.field("Client Secret").fill(SECRET);
      await form.until(() => form.received.some(isDraft));
      assert.ok(await form.session?.draft());
      assert.equal(JSON.stringify(form.received).includes(SECRET), false);
    });
  });

  it("ignores messages of another shape", async () => {
    await open();
    await form.page.evaluate(() => {
      for (const message of [
        null,
        7,
        "saved",
        { type: "saved" },
        { type: "saved", summary: { name: "<img src=x>" } },
        { type: "refused", errors: { name: 7 } },
      ])
        window.postMessage(message, "*");
    });
    await form.field("Name").fill("Still there");
    assert.equal(await form.heading("Create a JWT app").count(), 1);
  });

  it("speaks the user's language where there is a translation", async () => {
    await open({
      strings: {
        "Create a JWT app": "JWT-App anlegen",
        Name: "Name der App",
        "Give the app a name.": "Die App braucht einen Namen.",
      },
    });
    await form.heading("JWT-App anlegen").waitFor();
    await form.button("Next").click();
    assert.equal((await form.accessible("Name der App"))?.description, "Die App braucht einen Namen.");
  });

  it("allows no script and no style but its own", async () => {
    await open();
    await form.page.evaluate(() => {
      document.body.append(Object.assign(document.createElement("script"), { textContent: "document.title = 'run'" }));
      document.body.append(Object.assign(document.createElement("style"), { textContent: "body { opacity: 0 }" }));
    });
    assert.deepEqual(await form.takeViolations(), ["script-src-elem inline", "style-src-elem inline"]);
    assert.equal(await form.page.title(), "JWT App");
  });

  it("fits a narrow column", async () => {
    await open();
    await form.page.setViewportSize({ width: 300, height: 700 });
    await form.choose("JWT Signing Algorithm", "RS256");
    assert.equal(await form.page.evaluate(() => document.documentElement.scrollWidth <= 300), true);
  });
});

function isDraft(message: unknown): boolean {
  return typeof message === "object" && message !== null && "type" in message && message.type === "draft";
}

function isCheck(message: unknown): message is { sequence: number } {
  return typeof message === "object" && message !== null && "type" in message && message.type === "check";
}
