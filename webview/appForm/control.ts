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
