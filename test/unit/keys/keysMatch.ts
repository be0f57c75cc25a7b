import { importPrivateKey, importPublicKey } from "../../../src/domain/keys/rsaKeys";

/** True where both PEM texts are halves of one key pair. @throws UserError as the imports */
export async function keysMatch(privatePem: string, publicPem: string): Promise<boolean> {
  const [privateHalf, publicHalf] = await Promise.all([importPrivateKey(privatePem), importPublicKey(publicPem)]);
  return privateHalf.info.fingerprint === publicHalf.fingerprint;
}
