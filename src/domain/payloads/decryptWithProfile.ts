import type { FoundEnvelope } from "../requests/findEnvelopes";
import { AesKey, keyReadings } from "./aesKey";
import type { Decrypted } from "./decryptResult";
import type { HybridProfile, KeyWrapping, PartPlace } from "./envelopeProfile";
import { hybridResult, standsAt } from "./hybridResult";
import { type PartReading, readingsOf } from "./partReadings";
import type { PayloadKeys } from "./payloadKeys";
import type { PayloadPorts } from "./payloadPorts";
import { openKnown } from "./openKnown";
import { RsaPrivateKey } from "./rsaPrivateKey";

/** Opens an envelope by the profile of one of the apps, without any search; undefined if none fits. */
export async function decryptWithProfile(envelope: FoundEnvelope, keys: readonly PayloadKeys[], ports: PayloadPorts): Promise<Decrypted | undefined> {
  for (const app of keys) {
    const { profile } = app;
    if (profile?.format !== "hybrid") continue;
    const result = await openByProfile(envelope, app, profile, keys, ports);
    if (result) return result;
  }
  return undefined;
}

async function openByProfile(envelope: FoundEnvelope, app: PayloadKeys, profile: HybridProfile, keys: readonly PayloadKeys[], ports: PayloadPorts): Promise<Decrypted | undefined> {
  const find = (place: PartPlace | undefined) => (place ? readingAt(envelope, place, ports) : undefined);
  const { parts, layout, keyWrapping } = profile;
  const data = find(parts.ciphertext);
  const wrapped = layout.includes("encryptedKey") ? data : find(parts.encryptedKey);
  const iv = find(parts.iv);
  const tag = find(parts.tag);
  const aadPart = profile.aad && "part" in profile.aad ? find(profile.aad.part) : undefined;
  const missing = (parts.iv && !iv) || (parts.tag && !tag) || (profile.aad && "part" in profile.aad && !aadPart);
  if (!data || missing || (keyWrapping !== undefined && !wrapped)) return undefined;

  const prefix = layout.includes("encryptedKey");
  const unwrapped = await aesKeyBytes(app, keyWrapping, wrapped, prefix, ports);
  if (!unwrapped) return undefined;
  const bits = Number(profile.cipher.slice(4, 7));
  const readings = keyReadings(unwrapped.message, ports.codec).filter(
    (reading) => reading.form === profile.keyForm && 8 * reading.bytes.length === bits && (reading.iv !== undefined) === (profile.ivInKey === true),
  );
  for (const reading of readings) {
    const opened = await openKnown({ key: new AesKey(reading, ports.aesInPlace), profile, data, iv, tag, aadPart, prefix: prefix ? unwrapped.wrappedLength : 0 }, ports);
    if (!opened) continue;
    const place = wrapped ? { reading: wrapped, ...(prefix ? { prefix: unwrapped.wrappedLength } : {}) } : undefined;
    return hybridResult({ envelope, keys, app, opened, profile, ...(keyWrapping ? { wrapping: keyWrapping } : {}), ...(place ? { wrapped: place } : {}) });
  }
  return undefined;
}

function readingAt(envelope: FoundEnvelope, place: PartPlace, ports: PayloadPorts): PartReading | undefined {
  const { values, rootPath } = envelope;
  const exact = values.find((value) => standsAt(value, rootPath, place, false));
  const value = exact ?? values.find((candidate) => standsAt(candidate, rootPath, place, true));
  if (!value) return undefined;
  const { piece } = place;
  const readings = readingsOf(value, ports.codec).filter((reading) => reading.piece?.index === piece?.index && reading.piece?.separator === piece?.separator);
  // base64 and base64url only differ in two characters, which one value may lack.
  return readings.find(({ encoding }) => encoding === place.encoding) ?? readings.find(({ encoding }) => encoding.startsWith("base64") && place.encoding.startsWith("base64"));
}

async function aesKeyBytes(
  app: PayloadKeys,
  wrapping: KeyWrapping | undefined,
  reading: PartReading | undefined,
  isPrefix: boolean,
  ports: PayloadPorts,
): Promise<{ message: Uint8Array<ArrayBuffer>; wrappedLength: number } | undefined> {
  if (wrapping === undefined) {
    const message = app.sharedKey === undefined ? undefined : ports.codec.fromBase64(app.sharedKey);
    return message && { message, wrappedLength: 0 };
  }
  const key = await RsaPrivateKey.of(app);
  const bytes = reading?.bytes();
  if (!key || !bytes || (isPrefix ? bytes.length < key.length : bytes.length !== key.length)) return undefined;
  const wrapped = bytes.subarray(0, key.length);
  const message = /MGF1|PKCS/.test(wrapping) ? (await ports.rsaUnwrapper?.unwrap(key.der, wrapped, wrapping))?.[0]?.message : await key.unwrap(wrapped, wrapping);
  return message && { message, wrappedLength: key.length };
}
