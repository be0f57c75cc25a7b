import { createHash, generateKeyPairSync, type KeyObject } from "node:crypto";
import nodeJose from "node-jose";

/** A key pair that the product has no part in, in the forms that OpenSSL writes. */
export interface IndependentPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** PEM: PKCS#8, PKCS#1 and SPKI. */
  readonly pkcs8: string;
  readonly pkcs1: string;
  readonly spki: string;
  readonly privateJwk: Readonly<Record<string, unknown>>;
  readonly publicJwk: Readonly<Record<string, unknown>>;
}

const pairs = new Map<string, IndependentPair>();

/** A 2048-bit RSA key pair of that name, made the first time it is asked for. */
export function independentPair(name = "first"): IndependentPair {
  const known = pairs.get(name);
  if (known) return known;
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pair = {
    privateKey,
    publicKey,
    pkcs8: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    pkcs1: privateKey.export({ type: "pkcs1", format: "pem" }).toString(),
    spki: publicKey.export({ type: "spki", format: "pem" }).toString(),
    privateJwk: { ...privateKey.export({ format: "jwk" }) },
    publicJwk: { ...publicKey.export({ format: "jwk" }) },
  };
  pairs.set(name, pair);
  return pair;
}

/** RFC 7638, as node-jose computes it from PEM. */
export async function thumbprintOf(pem: string): Promise<string> {
  const key = await nodeJose.JWK.asKey(pem, "pem");
  return Buffer.from(await key.thumbprint("SHA-256")).toString("base64url");
}

/** RFC 7638, by the letter: for a key that no library needs to read. */
export function thumbprintOfJwk({ e, kty, n }: Readonly<Record<string, unknown>>): string {
  return createHash("sha256").update(JSON.stringify({ e, kty, n })).digest("base64url");
}

/** .NET's `RSA.ToXmlString`, whose numbers are standard base64. */
export function dotnetXml(jwk: Readonly<Record<string, unknown>>): string {
  const names = { n: "Modulus", e: "Exponent", p: "P", q: "Q", dp: "DP", dq: "DQ", qi: "InverseQ", d: "D" };
  const elements = Object.entries(names)
    .filter(([member]) => member in jwk)
    .map(([member, name]) => `<${name}>${dotnetNumber(jwk[member])}</${name}>`);
  return `<RSAKeyValue>${elements.join("")}</RSAKeyValue>`;
}

export function dotnetNumber(member: unknown): string {
  return Buffer.from(String(member), "base64url").toString("base64");
}
