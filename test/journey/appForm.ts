import type { CDPSession, Frame, Locator } from "playwright-core";
import { until } from "../until";
import type { Window } from "../vscode/window";

/** The form for JWT apps in a window, operated by its labels. */
export class AppForm {
  readonly #window: Window;

  private constructor(
    window: Window,
    readonly frame: Frame,
  ) {
    this.#window = window;
  }

  /** The form whose heading has this text, once it is there. */
  static async in(window: Window, heading: string): Promise<AppForm> {
    // Fields are made one by one, the buttons last.
    const frame = await window.webview(`main:not([hidden]):has(vscode-button):has(h1:text-is("${heading}"))`);
    return new AppForm(window, frame);
  }

  field(label: string): Locator {
    return this.frame.getByLabel(label, { exact: true });
  }

  button(name: string): Locator {
    return this.frame.getByRole("button", { name, exact: true });
  }

  heading(text: string): Locator {
    return this.frame.getByRole("heading", { name: text, exact: true });
  }

  async fill(values: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, value] of Object.entries(values)) await this.field(label).fill(value);
  }

  async choose(label: string, option: string): Promise<void> {
    const dropdown = this.frame.getByRole("combobox", { name: label, exact: true });
    await dropdown.click();
    await dropdown.getByRole("option", { name: option, exact: true }).click();
  }

  async pick(group: string, option: string): Promise<void> {
    await this.frame
      .getByRole("radiogroup", { name: group, exact: true })
      .getByRole("radio", { name: option, exact: true })
      .click();
  }

  async tick(label: string): Promise<void> {
    await this.frame.getByRole("checkbox", { name: label, exact: true }).click();
  }

  async next(): Promise<void> {
    await this.button("Next").click();
    await this.frame.getByText("Step 2 of 2").and(this.frame.locator(":visible")).waitFor();
  }

  async done(summary: string): Promise<void> {
    await this.button("Done").click();
    await this.heading(summary).waitFor();
  }

  /** Waits for the text area of that label to show a public key, and returns it. */
  async publicKey(label: string): Promise<string> {
    const area = this.field(label);
    await this.frame.waitForFunction(
      (element) => /END PUBLIC KEY/.test((element as HTMLTextAreaElement | null)?.value ?? ""),
      await area.elementHandle(),
    );
    return area.inputValue();
  }

  /** The error that stands beside the field of that name in the form's code. */
  error(field: string): Locator {
    return this.frame.locator(`[data-field="${field}"] [data-error]:not([hidden])`);
  }

  /** The label or text of what has the focus; empty where it is on the page as a whole. */
  focused(): Promise<string> {
    return this.frame.evaluate(nameOfFocus);
  }

  /** Waits until what has that label or text has the focus. */
  async focusIsOn(name: string): Promise<void> {
    await until(async () => (await this.focused()) === name, `the focus is on “${name}”`);
  }

  /** Presses Tab until that has the focus, and returns what had it on the way. */
  async tabTo(name: string): Promise<string[]> {
    const stops: string[] = [];
    while (stops.at(-1) !== name) {
      if (stops.length > 30) throw new Error(`Tab does not lead to ${name}, but to ${stops.join(", ")}`);
      await this.#window.page.keyboard.press("Tab");
      stops.push(await this.focused());
    }
    return stops;
  }

  /** What the browser's accessibility tree says of the text field with that name. */
  async accessible(name: string): Promise<{ description: string; invalid: string } | undefined> {
    const session = await this.#window.page.context().newCDPSession(this.#window.page);
    try {
      const { nodes } = await session.send("Accessibility.getFullAXTree", { frameId: await this.#frameId(session) });
      const node = nodes.find(
        (candidate) => !candidate.ignored && candidate.role?.value === "textbox" && candidate.name?.value === name,
      );
      if (!node) return undefined;
      const invalid = node.properties?.find((property) => String(property.name) === "invalid")?.value.value as unknown;
      return { description: String(node.description?.value ?? ""), invalid: String(invalid ?? "false") };
    } finally {
      await session.detach();
    }
  }

  /** All webviews have the same address, but the frame around each has a name of its own. */
  async #frameId(session: CDPSession): Promise<string> {
    const { frameTree } = await session.send("Page.getFrameTree");
    type Tree = typeof frameTree;
    const around = this.frame.parentFrame()?.name();
    const find = (tree: Tree): string | undefined =>
      tree.frame.name === around
        ? tree.childFrames?.[0]?.frame.id
        : tree.childFrames?.map(find).find((id) => id !== undefined);
    const id = find(frameTree);
    if (id === undefined) throw new Error("the form's frame is not in the page's process");
    return id;
  }
}

/** Runs in the page. The toolkit's elements hand the focus to one inside, whose own name may be theirs. */
function nameOfFocus(): string {
  const chain: Element[] = [];
  for (let element = document.activeElement; element; element = element.shadowRoot?.activeElement ?? null)
    chain.unshift(element);
  if (chain.at(-1) === document.body) return "";
  return (
    chain
      .map((element) => element.getAttribute("aria-label") ?? element.textContent?.trim() ?? "")
      .find((name) => name !== "") ?? ""
  );
}
