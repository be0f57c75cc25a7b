import type { IncomingMessage } from "node:http";
import type { Codec } from "../domain/payloads/payloadPorts";

/** A body that came to its end within its bounds, or as much of it as came until they were reached. */
export type HeldBody =
  | { readonly kind: "whole"; readonly bytes: Buffer }
  | { readonly kind: "too-large"; readonly chunks: readonly Buffer[] };

/** Room for the bodies of all answers that are held, and for what was compressed in them, in bytes. */
export class HeldBodies {
  readonly #room: number;
  #held = 0;

  constructor(room: number) {
    this.#room = room;
  }

  /**
   * Holds a body and gives it to `use`. One that has no room stops where it is, and can be read on from there.
   * @param limit bytes of this one
   * @throws what broke the connection before the body was whole
   */
  async hold<T>(incoming: IncomingMessage, limit: number, use: (held: HeldBody) => Promise<T>): Promise<T> {
    const pieces = new Pieces(Number(incoming.headers["content-length"] ?? 0));
    let length = 0;
    const result = await new Promise<HeldBody["kind"]>((resolve, reject) => {
      const onData = (chunk: Buffer): void => {
        pieces.add(chunk);
        length += chunk.length;
        this.#held += chunk.length;
        if (length <= limit && this.#held <= this.#room) return;
        incoming.pause();
        incoming.removeListener("data", onData);
        resolve("too-large");
      };
      incoming.on("data", onData);
      incoming.once("end", () => resolve("whole"));
      incoming.once("error", reject);
      incoming.once("close", () => reject(new Error("closed")));
    }).finally(() => (this.#held -= length));
    this.#held += length;
    try {
      return await use(
        result === "whole" ? { kind: result, bytes: pieces.whole() } : { kind: result, chunks: pieces.all() },
      );
    } finally {
      this.#held -= length;
    }
  }

  /**
   * Gives `use` a codec whose results take room until it is done: small answers may become large ones, many at once. What
   * has no room is too large.
   */
  async inflating<T>(codec: Codec, use: (codec: Codec) => Promise<T>): Promise<T> {
    let kept = 0;
    const decompress: Codec["decompress"] = async (format, bytes, limit) => {
      // Few become more than that, and room is taken for what may come of them.
      const usual = Math.min(limit, USUAL_GROWTH * bytes.length + 65_536);
      for (let bound = usual; ; bound = limit) {
        if (this.#held + bound > this.#room) return "too-large";
        this.#held += bound;
        const result = await codec.decompress(format, bytes, bound);
        const length = typeof result === "object" ? result.length : 0;
        this.#held -= bound - length;
        kept += length;
        if (result !== "too-large" || bound === limit) return result;
      }
    };
    try {
      return await use({ ...codec, decompress });
    } finally {
      this.#held -= kept;
    }
  }
}

/** What came of a body. A long one whose length is known is put together while it comes, so that it is never there twice. */
class Pieces {
  readonly #expected: number;
  #chunks: Buffer[] = [];
  #length = 0;
  #together: Buffer | undefined;

  /** @param expected bytes, if that is known */
  constructor(expected: number) {
    this.#expected = expected;
  }

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    // Nothing is made for what somebody only says that it will come.
    if (this.#length < LONG || this.#length > this.#expected) return;
    this.#together ??= Buffer.allocUnsafe(this.#expected);
    let at = this.#length;
    for (const one of this.#chunks.reverse()) one.copy(this.#together, (at -= one.length));
    this.#chunks = [];
  }

  all(): readonly Buffer[] {
    const together = this.#chunks.reduce((length, chunk) => length - chunk.length, this.#length);
    return this.#together ? [this.#together.subarray(0, together), ...this.#chunks] : this.#chunks;
  }

  whole(): Buffer {
    const [first, ...others] = this.all();
    return first && others.length === 0 ? first : Buffer.concat(this.all());
  }
}

/** Bytes. */
const LONG = 1_000_000;
/** JSON is compressed to a tenth. */
const USUAL_GROWTH = 20;
