import {
  type FieldName,
  FORM_PAGES,
  type FormContext,
  type FormValues,
  SECRET_FIELDS,
} from "../../src/domain/apps/form/formValues";
import { visibleValues, keepableValues, isVisible } from "../../src/domain/apps/form/formFields";
import { type FieldErrors, findErrors } from "../../src/domain/apps/form/formErrors";
import { findNotes } from "../../src/domain/apps/form/formNotes";
import type { SentenceWithRemedy } from "../../src/domain/text/sentence";
import type { ExtensionMessage, FormMessage, KeptState } from "../protocol";
import { fieldsFor } from "./fields";
import type { NextSteps } from "./nextSteps";
import { showSummary } from "./summaryView";
import { t } from "./text";
import { FormPages } from "./formPages";
import { KeyPairs } from "./keyPairs";
import { KeyChecks } from "./keyChecks";

export interface FormHost {
  readonly post: (message: FormMessage) => void;
  readonly keep: (state: KeptState) => void;
}

type Init = Extract<ExtensionMessage, { type: "init" }>;
type Answers = Partial<Record<FieldName, string>>;

/** Fields that only the extension can check. */
const KEY_FIELDS: readonly FieldName[] = [
  "signingPrivateKey",
  "platformKey",
  "payloadPublicKey",
  "payloadPrivateKey",
  "payloadSharedKey",
];

/** The form: two pages of fields, then the summary. Holds what was typed; the rules are the domain's. */
export class AppForm {
  readonly #context: FormContext;
  readonly #values: FormValues;
  /** What the form begins with where nobody has typed. */
  readonly #initial: FormValues;
  readonly #pages: FormPages;
  readonly #alert = Object.assign(document.createElement("p"), { className: "alert", hidden: true });
  readonly #keyPairs: KeyPairs;
  readonly #checks: KeyChecks;
  /** Fields that the user has left, or tried to go on with: only these show errors. */
  readonly #touched = new Set<FieldName>();
  /** The extension's last word about each field, until it is changed. */
  #answers: Answers = {};
  /** What is being saved. */
  #sent: FormValues | undefined;
  #signingPublicKey: string | undefined;
  #page: 0 | 1 = 0;
  #pressed = false;
  #saving = false;
  #saved = false;
  /** What the extension said when it opened the form. */
  readonly #message: string;
  /** What the form began with, until something else has to be said than what of it is gone. */
  #kept: KeptState | undefined;
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
    this.#keyPairs = new KeyPairs(init.generatedKeys, (purpose, bits) =>
      this.#post({ type: "generateKey", purpose, bits }),
    );
    this.#checks = new KeyChecks(
      () => this.#valuesToSend(),
      (message) => this.#post(message),
    );
    root.replaceChildren(this.#alert);
    this.#alert.setAttribute("role", "alert");
    const content = { context: this.#context, values: this.#values, hosts: init.hosts };
    this.#pages = new FormPages(root, content, {
      changed: (field, value) => this.#changed(field, value),
      left: (field) => this.#left(field),
      copy: (label, text) => this.#post({ type: "copy", label, text }),
      goOn: (page) => void this.#goOn(page).catch(reportError),
      goBack: () => this.#showPage(0, "focus"),
      cancel: () => this.#post({ type: "cancel" }),
    });
    this.#watchPointer();
    this.#message = init.message ?? "";
    this.#kept = kept;
    this.#tellAtStart();
    this.#showPage(kept?.page ?? 0);
    if (init.focus && !kept) this.#goTo(init.focus);
  }

  receive(message: Exclude<ExtensionMessage, { type: "init" }>): void {
    switch (message.type) {
      case "checked": {
        const asked = this.#checks.askedBy(message.sequence);
        if (!asked) return;
        this.#answers = this.#stillSo(message.errors, asked);
        this.#signingPublicKey = message.signingPublicKey;
        this.#show();
        this.#checks.answered();
        return;
      }
      case "keyGenerated":
        this.#keyPairs.add({ purpose: message.purpose, bits: message.bits, publicKey: message.publicKey });
        this.#show();
        return;
      case "refused":
        this.#saving = false;
        this.#answers = this.#stillSo(message.errors, this.#sent);
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

  /** What is said of the fields that still are as they were then: what was typed meanwhile, nobody has looked at. */
  #stillSo(errors: Answers, then: FormValues | undefined): Answers {
    const now = this.#valuesToSend();
    const entries = Object.entries(errors) as [FieldName, string][];
    return Object.fromEntries(entries.filter(([field]) => !then || valueOf(then, field) === valueOf(now, field)));
  }

  #tellAtStart(): void {
    this.#tell([this.#message, this.#kept && this.#whatIsGone(this.#kept)].filter(Boolean).join(" "));
  }

  #whatIsGone(kept: KeptState): string {
    const labels = fieldsFor(this.#context);
    const again = kept.dropped.filter((field) => this.#values[field] === "").map((field) => t(labels[field].label));
    const lostKey = kept.shownKeys.some((key) => !this.#keyPairs.has(key));
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
      this.#checks.soon();
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
    if (page === 1) {
      this.#sent = this.#valuesToSend();
      return this.#post({ type: "save", values: this.#sent });
    }
    await this.#checks.now();
    this.#saving = false;
    if (!this.#goToFirstError(fields)) this.#showPage(1, "focus");
  }

  /** True where there was one. */
  #goToFirstError(fields: readonly FieldName[]): boolean {
    const errors = findErrors(this.#values, this.#context);
    const first = fields.find(
      (field) => (errors[field] ?? this.#answers[field]) !== undefined && this.#pages.isVisible(field),
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
    this.#pages.fields.get(field)?.focus();
  }

  #showPage(page: 0 | 1, focus?: "focus"): void {
    this.#page = page;
    this.#pages.show(page);
    this.#show();
    if (focus) this.#pages.focusHeading(page);
  }

  /** Brings every field up to date with what is typed, and keeps it for when the tab is hidden. */
  #show(): void {
    const errors: FieldErrors = findErrors(this.#values, this.#context);
    const notes = findNotes(this.#values, this.#context);
    for (const [name, view] of this.#pages.fields) {
      const error = errors[name] ? sentence(errors[name]) : this.#answers[name];
      view.show(this.#values, this.#context, {
        error: this.#touched.has(name) ? error : undefined,
        notes: notes[name] ?? [],
        shownKey: this.#keyPairs.shownIn(name, this.#values, this.#context.existing, this.#signingPublicKey),
        isGenerating: this.#values[name === "signingPublicKey" ? "signingKey" : "payloadKey"] === "generate",
      });
    }
    this.#keyPairs.generateChosen(this.#values, this.#isVisible);
    this.#keep();
  }

  #valuesToSend(): FormValues {
    return visibleValues(this.#values, this.#context);
  }

  readonly #isVisible = (field: FieldName): boolean => this.#pages.isVisible(field);

  #post(message: FormMessage): void {
    this.#host.post(message);
  }

  #tell(message: string): void {
    this.#alert.textContent = message;
    this.#alert.hidden = message === "";
  }

  #keep(): void {
    const shownKeys = this.#keyPairs.chosen(this.#values, this.#isVisible);
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

/** Generated public keys are shown in a field, and no value of it. */
function valueOf(values: Readonly<Partial<Record<FieldName, unknown>>>, field: FieldName): unknown {
  return values[field];
}

function sentence({ template, args, remedy }: SentenceWithRemedy): string {
  return remedy ? `${t(template, ...args)} ${t(remedy, ...args)}` : t(template, ...args);
}

/** What is kept of the form as it stands. */
function keptState(
  values: FormValues,
  context: FormContext,
  rest: Pick<KeptState, "saved" | "page" | "shownKeys">,
): KeptState {
  return {
    ...rest,
    ...(context.existing && { editing: context.existing.id }),
    values: keepableValues(values),
    dropped: SECRET_FIELDS.filter((field) => values[field] !== "" && isVisible(field, values, context)),
  };
}
