import { type AesKey, counterBlock, unpaddings, unsentIv } from "./aesKey";
import type { AesMode, HybridProfile, PartRole } from "../envelopeProfile";
import { ivFacts, type IvSource, type OpenedPayload } from "./openedPayload";
import type { PartReading } from "./partReadings";
import { type PayloadPorts, ROOM_FOR_TAG } from "../payloadPorts";
import { readable, readableIfText } from "./plaintext";

type Bytes = Uint8Array<ArrayBuffer>;

export interface KnownParts {
  readonly key: AesKey;
  readonly profile: HybridProfile;
  readonly data: PartReading;
  readonly iv: PartReading | undefined;
  readonly tag: PartReading | undefined;
  readonly aadPart: PartReading | undefined;
  /** Bytes of a wrapped key in front. */
  readonly prefix: number;
}

/** Decrypts where everything is known from a profile; undefined if it does not fit. */
export async function openWithParts(known: KnownParts, ports: PayloadPorts): Promise<OpenedPayload | undefined> {
  const { key, profile, data, tag: tagPart, aadPart, prefix } = known;
  const mode = profile.cipher.slice("AES-256-".length) as AesMode;
  const bytes = data.bytes();
  const pieces = bytes && slices(bytes, profile, prefix);
  if (!bytes || !pieces?.ciphertext || !ports.aes.modes.includes(mode)) return undefined;
  const ciphertext = pieces.ciphertext;
  const from = ciphertext.byteOffset - bytes.byteOffset;
  const extent = { bytes, from, to: from + ciphertext.length };
  const iv = ivSource(known, pieces.iv, extent);
  if (iv?.bytes.length !== profile.ivLength) return undefined;

  const tag = mode === "GCM" ? (tagPart?.bytes() ?? pieces.tag) : undefined;
  if (mode === "GCM" && tag?.length !== tagLengthOf(profile)) return undefined;
  const aad = aadPart
    ? aadPart.bytes()
    : profile.aad && "text" in profile.aad
      ? new TextEncoder().encode(profile.aad.text)
      : undefined;
  const plain = await key.decrypt(mode, ivOfMode(mode, iv.bytes, profile.counter), extent, tag, aad);
  // Detection may come next, and it needs the ciphertext as it was.
  if (mode !== "GCM" || !plain) data.forget();
  if (!plain) return undefined;
  const content = await contentOf(mode, plain, ports);
  if (!content) return undefined;
  return {
    key,
    cipher: profile.cipher,
    authenticated: mode === "GCM",
    data,
    layout: profile.layout,
    ...ivFacts(iv),
    ...(profile.counter === undefined ? {} : { counter: profile.counter }),
    ...(tagPart ? { tag: tagPart } : {}),
    ...(tag ? { tagLength: tag.length } : {}),
    ...(aadPart ? { aad: aadPart } : {}),
    content,
  };
}

/** The IV as a mode takes it: the whole counter block of CTR, none for ECB. */
export function ivOfMode(mode: AesMode, iv: Bytes, counter: 0 | 1 | undefined): Bytes {
  return mode === "GCM" || mode === "ECB" || iv.length === 16 ? iv : counterBlock(iv, counter ?? 0);
}

export function tagLengthOf({ tagLength }: HybridProfile): number {
  return tagLength ?? ROOM_FOR_TAG;
}

function ivSource(
  { key, profile, iv: reading }: KnownParts,
  piece: Bytes | undefined,
  { from, to }: { readonly from: number; readonly to: number },
): IvSource | undefined {
  const { ivFrom, ivInKey, ivLength } = profile;
  const source = (bytes: Bytes | undefined, place: IvSource["place"]): IvSource | undefined =>
    bytes && { bytes, place, from, to, ...(reading ? { reading } : {}) };
  if (reading) return source(reading.bytes(), "part");
  if (ivInKey) return source(key.reading.iv, "key");
  if (ivFrom) return source(unsentIv(ivFrom, key.bytes, ivLength), ivFrom);
  return source(ivLength === 0 ? new Uint8Array(0) : piece, "front");
}

/** Without a tag only text counts. */
async function contentOf(mode: AesMode, plain: Bytes, { codec }: PayloadPorts) {
  if (mode === "GCM") return readable(plain, codec);
  if (mode !== "CBC" && mode !== "ECB") return readableIfText(plain, codec);
  const unpadded = unpaddings(plain).find(({ isPkcs7 }) => isPkcs7);
  return unpadded && readableIfText(unpadded.bytes, codec);
}

/** Cuts the ciphertext's value into what the layout says that it holds. */
function slices(
  bytes: Uint8Array<ArrayBuffer>,
  profile: HybridProfile,
  prefix: number,
): Partial<Record<PartRole, Uint8Array<ArrayBuffer>>> | undefined {
  const lengths: Record<Exclude<PartRole, "ciphertext">, number> = {
    encryptedKey: prefix,
    iv: profile.ivLength,
    tag: tagLengthOf(profile),
  };
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
