import type { FieldName, FormValues } from "../../src/domain/apps/form/formValues";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { type GeneratedKey, KEY_PURPOSES, type KeyPurpose, type KeySize } from "../protocol";

/** The public halves of the key pairs that the extension generates while the form is filled in. */
export class KeyPairs {
  readonly #generated: GeneratedKey[];
  readonly #requested = new Set<string>();
  readonly #generate: (purpose: KeyPurpose, bits: KeySize) => void;

  constructor(generated: readonly GeneratedKey[], generate: (purpose: KeyPurpose, bits: KeySize) => void) {
    this.#generated = [...generated];
    this.#generate = generate;
  }

  add(key: GeneratedKey): void {
    this.#generated.push(key);
  }

  has(publicKey: string): boolean {
    return this.#generated.some((key) => key.publicKey === publicKey);
  }

  /**
   * The public key that a field shows.
   * @param pasted the public half of the signing key that was pasted
   */
  shownIn(field: FieldName, values: FormValues, existing: JwtApp | undefined, pasted: string | undefined) {
    const { signingKey, payloadKey } = values;
    if (field === "signingPublicKey") {
      if (signingKey === "keep") return existing?.signingKey?.publicKey;
      return signingKey === "paste" ? pasted : this.#publicKey("signing", values);
    }
    if (field !== "payloadPublicKey") return undefined;
    if (payloadKey === "keep")
      return existing?.payloadKey?.kind === "keyPair" ? existing.payloadKey.publicKey : undefined;
    return payloadKey === "generate" ? this.#publicKey("payload", values) : undefined;
  }

  /** Those that are chosen: the platform asks for the public key before it shows a client ID. */
  chosen(values: FormValues, isVisible: (field: FieldName) => boolean): string[] {
    return chosenPurposes(values, isVisible).flatMap((purpose) => this.#publicKey(purpose, values) ?? []);
  }

  /** Has each that is chosen generated, once. */
  generateChosen(values: FormValues, isVisible: (field: FieldName) => boolean): void {
    for (const purpose of chosenPurposes(values, isVisible)) {
      const bits = sizeOf(purpose, values);
      const request = `${purpose} ${bits}`;
      if (this.#publicKey(purpose, values) || this.#requested.has(request)) continue;
      this.#requested.add(request);
      this.#generate(purpose, bits);
    }
  }

  #publicKey(purpose: KeyPurpose, values: FormValues): string | undefined {
    const bits = sizeOf(purpose, values);
    return this.#generated.find((key) => key.purpose === purpose && key.bits === bits)?.publicKey;
  }
}

function chosenPurposes(values: FormValues, isVisible: (field: FieldName) => boolean): KeyPurpose[] {
  return KEY_PURPOSES.filter((purpose) => values[`${purpose}Key`] === "generate" && isVisible(`${purpose}Key`));
}

function sizeOf(purpose: KeyPurpose, values: FormValues): KeySize {
  return purpose === "payload" && values.payloadKeySize === "4096" ? 4096 : 2048;
}
