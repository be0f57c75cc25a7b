import * as v from "valibot";
import type { CheckedSecret } from "../keys/checkedSecret";

/** Everything of an app that must not be seen. Keys are PKCS#8 PEM, whatever form they were pasted in. */
export const AppSecretValues = v.object({
  /** Used as the raw string; its base64 look is not decoded (platform.md, 3.1). */
  clientSecret: v.optional(v.string()),
  /** The one before, kept to name "signed with the previous secret" until the user forgets it. */
  previousClientSecret: v.optional(v.string()),
  /** RS256 and RS512. */
  signingPrivateKey: v.optional(v.string()),
  payloadPrivateKey: v.optional(v.string()),
  /** 32 bytes, base64. */
  payloadSharedKey: v.optional(v.string()),
  /** The platform's half for JWE, which only generated apps have. */
  platformPrivateKey: v.optional(v.string()),
});
export type AppSecretValues = v.InferOutput<typeof AppSecretValues>;

/** The same where each was read by the rule of its kind. */
export type CheckedSecrets = { [Name in keyof AppSecretValues]: CheckedSecret | undefined };

/** Holds an app's secrets and prints as `[redacted]` wherever it ends up by mistake. */
export class AppSecrets {
  readonly #values: CheckedSecrets;

  /**
   * @param values in the product `CheckedSecrets`, which a test of `test/unit/guards` makes sure of; what is read from
   * SecretStorage was checked when it came in
   */
  constructor(values: AppSecretValues = {}) {
    this.#values = values as CheckedSecrets;
  }

  /** The values themselves: for a signing or decrypting call, for SecretStorage, or for the clipboard after a confirmation. */
  reveal(): CheckedSecrets {
    return this.#values;
  }

  with(changes: CheckedSecrets): AppSecrets {
    return new AppSecrets({ ...this.#values, ...changes });
  }

  toString(): string {
    return "[redacted]";
  }

  toJSON(): string {
    return "[redacted]";
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "[redacted]";
  }
}
