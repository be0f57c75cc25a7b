import type { FieldName, FormValues } from "./formValues";
import type { JwtApp } from "../jwtApp";
import type { SigningAlgorithm } from "../../keys/joseAlgorithms";

/** Where the form of an app begins: what is chosen in it already, and the field that has the focus. */
export interface FormStart {
  readonly values: Partial<FormValues>;
  readonly field: FieldName;
}

/** The form at a field that is there for every app. */
export function atField(field: AppField): FormStart {
  return { values: {}, field };
}

export const APP_FIELDS = ["host", "botId"] as const;
export type AppField = (typeof APP_FIELDS)[number];

/** The form where a key that signs is given. @param algorithm one that the app doesn't have yet */
export function atSigningKey({ signingKey }: JwtApp, algorithm?: SigningAlgorithm): FormStart {
  // The private half is asked for where the public one is known: another pair would be another key.
  const values = { ...(algorithm && { algorithm }), ...(signingKey && { signingKey: "paste" as const }) };
  return { values, field: signingKey ? "signingPrivateKey" : "signingKey" };
}

/** The form where a payload key is given. */
export function atPayloadKey({ payloadKey }: JwtApp): FormStart {
  if (payloadKey?.kind === "shared") return { values: { payloadKey: "shared" }, field: "payloadSharedKey" };
  if (payloadKey) return { values: { payloadKey: "paste" }, field: "payloadPrivateKey" };
  return { values: { enforcePayloadEncryption: true }, field: "payloadKey" };
}
