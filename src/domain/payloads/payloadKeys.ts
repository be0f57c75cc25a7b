import type { EnvelopeProfile } from "./envelopeProfile";

/** What an app has for reading its payloads. */
export interface PayloadKeys {
  /** Our internal id. */
  readonly appId: string;
  readonly appName: string;
  /** PKCS#8 PEM of an RSA key. */
  readonly privateKeyPem?: string;
  /** AES-256 key: 32 bytes, base64. */
  readonly sharedKey?: string;
  /** The learned shape, tried before detection. */
  readonly profile?: EnvelopeProfile;
}
