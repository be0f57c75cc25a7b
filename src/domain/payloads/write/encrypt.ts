import { CompactEncrypt, FlattenedEncrypt, type FlattenedJWE } from "jose";
import { UserError } from "../../errors";
import { joinBytes } from "../../keys/joinBytes";
import { pemToDer } from "../../keys/pem";
import { LIMITS } from "../../limits";
import { unsentIv } from "../open/aesKey";
import { builtInProfile } from "./builtInProfile";
import type { BodyPart, EnvelopeBody } from "../envelopeBody";
import { bytesHoldKey, textHoldsKey } from "./keyGuard";
import { shapeOutline } from "./shapeOutline";
import { unsoundness, unsoundShape } from "./soundShape";
import { type BodyValue, isBare, tooLarge, unusableProfile, writeBody } from "./writeBody";
import { writeEnvelope, type WrittenEnvelope, type WrittenPart } from "./writeEnvelope";
import {
  type AesMode,
  type EnvelopeProfile,
  type HybridProfile,
  type JweProfile,
  type KeyForm,
  type KeyWrapping,
  type Layer,
  type PartPlace,
  type PartRole,
  WEB_KEY_WRAPPINGS,
} from "../envelopeProfile";
import { JWE_KEY_LENGTHS, JWE_WRAPPINGS } from "../jwe";
import { ivOfMode, tagLengthOf } from "../open/openWithParts";
import type { PayloadPorts } from "../payloadPorts";

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
  /** What was written, with “…” for each part. */
  readonly outline: string;
}

/**
 * Encrypts a payload in the shape of a profile, with a fresh AES key wrapped for the app's public key or with the
 * shared key. How a client encrypts a request is not documented (platform.md, 2.3), so every result is unverified. The
 * profile may be anybody's: what is written is one line without a piece of a key in it.
 * @throws UserError `no-payload-key`, `profile-needs-public-key`, `profile-needs-shared-key`, `wrapping-unavailable`,
 * `profile-unusable`, `envelope-too-large`, `key-in-envelope`
 */
export async function encrypt(
  plaintext: Uint8Array<ArrayBuffer>,
  target: EncryptTarget,
  ports: PayloadPorts,
): Promise<Encrypted> {
  const { publicKeyPem, sharedKey } = target;
  if (publicKeyPem === undefined && sharedKey === undefined) {
    throw new UserError("no-payload-key", "This app has no payload key, so nothing can be encrypted for it.", {
      remedy: "Add a payload key to the app.",
    });
  }
  const profile = target.profile ?? builtInProfile(publicKeyPem === undefined ? "shared" : "keyPair");
  const why = unsoundness(profile);
  if (why) throw unsoundShape(why);
  const layers =
    profile.format === "hybrid" && profile.layers
      ? profile.layers
      : profile.compression === "gzip"
        ? (["gzip"] as const)
        : [];
  let content = plaintext;
  for (const layer of [...layers].reverse()) {
    content = await inLayer(layer, content, ports);
    if (content.length > LIMITS.writtenBody) throw tooLarge(LIMITS.writtenBody);
  }
  const written =
    profile.format === "jwe"
      ? await encryptJwe(content, profile, target, ports)
      : await encryptHybrid(content, profile, target, ports);
  return { ...inert(written), profile, outline: shapeOutline(profile) };
}

/** One line that clients of request files take as it is, and headers of one line each. */
function inert(written: WrittenEnvelope): WrittenEnvelope {
  const { body, headers } = written;
  const isLine = /^[{["]/.test(body) ? !/[\r\n]|\{\{/.test(body) : body === "" || isBare(body);
  if (isLine && headers.every(({ value }) => /^[\x20-\x7e]*$/.test(value) && !value.includes("{{"))) return written;
  throw unusableProfile();
}

/** The last look at what is about to be sent, whatever it was made from. */
function withoutKey(written: WrittenEnvelope, key: Uint8Array, { codec }: PayloadPorts): WrittenEnvelope {
  const texts = [written.body, ...written.headers.map(({ value }) => value)];
  if (texts.some((text) => textHoldsKey(text, key, codec))) throw keyInEnvelope();
  return written;
}

function keyInEnvelope(): UserError {
  return new UserError(
    "key-in-envelope",
    "Nothing was written: in this app's shape a part of the AES key would stand in what is sent.",
    {
      remedy: "Forget the learned shape of this app, and decrypt a captured response to learn it anew.",
    },
  );
}

async function encryptJwe(
  content: Uint8Array,
  profile: JweProfile,
  target: EncryptTarget,
  ports: PayloadPorts,
): Promise<WrittenEnvelope> {
  const { alg, enc, path, body } = profile;
  const wrapping = Object.hasOwn(JWE_WRAPPINGS, alg) ? JWE_WRAPPINGS[alg] : undefined;
  if ((wrapping === undefined && alg !== "dir") || !Object.hasOwn(JWE_KEY_LENGTHS, enc)) throw unusableProfile();
  const key = wrapping === undefined ? sharedKeyOf(target, ports) : await publicKeyOf(target, wrapping);
  if (key instanceof Uint8Array && key.length !== JWE_KEY_LENGTHS[enc]) throw unusableProfile();
  // Own members in any case: the names are a profile's.
  const header = { ...Object.fromEntries(profile.header ?? []), alg, enc };
  const jwe =
    profile.serialization === "compact"
      ? await new CompactEncrypt(content).setProtectedHeader(header).encrypt(key)
      : await new FlattenedEncrypt(content).setProtectedHeader(header).encrypt(key);
  const written = body
    ? { body: writeBody(body, jweValues(jwe), ports.codec), headers: [] }
    : path.length === 0
      ? { body: typeof jwe === "string" ? jwe : JSON.stringify(jwe), headers: [] }
      : writeEnvelope([{ place: { source: "json", path }, value: jwe }]);
  return key instanceof Uint8Array ? withoutKey(written, key, ports) : written;
}

function jweValues(jwe: string | FlattenedJWE): Partial<Record<BodyPart, BodyValue>> {
  if (typeof jwe === "string") return { jwe: { string: jwe } };
  const { protected: header = "", encrypted_key: key, iv = "", ciphertext, tag = "" } = jwe;
  return {
    jweProtected: { string: header },
    ...(key === undefined ? {} : { jweEncryptedKey: { string: key } }),
    jweIv: { string: iv },
    jweCiphertext: { string: ciphertext },
    jweTag: { string: tag },
  };
}

async function inLayer(
  layer: Layer,
  content: Uint8Array<ArrayBuffer>,
  { codec }: PayloadPorts,
): Promise<Uint8Array<ArrayBuffer>> {
  const text = (written: string) => new TextEncoder().encode(written);
  switch (layer) {
    case "base64":
      return text(codec.toBase64(content));
    case "hex":
      return text(codec.toHex(content));
    case "UTF-16LE":
    case "UTF-16BE":
      return inUtf16(new TextDecoder().decode(content), layer === "UTF-16LE");
    default:
      if (codec.formats.includes(layer)) return codec.compress(layer, content);
      throw new UserError(
        "compression-unavailable",
        "This profile compresses with {0}, which is not available in VS Code for the Web.",
        { args: [layer], remedy: "Encrypt in VS Code on the desktop." },
      );
  }
}

function inUtf16(text: string, isLittleEndian: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(2 * text.length);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < text.length; index++) view.setUint16(2 * index, text.charCodeAt(index), isLittleEndian);
  return bytes;
}

async function encryptHybrid(
  content: Uint8Array<ArrayBuffer>,
  profile: HybridProfile,
  target: EncryptTarget,
  ports: PayloadPorts,
): Promise<WrittenEnvelope> {
  const { cipher, ivLength, ivFrom, keyWrapping, parts, layout, counter } = profile;
  const { aes } = ports;
  const mode = cipher.slice("AES-256-".length) as AesMode;
  const key =
    keyWrapping === undefined ? sharedKeyOf(target, ports) : ports.randomBytes(Number(cipher.slice(4, 7)) / 8);
  if (!(await aes.takes(key.length))) {
    throw new UserError(
      "aes-192-unavailable",
      "This profile uses {0}, which is not available in this kind of VS Code.",
      { args: [cipher], remedy: "Encrypt in VS Code on the desktop." },
    );
  }
  if (!aes.modes.includes(mode)) {
    throw new UserError("cipher-unavailable", "This profile uses {0}, which is not available in VS Code for the Web.", {
      args: [cipher],
      remedy: "Encrypt in VS Code on the desktop.",
    });
  }
  const ivText = parts.iv?.encoding === "text";
  const iv = ivFrom
    ? unsentIv(ivFrom, key, ivLength)
    : ivText
      ? randomText(ivLength, ports)
      : ports.randomBytes(ivLength);
  const [aad, label] = [extraOf("aad", profile, ports), extraOf("label", profile, ports)];
  const sealed = await aes.encrypt(
    { mode, key, iv: ivOfMode(mode, iv, counter), ...(aad ? { aad: aad.bytes } : {}) },
    content,
  );
  const ciphertextLength = mode === "GCM" ? sealed.length - 16 : sealed.length;
  const bytes = {
    ciphertext: sealed.subarray(0, ciphertextLength),
    tag: sealed.subarray(ciphertextLength, mode === "GCM" ? ciphertextLength + tagLengthOf(profile) : undefined),
    iv,
  };
  const message = keyWrapping === undefined ? undefined : messageOf(key, bytes, profile, ports);
  const encryptedKey =
    keyWrapping === undefined || !message
      ? new Uint8Array(0)
      : await wrap(message, keyWrapping, label?.bytes, target, ports);
  const all: Record<PartRole, Uint8Array<ArrayBuffer>> = { ...bytes, encryptedKey };
  const values: RolePart[] = [];
  for (const role of ["encryptedKey", "iv", "tag"] as const) {
    const place = parts[role];
    if (place && place.source !== "key") values.push({ role, place, value: all[role] });
  }
  values.push({
    role: "ciphertext",
    place: parts.ciphertext,
    value: layout.length === 1 ? all.ciphertext : joinBytes(layout.map((role) => all[role])),
  });
  if (aad?.place) values.push({ role: "aad", place: aad.place, value: aad.bytes });
  if (label?.place) values.push({ role: "label", place: label.place, value: label.bytes });
  if (values.some(({ value }) => bytesHoldKey(value, key))) throw keyInEnvelope();
  return withoutKey(
    profile.body ? withBody(profile.body, values, ports) : writeEnvelope(values, ports.codec),
    key,
    ports,
  );
}

interface RolePart extends WrittenPart {
  readonly role: BodyPart;
  readonly place: PartPlace;
  readonly value: Uint8Array;
}

function withBody(body: EnvelopeBody, parts: readonly RolePart[], { codec }: PayloadPorts): WrittenEnvelope {
  const isInHeader = ({ place }: RolePart): boolean => place.source === "header";
  const { headers } = writeEnvelope(parts.filter(isInHeader), codec);
  const inBody = parts.filter((part) => !isInHeader(part));
  const values = inBody.map(({ role, place: { encoding }, value: bytes }): [BodyPart, BodyValue] => [
    role,
    { bytes, encoding },
  ]);
  return { body: writeBody(body, Object.fromEntries(values), codec), headers };
}

/** What is wrapped: the AES key as the profile writes it, with the IV behind it or other parts beside it. */
function messageOf(
  key: Uint8Array<ArrayBuffer>,
  bytes: Record<"iv" | "tag", Uint8Array<ArrayBuffer>>,
  { parts, keyForm, ivInKey }: HybridProfile,
  ports: PayloadPorts,
): Uint8Array<ArrayBuffer> {
  if (keyForm !== "fields" || !parts.key) return asForm(ivInKey ? joinBytes([key, bytes.iv]) : key, keyForm, ports);
  const values: WrittenPart[] = [{ place: { ...parts.key, source: "json" }, value: key }];
  for (const role of ["iv", "tag"] as const) {
    const place = parts[role];
    if (place?.source === "key") values.push({ place: { ...place, source: "json" }, value: bytes[role] });
  }
  const isText = values.every(({ place }) => place.path.length === 0);
  const written = writeEnvelope(
    isText ? values.map(({ place, value }) => ({ place: { ...place, source: "text" }, value })) : values,
    ports.codec,
  );
  return new TextEncoder().encode(written.body);
}

/** Printable, as an IV that is sent as it is. @param length in bytes */
function randomText(length: number, ports: PayloadPorts): Uint8Array<ArrayBuffer> {
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return ports.randomBytes(length).map((byte) => digits.charCodeAt(byte % 64));
}

/** What is authenticated beside the ciphertext, or the label of OAEP. */
function extraOf(role: "aad" | "label", profile: HybridProfile, ports: PayloadPorts) {
  const extra = profile[role];
  if (!extra) return undefined;
  if ("text" in extra) return { bytes: new TextEncoder().encode(extra.text) };
  const place = extra.part;
  const fixed = profile.body?.pieces.find(
    (piece) => "part" in piece && piece.part === role && piece.fixed !== undefined,
  );
  if (fixed && "fixed" in fixed && fixed.fixed !== undefined)
    return { bytes: new TextEncoder().encode(fixed.fixed), place };
  // What the sender put there is not known; what stands in the envelope is what counts.
  return { bytes: place.encoding === "text" ? randomText(16, ports) : ports.randomBytes(16), place };
}

function asForm(message: Uint8Array<ArrayBuffer>, form: KeyForm, { codec }: PayloadPorts): Uint8Array<ArrayBuffer> {
  return form === "raw"
    ? message
    : new TextEncoder().encode(form === "hex" ? codec.toHex(message) : codec.toBase64(message));
}

async function wrap(
  message: Uint8Array<ArrayBuffer>,
  wrapping: KeyWrapping,
  label: Uint8Array<ArrayBuffer> | undefined,
  target: EncryptTarget,
  ports: PayloadPorts,
): Promise<Uint8Array<ArrayBuffer>> {
  if (WEB_KEY_WRAPPINGS.some((known) => known === wrapping)) {
    return new Uint8Array(
      await crypto.subtle.encrypt(
        { name: "RSA-OAEP", ...(label ? { label } : {}) },
        await publicKeyOf(target, wrapping),
        message,
      ),
    );
  }
  if (!ports.rsaUnwrapper) {
    throw new UserError(
      "wrapping-unavailable",
      "This profile wraps the key with {0}, which is not available in VS Code for the Web.",
      { args: [wrapping], remedy: "Encrypt in VS Code on the desktop." },
    );
  }
  return ports.rsaUnwrapper.wrap(publicKeyDer(target), message, wrapping, label);
}

function publicKeyOf(target: EncryptTarget, wrapping: KeyWrapping): Promise<CryptoKey> {
  return crypto.subtle.importKey(
    "spki",
    publicKeyDer(target),
    { name: "RSA-OAEP", hash: wrapping.slice("RSA-OAEP ".length) },
    false,
    ["encrypt"],
  );
}

function publicKeyDer({ publicKeyPem }: EncryptTarget): Uint8Array<ArrayBuffer> {
  if (publicKeyPem !== undefined) return pemToDer(publicKeyPem);
  throw new UserError(
    "profile-needs-public-key",
    "The envelope profile wraps a key for a public key, but this app has a shared key.",
    {
      remedy: "Forget the app's envelope profile, or change its payload key.",
    },
  );
}

function sharedKeyOf({ sharedKey }: EncryptTarget, { codec }: PayloadPorts): Uint8Array<ArrayBuffer> {
  const bytes = sharedKey === undefined ? undefined : codec.fromBase64(sharedKey);
  if (bytes?.length === 32) return bytes;
  throw new UserError(
    "profile-needs-shared-key",
    "The envelope profile uses a shared key, but this app has a key pair.",
    {
      remedy: "Forget the app's envelope profile, or change its payload key.",
    },
  );
}
