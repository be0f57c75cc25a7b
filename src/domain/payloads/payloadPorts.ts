import type { RandomBytes } from "../ports";
import type { AesMode, CompressionFormat, KeyWrapping } from "./envelopeProfile";

/** What a decryption needs from its host. */
export interface PayloadPorts {
  readonly randomBytes: RandomBytes;
  readonly codec: Codec;
  readonly aes: Aes;
  /** Absent in web hosts, which then say so. */
  readonly rsaUnwrapper?: RsaUnwrapper;
  /** Absent in web hosts, which then say so. */
  readonly keyDerivation?: KeyDerivation;
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
  /** What this host can undo: web hosts have no brotli. */
  readonly formats: readonly CompressionFormat[];
  /** @returns `"too-large"` once the result exceeds `limit` bytes, undefined if the data is not all of that format */
  decompress(
    format: CompressionFormat,
    bytes: Uint8Array<ArrayBuffer>,
    limit: number,
  ): Promise<Uint8Array<ArrayBuffer> | "too-large" | undefined>;
  compress(format: CompressionFormat, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
}

/** One use of AES (FIPS 197) in a mode of operation (NIST SP 800-38A, for GCM 38D). */
export interface AesUse {
  readonly mode: AesMode;
  /** 16, 24 or 32 bytes. */
  readonly key: Uint8Array<ArrayBuffer>;
  /** 16 bytes, the whole counter block for CTR; for GCM of any length; none for ECB. */
  readonly iv: Uint8Array<ArrayBuffer>;
  /** Additional authenticated data, of GCM alone. */
  readonly aad?: Uint8Array<ArrayBuffer>;
}

/** A ciphertext within the bytes that it came in. */
export interface Extent {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly from: number;
  readonly to: number;
}

/** Bytes that are left free behind a ciphertext, so that a GCM tag is put there without a copy. */
export const ROOM_FOR_TAG = 16;

/** AES as a host has it. */
export interface Aes {
  /** Web Crypto lacks all but GCM, CBC and CTR. */
  readonly modes: readonly AesMode[];
  /** In bytes: longer ciphertexts are decrypted within their own memory, whatever comes of it. */
  readonly inPlaceFrom: number;
  /** Whether keys of that length, in bytes, can be used: Chromium has no AES-192. */
  takes(keyLength: number): Promise<boolean>;
  /** What the first bytes of a ciphertext decrypt to, which proves nothing; of CBC and ECB whole blocks. */
  peek(use: AesUse, head: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * The plaintext; for CBC and ECB with its padding. The memory of one as long as `inPlaceFrom` is used up, also where it fails.
   * @param tag of GCM, 12 to 16 bytes
   * @returns undefined if the tag does not match, or the length is none of whole blocks
   */
  decrypt(use: AesUse, ciphertext: Extent, tag?: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** The ciphertext; for CBC and ECB padded as PKCS#7 says (RFC 5652, 6.3), for GCM followed by its tag of 16 bytes. */
  encrypt(use: AesUse, plaintext: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
}

/** The RSA paddings that Web Crypto lacks. */
export interface RsaUnwrapper {
  /** False if the bare RSA operation gives what no padding begins with, as it does for all but one in some 256 wrong keys. */
  mayOpen(privateKeyDer: Uint8Array<ArrayBuffer>, wrapped: Uint8Array<ArrayBuffer>): boolean;
  /**
   * Tries OAEP with different hashes for label and MGF1 (as Java's default is), and OAEP with one of the labels given,
   * which prove themselves; then PKCS#1 v1.5, which proves nothing: found only where the text is none of OAEP and the
   * message could be a key, and then still by chance in one of millions of texts for other keys.
   * @param privateKeyDer PKCS#8
   * @param wrapped as long as the modulus
   * @param only the one algorithm to try, if it is known
   * @param labels tried beside the empty one
   */
  unwrap(
    privateKeyDer: Uint8Array<ArrayBuffer>,
    wrapped: Uint8Array<ArrayBuffer>,
    only?: KeyWrapping,
    labels?: readonly Uint8Array[],
  ): Promise<UnwrappedKey[]>;
  /** Whether it is a text of OAEP for this key, under a label that is not the empty one. */
  hasOtherLabel(privateKeyDer: Uint8Array<ArrayBuffer>, wrapped: Uint8Array<ArrayBuffer>): boolean;
  /** @param publicKeyDer SPKI */
  wrap(
    publicKeyDer: Uint8Array<ArrayBuffer>,
    message: Uint8Array<ArrayBuffer>,
    wrapping: KeyWrapping,
    label?: Uint8Array,
  ): Promise<Uint8Array<ArrayBuffer>>;
}

export interface UnwrappedKey {
  readonly wrapping: KeyWrapping;
  readonly message: Uint8Array<ArrayBuffer>;
  /** Which of the labels given it was; absent for the empty one. */
  readonly label?: number;
}

export const DERIVATION_HASHES = ["MD5", "SHA-1", "SHA-256", "SHA-512"] as const;
export type DerivationHash = (typeof DERIVATION_HASHES)[number];

/** Keys from passwords, as openssl enc, CryptoJS and others make them. */
export interface KeyDerivation {
  /** EVP_BytesToKey of OpenSSL with one iteration, which is PBKDF1 (RFC 8018, 5.1) continued. @param length in bytes */
  bytesToKey(hash: DerivationHash, password: Uint8Array, salt: Uint8Array, length: number): Uint8Array<ArrayBuffer>;
  /** PBKDF2 with HMAC (RFC 8018, 5.2). @param length in bytes */
  pbkdf2(
    hash: Exclude<DerivationHash, "MD5">,
    password: Uint8Array,
    salt: Uint8Array,
    iterations: number,
    length: number,
  ): Promise<Uint8Array<ArrayBuffer>>;
}
