import { exportJWK, importJWK, importPKCS8, importSPKI, type JWK } from "jose";
import type { PublicKeyInfo, PublicRsaJwk } from "../apps/jwtApp";
import { UserError } from "../errors";
import { base64ToBytes, bytesToBase64, bytesToHex } from "./base64";
import { classifyDer, pkcs1ToPkcs8, pkcs1ToSpki } from "./der";
import { cleanPastedText } from "./pastedText";
import { derToPem, encryptedKey, findPemBlocks, pemBlockToDer, type PemBlock } from "./pem";
import {
  checkedBits,
  damagedKey,
  looksLikeJwk,
  multiPrimeKey,
  readPrivateJwk,
  readPublicJwk,
  unsupportedKeyType,
} from "./rsaJwk";

/** A private key, and what may be seen of it. */
export interface ImportedPrivateKey {
  /** PKCS#8, PEM. */
  readonly privateKeyPem: string;
  readonly info: PublicKeyInfo;
}

/**
 * Reads a private RSA key of 2048 to 8192 bits: PKCS#8 or PKCS#1 PEM (or its bare base64), or a JWK.
 * @throws UserError naming what the text is instead; codes as in `wrongKey`, `pem.ts` and `rsaJwk.ts`
 */
export async function importPrivateKey(text: string): Promise<ImportedPrivateKey> {
  const cleaned = cleanPastedText(text);
  const privateKey = looksLikeJwk(cleaned)
    ? await importJwk(readPrivateJwk(cleaned))
    : await importDer(privateKeyDer(cleaned), "PRIVATE KEY");
  return describePrivateKey(privateKey);
}

/**
 * Reads a public RSA key of 2048 to 8192 bits: SPKI or PKCS#1 PEM (or its bare base64), or a JWK.
 * @throws UserError as `importPrivateKey`
 */
export async function importPublicKey(text: string): Promise<PublicKeyInfo> {
  const cleaned = cleanPastedText(text);
  return describePublicKey(
    looksLikeJwk(cleaned) ? await importJwk(readPublicJwk(cleaned)) : await importDer(publicKeyDer(cleaned), "PUBLIC KEY"),
  );
}

/** A new RSA key pair with the public exponent 65537. */
export async function generateRsaKeyPair(bits: 2048 | 4096): Promise<ImportedPrivateKey> {
  const algorithm = { ...RS256, modulusLength: bits, publicExponent: Uint8Array.of(1, 0, 1) };
  const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  return { privateKeyPem: await privateKeyToPem(privateKey), info: await describePublicKey(publicKey) };
}

/**
 * Reads the public key that the platform displays for JWE (facts, 1.5): a JWK, or a JWK Set with one key.
 * `kid` stays as it is, with or without the prefix `k-`.
 * @throws UserError `private-key-given` for a JWK with private members; else as `importPublicKey`
 */
export function importPlatformKey(text: string): PublicRsaJwk {
  const cleaned = cleanPastedText(text);
  if (looksLikeJwk(cleaned)) return readPublicJwk(cleaned);
  throw new UserError("platform-key-not-jwk", "The platform's public key is needed as a JWK, which begins with an opening brace.", {
    remedy: "Copy it from the platform's dialog, where it appears once Enforce JWE is ticked.",
  });
}

/** True where both PEM texts are halves of one key pair. @throws UserError as the imports */
export async function keysMatch(privatePem: string, publicPem: string): Promise<boolean> {
  const [privateHalf, publicHalf] = await Promise.all([importPrivateKey(privatePem), importPublicKey(publicPem)]);
  return privateHalf.info.fingerprint === publicHalf.fingerprint;
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
  const fits = (prime: bigint, exponent: bigint) => d % (prime - 1n) === exponent && (e * exponent) % (prime - 1n) === 1n;
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
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", spki));
  return {
    publicKey: derToPem(spki, "PUBLIC KEY"),
    fingerprint: `SHA256:${bytesToBase64(hash).replace(/=+$/, "")}`,
    bits,
  };
}

async function privateKeyToPem(privateKey: CryptoKey): Promise<string> {
  return derToPem(new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey)), "PRIVATE KEY");
}

function privateKeyDer(text: string): Uint8Array {
  const der = keyDer(text, (label) => label.endsWith("PRIVATE KEY"));
  const key = classifyDer(der);
  if (key.kind === "pkcs8" && key.algorithm === "RSA") return der;
  if (key.kind === "pkcs1Private") return pkcs1ToPkcs8(der);
  throw wrongKey(key, "private");
}

function publicKeyDer(text: string): Uint8Array {
  const der = keyDer(text, (label) => label.endsWith("PUBLIC KEY"));
  const key = classifyDer(der);
  if (key.kind === "spki" && key.algorithm === "RSA") return der;
  if (key.kind === "pkcs1Public") return pkcs1ToSpki(der);
  throw wrongKey(key, "public");
}

/** One key out of what was pasted: beside it may stand a certificate or the parameters of a curve. */
function keyDer(text: string, isWanted: (label: string) => boolean): Uint8Array {
  const blocks = findPemBlocks(text);
  const wanted = blocks.filter(({ label }) => isWanted(label));
  if (wanted.length > 1) {
    throw new UserError("several-keys", "This text holds {0} keys; exactly one is needed.", { args: [wanted.length] });
  }
  const block = wanted[0] ?? blocks[0];
  if (block) {
    rejectForeignLabel(block);
    return pemBlockToDer(block);
  }
  rejectForeignFormat(text);
  const bare = base64ToBytes(text.replace(/\s/g, ""));
  if (bare && classifyDer(bare).kind !== "unknown") return bare;
  throw notAKey();
}

function notAKey(): UserError {
  return new UserError("not-a-key", "This text is not a key: neither PEM nor a JWK.", {
    remedy: "PEM begins with a line like -----BEGIN PRIVATE KEY-----, a JWK with an opening brace.",
  });
}

function rejectForeignLabel({ label }: PemBlock): void {
  if (label === "OPENSSH PRIVATE KEY") throw opensshKey();
  if (label.startsWith("PGP ")) throw foreignFormat("OpenPGP");
}

function rejectForeignFormat(text: string): void {
  if (text.startsWith("PuTTY-User-Key-File")) {
    throw new UserError("putty-key", "This is a PuTTY key file, which is not supported.", {
      remedy: "In PuTTYgen choose Conversions, Export OpenSSH key, then convert it with: ssh-keygen -p -m PEM -f key",
    });
  }
  if (/^(ssh|ecdsa)-[a-z0-9-]{1,40} /.test(text) || text.startsWith("---- BEGIN SSH2")) throw opensshKey();
}

function opensshKey(): UserError {
  return new UserError("openssh-key", "This key is in OpenSSH's own format, which is not supported.", {
    remedy: "Convert a copy of it with: ssh-keygen -p -m PEM -f key",
  });
}

function foreignFormat(name: string): UserError {
  return new UserError("foreign-key", "This is {0} data, not an RSA key as PEM or JWK.", { args: [name] });
}

function wrongKey(key: ReturnType<typeof classifyDer>, wanted: "private" | "public"): UserError {
  switch (key.kind) {
    case "truncated":
      return new UserError("truncated-key", "This key is incomplete: it should be {0} bytes long and has {1}.", {
        args: [key.declared, key.found],
        remedy: "Lines seem to be missing; copy the key again, whole.",
      });
    case "overlong":
      return new UserError("overlong-key", "This key is followed by something else: it should be {0} bytes long and has {1}.", {
        args: [key.declared, key.found],
        remedy: "Copy the key again, from its BEGIN line to its END line.",
      });
    case "certificate":
      return new UserError("certificate-given", "This is a certificate where a {0} key belongs.", {
        args: [wanted],
        remedy:
          wanted === "private"
            ? "Paste the private key that belongs to it."
            : "Take the key out of it with: openssl x509 -in certificate.pem -pubkey -noout",
      });
    case "encrypted":
      return encryptedKey();
    case "ecPrivate":
      return unsupportedKeyType("EC");
    case "multiPrime":
      return multiPrimeKey();
    case "pkcs12":
      return foreignFormat("PKCS#12");
    case "unknown":
      return notAKey();
    case "pkcs8":
    case "spki":
      if (key.algorithm !== "RSA") return unsupportedKeyType(key.algorithm);
  }
  return wanted === "private"
    ? new UserError("public-key-given", "This is a public key where a private one belongs.", {
        remedy: "Paste the key whose text begins with -----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----.",
      })
    : new UserError("private-key-given", "This is a private key where a public one belongs.", {
        remedy: "Paste the key whose text begins with -----BEGIN PUBLIC KEY-----, and keep the private one to yourself.",
      });
}
