import type { FoundEnvelope } from "../capture/foundEnvelope";
import type {
  AppName,
  DecryptedBytes,
  DecryptReport,
  FoundHeader,
  FoundPart,
  FoundShape,
  ReportedPart,
} from "./decryptResult";
import type { Sentence } from "../../text/sentence";
import type { HybridProfile, KeyWrapping, PartPlace, PartRole } from "../envelopeProfile";
import type { PartReading } from "./partReadings";
import type { PayloadKeys } from "../payloadKeys";
import type { LayoutRole, OpenedPayload, WrappedPlace } from "./openedPayload";
import { layerNotes, reportFacts, sameKeyNotes } from "./reportFacts";

/** The result of a hybrid envelope: plaintext, report, and the profile learned. */
export function hybridResult(found: {
  readonly envelope: FoundEnvelope;
  readonly keys: readonly PayloadKeys[];
  readonly app: PayloadKeys;
  readonly opened: OpenedPayload;
  readonly wrapping?: KeyWrapping;
  readonly wrapped?: WrappedPlace;
  /** Of OAEP, where it is not empty. */
  readonly label?: PartReading;
  /** The profile that fitted; without it, one is learned. */
  readonly profile?: HybridProfile;
}): DecryptedBytes {
  const { envelope, keys, app, opened, wrapping, wrapped, label } = found;
  const { cipher, authenticated, content } = opened;
  const facts = reportFacts(envelope, { app, keys, kind: wrapping === undefined ? "shared" : "private", content });
  const profile = found.profile ?? (isRepeatable(opened) ? learnedProfile(found) : undefined);
  const report: DecryptReport = {
    ...facts,
    format: "hybrid",
    parts: [...reportedParts(opened, wrapped), ...(label ? [reportedPart("label", label)] : [])],
    ...(wrapping ? { keyWrapping: wrapping } : {}),
    cipher,
    authenticated,
    foundBy: found.profile ? "profile" : "detection",
    ...(profile ? { profile } : {}),
    notes: notesOn(opened, facts.apps, wrapping),
  };
  return { content: content.bytes, report, ...(profile && !found.profile ? { shape: foundShape(found) } : {}) };
}

function foundShape({ envelope, opened, wrapped, label }: Parameters<typeof hybridResult>[0]): FoundShape {
  const { data, iv, tag, aad, key } = opened;
  const whole = wrapped && wrapped.prefix === undefined ? wrapped.reading : undefined;
  const readings = { encryptedKey: whole, iv, ciphertext: data, tag, aad, label };
  const parts = (Object.keys(readings) as (keyof typeof readings)[]).flatMap((part): FoundPart[] => {
    const reading = readings[part];
    if (!reading) return [];
    const { value, piece, encoding } = reading;
    const { source, start, end } = value;
    if (source === "key" || source === "header") return [];
    const path = value.distance === 0 ? [...envelope.rootPath, ...value.path] : value.path;
    return [{ part, start, end, path, source, encoding, ...(piece ? { piece } : {}) }];
  });
  const found = Object.values(readings).flatMap((reading) =>
    reading?.value.source === "header" ? [headerOf(reading)] : [],
  );
  const notKept: Sentence[] = [];
  if (key.reading.form === "fields")
    notKept.push({
      template: "Of what was wrapped, only the fields with the key, the IV and the tag are kept.",
      args: [],
    });
  const headers = [aad, label].flatMap((reading) =>
    reading?.value.source === "header" ? [`“${reading.value.name}”`] : [],
  );
  if (headers.length > 0)
    notKept.push({ template: "A new value is written each time to: {0}.", args: [headers.join(", ")] });
  return { parts, headers: found, notKept };
}

function headerOf({ value: { name, content }, piece, encoding }: PartReading): FoundHeader {
  const whole = String(content);
  return { name, text: piece ? (whole.split(piece.separator)[piece.index] ?? "") : whole, encoding };
}

function reportedParts(opened: OpenedPayload, wrapped: WrappedPlace | undefined): ReportedPart[] {
  const { data, iv, tag, aad, salt, layout } = opened;
  const parts: ReportedPart[] = [];
  if (wrapped && wrapped.prefix === undefined) parts.push(reportedPart("encryptedKey", wrapped.reading));
  if (iv) parts.push(reportedPart("iv", iv));
  parts.push({ ...reportedPart("ciphertext", data), ...(layout.length > 1 ? { layout } : {}) });
  if (tag) parts.push(reportedPart("tag", tag));
  if (aad) parts.push(reportedPart("aad", aad));
  if (salt) parts.push(reportedPart("salt", salt));
  return parts;
}

function reportedPart(role: ReportedPart["role"], { value, encoding, length }: PartReading): ReportedPart {
  const { name, source, path, start, end } = value;
  return { role, name, source, path, start, end, encoding, length };
}

function notesOn(
  { authenticated, cipher, derivation, ivFrom, oddPadding, tagLength, content }: OpenedPayload,
  apps: readonly AppName[],
  wrapping: KeyWrapping | undefined,
): Sentence[] {
  const notes: Sentence[] = [];
  if (!authenticated)
    notes.push({ template: "{0} has no tag, so nothing proves that this payload is unchanged.", args: [cipher] });
  if (tagLength !== undefined && tagLength < 16)
    notes.push({ template: "The tag was cut to {0} bytes.", args: [tagLength] });
  if (derivation !== undefined)
    notes.push({
      template: "What was wrapped is a passphrase; the AES key was derived from it ({0}).",
      args: [derivation],
    });
  if (ivFrom === "zero") notes.push({ template: "The IV is all zeros and stands nowhere in the payload.", args: [] });
  if (ivFrom === "keyStart" || ivFrom === "keyEnd")
    notes.push({ template: "The IV is a part of the AES key and stands nowhere in the payload.", args: [] });
  if (oddPadding) notes.push({ template: "The padding is not the usual one (PKCS#7).", args: [] });
  notes.push(...layerNotes(content.layers));
  if (wrapping === "RSA PKCS#1 v1.5")
    notes.push({ template: "The key was wrapped with RSA PKCS#1 v1.5, which is open to known attacks.", args: [] });
  notes.push(...sameKeyNotes(apps));
  return notes;
}

/** Whether a profile can say it all: one that left something out would write what the other side can't read. */
function isRepeatable({ derivation, oddPadding, layout, key, iv, tag, aad }: OpenedPayload): boolean {
  const inMessage = [iv, tag, aad].filter((part) => part?.value.source === "key");
  const sameForm = inMessage.every(() => key.reading.form === "fields");
  return derivation === undefined && !oddPadding && layout.every(isPartRole) && sameForm;
}

function isPartRole(role: LayoutRole): role is PartRole {
  return role !== "salt" && role !== "other";
}

function learnedProfile(found: Parameters<typeof hybridResult>[0]): HybridProfile {
  const { envelope, opened, app, wrapping, wrapped, label } = found;
  const { data, iv, tag, aad, layout, cipher, authenticated, key } = opened;
  const { ivLength, ivInKey, ivFrom, counter, tagLength, content } = opened;
  const { layers } = content;
  const used = [data, iv, tag, aad, label, wrapped?.reading].filter((reading) => reading !== undefined);
  // What stands around the envelope is no part of its shape, unless a part is there or the envelope is text in a text.
  const fromTop =
    envelope.rootPath.some((step) => typeof step === "object") ||
    used.some(({ value }) => value.distance > 0 && value.source === "json");
  const isUrlSafe = used.some(({ encoding }) => encoding === "base64url");
  const place = ({ value, piece, encoding }: PartReading): PartPlace => ({
    source: value.source,
    path: [...(fromTop && value.distance === 0 && value.source !== "key" ? envelope.rootPath : []), ...value.path],
    ...(piece ? { piece } : {}),
    // A short text may lack what tells the two alphabets apart; its neighbours have it.
    encoding: isUrlSafe && encoding === "base64" && !/[+/=]/.test(String(value.content)) ? "base64url" : encoding,
  });
  return {
    format: "hybrid",
    name: `${app.appName}: ${cipher}`,
    description: `Learned from a payload that was read with ${wrapping ?? "the shared key"} and ${cipher}.`,
    authenticated,
    parts: {
      ...(wrapped && wrapped.prefix === undefined ? { encryptedKey: place(wrapped.reading) } : {}),
      ...(iv ? { iv: place(iv) } : {}),
      ciphertext: place(data),
      ...(tag ? { tag: place(tag) } : {}),
      ...(key.reading.part ? { key: place(key.reading.part) } : {}),
    },
    layout: layout.filter(isPartRole),
    ...(wrapping ? { keyWrapping: wrapping } : {}),
    keyForm: key.reading.form,
    cipher,
    ivLength,
    ...(ivInKey ? { ivInKey } : {}),
    ...(ivFrom ? { ivFrom } : {}),
    ...(counter === undefined ? {} : { counter }),
    ...(tagLength !== undefined && tagLength < 16 ? { tagLength: tagLength as 12 } : {}),
    ...(label ? { label: { part: place(label) } } : {}),
    ...(aad ? { aad: { part: place(aad) } } : {}),
    compression: layers.length === 1 && layers[0] === "gzip" ? "gzip" : "none",
    ...(layers.length > 0 && !(layers.length === 1 && layers[0] === "gzip") ? { layers: [...layers] } : {}),
  };
}
