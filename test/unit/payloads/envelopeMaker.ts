// Envelopes as other software would make them: straight node:crypto, nothing of ours.
import * as crypto from "node:crypto";
import { gzipSync } from "node:zlib";

export interface Shape {
  readonly wrap:
    | "oaep-sha1"
    | "oaep-sha256"
    | "oaep-sha384"
    | "oaep-sha512"
    | "oaep-sha256-mgf1-sha1"
    | "pkcs1"
    | "shared";
  readonly keyBits: 128 | 192 | 256;
  readonly keyForm: "raw" | "base64" | "hex";
  readonly mode: "gcm" | "cbc";
  readonly ivLength: 12 | 16;
  readonly ivPlace: "separate" | "front";
  readonly tagPlace: "separate" | "end" | "front";
  readonly encoding: "base64" | "base64url" | "hex" | "HEX";
  readonly gzip: boolean;
}

export const plainShape: Shape = {
  wrap: "oaep-sha256",
  keyBits: 256,
  keyForm: "raw",
  mode: "gcm",
  ivLength: 12,
  ivPlace: "separate",
  tagPlace: "separate",
  encoding: "base64",
  gzip: false,
};

export interface MadeParts {
  readonly key?: string;
  readonly iv?: string;
  readonly tag?: string;
  readonly data: string;
}

/** The parts of an envelope, encoded. */
export function makeParts(
  plaintext: string | Uint8Array,
  shape: Shape,
  publicKey: crypto.KeyObject,
  sharedKey: Uint8Array,
  aad?: string,
): MadeParts {
  const made = makeBytes(plaintext, shape, publicKey, sharedKey, aad);
  const encode = (bytes: Uint8Array) => encodeBytes(bytes, shape.encoding);
  return {
    data: encode(made.data),
    ...(made.key ? { key: encode(made.key) } : {}),
    ...(made.iv ? { iv: encode(made.iv) } : {}),
    ...(made.tag ? { tag: encode(made.tag) } : {}),
  };
}

function encodeBytes(bytes: Uint8Array, encoding: Shape["encoding"]): string {
  const buffer = Buffer.from(bytes);
  return encoding === "HEX" ? buffer.toString("hex").toUpperCase() : buffer.toString(encoding);
}

export function makeBytes(
  plaintext: string | Uint8Array,
  shape: Shape,
  publicKey: crypto.KeyObject,
  sharedKey: Uint8Array,
  aad?: string,
) {
  const aesKey = shape.wrap === "shared" ? Buffer.from(sharedKey) : crypto.randomBytes(shape.keyBits / 8);
  const iv = crypto.randomBytes(shape.mode === "cbc" ? 16 : shape.ivLength);
  const content = shape.gzip ? gzipSync(plaintext) : Buffer.from(plaintext as string);
  const cipher = crypto.createCipheriv(`aes-${8 * aesKey.length}-${shape.mode}` as "aes-256-gcm", aesKey, iv);
  if (aad !== undefined) cipher.setAAD(Buffer.from(aad));
  const encrypted = Buffer.concat([cipher.update(content), cipher.final()]);
  const tag = shape.mode === "gcm" ? cipher.getAuthTag() : undefined;
  const front = shape.ivPlace === "front" ? [iv] : [];
  const parts =
    !tag || shape.tagPlace === "separate"
      ? [encrypted]
      : shape.tagPlace === "end"
        ? [encrypted, tag]
        : [tag, encrypted];
  return {
    data: Buffer.concat([...front, ...parts]),
    ...(shape.wrap === "shared" ? {} : { key: wrapKey(aesKey, shape, publicKey) }),
    ...(shape.ivPlace === "separate" ? { iv } : {}),
    ...(tag && shape.tagPlace === "separate" ? { tag } : {}),
  };
}

function wrapKey(aesKey: Buffer, shape: Shape, publicKey: crypto.KeyObject): Buffer {
  const message = shape.keyForm === "raw" ? aesKey : Buffer.from(aesKey.toString(shape.keyForm));
  if (shape.wrap === "pkcs1")
    return crypto.publicEncrypt({ key: publicKey, padding: crypto.constants.RSA_PKCS1_PADDING }, message);
  if (shape.wrap === "oaep-sha256-mgf1-sha1") return wrapMixed(message, publicKey, "sha256", "sha1");
  return crypto.publicEncrypt(
    { key: publicKey, padding: crypto.constants.RSA_PKCS1_OAEP_PADDING, oaepHash: shape.wrap.slice("oaep-".length) },
    message,
  );
}

/** RSAES-OAEP (RFC 8017, 7.1.1) with different hashes, which node:crypto has no option for. */
function wrapMixed(message: Buffer, publicKey: crypto.KeyObject, hash: string, maskHash: string): Buffer {
  const length = (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  return rawEncrypt(oaepText(message, length, { hash, maskHash }), publicKey);
}

/** The bare RSA operation on a text that has its padding already. */
export function rawEncrypt(encoded: Buffer, publicKey: crypto.KeyObject): Buffer {
  return crypto.publicEncrypt({ key: publicKey, padding: crypto.constants.RSA_NO_PADDING }, encoded);
}

/** EME-OAEP encoding (RFC 8017, 7.1.1, step 2). @param length of the modulus in bytes */
export function oaepText(
  message: Buffer,
  length: number,
  { hash, maskHash, label = "" }: { hash: string; maskHash: string; label?: string },
): Buffer {
  const labelHash = crypto.createHash(hash).update(label).digest();
  const block = Buffer.concat([
    labelHash,
    Buffer.alloc(length - message.length - 2 * labelHash.length - 2),
    Buffer.from([1]),
    message,
  ]);
  const seed = crypto.randomBytes(labelHash.length);
  const mask = (from: Buffer, size: number) => {
    const pieces: Buffer[] = [];
    for (let counter = 0; Buffer.concat(pieces).length < size; counter++) {
      pieces.push(
        crypto
          .createHash(maskHash)
          .update(from)
          .update(Buffer.from([0, 0, 0, counter]))
          .digest(),
      );
    }
    return Buffer.concat(pieces).subarray(0, size);
  };
  const xor = (one: Buffer, other: Buffer) => Buffer.from(one.map((byte, index) => byte ^ (other[index] ?? 0)));
  const maskedBlock = xor(block, mask(seed, block.length));
  const maskedSeed = xor(seed, mask(maskedBlock, seed.length));
  return Buffer.concat([Buffer.from([0]), maskedSeed, maskedBlock]);
}

/** One of the OAEP texts, about one in 300, that PKCS#1 v1.5's checks let pass. */
export function oaepTextLikePkcs1(
  message: Buffer,
  length: number,
  hashes: { hash: string; maskHash: string; label?: string },
): Buffer {
  for (;;) {
    const text = oaepText(message, length, hashes);
    if (text[1] === 2 && text.indexOf(0, 2) >= 10) return text;
  }
}
