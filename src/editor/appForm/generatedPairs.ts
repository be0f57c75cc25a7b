import type { GeneratedKeys } from "../../domain/apps/form/formKeys";
import type { FormValues } from "../../domain/apps/form/formValues";
import { generateRsaKeyPair, type ImportedPrivateKey } from "../../domain/keys/rsaKeys";
import type { GeneratedKey, KeyPurpose, KeySize } from "../../../webview/protocol";

export interface GeneratedPair {
  readonly purpose: KeyPurpose;
  readonly bits: KeySize;
  readonly pair: Promise<ImportedPrivateKey>;
}

/** The key pairs that were made for an open form, one of each purpose and size. Nothing else holds their private halves. */
export class GeneratedPairs {
  readonly #pairs: Map<string, GeneratedPair>;

  constructor(pairs: Iterable<GeneratedPair> = []) {
    this.#pairs = new Map(Array.from(pairs, (pair) => [idOf(pair.purpose, pair.bits), pair]));
  }

  /** Makes the pair where there is none yet. */
  async publicKey(purpose: KeyPurpose, bits: KeySize): Promise<string> {
    const id = idOf(purpose, bits);
    const pair = this.#pairs.get(id)?.pair ?? generateRsaKeyPair(bits);
    this.#pairs.set(id, { purpose, bits, pair });
    return (await pair).info.publicKey;
  }

  /** Those of which the form shows the public half. */
  keysFor({ payloadKeySize }: FormValues): GeneratedKeys {
    return {
      signing: this.#pairs.get(idOf("signing", 2048))?.pair,
      payload: this.#pairs.get(`payload ${payloadKeySize}`)?.pair,
    };
  }

  publicKeys(): Promise<GeneratedKey[]> {
    return Promise.all(
      this.all().map(async ({ purpose, bits, pair }) => ({ purpose, bits, publicKey: (await pair).info.publicKey })),
    );
  }

  all(): GeneratedPair[] {
    return [...this.#pairs.values()];
  }

  clear(): void {
    this.#pairs.clear();
  }
}

function idOf(purpose: KeyPurpose, bits: KeySize): string {
  return `${purpose} ${bits}`;
}
