/** A sentence for beside a field, as the parts of a `UserError`: template with {0}, {1} … and its values. */
export interface Sentence {
  readonly template: string;
  readonly args?: readonly (string | number)[] | undefined;
  readonly remedy?: string | undefined;
}
