import { UserError } from "../../errors";
import type { PayloadKeys } from "../payloadKeys";
import type { RsaPrivateKey } from "./rsaPrivateKey";

// What is wrong with the keys at hand, whatever the format.

export function noPayloadKey(): UserError {
  return new UserError("no-payload-key", "No app at hand has a payload key, so nothing can be decrypted.", {
    remedy: "Add the payload key to the app that this payload was encrypted for.",
  });
}

export function noKeyFits(): UserError {
  return new UserError(
    "no-key-fits",
    "No shared key at hand opens this payload: it is encrypted for another key, or it was changed or cut.",
  );
}

export function wrongKey(tried: readonly PayloadKeys[], more: { readonly remedy?: string } = {}): UserError {
  return new UserError(
    "wrong-key",
    "The wrapped key was found, but no key at hand opens it (apps tried: {0}): it was wrapped for another key, or it was changed or cut.",
    { args: [tried.length], ...more },
  );
}

/** @param length of the wrapped key, in bytes */
export function wrongKeyLength(length: number, atHand: readonly RsaPrivateKey[]): UserError {
  return new UserError(
    "wrong-key-length",
    "The wrapped key has {0} bytes, so it is for an RSA key of {1} bits; the keys at hand have {2} bits.",
    { args: [length, 8 * length, ascending(atHand.map((key) => 8 * key.length))] },
  );
}

/** Each once. */
export function ascending(numbers: readonly number[]): string {
  return [...new Set(numbers)].sort((one, other) => one - other).join(", ");
}
