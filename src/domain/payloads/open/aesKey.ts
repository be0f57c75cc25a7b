import type { AesMode, Cipher, IvFrom } from "../envelopeProfile";
import type { KeyReading } from "./keyMaterial";
import type { Aes, Extent } from "../payloadPorts";

/** What to add to the head of a ciphertext, or a block of it, to see whether a plaintext comes out. */
export const PEEK = 64;

type Bytes = Uint8Array<ArrayBuffer>;

/** An AES key with what a search needs again and again: guesses at a plaintext's beginning, which prove nothing. */
export class AesKey {
  readonly #streams = new Map<string, Bytes>();

  readonly #aes: Aes;

  constructor(
    readonly reading: KeyReading,
    aes: Aes,
  ) {
    this.#aes = aes;
  }

  get bytes(): Bytes {
    return this.reading.bytes;
  }

  cipher(mode: AesMode): Cipher {
    return `AES-${(8 * this.bytes.length) as 128 | 192 | 256}-${mode}`;
  }

  isAvailable(): Promise<boolean> {
    return this.#aes.takes(this.bytes.length);
  }

  /** What GCM or CTR adds to the first `PEEK` bytes; the first block of CFB's and OFB's is that of CTR. */
  async keyStream(mode: "GCM" | "CTR", iv: Bytes): Promise<Bytes> {
    const name = `${mode} ${iv.join()}`;
    const stream =
      this.#streams.get(name) ?? (await this.#aes.peek({ mode, key: this.bytes, iv }, new Uint8Array(PEEK)));
    if (this.#streams.size < MAX_STREAMS) this.#streams.set(name, stream);
    return stream;
  }

  /** CBC's beginning under an IV of zeros: adding the real one to its first block gives the plaintext. */
  peekCbc(head: Bytes): Promise<Bytes> {
    return this.#aes.peek({ mode: "CBC", key: this.bytes, iv: ZEROS }, head);
  }

  peek(mode: AesMode, iv: Bytes, head: Bytes): Promise<Bytes> {
    return this.#aes.peek({ mode, key: this.bytes, iv }, head);
  }

  /** The plaintext, with its padding; undefined if a tag does not match. The ciphertext's memory may be used up. */
  decrypt(mode: AesMode, iv: Bytes, ciphertext: Extent, tag?: Bytes, aad?: Bytes): Promise<Bytes | undefined> {
    return this.#aes.decrypt({ mode, key: this.bytes, iv, ...(aad ? { aad } : {}) }, ciphertext, tag);
  }
}

const ZEROS = new Uint8Array(16);
const MAX_STREAMS = 500;

/** An IV that is never sent. @param length in bytes */
export function unsentIv(from: IvFrom, key: Bytes, length: number): Bytes {
  if (from === "zero") return ZEROS.slice(0, length);
  return from === "keyStart" ? key.slice(0, length) : key.slice(-length);
}

/** A whole block as it is; a shorter nonce with a counter at the end of the block. */
export function counterBlock(nonce: Bytes, counter: 0 | 1): Bytes {
  const block = new Uint8Array(16);
  block.set(nonce.subarray(0, 16));
  if (nonce.length < 16) block[15] = counter;
  return block;
}

/** The bytes of both added, as many as the shorter has. */
export function added(one: Uint8Array, other: Uint8Array): Bytes {
  const sum = new Uint8Array(Math.min(one.length, other.length));
  for (let index = 0; index < sum.length; index++) sum[index] = (one[index] ?? 0) ^ (other[index] ?? 0);
  return sum;
}

/**
 * Without the padding of CBC or ECB.
 * @returns the likeliest first: PKCS#7 (RFC 5652, 6.3), then what others leave there: a count behind zeros or random
 * bytes (ANSI X9.23, ISO 10126), a bit and zeros (ISO/IEC 7816-4), zeros, nothing
 */
export function unpaddings(padded: Bytes): { readonly bytes: Bytes; readonly isPkcs7: boolean }[] {
  const count = padded.at(-1) ?? 0;
  const found: { bytes: Bytes; isPkcs7: boolean }[] = [];
  const isCount = count >= 1 && count <= 16 && count <= padded.length;
  if (isCount) {
    const bytes = padded.subarray(0, padded.length - count);
    found.push({ bytes, isPkcs7: padded.subarray(bytes.length).every((byte) => byte === count) });
  }
  let end = padded.length;
  while (end > padded.length - 16 && padded[end - 1] === 0) end--;
  if (end < padded.length && padded[end - 1] === 0x80)
    found.push({ bytes: padded.subarray(0, end - 1), isPkcs7: false });
  found.push({ bytes: padded.subarray(0, end), isPkcs7: false });
  return found;
}
