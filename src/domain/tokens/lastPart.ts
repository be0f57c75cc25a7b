import type { JsonObject } from "../text/json";

/** In bytes; RSA signatures are as long as the key. */
export const SIGNATURE_LENGTHS: Readonly<Record<string, number>> = {
  HS256: 32,
  HS384: 48,
  HS512: 64,
  ES256: 64,
  ES384: 96,
  ES512: 132,
};

/** Tags of JWE in bytes (RFC 7518, 5.2 and 5.3). */
const TAG_LENGTHS: Readonly<Record<string, number>> = {
  A128GCM: 16,
  A192GCM: 16,
  A256GCM: 16,
  "A128CBC-HS256": 16,
  "A192CBC-HS384": 24,
  "A256CBC-HS512": 32,
};

/**
 * Whether the last part of a token, its signature or its tag, is as long as its header says; false where that is not
 * known. `digits`: of base64, without padding.
 */
export function isWholeLastPart(header: JsonObject, parts: 3 | 5, digits: number): boolean {
  const { alg, enc } = header;
  if (parts === 5) return typeof enc === "string" && digits === digitsOf(known(TAG_LENGTHS, enc));
  if (typeof alg !== "string" || typeof enc === "string") return false;
  if (alg.toLowerCase() === "none") return digits === 0;
  if (/^[RP]S(?:256|384|512)$/.test(alg)) return isModulus(Math.floor((digits * 3) / 4)) && digits % 4 !== 1;
  if (alg === "EdDSA") return digits === digitsOf(64) || digits === digitsOf(114);
  return digits === digitsOf(known(SIGNATURE_LENGTHS, alg));
}

/** Keys of RSA have 1024 bits or more, in steps of 512. */
function isModulus(bytes: number): boolean {
  return bytes >= 128 && bytes % 64 === 0;
}

function digitsOf(bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : Math.ceil((bytes * 4) / 3);
}

function known(lengths: Readonly<Record<string, number>>, name: string): number | undefined {
  return Object.hasOwn(lengths, name) ? lengths[name] : undefined;
}
