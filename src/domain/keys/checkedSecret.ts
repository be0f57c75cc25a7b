declare const CHECKED: unique symbol;

/**
 * A secret that was read by the rule of its kind (`checkClientSecret`, `importPrivateKey`, `importSharedKey`), or made
 * here. No other text becomes part of an app's secrets; a test finds where one would.
 */
export type CheckedSecret = string & { readonly [CHECKED]: true };

/** For the rules themselves alone. */
export function asChecked(secret: string): CheckedSecret {
  return secret as CheckedSecret;
}
