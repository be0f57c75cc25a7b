import { UserError } from "../../errors";
import { pemToDer } from "../../keys/pem";
import type { EnvelopeProfile, KeyWrapping } from "../envelopeProfile";
import type { PayloadPorts } from "../payloadPorts";

/** Whom a payload is encrypted for, and in which shape. */
export interface EncryptTarget {
  /** SPKI PEM of the app's payload key pair. */
  readonly publicKeyPem?: string;
  /** 32 bytes, base64. */
  readonly sharedKey?: string;
  /** The app's learned profile; without it the built-in, unverified one is used. */
  readonly profile?: EnvelopeProfile;
}

/** Of RSA-OAEP with that hash. @throws UserError `profile-needs-public-key` */
export function publicKeyOf(target: EncryptTarget, wrapping: KeyWrapping): Promise<CryptoKey> {
  return crypto.subtle.importKey(
    "spki",
    publicKeyDer(target),
    { name: "RSA-OAEP", hash: wrapping.slice("RSA-OAEP ".length) },
    false,
    ["encrypt"],
  );
}

/** SPKI. @throws UserError `profile-needs-public-key` */
export function publicKeyDer({ publicKeyPem }: EncryptTarget): Uint8Array<ArrayBuffer> {
  if (publicKeyPem !== undefined) return pemToDer(publicKeyPem);
  throw new UserError(
    "profile-needs-public-key",
    "The envelope profile wraps a key for a public key, but this app has a shared key.",
    {
      remedy: "Forget the app's envelope profile, or change its payload key.",
    },
  );
}

/** 32 bytes. @throws UserError `profile-needs-shared-key` */
export function sharedKeyOf({ sharedKey }: EncryptTarget, { codec }: PayloadPorts): Uint8Array<ArrayBuffer> {
  const bytes = sharedKey === undefined ? undefined : codec.fromBase64(sharedKey);
  if (bytes?.length === 32) return bytes;
  throw new UserError(
    "profile-needs-shared-key",
    "The envelope profile uses a shared key, but this app has a key pair.",
    {
      remedy: "Forget the app's envelope profile, or change its payload key.",
    },
  );
}
