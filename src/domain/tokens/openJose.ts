import {
  flattenedDecrypt,
  flattenedVerify,
  importPKCS8,
  importSPKI,
  type FlattenedJWE,
  type FlattenedJWSInput,
} from "jose";
import { signsWithSecret, type SigningAlgorithm } from "../keys/joseAlgorithms";
import { UserError } from "../errors";
import { importPrivateKey, importPublicKey } from "../keys/rsaKeys";
import { algorithmName, checkedContentEncryption, checkedSigningAlgorithm } from "./algorithms";
import { decodeJsonPart } from "./tokenText";
import type { JsonObject } from "../text/json";

/** What it takes to open the tokens of one app. */
export interface OpeningKeys {
  /** The app's algorithm; a token's own wish for another is refused. */
  readonly algorithm: SigningAlgorithm;
  /** HS256 and HS512: used as the raw string, in UTF-8 (platform.md, 3.1), or the bytes themselves. */
  readonly clientSecret?: string | Uint8Array;
  /** RS256 and RS512: SPKI, PEM. */
  readonly signingPublicKey?: string;
  /** To decrypt a JWE: PKCS#8, PEM. */
  readonly platformPrivateKey?: string;
}

/**
 * Verifies one signature (RFC 7515, 5.2) with the app's algorithm and key.
 * @throws UserError `unsupported-algorithm`, `algorithm-mismatch`, `unsupported-extension`, `missing-secret`,
 * `missing-signing-key`, `signature-mismatch`
 */
export async function verifyJws(
  jws: FlattenedJWSInput,
  keys: OpeningKeys,
): Promise<{ header: JsonObject; payload: Uint8Array }> {
  const header = joseHeader(jws.protected, jws.header);
  const algorithm = checkedSigningAlgorithm(header["alg"]);
  if (algorithm !== keys.algorithm) {
    throw new UserError("algorithm-mismatch", "This token is signed with {0}, but the app uses {1}.", {
      args: [algorithm, keys.algorithm],
    });
  }
  const key = await verificationKey(keys);
  try {
    const { payload } = await flattenedVerify(jws, key, { algorithms: [algorithm] });
    return { header, payload };
  } catch {
    throw new UserError(
      "signature-mismatch",
      "The signature of this token doesn't match: it was made with another key, or the token was changed.",
    );
  }
}

/**
 * Decrypts a JWE (RFC 7516, 5.2) made for the platform's key with RSA-OAEP.
 * @throws UserError `unsupported-key-management`, `unsupported-content-encryption`, `unsupported-compression`,
 * `unsupported-extension`, `missing-platform-key`, `decryption-failed`
 */
export async function decryptTokenJwe(
  jwe: FlattenedJWE,
  keys: Pick<OpeningKeys, "platformPrivateKey">,
): Promise<{ header: JsonObject; plaintext: Uint8Array }> {
  const header = joseHeader(jwe.protected, { ...jwe.unprotected, ...jwe.header });
  checkKeyManagement(header["alg"]);
  const enc = checkedContentEncryption(header["enc"]);
  if (Object.hasOwn(header, "zip"))
    throw new UserError("unsupported-compression", "This JWE is compressed, which is not supported.");
  if (!keys.platformPrivateKey)
    throw new UserError(
      "missing-platform-key",
      "The private key that decrypts this JWE is not known here: only the platform has it.",
    );
  const { privateKeyPem } = await importPrivateKey(keys.platformPrivateKey);
  const key = await importPKCS8(privateKeyPem, "RSA-OAEP");
  try {
    const options = { keyManagementAlgorithms: ["RSA-OAEP"], contentEncryptionAlgorithms: [enc] };
    const { plaintext } = await flattenedDecrypt(jwe, key, options);
    return { header, plaintext };
  } catch {
    throw new UserError(
      "decryption-failed",
      "This JWE can't be decrypted: it was made for another key, or it was changed or cut.",
    );
  }
}

/** The header of RFC 7515, 4: the protected part before the other, and nothing marked as critical, since no extension is known. */
function joseHeader(encoded: string | undefined, unprotected: JsonObject | undefined): JsonObject {
  const protectedHeader = encoded === undefined ? {} : decodeJsonPart(encoded, "header");
  if (protectedHeader instanceof UserError) throw protectedHeader;
  const header = { ...unprotected, ...protectedHeader };
  if (Object.hasOwn(header, "crit")) {
    throw new UserError("unsupported-extension", "This token demands an extension (crit) that is not supported.");
  }
  return header;
}

async function verificationKey(keys: OpeningKeys): Promise<CryptoKey | Uint8Array> {
  const { algorithm, clientSecret, signingPublicKey } = keys;
  if (signsWithSecret(algorithm)) {
    if (!clientSecret?.length)
      throw new UserError("missing-secret", "The client secret that verifies this token is not known here.");
    return typeof clientSecret === "string" ? new TextEncoder().encode(clientSecret) : clientSecret;
  }
  if (!signingPublicKey)
    throw new UserError("missing-signing-key", "The public key that verifies this token is not known here.");
  const { publicKey } = await importPublicKey(signingPublicKey);
  return importSPKI(publicKey, algorithm);
}

function checkKeyManagement(alg: unknown): void {
  if (alg === "RSA-OAEP") return;
  if (alg === "RSA1_5") {
    throw new UserError(
      "unsupported-key-management",
      "This JWE uses RSA1_5, which the platform accepts but which can't be decrypted here.",
      {
        remedy: "Use RSA-OAEP, which the platform accepts as well.",
      },
    );
  }
  throw new UserError("unsupported-key-management", "The key management algorithm {0} is not supported.", {
    args: [algorithmName(alg)],
    remedy: "The platform accepts RSA-OAEP.",
  });
}
