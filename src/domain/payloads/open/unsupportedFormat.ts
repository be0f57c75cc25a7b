import { UserError } from "../../errors";

/**
 * The error that names a way to encrypt that needs more than AES in an envelope, from texts that say so or bytes that
 * begin so; undefined where none is known.
 * @param contents values of an envelope, or a whole text; only their beginnings are looked at
 */
export function unsupportedFormat(contents: readonly (string | Uint8Array)[]): UserError | undefined {
  const format = formatOf(contents);
  if (format === undefined) return undefined;
  return new UserError("format-unsupported", "This is encrypted as {0}, which is not supported for payloads.", {
    args: [format],
  });
}

function formatOf(contents: readonly (string | Uint8Array)[]): string | undefined {
  for (const content of contents) {
    const text = typeof content === "string" ? content.slice(0, HEAD).trim() : "";
    const format = text === "" ? undefined : FORMATS.find(([pattern]) => pattern.test(text))?.[1];
    if (format !== undefined) return format;
    const cipher = text.length <= LONGEST_NAME ? CIPHER_NAME.exec(text)?.[0] : undefined;
    if (cipher !== undefined) return cipher;
  }
  return undefined;
}

const HEAD = 2_000;
/** Characters: what names an algorithm is short. */
const LONGEST_NAME = 80;

/** Ciphers that people name in a field of the envelope. */
const CIPHER_NAME =
  /x?chacha20(?:[-_]?poly1305)?|aes[-_/]?(?:128|192|256)?[-_/]?(?:ccm|ocb|xts|siv|eax|gcm[-_]siv)\b|\b(?:3des|des[-_]?ede3?|tripledes)[-_/\w]{0,12}|\b(?:blowfish|rc4|salsa20|sm4|ecies|x25519|hpke)\b|ecdh-es(?:\+a\d{3}kw)?/i;

const FORMATS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN PGP MESSAGE-----/, "an OpenPGP message"],
  [/-----BEGIN (?:CMS|PKCS7)-----/, "CMS (PKCS#7)"],
  // SEQUENCE, then the identifier of enveloped data, 1.2.840.113549.1.7.3, wherever the length puts it.
  [/^MI[A-Za-z0-9+/]{2,6}(?:GCSqGSIb3DQEHA|kqhkiG9w0BBwO|YJKoZIhvcNAQcD)/, "CMS (PKCS#7)"],
  [/-----BEGIN AGE ENCRYPTED FILE-----|^age-encryption\.org\/v1/, "an age file"],
  [/^gAAAAA[A-Za-z0-9_-]{60,}={0,2}$/, "a Fernet token"],
  [/^vault:v\d+:/, "a ciphertext of HashiCorp Vault"],
  [/^\$ANSIBLE_VAULT;/, "an Ansible Vault"],
  [/^AQICAH[A-Za-z0-9+/]{60,}/, "a ciphertext of AWS KMS"],
  [/^AY(?:AD|ADe)[A-Za-z0-9+/]{60,}|^AgV4[A-Za-z0-9+/]{60,}/, "a message of the AWS Encryption SDK"],
];
