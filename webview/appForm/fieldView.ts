import {
  type FieldName,
  type FormContext,
  type FormValues,
  isReadOnly,
  isRequired,
  isVisible,
  type Note,
} from "../../src/domain/apps/form/formRules";
import type { Control } from "./control";
import type { Field } from "./fields";
import { t } from "./text";
import { button, checkbox, dropdown, radioGroup, textArea, textField } from "./toolkit";

export interface FieldDisplay {
  /** In the user's language. */
  readonly error: string | undefined;
  readonly notes: readonly Note[];
  /** For a public key that is only shown. */
  readonly shownKey: string | undefined;
  readonly isGenerating: boolean;
}

export interface FieldEvents {
  /** The value was changed by the user; for text with every key stroke. */
  readonly changed: (field: FieldName, value: string | boolean) => void;
  /** The user is done with the field for now. */
  readonly left: (field: FieldName) => void;
  readonly copy: (label: string, text: string) => void;
}

/** One field: its control, its help, its notes and its error. */
export class FieldView {
  readonly #wrapper = document.createElement("div");
  readonly #control: Control;
  readonly #help = paragraph("help");
  readonly #notes = document.createElement("div");
  readonly #error = paragraph("error");
  readonly #copy: HTMLElement | undefined;

  readonly #field: Field;

  constructor(
    readonly name: FieldName,
    field: Field,
    parent: HTMLElement,
    hosts: readonly string[],
    events: FieldEvents,
  ) {
    this.#field = field;

    this.#wrapper.className = `field ${field.kind}`;
    this.#wrapper.dataset.field = name;
    this.#error.dataset.error = "";
    parent.append(this.#wrapper);
    this.#control = makeControl(this.#wrapper, field, hosts);
    if (name === "signingPublicKey" || name === "payloadPublicKey") {
      this.#copy = button(this.#wrapper, t("Copy"), { name: t("Copy {0}", t(field.label)) });
      this.#copy.addEventListener("click", () => events.copy(t(field.label), String(this.#control.get())));
    }
    this.#wrapper.append(this.#error, this.#notes, this.#help);
    this.#listen(events);
  }

  get isVisible(): boolean {
    return !this.#wrapper.hidden;
  }

  setValue(value: string | boolean): void {
    this.#control.set(value);
  }

  show(values: FormValues, context: FormContext, display: FieldDisplay): void {
    this.#wrapper.hidden = !isVisible(this.name, values, context);
    if (this.#wrapper.hidden) return;
    const readOnly = isReadOnly(this.name, values);
    this.#control.setReadOnly(readOnly);
    this.#control.setRequired(isRequired(this.name, context));
    if (this.#copy) {
      this.#control.set(readOnly ? (display.shownKey ?? "") : values.payloadPublicKey);
      this.#copy.hidden = !readOnly || display.shownKey === undefined;
    }

    const generating = readOnly && display.shownKey === undefined && display.isGenerating;
    const help = generating ? t("Generating a key pair …") : t(this.#field.help(values, context));
    const notes = display.notes.map((note) => t(note.template, ...(note.args ?? [])));
    setText(this.#help, help);
    setText(this.#error, display.error ?? "");
    this.#notes.replaceChildren(
      ...display.notes.map(({ level }, index) => setText(paragraph(`note ${level}`), notes[index] ?? "")),
    );
    this.#wrapper.classList.toggle("invalid", display.error !== undefined);
    this.#control.describe(display.error ?? [...notes, help].filter(Boolean).join(" "), display.error !== undefined);
  }

  focus(): void {
    this.#control.focus();
    this.#wrapper.scrollIntoView({ block: "nearest" });
  }

  #listen({ changed, left }: FieldEvents): void {
    const report = () => changed(this.name, this.#control.get());
    this.#wrapper.addEventListener("input", report);
    this.#wrapper.addEventListener("change", report);
    this.#wrapper.addEventListener("focusout", (event) => {
      if (!(event.relatedTarget instanceof Node && this.#wrapper.contains(event.relatedTarget))) left(this.name);
    });
  }
}

function makeControl(parent: HTMLElement, field: Field, hosts: readonly string[]): Control {
  const label = t(field.label);
  const choices = (field.choices ?? []).map((choice) => ({ ...choice, label: t(choice.label) }));
  switch (field.kind) {
    case "text":
      return textField(parent, label, { suggestions: field.suggestsHosts ? hosts : [] });
    case "password":
      return textField(parent, label, { password: true });
    case "area":
      return textArea(parent, label, { rows: field.rows ?? 6 });
    case "dropdown":
      return dropdown(parent, label, choices);
    case "radios":
      return radioGroup(parent, label, choices);
    case "checkbox":
      return checkbox(parent, label);
  }
}

function paragraph(className: string): HTMLElement {
  return Object.assign(document.createElement("p"), { className });
}

function setText(element: HTMLElement, text: string): HTMLElement {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = text === "";
  return element;
}
