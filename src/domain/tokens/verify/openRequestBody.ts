import type { AppSecrets } from "../../apps/appSecrets";
import type { JwtApp } from "../../apps/jwtApp";
import { UserError } from "../../errors";
import { decrypt } from "../../payloads/decrypt";
import type { PayloadKeys } from "../../payloads/payloadKeys";
import { findEnvelopes, type FoundEnvelope } from "../../requests/findEnvelopes";
import type { VerifyInput } from "./verifyInput";

/** `plain`: no envelope. `closed`: an envelope that the app's key doesn't open. `noKey`: one, and no key to try. */
export type RequestBody =
  | { readonly kind: "plain" | "closed" | "noKey" }
  | { readonly kind: "opened"; readonly bytes: Uint8Array };

/** What a request's body is for an app that encrypts payloads. Never rejects. */
export async function openRequestBody(body: Uint8Array, app: JwtApp, { secretsOf, ports }: VerifyInput): Promise<RequestBody> {
  const secrets = await secretsOf(app).catch(() => undefined);
  const keys = keysOf(app, secrets);
  const [envelope] = envelopesIn(body, keys?.sharedKey !== undefined);
  if (!envelope) return { kind: "plain" };
  if (!keys) return { kind: "noKey" };
  try {
    const result = await decrypt(envelope, [keys], ports.payloads);
    return { kind: "opened", bytes: result.kind === "text" ? new TextEncoder().encode(result.text) : result.bytes };
  } catch (error) {
    const isNone = envelope.kind === "weak" || (error instanceof UserError && NO_ENVELOPE.has(error.code));
    return { kind: isNone ? "plain" : "closed" };
  }
}

/** Its values only looked like parts of an envelope. */
const NO_ENVELOPE: ReadonlySet<string> = new Set(["no-envelope", "wrapped-key-missing"]);

/** A weak one is any long encoded value, which only a shared key could open. */
function envelopesIn(body: Uint8Array, hasSharedKey: boolean): FoundEnvelope[] {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    return findEnvelopes(text).filter(({ kind }) => kind !== "weak" || hasSharedKey);
  } catch {
    // Not text, or deeper than any envelope.
    return [];
  }
}

function keysOf(app: JwtApp, secrets: AppSecrets | undefined): PayloadKeys | undefined {
  const { payloadPrivateKey, payloadSharedKey } = secrets?.reveal() ?? {};
  if (!payloadPrivateKey && !payloadSharedKey) return undefined;
  return {
    appId: app.id,
    appName: app.name,
    ...(payloadPrivateKey ? { privateKeyPem: payloadPrivateKey } : {}),
    ...(payloadSharedKey ? { sharedKey: payloadSharedKey } : {}),
    ...(app.envelopeProfile ? { profile: app.envelopeProfile } : {}),
  };
}
