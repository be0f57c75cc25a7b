import type { FormValues } from "../../src/domain/apps/form/formValues";
import { FormMessage, readMessage } from "../protocol";

/** How long after the last key stroke the extension is asked. */
const CHECK_AFTER_MILLISECONDS = 300;

/** The checks that only the extension can do, of keys: one counts at a time, that of what was typed last. */
export class KeyChecks {
  /** Of the latest check. */
  #sequence = 0;
  /** What the latest check is about. */
  #asked: FormValues | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #whenAnswered: (() => void) | undefined;

  readonly #values: () => FormValues;
  readonly #post: (message: FormMessage) => void;

  constructor(values: () => FormValues, post: (message: FormMessage) => void) {
    this.#values = values;
    this.#post = post;
  }

  soon(): void {
    // An answer that is still under way is about what stood there before.
    this.#sequence++;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#check(), CHECK_AFTER_MILLISECONDS);
  }

  /** Resolves once it is answered. */
  now(): Promise<void> {
    return this.#check();
  }

  #check(): Promise<void> {
    clearTimeout(this.#timer);
    const message = { type: "check", sequence: ++this.#sequence, values: this.#values() } as const;
    this.#asked = message.values;
    // A text that is too long to send has its error already.
    if (!readMessage(FormMessage, message)) return Promise.resolve();
    const earlier = this.#whenAnswered;
    return new Promise((resolve) => {
      // Who waits for an earlier check, whose answer no longer counts, waits for this one.
      this.#whenAnswered = () => {
        earlier?.();
        resolve();
      };
      this.#post(message);
    });
  }

  /** What was asked; undefined where it isn't the latest that is answered. */
  askedBy(sequence: number): FormValues | undefined {
    return sequence === this.#sequence ? this.#asked : undefined;
  }

  /** The answer to the latest one is shown. */
  answered(): void {
    this.#whenAnswered?.();
    this.#whenAnswered = undefined;
  }
}
