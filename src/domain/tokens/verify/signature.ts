import type { AppSecrets } from "../../apps/appSecrets";
import type { JwtApp } from "../../apps/jwtApp";
import { signsWithSecret, type SigningAlgorithm } from "../../keys/joseAlgorithms";
import { UserError } from "../../errors";
import { type OpeningKeys, verifyJws } from "../openJose";

/** `noKey`: the app's key isn't here. `badKey`: it is damaged. `extension`: the header has `crit`. */
export type SignatureResult = "matches" | "differs" | "noKey" | "badKey" | "extension" | "otherAlgorithm";

/** Verifies a compact JWS with the app's own algorithm and key, whatever its header asks for. */
export function verifyFor(app: JwtApp, secrets: AppSecrets | undefined, token: string): Promise<SignatureResult> {
  const { algorithm, signingKey } = app;
  if (signsWithSecret(algorithm))
    return verifySignature(token, { algorithm, ...optional("clientSecret", secrets?.reveal().clientSecret) });
  return verifySignature(token, { algorithm, ...optional("signingPublicKey", signingKey?.publicKey) });
}

/** Verifies a compact HMAC with a secret that is not the app's: some other bytes or text. */
export async function isSignedWith(
  token: string,
  algorithm: SigningAlgorithm,
  secret: string | Uint8Array,
): Promise<boolean> {
  return (await verifySignature(token, { algorithm, clientSecret: secret })) === "matches";
}

async function verifySignature(token: string, keys: OpeningKeys): Promise<SignatureResult> {
  const [header = "", payload = "", signature = ""] = token.split(".");
  try {
    await verifyJws({ protected: header, payload, signature }, keys);
    return "matches";
  } catch (error) {
    return (error instanceof UserError ? RESULTS[error.code] : undefined) ?? "badKey";
  }
}

const RESULTS: Readonly<Record<string, SignatureResult>> = {
  "signature-mismatch": "differs",
  "missing-secret": "noKey",
  "missing-signing-key": "noKey",
  "unsupported-extension": "extension",
  "unsupported-algorithm": "otherAlgorithm",
  "algorithm-mismatch": "otherAlgorithm",
};

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V });
}
