import {
  CONTENT_ENCRYPTIONS,
  JWE_ENCRYPTIONS,
  SIGNATURE_LENGTHS,
  SIGNING_ALGORITHMS,
  type ContentEncryption,
  type SigningAlgorithm,
} from "../keys/joseAlgorithms";
import { UserError } from "../errors";

/** @throws UserError `unsupported-algorithm`, which names it */
export function checkedSigningAlgorithm(alg: unknown): SigningAlgorithm {
  const known = SIGNING_ALGORITHMS.find((name) => name === alg);
  if (known) return known;
  throw new UserError("unsupported-algorithm", "The signing algorithm {0} is not supported.", {
    args: [algorithmName(alg), SIGNING_ALGORITHMS.join(", ")],
    remedy: "The platform accepts {1}.",
  });
}

/** @throws UserError `unsupported-content-encryption`, which names it */
export function checkedContentEncryption(enc: unknown): ContentEncryption {
  const known = CONTENT_ENCRYPTIONS.find((name) => name === enc);
  if (known) return known;
  throw new UserError("unsupported-content-encryption", "The content encryption {0} is not supported.", {
    args: [algorithmName(enc), CONTENT_ENCRYPTIONS.join(", ")],
    remedy: "The platform accepts {1}.",
  });
}

/** A name from a token's header as it may be shown: whatever doesn't look like an algorithm is "?". */
export function algorithmName(value: unknown): string {
  return typeof value === "string" && /^[A-Za-z0-9+_.-]{1,40}$/.test(value) ? value : "?";
}

/**
 * The name of an algorithm as it may stand in a message: only those of the registry of RFC 7518, 7.1 and a few of its
 * neighbours, since a token's header may hold anything; undefined for what is none of them.
 */
export function joseName(value: unknown): string | undefined {
  return typeof value === "string" && REGISTERED.has(value) ? value : undefined;
}

const REGISTERED: ReadonlySet<string> = new Set([
  ...[...Object.keys(SIGNATURE_LENGTHS), "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256K", "EdDSA", "Ed25519", "none"],
  ...["RSA1_5", "RSA-OAEP", "RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512", "A128KW", "A192KW", "A256KW", "dir"],
  ...["ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW", "A128GCMKW", "A192GCMKW", "A256GCMKW"],
  ...["PBES2-HS256+A128KW", "PBES2-HS384+A192KW", "PBES2-HS512+A256KW"],
  ...Object.keys(JWE_ENCRYPTIONS),
]);
