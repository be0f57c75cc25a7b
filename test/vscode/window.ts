import { mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { Frame, Locator, Page, PageScreenshotOptions } from "playwright-core";
import { ROOT } from "../../scripts/paths.mjs";
import { PATIENCE } from "../../scripts/test/patience.mjs";
import { twice } from "../../scripts/test/twice.mjs";
import { passed, seen, until } from "../until";
import { painted } from "./browser";

export type Theme = "dark" | "light" | "high-contrast" | "high-contrast-light";

/** Milliseconds after which something is tried once more, as a person would; it may take as often as it needs. */
const MOMENT = 5_000;

/** Milliseconds in which a quick pick of ours takes no answer, and a little more. */
const UNANSWERABLE = 600;

/** One VS Code window, driven the way a person does: by what is seen, and with the keyboard. */
export class Window {
  readonly #workspace: string;
  readonly #theme: Theme;

  private constructor(
    readonly page: Page,
    workspace: string,
    theme: Theme,
  ) {
    this.#workspace = workspace;
    this.#theme = theme;
  }

  /** Waits until the workbench has come up; loads it once more, and says so, where it doesn't. */
  static async open(
    page: Page,
    url: string,
    { workspace, theme }: { workspace: string; theme: Theme },
  ): Promise<Window> {
    const window = new Window(page, workspace, theme);
    await window.#comesUp(() => page.goto(url, { timeout: PATIENCE.start }));
    return window;
  }

  async reload(): Promise<void> {
    await this.#comesUp(() => this.page.reload({ timeout: PATIENCE.start }));
  }

  /** Reloads as a person does: the window keeps its state, such as the editors that are open. */
  async reloadByCommand(): Promise<void> {
    const loaded = this.page.waitForEvent("load");
    await this.runCommand("Developer: Reload Window");
    await loaded;
    await this.#ready();
  }

  /** Picks a command from the palette by the start of its title, e.g. "JWT Apps: Create JWT App". */
  async runCommand(title: string): Promise<void> {
    const row = this.quickPickRow(title).first();
    // An editor that comes up meanwhile takes the focus, and the palette closes.
    await until(async () => {
      await this.#asked("F1");
      return this.quickInput
        .fill(`>${title}`, { timeout: MOMENT })
        .then(() => row.click({ timeout: MOMENT }))
        .then(
          () => true,
          () => false,
        );
    }, `${title} is chosen in the palette`);
    // What the command asks comes into the same widget.
    await this.page.waitForFunction(() => {
      const input = document.querySelector<HTMLInputElement>(".quick-input-widget .quick-input-filter input");
      return !input?.checkVisibility() || !input.value.startsWith(">");
    });
  }

  /** Chooses in the quick pick of ours that is open: types the text, and accepts the first row that has it. */
  async choose(text: string): Promise<void> {
    await this.#answering(async () => {
      await this.quickInput.fill(text);
      await this.quickPickRow(text).first().click();
    });
  }

  /** Types the text into the quick pick of ours that is open, and checks the first row that has it, once a person sees it. */
  async check(text: string, row = this.quickPickRow(text)): Promise<void> {
    await this.quickInput.fill(text);
    // What is found comes to the window a moment later, and takes the place of the rows.
    await passed(UNANSWERABLE);
    await row.first().getByRole("checkbox").first().click();
  }

  /** Accepts what is checked in the quick pick of ours that is open. */
  async accept(): Promise<void> {
    await this.#answering(() =>
      this.page.locator(".quick-input-widget:visible").getByRole("button", { name: "OK" }).click(),
    );
  }

  /** Takes what Enter takes in the quick pick of ours that is open. */
  async enter(): Promise<void> {
    await this.#answering(() => this.page.keyboard.press("Enter"));
  }

  /** Answers the quick pick that is open once it takes an answer, and waits until it has taken it. Ours all have titles. */
  async #answering(action: () => Promise<void>): Promise<void> {
    const title = this.page.locator(".quick-input-widget:visible .quick-input-title").filter({ hasText: /\S/ });
    const asked = await title.innerText();
    // It is seen later than it was shown, so its own half second is over before this one.
    await passed(UNANSWERABLE);
    await action();
    await until(async () => (await title.allInnerTexts())[0] !== asked, `“${asked}” is answered`);
  }

  /** Presses the key until the quick input is there: a window that has just come up may not hear it. */
  async #asked(key: string): Promise<void> {
    await until(async () => {
      await this.page.keyboard.press(key);
      return this.quickInput.waitFor({ timeout: MOMENT }).then(
        () => true,
        () => false,
      );
    }, `the quick input opens at ${key}`);
  }

  /** Gives up what the quick input asks, with as many presses of Escape as that takes: one that has just come up may not hear the first. */
  async dismiss(): Promise<void> {
    await this.quickInput.waitFor();
    await until(async () => {
      await this.page.keyboard.press("Escape");
      return this.quickInput.waitFor({ state: "hidden", timeout: MOMENT }).then(
        () => true,
        () => false,
      );
    }, "the quick input closes at Escape");
  }

  /** Saves what the active editor shows, and waits until it is on the disk as a whole: no dot is left in its tab. */
  async save(): Promise<void> {
    await this.page.keyboard.press("ControlOrMeta+S");
    await this.page.locator(".editor-group-container.active .tab.active:not(.dirty)").waitFor();
  }

  /** Answers the input box that is open. */
  async answer(text: string): Promise<void> {
    await this.quickInput.fill(text);
    await this.page.keyboard.press("Enter");
  }

  /** The input of the quick pick or input box that is open. */
  get quickInput(): Locator {
    return this.page.locator(".quick-input-widget:visible .quick-input-filter input");
  }

  quickPickRow(text: string): Locator {
    return this.page.locator(".quick-input-widget:visible .quick-input-list .monaco-list-row", { hasText: text });
  }

  /** Shows the view container of that title, if it isn't the one shown already. */
  async showContainer(title: string): Promise<void> {
    const tab = this.page.getByRole("tab", { name: title }).first();
    if ((await tab.getAttribute("aria-selected")) !== "true" && (await tab.getAttribute("aria-expanded")) !== "true")
      await tab.click();
  }

  /** Rows of any tree whose text has this; the label of a row is its text without gaps. */
  treeRow(text: string | RegExp): Locator {
    return this.page.getByRole("treeitem").filter({ hasText: text });
  }

  /** The row of any tree whose label for screen readers is or starts with this part. */
  rowNamed(label: string): Locator {
    return this.page.getByRole("treeitem", { name: new RegExp(`^${label.replace(/[^\w ]/g, "\\$&")}(,| |$)`) }).first();
  }

  /** Opens a row that is closed. */
  async expand(row: Locator): Promise<void> {
    if ((await row.getAttribute("aria-expanded")) === "false") await row.click();
    await row.and(this.page.locator('[aria-expanded="true"]')).waitFor();
  }

  /** Clicks the button that a row shows at its end while the pointer is over it. */
  async inlineAction(row: Locator, title: string): Promise<void> {
    await row.hover();
    await row.getByRole("button", { name: title }).click();
  }

  /** Chooses from the context menu of what is clicked. */
  async contextMenu(target: Locator, item: string): Promise<void> {
    await target.click({ button: "right" });
    // Its key, if it has one, is part of its name.
    const entry = this.page.getByRole("menuitem").filter({ has: this.page.getByText(item, { exact: true }) });
    // A menu takes no click in its first moments, so that the one that opened it chooses nothing.
    await entry.hover();
    await this.page.keyboard.press("Enter");
    await entry.waitFor({ state: "hidden" });
  }

  /** Opens a file of the workspace in an editor, by its path in it, through "Open File…" (the floor's Quick Open finds no files). */
  async openFile(path: string): Promise<void> {
    await this.#asked("ControlOrMeta+O");
    // The dialog fills in the folder by itself a moment after it opened, and would overwrite what came before.
    await this.page.waitForFunction(
      (folder) =>
        (
          document.querySelector(".quick-input-widget .quick-input-filter input") as HTMLInputElement | null
        )?.value.startsWith(folder),
      this.#workspace,
    );
    await this.quickInput.fill(join(this.#workspace, path));
    await this.page.keyboard.press("Enter");
    await this.editorTab(basename(path)).waitFor();
    await this.editor.waitFor();
  }

  /** Of a file or a form: what was decrypted of a file has its name as well. */
  editorTab(name: string): Locator {
    return this.page.locator('.tabs-container .tab:not([data-resource-name*=" · decrypted"])', { hasText: name });
  }

  async closeTab(name: string): Promise<void> {
    await this.editorTab(name)
      .first()
      .getByRole("button", { name: /^Close/ })
      .click();
  }

  /** The text editor in the active group. */
  get editor(): Locator {
    return this.page.locator(".editor-group-container.active .monaco-editor").first();
  }

  /** Text that the active editor shows (only the lines in view are there). */
  async editorText(): Promise<string> {
    return (await linesIn(this.editor)).join("\n");
  }

  /** Selects everything in the active editor. */
  async selectAll(): Promise<void> {
    await this.editor.locator(".view-lines").click();
    await this.page.keyboard.press("ControlOrMeta+A");
  }

  /** Waits until what webviews show has the theme of the workbench, which they follow a moment later. */
  async hasTheme(theme: Theme): Promise<void> {
    for (const frame of this.#webviews) {
      const has = async (): Promise<boolean> => (await inAMoment(frame.locator(`body.vscode-${theme}`).count())) !== 0;
      await until(has, `a webview has the theme ${theme}`);
    }
    await this.page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
  }

  get #webviews(): readonly Frame[] {
    return this.page.frames().filter((frame) => frame.url().includes("fake.html"));
  }

  /** The document of the webview that shows `selector`: a workbench may have several, and one still loading. */
  async webview(selector = "body"): Promise<Frame> {
    return seen(`a webview shows ${selector}`, async () => {
      for (const frame of this.#webviews)
        if (await inAMoment(frame.locator(selector).first().isVisible())) return frame;
      return undefined;
    });
  }

  /** A notification whose text has this. */
  notification(text: string | RegExp): Locator {
    return this.page
      .locator(".notification-toast, .notifications-center .notification-list-item")
      .filter({ hasText: text })
      .first();
  }

  /** Waits for a notification; one whose toast has gone by already is looked up in the notification center. */
  async notified(text: string | RegExp): Promise<Locator> {
    const notification = this.notification(text);
    await notification.or(this.page.locator(".statusbar .codicon-bell-dot")).first().waitFor();
    if (!(await notification.isVisible())) await this.runCommand("Notifications: Show Notifications");
    await notification.waitFor();
    return notification;
  }

  /** The dialog that asks for a decision. */
  get dialog(): Locator {
    return this.page
      .getByRole("dialog")
      .filter({ has: this.page.locator(".dialog-message-container, .dialog-message-row") });
  }

  /** Answers the dialog that asks for a decision, and returns what it said. */
  async decide(button: string): Promise<string> {
    await this.dialog.waitFor();
    const text = await this.dialog.locator(".dialog-message-row, .dialog-message-container").first().innerText();
    await this.dialog.getByRole("button", { name: button, exact: true }).click();
    await this.dialog.waitFor({ state: "hidden" });
    return text;
  }

  /** An entry of the status bar whose text has this. */
  statusBar(text: string | RegExp): Locator {
    return this.page.locator(".statusbar-item").filter({ hasText: text }).first();
  }

  /** The text of the output channel that the panel shows. */
  get output(): Locator {
    return this.page.locator(".part.panel .output-view .monaco-editor").first();
  }

  /** Its lines in view. */
  outputLines(): Promise<string[]> {
    return linesIn(this.output);
  }

  async readClipboard(): Promise<string> {
    await this.#hasFocus();
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  async writeClipboard(text: string): Promise<void> {
    await this.#hasFocus();
    await this.page.evaluate((value) => navigator.clipboard.writeText(value), text);
  }

  /** Writes out/pictures/<name>-<theme>.png and returns its path. */
  async picture(name: string, theme: string = this.#theme): Promise<string> {
    const folder = join(ROOT, "out/pictures");
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `${name}-${theme}.png`);
    // What fades in is taken as it will be.
    await this.screenshot({ path, animations: "disabled" });
    return path;
  }

  screenshot(options: PageScreenshotOptions): Promise<Buffer> {
    return painted(this.page, () => this.page.screenshot(options));
  }

  /** A lens of the active editor. */
  lens(title: string | RegExp): Locator {
    return this.editor.locator(".codelens-decoration a").filter({ hasText: title });
  }

  /** All that the lenses of a line say, in the active editor. */
  get lensLine(): Locator {
    return this.editor.locator(".codelens-decoration");
  }

  /** Presses the lens of that title which stands right over a line, once it does: the editor draws lenses anew at each change. */
  async pressLens(title: string, line: Locator): Promise<void> {
    await until(async () => {
      const top = (await line.boundingBox())?.y ?? NaN;
      for (const lens of await this.lens(title).all()) {
        const box = await lens.boundingBox({ timeout: MOMENT }).catch(() => null);
        if (!box || Math.abs(box.y + box.height - top) >= 8) continue;
        // One that was drawn anew meanwhile is looked for again.
        if (
          await lens.click({ timeout: MOMENT }).then(
            () => true,
            () => false,
          )
        )
          return true;
      }
      return false;
    }, `a lens “${title}” over the line is pressed`);
  }

  /** Holds the pointer near the start of a line of the editor, and returns the hover that says this. */
  async hover(line: Locator, text: string): Promise<Locator> {
    // Nothing is hovered over without a move.
    await this.page.mouse.move(5, 5);
    await line.hover({ position: { x: 200, y: 9 } });
    const hover = this.page.locator(".monaco-hover:visible").filter({ hasText: text });
    await hover.waitFor();
    return hover;
  }

  /**
   * Opens the quick fixes at the cursor, and returns the one that Enter takes. Asks once more where nothing came: an
   * editor forgets what it was asked when its lightbulb is renewed meanwhile.
   */
  async quickFix(): Promise<Locator> {
    const chosen = this.page.locator(".action-widget .monaco-list-row.focused").first();
    await until(async () => {
      await this.page.keyboard.press("ControlOrMeta+.");
      return chosen.waitFor({ timeout: MOMENT }).then(
        () => true,
        () => false,
      );
    }, "a quick fix is offered");
    return chosen;
  }

  /** Rows of the Problems view, which is open, with this message. */
  problems(message = ""): Locator {
    return this.page
      .locator(".markers-panel .monaco-list-row")
      .filter({ has: this.page.locator(".marker-message") })
      .filter({ hasText: message });
  }

  /** The messages of the Problems view, from its top. */
  problemTexts(): Promise<string[]> {
    return this.problems().locator(".marker-message").allInnerTexts();
  }

  /** When a webview that had the focus closes, nothing has it, and the clipboard is out of reach. */
  async #hasFocus(): Promise<void> {
    await this.page.waitForFunction(() => {
      if (!document.hasFocus()) window.focus();
      return document.hasFocus();
    });
  }

  async #comesUp(load: () => Promise<unknown>): Promise<void> {
    let isUp = false;
    await twice(
      "a window of VS Code",
      () => isUp,
      async () => {
        await load();
        await this.#ready();
        isUp = true;
      },
    );
  }

  async #ready(): Promise<void> {
    const timeout = PATIENCE.start;
    await this.page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout });
    // A window without a folder may have no side bar.
    const isEmpty = new URL(this.page.url()).searchParams.has("ew");
    const parts = isEmpty ? [".part.activitybar"] : [".explorer-folders-view", ".part.sidebar"];
    await this.page
      .locator(parts.map((part) => `.monaco-workbench ${part}`).join())
      .first()
      .waitFor({ timeout });
  }
}

/** What a document answers; undefined where it is gone: one that is still listed may answer a minute later, or never. */
async function inAMoment<T>(answer: Promise<T>): Promise<T | undefined> {
  return Promise.race([answer.catch(() => undefined), passed(MOMENT).then(() => undefined)]);
}

/** The lines in view of a text editor, from the top, with plain spaces. */
async function linesIn(editor: Locator): Promise<string[]> {
  const lines = await editor.locator(".view-line").evaluateAll((elements) =>
    elements
      .map((element) => ({
        top: Number.parseInt((element as HTMLElement).style.top, 10),
        text: element.textContent ?? "",
      }))
      .sort((left, right) => left.top - right.top)
      .map(({ text }) => text),
  );
  return lines.map((line) => line.replaceAll("\u00a0", " "));
}
