import { UserError } from "../../errors";
import type { Codec, PayloadPorts } from "../payloadPorts";
import { MAX_NESTED } from "./soundShape";
import type { WrittenEnvelope } from "./writeEnvelope";

/** The last look at what is about to be sent, whatever it was made from. @throws UserError `key-in-envelope` */
export function withoutKey(written: WrittenEnvelope, key: Uint8Array, { codec }: PayloadPorts): WrittenEnvelope {
  const texts = [written.body, ...written.headers.map(({ value }) => value)];
  if (texts.some((text) => textHoldsKey(text, key, codec))) throw keyInEnvelope();
  return written;
}

export function keyInEnvelope(): UserError {
  return new UserError(
    "key-in-envelope",
    "Nothing was written: in this app's shape a part of the AES key would stand in what is sent.",
    {
      remedy: "Forget the learned shape of this app, and decrypt a captured response to learn it anew.",
    },
  );
}

/** Whether some bytes hold a piece of a key: eight bytes in a row, from a multiple of eight on. */
export function bytesHoldKey(bytes: Uint8Array, key: Uint8Array): boolean {
  const binary = binaryOf(bytes);
  return piecesOf(key).some((piece) => binary.includes(binaryOf(piece)));
}

/**
 * Whether a text that is about to be sent holds such a piece: as it is, in hex, base64, base64url or as numbers, in
 * groups, with escapes, or in JSON, forms and base64 around that. It knows nothing of what the text was made from. Time
 * grows with the length of the text alone. @internal
 */
export function textHoldsKey(text: string, key: Uint8Array, codec: Codec): boolean {
  const sought = needlesOf(key, codec);
  let level = [text];
  for (let depth = 0; depth <= MAX_NESTED && level.length > 0; depth++) {
    const plain = level.map(withoutEscapes);
    if (plain.some((one) => holdsNeedle(one, sought))) return true;
    level = plain.flatMap((one) => decodedRuns(one, codec));
  }
  return false;
}

const PIECE = 8;

/** They don't overlap: whatever holds 15 bytes of the key in a row holds one of them, and so does either end of it. */
function piecesOf(key: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.floor(key.length / PIECE) }, (_, index) =>
    key.subarray(PIECE * index, PIECE * (index + 1)),
  );
}

interface Needles {
  readonly plain: readonly string[];
  readonly hex: readonly string[];
  readonly base64: readonly string[];
  readonly numbers: readonly string[];
}

function needlesOf(key: Uint8Array, codec: Codec): Needles {
  const pieces = piecesOf(key);
  return {
    // As bytes, and as the UTF-8 of a text, which loses what is none: not much of it, or it would be found everywhere.
    plain: pieces
      .flatMap((piece) => [binaryOf(piece), new TextDecoder().decode(piece)])
      // As the text is read, so that a backslash and what stands behind it are the same in both.
      .map(withoutEscapes)
      .filter((text) => text.replaceAll("\ufffd", "").length >= 4),
    hex: pieces.map((piece) => codec.toHex(piece)),
    base64: pieces.flatMap((piece) => [0, 1, 2].map((lead) => innerBase64(piece, lead, codec))),
    numbers: pieces.map((piece) => `,${piece.join()},`),
  };
}

/** The digits that stand for those bytes alone, behind `lead` others in the group of three. */
function innerBase64(piece: Uint8Array, lead: number, codec: Codec): string {
  const bytes = new Uint8Array(lead + piece.length);
  bytes.set(piece, lead);
  return codec.toBase64(bytes).slice(Math.ceil((8 * lead) / 6), Math.floor((8 * bytes.length) / 6));
}

function holdsNeedle(text: string, { plain, hex, base64, numbers }: Needles): boolean {
  const has = (where: string) => (sought: string) => where.includes(sought);
  if (plain.some(has(text))) return true;
  const digits = text.replace(/[^0-9A-Za-z+/_-]+/g, "");
  // A hyphen is a digit of base64url, or separates groups.
  const grouped = digits.replaceAll("-", "");
  if (hex.some(has(grouped.replace(/0x/gi, "").toLowerCase()))) return true;
  if (
    base64.some(has(digits.replaceAll("-", "+").replaceAll("_", "/"))) ||
    base64.some(has(grouped.replaceAll("_", "/")))
  )
    return true;
  const lists = text.match(NUMBERS) ?? [];
  return lists.some((list) =>
    numbers.some(
      has(`,${(list.replace(NAME, "").match(/-?\d+/g) ?? []).map((number) => Number(number) & 255).join()},`),
    ),
  );
}

/** `[1,2,…]` and `{"0":1,"1":2,…}` without their ends. */
const NUMBERS = /(?:(?:"\d{1,9}":)?-?\d{1,3},){7,}(?:"\d{1,9}":)?-?\d{1,3}/g;
const NAME = /"\d{1,9}":/g;

/** What the escapes of JSON and of URLs stand for, however often they were escaped. */
function withoutEscapes(text: string): string {
  let plain = text;
  for (let depth = 0; depth <= MAX_NESTED && plain.includes("%25"); depth++) plain = plain.replaceAll("%25", "%");
  return plain
    .replace(/\\+/g, "\\")
    .replace(/\\u([0-9a-f]{4})|%([0-9a-f]{2})/gi, (_, unit?: string, byte?: string) =>
      String.fromCharCode(parseInt(unit ?? byte ?? "", 16)),
    )
    .replace(/\\([bfnrt]?)/g, (_, letter: string) => CONTROLS[letter] ?? "");
}

const CONTROLS: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** What stands there in base64 and is long enough to hold a piece in base64, as characters of one byte each. */
function decodedRuns(text: string, codec: Codec): string[] {
  const runs = text.replace(/[\s:,]+/g, "").match(/[A-Za-z0-9+/_-]{14,}/g) ?? [];
  return runs.flatMap((run) => {
    const bytes = codec.fromBase64(run.length % 4 === 1 ? run.slice(0, -1) : run);
    return bytes ? [binaryOf(bytes)] : [];
  });
}

/** Characters of one byte each. */
function binaryOf(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return binary;
}

/** Arguments of a call have room on the stack. */
const CHUNK = 8_192;
