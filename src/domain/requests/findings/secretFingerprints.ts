import { pemInOneLine } from "../../keys/pem";
import { exportJWK, importPKCS8 } from "jose";
import type { AppSecrets } from "../../apps/appSecrets";
import type { JwtApp } from "../../apps/jwtApp";
import { cleanPastedText } from "../../keys/pastedText";
import { importPrivateKey } from "../../keys/rsaKeys";
import { base64ToBytes, bytesToBase64 } from "../../keys/base64";
import type { RandomBytes } from "../../ports";
import { say } from "../../text/sentence";
import type { Finding } from "./finding";
import { MIN_SECRET_LENGTH } from "./secretCandidates";

/**
 * Tells whether a text holds a secret of an app. Of the secrets it keeps HMACs under a random key of its own, and
 * their lengths, which save making an HMAC of every long word.
 */
export class SecretFingerprints {
  #key: Promise<CryptoKey> | undefined;
  readonly #known = new Map<string, Known>();
  readonly #byApp = new Map<string, readonly string[]>();

  readonly #randomBytes: RandomBytes;

  constructor(randomBytes: RandomBytes) {
    this.#randomBytes = randomBytes;
  }

  /** Remembers the fingerprints of an app's secrets in place of those that were known of it. */
  async learn(app: Pick<JwtApp, "id" | "name">, secrets: AppSecrets | undefined): Promise<void> {
    this.forget(app.id);
    const {
      clientSecret,
      previousClientSecret,
      payloadSharedKey,
      signingPrivateKey,
      payloadPrivateKey,
      platformPrivateKey,
    } = secrets?.reveal() ?? {};
    const values = [clientSecret, previousClientSecret, payloadSharedKey]
      .filter((value) => value !== undefined)
      .map((value) => value.trim());
    const keys = [signingPrivateKey, payloadPrivateKey, platformPrivateKey].filter((value) => value !== undefined);
    const fingerprints: string[] = [];
    for (const value of values) {
      if (value.length < MIN_SECRET_LENGTH) continue;
      const fingerprint = await this.#fingerprint(value);
      this.#known.set(fingerprint, { appId: app.id, appName: app.name, kind: "value", length: value.length });
      fingerprints.push(fingerprint);
    }
    for (const value of (
      await Promise.all(keys.map(async (key) => [pemInOneLine(key), await exponentOfKey(key)]))
    ).flat()) {
      if (value === "") continue;
      const fingerprint = await this.#fingerprint(value);
      this.#known.set(fingerprint, { appId: app.id, appName: app.name, kind: "key", length: 0 });
      fingerprints.push(fingerprint);
    }
    this.#byApp.set(app.id, fingerprints);
  }

  /** Whether the app's secrets were learned. */
  knows(appId: string): boolean {
    return this.#byApp.has(appId);
  }

  /** Forgets one app, by its internal id, or all. */
  forget(appId?: string): void {
    for (const [fingerprint, known] of this.#known)
      if (appId === undefined || known.appId === appId) this.#known.delete(fingerprint);
    if (appId === undefined) this.#byApp.clear();
    else this.#byApp.delete(appId);
  }

  /** Those of `candidates` that are an app's client secret or shared key, and whose. */
  async values<T extends { readonly text: string }>(candidates: readonly T[]): Promise<KnownSecret<T>[]> {
    const lengths = new Set([...this.#known.values()].map(({ length }) => length));
    return this.#matching(
      candidates.filter(({ text }) => lengths.has(text.length)),
      "value",
      async ({ text }) => text,
    );
  }

  /** Those of `candidates`, PEM or a JWK's private exponent, that are a private key of an app, and whose. */
  async keys<T extends { readonly text: string }>(candidates: readonly T[]): Promise<KnownSecret<T>[]> {
    return this.#matching(candidates, "key", async ({ text }) =>
      text.startsWith("-----") ? pkcs8BodyOf(text) : exponentOf(text),
    );
  }

  async #matching<T>(
    pieces: readonly T[],
    kind: Known["kind"],
    valueOf: (piece: T) => Promise<string>,
  ): Promise<KnownSecret<T>[]> {
    const found: KnownSecret<T>[] = [];
    for (const piece of pieces) {
      const known = this.#known.get(await this.#fingerprint(await valueOf(piece)));
      if (known?.kind === kind) found.push({ piece, appName: known.appName });
    }
    return found;
  }

  async #fingerprint(value: string): Promise<string> {
    this.#key ??= crypto.subtle.importKey("raw", this.#randomBytes(32), { name: "HMAC", hash: "SHA-256" }, false, [
      "sign",
    ]);
    const bytes = await crypto.subtle.sign("HMAC", await this.#key, new TextEncoder().encode(value));
    return bytesToBase64(new Uint8Array(bytes));
  }
}

/** A piece of a text that is an app's secret. */
export interface KnownSecret<T> {
  readonly piece: T;
  readonly appName: string;
}

/** What is said of a secret that stands in a file; the message holds nothing of it. */
export function secretFinding(
  code: "client-secret" | "private-key",
  appName: string,
): Pick<Finding, "code" | "severity" | "message"> & { readonly placeholder: string } {
  const message =
    code === "client-secret"
      ? say("A client secret or shared key of “{0}” stands in this file.", appName)
      : say("A private key of “{0}” stands in this file.", appName);
  return { code, severity: "warning", message, placeholder: `<${code}>` };
}

interface Known {
  readonly appId: string;
  readonly appName: string;
  readonly kind: "value" | "key";
  readonly length: number;
}

/** A key in any form that can be pasted, as it is stored. */
async function pkcs8BodyOf(pem: string): Promise<string> {
  try {
    return pemInOneLine((await importPrivateKey(cleanPastedText(pem))).privateKeyPem);
  } catch {
    return "";
  }
}

/** The private exponent of a key that is stored; empty where it can't be read. */
async function exponentOfKey(pem: string): Promise<string> {
  try {
    return exponentOf((await exportJWK(await importPKCS8(pem, "RS256", { extractable: true }))).d ?? "");
  } catch {
    return "";
  }
}

/** In base64, without the zeros that some write in front. */
function exponentOf(base64url: string): string {
  const bytes = base64ToBytes(base64url);
  if (!bytes) return "";
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? "" : bytesToBase64(bytes.subarray(first));
}
