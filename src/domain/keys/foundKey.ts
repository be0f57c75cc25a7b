import type { UserError } from "../errors";
import { type DerKey, classifyDer } from "./der";

export type KeySide = "private" | "public";

/** JSON members as they came, or made from a format that has the same numbers. */
export type KeyMembers = Readonly<Record<string, unknown>>;

/**
 * Something in a pasted text that is a key or is known to be none. `side` is what it claims to be. "numbers" came in
 * another format, and are written as the members of a JWK.
 */
export type FoundKey = { readonly side: KeySide | "other" } & (
  | { readonly form: "der"; readonly der: Uint8Array<ArrayBuffer> }
  | { readonly form: "jwk" | "numbers"; readonly jwk: KeyMembers }
  | { readonly form: "refused"; readonly refusal: (wanted: KeySide) => UserError }
);

export function foundJwk(jwk: KeyMembers, form: "jwk" | "numbers" = "jwk"): FoundKey {
  return { form, side: PRIVATE_MEMBERS.some((name) => Object.hasOwn(jwk, name)) ? "private" : "public", jwk };
}

export function foundDer(der: Uint8Array<ArrayBuffer>): FoundKey {
  return { form: "der", side: DER_SIDES[classifyDer(der).kind] ?? "other", der };
}

export function refused(
  error: UserError | ((wanted: KeySide) => UserError),
  side: FoundKey["side"] = "other",
): FoundKey {
  return { form: "refused", side, refusal: typeof error === "function" ? error : () => error };
}

/** True of one whole DER value, of a kind that is known. */
export function isWholeDer(der: Uint8Array): boolean {
  return !["unknown", "truncated", "overlong"].includes(classifyDer(der).kind);
}

/** Of a JWK, whatever its type: RFC 7518, 6.2.2, 6.3.2 and 6.4. */
export const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] as const;

const DER_SIDES: Partial<Record<DerKey["kind"], KeySide>> = {
  pkcs8: "private",
  pkcs1Private: "private",
  multiPrime: "private",
  encrypted: "private",
  ecPrivate: "private",
  dsaPrivate: "private",
  spki: "public",
  pkcs1Public: "public",
};
