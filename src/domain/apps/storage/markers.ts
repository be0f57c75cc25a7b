import * as v from "valibot";
import type { Ports } from "../../ports";
import type { AppJournal } from "./storagePorts";

export interface MarkerPorts extends Pick<Ports, "clock"> {
  readonly journal: AppJournal;
  /** Resolves after so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

const Marker = v.object({ kind: v.picklist(["create", "edit", "delete"]), owner: v.string(), startedAt: v.number() });
type Marker = v.InferOutput<typeof Marker>;
export type MarkerKind = Marker["kind"];

/** Finishes what was being done behind a marker of a window that is gone, or of our own that failed. */
export type Settle = (id: string, kind: MarkerKind) => Promise<void>;

/** The markers of one window in the journal: they keep other windows out, and remind them if this one dies. */
export class Markers {
  readonly #ports: MarkerPorts;
  /** Tells our own markers from those of other windows. */
  readonly #owner: string;
  readonly #lease: number;
  readonly #settle: Settle;

  /** @param lease a window that hasn't finished after so many milliseconds is taken for dead */
  constructor(
    ports: MarkerPorts,
    options: { readonly owner: string; readonly lease: number; readonly settle: Settle },
  ) {
    this.#ports = ports;
    this.#owner = options.owner;
    this.#lease = options.lease;
    this.#settle = options.settle;
  }

  /**
   * Waits until no other window is changing this, then keeps the others out.
   * @returns the marker's text; undefined where another window doesn't come to its end
   */
  async begin(id: string, kind: MarkerKind): Promise<string | undefined> {
    const { journal, clock, wait } = this.#ports;
    for (let attempt = 0; attempt < 100; attempt++) {
      const text = JSON.stringify({ kind, owner: this.#owner, startedAt: clock() } satisfies Marker);
      if (await journal.begin(id, text)) return text;
      if (!(await this.finish(id))) await wait(50);
    }
    return undefined;
  }

  /** Finishes what a dead window, or a failed change of ours, left behind this marker. False when a live window is at work. */
  async finish(id: string): Promise<boolean> {
    const { journal, clock } = this.#ports;
    const text = await journal.read(id);
    if (text === undefined) return true;
    const marker = parseMarker(text);
    if (marker && marker.owner !== this.#owner && Math.abs(clock() - marker.startedAt) < this.#lease) return false;
    // A marker that was cut off stands before anything was changed.
    if (marker) await this.#settle(id, marker.kind);
    await journal.end(id, text);
    return true;
  }
}

function parseMarker(text: string): Marker | undefined {
  try {
    const parsed = v.safeParse(Marker, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
