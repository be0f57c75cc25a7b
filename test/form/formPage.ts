import { readFileSync } from "node:fs";
import type { BrowserContext, CDPSession, Page } from "playwright-core";
import type { AppSecrets } from "../../src/domain/apps/appSecrets";
import type { FormStart } from "../../src/domain/apps/form/formStart";
import { UserError, fill } from "../../src/domain/errors";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import type { NextStep } from "../../src/domain/apps/form/nextSteps";
import { webPorts } from "../../src/domain/ports";
import { FormSession } from "../../src/editor/appForm/formSession";
import type { FormApps, FormDraft } from "../../src/editor/appForm/formSessionPorts";
import { formHtml } from "../../src/editor/appForm/html";
import type { ExtensionMessage } from "../../webview/protocol";
import { until } from "../until";

const ORIGIN = "https://form.test";

/** Apps in memory. `failure` is what the next calls of `save` throw. */
export class MemoryApps implements FormApps {
  readonly saved: { app: JwtApp; secrets: AppSecrets | undefined }[] = [];
  readonly #secrets = new Map<string, AppSecrets>();
  failure: Error | undefined;

  constructor(readonly present: JwtApp[] = []) {}

  async apps(): Promise<JwtApp[]> {
    return this.present;
  }

  async get(id: string): Promise<JwtApp | undefined> {
    return this.present.find((app) => app.id === id);
  }

  async secretsOf(app: JwtApp): Promise<AppSecrets | undefined> {
    return this.#secrets.get(app.id);
  }

  async save(app: JwtApp, secrets?: AppSecrets): Promise<JwtApp> {
    if (this.failure) throw this.failure;
    this.saved.push({ app, secrets });
    if (secrets) this.#secrets.set(app.id, secrets);
    const index = this.present.findIndex(({ id }) => id === app.id);
    this.present.splice(index < 0 ? this.present.length : index, 1, app);
    return app;
  }

  async update(
    { id }: JwtApp,
    change: (current: JwtApp) => JwtApp,
    changeSecrets?: (stored: AppSecrets | undefined) => AppSecrets,
  ): Promise<JwtApp> {
    const current = await this.get(id);
    if (!current)
      throw new UserError("app-gone", "“{0}” was deleted meanwhile, so nothing of it was changed.", { args: [id] });
    return this.save(change(current), changeSecrets?.(this.#secrets.get(id)));
  }
}

export interface FormPageOptions {
  readonly apps?: MemoryApps;
  readonly editing?: string;
  readonly start?: FormStart;
  readonly strings?: Readonly<Record<string, string>>;
  readonly draft?: FormDraft;
}

/** The built form in a browser, behind the real page and its policy, with the extension's real half at the other end. */
export class FormPage {
  readonly received: unknown[] = [];
  readonly sent: ExtensionMessage[] = [];
  readonly copied: string[] = [];
  readonly unknown: string[] = [];
  readonly problems: string[] = [];
  session: FormSession | undefined;
  closed = false;
  cancelled = false;
  /** The steps that were taken in the summary. */
  readonly steps: NextStep[] = [];
  /** What a step does here, and whether it was done. */
  doStep: (step: NextStep, app: JwtApp) => Promise<boolean> = async () => false;

  /** What the form is told comes after this. */
  #before: Promise<void> = Promise.resolve();

  readonly #cdp: CDPSession;

  private constructor(
    readonly page: Page,
    readonly apps: MemoryApps,
    cdp: CDPSession,
  ) {
    this.#cdp = cdp;
  }

  static async open(context: BrowserContext, options: FormPageOptions = {}): Promise<FormPage> {
    const page = await context.newPage();
    const form = new FormPage(page, options.apps ?? new MemoryApps(), await context.newCDPSession(page));
    await form.#start(options);
    return form;
  }

  async #start({ editing, start, strings = {}, draft }: FormPageOptions): Promise<void> {
    const { page } = this;
    const session = new FormSession({
      ...webPorts,
      newId: () => crypto.randomUUID(),
      editing,
      start,
      draft,
      apps: this.apps,
      editor: {
        post: (message) => {
          this.sent.push(message);
          void this.#before
            .then(() => page.evaluate((data) => window.postMessage(data, "*"), message))
            .catch(() => undefined);
        },
        copy: async (_label, text) => void this.copied.push(text),
        copyClientSecret: async () => void this.copied.push("the client secret"),
        saved: () => undefined,
        takeStep: async (step, app) => {
          this.steps.push(step);
          return this.doStep(step, app);
        },
        localPlatform: () => "stopped",
        cancel: async () => {
          this.cancelled = true;
        },
        close: () => {
          this.closed = true;
        },
        tell: (sentence) => void this.problems.push(sentence),
        translate: ({ template, args, remedy }) =>
          [template, remedy].flatMap((text) => (text ? [fill(text, args)] : [])).join(" "),
        strings,
        report: (error) => {
          this.problems.push(String(error));
          return "bug";
        },
        reportUnknownMessage: (type) => void this.unknown.push(type),
      },
    });
    this.session = session;
    await page.exposeFunction("toExtension", (message: unknown) => {
      this.received.push(message);
      return session.receive(message);
    });
    await page.addInitScript(standInForVsCode);
    page.on("pageerror", (error) => this.problems.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") this.problems.push(message.text());
    });
    await page.route(`${ORIGIN}/**`, async (route) => {
      const { pathname } = new URL(route.request().url());
      const file = /^\/(appForm\.(?:js|css))$/.exec(pathname)?.[1];
      const html = formHtml({
        cspSource: ORIGIN,
        nonce: "bm9uY2U",
        scriptUri: `${ORIGIN}/appForm.js`,
        styleUri: `${ORIGIN}/appForm.css`,
        language: "en",
        title: "JWT App",
      });
      if (pathname === "/") await route.fulfill({ body: html, contentType: "text/html" });
      else if (file)
        await route.fulfill({
          body: readFileSync(`dist/webview/${file}`),
          contentType: file.endsWith("js") ? "text/javascript" : "text/css",
        });
      else await route.fulfill({ status: 404 });
    });
    await page.goto(`${ORIGIN}/`);
    await page.getByRole("heading", { level: 1 }).waitFor();
  }

  /** As where the extension is busy: what it says comes once the function that is returned was called. */
  holdMessages(): () => void {
    let release = (): void => undefined;
    this.#before = new Promise((resolve) => (release = resolve));
    return () => release();
  }

  /** As when the tab is hidden and shown again: the page is made anew, and what the form kept is there. */
  async hideAndShow(): Promise<void> {
    await this.page.reload();
    await this.page.getByRole("heading", { level: 1 }).waitFor();
  }

  field(label: string) {
    return this.page.getByLabel(label, { exact: true });
  }

  button(name: string) {
    return this.page.getByRole("button", { name, exact: true });
  }

  async choose(label: string, option: string): Promise<void> {
    const dropdown = this.page.getByRole("combobox", { name: label, exact: true });
    await dropdown.click();
    await dropdown.getByRole("option", { name: option, exact: true }).click();
  }

  async pick(group: string, option: string): Promise<void> {
    await this.page
      .getByRole("radiogroup", { name: group, exact: true })
      .getByRole("radio", { name: option, exact: true })
      .click();
  }

  heading(text: string) {
    return this.page.getByRole("heading", { name: text, exact: true });
  }

  async fillFirstPage(): Promise<void> {
    await this.field("Name").fill("Orders");
    await this.field("Client ID").fill("cs-5250f1ff-9f11-5ed8-9263-4ee1db0fbd68");
    await this.field("Client Secret").fill("c2VjcmV0IG9mIHRoZSBmb3JtJ3Mgb3duIHRlc3RzISE=");
  }

  /** The label or text of what has the focus, inside the toolkit's elements too. */
  focused(): Promise<string> {
    return this.page.evaluate(() => {
      // The innermost has the focus, but a button's name is that of the element around it.
      const chain: Element[] = [];
      for (let at = document.activeElement; at; at = at.shadowRoot?.activeElement ?? null) chain.unshift(at);
      const names = chain.map((element) => element.getAttribute("aria-label") ?? element.textContent?.trim() ?? "");
      return names.find((name) => name !== "") ?? "";
    });
  }

  /** Waits for something that the form's other half was told. */
  async until(reached: () => boolean): Promise<void> {
    await until(reached, "the form says so");
  }

  violations(): Promise<string[]> {
    return this.page.evaluate(() => (window as unknown as { violations: string[] }).violations);
  }

  /** The violations so far, which then don't count. */
  async takeViolations(): Promise<string[]> {
    this.problems.length = 0;
    return this.page.evaluate(() => (window as unknown as { violations: string[] }).violations.splice(0));
  }

  keptState(): Promise<string> {
    return this.page.evaluate(() => sessionStorage.getItem("state") ?? "");
  }

  errorOf(field: string) {
    return this.page.locator(`[data-field="${field}"] [data-error]:not([hidden])`);
  }

  /** What the browser's accessibility tree says of the control with that name. */
  async accessible(
    name: string,
  ): Promise<{ role: string; description: string; invalid: string; required: boolean } | undefined> {
    const { nodes } = await this.#cdp.send("Accessibility.getFullAXTree");
    const controls = ["textbox", "combobox", "checkbox", "radiogroup", "radio", "button"];
    const node = nodes.find(
      (candidate) =>
        !candidate.ignored && candidate.name?.value === name && controls.includes(String(candidate.role?.value)),
    );
    if (!node) return undefined;
    const property = (key: string) =>
      node.properties?.find((entry) => String(entry.name) === key)?.value.value as unknown;
    return {
      role: String(node.role?.value),
      description: String(node.description?.value ?? ""),
      invalid: String(property("invalid") ?? "false"),
      required: property("required") === true,
    };
  }
}

/** Runs in the page: VS Code's side of a webview. Its state outlives the page as it does there. */
function standInForVsCode(): void {
  const page = window as unknown as {
    acquireVsCodeApi: unknown;
    toExtension: (message: unknown) => void;
    violations: string[];
  };
  page.violations = [];
  document.addEventListener("securitypolicyviolation", (event) =>
    page.violations.push(`${event.violatedDirective} ${event.blockedURI}`),
  );
  page.acquireVsCodeApi = () => ({
    postMessage: (message: unknown) => page.toExtension(message),
    getState: () => JSON.parse(sessionStorage.getItem("state") ?? "null") as unknown,
    setState: (state: unknown) => sessionStorage.setItem("state", JSON.stringify(state)),
  });
}
