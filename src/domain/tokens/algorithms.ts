import {
  CONTENT_ENCRYPTIONS,
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
