/** One wait after another, of which none may take too long. A timer that was set for an earlier one is used again. */
export class Deadline {
  readonly #passed: () => void;
  #at = 0;
  #timer: NodeJS.Timeout | undefined;
  /** When the timer looks. */
  #looksAt = 0;

  constructor(passed: () => void) {
    this.#passed = passed;
  }

  /** @param milliseconds of the next wait, in place of the one before */
  set(milliseconds: number): void {
    this.#at = performance.now() + milliseconds;
    if (this.#timer && this.#looksAt <= this.#at) return;
    clearTimeout(this.#timer);
    this.#look(milliseconds);
  }

  end(): void {
    this.#at = Infinity;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #look(milliseconds: number): void {
    this.#looksAt = performance.now() + milliseconds;
    this.#timer = setTimeout(() => {
      const left = this.#at - performance.now();
      this.#timer = undefined;
      if (left <= 0) this.#passed();
      else if (left < Infinity) this.#look(left);
    }, milliseconds);
  }
}
