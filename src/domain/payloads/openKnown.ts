import type { AesKey } from "./aesKey";
import type { HybridProfile, PartRole } from "./envelopeProfile";
import { ROOM_FOR_TAG, type PartReading } from "./partReadings";
import type { PayloadPorts } from "./payloadPorts";
import { withTag, type OpenedPayload } from "./payloadSearch";
import { toPlaintext } from "./plaintext";

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

  let opened: Uint8Array<ArrayBuffer> | undefined;
  const isGcm = profile.cipher.endsWith("GCM");
  if (isGcm) {
    const tag = tagPart?.bytes() ?? pieces.tag;
    const aad = aadPart ? aadPart.bytes() : profile.aad && "text" in profile.aad ? new TextEncoder().encode(profile.aad.text) : undefined;
    const from = ciphertext.byteOffset - bytes.byteOffset;
    const to = from + ciphertext.length;
    const tagFollows = !tagPart && profile.layout.indexOf("tag") === profile.layout.indexOf("ciphertext") + 1;
    if (tag?.length !== ROOM_FOR_TAG) return undefined;
    opened = await key.openGcm(iv, tagFollows ? bytes.subarray(from, to + ROOM_FOR_TAG) : withTag(bytes, from, to, tag), aad);
  } else {
    opened = await key.openCbc(iv, ciphertext);
  }
  if (!opened) return undefined;
  const plaintext = await toPlaintext(opened, ports.codec);
  // Without a tag only text counts.
  if (!isGcm && plaintext.kind === "binary") return undefined;
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
    plaintext,
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
