import { appendFileSync, readFileSync } from "node:fs";

/** What a process that may be killed was about to do with an app, and whether it came to the end of it. `state` undefined: deleted. */
interface Line {
  readonly id: string;
  readonly state: string | undefined;
  readonly done: boolean;
}

/** Written line by line, at once, so that it outlives the process that writes it. */
export class Ledger {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async change(id: string, state: string | undefined, make: () => Promise<unknown>): Promise<void> {
    this.#write({ id, state, done: false });
    await make();
    this.note(id, state);
  }

  /** That the app is in this state now. */
  note(id: string, state: string | undefined): void {
    this.#write({ id, state, done: true });
  }

  #write(line: Line): void {
    appendFileSync(this.#path, `${JSON.stringify(line)}\n`);
  }

  /** The states that each app may be in: one, or two where the process died in between. */
  read(): Map<string, Set<string | undefined>> {
    const allowed = new Map<string, Set<string | undefined>>();
    for (const text of readFileSync(this.#path, { encoding: "utf8", flag: "a+" }).split("\n").slice(0, -1)) {
      const { id, state, done } = JSON.parse(text) as Line;
      const before = allowed.get(id) ?? new Set([undefined]);
      allowed.set(id, done ? new Set([state]) : new Set([...before, state]));
    }
    return allowed;
  }
}
