import { modulusLength } from "../../keys/der";
import { pemToDer } from "../../keys/pem";
import type { KeyWrapping } from "../envelopeProfile";
import type { PayloadKeys } from "../payloadKeys";

/** An app's private key, imported for one hash at a time, when it is needed. */
export class RsaPrivateKey {
  readonly #imported = new Map<string, Promise<CryptoKey>>();

  private constructor(
    readonly app: PayloadKeys,
    readonly der: Uint8Array<ArrayBuffer>,
    /** Length of the modulus in bytes. */
    readonly length: number,
  ) {}

  /** The key of an app, or undefined if it has none that can be read. */
  static of(app: PayloadKeys): RsaPrivateKey | undefined {
    if (app.privateKeyPem === undefined) return undefined;
    try {
      const der = pemToDer(app.privateKeyPem);
      const length = modulusLength(der);
      return length === undefined ? undefined : new RsaPrivateKey(app, der, length);
    } catch {
      return undefined;
    }
  }

  /** @param hash such as "SHA-256" */
  forHash(hash: string): Promise<CryptoKey> {
    const known = this.#imported.get(hash);
    if (known) return known;
    const imported = importKey(this.der, hash);
    this.#imported.set(hash, imported);
    return imported;
  }

  /** RSAES-OAEP with one hash for label and mask; undefined if the padding or the label isn't right. */
  async unwrap(
    wrapped: Uint8Array<ArrayBuffer>,
    wrapping: KeyWrapping,
    label?: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const hash = wrapping.slice("RSA-OAEP ".length);
    try {
      return new Uint8Array(
        await crypto.subtle.decrypt(
          { name: "RSA-OAEP", ...(label ? { label } : {}) },
          await this.forHash(hash),
          wrapped,
        ),
      );
    } catch {
      return undefined;
    }
  }
}

function importKey(der: Uint8Array<ArrayBuffer>, hash: string): Promise<CryptoKey> {
  return crypto.subtle.importKey("pkcs8", der, { name: "RSA-OAEP", hash }, false, ["decrypt"]);
}
