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
