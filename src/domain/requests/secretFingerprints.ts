import type { AppSecrets } from "../apps/appSecrets";
import type { JwtApp } from "../apps/jwtApp";
import { cleanPastedText } from "../keys/pastedText";
import { importPrivateKey } from "../keys/rsaKeys";
import { bytesToBase64 } from "../keys/base64";
import type { RandomBytes } from "../ports";
import { say } from "../tokens/verify/check";
import type { Finding } from "./finding";
import { MIN_SECRET_LENGTH, privateKeyBlocks, secretCandidates } from "./secretCandidates";

/**
 * Tells whether a text holds a secret of an app. Of the secrets it keeps HMACs under a random key of its own, and
 * their lengths, which save making an HMAC of every long word.
 */
export class SecretFingerprints {
  #key: Promise<CryptoKey> | undefined;
  readonly #known = new Map<string, Known>();
  readonly #byApp = new Map<string, readonly string[]>();

  constructor(private readonly randomBytes: RandomBytes) {}

  /** Remembers the fingerprints of an app's secrets in place of those that were known of it. */
  async learn(app: Pick<JwtApp, "id" | "name">, secrets: AppSecrets | undefined): Promise<void> {
    this.forget(app.id);
    const { clientSecret, previousClientSecret, payloadSharedKey, signingPrivateKey, payloadPrivateKey, platformPrivateKey } = secrets?.reveal() ?? {};
    const values = [clientSecret, previousClientSecret, payloadSharedKey].filter((value) => value !== undefined).map((value) => value.trim());
    const keys = [signingPrivateKey, payloadPrivateKey, platformPrivateKey].filter((value) => value !== undefined);
    const fingerprints: string[] = [];
    for (const value of values) {
      if (value.length < MIN_SECRET_LENGTH) continue;
      const fingerprint = await this.#fingerprint(value);
      this.#known.set(fingerprint, { appId: app.id, appName: app.name, kind: "value", length: value.length });
      fingerprints.push(fingerprint);
    }
    for (const key of keys) {
      const fingerprint = await this.#fingerprint(bodyOf(key));
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
    for (const [fingerprint, known] of this.#known) if (appId === undefined || known.appId === appId) this.#known.delete(fingerprint);
    if (appId === undefined) this.#byApp.clear();
    else this.#byApp.delete(appId);
  }

  /** The secrets of apps that stand in a text; their messages hold nothing of them. */
  async find(text: string): Promise<Finding[]> {
    const lengths = new Set([...this.#known.values()].map(({ length }) => length));
    const findings: Finding[] = [];
    for (const { text: value, start, end } of secretCandidates(text)) {
      const known = lengths.has(value.length) ? this.#known.get(await this.#fingerprint(value)) : undefined;
      if (known?.kind !== "value") continue;
      const message = say("A client secret or shared key of “{0}” stands in this file.", known.appName);
      findings.push({ code: "client-secret", severity: "warning", message, start, end, fix: takeOut({ start, end }, "<client-secret>") });
    }
    for (const { text: pem, start, end } of privateKeyBlocks(text)) {
      const known = this.#known.get(await this.#fingerprint(await pkcs8BodyOf(pem)));
      if (known?.kind !== "key") continue;
      const message = say("A private key of “{0}” stands in this file.", known.appName);
      findings.push({ code: "private-key", severity: "warning", message, start, end, fix: takeOut({ start, end }, "<private-key>") });
    }
    return findings;
  }

  async #fingerprint(value: string): Promise<string> {
    this.#key ??= crypto.subtle.importKey("raw", this.randomBytes(32), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const bytes = await crypto.subtle.sign("HMAC", await this.#key, new TextEncoder().encode(value));
    return bytesToBase64(new Uint8Array(bytes));
  }
}

/** Whether anything in a text could be a secret, so that it is worth knowing the apps'. */
export function mayHoldSecret(text: string): boolean {
  return secretCandidates(text).length > 0 || privateKeyBlocks(text).length > 0;
}

interface Known {
  readonly appId: string;
  readonly appName: string;
  readonly kind: "value" | "key";
  readonly length: number;
}

function takeOut(range: { readonly start: number; readonly end: number }, text: string): NonNullable<Finding["fix"]> {
  return { kind: "replace", title: say("Put a placeholder in its place"), range, text };
}

/** A key in any form that can be pasted, as it is stored. */
async function pkcs8BodyOf(pem: string): Promise<string> {
  try {
    return bodyOf((await importPrivateKey(cleanPastedText(pem))).privateKeyPem);
  } catch {
    return "";
  }
}

/** The base64 of a PEM block, without its line breaks. */
function bodyOf(pem: string): string {
  return pem.replace(/-----[A-Z ]+-----/g, "").replace(/\s+/g, "");
}
