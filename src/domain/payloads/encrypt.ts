import { CompactEncrypt, FlattenedEncrypt } from "jose";
import { UserError } from "../errors";
import { joinBytes } from "../keys/joinBytes";
import { pemToDer } from "../keys/pem";
import { AesKey } from "./aesKey";
import { builtInProfile } from "./builtInProfile";
import { writeEnvelope, type WrittenEnvelope, type WrittenPart } from "./writeEnvelope";
import type { EnvelopeProfile, HybridProfile, JweProfile, KeyForm, KeyWrapping, PartRole } from "./envelopeProfile";
import { JWE_KEY_LENGTHS, JWE_WRAPPINGS } from "./jwe";
import type { PayloadPorts } from "./payloadPorts";

export interface EncryptTarget {
  /** SPKI PEM of the app's payload key pair. */
  readonly publicKeyPem?: string;
  /** 32 bytes, base64. */
  readonly sharedKey?: string;
  /** The app's learned profile; without it the built-in, unverified one is used. */
  readonly profile?: EnvelopeProfile;
}

export interface Encrypted extends WrittenEnvelope {
  readonly profile: EnvelopeProfile;
}

/**
 * Encrypts a payload in the shape of a profile, with a fresh AES key wrapped for the app's public key or with the
 * shared key. How a client encrypts a request is not documented (facts, 2.3), so every result is unverified.
 * @throws UserError `no-payload-key`, `profile-needs-public-key`, `profile-needs-shared-key`, `wrapping-unavailable`,
 * `profile-unusable`
 */
export async function encrypt(plaintext: Uint8Array<ArrayBuffer>, target: EncryptTarget, ports: PayloadPorts): Promise<Encrypted> {
  const { publicKeyPem, sharedKey } = target;
  if (publicKeyPem === undefined && sharedKey === undefined) {
    throw new UserError("no-payload-key", "This app has no payload key, so nothing can be encrypted for it.", { remedy: "Add a payload key to the app." });
  }
  const profile = target.profile ?? builtInProfile(publicKeyPem === undefined ? "shared" : "keyPair");
  const content = profile.compression === "gzip" ? await ports.codec.gzip(plaintext) : plaintext;
  const written = profile.format === "jwe" ? await encryptJwe(content, profile, target, ports) : await encryptHybrid(content, profile, target, ports);
  return { ...written, profile };
}

async function encryptJwe(content: Uint8Array, profile: JweProfile, target: EncryptTarget, ports: PayloadPorts): Promise<WrittenEnvelope> {
  const { alg, enc, path } = profile;
  const wrapping = JWE_WRAPPINGS[alg];
  if ((wrapping === undefined && alg !== "dir") || !(enc in JWE_KEY_LENGTHS)) throw unusable();
  const key = wrapping === undefined ? sharedKeyOf(target, ports) : await publicKeyOf(target, wrapping);
  const header = { alg, enc };
  const jwe =
    profile.serialization === "compact"
      ? await new CompactEncrypt(content).setProtectedHeader(header).encrypt(key)
      : await new FlattenedEncrypt(content).setProtectedHeader(header).encrypt(key);
  if (path.length === 0) return { body: typeof jwe === "string" ? jwe : JSON.stringify(jwe), headers: [] };
  return writeEnvelope([{ place: { source: "json", path }, value: jwe }]);
}

async function encryptHybrid(content: Uint8Array<ArrayBuffer>, profile: HybridProfile, target: EncryptTarget, ports: PayloadPorts): Promise<WrittenEnvelope> {
  const { cipher, ivLength, keyWrapping, parts, layout } = profile;
  const isGcm = cipher.endsWith("GCM");
  const iv = ports.randomBytes(isGcm ? ivLength : 16);
  const keyBytes = keyWrapping === undefined ? sharedKeyOf(target, ports) : ports.randomBytes(Number(cipher.slice(4, 7)) / 8);
  const key = new AesKey({ bytes: keyBytes, form: "raw" });
  if (!(await key.isAvailable())) {
    throw new UserError("aes-192-unavailable", "This profile uses {0}, which is not available in this kind of VS Code.", { args: [cipher], remedy: "Encrypt in VS Code on the desktop." });
  }
  const aad = aadOf(profile, ports);
  const sealed = isGcm ? await key.sealGcm(iv, content, aad?.bytes) : await key.sealCbc(iv, content);
  const ciphertextLength = isGcm ? sealed.length - 16 : sealed.length;
  const message = keyWrapping === undefined ? undefined : profile.ivInKey ? joinBytes([keyBytes, iv]) : keyBytes;
  const bytes: Record<PartRole, Uint8Array<ArrayBuffer>> = {
    ciphertext: sealed.subarray(0, ciphertextLength),
    tag: sealed.subarray(ciphertextLength),
    iv,
    encryptedKey: keyWrapping === undefined || !message ? new Uint8Array(0) : await wrap(asForm(message, profile.keyForm, ports), keyWrapping, target, ports),
  };
  const values: WrittenPart[] = [];
  for (const role of ["encryptedKey", "iv", "tag"] as const) {
    const place = parts[role];
    if (place) values.push({ place, value: bytes[role] });
  }
  values.push({ place: parts.ciphertext, value: layout.length === 1 ? bytes.ciphertext : joinBytes(layout.map((role) => bytes[role])) });
  if (aad?.place) values.push({ place: aad.place, value: aad.bytes });
  return writeEnvelope(values, ports.codec);
}

function aadOf({ aad }: HybridProfile, ports: PayloadPorts) {
  if (!aad) return undefined;
  if ("text" in aad) return { bytes: new TextEncoder().encode(aad.text) };
  // What the sender put there is not known; what stands in the envelope is what counts.
  return { bytes: ports.randomBytes(16), place: aad.part };
}

function asForm(message: Uint8Array<ArrayBuffer>, form: KeyForm, { codec }: PayloadPorts): Uint8Array<ArrayBuffer> {
  return form === "raw" ? message : new TextEncoder().encode(form === "hex" ? codec.toHex(message) : codec.toBase64(message));
}

async function wrap(message: Uint8Array<ArrayBuffer>, wrapping: KeyWrapping, target: EncryptTarget, ports: PayloadPorts): Promise<Uint8Array<ArrayBuffer>> {
  if (!/MGF1|PKCS/.test(wrapping)) return new Uint8Array(await crypto.subtle.encrypt("RSA-OAEP", await publicKeyOf(target, wrapping), message));
  if (!ports.rsaUnwrapper) {
    throw new UserError("wrapping-unavailable", "This profile wraps the key with {0}, which is not available in VS Code for the Web.", { args: [wrapping], remedy: "Encrypt in VS Code on the desktop." });
  }
  return ports.rsaUnwrapper.wrap(publicKeyDer(target), message, wrapping);
}

function publicKeyOf(target: EncryptTarget, wrapping: KeyWrapping): Promise<CryptoKey> {
  return crypto.subtle.importKey("spki", publicKeyDer(target), { name: "RSA-OAEP", hash: wrapping.slice("RSA-OAEP ".length) }, false, ["encrypt"]);
}

function publicKeyDer({ publicKeyPem }: EncryptTarget): Uint8Array<ArrayBuffer> {
  if (publicKeyPem !== undefined) return pemToDer(publicKeyPem);
  throw new UserError("profile-needs-public-key", "The envelope profile wraps a key for a public key, but this app has a shared key.", {
    remedy: "Forget the app's envelope profile, or change its payload key.",
  });
}

function sharedKeyOf({ sharedKey }: EncryptTarget, { codec }: PayloadPorts): Uint8Array<ArrayBuffer> {
  const bytes = sharedKey === undefined ? undefined : codec.fromBase64(sharedKey);
  if (bytes?.length === 32) return bytes;
  throw new UserError("profile-needs-shared-key", "The envelope profile uses a shared key, but this app has a key pair.", {
    remedy: "Forget the app's envelope profile, or change its payload key.",
  });
}

function unusable(): UserError {
  return new UserError("profile-unusable", "The app's envelope profile can't be used to encrypt.", { remedy: "Decrypt a captured response to learn the shape anew." });
}
