import type { EnvelopeValue, FoundEnvelope } from "../requests/findEnvelopes";
import type { AppName, Decrypted, DecryptReport, Note, ReportedPart } from "./decryptResult";
import type { HybridProfile, KeyWrapping, PartPlace, PartRole } from "./envelopeProfile";
import type { PartReading } from "./partReadings";
import type { PayloadKeys } from "./payloadKeys";
import type { OpenedPayload, WrappedPlace } from "./payloadSearch";
import { appsWithSameKey, sameKeyNote } from "./sameKey";

/** The result of a hybrid envelope: plaintext, report, and the profile learned. */
export function hybridResult(found: {
  readonly envelope: FoundEnvelope;
  readonly keys: readonly PayloadKeys[];
  readonly app: PayloadKeys;
  readonly opened: OpenedPayload;
  readonly wrapping?: KeyWrapping;
  readonly wrapped?: WrappedPlace;
  /** The profile that fitted; without it, one is learned. */
  readonly profile?: HybridProfile;
}): Decrypted {
  const { envelope, keys, app, opened, wrapping, wrapped } = found;
  const apps = appsWithSameKey(app, keys, wrapping === undefined ? "shared" : "private");
  const { cipher, authenticated, content } = opened;
  const report: DecryptReport = {
    app: { appId: app.appId, appName: app.appName },
    ambiguous: apps.length > 1,
    apps,
    format: "hybrid",
    start: envelope.start,
    end: envelope.end,
    parts: reportedParts(opened, wrapped),
    ...(wrapping ? { keyWrapping: wrapping } : {}),
    cipher,
    compression: content.compression,
    authenticated,
    foundBy: found.profile ? "profile" : "detection",
    profile: found.profile ?? learnedProfile(envelope, opened, app, wrapping, wrapped),
    notes: notesOn(opened, apps, wrapping),
  };
  return { content: content.bytes, report };
}

function reportedParts(opened: OpenedPayload, wrapped: WrappedPlace | undefined): ReportedPart[] {
  const { data, iv, tag, aad, layout } = opened;
  const parts: ReportedPart[] = [];
  if (wrapped && wrapped.prefix === undefined) parts.push(reportedPart("encryptedKey", wrapped.reading));
  if (iv) parts.push(reportedPart("iv", iv));
  parts.push({ ...reportedPart("ciphertext", data), ...(layout.length > 1 ? { layout } : {}) });
  if (tag) parts.push(reportedPart("tag", tag));
  if (aad) parts.push(reportedPart("aad", aad));
  return parts;
}

function reportedPart(role: PartRole | "aad", { value, encoding, length }: PartReading): ReportedPart {
  const { name, source, path, start, end } = value;
  return { role, name, source, path, start, end, encoding, length };
}

function notesOn({ authenticated, cipher }: OpenedPayload, apps: readonly AppName[], wrapping: KeyWrapping | undefined): Note[] {
  const notes: Note[] = [];
  if (!authenticated) notes.push({ template: "{0} has no tag, so nothing proves that this payload is unchanged.", args: [cipher] });
  if (wrapping === "RSA PKCS#1 v1.5") notes.push({ template: "The key was wrapped with RSA PKCS#1 v1.5, which is open to known attacks.", args: [] });
  if (apps.length > 1) notes.push(sameKeyNote(apps));
  return notes;
}

function learnedProfile(envelope: FoundEnvelope, opened: OpenedPayload, app: PayloadKeys, wrapping: KeyWrapping | undefined, wrapped: WrappedPlace | undefined): HybridProfile {
  const { data, iv, tag, aad, layout, cipher, authenticated, key, ivLength, ivInKey, content } = opened;
  const used = [data, iv, tag, aad, wrapped?.reading].filter((reading) => reading !== undefined);
  // What stands around the envelope is no part of its shape, unless a part is there or the envelope is text in a text.
  const fromTop = envelope.rootPath.some((step) => typeof step === "object") || used.some(({ value }) => value.distance > 0 && value.source === "json");
  const isUrlSafe = used.some(({ encoding }) => encoding === "base64url");
  const place = ({ value, piece, encoding }: PartReading): PartPlace => ({
    source: value.source,
    path: [...(fromTop && value.distance === 0 ? envelope.rootPath : []), ...value.path],
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
    },
    layout: [...layout],
    ...(wrapping ? { keyWrapping: wrapping } : {}),
    keyForm: key.reading.form,
    cipher,
    ivLength,
    ...(ivInKey ? { ivInKey } : {}),
    ...(aad ? { aad: { part: place(aad) } } : {}),
    compression: content.compression,
  };
}

/** Whether a value stands where a profile says; the indices of arrays may differ if `loosely`. */
export function standsAt(value: EnvelopeValue, rootPath: FoundEnvelope["rootPath"], place: PartPlace, loosely: boolean): boolean {
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
