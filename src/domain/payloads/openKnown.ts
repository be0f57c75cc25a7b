import type { AesKey } from "./aesKey";
import type { HybridProfile, PartRole } from "./envelopeProfile";
import { ROOM_FOR_TAG, type PartReading } from "./partReadings";
import type { PayloadPorts } from "./payloadPorts";
import type { OpenedPayload } from "./payloadSearch";
import { decompressed, isText } from "./plaintext";

/** Decrypts where everything is known from a profile; undefined if it does not fit. */
export async function openKnown(
  known: {
    readonly key: AesKey;
    readonly profile: HybridProfile;
    readonly data: PartReading;
    readonly iv: PartReading | undefined;
    readonly tag: PartReading | undefined;
    readonly aadPart: PartReading | undefined;
    /** Bytes of a wrapped key in front. */
    readonly prefix: number;
  },
  ports: PayloadPorts,
): Promise<OpenedPayload | undefined> {
  const { key, profile, data, iv: ivPart, tag: tagPart, aadPart, prefix } = known;
  const bytes = data.bytes();
  const pieces = bytes && slices(bytes, profile, prefix);
  if (!bytes || !pieces) return undefined;
  const iv = ivPart?.bytes() ?? (profile.ivInKey ? key.reading.iv : pieces.iv);
  const ciphertext = pieces.ciphertext;
  if (iv?.length !== profile.ivLength || !ciphertext) return undefined;

  const from = ciphertext.byteOffset - bytes.byteOffset;
  const extent = { bytes, from, to: from + ciphertext.length };
  let opened: Uint8Array<ArrayBuffer> | undefined;
  const isGcm = profile.cipher.endsWith("GCM");
  if (isGcm) {
    const tag = tagPart?.bytes() ?? pieces.tag;
    const aad = aadPart ? aadPart.bytes() : profile.aad && "text" in profile.aad ? new TextEncoder().encode(profile.aad.text) : undefined;
    if (tag?.length !== ROOM_FOR_TAG) return undefined;
    opened = await key.openGcm(extent, iv, tag, aad);
  } else {
    opened = await key.openCbc(extent, iv);
  }
  // Detection may come next, and it needs the ciphertext as it was.
  if (!opened) data.forget();
  if (!opened) return undefined;
  const content = await decompressed(opened, ports.codec);
  // Without a tag only text counts.
  if (!isGcm && !isText(content.bytes)) return undefined;
  return {
    key,
    cipher: profile.cipher,
    authenticated: isGcm,
    data,
    layout: profile.layout,
    ivLength: profile.ivLength,
    ivInKey: profile.ivInKey === true,
    ...(ivPart ? { iv: ivPart } : {}),
    ...(tagPart ? { tag: tagPart } : {}),
    ...(aadPart ? { aad: aadPart } : {}),
    content,
  };
}

/** Cuts the ciphertext's value into what the layout says that it holds. */
function slices(bytes: Uint8Array<ArrayBuffer>, profile: HybridProfile, prefix: number): Partial<Record<PartRole, Uint8Array<ArrayBuffer>>> | undefined {
  const lengths: Record<Exclude<PartRole, "ciphertext">, number> = { encryptedKey: prefix, iv: profile.ivLength, tag: ROOM_FOR_TAG };
  const others = profile.layout.reduce((sum, role) => sum + (role === "ciphertext" ? 0 : lengths[role]), 0);
  const length = bytes.length - others;
  if (length < 0) return undefined;
  const found: Partial<Record<PartRole, Uint8Array<ArrayBuffer>>> = {};
  let at = 0;
  for (const role of profile.layout) {
    const size = role === "ciphertext" ? length : lengths[role];
    found[role] = bytes.subarray(at, at + size);
    at += size;
  }
  return found;
}
