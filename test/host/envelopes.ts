// Encrypted payloads as other software would make them: Web Crypto and arithmetic, nothing of ours.
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { hs256App, newSecret, saved } from "./support";

export interface KeyPair {
  readonly publicKey: JsonWebKey;
  readonly publicPem: string;
  readonly privatePem: string;
}

/** Parts of a hybrid envelope, base64. */
export interface Envelope {
  readonly key: string;
  readonly iv: string;
  readonly data: string;
  readonly tag: string;
}

/** RSA, 2048 bits, new in each run. */
export async function newKeyPair(): Promise<KeyPair> {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(
    { name: "RSA-OAEP", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" },
    true,
    ["encrypt", "decrypt"],
  );
  return {
    publicKey: await crypto.subtle.exportKey("jwk", publicKey),
    publicPem: pem("PUBLIC", await crypto.subtle.exportKey("spki", publicKey)),
    privatePem: pem("PRIVATE", await crypto.subtle.exportKey("pkcs8", privateKey)),
  };
}

/** Saves an app whose payloads are encrypted for `keys`. */
export async function payloadApp(name: string, keys: KeyPair): Promise<JwtApp> {
  const payloadKey = {
    kind: "keyPair" as const,
    publicKey: keys.publicPem,
    fingerprint: "SHA256:of-a-test",
    bits: 2048,
  };
  return saved(hs256App(name, { enforcePayloadEncryption: true, payloadKey }), {
    clientSecret: newSecret(),
    payloadPrivateKey: keys.privatePem,
  });
}

/** AES-GCM under a fresh key, which is wrapped for `keys`: with RSA-OAEP SHA-256, or as `wrap` does it. */
export async function seal(
  plaintext: string | Bytes,
  keys: KeyPair,
  { keyLength = 32, wrap = wrapOaep }: { keyLength?: 16 | 24 | 32; wrap?: typeof wrapOaep } = {},
): Promise<Envelope> {
  const [aesKey, iv] = [random(keyLength), random(12)];
  const key = await crypto.subtle.importKey("raw", aesKey, "AES-GCM", false, ["encrypt"]);
  const bytes = typeof plaintext === "string" ? new TextEncoder().encode(plaintext) : plaintext;
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes));
  return {
    key: base64(await wrap(aesKey, keys)),
    iv: base64(iv),
    data: base64(sealed.subarray(0, -16)),
    tag: base64(sealed.subarray(-16)),
  };
}

export async function wrapOaep(message: Bytes, { publicKey }: KeyPair): Promise<Bytes> {
  const { alg: _, key_ops: __, ...jwk } = publicKey;
  const key = await crypto.subtle.importKey("jwk", jwk, { name: "RSA-OAEP", hash: "SHA-256" }, false, ["encrypt"]);
  return new Uint8Array(await crypto.subtle.encrypt("RSA-OAEP", key, message));
}

/** RSAES-PKCS1-v1_5 (RFC 8017, 7.2.1), which Web Crypto has not. */
export async function wrapPkcs1(message: Bytes, { publicKey }: KeyPair): Promise<Bytes> {
  const padding = random(SIZE - message.length - 3).map((byte) => byte || 1);
  return rsa(new Uint8Array([0, 2, ...padding, 0, ...message]), publicKey);
}

/** RSAES-OAEP (RFC 8017, 7.1.1) with SHA-256 and, as Java does, MGF1 over SHA-1: Web Crypto has one hash for both. */
export async function wrapOaepMgf1Sha1(message: Bytes, { publicKey }: KeyPair): Promise<Bytes> {
  const label = await digest("SHA-256", new Uint8Array(0));
  const block = new Uint8Array(SIZE - label.length - 1);
  block.set(label);
  block.set([1, ...message], block.length - message.length - 1);
  const seed = random(label.length);
  const maskedBlock = xor(block, await mgf1Sha1(seed, block.length));
  return rsa(new Uint8Array([0, ...xor(seed, await mgf1Sha1(maskedBlock, seed.length)), ...maskedBlock]), publicKey);
}

export function base64(bytes: Bytes): string {
  return btoa(String.fromCharCode(...bytes));
}

export function random(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}

type Bytes = Uint8Array<ArrayBuffer>;

/** Of the modulus, in bytes. */
const SIZE = 256;

/** RSAEP (RFC 8017, 5.1.1). */
function rsa(encoded: Bytes, { n = "", e = "" }: JsonWebKey): Bytes {
  const [modulus, exponent] = [n, e].map((part) =>
    number(
      Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0)),
    ),
  );
  if (!modulus || !exponent) throw new Error("not an RSA key");
  let result = 1n;
  for (const bit of exponent.toString(2))
    result = (((result * result) % modulus) * (bit === "1" ? number(encoded) : 1n)) % modulus;
  return Uint8Array.from({ length: SIZE }, (_, index) => Number((result >> BigInt(8 * (SIZE - 1 - index))) & 0xffn));
}

function number(bytes: Bytes): bigint {
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

async function mgf1Sha1(seed: Bytes, length: number): Promise<Bytes> {
  const mask: number[] = [];
  for (let counter = 0; mask.length < length; counter++)
    mask.push(...(await digest("SHA-1", new Uint8Array([...seed, 0, 0, 0, counter]))));
  return Uint8Array.from(mask.slice(0, length));
}

async function digest(hash: string, bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest(hash, bytes));
}

function xor(one: Bytes, other: Bytes): Bytes {
  return one.map((byte, index) => byte ^ (other[index] ?? 0));
}

function pem(kind: string, der: ArrayBuffer): string {
  return `-----BEGIN ${kind} KEY-----\n${base64(new Uint8Array(der)).replace(/.{64}/g, "$&\n").trimEnd()}\n-----END ${kind} KEY-----\n`;
}
