import type { ReplayMemory } from "../domain/tokens/verify/verifyInput";

/** Digests at most; they take 42 MB. @internal */
export const REPLAY_BOUND = 1_500_000;

/**
 * Remembers until when a digest must not come again, in open-addressed tables of typed arrays: 20 bytes a slot, no
 * object for any entry. It forgets what has expired, and never what hasn't: at the bound it says "full".
 * A false "replayed" would take two tokens that agree in 128 bits of their digests.
 */
export class DigestMemory implements ReplayMemory {
  /** Many small tables, chosen by a digest's last byte: growing one takes little time and little memory beside it. */
  readonly #tables: readonly DigestTable[] = Array.from({ length: 256 }, () => new DigestTable());
  #size = 0;
  /** No entry expires before this second, so until then a full memory needs no look. */
  #earliest = LATEST;

  readonly #clock: () => number;
  readonly #bound: number;

  /** @param clock milliseconds since the epoch */
  constructor(clock: () => number, bound = REPLAY_BOUND) {
    this.#clock = clock;
    this.#bound = bound;
  }

  /** Entries held; those among them that have expired are swept out when room is needed. */
  get size(): number {
    return this.#size;
  }

  /**
   * @param digest at least 16 bytes of a cryptographic hash
   * @param expiresAtSeconds since the epoch; from then on the digest may be forgotten
   */
  remember(digest: Uint8Array, expiresAtSeconds: number): "new" | "replayed" | "full" {
    const now = Math.floor(this.#clock() / 1000);
    const words = wordsOf(digest);
    const table = this.#tables[(words[3] ?? 0) & 0xff] ?? new DigestTable();
    if (table.expiryOf(words) > now) return "replayed";
    if (this.#size >= this.#bound && !this.#sweep(now)) return "full";
    const before = table.size;
    const expiry = Math.min(Math.max(Math.ceil(expiresAtSeconds), now + 1), LATEST);
    table.put(words, expiry, now);
    this.#earliest = Math.min(this.#earliest, expiry);
    this.#size += table.size - before;
    return "new";
  }

  /** Drops what has expired; false if that made no room. */
  #sweep(now: number): boolean {
    if (now < this.#earliest) return false;
    for (const table of this.#tables) table.sweep(now);
    this.#size = this.#tables.reduce((sum, { size }) => sum + size, 0);
    this.#earliest = this.#tables.reduce((earliest, table) => Math.min(earliest, table.earliest()), LATEST);
    return this.#size < this.#bound;
  }
}

const WORDS = 4;
const SMALLEST = 16;
const MAX_LOAD = 0.75;
const LATEST = 0xffff_ffff;

/** Digests with the second in which each expires. Linear probing; the capacity is a power of two. */
class DigestTable {
  #words = new Uint32Array(0);
  /** Seconds since the epoch; 0 marks a free slot. */
  #expiries = new Uint32Array(0);
  size = 0;

  /** 0 for a digest that isn't held. */
  expiryOf(digest: Uint32Array): number {
    return this.size ? (this.#expiries[this.#find(digest)] ?? 0) : 0;
  }

  put(digest: Uint32Array, expiry: number, now: number): void {
    if (this.size + 1 > this.#expiries.length * MAX_LOAD) this.sweep(now);
    this.#set(digest, expiry);
  }

  /** Rebuilds the table without what has expired, at half or twice its capacity where that fits better. */
  sweep(now: number): void {
    const words = this.#words;
    const expiries = this.#expiries;
    let live = 0;
    for (const expiry of expiries) if (expiry > now) live++;
    let capacity = SMALLEST;
    // A third of what is live may come on top before the next sweep.
    while (capacity * MAX_LOAD < (live + 1) * 1.34) capacity *= 2;
    this.#words = new Uint32Array(capacity * WORDS);
    this.#expiries = new Uint32Array(capacity);
    this.size = 0;
    expiries.forEach((expiry, slot) => {
      if (expiry > now) this.#set(words.subarray(slot * WORDS, slot * WORDS + WORDS), expiry);
    });
  }

  earliest(): number {
    let earliest = LATEST;
    for (const expiry of this.#expiries) if (expiry && expiry < earliest) earliest = expiry;
    return earliest;
  }

  #set(digest: Uint32Array, expiry: number): void {
    const slot = this.#find(digest);
    if (!this.#expiries[slot]) this.size++;
    this.#words.set(digest, slot * WORDS);
    this.#expiries[slot] = expiry;
  }

  /** The slot that holds the digest, or the free one where it belongs. */
  #find(digest: Uint32Array): number {
    const mask = this.#expiries.length - 1;
    let slot = (digest[0] ?? 0) & mask;
    while (this.#expiries[slot] && !this.#holds(slot, digest)) slot = (slot + 1) & mask;
    return slot;
  }

  #holds(slot: number, digest: Uint32Array): boolean {
    const start = slot * WORDS;
    for (let index = 0; index < WORDS; index++) if (this.#words[start + index] !== digest[index]) return false;
    return true;
  }
}

function wordsOf(digest: Uint8Array): Uint32Array {
  const bytes = new DataView(digest.buffer, digest.byteOffset, WORDS * 4);
  const words = new Uint32Array(WORDS);
  for (let index = 0; index < WORDS; index++) words[index] = bytes.getUint32(index * 4);
  return words;
}
