import { exportJWK, importJWK, importPKCS8, importSPKI, type JWK } from "jose";
import type { PublicKeyInfo, PublicRsaJwk } from "./publicKey";
import { UserError } from "../errors";
import { base64ToBytes, bytesToHex } from "./base64";
import { asChecked, type CheckedSecret } from "./checkedSecret";
import { classifyDer, pkcs1ToPkcs8, pkcs1ToSpki } from "./der";
import { findKey } from "./findKeys";
import { fingerprintOfSpki } from "./fingerprint";
import type { FoundKey } from "./foundKey";
import { cleanPastedText } from "./pastedText";
import { derToPem } from "./pem";
import { checkedBits, damagedKey, readPrivateJwk, readPublicJwk } from "./rsaJwk";
import { otherSideGiven, wrongKey } from "./wrongKey";

/** A private key, and what may be seen of it. */
export interface ImportedPrivateKey {
  /** PKCS#8, PEM. */
  readonly privateKeyPem: CheckedSecret;
  readonly info: PublicKeyInfo;
}

/**
 * Reads a private RSA key of 2048 to 8192 bits: PKCS#8 or PKCS#1 PEM (or its bare base64), a JWK, .NET's XML or an
 * OpenSSH key without a passphrase, in whatever it was pasted with, as `findKey` finds it.
 * @throws UserError naming what the text is instead; codes as in `findKeys.ts`, `wrongKey.ts`, `pem.ts` and `rsaJwk.ts`
 */
export async function importPrivateKey(text: string): Promise<ImportedPrivateKey> {
  const key = findKey(text, "private");
  switch (key.form) {
    case "refused":
      throw key.refusal("private");
    case "numbers":
      if (key.side !== "private") throw otherSideGiven("private");
      return describePrivateKey(await importJwk(readPrivateJwk(key.jwk)));
    case "jwk":
      return describePrivateKey(await importJwk(readPrivateJwk(key.jwk)));
    case "der":
      return describePrivateKey(await importDer(privateKeyDer(key.der), "PRIVATE KEY"));
  }
}

/**
 * Reads a public RSA key of 2048 to 8192 bits: SPKI or PKCS#1 PEM (or its bare base64), a JWK or .NET's XML, in
 * whatever it was pasted with, as `findKey` finds it.
 * @throws UserError as `importPrivateKey`
 */
export async function importPublicKey(text: string): Promise<PublicKeyInfo> {
  const key = findKey(text, "public");
  switch (key.form) {
    case "refused":
      throw key.refusal("public");
    case "numbers":
      if (key.side !== "public") throw otherSideGiven("public");
      return describePublicKey(await importJwk(readPublicJwk(key.jwk)));
    case "jwk":
      return describePublicKey(await importJwk(readPublicJwk(key.jwk)));
    case "der":
      return describePublicKey(await importDer(publicKeyDer(key.der), "PUBLIC KEY"));
  }
}

/** A new RSA key pair with the public exponent 65537. */
export async function generateRsaKeyPair(bits: 2048 | 4096): Promise<ImportedPrivateKey> {
  const { privateKey, publicKey } = await generatePair(bits);
  return { privateKeyPem: await privateKeyToPem(privateKey), info: await describePublicKey(publicKey) };
}

/**
 * A new key pair in the place of the platform's, for an app that was made for the local platform: the public half as the
 * platform shows its own (platform.md, 1.5).
 * @param newId a new UUID
 */
export async function generatePlatformKey(
  newId: () => string,
): Promise<{ readonly jwk: PublicRsaJwk; readonly privateKeyPem: CheckedSecret }> {
  const { privateKey, publicKey } = await generatePair(2048);
  const { n = "", e = "" } = await exportJWK(publicKey);
  return { jwk: { kty: "RSA", n, e, kid: `k-${newId()}` }, privateKeyPem: await privateKeyToPem(privateKey) };
}

function generatePair(bits: 2048 | 4096): Promise<CryptoKeyPair> {
  const algorithm = { ...RS256, modulusLength: bits, publicExponent: Uint8Array.of(1, 0, 1) };
  return crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}

/**
 * Reads the public key that the platform displays for JWE (platform.md, 1.5): a JWK, or a JWK Set with one key.
 * `kid` stays as it is, with or without the prefix `k-`.
 * @throws UserError `private-key-given` for a JWK with private members; else as `importPublicKey`
 */
export function importPlatformKey(text: string): PublicRsaJwk {
  const key = findKeyOrRefusal(text);
  if (key?.form === "jwk") return readPublicJwk(key.jwk);
  if (key?.form === "refused" && /^[[{]/.test(cleanPastedText(text))) throw key.refusal("public");
  throw new UserError(
    "platform-key-not-jwk",
    "The platform's public key is needed as a JWK, which begins with an opening brace.",
    {
      remedy: "Copy it from the platform's dialog, where it appears once Enforce JWE is ticked.",
    },
  );
}

function findKeyOrRefusal(text: string): FoundKey | undefined {
  try {
    return findKey(text, "public");
  } catch (error) {
    if (error instanceof UserError && error.code === "not-a-key") return undefined;
    throw error;
  }
}

/** jose imports keys for one algorithm; which one is of no consequence here, since they are exported again at once. */
const RS256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } as const;

type RsaJwk = ReturnType<typeof readPrivateJwk> | ReturnType<typeof readPublicJwk>;

async function importJwk(jwk: RsaJwk): Promise<CryptoKey> {
  try {
    const key = await importJWK({ ...jwk }, "RS256", { extractable: true });
    if (!(key instanceof Uint8Array)) return key;
  } catch {
    // Whatever the host's message is, it is about numbers that the user can't see.
  }
  throw damagedKey();
}

async function importDer(der: Uint8Array, label: "PRIVATE KEY" | "PUBLIC KEY"): Promise<CryptoKey> {
  const read = label === "PRIVATE KEY" ? importPKCS8 : importSPKI;
  try {
    return await read(derToPem(der, label), "RS256", { extractable: true });
  } catch {
    throw damagedKey();
  }
}

async function describePrivateKey(privateKey: CryptoKey): Promise<ImportedPrivateKey> {
  const jwk = await exportJWK(privateKey);
  const { n = "", e = "" } = jwk;
  checkedBits({ n, e });
  if (!isConsistent(jwk)) throw damagedKey();
  const publicKey = await importJwk({ kty: "RSA", n, e });
  return { privateKeyPem: await privateKeyToPem(privateKey), info: await describePublicKey(publicKey) };
}

/**
 * The relations of RFC 8017, 3.2. Importing checks the structure alone, and OpenSSL signs even with wrong primes,
 * which another host or library then refuses.
 */
function isConsistent(jwk: JWK): boolean {
  const [n, e, d, p, q, dp, dq, qi] = [jwk.n, jwk.e, jwk.d, jwk.p, jwk.q, jwk.dp, jwk.dq, jwk.qi].map(toBigInt);
  if (!n || !e || !d || !p || !q || !dp || !dq || !qi || p < 3n || q < 3n) return false;
  const fits = (prime: bigint, exponent: bigint) =>
    d % (prime - 1n) === exponent && (e * exponent) % (prime - 1n) === 1n;
  return p * q === n && fits(p, dp) && fits(q, dq) && (qi * q) % p === 1n;
}

function toBigInt(member: string | undefined): bigint | undefined {
  const bytes = base64ToBytes(member ?? "");
  if (!bytes || bytes.length === 0) return undefined;
  return BigInt(`0x${bytesToHex(bytes)}`);
}

async function describePublicKey(publicKey: CryptoKey): Promise<PublicKeyInfo> {
  const { n = "", e = "" } = await exportJWK(publicKey);
  const bits = checkedBits({ n, e });
  const spki = new Uint8Array(await crypto.subtle.exportKey("spki", publicKey));
  return { publicKey: derToPem(spki, "PUBLIC KEY"), fingerprint: await fingerprintOfSpki(spki), bits };
}

async function privateKeyToPem(privateKey: CryptoKey): Promise<CheckedSecret> {
  return asChecked(derToPem(new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey)), "PRIVATE KEY"));
}

function privateKeyDer(der: Uint8Array): Uint8Array {
  const key = classifyDer(der);
  if (key.kind === "pkcs8" && key.algorithm === "RSA") return der;
  if (key.kind === "pkcs1Private") return pkcs1ToPkcs8(der);
  throw wrongKey(key, "private");
}

function publicKeyDer(der: Uint8Array): Uint8Array {
  const key = classifyDer(der);
  if (key.kind === "spki" && key.algorithm === "RSA") return der;
  if (key.kind === "pkcs1Public") return pkcs1ToSpki(der);
  throw wrongKey(key, "public");
}
