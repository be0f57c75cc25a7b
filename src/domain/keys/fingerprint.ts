import type { PublicKeyInfo, PublicRsaJwk } from "./publicKey";
import { bytesToBase64 } from "./base64";
import { pemToDer } from "./pem";

/**
 * What tells a public key from every other, by the key itself and not by what is said of it: SHA-256 over its SPKI DER,
 * base64 without padding, prefixed "SHA256:" as in `PublicKeyInfo`. Undefined where the key can't be read.
 */
export async function fingerprintOf(key: PublicRsaJwk | Pick<PublicKeyInfo, "publicKey">): Promise<string | undefined> {
  try {
    const spki = "publicKey" in key ? pemToDer(key.publicKey) : await spkiOf(key);
    return await fingerprintOfSpki(spki);
  } catch {
    return undefined;
  }
}

/** @param spki DER */
export async function fingerprintOfSpki(spki: BufferSource): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", spki);
  return `SHA256:${bytesToBase64(new Uint8Array(hash)).replace(/=+$/, "")}`;
}

async function spkiOf({ kty, n, e }: PublicRsaJwk): Promise<ArrayBuffer> {
  const algorithm = { name: "RSA-OAEP", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("jwk", { kty, n, e }, algorithm, true, ["encrypt"]);
  return crypto.subtle.exportKey("spki", key);
}
