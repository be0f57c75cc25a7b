import type { EncryptTarget } from "../payloads/write/encryptTarget";
import type { AppSecrets } from "./appSecrets";
import type { JwtApp } from "./jwtApp";

/** Whom a payload of an app is encrypted for: by its public key, or by the shared one among its secrets. */
export function encryptTargetOf(
  { payloadKey, envelopeProfile }: Pick<JwtApp, "payloadKey" | "envelopeProfile">,
  secrets: AppSecrets | undefined,
): EncryptTarget {
  const sharedKey = payloadKey?.kind === "shared" ? secrets?.reveal().payloadSharedKey : undefined;
  return {
    ...(payloadKey?.kind === "keyPair" && { publicKeyPem: payloadKey.publicKey }),
    ...(sharedKey !== undefined && { sharedKey }),
    ...(envelopeProfile && { profile: envelopeProfile }),
  };
}
