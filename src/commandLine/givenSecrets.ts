import type { AppSecretValues } from "../domain/apps/appSecrets";
import { checkClientSecret, doubtInWords, refusalInWords } from "../domain/apps/clientSecret";
import type { JwtApp } from "../domain/apps/jwtApp";
import { inEnglish } from "../domain/text/inEnglish";
import { UserError } from "../domain/errors";
import type { CheckedSecret } from "../domain/keys/checkedSecret";
import { fingerprintOf } from "../domain/keys/fingerprint";
import { importPrivateKey } from "../domain/keys/rsaKeys";
import { importSharedKey } from "../domain/keys/sharedKey";

type SecretName = keyof AppSecretValues;

/** A secret that was given for an app. */
export interface GivenSecret {
  readonly name: SecretName;
  readonly text: string;
  readonly app: JwtApp;
  /** Takes a sentence where it is probably not the one that is meant. */
  readonly warn: (sentence: string) => void;
}

/**
 * Reads a secret by the rule of its kind, as the form does.
 * @throws UserError with what is wrong, never with the secret: `bad-secret`, or as `importPrivateKey` and
 * `importSharedKey`
 */
export async function readGivenSecret(given: GivenSecret): Promise<CheckedSecret> {
  const { name, app } = given;
  switch (name) {
    case "clientSecret":
    case "previousClientSecret":
      return clientSecret(given);
    case "signingPrivateKey":
      return privateKey(given, app.signingKey);
    case "payloadPrivateKey":
      return privateKey(given, app.payloadKey?.kind === "keyPair" ? app.payloadKey : undefined);
    case "platformPrivateKey":
      return privateKey(given, app.platformKey);
    case "payloadSharedKey":
      return importSharedKey(given.text);
  }
}

function clientSecret({ text, app, warn }: GivenSecret): CheckedSecret {
  const check = checkClientSecret(text, { clientId: app.clientId });
  if (check.outcome === "refused") {
    const { template, args, remedy } = refusalInWords(check.why);
    throw new UserError("bad-secret", template, { args, ...(remedy !== undefined && { remedy }) });
  }
  for (const doubt of check.doubts) warn(inEnglish(doubtInWords(doubt)));
  return check.secret;
}

async function privateKey(
  { name, text, warn }: GivenSecret,
  publicHalf: Parameters<typeof fingerprintOf>[0] | undefined,
): Promise<CheckedSecret> {
  const { privateKeyPem, info } = await importPrivateKey(text);
  const print = publicHalf && (await fingerprintOf(publicHalf));
  if (print !== undefined && print !== info.fingerprint) {
    const template = "This {0} doesn't belong to the public key that the file with the apps has.";
    warn(inEnglish({ template, args: [name] }));
  }
  return privateKeyPem;
}
