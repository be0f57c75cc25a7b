import type { JwtApp } from "../../apps/jwtApp";
import type { VerifyInput } from "./verifyInput";

export type RequestBody =
  | { readonly kind: "plain" | "closed" | "noKey" }
  | { readonly kind: "opened"; readonly bytes: Uint8Array };

/** What a request's body is for an app that encrypts payloads. */
export async function openRequestBody(body: Uint8Array, app: JwtApp, { secretsOf }: VerifyInput): Promise<RequestBody> {
  const secrets = await secretsOf(app).catch(() => undefined);
  return { kind: secrets && body.length > 0 ? "plain" : "noKey" };
}
