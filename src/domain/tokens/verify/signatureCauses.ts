import type { AppSecrets } from "../../apps/appSecrets";
import type { JwtApp } from "../../apps/jwtApp";
import { signsWithSecret } from "../../keys/joseAlgorithms";
import { base64ToBytes } from "../../keys/base64";
import { cause, type Cause } from "./check";
import { isSignedWith, verifyFor } from "./signature";

/** Other apps whose secrets are tried on a token with a wrong signature. */
const MAX_APPS_SEARCHED = 50;
/** Characters: each cause costs a hash over the whole token. */
const MAX_LENGTH_SEARCHED = 100_000;

export interface SignatureQuestion {
  readonly token: string;
  readonly app: JwtApp;
  readonly secrets: AppSecrets | undefined;
  readonly apps: readonly JwtApp[];
  readonly secretsOf: (app: JwtApp) => Promise<AppSecrets | undefined>;
}

/** Why a signature doesn't match, as far as that can be told by trying. */
export async function signatureCauses(question: SignatureQuestion): Promise<Cause[]> {
  const { token, app } = question;
  const cut = cutCause(token, app);
  if (cut) return [cut];
  if (token.length > MAX_LENGTH_SEARCHED) return [];
  const own = signsWithSecret(app.algorithm) ? await ownSecretCause(question) : undefined;
  const found = own ?? (await otherAppCause(question));
  return found
    ? [found]
    : [cause("secret-differs", "It was made with another key, or the token was changed afterwards.")];
}

/** Whether an RSA public key's text was taken for an HMAC secret, as a known attack does. */
export async function publicKeyCause(
  token: string,
  { signingKey }: JwtApp,
  algorithm: "HS256" | "HS512",
): Promise<Cause[]> {
  const pem = signingKey?.publicKey;
  if (!pem || token.length > MAX_LENGTH_SEARCHED) return [];
  for (const text of [pem, pem.trim(), `${pem.trim()}\n`]) {
    if (await isSignedWith(token, algorithm, text)) {
      return [
        cause("public-key-as-secret", "It is an HMAC made with the text of the app's public key, which anyone has."),
      ];
    }
  }
  return [];
}

const SIGNATURE_BYTES = { HS256: 32, HS512: 64 } as const;

function cutCause(token: string, { algorithm, signingKey }: JwtApp): Cause | undefined {
  const digits = token.length - token.lastIndexOf(".") - 1;
  const length = Math.floor((digits * 3) / 4);
  if (digits === 0) return cause("signature-missing", "It is empty.");
  const expected =
    algorithm === "HS256" || algorithm === "HS512"
      ? SIGNATURE_BYTES[algorithm]
      : Math.ceil((signingKey?.bits ?? 0) / 8);
  if (expected === 0 || length >= expected) return undefined;
  return cause("token-cut", "It has {0} of its {1} bytes: the token was cut.", length, expected);
}

async function ownSecretCause({ token, app, secrets }: SignatureQuestion): Promise<Cause | undefined> {
  const { clientSecret, previousClientSecret } = secrets?.reveal() ?? {};
  for (const [why, secret] of [...variants(clientSecret), ...previous(previousClientSecret), ...PLACEHOLDERS]) {
    if (secret.length > 0 && (await isSignedWith(token, app.algorithm, secret))) return why;
  }
  return undefined;
}

type Try = readonly [Cause, string | Uint8Array];

/** What people and tools make of a secret (platform.md, 3.1). */
function variants(secret: string | undefined): Try[] {
  if (!secret) return [];
  const bare = secret.trim();
  const unquoted = bare.replace(/^(["'`])([^]*)\1$/, "$2");
  const decoded = base64ToBytes(bare);
  const spaced = cause("secret-with-white-space", "It was made with the client secret and white space around it.");
  const quoted = cause("secret-in-quotes", "It was made with the client secret in quotes.");
  return [
    ...(decoded
      ? [
          [
            cause(
              "secret-base64-decoded",
              "The client secret was base64-decoded first; the platform takes it as the text it is.",
            ),
            decoded,
          ] as const,
        ]
      : []),
    ...["\n", "\r\n", " ", "\t", "\r"].map((space): Try => [spaced, `${bare}${space}`]),
    ...[" ", "\n", "\t"].map((space): Try => [spaced, `${space}${bare}`]),
    [spaced, ` ${bare} `],
    ...['"', "'", "`"].map((quote): Try => [quoted, `${quote}${bare}${quote}`]),
    ...['"', "'"].map((quote): Try => [quoted, `${quote}${bare}${quote}\n`]),
    ...(bare !== secret
      ? [
          [
            cause(
              "stored-secret-with-white-space",
              "The client secret that is stored here has white space around it, and the token's has none.",
            ),
            bare,
          ] as const,
        ]
      : []),
    ...(unquoted !== bare
      ? [
          [
            cause(
              "stored-secret-in-quotes",
              "The client secret that is stored here stands in quotes, and the token's doesn't.",
            ),
            unquoted,
          ] as const,
        ]
      : []),
  ];
}

function previous(secret: string | undefined): Try[] {
  return secret ? [[cause("previous-secret", "It was made with the app's previous client secret."), secret]] : [];
}

/** What stands in the fields of JWT web pages before a secret is entered. */
const PLACEHOLDERS: readonly Try[] = [
  "your-256-bit-secret",
  "your-512-bit-secret",
  "a-string-secret-at-least-256-bits-long",
  "secret",
].map((text): Try => [
  cause("placeholder-secret", "It was made with the example secret of a JWT web page or library."),
  text,
]);

async function otherAppCause({ token, app, apps, secretsOf }: SignatureQuestion): Promise<Cause | undefined> {
  const others = apps
    .filter((other) => other.id !== app.id && other.algorithm === app.algorithm)
    .slice(0, MAX_APPS_SEARCHED);
  for (const other of others) {
    const secrets = signsWithSecret(other.algorithm) ? await secretsOf(other).catch(() => undefined) : undefined;
    if ((await verifyFor(other, secrets, token)) === "matches") {
      return cause("other-app", "It was made with the key of another app, {0}.", other.name);
    }
  }
  return undefined;
}
