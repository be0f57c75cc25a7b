import type { KeyForm } from "../envelopeProfile";
import { suggests } from "../capture/partNames";
import { type PartReading, type PartValue, readingsOf } from "./partReadings";
import type { Codec } from "../payloadPorts";

/** An AES key that an unwrapped message may hold: how it was written, and the IV if one follows it. */
export interface KeyReading {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly form: KeyForm;
  readonly iv?: Uint8Array<ArrayBuffer>;
  /** Where it stands in the message, if its form is `fields`. */
  readonly part?: PartReading;
}

/** What was wrapped, or a shared key. */
export interface KeyMaterial {
  readonly message: Uint8Array<ArrayBuffer>;
  /** The likeliest first. */
  readonly keys: readonly KeyReading[];
  /** What else stands in it: an IV, a tag. */
  readonly parts: readonly PartReading[];
}

/**
 * All AES keys that an unwrapped message can hold: the bytes themselves, base64 or hex of them, each also with an IV
 * behind the key; or one of the fields of JSON, of `name=value` pairs, or of text with separators.
 */
export function keyMaterial(message: Uint8Array<ArrayBuffer>, codec: Codec): KeyMaterial {
  const text = asciiOf(message);
  const forms: [KeyForm, Uint8Array<ArrayBuffer> | undefined][] = [
    ["raw", message],
    ["hex", text === undefined ? undefined : codec.fromHex(text)],
    ["base64", text === undefined ? undefined : codec.fromBase64(text)],
  ];
  const keys: KeyReading[] = [];
  const withIv: KeyReading[] = [];
  for (const [form, bytes] of forms) {
    if (!bytes) continue;
    if (isAesKey(bytes.length)) keys.push({ bytes: bytes.slice(), form });
    for (const [keyLength, ivLength] of KEY_AND_IV) {
      if (bytes.length === keyLength + ivLength)
        withIv.push({ bytes: bytes.slice(0, keyLength), form, iv: bytes.slice(keyLength) });
    }
  }
  const parts = fieldsOf(message).flatMap((value) => readingsOf(value, codec));
  const isNew = ({ bytes }: KeyReading) => !keys.some((key) => key.bytes.join() === bytes.join());
  return { message, keys: [...keys, ...withIv, ...keysAmong(parts).filter(isNew)].slice(0, MAX_KEYS), parts };
}

const KEY_AND_IV = [
  [32, 12],
  [32, 16],
  [16, 12],
  [16, 16],
] as const;
const MAX_KEYS = 12;
/** Characters of a message that is looked into for fields: RSA wraps less. */
const MAX_MESSAGE = 2_000;

function isAesKey(length: number): boolean {
  return length === 16 || length === 24 || length === 32;
}

function asciiOf(bytes: Uint8Array): string | undefined {
  if (bytes.length < 16 || bytes.length > 200 || bytes.some((byte) => byte > 126)) return undefined;
  return String.fromCharCode(...bytes).replace(/^["\s]+|["\s]+$/g, "");
}

function keysAmong(parts: readonly PartReading[]): KeyReading[] {
  const rank = ({ name, encoding }: PartReading) =>
    (suggests(name, "encryptedKey") ? 0 : suggests(name, "iv") || suggests(name, "tag") ? 4 : 2) +
    (encoding === "text" ? 1 : 0);
  const found = parts.filter(({ length }) => isAesKey(length)).sort((one, other) => rank(one) - rank(other));
  return found.flatMap((part): KeyReading[] => {
    const bytes = part.bytes();
    return bytes ? [{ bytes: bytes.slice(), form: "fields", part }] : [];
  });
}

/** The values of JSON or of pairs, or all of the text, whose pieces are read as those of any value. */
function fieldsOf(message: Uint8Array): PartValue[] {
  const text = message.length >= 20 && message.length <= MAX_MESSAGE ? textOf(message) : undefined;
  if (text === undefined) return [];
  const leaves = jsonLeaves(text);
  if (leaves) return leaves;
  const pairs = [...text.matchAll(PAIR)].map(([, name = "", content = ""]) => fieldOf([name], content));
  return pairs.length > 1 ? pairs : [fieldOf([], text.trim())];
}

const PAIR = /(?:^|[\s&;,{])["']?([\w.-]{1,100})["']?\s{0,5}[=:]\s{0,5}["']?([A-Za-z0-9+/_=%-]{8,})/g;

/** UTF-8, or the UTF-16 that .NET and Windows write; undefined for what has control characters. */
function textOf(message: Uint8Array): string | undefined {
  const isWide = message.length % 2 === 0 && message.every((byte, index) => index % 2 === 0 || byte === 0);
  try {
    const text = new TextDecoder(isWide ? "utf-16le" : "utf-8", { fatal: true }).decode(message);
    return /[\0-\x08\x0e-\x1f\x7f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

function jsonLeaves(text: string): PartValue[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  // JSON in a JSON string.
  if (typeof value === "string") return jsonLeaves(value) ?? [fieldOf([], value)];
  if (typeof value !== "object" || value === null) return undefined;
  const leaves: PartValue[] = [];
  collect(value, [], leaves);
  return leaves;
}

/** The text is short, and so is the depth. */
function collect(value: object, path: readonly (string | number)[], leaves: PartValue[]): void {
  const bytes = bytesOf(value);
  if (bytes) {
    leaves.push({ ...fieldOf(path, bytes.bytes), bytesForm: bytes.form });
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    const here = [...path, Array.isArray(value) ? Number(name) : name];
    if (typeof member === "string") leaves.push(fieldOf(here, member));
    else if (typeof member === "object" && member !== null) collect(member as object, here, leaves);
  }
}

/** `[1,2]`, and Node's `{"type":"Buffer","data":[1,2]}`. */
function bytesOf(
  value: object,
): { readonly bytes: Uint8Array<ArrayBuffer>; readonly form: "array" | "buffer" } | undefined {
  const list: unknown = Array.isArray(value)
    ? value
    : "type" in value && value.type === "Buffer" && "data" in value
      ? value.data
      : undefined;
  if (
    !Array.isArray(list) ||
    list.length < 8 ||
    !list.every((byte) => Number.isInteger(byte) && byte >= -128 && byte <= 255)
  )
    return undefined;
  return { bytes: Uint8Array.from(list as number[]), form: Array.isArray(value) ? "array" : "buffer" };
}

function fieldOf(path: readonly (string | number)[], content: string | Uint8Array<ArrayBuffer>): PartValue {
  const name = [...path].reverse().find((step) => typeof step === "string");
  return { source: "key", name: name === undefined ? "" : String(name), path, content, start: 0, end: 0, distance: 0 };
}
