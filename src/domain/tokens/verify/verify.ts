import type { Verdict } from "./verdict";
import type { VerifyInput } from "./verifyInput";

/**
 * Applies the platform's rules to a token and, where given, the request that carries it. Never throws for any token,
 * request, app or secret.
 */
export function verify(input: VerifyInput): Promise<Verdict> {
  throw new Error(`not written yet: ${input.apps.length}`);
}
