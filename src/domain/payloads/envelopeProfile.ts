import * as v from "valibot";
import { EnvelopeBody, MAX_BODY_VALUE } from "./envelopeBody";

/** In the order of trying. "…/MGF1-SHA-1" is what Java makes of its OAEP names unless told otherwise. */
export const WEB_KEY_WRAPPINGS = [
  "RSA-OAEP SHA-256",
  "RSA-OAEP SHA-1",
  "RSA-OAEP SHA-512",
  "RSA-OAEP SHA-384",
] as const;
/** Java has names with the last two as well. */
export const OAEP_HASHES = ["SHA-256", "SHA-1", "SHA-512", "SHA-384", "SHA-224", "SHA-512/256", "MD5"] as const;
export type OaepHash = (typeof OAEP_HASHES)[number];
/** With one hash for label and mask, and with two (RFC 8017, 7.1 and B.2.1). */
export type KeyWrapping = `RSA-OAEP ${OaepHash}` | `RSA-OAEP ${OaepHash}/MGF1-${OaepHash}` | "RSA PKCS#1 v1.5";
const MIXED = OAEP_HASHES.flatMap((hash) =>
  OAEP_HASHES.filter((mask) => mask !== hash).map((mask): KeyWrapping => `RSA-OAEP ${hash}/MGF1-${mask}`),
);
const KEY_WRAPPINGS: readonly KeyWrapping[] = [
  ...WEB_KEY_WRAPPINGS,
  "RSA-OAEP SHA-224",
  "RSA-OAEP SHA-512/256",
  "RSA-OAEP MD5",
  ...MIXED,
  "RSA PKCS#1 v1.5",
];

/** GCM alone proves what it decrypts. CFB is the one with 128 bits of feedback. */
export const AES_MODES = ["GCM", "CBC", "CTR", "ECB", "CFB", "OFB", "CFB8"] as const;
export type AesMode = (typeof AES_MODES)[number];
export type Cipher = `AES-${128 | 192 | 256}-${AesMode}`;
/** @internal */
export const CIPHERS: readonly Cipher[] = AES_MODES.flatMap((mode) =>
  ([256, 128, 192] as const).map((bits): Cipher => `AES-${bits}-${mode}`),
);

/** RFC 1952, 1950, 1951 and 7932. */
export const COMPRESSION_FORMATS = ["gzip", "zlib", "deflate", "brotli"] as const;
export type CompressionFormat = (typeof COMPRESSION_FORMATS)[number];
/** What a plaintext may still be wrapped in. */
export const LAYERS = [...COMPRESSION_FORMATS, "base64", "hex", "UTF-16LE", "UTF-16BE"] as const;
export type Layer = (typeof LAYERS)[number];

export const ENCODINGS = ["base64", "base64url", "hex", "array", "buffer", "indexed", "text"] as const;
/** How bytes are written. `array`, `buffer` and `indexed` are JSON: `[1,2]`, Node's `{"type":"Buffer","data":[1,2]}`, `{"0":1,"1":2}`. `text`: the UTF-8 of a text. */
export type Encoding = (typeof ENCODINGS)[number];

const PathStep = v.union([v.string(), v.number(), v.object({ decode: v.picklist(["json", "base64"]) })]);

/** Where one part stands, and how it is written. */
export const PartPlace = v.object({
  /** `key`: in the message that was wrapped. */
  source: v.picklist(["json", "header", "text", "key"]),
  /** From the envelope's root; a header's or loose text's has one step, its name. */
  path: v.pipe(v.array(PathStep), v.maxLength(400)),
  /** Which piece of a text with separators. */
  piece: v.optional(v.object({ separator: v.pipe(v.string(), v.length(1)), index: v.number(), count: v.number() })),
  encoding: v.picklist(ENCODINGS),
});
export type PartPlace = v.InferOutput<typeof PartPlace>;

/** `fields`: among others in JSON or joined text. */
export const KEY_FORMS = ["raw", "base64", "hex", "fields"] as const;
export type KeyForm = (typeof KEY_FORMS)[number];

export const PART_ROLES = ["encryptedKey", "iv", "ciphertext", "tag"] as const;
export type PartRole = (typeof PART_ROLES)[number];

export const IV_SOURCES = ["zero", "keyStart", "keyEnd"] as const;
export type IvFrom = (typeof IV_SOURCES)[number];

const common = {
  name: v.string(),
  description: v.string(),
  /** False if neither a tag nor OAEP proved the decryption that this was learned from. */
  authenticated: v.boolean(),
  /** What stands around the parts, in their order. Without it, each part stands where its place says, and nothing else. */
  body: v.optional(EnvelopeBody),
};

export const HybridProfile = v.object({
  ...common,
  format: v.literal("hybrid"),
  parts: v.object({
    /** Absent for a shared key. */
    encryptedKey: v.optional(PartPlace),
    /** Absent if the ciphertext part holds it, or, by `ivInKey`, the wrapped key. */
    iv: v.optional(PartPlace),
    ciphertext: PartPlace,
    tag: v.optional(PartPlace),
    /** The AES key in what was wrapped, where its form is `fields`. */
    key: v.optional(PartPlace),
  }),
  /** What the bytes of the ciphertext part hold, in order; just `ciphertext` if all parts are separate. */
  layout: v.array(v.picklist(PART_ROLES)),
  /** Absent for a shared key. */
  keyWrapping: v.optional(v.picklist(KEY_WRAPPINGS)),
  /** How the AES key was written before it was wrapped. */
  keyForm: v.picklist(KEY_FORMS),
  cipher: v.picklist(CIPHERS),
  /** Bytes: 12 is usual for GCM, 16 is what CBC takes and some send with GCM; none for ECB. */
  ivLength: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(64)),
  /** What was wrapped is the AES key followed by the IV. */
  ivInKey: v.optional(v.literal(true)),
  /** An IV that is never sent: zeros, or the beginning or the end of the AES key. */
  ivFrom: v.optional(v.picklist(IV_SOURCES)),
  /** Of CTR with an IV shorter than a block: what the rest of the counter block begins with. */
  counter: v.optional(v.picklist([0, 1])),
  /** Of GCM, in bytes, where it is not 16. */
  tagLength: v.optional(v.picklist([12, 13, 14, 15])),
  /** Of OAEP, where it is not empty: a fixed text (UTF-8), or a part of the envelope. */
  label: v.optional(v.union([v.object({ text: v.string() }), v.object({ part: PartPlace })])),
  /** Additional authenticated data of GCM: a fixed text (UTF-8), or a part of the envelope. */
  aad: v.optional(v.union([v.object({ text: v.string() }), v.object({ part: PartPlace })])),
  compression: v.picklist(["none", "gzip"]),
  /** What the plaintext was wrapped in before it was encrypted, the outermost first, where that is more than gzip. */
  layers: v.optional(v.pipe(v.array(v.picklist(LAYERS)), v.maxLength(4))),
});
export type HybridProfile = v.InferOutput<typeof HybridProfile>;

/** The places of what is authenticated beside the payload, and of the label of OAEP, where they are sent. */
export function extraPlaces({ aad, label }: HybridProfile): {
  readonly aad: PartPlace | undefined;
  readonly label: PartPlace | undefined;
} {
  return { aad: aad && "part" in aad ? aad.part : undefined, label: label && "part" in label ? label.part : undefined };
}

/** Of a member that says nothing about how the JWE is made, but for the two that every profile has. */
export const HeaderName = v.pipe(
  v.string(),
  v.regex(/^(?!(?:zip|crit|b64|jwk|jku|x5\w+|epk|apu|apv|p2s|p2c|iv|tag)$)[A-Za-z]\w{0,40}$/),
);

export const JweProfile = v.object({
  ...common,
  format: v.literal("jwe"),
  serialization: v.picklist(["compact", "json"]),
  alg: v.string(),
  enc: v.string(),
  /** What its protected header says, in order; without it, `alg` and `enc`. */
  header: v.optional(
    v.pipe(v.array(v.tuple([HeaderName, v.pipe(v.string(), v.maxLength(MAX_BODY_VALUE))])), v.maxLength(20)),
  ),
  /** Where the JWE stands in the envelope; empty if it is all there is. */
  path: v.pipe(v.array(PathStep), v.maxLength(400)),
  compression: v.picklist(["none", "gzip"]),
});
export type JweProfile = v.InferOutput<typeof JweProfile>;

/** The shape of an app's encrypted payloads: learned from one that was read, or the built-in guess. */
export const EnvelopeProfile = v.variant("format", [HybridProfile, JweProfile]);
export type EnvelopeProfile = v.InferOutput<typeof EnvelopeProfile>;

/**
 * The shape that is written as long as none was learned. Neither the fields nor the algorithms of the platform's
 * envelopes are documented (platform.md, 2.5): only "AES-256" and "wrapped with the client's public key" are.
 */
export function builtInProfile(kind: "keyPair" | "shared"): HybridProfile {
  const part = (name: string): PartPlace => ({ source: "json", path: [name], encoding: "base64" });
  return {
    format: "hybrid",
    name: "Built-in (unverified)",
    description:
      "An unverified guess: the platform's real format of encrypted payloads is not documented. Decrypt a captured response to learn its shape.",
    authenticated: true,
    parts: {
      ...(kind === "keyPair" ? { encryptedKey: part("encryptedKey") } : {}),
      iv: part("iv"),
      ciphertext: part("data"),
      tag: part("tag"),
    },
    layout: ["ciphertext"],
    ...(kind === "keyPair" ? { keyWrapping: "RSA-OAEP SHA-256" as const } : {}),
    keyForm: "raw",
    cipher: "AES-256-GCM",
    ivLength: 12,
    compression: "none",
  };
}
