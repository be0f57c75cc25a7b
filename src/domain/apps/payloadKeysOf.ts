import type { PayloadKeys } from "../payloads/payloadKeys";
import type { AppSecrets } from "./appSecrets";
import type { JwtApp } from "./jwtApp";

/** What an app has for reading its payloads; undefined where no key is among its secrets. */
export function payloadKeysOf(
  { id, name, envelopeProfile }: JwtApp,
  secrets: AppSecrets | undefined,
): PayloadKeys | undefined {
  const { payloadPrivateKey, payloadSharedKey } = secrets?.reveal() ?? {};
  if (!payloadPrivateKey && !payloadSharedKey) return undefined;
  return {
    appId: id,
    appName: name,
    ...(payloadPrivateKey && { privateKeyPem: payloadPrivateKey }),
    ...(payloadSharedKey && { sharedKey: payloadSharedKey }),
    ...(envelopeProfile && { profile: envelopeProfile }),
  };
}
