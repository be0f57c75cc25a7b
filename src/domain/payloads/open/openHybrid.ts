import type { FoundEnvelope } from "../capture/foundEnvelope";
import { TimeSlices } from "../../steps";
import type { DecryptedBytes } from "./decryptResult";
import { type KeyWrapping, WEB_KEY_WRAPPINGS } from "../envelopeProfile";
import { hybridResult } from "./hybridResult";
import { keyMaterial } from "./keyMaterial";
import { suggests } from "../capture/partNames";
import { type PartReading, readingsOf } from "./partReadings";
import type { PayloadKeys } from "../payloadKeys";
import type { PayloadPorts } from "../payloadPorts";
import type { WrappedPlace } from "./openedPayload";
import { PayloadSearch } from "./payloadSearch";
import { RsaPrivateKey } from "./rsaPrivateKey";
import { type Failure, searchError } from "./searchError";

/** So many values are tried as a wrapped key. */
const MAX_WRAPPED = 6;

/**
 * Opens a hybrid envelope of unknown shape: finds the wrapped key by its length and by trying, then the rest.
 * @throws UserError that says how far it came
 */
export async function openHybrid(
  envelope: FoundEnvelope,
  keys: readonly PayloadKeys[],
  ports: PayloadPorts,
): Promise<DecryptedBytes> {
  const readings = envelope.values.flatMap((value) => readingsOf(value, ports.codec));
  const rsaKeys = keys.map((app) => RsaPrivateKey.of(app)).filter((key) => key !== undefined);
  const labels = labelsAmong(readings);
  const failures: Failure[] = [];
  const slices = new TimeSlices();
  let tried = 0;
  let hasOtherLabel = false;

  for (const place of wrappedPlaces(readings, rsaKeys)) {
    for (const key of rsaKeys) {
      const wrapped = wrappedBytes(place, key.length);
      if (!wrapped) continue;
      await slices.pause();
      if (place.prefix === undefined) tried++;
      if (ports.rsaUnwrapper?.mayOpen(key.der, wrapped) === false) continue;
      let isProven = false;
      for await (const { wrapping, message, label } of unwrappings(key, wrapped, labels, ports)) {
        const material = keyMaterial(message, ports.codec);
        const proven = provesItself(wrapping);
        const search = new PayloadSearch(readings, { material, wrapped: place, proven }, ports);
        const opened = await search.open();
        if (opened)
          return hybridResult({
            envelope,
            keys,
            app: key.app,
            opened,
            wrapping,
            wrapped: place,
            ...(label ? { label } : {}),
          });
        // A message that is no key is then most likely none at all.
        const isAesKey = material.keys.length > 0;
        if (proven || isAesKey) {
          const isUnwrapped = proven || "cipher" in search.progress;
          failures.push({
            app: key.app,
            wrapping,
            isUnwrapped,
            messageLength: message.length,
            isAesKey,
            progress: search.progress,
          });
        }
        isProven ||= proven;
      }
      // No other app's key opens this one, but the payload may belong to another wrapped key.
      if (isProven) break;
      hasOtherLabel ||= ports.rsaUnwrapper?.hasOtherLabel(key.der, wrapped) === true;
    }
  }

  for (const app of keys) {
    const bytes = app.sharedKey === undefined ? undefined : ports.codec.fromBase64(app.sharedKey);
    if (bytes?.length !== 32) continue;
    const material = { message: bytes, keys: [{ bytes, form: "raw" as const }], parts: [] };
    const search = new PayloadSearch(readings, { material, proven: false }, ports);
    const opened = await search.open();
    if (opened) return hybridResult({ envelope, keys, app, opened });
    failures.push({ app, isUnwrapped: true, messageLength: 32, isAesKey: true, progress: search.progress });
  }
  throw searchError({ envelope, keys, rsaKeys, readings, tried, failures, hasOtherLabel, ports });
}

/** Values as long as a modulus at hand, the likeliest first; else values that may begin with a wrapped key. */
function wrappedPlaces(readings: readonly PartReading[], rsaKeys: readonly RsaPrivateKey[]): WrappedPlace[] {
  const lengths = new Set(rsaKeys.map(({ length }) => length));
  const rank = ({ name, value }: PartReading) =>
    (suggests(name, "encryptedKey") ? 0 : suggests(name, "ciphertext") ? 2 : 1) + value.distance / 10;
  const exact = readings.filter(({ length }) => lengths.has(length));
  // A sign byte in front (Java's BigInteger), or leading zeros dropped.
  const nearly = readings.filter(
    ({ length }) => lengths.has(length - 1) || lengths.has(length + 1) || lengths.has(length + 2),
  );
  const whole = [...exact.sort((one, other) => rank(one) - rank(other)), ...nearly].slice(0, MAX_WRAPPED);
  const prefixes = readings.flatMap((reading) =>
    [...lengths]
      .filter((length) => reading.length > length + SHORTEST_IV_BESIDE)
      .map((prefix) => ({ reading, prefix })),
  );
  return [...whole.map((reading) => ({ reading })), ...prefixes.slice(0, whole.length > 0 ? 2 : MAX_WRAPPED)];
}

/** In bytes: behind a wrapped key stand an IV, and at least one byte more. */
const SHORTEST_IV_BESIDE = 12;

function wrappedBytes({ reading, prefix }: WrappedPlace, length: number): Uint8Array<ArrayBuffer> | undefined {
  if (prefix !== undefined && prefix !== length) return undefined;
  if (prefix === undefined && (reading.length > length + 1 || reading.length < length - 2)) return undefined;
  const bytes = reading.bytes();
  if (!bytes || bytes.length === length) return bytes;
  if (bytes.length > length)
    return prefix !== undefined ? bytes.slice(0, length) : bytes[0] === 0 ? bytes.slice(1) : undefined;
  const padded = new Uint8Array(length);
  padded.set(bytes, length - bytes.length);
  return padded;
}

/** PKCS#1 v1.5 doesn't: a text made otherwise, or for another key, can have its padding by chance. */
function provesItself(wrapping: KeyWrapping): boolean {
  return wrapping !== "RSA PKCS#1 v1.5";
}

/** What may be the label of OAEP, those first that are called so; the likeliest encodings of a value come first. */
function labelsAmong(readings: readonly PartReading[]): PartReading[] {
  const short = readings.filter(({ length, piece }) => length > 0 && length <= MAX_LABEL && !piece);
  const named = short.filter(({ name }) => suggests(name, "label"));
  return [...named, ...short.filter((reading) => !named.includes(reading))].slice(0, MAX_LABELS);
}

/** In bytes. */
const MAX_LABEL = 1_000;
const MAX_LABELS = 40;
/** Each costs Web Crypto an RSA operation a hash. */
const MAX_WEB_LABELS = 3;

interface Unwrapping {
  readonly wrapping: KeyWrapping;
  readonly message: Uint8Array<ArrayBuffer>;
  readonly label?: PartReading;
}

/** All ways in which a key unwraps: at most one of OAEP, which proves itself; else what PKCS#1 v1.5 makes possible. */
async function* unwrappings(
  key: RsaPrivateKey,
  wrapped: Uint8Array<ArrayBuffer>,
  labels: readonly PartReading[],
  ports: PayloadPorts,
): AsyncGenerator<Unwrapping> {
  for (const wrapping of WEB_KEY_WRAPPINGS) {
    const message = await key.unwrap(wrapped, wrapping);
    if (message) {
      yield { wrapping, message };
      return;
    }
  }
  if (ports.rsaUnwrapper) {
    const bytes = labels.map((label) => label.bytes() ?? new Uint8Array(0));
    for (const { label, ...found } of await ports.rsaUnwrapper.unwrap(key.der, wrapped, undefined, bytes)) {
      const reading = label === undefined ? undefined : labels[label];
      yield { ...found, ...(reading ? { label: reading } : {}) };
    }
    return;
  }
  for (const label of labels.filter(({ name }) => suggests(name, "label")).slice(0, MAX_WEB_LABELS)) {
    for (const wrapping of WEB_KEY_WRAPPINGS) {
      const message = await key.unwrap(wrapped, wrapping, label.bytes());
      if (message) {
        yield { wrapping, message, label };
        return;
      }
    }
  }
}
