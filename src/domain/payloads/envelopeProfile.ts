import * as v from "valibot";

/** In the order of trying. "…/MGF1-SHA-1" is what Java makes of its OAEP names unless told otherwise. */
export const WEB_KEY_WRAPPINGS = ["RSA-OAEP SHA-256", "RSA-OAEP SHA-1", "RSA-OAEP SHA-512", "RSA-OAEP SHA-384"] as const;
export const NODE_KEY_WRAPPINGS = [
  "RSA-OAEP SHA-256/MGF1-SHA-1",
  "RSA-OAEP SHA-512/MGF1-SHA-1",
  "RSA-OAEP SHA-384/MGF1-SHA-1",
  "RSA PKCS#1 v1.5",
] as const;
export const KEY_WRAPPINGS = [...WEB_KEY_WRAPPINGS, ...NODE_KEY_WRAPPINGS] as const;
export type KeyWrapping = (typeof KEY_WRAPPINGS)[number];

export const CIPHERS = ["AES-256-GCM", "AES-128-GCM", "AES-192-GCM", "AES-256-CBC", "AES-128-CBC", "AES-192-CBC"] as const;
export type Cipher = (typeof CIPHERS)[number];

export const ENCODINGS = ["base64", "base64url", "hex", "array", "buffer", "indexed"] as const;
/** How bytes are written. The last three are JSON: `[1,2]`, Node's `{"type":"Buffer","data":[1,2]}`, `{"0":1,"1":2}`. */
export type Encoding = (typeof ENCODINGS)[number];

const PathStep = v.union([v.string(), v.number(), v.object({ decode: v.picklist(["json", "base64"]) })]);

/** Where one part stands, and how it is written. */
export const PartPlace = v.object({
  source: v.picklist(["json", "header", "text"]),
  /** From the envelope's root; a header's or loose text's has one step, its name. */
  path: v.pipe(v.array(PathStep), v.maxLength(400)),
  /** Which piece of a text with separators. */
  piece: v.optional(v.object({ separator: v.pipe(v.string(), v.length(1)), index: v.number(), count: v.number() })),
  encoding: v.picklist(ENCODINGS),
});
export type PartPlace = v.InferOutput<typeof PartPlace>;

export const KEY_FORMS = ["raw", "base64", "hex"] as const;
export type KeyForm = (typeof KEY_FORMS)[number];

export const PART_ROLES = ["encryptedKey", "iv", "ciphertext", "tag"] as const;
export type PartRole = (typeof PART_ROLES)[number];

const common = {
  name: v.string(),
  description: v.string(),
  /** False if neither a tag nor OAEP proved the decryption that this was learned from. */
  authenticated: v.boolean(),
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
  }),
  /** What the bytes of the ciphertext part hold, in order; just `ciphertext` if all parts are separate. */
  layout: v.array(v.picklist(PART_ROLES)),
  /** Absent for a shared key. */
  keyWrapping: v.optional(v.picklist(KEY_WRAPPINGS)),
  /** How the AES key was written before it was wrapped. */
  keyForm: v.picklist(KEY_FORMS),
  cipher: v.picklist(CIPHERS),
  /** In bytes. */
  /** Bytes: 12 is usual for GCM, 16 is what CBC takes and some send with GCM. */
  ivLength: v.pipe(v.number(), v.values([12, 16])),
  /** What was wrapped is the AES key followed by the IV. */
  ivInKey: v.optional(v.literal(true)),
  /** Additional authenticated data of GCM: a fixed text (UTF-8), or a part of the envelope. */
  aad: v.optional(v.union([v.object({ text: v.string() }), v.object({ part: PartPlace })])),
  compression: v.picklist(["none", "gzip"]),
});
export type HybridProfile = v.InferOutput<typeof HybridProfile>;

export const JweProfile = v.object({
  ...common,
  format: v.literal("jwe"),
  serialization: v.picklist(["compact", "json"]),
  alg: v.string(),
  enc: v.string(),
  /** Where the JWE stands in the envelope; empty if it is all there is. */
  path: v.pipe(v.array(PathStep), v.maxLength(400)),
  compression: v.picklist(["none", "gzip"]),
});
export type JweProfile = v.InferOutput<typeof JweProfile>;

/** The shape of an app's encrypted payloads: learned from one that was read, or the built-in guess. */
export const EnvelopeProfile = v.variant("format", [HybridProfile, JweProfile]);
export type EnvelopeProfile = v.InferOutput<typeof EnvelopeProfile>;
