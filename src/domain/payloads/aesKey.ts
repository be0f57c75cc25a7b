import type { Cipher, KeyForm } from "./envelopeProfile";
import { ROOM_FOR_TAG } from "./partReadings";
import type { AesInPlace, Codec } from "./payloadPorts";

/** What an unwrapped message may mean: an AES key, how it was written, and the IV if one follows it. */
export interface KeyReading {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly form: KeyForm;
  readonly iv?: Uint8Array<ArrayBuffer>;
}

/**
 * All AES keys that an unwrapped message can be, the likeliest first: the bytes themselves, base64 or hex of them,
 * each also with an IV behind the key.
 */
export function keyReadings(message: Uint8Array<ArrayBuffer>, codec: Codec): KeyReading[] {
  const text = asciiOf(message);
  const forms: [KeyForm, Uint8Array<ArrayBuffer> | undefined][] = [
    ["raw", message],
    ["hex", text === undefined ? undefined : codec.fromHex(text)],
    ["base64", text === undefined ? undefined : codec.fromBase64(text)],
  ];
  const keys: KeyReading[] = [];
  const withIv: KeyReading[] = [];
  for (const [form, bytes] of forms) {
    if (!bytes) continue;
    if (isAesKey(bytes.length)) keys.push({ bytes: bytes.slice(), form });
    for (const [keyLength, ivLength] of KEY_AND_IV) {
      if (bytes.length === keyLength + ivLength) withIv.push({ bytes: bytes.slice(0, keyLength), form, iv: bytes.slice(keyLength) });
    }
  }
  return [...keys, ...withIv];
}

const KEY_AND_IV = [[32, 12], [32, 16], [16, 12], [16, 16]] as const;

function isAesKey(length: number): boolean {
  return length === 16 || length === 24 || length === 32;
}

function asciiOf(bytes: Uint8Array): string | undefined {
  if (bytes.length < 16 || bytes.length > 200 || bytes.some((byte) => byte > 126)) return undefined;
  return String.fromCharCode(...bytes).replace(/^["\s]+|["\s]+$/g, "");
}

/** A ciphertext within the bytes that it came in. */
export interface Extent {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly from: number;
  readonly to: number;
}

/** In bytes; smaller ciphertexts may well be copied. */
const LARGE = 1_000_000;
const TAG = ROOM_FOR_TAG;

/** Ciphertext and tag in one, in the room behind the ciphertext if there is some. */
function withTag(bytes: Uint8Array<ArrayBuffer>, from: number, to: number, tag: Uint8Array): Uint8Array<ArrayBuffer> {
  const end = bytes.byteOffset + to;
  if (to === bytes.length && end + TAG <= bytes.buffer.byteLength) {
    const joined = new Uint8Array(bytes.buffer, bytes.byteOffset + from, to - from + TAG);
    joined.set(tag, to - from);
    return joined;
  }
  const joined = new Uint8Array(to - from + TAG);
  joined.set(bytes.subarray(from, to));
  joined.set(tag, to - from);
  return joined;
}

/** An AES key for the two modes, imported when needed. */
export class AesKey {
  #gcm: Promise<CryptoKey> | undefined;
  #cbc: Promise<CryptoKey> | undefined;

  constructor(
    readonly reading: KeyReading,
    private readonly inPlace?: AesInPlace,
  ) {}

  cipher(mode: "GCM" | "CBC"): Cipher {
    const bits = (8 * this.reading.bytes.length) as 128 | 192 | 256;
    return `AES-${bits}-${mode}`;
  }

  /** False where Web Crypto has no AES-192, as in Chromium. */
  async isAvailable(): Promise<boolean> {
    try {
      await this.#forGcm();
      return true;
    } catch {
      return false;
    }
  }

  /**
   * The plaintext of GCM, or undefined if the tag doesn't match; the memory of a large ciphertext is used up.
   * @param ciphertext the part of `bytes` from `from` to `to`
   */
  async openGcm({ bytes, from, to }: Extent, iv: Uint8Array<ArrayBuffer>, tag: Uint8Array<ArrayBuffer>, aad?: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (this.inPlace && to - from >= LARGE) {
      return this.inPlace({ cipher: this.cipher("GCM"), key: this.reading.bytes, iv, ciphertext: bytes.subarray(from, to), tag: tag.slice(), ...(aad ? { aad } : {}) });
    }
    try {
      const algorithm = { name: "AES-GCM", iv, ...(aad ? { additionalData: aad } : {}) };
      return new Uint8Array(await crypto.subtle.decrypt(algorithm, await this.#forGcm(), withTag(bytes, from, to, tag)));
    } catch {
      return undefined;
    }
  }

  /** What a ciphertext (without tag) would decrypt to, unproven: GCM encrypts by adding a key stream, so encrypting undoes it. */
  async peekGcm(iv: Uint8Array<ArrayBuffer>, data: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    const added = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await this.#forGcm(), data);
    return new Uint8Array(added, 0, data.length);
  }

  /** Ciphertext and tag. */
  async sealGcm(iv: Uint8Array<ArrayBuffer>, data: Uint8Array<ArrayBuffer>, aad?: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    const algorithm = { name: "AES-GCM", iv, ...(aad ? { additionalData: aad } : {}) };
    return new Uint8Array(await crypto.subtle.encrypt(algorithm, await this.#forGcm(), data));
  }

  /** The plaintext of CBC, or undefined if the length or the PKCS#7 padding isn't right; memory as with GCM. */
  async openCbc({ bytes, from, to }: Extent, iv: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const ciphertext = bytes.subarray(from, to);
    if (this.inPlace && to - from >= LARGE) return this.inPlace({ cipher: this.cipher("CBC"), key: this.reading.bytes, iv, ciphertext });
    try {
      return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-CBC", iv }, await this.#forCbc(), ciphertext));
    } catch {
      return undefined;
    }
  }

  /** The plaintext of the first whole blocks: a block of padding that fits is appended, since Web Crypto insists on one. */
  async peekCbc(iv: Uint8Array<ArrayBuffer>, data: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    const key = await this.#forCbc();
    const blocks = data.slice(0, data.length - (data.length % 16));
    const padding = await crypto.subtle.encrypt({ name: "AES-CBC", iv: blocks.slice(-16) }, key, new Uint8Array(0));
    const padded = new Uint8Array(blocks.length + 16);
    padded.set(blocks);
    padded.set(new Uint8Array(padding), blocks.length);
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-CBC", iv }, key, padded));
  }

  async sealCbc(iv: Uint8Array<ArrayBuffer>, data: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await crypto.subtle.encrypt({ name: "AES-CBC", iv }, await this.#forCbc(), data));
  }

  #forGcm(): Promise<CryptoKey> {
    return (this.#gcm ??= crypto.subtle.importKey("raw", this.reading.bytes, "AES-GCM", false, ["encrypt", "decrypt"]));
  }

  #forCbc(): Promise<CryptoKey> {
    return (this.#cbc ??= crypto.subtle.importKey("raw", this.reading.bytes, "AES-CBC", false, ["encrypt", "decrypt"]));
  }
}
