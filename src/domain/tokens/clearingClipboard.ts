import { bytesToHex } from "../keys/base64";
import * as v from "valibot";
import type { Later } from "../longTimer";
import type { Ports } from "../ports";

export interface ClipboardPorts extends Ports {
  readonly read: () => Promise<string>;
  readonly write: (text: string) => Promise<void>;
  readonly later: Later;
  /** Keeps, beyond this window, what is due; in place of what it kept before. */
  readonly keep: (due: readonly Due[]) => Promise<void>;
  /** Something could not be read, emptied or kept, and nobody waits for it. */
  readonly failed: (error: unknown) => void;
}

/** That the clipboard is to be emptied if it still holds a text, of which only a salted SHA-256 is known. */
export type Due = v.InferOutput<typeof Due>;
const Due = v.object({
  salt: v.pipe(v.string(), v.regex(/^[\da-f]{32}$/)),
  digest: v.pipe(v.string(), v.regex(/^[\da-f]{64}$/)),
  at: v.pipe(v.number(), v.finite()),
});

/** In milliseconds, the longest that a text stays. */
const LONGEST_STAY = 86_400_000;
/** Texts that are remembered at a time. */
const MAX_DUE = 50;

/**
 * The clipboard, emptied some time after a token was put there, and only if it still holds that one. What is due is
 * remembered beyond the window: while one closes, VS Code gives extensions no clipboard any more, so that whatever a
 * closed window left is emptied when the extension next starts.
 */
export class ClearingClipboard {
  readonly #pending = new Map<Due, () => void>();
  #isKept = false;
  #isDisposed = false;
  /** One thing at a time, so that nothing is emptied which was copied while it was looked at. */
  #turn: Promise<unknown> = Promise.resolve();

  readonly #ports: ClipboardPorts;

  constructor(ports: ClipboardPorts) {
    this.#ports = ports;
  }

  /**
   * Puts a text there, to be emptied after `stay` milliseconds; it stays where that is not above 0. The same text copied
   * again starts anew.
   * @throws whatever writing to the clipboard does
   */
  copy(text: string, stay: number): Promise<void> {
    return this.inTurn(async () => {
      await this.#ports.write(text);
      const salt = bytesToHex(this.#ports.randomBytes(16));
      await this.#forget(text);
      if (stay > 0)
        this.#add({ salt, digest: await digestOf(salt, text), at: this.#ports.clock() + Math.min(stay, LONGEST_STAY) });
      await this.#keep();
    });
  }

  /** Takes up what an earlier window kept, or one that is still open. */
  resume(left: unknown): Promise<void> {
    return this.inTurn(async () => {
      const found = v.safeParse(v.array(Due), left);
      if (!found.success || found.output.length === 0) return;
      // A clock that was set back makes nothing stay longer.
      const latest = this.#ports.clock() + LONGEST_STAY;
      for (const due of found.output) this.#add({ ...due, at: Math.min(due.at, latest) });
      await this.#keep();
    });
  }

  /** Empties the clipboard now if it holds anything that is still due; what fails stays due. */
  clear(): Promise<void> {
    return this.inTurn(() => this.#clear([...this.#pending.keys()]));
  }

  /** Waits for nothing any more, nor for what is copied just now. */
  dispose(): void {
    this.#isDisposed = true;
    for (const callOff of this.#pending.values()) callOff();
  }

  /** Does something with the clipboard while nothing else of ours does; what is due meanwhile is emptied afterwards. */
  inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(task);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  #add(due: Due): void {
    const [oldest] = this.#pending.keys();
    if (this.#pending.size >= MAX_DUE && oldest) this.#drop(oldest);
    const run = (): void => void this.inTurn(() => this.#clear([due])).catch(this.#ports.failed);
    const wait = Math.max(0, due.at - this.#ports.clock());
    this.#pending.set(due, this.#isDisposed ? () => undefined : this.#ports.later(wait, run));
  }

  async #clear(all: readonly Due[]): Promise<void> {
    // Those that were copied again or called off meanwhile are no longer there.
    const due = all.filter((one) => this.#pending.has(one));
    if (due.length === 0) return;
    const text = await this.#ports.read();
    if ((await matching(due, text)).length > 0) await this.#ports.write("");
    due.forEach((one) => this.#drop(one));
    await this.#keep();
  }

  async #forget(text: string): Promise<void> {
    for (const due of await matching([...this.#pending.keys()], text)) this.#drop(due);
  }

  #drop(due: Due): void {
    this.#pending.get(due)?.();
    this.#pending.delete(due);
  }

  async #keep(): Promise<void> {
    const due = [...this.#pending.keys()];
    if (due.length === 0 && !this.#isKept) return;
    this.#isKept = due.length > 0;
    await this.#ports.keep(due).catch(this.#ports.failed);
  }
}

async function matching(due: readonly Due[], text: string): Promise<readonly Due[]> {
  if (text === "") return [];
  const digests = await Promise.all(due.map(({ salt }) => digestOf(salt, text)));
  return due.filter(({ digest }, index) => digest === digests[index]);
}

/** Of the text with the line breaks that every system's clipboard gives back. */
async function digestOf(salt: string, text: string): Promise<string> {
  const bytes = new TextEncoder().encode(`${salt}${text.replaceAll("\r\n", "\n")}`);
  return bytesToHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}
