import type { Captured, CaptureNode } from "./capture";
import { SHORTEST_LONG_VALUE } from "./looksEncoded";
import { possibleLengths } from "./possibleLengths";

/** Values of one region that may be parts of an envelope, with what that depends on counted along. */
export class LooseValues {
  readonly values: Captured[];
  hasKey = false;
  /** Length of the longest text. */
  largest = 0;
  #keys = 0;
  #ivs = 0;
  #others = 0;
  #random = 0;

  private constructor(
    /** The smallest node with all of the values in it. */
    public node: CaptureNode,
    values: Captured[],
  ) {
    this.values = values;
  }

  /** What a node holds itself and what its children left over; the children's are used up. */
  static merge(node: CaptureNode, own: readonly Captured[], children: readonly LooseValues[]): LooseValues {
    const filled = children.filter(({ values }) => values.length > 0);
    const [only] = filled;
    if (only && filled.length === 1 && own.length === 0) return only;
    const largest = filled.reduce<LooseValues | undefined>((best, child) => (best && best.values.length >= child.values.length ? best : child), undefined);
    const merged = largest ?? new LooseValues(node, []);
    merged.node = node;
    for (const child of filled) if (child !== merged) for (const value of child.values) merged.#add(value);
    for (const value of own) merged.#add(value);
    return merged;
  }

  /** A wrapped key, and something that may be its payload. */
  isSufficient(): boolean {
    return this.#keys > 1 || (this.#keys === 1 && (this.#others > 0 || this.#ivs > 2));
  }

  /** Without a wrapped key: an IV and something else, or one value that looks random and is long enough for IV and tag. */
  isConvincing(): boolean {
    return this.#random > 0 || (this.#ivs > 0 && this.#ivs + this.#others > 1) || this.isSufficient();
  }

  /** Two of the names are those of the other. */
  isLike(other: LooseValues): boolean {
    const names = new Set(other.values.slice(0, 100).map(({ name }) => name));
    return new Set(this.values.slice(0, 100).map(({ name }) => name).filter((name) => name !== "" && names.has(name))).size > 1;
  }

  /** In their order, without the shortest ones if there are too many. */
  mostLikely(most: number): readonly Captured[] {
    if (this.values.length <= most) return this.values;
    const likely = new Set([...this.values].sort((one, other) => other.content.length - one.content.length).slice(0, most));
    for (const value of this.values) if (likely.size < 2 * most && possibleLengths(value.content).some((length) => length === 12 || length === 16)) likely.add(value);
    return this.values.filter((value) => likely.has(value));
  }

  #add(value: Captured): void {
    this.values.push(value);
    const { content } = value;
    this.largest = Math.max(this.largest, content.length);
    const lengths = possibleLengths(content);
    if (lengths.some(isModulusLength)) this.#keys++;
    else if (lengths.some((length) => length === 12 || length === 16)) this.#ivs++;
    else if (lengths.length > 0) this.#others++;
    this.hasKey ||= this.#keys > 0;
    if (looksRandom(content, lengths)) this.#random++;
  }
}

/** As long as the modulus of an RSA key of 2048 bits or more; one byte longer where a sign byte was left in front. */
function isModulusLength(length: number): boolean {
  return length >= 256 && length <= 1025 && length % 64 <= 1;
}

/** Long enough for an IV and a tag or two blocks, and of no human's or numbering's making. */
function looksRandom(content: Captured["content"], lengths: readonly number[]): boolean {
  if (!lengths.some((length) => length >= 28)) return false;
  if (typeof content !== "string") return true;
  const head = content.slice(0, 400);
  if (content.length < SHORTEST_LONG_VALUE) return false;
  return /^[0-9a-fA-F\s]+$/.test(head) || (/[a-z]/.test(head) && /[A-Z]/.test(head) && /[0-9+/]/.test(head));
}
