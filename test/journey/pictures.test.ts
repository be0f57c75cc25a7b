import { strict as assert } from "node:assert";
import { generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { ROOT } from "../../scripts/paths.mjs";
import { type Workbench, openWorkbench } from "../vscode/openWorkbench";
import type { Window } from "../vscode/window";
import { AppForm } from "./appForm";
import { encryptedResponse } from "./encryptedResponse";
import { EXPORTED } from "./exported";
import { inSteps } from "./inSteps";
import { palettePng } from "./palettePng";

/** The same moments in each theme, in out/pictures. With JWT_APPS_README_PICTURES=1 it renews those of the README. */
const README_PICTURES = process.env["JWT_APPS_README_PICTURES"] === "1";
const MAX_README_PICTURE_BYTES = 80 * 1024;

const ADMIN_ID = "cs-3b0f6b52-7c1d-5e2a-9f34-5a6b7c8d9e0f";
const TABLES_ID = "cs-8e7d6c5b-4a39-5281-b706-f5e4d3c2b1a0";
const PAYLOAD_ENCRYPTION = "Enforce Request and Response Payload Encryption";

describe("what it looks like", () => {
  let workbench: Workbench;
  let window: Window;
  let payloadKey: string;

  before(async () => {
    workbench = await openWorkbench({
      viewport: { width: 1280, height: 1000 },
      settings: { "editor.minimap.enabled": false, "breadcrumbs.enabled": false },
    });
    window = workbench.window;
  });
  after(() => workbench.dispose());
  inSteps("failed-pictures", () => window);

  const row = (label: string) => window.rowNamed(label);

  /** Checks scopes in the multi-select that is open. */
  const checkScopes = async (...names: string[]): Promise<void> => {
    for (const name of names) {
      await window.check(name);
    }
    await window.accept();
  };

  /** A part of the window for the README, in the dark theme. */
  const readmePicture = async (
    name: string,
    from: Locator,
    size: { readonly width: number; readonly height: number },
  ): Promise<void> => {
    const box = await from.boundingBox();
    assert.ok(box);
    const clip = {
      x: box.x,
      y: box.y,
      width: Math.min(box.width, size.width),
      height: Math.min(box.height, size.height),
    };
    const png = palettePng(await window.screenshot({ clip }));
    assert.ok(png.length <= MAX_README_PICTURE_BYTES, `${name} has ${png.length} bytes`);
    if (!README_PICTURES) return;
    mkdirSync(join(ROOT, "media/readme"), { recursive: true });
    writeFileSync(join(ROOT, "media/readme", `${name}.png`), png);
  };

  const sidebar = () => window.page.locator(".part.sidebar");
  const editors = () => window.page.locator(".part.editor");

  it("takes the empty view", async () => {
    await window.showContainer("JWT Apps");
    await window.page
      .getByRole("region", { name: "Welcome" })
      .getByRole("button", { name: "Create JWT App" })
      .waitFor();
    await workbench.pictures("welcome");
  });

  it("takes the form's first page", async () => {
    await widenSidebar(window);
    await window.runCommand("JWT Apps: Create JWT App");
    const form = await AppForm.in(window, "Create a JWT app");
    await form.fill({
      Name: "Order Bot",
      "Client ID": "cs-5250f1ff-9f11-5ed8-9263-4ee1db0fbd68",
      "Client Secret": "too-short",
    });
    await form.field("App ID").focus();
    await form.frame.getByText("Check that it was copied whole.").waitFor();
    await form.frame.evaluate(() => scrollTo(0, 0));
    await workbench.pictures("form-1");
    await readmePicture("form", editors(), { width: 745, height: 585 });
    await assertAccessible(form);
    await form.fill({ "Client Secret": randomBytes(32).toString("base64") });
    await form.next();
  });

  it("takes the form's second page with its fields open and an error", async () => {
    const form = await AppForm.in(window, "Create a JWT app");
    await form.tick("Enforce JTI");
    await form.tick("Enforce JWE");
    await form.tick(PAYLOAD_ENCRYPTION);
    payloadKey = await form.publicKey("Payload Public Key");
    await form.button("Done").click();
    await form.error("platformKey").waitFor();
    await form.focusIsOn("Platform Public Key (JWK)");
    await workbench.pictures("form-2");
    await assertAccessible(form);
    const jwk = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "jwk" });
    await form.fill({
      "Platform Public Key (JWK)": JSON.stringify({ ...jwk, kid: "k-5f1c0a9e" }),
      Host: "platform.kore.ai",
    });
    await form.field("Host").scrollIntoViewIfNeeded();
    await workbench.pictures("form-3");
  });

  it("takes the summary", async () => {
    const form = await AppForm.in(window, "Create a JWT app");
    await form.done("“Order Bot” was created");
    await workbench.pictures("summary");
    await assertAccessible(form);
    await form.button("Close").click();
    await window.editorTab("Order Bot").waitFor({ state: "hidden" });
  });

  it("takes the tree with apps of several kinds, one of them damaged", async () => {
    const importButton = window.page.getByRole("button", { name: "Import Apps from Selection or Clipboard…" });
    await window.writeClipboard(
      JSON.stringify({ format: "jwt-apps-export", version: 1, apps: [adminApp(), tablesApp()] }),
    );
    await importButton.click();
    await window.quickPickRow("Account Admin").waitFor();
    await window.accept();
    await row("Account Admin").waitFor();
    await row("Order Tables").waitFor();
    await window.notified("Still to be entered: Account Admin");
    await window.runCommand("Notifications: Clear All Notifications");
    // The platform's list brings the secrets that an export doesn't have.
    const bots = [
      { name: "Bot", jwtApps: [bot(ADMIN_ID, true), bot(TABLES_ID, false)] },
      { name: "Delivery Bot", jwtApps: [bot("cs-1f2e3d4c-5b6a-5978-8a9b-0c1d2e3f4a5b", true)] },
    ];
    await window.writeClipboard(JSON.stringify({ bots }));
    await importButton.click();
    // A secret that was missing is checked from the start.
    await window.quickPickRow("Client Secret: missing → the one of the import").nth(1).waitFor();
    await window.accept();
    await row("Delivery Bot · cs-1f2e3d4c").waitFor();

    await window.page.getByRole("treeitem", { name: "Order Tables, Data Tables · HS256", exact: true }).waitFor();

    await window.expand(row("Order Bot"));
    await row("Scopes none assigned").click();
    await checkScopes("Chat History", "Debug Logs");
    await window.page
      .getByRole("treeitem", { name: /^Order Bot, likely to be refused: scopes not published,/ })
      .waitFor();
    await window.contextMenu(row("Order Bot"), "Note Scopes as Published…");
    await window.decide("They Are Published");
    await window.expand(row("Scopes 2"));
    await row("Chat History, published").waitFor();
    await window.expand(row("Credentials"));
    await window.expand(row("Order Tables"));
    await window.expand(row("Tables"));
    await window.page.mouse.move(900, 990);
    await readmePicture("tree", sidebar(), { width: 470, height: 437 });

    await window.inlineAction(row("Scopes 2"), "Assign Scopes…");
    await checkScopes("Bot Export");
    await row("Bot Export, not published").waitFor();
    writeFileSync(
      join(workbench.folder, "data/data/User/globalStorage/xo-jwt.jwt-apps/apps", `${randomUUID()}.json`),
      '{"version": 1, "name": "cut o',
    );
    await row("Unreadable app").waitFor();
    await window.page.mouse.move(900, 990);
    await workbench.pictures("tree");
  });

  it("takes what an import will do, and what it did", async () => {
    const bots = [
      {
        name: "Support Bot",
        _id: "st-1e21a4b5-6c1d-4a0e-8f3b-2d9c7a6b5e4f",
        jwtApps: [
          bot("cs-2a3b4c5d-6e7f-5081-9293-a4b5c6d7e8f9", true),
          { ...bot("cs-3b4c5d6e-7f80-5192-a3b4-c5d6e7f80912", false), clientSecret: "*".repeat(44) },
        ],
      },
      {
        name: "Returns Bot",
        _id: "returns",
        jwtApps: [{ clientSecret: "*".repeat(44) }, { ...bot(ADMIN_ID, true), jtiClaimEnforced: false }],
      },
    ];
    // Two pages of the list, one pasted after the other; a secret of the first was not copied whole.
    const [first, second] = [
      { availableMore: true, total: 3, bots: bots.slice(0, 1) },
      { total: 3, bots: bots.slice(1) },
    ];
    Object.assign(bots[0]?.jwtApps[0] ?? {}, { clientSecret: "cut-off" });
    await window.writeClipboard(`${JSON.stringify(first)}\n\n${JSON.stringify(second)}`);
    await window.page.getByRole("button", { name: "Import Apps from Selection or Clipboard…" }).click();
    await window.quickPickRow("Not taken").first().waitFor();
    await window.page.mouse.move(900, 990);
    await workbench.pictures("import-plan");
    // The button shows all of it beside the question, which stays.
    await window.page.locator(".quick-input-widget").getByRole("button", { name: "Show All of It" }).click();
    await window.editorTab("Import").waitFor();
    await window.quickPickRow("Not taken").first().waitFor();
    await window.accept();
    await row("Support Bot · cs-3b4c5d6e").waitFor();
    const told = await window.notified("Still to be entered: Support Bot · cs-3b4c5d6e (Client Secret)");
    // While the pointer is over it, it stays.
    await told.hover();
    await workbench.pictures("import-done");
    await told.getByRole("button", { name: "Show Report" }).click();
    await window.editorTab("Import").waitFor();
    await window.page
      .frameLocator("iframe.webview.ready")
      .last()
      .frameLocator("#active-frame")
      .getByText("Support Bot")
      .first()
      .waitFor();
    // A preview is loaded anew in each theme, so this one has a picture in the present one alone.
    await window.page.mouse.move(900, 990);
    await window.picture("import-report", "dark");
    await window.runCommand("Notifications: Clear All Notifications");
    await window.runCommand("View: Close All Editors");
    for (const name of ["Support Bot · cs-2a3b4c5d", "Support Bot · cs-3b4c5d6e"]) {
      await window.contextMenu(row(name), "Delete App…");
      await window.decide("Delete");
      await row(name).waitFor({ state: "detached" });
    }
  });

  it("takes a decrypted payload beside its ciphertext", async () => {
    const plaintext = JSON.stringify({
      messages: [
        { type: "incoming", text: "Where is my order?", channel: "rtm" },
        { type: "outgoing", text: "It leaves today.", channel: "rtm" },
      ],
      total: 2,
      moreAvailable: false,
    });
    writeFileSync(join(workbench.workspace, "captured-response.json"), encryptedResponse(payloadKey, plaintext));
    await window.openFile("captured-response.json");
    await window.selectAll();
    await window.runCommand("JWT Apps: Decrypt Selection");
    await window.editor.locator(".view-line", { hasText: "It leaves today." }).waitFor();
    const offer = await window.notified("found by trying");
    // While the pointer is over it, it stays.
    await offer.hover();
    await workbench.pictures("decrypted");
    await offer.getByRole("button", { name: "Keep This Shape" }).click();
    await offer.waitFor({ state: "hidden" });
    await window.page.keyboard.press("ControlOrMeta+B");
    await sidebar().waitFor({ state: "hidden" });
    await window.page.mouse.move(900, 990);
    await readmePicture("decrypted", editors(), { width: 1000, height: 400 });
  });

  it("takes several at once, of which one fails, and the offer of a shape above them once its message is gone", async () => {
    const line = (text: string): string =>
      JSON.stringify({
        time: "2026-01-02T03:04:05Z",
        v: 1,
        answer: JSON.parse(encryptedResponse(payloadKey, text)) as object,
      });
    const lines = [
      '{"orderId":1,"state":"sent"}',
      '{"orderId":2,"state":"damaged on its way"}',
      '{"orderId":3,"state":"returned"}',
    ].map(line);
    const damaged = (lines[1] ?? "").replace(
      /("(?:data|ciphertext|payload|encryptedData)":")(.)/,
      (_, name: string, first: string) => `${name}${first === "A" ? "B" : "A"}`,
    );
    writeFileSync(join(workbench.workspace, "answers.jsonl"), [lines[0], damaged, lines[2]].join("\n"));
    await window.page.keyboard.press("ControlOrMeta+B");
    await window.runCommand("JWT Apps: Forget Learned Envelope Shape");
    await window.choose("Order Bot");
    await window.statusBar("Forgot the shape of encrypted payloads for Order Bot").waitFor();
    await window.openFile("answers.jsonl");
    await window.selectAll();
    await window.runCommand("JWT Apps: Decrypt Selection");
    const warning = await window.notified("1 of 3 payloads could not be decrypted");
    await window.page.locator(".codelens-decoration", { hasText: "From answers.jsonl:3" }).waitFor();
    await warning.hover();
    assert.equal(await window.page.locator(".notification-toast", { hasText: "found by trying" }).count(), 0);
    await workbench.pictures("decrypted-several");
    await window.runCommand("Notifications: Clear All Notifications");
    await window.page.locator(".codelens-decoration a", { hasText: "Keep the shape" }).click();
    await window.dialog.waitFor();
    await workbench.pictures("keep-shape-question");
    await window.dialog.getByRole("button", { name: "Keep This Shape" }).click();
    await window.page.locator(".codelens-decoration a", { hasText: "Keep the shape" }).waitFor({ state: "hidden" });
    await workbench.pictures("shape-kept");
  });

  it("has pictures for the README, each of at most 80 KB", () => {
    for (const name of ["tree", "form", "decrypted"]) {
      assert.ok(statSync(join(ROOT, "media/readme", `${name}.png`)).size <= MAX_README_PICTURE_BYTES, name);
    }
  });
});

/** Makes room for the descriptions in the tree's rows. */
async function widenSidebar({ page }: Window): Promise<void> {
  const box = await page.locator(".part.sidebar").boundingBox();
  assert.ok(box);
  const [x, y] = [box.x + box.width + 1, box.y + 300];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 120, y, { steps: 4 });
  await page.mouse.up();
}

/** Asks axe about the form as it stands. */
async function assertAccessible({ frame }: AppForm): Promise<void> {
  const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  await frame.evaluate(source);
  const violations = await frame.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(root: Element): Promise<{
          violations: { id: string; help: string; nodes: { target: unknown; failureSummary: string }[] }[];
        }>;
      };
    };
    const results = await axe.run(document.documentElement);
    return results.violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}: ${nodes.map(({ target, failureSummary }) => `${JSON.stringify(target)} ${failureSummary}`).join("; ")}`,
    );
  });
  assert.deepEqual(violations, []);
}

function bot(clientId: string, jtiClaimEnforced: boolean): object {
  return { clientId, clientSecret: randomBytes(32).toString("base64"), jtiClaimEnforced, jweEncryptionEnforced: false };
}

function adminApp(): object {
  return { ...EXPORTED, name: "Account Admin", createdIn: "admin", clientId: ADMIN_ID, enforceJti: true };
}

function tablesApp(): object {
  const table = { kind: "table", read: true, write: true, delete: false };
  return {
    ...EXPORTED,
    name: "Order Tables",
    createdIn: "tables",
    clientId: TABLES_ID,
    tables: [
      { ...table, name: "orders" },
      { ...table, name: "customers", write: false },
    ],
  };
}
