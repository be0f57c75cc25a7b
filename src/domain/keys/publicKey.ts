import * as v from "valibot";

/** A public RSA key as the platform displays it (platform.md, 1.5); `kid` with or without the `k-` prefix. */
export const PublicRsaJwk = v.object({
  kty: v.literal("RSA"),
  n: v.string(),
  e: v.string(),
  kid: v.optional(v.string()),
});
export type PublicRsaJwk = v.InferOutput<typeof PublicRsaJwk>;

/** The public half of a key pair of ours. `fingerprint` is SHA-256 over the SPKI DER, base64, prefixed "SHA256:". */
export const PublicKeyInfo = v.object({
  /** SPKI, PEM. */
  publicKey: v.string(),
  fingerprint: v.string(),
  /** Modulus length in bits. */
  bits: v.number(),
});
export type PublicKeyInfo = v.InferOutput<typeof PublicKeyInfo>;
