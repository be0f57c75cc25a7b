import { UserError } from "../../errors";
import { joinBytes } from "../../keys/joinBytes";
import type { BodyPart, EnvelopeBody } from "../envelopeBody";
import {
  type AesMode,
  type HybridProfile,
  type KeyForm,
  type KeyWrapping,
  type PartPlace,
  type PartRole,
  WEB_KEY_WRAPPINGS,
} from "../envelopeProfile";
import { unsentIv } from "../open/aesKey";
import { ivOfMode, tagLengthOf } from "../open/openWithParts";
import type { PayloadPorts } from "../payloadPorts";
import { type EncryptTarget, publicKeyDer, publicKeyOf, sharedKeyOf } from "./encryptTarget";
import { bytesHoldKey, keyInEnvelope, withoutKey } from "./keyGuard";
import { type BodyValue, writeBody } from "./writeBody";
import { writeEnvelope, type WrittenEnvelope, type WrittenPart } from "./writeEnvelope";

/**
 * A hybrid envelope in the shape of a profile, with a fresh AES key or with the shared one.
 * @throws UserError `aes-192-unavailable`, `cipher-unavailable`, `wrapping-unavailable`, `profile-needs-public-key`,
 * `profile-needs-shared-key`, `profile-unusable`, `envelope-too-large`, `key-in-envelope`
 */
export async function encryptHybrid(
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
