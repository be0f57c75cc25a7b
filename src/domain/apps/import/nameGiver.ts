import type { Steps } from "../../steps";
import { fold } from "../appName";
import type { JwtApp } from "../jwtApp";

/** Gives names that no other app has, in time linear in their number and their lengths. */
export class NameGiver {
  readonly #taken = new Set<string>();
  /** The number that is tried next behind a name that was cut: many names begin alike. */
  readonly #next = new Map<string, number>();

  static *beside(existing: readonly JwtApp[]): Steps<NameGiver> {
    const names = new NameGiver();
    for (const { name } of existing) {
      yield;
      names.#taken.add(fold(name));
    }
    return names;
  }

  unique(wanted: string): string {
    const whole = fold(wanted);
    if (!this.#taken.has(whole)) {
      this.#taken.add(whole);
      return wanted;
    }
    const stem = cut(wanted, 190);
    const folded = fold(stem);
    for (let count = this.#next.get(folded) ?? 2; ; count++) {
      // Folding takes longest, and the number changes nothing before it.
      if (this.#taken.has(`${folded} (${count})`.trim())) continue;
      this.#next.set(folded, count + 1);
      const name = `${stem} (${count})`;
      const key = fold(name);
      if (this.#taken.has(key)) continue;
      this.#taken.add(key);
      return name;
    }
  }
}

/** At most so many UTF-16 units, without half a character at the end. */
function cut(text: string, length: number): string {
  return text
    .slice(0, length)
    .replace(/[\ud800-\udbff]$/, "")
    .trimEnd();
}
