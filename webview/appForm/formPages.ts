import type { FieldName, FormContext, FormValues } from "../../src/domain/apps/form/formValues";
import { fieldsFor, SECTIONS } from "./fields";
import { type FieldEvents, FieldView } from "./fieldView";
import { t } from "./text";
import { button } from "./toolkit";

export interface PageEvents extends FieldEvents {
  /** From the page of this index: to the next one, or to the end. */
  readonly goOn: (page: number) => void;
  readonly goBack: () => void;
  readonly cancel: () => void;
}

/** The form's two pages with their fields and buttons, of which one is shown. */
export class FormPages {
  readonly fields = new Map<FieldName, FieldView>();
  readonly #pages: HTMLElement[] = [];
  readonly #root: HTMLElement;
  readonly #events: PageEvents;

  constructor(
    root: HTMLElement,
    { context, values, hosts }: { context: FormContext; values: FormValues; hosts: readonly string[] },
    events: PageEvents,
  ) {
    this.#root = root;
    this.#events = events;
    const { existing } = context;
    const title = existing ? t("Edit the JWT app “{0}”", existing.name) : t("Create a JWT app");
    const definitions = fieldsFor(context);
    SECTIONS.forEach((sections, index) => {
      const page = this.#addPage(title, index);
      for (const section of sections) {
        const group = document.createElement("section");
        page.append(group);
        heading(group, "h2", t(section.heading));
        for (const name of section.fields) {
          const view = new FieldView(name, definitions[name], group, hosts, events);
          if (name !== "signingPublicKey") view.setValue(values[name]);
          this.fields.set(name, view);
        }
      }
      this.#addButtons(page, index);
    });
  }

  show(page: number): void {
    this.#pages.forEach((element, index) => {
      element.hidden = index !== page;
    });
  }

  focusHeading(page: number): void {
    this.#root.ownerDocument.scrollingElement?.scrollTo(0, 0);
    this.#pages[page]?.querySelector("h1")?.focus();
  }

  isVisible(field: FieldName): boolean {
    return this.fields.get(field)?.isVisible ?? false;
  }

  #addPage(title: string, index: number): HTMLElement {
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
      this.#events.goOn(index);
    });
    return page;
  }

  #addButtons(page: HTMLElement, index: number): void {
    const { goOn, goBack, cancel } = this.#events;
    const actions = Object.assign(document.createElement("div"), { className: "actions" });
    page.append(actions);
    const add = (label: string, run: () => void, options?: { primary: boolean }): void =>
      button(actions, label, options).addEventListener("click", run);
    if (index > 0) add(t("Back"), goBack);
    add(index === 0 ? t("Next") : t("Done"), () => goOn(index), { primary: true });
    add(t("Cancel"), cancel);
  }
}

function heading(parent: HTMLElement, level: "h1" | "h2", text: string): HTMLElement {
  const element = document.createElement(level);
  element.textContent = text;
  parent.append(element);
  return element;
}
