import type { HybridProfile, PartPlace } from "../envelopeProfile";

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
