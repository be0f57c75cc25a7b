import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from "node:crypto";
import { type KeyWrapping, OAEP_HASHES, type OaepHash, WEB_KEY_WRAPPINGS } from "../domain/payloads/envelopeProfile";
import type { RsaUnwrapper, UnwrappedKey } from "../domain/payloads/payloadPorts";

/**
 * The RSA decryptions that neither Web Crypto nor every Node offers: OAEP whose MGF1 uses another hash than its label
 * (Node has no option for it) or that has a label, and PKCS#1 v1.5 (which newer Node refuses or answers with random
 * bytes). Done from the bare RSA operation; all checks of one padding are made before their outcome is looked at.
 */
export const nodeRsaUnwrapper: RsaUnwrapper = {
  mayOpen: (privateKeyDer, wrapped) => rawDecrypt(privateKeyDer, wrapped)?.[0] === 0,

  async unwrap(privateKeyDer, wrapped, only, labels = []) {
    const encoded = rawDecrypt(privateKeyDer, wrapped);
    if (!encoded) return [];
    for (const { wrapping, hash, mask } of OAEP) {
      if (only !== undefined && only !== wrapping) continue;
      // What has no label and one hash is Web Crypto's to undo.
      const open = oaepDecoder(encoded, digestName(hash), digestName(mask));
      const message = WEB_KEY_WRAPPINGS.some((known) => known === wrapping) ? undefined : open(NO_LABEL);
      // Proven, and so nothing else.
      if (message) return [{ wrapping, message }];
      for (const [label, bytes] of labels.entries()) {
        const labelled = open(bytes);
        if (labelled) return [{ wrapping, message: labelled, label }];
      }
    }
    const message = only === undefined || only === PKCS1 ? pkcs1Key(encoded) : undefined;
    return message ? [{ wrapping: PKCS1, message } satisfies UnwrappedKey] : [];
  },

  hasOtherLabel(privateKeyDer, wrapped) {
    const encoded = rawDecrypt(privateKeyDer, wrapped);
    return encoded?.[0] === 0 && hasOaepPadding(encoded);
  },

  async wrap(publicKeyDer, message, wrapping, label = NO_LABEL) {
    const key = createPublicKey({ key: Buffer.from(publicKeyDer), format: "der", type: "spki" });
    const oaep = OAEP.find((each) => each.wrapping === wrapping);
    if (!oaep) return Uint8Array.from(publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, message));
    const length = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
    const encoded = oaepEncode(message, length, digestName(oaep.hash), digestName(oaep.mask), label);
    return Uint8Array.from(publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, encoded));
  },
};

const NO_LABEL = new Uint8Array(0);
const PKCS1: KeyWrapping = "RSA PKCS#1 v1.5";

/** Java's default first. */
const OAEP: readonly { readonly wrapping: KeyWrapping; readonly hash: OaepHash; readonly mask: OaepHash }[] =
  OAEP_HASHES.flatMap((mask) =>
    OAEP_HASHES.map((hash) => ({
      wrapping: hash === mask ? (`RSA-OAEP ${hash}` as const) : (`RSA-OAEP ${hash}/MGF1-${mask}` as const),
      hash,
      mask,
    })),
  ).sort((one, other) => Number(other.mask === "SHA-1") - Number(one.mask === "SHA-1"));

function digestName(hash: OaepHash): string {
  // OpenSSL writes "sha512-256".
  return hash.toLowerCase().replace("-", "").replace("/", "-");
}

/**
 * The key in a text of PKCS#1 v1.5. OAEP's texts begin with 0 as well, and one in 256 goes on with 2 by chance: what
 * has OAEP's padding, whatever its hashes and label, or a message that no key is, was never PKCS#1 v1.5.
 */
function pkcs1Key(encoded: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  // Always both, so that the time taken says nothing about the padding.
  const isOaep = hasOaepPadding(encoded);
  const message = pkcs1Decode(encoded);
  return message && !isOaep && couldBeKey(message) ? message : undefined;
}

/** Bytes of an AES key, of one with an IV of 12 or 16 behind it, and of the JWE content keys (RFC 7518, 5.1). */
const KEY_LENGTHS: readonly number[] = [16, 24, 28, 32, 44, 48, 64];

/** A key as it is, or written as text. */
function couldBeKey(message: Uint8Array): boolean {
  return (
    KEY_LENGTHS.includes(message.length) ||
    (message.length > 16 && message.every((byte) => byte < 0x7f && (byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d))))
  );
}

function rawDecrypt(der: Uint8Array, wrapped: Uint8Array): Uint8Array | undefined {
  try {
    return privateDecrypt({ key: keyOf(der), padding: constants.RSA_NO_PADDING }, wrapped);
  } catch {
    // Not a number below the modulus, or not an RSA key.
    return undefined;
  }
}

/** Reading a key takes as long as using it. */
const keys = new WeakMap<Uint8Array, KeyObject>();

function keyOf(der: Uint8Array): KeyObject {
  const key = keys.get(der) ?? createPrivateKey({ key: Buffer.from(der), format: "der", type: "pkcs8" });
  keys.set(der, key);
  return key;
}

/**
 * EME-OAEP decoding (RFC 8017, 7.1.2, step 3) for any number of labels, unmasked once.
 * @param encoded EM, as long as the modulus
 * @returns the message, or undefined if any check fails; which one is not told
 * @internal
 */
export function oaepDecoder(
  encoded: Uint8Array,
  hash: string,
  maskHash: string,
): (label: Uint8Array) => Uint8Array<ArrayBuffer> | undefined {
  const block = dataBlock(encoded, createHash(hash).digest().length, maskHash);
  return (label) => block && messageIn(encoded, block, createHash(hash).update(label).digest());
}

function messageIn(
  encoded: Uint8Array,
  block: Uint8Array<ArrayBuffer>,
  labelHash: Uint8Array,
): Uint8Array<ArrayBuffer> | undefined {
  const hashLength = labelHash.length;
  let wrong = encoded[0] ?? 1;
  for (let index = 0; index < hashLength; index++) wrong |= (block[index] ?? 0) ^ (labelHash[index] ?? 0);
  let separator = 0;
  let looking = 1;
  for (let index = hashLength; index < block.length; index++) {
    const byte = block[index] ?? 0;
    const isOne = looking & Number(byte === 1);
    separator += isOne * index;
    wrong |= looking & Number(byte > 1);
    looking &= Number(byte === 0);
  }
  wrong |= looking;
  return wrong === 0 ? block.slice(separator + 1) : undefined;
}

/** DB, unmasked (RFC 8017, 7.1.2, steps 3b to 3f); undefined if the text is too short for the hash. */
function dataBlock(encoded: Uint8Array, hashLength: number, maskHash: string): Uint8Array<ArrayBuffer> | undefined {
  if (encoded.length < 2 * hashLength + 2) return undefined;
  const maskedSeed = encoded.subarray(1, 1 + hashLength);
  const maskedBlock = encoded.subarray(1 + hashLength);
  const seed = xor(maskedSeed, mgf1(maskedBlock, hashLength, maskHash));
  return xor(maskedBlock, mgf1(seed, maskedBlock.length, maskHash));
}

const HASHES = OAEP_HASHES.map(digestName);

/** So many zeros in a row, with a one behind them, are no chance. */
const TELLING_ZEROS = 8;

/** Whether a text is one of OAEP: by the hash of an empty label, or else, for a label nobody here knows, by what follows it. */
function hasOaepPadding(encoded: Uint8Array): boolean {
  let found = false;
  for (const hash of HASHES) {
    const labelHash = createHash(hash).digest();
    for (const maskHash of HASHES) {
      const block = dataBlock(encoded, labelHash.length, maskHash);
      const zeros = block ? block.subarray(labelHash.length).findIndex((byte) => byte !== 0) : -1;
      if (!block || zeros < 0 || block[labelHash.length + zeros] !== 1) continue;
      found ||= zeros >= TELLING_ZEROS || labelHash.equals(block.subarray(0, labelHash.length));
    }
  }
  return found;
}

/** EME-OAEP encoding (RFC 8017, 7.1.1, step 2). @param length of the modulus in bytes */
function oaepEncode(
  message: Uint8Array,
  length: number,
  hash: string,
  maskHash: string,
  label: Uint8Array,
): Uint8Array {
  const labelHash = createHash(hash).update(label).digest();
  const padding = Buffer.alloc(length - message.length - 2 * labelHash.length - 2);
  const block = Buffer.concat([labelHash, padding, Buffer.of(1), message]);
  const seed = randomBytes(labelHash.length);
  const maskedBlock = xor(block, mgf1(seed, block.length, maskHash));
  return Buffer.concat([Buffer.of(0), xor(seed, mgf1(maskedBlock, seed.length, maskHash)), maskedBlock]);
}

/** EME-PKCS1-v1_5 decoding (RFC 8017, 7.2.2, step 3). Proves little: of random texts one in some 65,000 passes, of OAEP's one in some 300. @internal */
export function pkcs1Decode(encoded: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  let wrong = (encoded[0] ?? 1) | ((encoded[1] ?? 0) ^ 2);
  let separator = 0;
  let looking = 1;
  for (let index = 2; index < encoded.length; index++) {
    const isZero = looking & Number(encoded[index] === 0);
    separator += isZero * index;
    looking &= 1 - isZero;
  }
  // No zero at all, or fewer than eight bytes of padding.
  wrong |= looking | Number(separator < 10);
  return wrong === 0 ? Uint8Array.from(encoded.subarray(separator + 1)) : undefined;
}

/** RFC 8017, appendix B.2.1. */
function mgf1(seed: Uint8Array, length: number, hash: string): Uint8Array {
  const mask = new Uint8Array(length);
  const counter = Buffer.alloc(4);
  for (let at = 0, index = 0; at < length; index++) {
    counter.writeUInt32BE(index);
    const digest = createHash(hash).update(seed).update(counter).digest();
    mask.set(digest.subarray(0, length - at), at);
    at += digest.length;
  }
  return mask;
}

function xor(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(one, (byte, index) => byte ^ (other[index] ?? 0));
}
