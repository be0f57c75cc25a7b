import { strict as assert } from "node:assert";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import type { Locator } from "playwright-core";
import { type Workbench, openWorkbench } from "../vscode/openWorkbench";
import type { Window } from "../vscode/window";
import { AppForm } from "./appForm";
import { EXPORTED } from "./exported";
import { inSteps } from "./inSteps";
import { until } from "./until";

/** Signs, what mends them, and the keyboard: the tree at the width that a side bar usually has. */
describe("the tree, by its signs and by keyboard", () => {
  let workbench: Workbench;
  let window: Window;

  before(async () => {
    workbench = await openWorkbench({
      viewport: { width: 1280, height: 800 },
      settings: { "editor.minimap.enabled": false },
    });
    window = workbench.window;
  });
  after(() => workbench.dispose());
  // Where it rests on a row, its hover lies over the rows below.
  beforeEach(() => window.page.mouse.move(900, 700));
  inSteps("failed-tree-keys", () => window);

  const row = (label: string) => window.rowNamed(label);
  const press = (key: string): Promise<void> => window.page.keyboard.press(key);
  const rows = (): Promise<string[]> =>
    window.page
      .locator(".part.sidebar")
      .getByRole("treeitem", { level: 1 })
      .evaluateAll((all) => all.map((one) => one.getAttribute("aria-label") ?? ""));
  /** Each app's name and its worst. */
  const beginnings = async (): Promise<string[]> =>
    (await rows()).map((label) => label.split(", ").slice(0, 2).join(", "));
  const names = async (): Promise<string[]> => (await rows()).map((label) => label.split(",")[0] ?? "");
  /** The words end before the side bar does. */
  const isReadable = async (reason: string): Promise<void> => {
    const sidebar = await window.page.locator(".part.sidebar").boundingBox();
    const end = await endOf(
      window.page.locator(".part.sidebar .label-description", { hasText: reason }).first(),
      reason,
    );
    assert.ok(sidebar && end <= sidebar.x + sidebar.width, `“${reason}” ends at ${end}`);
  };
  const focused = (label: string) => window.page.locator(".part.sidebar .monaco-list-row.focused", { hasText: label });
  const isAsked = async (title: string): Promise<void> => {
    const asks = window.page.locator(".quick-input-widget:visible", {
      has: window.page.locator(".quick-input-title", { hasText: title }),
    });
    await asks.waitFor();
    // A key that comes before it has the focus is another's.
    await window.page.locator(".quick-input-widget:focus-within").waitFor();
  };

  const button = (name: string) => window.page.locator(".quick-input-widget:visible").getByRole("button", { name });
  /** Presses Enter until the next step is there: the first half second of one takes none. */
  const enterTo = async (title: string): Promise<void> => {
    await until(title, async () => {
      await press("Enter");
      return (
        (await window.page.locator(".quick-input-widget:visible .quick-input-title", { hasText: title }).count()) > 0 ||
        undefined
      );
    });
  };

  it("tells the three signs and none apart, with the reason readable at 300 pixels", async () => {
    await window.showContainer("JWT Apps");
    await window.writeClipboard(JSON.stringify({ format: "jwt-apps-export", version: 1, apps: exported() }));
    await window.page.getByRole("button", { name: "Import Apps from Selection or Clipboard…" }).click();
    await window.quickPickRow("Orders").first().waitFor();
    await window.accept();
    const imported = ["Account", "Delivery", "Menu", "Orders", "Tables"];
    // One comes after the other.
    await until("all are in the tree", async () => (await rows()).length === imported.length || undefined);
    // The hover of the button would cover rows.
    await window.page.mouse.move(900, 700);
    const width = (await window.page.locator(".part.sidebar").boundingBox())?.width ?? 0;
    assert.ok(width <= 301, `the side bar has ${width} pixels`);
    assert.deepEqual(
      await beginnings(),
      imported.map((name) => `${name}, can't work: client secret missing`),
    );
    await isReadable("client secret missing");
    await workbench.pictures("tree-blocked");
  });

  it("takes the client secret in the row that lacks it, by Enter, and the next problem comes up", async () => {
    for (const name of ["Account", "Delivery", "Menu", "Orders", "Tables"]) {
      await window.expand(row(name));
      await window.expand(window.page.getByRole("treeitem", { name: /^Credentials, can't work/ }).first());
      await window.page
        .getByRole("treeitem", { name: /^Client Secret, can't work/ })
        .first()
        .click();
      await press("Enter");
      await isAsked(`Client Secret of “${name}”`);
      await window.answer(randomBytes(32).toString("base64"));
      await window.page.getByRole("treeitem", { name: new RegExp(`^${name}, (?!can't work: client)`) }).waitFor();
      await window.page.getByRole("treeitem", { name: new RegExp(`^${name},`) }).click();
      await press("ArrowLeft");
    }
    assert.deepEqual(await beginnings(), [
      "Account, likely to be refused: no scopes",
      "Delivery, can't work: platform key missing",
      "Menu, Admin · HS256",
      "Orders, likely to be refused: scopes not published",
      "Tables, likely to be refused: no tables",
    ]);
    for (const reason of ["no scopes", "platform key missing", "scopes not published", "no tables"])
      await isReadable(reason);
    await window.expand(row("Orders"));
    await window.expand(row("Scopes 2"));
    await window.page.mouse.move(900, 700);
    await workbench.pictures("tree-signs");
  });

  it("has the button that mends it in the row, and in the error message", async () => {
    await window.writeClipboard("");
    await window.inlineAction(row("Delivery"), "Copy Token");
    const message = await window.notified("the platform's public key is not known here");
    await message.hover();
    await workbench.pictures("tree-error");
    const jwk = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "jwk" });
    await message.getByRole("button", { name: "Paste Platform Key…" }).click();
    await isAsked("Platform Public Key of “Delivery”");
    await window.quickInput.fill('{"kty":"EC"}');
    await window.page
      .locator(".quick-input-widget:visible .quick-input-message", { hasText: "RSA key is needed" })
      .waitFor();
    await window.quickInput.fill(JSON.stringify({ ...jwk, kid: "k-1" }, undefined, 2).replace(/\n/g, " "));
    await press("Enter");
    await window.page.getByRole("treeitem", { name: /^Delivery, good to know/ }).waitFor();
    await window.inlineAction(row("Orders"), "Note Scopes as Published…");
    assert.match(
      await window.decide("They Are Published"),
      /Have you published the scopes of “Orders” on the platform\?/,
    );
    await window.page.getByRole("treeitem", { name: /^Orders, HS256/ }).waitFor();
  });

  it("renames with F2 what has the focus, though something else is selected", async () => {
    await row("Account").click();
    await press("ArrowLeft");
    await press("End");
    await press("Home");
    await focused("Account").waitFor();
    await press("ArrowDown");
    await focused("Delivery").waitFor();
    await press("F2");
    await isAsked("Rename “Delivery”");
    await window.dismiss();
    await press("F2");
    await isAsked("Rename “Delivery”");
    await window.quickInput.fill("Deliveries");
    await press("Enter");
    await row("Deliveries").waitFor();
  });

  it("leaves keys to the filter of the tree while it is typed in", async () => {
    await row("Account").click();
    await press("ControlOrMeta+Alt+F");
    await window.page.locator(".part.sidebar .monaco-tree-type-filter input").waitFor();
    await window.page.keyboard.type("Menux");
    await press("Home");
    await press("Delete");
    await press("F2");
    await press("Enter");
    assert.equal(await window.page.locator(".part.sidebar .monaco-tree-type-filter input").inputValue(), "enux");
    assert.equal(await window.dialog.count(), 0);
    await press("Escape");
    await window.page.locator(".part.sidebar .monaco-tree-type-filter input").waitFor({ state: "hidden" });
  });

  it("opens with Enter: the form of an app, what is assigned, and closed rows that have nothing of their own", async () => {
    await row("Menu").click();
    await press("Enter");
    const form = await AppForm.in(window, "Edit the JWT app “Menu”");
    await form.button("Next").waitFor();
    await window.closeTab("Edit Menu");
    const credentials = window.page.getByRole("treeitem", { name: "Credentials", exact: true }).first();
    await window.expand(row("Menu"));
    await credentials.click();
    const isOpen = (await credentials.getAttribute("aria-expanded")) === "true";
    await press("Enter");
    await until(
      "the row is the other way",
      async () => ((await credentials.getAttribute("aria-expanded")) === "true") !== isOpen || undefined,
    );
    await window.expand(row("Tables"));
    await window.page.getByRole("treeitem", { name: /^Tables none assigned/ }).focus();
  });

  it("adds tables one after another, pasted as lines or with commas", async () => {
    await window.page.getByRole("treeitem", { name: /^Tables none assigned/ }).click();
    await isAsked("Tables of Tables");
    await window.choose("Add tables");
    await window.quickInput.waitFor();
    await window.page.keyboard.type("orders, customers");
    await window.page
      .locator(".quick-input-widget:visible .quick-input-message", { hasText: "2 names: orders, customers" })
      .waitFor();
    await workbench.pictures("tree-tables");
    await enterTo("Permissions of Tables");
    await window.quickPickRow("Write").getByRole("checkbox").first().click();
    await window.accept();
    await window.page.getByRole("treeitem", { name: /^Tables 2/ }).waitFor();
    await window.writeClipboard("parts\nOrder Lines\n");
    await press("ControlOrMeta+V");
    await until(
      "the lines are names",
      async () => (await window.quickInput.inputValue()) === "parts, Order Lines" || undefined,
    );
    await window.quickInput.fill("");
    await button("Take the Names from the Clipboard").click();
    await until("the names", async () => (await window.quickInput.inputValue()) === "parts, Order Lines" || undefined);
    await enterTo("Permissions of Tables");
    await button("Back").click();
    await isAsked("Add Tables to Tables");
    await until(
      "the names again",
      async () => (await window.quickInput.inputValue()) === "parts, Order Lines" || undefined,
    );
    await enterTo("Permissions of Tables");
    await window.accept();
    await window.page.getByRole("treeitem", { name: /^Tables 4/ }).waitFor();
    await window.dismiss();
    await window.statusBar("Tables has permissions for 4 tables and views").waitFor();
  });

  it("deletes with Delete, several at once after one question that names them", async () => {
    await row("Deliveries").click();
    await press("ArrowLeft");
    await press("Shift+ArrowDown");
    await focused("Menu").waitFor();
    await press("Delete");
    const question = await window.dialog.innerText();
    assert.match(question, /Delete 2 JWT apps\?/);
    assert.match(question, /• Deliveries[\s\S]*• Menu/);
    await workbench.pictures("tree-delete");
    await window.decide("Cancel");
    assert.deepEqual(await names(), ["Account", "Deliveries", "Menu", "Orders", "Tables"]);
    await press("Delete");
    await window.decide("Delete");
    await until("two are gone", async () => (await names()).join() === "Account,Orders,Tables" || undefined);
  });

  it("offers for several only what acts on all", async () => {
    await row("Account").click();
    await row("Orders").click({ modifiers: ["ControlOrMeta"] });
    await row("Orders").click({ button: "right" });
    const items = window.page.locator(".monaco-menu:visible").getByRole("menuitem");
    await items.first().waitFor();
    // With its key behind it.
    assert.deepEqual(await items.allInnerTexts(), ["Delete App…\nDel"]);
    await press("Escape");
  });
});

/** Where the words of a row end, in pixels from the left; a row cuts what has no room. */
async function endOf(description: Locator, words: string): Promise<number> {
  return description.evaluate((element, sought) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.textContent?.indexOf(sought) ?? -1;
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + sought.length);
      return range.getBoundingClientRect().right;
    }
    return Infinity;
  }, words);
}

function exported(): object[] {
  const app = (name: string, digit: string, changes: object = {}): object => ({
    ...EXPORTED,
    name,
    createdIn: "xo",
    clientId: `cs-5250f1ff-9f11-5ed8-9263-4ee1db0fbd6${digit}`,
    ...changes,
  });
  return [
    app("Account", "1"),
    app("Delivery", "2", {
      enforceJwe: true,
      algorithmAssumed: true,
      scopes: [{ id: "xo/bot-sessions", published: true }],
    }),
    app("Menu", "3", { createdIn: "admin", scopes: [{ id: "admin/user-management", published: true }] }),
    app("Orders", "4", {
      scopes: [
        { id: "xo/bot-sessions", published: false },
        { id: "xo/debug-logs", published: true },
      ],
    }),
    app("Tables", "5", { createdIn: "tables" }),
  ];
}
