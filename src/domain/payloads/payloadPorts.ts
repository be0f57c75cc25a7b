import type { RandomBytes } from "../ports";
import type { Cipher, KeyWrapping } from "./envelopeProfile";

/** What a decryption needs from its host. */
export interface PayloadPorts {
  readonly randomBytes: RandomBytes;
  readonly codec: Codec;
  /** Absent in web hosts, where Web Crypto does it all, with more memory. */
  readonly aesInPlace?: AesInPlace;
  /** Absent in web hosts, which then say so. */
  readonly rsaUnwrapper?: RsaUnwrapper;
}

/** Bytes and text; native where the host has it. Invalid input gives `undefined`, never an exception. */
export interface Codec {
  /**
   * @param text both alphabets, padding optional, no white space
   * @param room bytes to leave free in the buffer behind the result
   */
  fromBase64(text: string, room?: number): Uint8Array<ArrayBuffer> | undefined;
  /** @param text an even number of hexadecimal digits of either case */
  fromHex(text: string, room?: number): Uint8Array<ArrayBuffer> | undefined;
  toBase64(bytes: Uint8Array): string;
  toHex(bytes: Uint8Array): string;
  /** @returns `"too-large"` once the result exceeds `limit` bytes, undefined if the data is not gzip */
  gunzip(bytes: Uint8Array<ArrayBuffer>, limit: number): Promise<Uint8Array<ArrayBuffer> | "too-large" | undefined>;
  gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * AES decryption within the memory of the ciphertext. Web Crypto holds ciphertext, a copy of it and the plaintext at
 * once, which is too much for large payloads.
 * @param tag of GCM, 16 bytes; absent for CBC with PKCS#7 padding
 * @returns the plaintext, a part of `ciphertext`; or undefined if tag or padding do not fit, and then `ciphertext` holds nothing of use
 */
export type AesInPlace = (aes: {
  readonly cipher: Cipher;
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
  readonly ciphertext: Uint8Array<ArrayBuffer>;
  readonly tag?: Uint8Array;
  readonly aad?: Uint8Array;
}) => Uint8Array<ArrayBuffer> | undefined;

/** The RSA paddings that Web Crypto lacks. */
export interface RsaUnwrapper {
  /**
   * Tries OAEP with a SHA-2 hash and MGF1-SHA-1 (Java's default), which proves itself, then PKCS#1 v1.5, which proves
   * nothing: found only where the text is none of OAEP and the message could be a key, and then still by chance in one
   * of millions of texts for other keys.
   * @param privateKeyDer PKCS#8
   * @param wrapped as long as the modulus
   * @param only the one algorithm to try, if it is known
   */
  unwrap(privateKeyDer: Uint8Array<ArrayBuffer>, wrapped: Uint8Array<ArrayBuffer>, only?: KeyWrapping): Promise<UnwrappedKey[]>;
  /** @param publicKeyDer SPKI */
  wrap(publicKeyDer: Uint8Array<ArrayBuffer>, message: Uint8Array<ArrayBuffer>, wrapping: KeyWrapping): Promise<Uint8Array<ArrayBuffer>>;
}

export interface UnwrappedKey {
  readonly wrapping: KeyWrapping;
  readonly message: Uint8Array<ArrayBuffer>;
}
