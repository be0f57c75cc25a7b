import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeRadio,
  vsCodeRadioGroup,
  vsCodeTextArea,
  vsCodeTextField,
} from "@vscode/webview-ui-toolkit";

// The one file that knows the toolkit, which is no longer maintained: everything else sees `Control` and standard events.

/** One operable element of the form, whatever it is made of. */
export interface Control {
  /** Goes into the page; `input` and `change` events reach it. */
  readonly element: HTMLElement;
  get(): string | boolean;
  set(value: string | boolean): void;
  setReadOnly(readOnly: boolean): void;
  setRequired(required: boolean): void;
  /** What assistive technology reads with the control: its error where it has one, else its help. */
  describe(description: string, invalid: boolean): void;
  focus(): void;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Registers the toolkit's elements; before any is made. */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeRadio(),
    vsCodeRadioGroup(),
    vsCodeTextArea(),
    vsCodeTextField(),
  );
}

/** Each of these appends what it makes to `parent`, which must be in the page: the toolkit renders then and there. */
export function textField(
  parent: HTMLElement,
  label: string,
  { password = false, suggestions = [] as readonly string[] } = {},
): Control {
  const element = labelled("vscode-text-field", label);
  if (password) element.setAttribute("type", "password");
  parent.append(element);
  if (suggestions.length > 0) suggest(innerControl(element), suggestions);
  return typedControl(element, label);
}

export function textArea(parent: HTMLElement, label: string, { rows = 6 } = {}): Control {
  const element = labelled("vscode-text-area", label);
  element.setAttribute("rows", String(rows));
  element.setAttribute("resize", "vertical");
  parent.append(element);
  return typedControl(element, label);
}

export function dropdown(parent: HTMLElement, label: string, choices: readonly Choice[]): Control {
  const select = labelled("vscode-dropdown", "") as HTMLElement & { value: string };
  select.setAttribute("aria-label", label);
  for (const { value, label: text } of choices) {
    const option = labelled("vscode-option", text);
    option.setAttribute("value", value);
    select.append(option);
  }
  const caption = document.createElement("span");
  caption.className = "caption";
  caption.textContent = label;
  // The name is on the element itself, so what is seen isn't read a second time.
  caption.setAttribute("aria-hidden", "true");
  // The toolkit focuses a dropdown once more in the frame after it opened, and takes the focus from where the user has
  // gone by then: what is typed next, a client secret perhaps, would land in another field.
  select.focus = () => undefined;
  const element = document.createElement("div");
  element.append(caption, select);
  parent.append(element);
  const control = hostControl(element, select, {
    get: () => select.value,
    set: (value) => {
      select.value = String(value);
    },
  });
  caption.addEventListener("click", () => control.focus());
  return control;
}

export function radioGroup(parent: HTMLElement, label: string, choices: readonly Choice[]): Control {
  const group = labelled("vscode-radio-group", "") as HTMLElement & { value: string };
  group.setAttribute("orientation", "vertical");
  const caption = document.createElement("label");
  caption.slot = "label";
  caption.textContent = label;
  group.append(caption);
  for (const { value, label: text } of choices) {
    const radio = labelled("vscode-radio", text);
    radio.setAttribute("value", value);
    radio.setAttribute("aria-label", text);
    group.append(radio);
  }
  parent.append(group);
  return {
    ...hostControl(group, group, {
      get: () => group.value,
      set: (value) => {
        group.value = String(value);
      },
    }),
    focus: () => group.querySelector<HTMLElement>('vscode-radio[tabindex="0"], vscode-radio')?.focus(),
  };
}

export function checkbox(parent: HTMLElement, label: string): Control {
  const box = labelled("vscode-checkbox", label) as HTMLElement & { checked: boolean };
  box.setAttribute("aria-label", label);
  parent.append(box);
  return hostControl(box, box, {
    get: () => box.checked,
    set: (value) => {
      box.checked = value === true;
    },
  });
}

export function button(parent: HTMLElement, label: string, { primary = false, name = label } = {}): HTMLElement {
  const element = labelled("vscode-button", label);
  element.setAttribute("appearance", primary ? "primary" : "secondary");
  if (name !== label) element.setAttribute("aria-label", name);
  parent.append(element);
  return element;
}

function labelled(tag: string, text: string): HTMLElement {
  const element = document.createElement(tag);
  if (text !== "") element.textContent = text;
  return element;
}

type Typed = HTMLElement & { value: string; readOnly: boolean };

/**
 * Text fields and text areas keep their real input in a shadow tree and hand neither a description nor their required
 * state down to it, so these are set on the input itself.
 */
function typedControl(element: HTMLElement, label: string): Control {
  const host = element as Typed;
  const inner = innerControl(host);
  // The toolkit names both the element and its input; one name, on what is operated, is enough. It applies a changed
  // attribute in the next animation frame, and this runs right behind.
  host.removeAttribute("aria-label");
  requestAnimationFrame(() => inner.setAttribute("aria-label", label));
  // What is typed here belongs to no browser profile and to no spelling service.
  inner.setAttribute("autocomplete", "off");
  inner.setAttribute("spellcheck", "false");
  return {
    element,
    get: () => host.value,
    set: (value) => {
      // Setting what is there already would move the cursor.
      if (host.value !== value) host.value = String(value);
    },
    setReadOnly: (readOnly) => {
      host.readOnly = readOnly;
    },
    setRequired: (required) => {
      // Not "required": the toolkit takes that class away from what has no `required` attribute.
      host.classList.toggle("mandatory", required);
      setAttribute(inner, "aria-required", required ? "true" : undefined);
    },
    describe: (description, invalid) => describe(inner, description, invalid),
    focus: () => inner.focus(),
  };
}

/** Dropdowns, radio groups and checkboxes carry role, name and description themselves. */
function hostControl(element: HTMLElement, host: HTMLElement, value: Pick<Control, "get" | "set">): Control {
  return {
    ...value,
    element,
    setReadOnly: () => undefined,
    setRequired: () => undefined,
    describe: (description, invalid) => describe(host, description, invalid),
    // Not the element's own, which a dropdown has to do without.
    focus: () => HTMLElement.prototype.focus.call(host),
  };
}

function innerControl(host: HTMLElement): HTMLElement {
  const inner = host.shadowRoot?.querySelector<HTMLElement>("input, textarea");
  if (!inner) throw new Error(`${host.tagName} is not in the page yet`);
  return inner;
}

function describe(element: HTMLElement, description: string, invalid: boolean): void {
  setAttribute(element, "aria-description", description || undefined);
  setAttribute(element, "aria-invalid", invalid ? "true" : undefined);
}

/** A list of suggestions must stand in the same tree as its input. */
function suggest(inner: HTMLElement, suggestions: readonly string[]): void {
  const list = document.createElement("datalist");
  list.id = "suggestions";
  list.append(...suggestions.map((value) => Object.assign(document.createElement("option"), { value })));
  inner.parentElement?.append(list);
  inner.setAttribute("list", list.id);
}

function setAttribute(element: HTMLElement, name: string, value: string | undefined): void {
  if (value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, value);
}
