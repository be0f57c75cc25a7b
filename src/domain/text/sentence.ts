/**
 * A sentence for the user, in English: its template is the key for localisation. Holds no secret, token text or decrypted
 * text.
 */
export interface Sentence {
  readonly template: string;
  /** For {0}, {1} … in the template, each made text where it is filled in. */
  readonly args: readonly (string | number)[];
}

/** One that says what is wrong, with what the user can do about it: of the same placeholders. */
export interface SentenceWithRemedy extends Sentence {
  readonly remedy?: string | undefined;
}

export function say(template: string, ...args: readonly (string | number)[]): Sentence {
  return { template, args };
}
