import { PATIENCE } from "../../../scripts/test/patience.mjs";
import { generateRsaKeyPair, type ImportedPrivateKey } from "../../../src/domain/keys/rsaKeys";

const pairs = new Map<string, Promise<ImportedPrivateKey>>();

/** A 2048-bit key pair of that name, generated the first time it is asked for: making one takes up to a second. */
export function sampleKeyPair(name: "signing" | "platform" | "other"): Promise<ImportedPrivateKey> {
  const pair = pairs.get(name) ?? generateRsaKeyPair(2048);
  pairs.set(name, pair);
  return pair;
}

/** In milliseconds: for what generates keys on a busy machine. */
export const KEY_GENERATION_TIMEOUT = PATIENCE.test;
