import {
  type FieldErrors,
  type FieldName,
  findErrors,
  findNotes,
  FORM_PAGES,
  type FormContext,
  type FormValues,
  visibleValues,
} from "../../src/domain/apps/form/formRules";
import type { Sentence } from "../../src/domain/apps/sentence";
import {
  type ExtensionMessage,
  FormMessage,
  type GeneratedKey,
  type KeyPurpose,
  type KeptState,
  type KeySize,
  readMessage,
} from "../protocol";
import { fieldsFor, SECTIONS } from "./fields";
import { FieldView } from "./fieldView";
import { keptState } from "./keptState";
import type { NextSteps } from "./nextSteps";
import { showSummary } from "./summaryView";
import { t } from "./text";
import { button } from "./toolkit";

export interface FormHost {
  readonly post: (message: FormMessage) => void;
  readonly keep: (state: KeptState) => void;
}

type Init = Extract<ExtensionMessage, { type: "init" }>;

/** Fields that only the extension can check, and how long after the last key stroke it is asked to. */
const KEY_FIELDS: readonly FieldName[] = [
  "signingPrivateKey",
  "platformKey",
  "payloadPublicKey",
  "payloadPrivateKey",
  "payloadSharedKey",
];
const CHECK_AFTER_MILLISECONDS = 300;

/** The form: two pages of fields, then the summary. Holds what was typed; the rules are the domain's. */
export class AppForm {
  readonly #context: FormContext;
  readonly #values: FormValues;
  /** What the form begins with where nobody has typed. */
  readonly #initial: FormValues;
  readonly #fields = new Map<FieldName, FieldView>();
  readonly #pages: HTMLElement[] = [];
  readonly #alert = Object.assign(document.createElement("p"), { className: "alert", hidden: true });
  readonly #generated: GeneratedKey[];
  readonly #requested = new Set<string>();
  /** Fields that the user has left, or tried to go on with: only these show errors. */
  readonly #touched = new Set<FieldName>();
  /** The extension's last word about each field, until it is changed. */
  #answers: Partial<Record<FieldName, string>> = {};
  #signingPublicKey: string | undefined;
  #page: 0 | 1 = 0;
  #pressed = false;
  #saving = false;
  #saved = false;
  #sequence = 0;
  /** What the extension said when it opened the form. */
  readonly #message: string;
  /** What the form began with, until something else has to be said than what of it is gone. */
  #kept: KeptState | undefined;
  #checkTimer: ReturnType<typeof setTimeout> | undefined;
  #whenChecked: (() => void) | undefined;
  #steps: NextSteps | undefined;
  /** The draft that the extension was told of last, as JSON. */
  #told = "";

  readonly #root: HTMLElement;
  readonly #host: FormHost;

  constructor(root: HTMLElement, host: FormHost, init: Init, kept: KeptState | undefined) {
    this.#root = root;
    this.#host = host;

    this.#context = init.context;
    this.#initial = init.values;
    this.#values = { ...init.values, ...kept?.values };
    if (!init.context.existing?.signingKey && this.#values.signingKey === "keep") this.#values.signingKey = "generate";
    if (!init.context.existing?.payloadKey && this.#values.payloadKey === "keep") this.#values.payloadKey = "generate";
    this.#generated = [...init.generatedKeys];
    this.#build(init.hosts);
    this.#watchPointer();
    this.#message = init.message ?? "";
    this.#kept = kept;
    this.#tellAtStart();
    this.#showPage(kept?.page ?? 0);
    if (init.focus && !kept) this.#goTo(init.focus);
  }

  receive(message: Exclude<ExtensionMessage, { type: "init" }>): void {
    switch (message.type) {
      case "checked":
        if (message.sequence !== this.#sequence) return;
        this.#answers = message.errors;
        this.#signingPublicKey = message.signingPublicKey;
        this.#show();
        this.#whenChecked?.();
        this.#whenChecked = undefined;
        return;
      case "keyGenerated":
        this.#generated.push({ purpose: message.purpose, bits: message.bits, publicKey: message.publicKey });
        this.#show();
        return;
      case "refused":
        this.#saving = false;
        this.#answers = message.errors;
        this.#kept = undefined;
        this.#tell(message.message ?? "");
        // The button that was pressed is at the end of the page.
        if (!this.#goToFirstError(FORM_PAGES.flat())) this.#alert.scrollIntoView();
        return;
      case "saved":
        this.#saved = true;
        this.#keep();
        this.#steps = showSummary(this.#root, message.summary, this.#host.post);
        return;
      case "nextSteps":
        this.#steps?.show(message.steps);
        return;
    }
  }

  #build(hosts: readonly string[]): void {
    const existing = this.#context.existing;
    const title = existing ? t("Edit the JWT app “{0}”", existing.name) : t("Create a JWT app");
    this.#root.replaceChildren(this.#alert);
    this.#alert.setAttribute("role", "alert");
    const definitions = fieldsFor(this.#context);
    SECTIONS.forEach((sections, index) => {
      const page = document.createElement("main");
      this.#root.append(page);
      this.#pages.push(page);
      heading(page, "h1", title).tabIndex = -1;
      page.append(
        Object.assign(document.createElement("p"), {
          className: "step",
          textContent: t("Step {0} of {1}", index + 1, SECTIONS.length),
        }),
      );
      for (const section of sections) {
        const group = document.createElement("section");
        page.append(group);
        heading(group, "h2", t(section.heading));
        for (const name of section.fields) {
          const view = new FieldView(name, definitions[name], group, hosts, {
            changed: (field, value) => this.#changed(field, value),
            left: (field) => this.#left(field),
            copy: (label, text) => this.#host.post({ type: "copy", label, text }),
          });
          if (name !== "signingPublicKey") view.setValue(this.#values[name]);
          this.#fields.set(name, view);
        }
      }
      this.#buildButtons(page, index);
      // Enter in a line of text goes on, as in any form; elsewhere the key has a meaning already.
      page.addEventListener("keydown", (event) => {
        if (
          event.key !== "Enter" ||
          event.isComposing ||
          !(event.target instanceof Element) ||
          !event.target.matches("vscode-text-field")
        )
          return;
        event.preventDefault();
        this.#goOn(index).catch(reportError);
      });
    });
  }

  #buildButtons(page: HTMLElement, index: number): void {
    const actions = Object.assign(document.createElement("div"), { className: "actions" });
    page.append(actions);
    if (index > 0) button(actions, t("Back")).addEventListener("click", () => this.#showPage(0, "focus"));
    button(actions, index === 0 ? t("Next") : t("Done"), { primary: true }).addEventListener(
      "click",
      () => void this.#goOn(index).catch(reportError),
    );
    button(actions, t("Cancel")).addEventListener("click", () => this.#post({ type: "cancel" }));
  }

  #tellAtStart(): void {
    this.#tell([this.#message, this.#kept && this.#whatIsGone(this.#kept)].filter(Boolean).join(" "));
  }

  #whatIsGone(kept: KeptState): string {
    const labels = fieldsFor(this.#context);
    const again = kept.dropped.filter((field) => this.#values[field] === "").map((field) => t(labels[field].label));
    const lostKey = kept.shownKeys.some((key) => !this.#generated.some(({ publicKey }) => publicKey === key));
    const sentences = [
      again.length > 0
        ? t("Secrets aren't kept while the form is hidden or closed. Please type again: {0}.", again.join(", "))
        : "",
      lostKey ? t("The generated key pair is gone with the reload; another one is generated now.") : "",
    ];
    return sentences.filter(Boolean).join(" ");
  }

  #changed(field: FieldName, value: string | boolean): void {
    if (field === "signingPublicKey" || this.#values[field] === value) return;
    Object.assign(this.#values, { [field]: value });
    if (this.#kept?.dropped.some((each) => each === field)) this.#tellAtStart();
    delete this.#answers[field];
    if (field.startsWith("payload")) delete this.#answers.payloadPublicKey;
    if (field === "signingPrivateKey" || field === "signingKey") this.#signingPublicKey = undefined;
    if (KEY_FIELDS.includes(field) || typeof value === "boolean" || field === "signingKey" || field === "payloadKey")
      this.#checkSoon();
    this.#show();
  }

  #left(field: FieldName): void {
    this.#touched.add(field);
    // An error that appears while a button is held down would push what is being clicked away from under the pointer.
    if (!this.#pressed) this.#show();
  }

  #watchPointer(): void {
    const page = this.#root.ownerDocument;
    page.addEventListener("pointerdown", () => {
      this.#pressed = true;
    });
    for (const release of ["pointerup", "pointercancel"]) {
      page.addEventListener(release, () => {
        this.#pressed = false;
        // The click comes right behind.
        setTimeout(() => this.#saved || this.#show(), 0);
      });
    }
  }

  async #goOn(page: number): Promise<void> {
    if (this.#saving) return;
    const fields = page === 0 ? FORM_PAGES[0] : FORM_PAGES.flat();
    for (const field of fields) this.#touched.add(field);
    if (this.#goToFirstError(fields)) return;
    this.#saving = true;
    if (page === 1) return this.#post({ type: "save", values: this.#valuesToSend() });
    await this.#check();
    this.#saving = false;
    if (!this.#goToFirstError(fields)) this.#showPage(1, "focus");
  }

  /** True where there was one. */
  #goToFirstError(fields: readonly FieldName[]): boolean {
    const errors = findErrors(this.#values, this.#context);
    const first = fields.find(
      (field) => (errors[field] ?? this.#answers[field]) !== undefined && this.#isVisible(field),
    );
    if (first) {
      this.#touched.add(first);
      this.#goTo(first);
    } else {
      this.#show();
    }
    return first !== undefined;
  }

  #goTo(field: FieldName): void {
    this.#showPage(FORM_PAGES[0].includes(field as never) ? 0 : 1);
    this.#fields.get(field)?.focus();
  }

  #showPage(page: 0 | 1, focus?: "focus"): void {
    this.#page = page;
    this.#pages.forEach((element, index) => {
      element.hidden = index !== page;
    });
    this.#show();
    if (!focus) return;
    this.#root.ownerDocument.scrollingElement?.scrollTo(0, 0);
    this.#pages[page]?.querySelector("h1")?.focus();
  }

  /** Brings every field up to date with what is typed, and keeps it for when the tab is hidden. */
  #show(): void {
    const errors: FieldErrors = findErrors(this.#values, this.#context);
    const notes = findNotes(this.#values, this.#context);
    for (const [name, view] of this.#fields) {
      const error = errors[name] ? sentence(errors[name]) : this.#answers[name];
      view.show(this.#values, this.#context, {
        error: this.#touched.has(name) ? error : undefined,
        notes: notes[name] ?? [],
        shownKey: this.#shownKey(name),
        isGenerating: this.#values[name === "signingPublicKey" ? "signingKey" : "payloadKey"] === "generate",
      });
    }
    this.#requestKeys();
    this.#keep();
  }

  #shownKey(field: FieldName): string | undefined {
    const { existing } = this.#context;
    const { signingKey, payloadKey } = this.#values;
    if (field === "signingPublicKey") {
      if (signingKey === "keep") return existing?.signingKey?.publicKey;
      return signingKey === "paste" ? this.#signingPublicKey : this.#generatedKey("signing");
    }
    if (field !== "payloadPublicKey") return undefined;
    if (payloadKey === "keep")
      return existing?.payloadKey?.kind === "keyPair" ? existing.payloadKey.publicKey : undefined;
    return payloadKey === "generate" ? this.#generatedKey("payload") : undefined;
  }

  #generatedKey(purpose: KeyPurpose): string | undefined {
    return this.#generated.find((key) => key.purpose === purpose && key.bits === this.#keySize(purpose))?.publicKey;
  }

  #keySize(purpose: KeyPurpose): KeySize {
    return purpose === "payload" && this.#values.payloadKeySize === "4096" ? 4096 : 2048;
  }

  /** Key pairs are generated as soon as they are chosen: the platform asks for the public key before it shows a client ID. */
  #requestKeys(): void {
    for (const purpose of ["signing", "payload"] as const) {
      const chosen = purpose === "signing" ? this.#values.signingKey : this.#values.payloadKey;
      const bits = this.#keySize(purpose);
      const request = `${purpose} ${bits}`;
      if (
        chosen !== "generate" ||
        !this.#isVisible(`${purpose}Key`) ||
        this.#generatedKey(purpose) ||
        this.#requested.has(request)
      )
        continue;
      this.#requested.add(request);
      this.#host.post({ type: "generateKey", purpose, bits });
    }
  }

  #checkSoon(): void {
    // An answer that is still under way is about what stood there before.
    this.#sequence++;
    clearTimeout(this.#checkTimer);
    this.#checkTimer = setTimeout(() => void this.#check(), CHECK_AFTER_MILLISECONDS);
  }

  #check(): Promise<void> {
    clearTimeout(this.#checkTimer);
    const message = { type: "check", sequence: ++this.#sequence, values: this.#valuesToSend() } as const;
    // A text that is too long to send has its error already.
    if (!readMessage(FormMessage, message)) return Promise.resolve();
    const earlier = this.#whenChecked;
    return new Promise((resolve) => {
      // Who waits for an earlier check, whose answer no longer counts, waits for this one.
      this.#whenChecked = () => {
        earlier?.();
        resolve();
      };
      this.#post(message);
    });
  }

  #valuesToSend(): FormValues {
    return visibleValues(this.#values, this.#context);
  }

  #post(message: FormMessage): void {
    this.#host.post(message);
  }

  #isVisible(field: FieldName): boolean {
    return this.#fields.get(field)?.isVisible ?? false;
  }

  #tell(message: string): void {
    this.#alert.textContent = message;
    this.#alert.hidden = message === "";
  }

  #keep(): void {
    const shownKeys = (["signing", "payload"] as const)
      .filter((purpose) => this.#isVisible(`${purpose}Key`) && this.#values[`${purpose}Key`] === "generate")
      .flatMap((purpose) => this.#generatedKey(purpose) ?? []);
    const state = keptState(this.#values, this.#context, { saved: this.#saved, page: this.#page, shownKeys });
    this.#host.keep(state);
    this.#tellDraft(state);
  }

  /** So that the extension can ask before what was typed is lost. */
  #tellDraft(state: KeptState): void {
    const initial: Readonly<Record<string, unknown>> = this.#initial;
    const isChanged = !this.#saved && Object.entries(this.#values).some(([field, value]) => initial[field] !== value);
    const message: FormMessage = { type: "draft", ...(isChanged && { state }) };
    const told = JSON.stringify(message);
    if (told === this.#told || (this.#told === "" && !isChanged)) return;
    this.#told = told;
    this.#post(message);
  }
}

function heading(parent: HTMLElement, level: "h1" | "h2", text: string): HTMLElement {
  const element = document.createElement(level);
  element.textContent = text;
  parent.append(element);
  return element;
}

function sentence({ template, args = [], remedy }: Sentence): string {
  return remedy ? `${t(template, ...args)} ${t(remedy, ...args)}` : t(template, ...args);
}
