import type { FoundEnvelope } from "../capture/foundEnvelope";
import { AesKey } from "./aesKey";
import type { DecryptedBytes } from "./decryptResult";
import { type HybridProfile, type KeyWrapping, type PartPlace, WEB_KEY_WRAPPINGS } from "../envelopeProfile";
import { hybridResult } from "./hybridResult";
import { keyMaterial } from "./keyMaterial";
import { type PartReading, type PartValue, readingsOf } from "./partReadings";
import type { PayloadKeys } from "../payloadKeys";
import type { PayloadPorts } from "../payloadPorts";
import { openWithParts } from "./openWithParts";
import { RsaPrivateKey } from "./rsaPrivateKey";

/** Opens an envelope by the profile of one of the apps, without any search; undefined if none fits. */
export async function openWithProfile(
  envelope: FoundEnvelope,
  keys: readonly PayloadKeys[],
  ports: PayloadPorts,
): Promise<DecryptedBytes | undefined> {
  for (const app of keys) {
    const { profile } = app;
    if (profile?.format !== "hybrid") continue;
    const result = await openByProfile(envelope, app, profile, keys, ports);
    if (result) return result;
  }
  return undefined;
}

async function openByProfile(
  envelope: FoundEnvelope,
  app: PayloadKeys,
  profile: HybridProfile,
  keys: readonly PayloadKeys[],
  ports: PayloadPorts,
): Promise<DecryptedBytes | undefined> {
  const find = (place: PartPlace | undefined) => (place ? readingAt(envelope, place, ports) : undefined);
  const { parts, layout, keyWrapping } = profile;
  const data = find(parts.ciphertext);
  const wrapped = layout.includes("encryptedKey") ? data : find(parts.encryptedKey);
  const labelPart = profile.label && "part" in profile.label ? find(profile.label.part) : undefined;
  const missing = profile.label && "part" in profile.label && !labelPart;
  if (!data || missing || (keyWrapping !== undefined && !wrapped)) return undefined;

  const prefix = layout.includes("encryptedKey");
  const label =
    labelPart?.bytes() ??
    (profile.label && "text" in profile.label ? new TextEncoder().encode(profile.label.text) : undefined);
  const unwrapped = await unwrappedMessage(
    { app, wrapping: keyWrapping, reading: wrapped, isPrefix: prefix, label },
    ports,
  );
  if (!unwrapped) return undefined;
  const material = keyMaterial(unwrapped.message, ports.codec);
  const partAt = (at: PartPlace | undefined) =>
    at?.source === "key" ? readingAmong(material.parts, at, []) : find(at);
  const [iv, tag] = [partAt(parts.iv), partAt(parts.tag)];
  const aadPart = profile.aad && "part" in profile.aad ? partAt(profile.aad.part) : undefined;
  if ((parts.iv && !iv) || (parts.tag && !tag) || (profile.aad && "part" in profile.aad && !aadPart)) return undefined;

  const bits = Number(profile.cipher.slice(4, 7));
  const inFields = parts.key && readingAmong(material.parts, parts.key, []);
  const readings = material.keys.filter(
    (reading) =>
      reading.form === profile.keyForm &&
      8 * reading.bytes.length === bits &&
      (reading.iv !== undefined) === (profile.ivInKey === true) &&
      reading.part === inFields,
  );
  for (const reading of readings) {
    const key = new AesKey(reading, ports.aes);
    const opened = await openWithParts(
      { key, profile, data, iv, tag, aadPart, prefix: prefix ? unwrapped.wrappedLength : 0 },
      ports,
    );
    if (!opened) continue;
    const place = wrapped ? { reading: wrapped, ...(prefix ? { prefix: unwrapped.wrappedLength } : {}) } : undefined;
    const facts = {
      ...(keyWrapping ? { wrapping: keyWrapping } : {}),
      ...(place ? { wrapped: place } : {}),
      ...(labelPart ? { label: labelPart } : {}),
    };
    return hybridResult({ envelope, keys, app, opened, profile, ...facts });
  }
  return undefined;
}

function readingAt(
  { values, rootPath }: FoundEnvelope,
  place: PartPlace,
  ports: PayloadPorts,
): PartReading | undefined {
  const exact = values.find((value) => standsAt(value, rootPath, place, false));
  const value = exact ?? values.find((candidate) => standsAt(candidate, rootPath, place, true));
  if (!value) return undefined;
  return readingAmong(readingsOf(value, ports.codec), place, rootPath);
}

function readingAmong(
  all: readonly PartReading[],
  place: PartPlace,
  rootPath: FoundEnvelope["rootPath"],
): PartReading | undefined {
  const { piece } = place;
  const readings = all.filter(
    (reading) =>
      standsAt(reading.value, rootPath, place, true) &&
      reading.piece?.index === piece?.index &&
      reading.piece?.separator === piece?.separator,
  );
  // base64 and base64url only differ in two characters, which one value may lack.
  return (
    readings.find(({ encoding }) => encoding === place.encoding) ??
    readings.find(({ encoding }) => encoding.startsWith("base64") && place.encoding.startsWith("base64"))
  );
}

/** Whether a value stands where a profile says; the indices of arrays may differ if `loosely`. */
function standsAt(value: PartValue, rootPath: FoundEnvelope["rootPath"], place: PartPlace, loosely: boolean): boolean {
  if (value.source !== place.source) return false;
  const absolute = value.distance === 0 ? [...rootPath, ...value.path] : value.path;
  return samePath(value.path, place.path, loosely) || samePath(absolute, place.path, loosely);
}

function samePath(one: FoundEnvelope["rootPath"], other: FoundEnvelope["rootPath"], loosely: boolean): boolean {
  return (
    one.length === other.length &&
    one.every((step, index) => {
      const its = other[index];
      if (typeof step === "object") return typeof its === "object" && its.decode === step.decode;
      return step === its || (loosely && typeof step === "number" && typeof its === "number");
    })
  );
}

interface Wrapped {
  readonly app: PayloadKeys;
  readonly wrapping: KeyWrapping | undefined;
  readonly reading: PartReading | undefined;
  readonly isPrefix: boolean;
  readonly label: Uint8Array<ArrayBuffer> | undefined;
}

async function unwrappedMessage(
  { app, wrapping, reading, isPrefix, label }: Wrapped,
  { codec, rsaUnwrapper }: PayloadPorts,
): Promise<{ message: Uint8Array<ArrayBuffer>; wrappedLength: number } | undefined> {
  if (wrapping === undefined) {
    const message = app.sharedKey === undefined ? undefined : codec.fromBase64(app.sharedKey);
    return message && { message, wrappedLength: 0 };
  }
  const key = RsaPrivateKey.of(app);
  const bytes = reading?.bytes();
  if (!key || !bytes || (isPrefix ? bytes.length < key.length : bytes.length !== key.length)) return undefined;
  const wrapped = bytes.subarray(0, key.length);
  const isWeb = WEB_KEY_WRAPPINGS.some((known) => known === wrapping);
  const message = isWeb
    ? await key.unwrap(wrapped, wrapping, label)
    : (await rsaUnwrapper?.unwrap(key.der, wrapped, wrapping, label ? [label] : []))?.[0]?.message;
  return message && { message, wrappedLength: key.length };
}
