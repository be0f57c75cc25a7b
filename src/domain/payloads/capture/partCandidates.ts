import type { Captured, CaptureNode } from "./captureTree";
import { describes, hintOf } from "./partNames";
import { possibleLengths, type ValueKind } from "./valueKinds";

/**
 * Values of one region that may be parts of an envelope, with what that depends on counted along. Never changed once
 * made: what is gathered from several regions refers to them.
 */
export class PartCandidates {
  readonly count: number;
  /** Length of the longest value that can't be a wrapped key. */
  readonly largest: number;
  readonly #keys: number;
  readonly #ivs: number;
  readonly #others: number;
  readonly #random: number;
  /** By name: IVs, ciphertexts as short as one, and what may be either. */
  readonly #namedIvs: number;
  readonly #shortData: number;
  readonly #blocks: number;
  /** Others that are not called like what describes an envelope. */
  readonly #otherData: number;
  readonly #likely = new Map<number, readonly Captured[]>();
  #names: ReadonlySet<string> | undefined;

  readonly #own: readonly Captured[];
  readonly #children: readonly PartCandidates[];

  private constructor(
    /** The smallest node with all of the values in it. */
    readonly node: CaptureNode,
    own: readonly Captured[],
    children: readonly PartCandidates[],
  ) {
    this.#own = own;
    this.#children = children;

    const counts = { key: 0, iv: 0, random: 0, other: 0, none: 0, text: 0 };
    let largest = 0;
    for (const { content, kinds } of own) {
      for (const kind of kinds) counts[kind]++;
      if (!kinds.includes("key") && !isText(kinds)) largest = Math.max(largest, content.length);
    }
    let count = own.length;
    const asLong = own.filter(({ kinds: [kind, ...pieces] }) => kind === "iv" && pieces.length === 0);
    const hints = asLong.map(({ name }) => hintOf(name) ?? "block");
    let namedIvs = hints.filter((hint) => hint === "iv").length;
    let shortData = hints.filter((hint) => hint === "ciphertext").length;
    let blocks = hints.filter((hint) => hint === "iv" || hint === "block").length;
    let otherData = own.filter((value) => value.kinds.includes("other") && mayBeData(value)).length;
    for (const child of children) {
      otherData += child.#otherData;
      namedIvs += child.#namedIvs;
      shortData += child.#shortData;
      blocks += child.#blocks;
      counts.key += child.#keys;
      counts.iv += child.#ivs;
      counts.random += child.#random;
      counts.other += child.#others;
      count += child.count;
      if (child.largest > largest) largest = child.largest;
    }
    if (node.hasEmptyData && count > 0) shortData++;
    this.#keys = counts.key;
    this.#ivs = counts.iv;
    this.#random = counts.random;
    this.#others = counts.other;
    this.#namedIvs = namedIvs;
    this.#shortData = shortData;
    this.#blocks = blocks;
    this.#otherData = otherData;
    this.count = count;
    this.largest = largest;
  }

  /** What a node holds itself and what its children left over. */
  static of(node: CaptureNode, own: readonly Captured[], children: readonly PartCandidates[]): PartCandidates {
    const filled = children.filter(({ count }) => count > 0);
    const [only] = filled;
    const isPassed = filled.length === 1 && own.length === 0 && !node.hasEmptyData;
    return only && isPassed ? only : new PartCandidates(node, own, filled);
  }

  get hasKey(): boolean {
    return this.#keys > 0;
  }

  /** All values, or the first `most`, in the order of the text as far as it matters. */
  values(most = Number.MAX_SAFE_INTEGER): Captured[] {
    const found: Captured[] = [];
    const pending: PartCandidates[] = [this];
    for (let next = pending.pop(); next && found.length < most; next = pending.pop()) {
      for (const value of next.#own.slice(0, most - found.length)) found.push(value);
      for (let index = next.#children.length - 1; index >= 0; index--) {
        const child = next.#children[index];
        if (child) pending.push(child);
      }
    }
    return found;
  }

  /** A wrapped key, and something that may be its payload. */
  isSufficient(): boolean {
    return this.#keys > 1 || (this.#keys === 1 && (this.#others + this.#random + this.#shortData > 0 || this.#ivs > 2));
  }

  /**
   * The same where nothing but their number tells: of two values as long as an IV one may be a ciphertext as short, or
   * the tag of one that stands elsewhere.
   */
  mayBeWhole(): boolean {
    return this.isSufficient() || (this.#keys === 1 && this.#blocks > 1);
  }

  /** A wrapped key with an IV that is called so: the ciphertext is missing, or stands elsewhere. */
  get lacksData(): boolean {
    return this.#keys > 0 && this.hasNamedIv && !this.mayBeWhole();
  }

  /** Some value is called like an IV and as long. */
  get hasNamedIv(): boolean {
    return this.#namedIvs > 0;
  }

  /** A wrapped key and neither an IV nor a ciphertext, whatever describes them: both stand elsewhere. */
  get isNeedy(): boolean {
    const hasData = this.#random + this.#shortData + this.#otherData > 0 || this.#ivs > 2 || this.#keys > 1;
    return !hasData && !this.hasNamedIv && this.#blocks < 2;
  }

  /** Without a wrapped key: an IV that is called so, and what may be a ciphertext. */
  get hasOwnIv(): boolean {
    const hasData = this.#random + this.#shortData + this.#otherData > 0 || this.#blocks > 1;
    return this.#keys === 0 && this.hasNamedIv && hasData;
  }

  /** One value that has room for a wrapped key and all else. */
  get mayHoldAll(): boolean {
    const value = this.#only();
    return value !== undefined && !KEY_NAME.test(value.name) && isRoomy(value.content);
  }

  /** One value that looks random or is as long as a wrapped key, and is called like a ciphertext. */
  get isCalledData(): boolean {
    return hintOf(this.#only()?.name ?? "") === "ciphertext";
  }

  /** The value that is a key or looks random, if all others only describe it. */
  #only(): Captured | undefined {
    if (this.#keys + this.#random !== 1 || this.#ivs + this.#otherData > 0) return undefined;
    return this.values(MAX_BESIDE).find(({ kinds }) => kinds.includes("key") || kinds.includes("random"));
  }

  /** Without a wrapped key: an IV and something else, or one value that looks random and is long enough for IV and tag. */
  isConvincing(): boolean {
    return this.#random > 0 || (this.#ivs > 0 && this.#ivs + this.#others > 1) || this.isSufficient();
  }

  /** Two of the names are those of the other. */
  isLike(other: PartCandidates): boolean {
    let count = 0;
    for (const name of this.#firstNames()) if (name !== "" && other.#firstNames().has(name)) count++;
    return count > 1;
  }

  /** The names that `isLike` compares, as one text. */
  get names(): string {
    return JSON.stringify([...this.#firstNames()]);
  }

  #firstNames(): ReadonlySet<string> {
    return (this.#names ??= new Set(this.values(100).flatMap(({ name, kinds }) => (isText(kinds) ? [] : [name]))));
  }

  /** The values, without the least likely ones if there are too many: long ones and IVs stay. */
  mostLikely(most: number): readonly Captured[] {
    // The surroundings of many envelopes are the same.
    const known = this.#likely.get(most) ?? this.#mostLikely(most);
    this.#likely.set(most, known);
    return known;
  }

  #mostLikely(most: number): Captured[] {
    const values = this.values(20_000);
    if (values.length <= most) return values;
    const rank = ({ kinds }: Captured) => (isText(kinds) ? 1 : 0);
    const longer = (one: Captured, other: Captured) => other.content.length - one.content.length;
    const sorted = [...values].sort((one, other) => rank(one) - rank(other) || longer(one, other));
    const likely = new Set(sorted.slice(0, most));
    for (const value of values) if (likely.size < 1.5 * most && value.kinds.includes("iv")) likely.add(value);
    return values.filter((value) => likely.has(value));
  }
}

/** Of a short value: whether it is more than a word, or what describes an envelope. */
function mayBeData({ name, content }: Captured): boolean {
  if (hintOf(name) === "ciphertext") return true;
  // Behind a name of a letter or two anything may stand.
  return !describes(name) && (name.length < 3 || typeof content !== "string" || !WORD.test(content));
}

const WORD = /^[A-Z]?[a-z]+$/;

function isRoomy(content: Captured["content"]): boolean {
  const [lengths, ...pieces] = possibleLengths(content);
  return pieces.length === 0 && (lengths?.[0] ?? 0) >= SHORTEST_WHOLE;
}

/** In bytes: a key wrapped by RSA with 2048 bits, and an IV. */
const SHORTEST_WHOLE = 272;
/** Values that describe one, at most. */
const MAX_BESIDE = 20;
const KEY_NAME = /key|cek|dek|secret|^ek$|^k$/i;

function isText(kinds: readonly ValueKind[]): boolean {
  return kinds.length === 1 && kinds[0] === "text";
}
