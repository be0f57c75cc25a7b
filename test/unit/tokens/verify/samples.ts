import {
  constants,
  createCipheriv,
  createHmac,
  createPublicKey,
  createSign,
  publicEncrypt,
  randomBytes,
} from "node:crypto";
import { CompactEncrypt, importSPKI } from "jose";
import { AppSecrets, type AppSecretValues } from "../../../../src/domain/apps/appSecrets";
import type { JwtApp } from "../../../../src/domain/apps/jwtApp";
import type { ImportedPrivateKey } from "../../../../src/domain/keys/rsaKeys";
import { webPayloadPorts } from "../../../../src/domain/payloads/webPayloadPorts";
import type { Verdict } from "../../../../src/domain/tokens/verify/verdict";
import type { Check, CheckId } from "../../../../src/domain/tokens/verify/check";
import { verify } from "../../../../src/domain/tokens/verify/verify";
import type { VerifyInput } from "../../../../src/domain/tokens/verify/verifyInput";

/** Seconds since the epoch. */
export const NOW = 1_893_456_000;
export const CLIENT_ID = "cs-1e21a4b5-6c1d-5a0e-8f3b-2d9c7a6b5e4f";
export const BOT_ID = "st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f";
/** In the platform's format: base64 of 32 bytes, here the letters of a sentence. */
export const SECRET = Buffer.from("thirty-two bytes of a test secret").subarray(0, 32).toString("base64");
export const SESSIONS = `/api/public/bot/${BOT_ID}/getSessions`;

/** An app that may call Sessions History of its bot. */
export function sampleApp(changes: Partial<JwtApp> = {}): JwtApp {
  return {
    version: 1,
    id: "6b0c2c4e-54b1-4a52-9d0c-3f8b4f7f5a11",
    name: "Sessions",
    createdIn: "xo",
    usedFor: "apis",
    credentials: "pasted",
    clientId: CLIENT_ID,
    algorithm: "HS256",
    enforceJti: false,
    enforceJwe: false,
    enforcePayloadEncryption: false,
    botId: BOT_ID,
    scopes: [{ id: "xo/bot-sessions", published: true }],
    tables: [],
    secretsRevision: "1",
    missingSecrets: [],
    hasPreviousSecret: false,
    createdAt: 0,
    updatedAt: 0,
    ...changes,
  };
}

export const claims = (changes: object = {}): Record<string, unknown> => ({
  appId: CLIENT_ID,
  sub: "1234567890",
  iat: NOW,
  exp: NOW + 300,
  ...changes,
});

export const encode = (value: unknown): string =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

/** A compact JWS with any header, claims and secret. */
export function signed(
  payload: unknown = claims(),
  { header = { alg: "HS256", typ: "JWT" } as object, key = SECRET as string | Buffer, hash = "sha256" } = {},
): string {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${createHmac(hash, key).update(input).digest("base64url")}`;
}

export function signedWithRsa(payload: unknown, { privateKeyPem }: ImportedPrivateKey, alg = "RS256"): string {
  const input = `${encode({ alg, typ: "JWT" })}.${encode(payload)}`;
  return `${input}.${createSign(alg === "RS512" ? "sha512" : "sha256")
    .update(input)
    .sign(privateKeyPem, "base64url")}`;
}

/** A compact JWE for the platform's key, with the header that the platform asks for. */
export async function encrypted(content: string, key: ImportedPrivateKey, header: object = {}): Promise<string> {
  const full = { alg: "RSA-OAEP", enc: "A128CBC-HS256", kid: "k-1c1f8a52", typ: "JWT", ...header };
  return new CompactEncrypt(new TextEncoder().encode(content))
    .setProtectedHeader(full)
    .encrypt(await importSPKI(key.info.publicKey, full.alg));
}

export function publicJwk({ info }: ImportedPrivateKey, kid = "k-1c1f8a52"): NonNullable<JwtApp["platformKey"]> {
  const { n = "", e = "" } = createPublicKey(info.publicKey).export({ format: "jwk" });
  return { kty: "RSA", n, e, kid };
}

/** A request for the sample app's endpoint, with the token where it belongs. */
export function request(
  token: string | undefined,
  changes: Partial<NonNullable<VerifyInput["request"]>> = {},
): NonNullable<VerifyInput["request"]> {
  return { method: "POST", path: SESSIONS, headers: { auth: token }, ...changes };
}

/** Verifies with the sample app, its secret and a clock at `NOW`, unless `changes` say otherwise. */
export function check(
  changes: Partial<VerifyInput> & { readonly secrets?: AppSecretValues | undefined } = {},
): Promise<Verdict> {
  const { secrets = { clientSecret: SECRET }, ...input } = changes;
  return verify({
    apps: [sampleApp()],
    secretsOf: async () => new AppSecrets(secrets),
    clock: () => NOW * 1000,
    ports: { payloads: webPayloadPorts },
    ...input,
  });
}

export function find(verdict: Verdict, id: CheckId): Check | undefined {
  return verdict.checks.find((each) => each.id === id);
}

/** Such as "failed: expired". */
export function outcome(verdict: Verdict, id: CheckId): string | undefined {
  const found = find(verdict, id);
  return found && `${found.outcome}: ${found.reason}`;
}

export function causes(verdict: Verdict, id: CheckId): string[] | undefined {
  return find(verdict, id)?.causes.map(({ code }) => code);
}

export function memory(answer: "new" | "replayed" | "full" = "new") {
  const calls: { digest: string; expiresAtSeconds: number }[] = [];
  return {
    calls,
    remember(digest: Uint8Array, expiresAtSeconds: number) {
      calls.push({ digest: Buffer.from(digest).toString("hex"), expiresAtSeconds });
      return answer;
    },
  };
}

/** A hybrid envelope: RSA-OAEP with SHA-256 around an AES-256-GCM key. */
export function envelope(plaintext: string, { info }: ImportedPrivateKey): Buffer {
  const [key, iv] = [randomBytes(32), randomBytes(12)];
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const encryptedKey = publicEncrypt(
    { key: info.publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" },
    key,
  );
  const parts = { encryptedKey, iv, ciphertext, tag: cipher.getAuthTag() };
  return Buffer.from(
    JSON.stringify(Object.fromEntries(Object.entries(parts).map(([name, bytes]) => [name, bytes.toString("base64")]))),
  );
}
