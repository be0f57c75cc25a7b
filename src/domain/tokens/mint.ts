import { CompactEncrypt, CompactSign, importJWK, importPKCS8 } from "jose";
import type { AppSecrets } from "../apps/appSecrets";
import { appState } from "../apps/appState";
import type { JwtApp } from "../apps/jwtApp";
import { isWaiting } from "../scopes/standing";
import type { PublicRsaJwk } from "../keys/publicKey";
import { DEFAULT_ENCRYPTION, signsWithSecret, type SigningAlgorithm } from "../keys/joseAlgorithms";
import { UserError, type Mending } from "../errors";
import { importPlatformKey, importPrivateKey } from "../keys/rsaKeys";
import { damagedKey } from "../keys/rsaJwk";
import type { Ports } from "../ports";
import { checkedContentEncryption, checkedSigningAlgorithm } from "./algorithms";
import { makeClaims, profileFor, type ClaimsRequest, type TokenProfile } from "./claims";

export interface MintRequest extends ClaimsRequest {
  /**
   * With Enforce JWE: adds `cty: "JWT"` to the JWE header, which the platform's text doesn't mention
   * (platform.md, 1.5).
   */
  readonly cty?: boolean;
}

/** Something that the user should know about a token that was minted all the same. */
type MintWarning =
  /** An algorithm other than HS256 with API scopes (platform.md, 1.3). */
  | "algorithm-not-hs256"
  /** The algorithm was assumed by an import and never confirmed. */
  | "algorithm-assumed"
  /** Scopes that the user has not marked as published. */
  | "unpublished-scopes"
  /** The platform's key came without `kid`, which the platform's JWE header should have. */
  | "platform-key-without-kid";

export interface MintedToken {
  readonly token: string;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
  readonly lifetimeSeconds: number;
  /** The app's name. */
  readonly app: string;
  readonly profile: TokenProfile;
  readonly warnings: readonly MintWarning[];
}

export interface Minter {
  /**
   * Signs a new token and, with Enforce JWE, encrypts it for the platform.
   * @throws UserError `missing-secret`, `missing-signing-key`, `missing-platform-key`, those of `makeClaims`, and
   * those of the key imports where a stored key is damaged
   */
  mint(app: JwtApp, secrets: AppSecrets, request?: MintRequest): Promise<MintedToken>;
  /** Drops the imported keys of one app, by its internal id, or of all. */
  forget(appId?: string): void;
}

/** Makes tokens; keys are imported once for each app and kept until it is forgotten or its secret is another. */
export function createMinter(ports: Ports): Minter {
  const signingKeys = new KeyCache();
  const platformKeys = new KeyCache();
  return {
    async mint(app, secrets, request = {}) {
      const claims = makeClaims(app, request, ports);
      const jws = await sign(claims, app.algorithm, await signingKey(app, secrets, signingKeys));
      const token = app.enforceJwe ? await encrypt(jws, app, request, platformKeys) : jws;
      return {
        token,
        issuedAt: claims.iat,
        expiresAt: claims.exp,
        lifetimeSeconds: claims.exp - claims.iat,
        app: app.name,
        profile: request.profile ?? profileFor(app),
        warnings: mintWarnings(app),
      };
    },
    forget(appId) {
      signingKeys.forget(appId);
      platformKeys.forget(appId);
    },
  };
}

/** What to tell about any token of this app. */
function mintWarnings(app: JwtApp): MintWarning[] {
  const warnings: MintWarning[] = [];
  const callsApis = app.usedFor === "apis" || app.scopes.length > 0;
  if (app.algorithm !== "HS256" && callsApis) warnings.push("algorithm-not-hs256");
  if (app.algorithmAssumed) warnings.push("algorithm-assumed");
  if (app.scopes.some((scope) => isWaiting(app, scope))) warnings.push("unpublished-scopes");
  if (app.enforceJwe && app.platformKey && !app.platformKey.kid) warnings.push("platform-key-without-kid");
  return warnings;
}

/**
 * Refuses an app of which no token can be made, as far as that shows without its secrets: before a person is asked for
 * the rest.
 * @throws UserError `missing-platform-key`, `missing-signing-key`
 */
export function assertMintable(app: JwtApp): void {
  const problems = appState(app);
  if (problems.includes("signing-key-missing")) throw missingSigningKey(app);
  if (problems.includes("platform-key-missing")) throw missingPlatformKey(app);
}

const encoder = new TextEncoder();

async function sign(claims: object, alg: SigningAlgorithm, key: CryptoKey): Promise<string> {
  return new CompactSign(encoder.encode(JSON.stringify(claims))).setProtectedHeader({ alg, typ: "JWT" }).sign(key);
}

function signingKey(app: JwtApp, secrets: AppSecrets, cache: KeyCache): Promise<CryptoKey> {
  const algorithm = checkedSigningAlgorithm(app.algorithm);
  const { clientSecret, signingPrivateKey } = secrets.reveal();
  if (signsWithSecret(algorithm)) {
    if (!clientSecret)
      throw missing(
        "missing-secret",
        "The client secret of “{0}” is not known here.",
        app,
        "Copy it from the platform and enter it.",
        "enterClientSecret",
      );
    return cache.get(app.id, `${algorithm} ${clientSecret}`, () => importSecret(clientSecret, algorithm));
  }
  if (!signingPrivateKey) throw missingSigningKey(app);
  return cache.get(app.id, `${algorithm} ${signingPrivateKey}`, () =>
    mendable("enterSigningKey", app, async () => {
      const { privateKeyPem } = await importPrivateKey(signingPrivateKey);
      return importPKCS8(privateKeyPem, algorithm);
    }),
  );
}

/** The secret is the raw string: its base64 look is not decoded (platform.md, 3.1). */
function importSecret(secret: string, algorithm: SigningAlgorithm): Promise<CryptoKey> {
  const hash = algorithm === "HS512" ? "SHA-512" : "SHA-256";
  return crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash }, false, ["sign"]);
}

/** A signed token inside a JWE: RFC 7519, 11.2, with the header that the platform asks for (platform.md, 1.5). */
async function encrypt(jws: string, app: JwtApp, request: MintRequest, cache: KeyCache): Promise<string> {
  const { platformKey } = app;
  if (!platformKey) throw missingPlatformKey(app);
  const key = await cache.get(app.id, JSON.stringify(platformKey), () =>
    mendable("enterPlatformKey", app, () => importForEncryption(platformKey)),
  );
  return new CompactEncrypt(encoder.encode(jws))
    .setProtectedHeader({
      alg: "RSA-OAEP",
      enc: checkedContentEncryption(app.contentEncryption ?? DEFAULT_ENCRYPTION),
      ...(platformKey.kid ? { kid: platformKey.kid } : {}),
      typ: "JWT",
      ...(request.cty ? { cty: "JWT" } : {}),
    })
    .encrypt(key);
}

async function importForEncryption(platformKey: PublicRsaJwk): Promise<CryptoKey> {
  // Checked again: app files can be edited by hand.
  const { kty, n, e } = importPlatformKey(JSON.stringify(platformKey));
  const key = await importJWK({ kty, n, e }, "RSA-OAEP").catch(() => undefined);
  if (!key || key instanceof Uint8Array) throw damagedKey();
  return key;
}

function missingSigningKey(app: JwtApp): UserError {
  return missing(
    "missing-signing-key",
    "The private key that signs the tokens of “{0}” is not known here.",
    app,
    "Edit the app and paste or generate its signing key.",
    "enterSigningKey",
  );
}

function missingPlatformKey(app: JwtApp): UserError {
  return missing(
    "missing-platform-key",
    "“{0}” enforces JWE, and the platform's public key is not known here.",
    app,
    "Paste the JWK that the platform displays.",
    "enterPlatformKey",
  );
}

function missing(code: string, template: string, { id, name }: JwtApp, remedy: string, kind: Mending): UserError {
  return new UserError(code, template, { args: [name], remedy, mending: { kind, appId: id } });
}

/** A stored key that can't be used: the error says why, and the app whose key it is. */
async function mendable<T>(kind: Mending, { id }: JwtApp, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.code, error.template, { ...error.details, mending: { kind, appId: id } });
  }
}

/** Imported keys by app, the most recently used 64 of them. A key is used only for the material it was made from. */
class KeyCache {
  readonly #entries = new Map<string, { readonly material: string; readonly key: Promise<CryptoKey> }>();

  get(appId: string, material: string, importKey: () => Promise<CryptoKey>): Promise<CryptoKey> {
    const known = this.#entries.get(appId);
    this.#entries.delete(appId);
    const entry = known?.material === material ? known : { material, key: importKey() };
    this.#entries.set(appId, entry);
    if (this.#entries.size > 64) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
    if (entry !== known) entry.key.catch(() => this.#drop(appId, entry.key));
    return entry.key;
  }

  forget(appId?: string): void {
    if (appId === undefined) this.#entries.clear();
    else this.#entries.delete(appId);
  }

  #drop(appId: string, key: Promise<CryptoKey>): void {
    if (this.#entries.get(appId)?.key === key) this.#entries.delete(appId);
  }
}
