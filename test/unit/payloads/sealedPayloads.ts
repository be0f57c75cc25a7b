// Payloads of many shapes as other software would seal them: straight node:crypto, nothing of ours.
import * as crypto from "node:crypto";
import fc from "fast-check";

/** How one payload is sealed, and what is wrong with it. */
export interface Sealing {
  readonly mode: "gcm" | "cbc" | "ctr" | "cfb";
  /** `all`: wrapped key, IV, ciphertext and tag are one value. */
  readonly layout: "separate" | "tagBehind" | "ivInFront" | "all";
  /** With the app's shared key, an AES key of its own, or one that all payloads of a list have. */
  readonly key: "shared" | "own" | "common";
  readonly encoding: "base64" | "base64url" | "hex";
  readonly names: number;
  readonly order: readonly number[];
  readonly nesting: "flat" | "response" | "string" | "split";
  /** In bytes. */
  readonly length: number;
  readonly fault: "none" | "changed" | "foreignKey" | "noCiphertext" | "noKey";
}

export interface Sealed {
  readonly value: unknown;
  /** Absent where it can't be opened. */
  readonly plaintext?: string;
}

export interface SealingKeys {
  readonly publicKey: crypto.KeyObject;
  /** Nobody has its private key. */
  readonly foreignKey: crypto.KeyObject;
  readonly sharedKey: Uint8Array;
  readonly commonKey: Uint8Array;
}

const NAMES = [
  { key: "key", iv: "iv", data: "payload", tag: "tag" },
  { key: "encryptedKey", iv: "iv", data: "encryptedData", tag: "authTag" },
  { key: "encKey", iv: "nonce", data: "ciphertext", tag: "mac" },
  { key: "wrappedKey", iv: "initVector", data: "body", tag: "gcmTag" },
  // Names that say nothing.
  { key: "a", iv: "b", data: "c", tag: "d" },
] as const;

/** Any sealing that its own text is enough to tell. */
export const sealings: fc.Arbitrary<Sealing> = fc
  .record({
    mode: fc.constantFrom("gcm", "gcm", "cbc", "ctr", "cfb"),
    layout: fc.constantFrom("separate", "separate", "tagBehind", "ivInFront", "all"),
    key: fc.constantFrom("own", "own", "common", "shared"),
    encoding: fc.constantFrom("base64", "base64url", "hex"),
    names: fc.nat({ max: NAMES.length - 1 }),
    order: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4, maxLength: 4 }),
    nesting: fc.constantFrom("flat", "flat", "response", "string", "split"),
    length: fc.nat({ max: 40 }),
    fault: fc.constantFrom("none", "none", "none", "changed", "foreignKey", "noCiphertext", "noKey"),
  })
  .map((drawn) => sensible(drawn as Sealing));

/** The nearest to it that anybody could tell: what has no name for its parts has all of them, and so on. */
function sensible(drawn: Sealing): Sealing {
  const isNamed = drawn.names < NAMES.length - 1;
  // A value with everything in it can lack nothing, and with a shared key no value says that it is one.
  const layout =
    drawn.key === "shared" || drawn.fault === "noCiphertext" || drawn.fault === "noKey" ? "separate" : drawn.layout;
  const isProven = drawn.mode === "gcm";
  const fault = (() => {
    if (drawn.key === "shared" && drawn.fault === "foreignKey") return "none";
    if (drawn.key === "shared" && (drawn.fault === "noKey" || drawn.fault === "noCiphertext")) return "none";
    // Without a tag nothing tells that a ciphertext was changed.
    if (!isProven && drawn.fault === "changed") return drawn.key === "shared" ? "none" : "foreignKey";
    if (!isNamed && (drawn.fault === "noKey" || drawn.fault === "noCiphertext")) return "foreignKey";
    return drawn.fault;
  })();
  const names = drawn.key === "shared" && !isNamed ? 0 : drawn.names;
  // With a key that others have as well, theirs opens it.
  const key = fault === "noKey" ? "own" : drawn.key;
  const nesting =
    drawn.nesting === "split" && (!isNamed || fault === "noKey" || fault === "noCiphertext") ? "flat" : drawn.nesting;
  // A shared key that may not be the one makes less of what nothing proves.
  const shortest = isProven
    ? Number(fault === "noCiphertext")
    : drawn.key === "shared" && drawn.mode !== "cbc"
      ? 24
      : drawn.mode === "cfb"
        ? 12
        : 2;
  return { ...drawn, key, layout, fault, names, nesting, length: Math.max(shortest, drawn.length) };
}

/** Seals a text of that length. */
export function sealed(sealing: Sealing, keys: SealingKeys, seed: number): Sealed {
  const { mode, layout, encoding, fault, length } = sealing;
  const plaintext = textOf(length, seed);
  const aesKey =
    sealing.key === "shared" ? keys.sharedKey : sealing.key === "common" ? keys.commonKey : crypto.randomBytes(32);
  const iv = crypto.randomBytes(mode === "gcm" ? 12 : 16);
  const cipher = crypto.createCipheriv(`aes-256-${mode}` as "aes-256-gcm", aesKey, iv);
  let data: Buffer = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  let tag: Buffer | undefined = mode === "gcm" ? cipher.getAuthTag() : undefined;
  if (fault === "changed" && data.length > 0) data = flipped(data);
  else if (fault === "changed" && tag) tag = flipped(tag);
  const publicKey = fault === "foreignKey" ? keys.foreignKey : keys.publicKey;
  const key =
    sealing.key === "shared" ? undefined : crypto.publicEncrypt({ key: publicKey, oaepHash: "sha256" }, aesKey);
  const behind = tag && layout !== "separate" ? [data, tag] : [data];
  const inFront = layout === "ivInFront" ? [iv] : layout === "all" ? [key ?? Buffer.alloc(0), iv] : [];
  const parts = {
    ...(key && layout !== "all" && fault !== "noKey" ? { key } : {}),
    ...(layout === "separate" || layout === "tagBehind" ? { iv } : {}),
    ...(tag && layout === "separate" ? { tag } : {}),
    ...(fault === "noCiphertext" ? {} : { data: Buffer.concat([...inFront, ...behind]) }),
  };
  const named = inOrder(parts, sealing, (bytes) => bytes.toString(encoding));
  return { value: nested(named, sealing), ...(fault === "none" ? { plaintext } : {}) };
}

type Role = keyof (typeof NAMES)[number];

function inOrder(
  parts: Partial<Record<Role, Buffer>>,
  { names, order }: Sealing,
  encode: (bytes: Buffer) => string,
): Record<string, string> {
  const roles: readonly Role[] = ["key", "iv", "data", "tag"];
  return Object.fromEntries(
    order.flatMap((index) => {
      const role = roles[index] ?? "key";
      const bytes = parts[role];
      return bytes ? [[NAMES[names]?.[role] ?? role, encode(bytes)]] : [];
    }),
  );
}

function nested(named: Record<string, string>, { nesting, names }: Sealing): unknown {
  if (nesting === "response") return { response: { data: named } };
  if (nesting === "string") return { body: JSON.stringify(named) };
  if (nesting === "flat") return named;
  const name = NAMES[names]?.data ?? "";
  const { [name]: data, ...rest } = named;
  return { encryption: rest, ...(data === undefined ? {} : { [name]: data }) };
}

/** JSON of that many bytes; of fewer than two, a digit or nothing. */
function textOf(length: number, seed: number): string {
  if (length < 2) return String(seed % 10).slice(0, length);
  if (length < 7) return `[${String(10 ** 6 + (seed % 10 ** 6)).slice(1, length - 1)}]`.replace(/\[0(?=\d)/, "[1");
  return `{"a":${String(seed % 10).padStart(length - 6, "1")}}`;
}

function flipped(bytes: Buffer): Buffer<ArrayBuffer> {
  return Buffer.from(bytes.map((byte, index) => (index === bytes.length - 1 ? byte ^ 1 : byte)));
}

/** Several values in one text, each on lines of its own. */
export const LISTS: Readonly<Record<string, (values: readonly unknown[]) => string>> = {
  "a list in an object": (values) => JSON.stringify({ results: values }, null, 2),
  "a list": (values) => `[\n${values.map((value) => JSON.stringify(value)).join(",\n")}\n]`,
  "members of an object": (values) =>
    JSON.stringify(Object.fromEntries(values.map((value, index) => [`call${index}`, value])), null, 2),
  "JSON Lines": (values) => values.map((value) => JSON.stringify(value)).join("\n"),
  "lines of a log": (values) => values.map((value) => `12:00:01 INFO got ${JSON.stringify(value)}`).join("\n"),
  "strings in a list": (values) => `[\n${values.map((value) => JSON.stringify(JSON.stringify(value))).join(",\n")}\n]`,
};
