/** What the platform signs with. */
export const SIGNING_ALGORITHMS = ["HS256", "HS512", "RS256", "RS512"] as const;
/** What the platform accepts (platform.md, 1.5), in the order of the documentation. */
export const CONTENT_ENCRYPTIONS = ["A128CBC-HS256", "A128GCM", "A256GCM"] as const;

/** What tokens are encrypted with where an app names nothing. */
export const DEFAULT_ENCRYPTION = "A128CBC-HS256" satisfies ContentEncryption;

export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];
export type ContentEncryption = (typeof CONTENT_ENCRYPTIONS)[number];

/**
 * The platform's HS* algorithms sign with the client secret, RS* with a private key of the user's (platform.md, 1.3).
 */
export function signsWithSecret(algorithm: SigningAlgorithm): boolean {
  return algorithm === "HS256" || algorithm === "HS512";
}

interface Lengths {
  readonly key: number;
  readonly tag: number;
}

/** The content encryptions of JWE (RFC 7518, section 5), with the bytes of their keys and tags. */
export const JWE_ENCRYPTIONS: Readonly<Record<ContentEncryption, Lengths> & Record<string, Lengths>> = {
  A128GCM: { key: 16, tag: 16 },
  A192GCM: { key: 24, tag: 16 },
  A256GCM: { key: 32, tag: 16 },
  "A128CBC-HS256": { key: 32, tag: 16 },
  "A192CBC-HS384": { key: 48, tag: 24 },
  "A256CBC-HS512": { key: 64, tag: 32 },
};

/** In bytes; RSA signatures are as long as the key. */
export const SIGNATURE_LENGTHS: Readonly<Record<string, number>> = {
  HS256: 32,
  HS384: 48,
  HS512: 64,
  ES256: 64,
  ES384: 96,
  ES512: 132,
};
