import { signsWithSecret } from "../../keys/joseAlgorithms";
import { mayHoldPrivateKey } from "../../keys/mayHoldPrivateKey";
import type { JwtApp } from "../jwtApp";
import type { FormStart } from "./formStart";
import {
  type FieldName,
  type FormContext,
  type FormValues,
  MAX_FIELD_LENGTH,
  SECRET_FIELDS,
  valuesOf,
} from "./formValues";

/** Fields appear only when the choice above needs them. */
export function isVisible(field: FieldName, values: FormValues, { existing }: Pick<FormContext, "existing">): boolean {
  const pasted = values.credentials === "pasted";
  const signsWithKey = !signsWithSecret(values.algorithm);
  const payload = values.enforcePayloadEncryption;
  switch (field) {
    case "clientId":
      return pasted;
    case "clientSecret":
      return pasted && !signsWithKey;
    case "signingKey":
    case "signingPublicKey":
      return signsWithKey;
    case "signingPrivateKey":
      return signsWithKey && values.signingKey === "paste";
    case "platformKey":
      return values.enforceJwe && pasted;
    case "contentEncryption":
      return values.enforceJwe;
    case "payloadKey":
      return payload;
    case "payloadKeySize":
      return payload && values.payloadKey === "generate";
    case "payloadPublicKey":
      return (
        payload &&
        values.payloadKey !== "shared" &&
        !(values.payloadKey === "keep" && existing?.payloadKey?.kind === "shared")
      );
    case "payloadPrivateKey":
      return payload && values.payloadKey === "paste";
    case "payloadSharedKey":
      return payload && values.payloadKey === "shared";
    case "gatewayDecrypts":
      return payload;
    case "gatewayEncrypts":
      return keepsProfile(values, existing);
    default:
      return true;
  }
}

/**
 * Whether the app has a shape of encrypted payloads that it keeps: one that wraps a key is of no use with a shared key,
 * and the other way round.
 */
export function keepsProfile(
  { enforcePayloadEncryption, payloadKey }: Pick<FormValues, "enforcePayloadEncryption" | "payloadKey">,
  existing: JwtApp | undefined,
): boolean {
  if (!enforcePayloadEncryption || !existing?.envelopeProfile) return false;
  return payloadKey === "keep" || existing.payloadKey?.kind === (payloadKey === "shared" ? "shared" : "keyPair");
}

/** The public key beside "Paste a key pair" is typed; beside the other choices it is shown. */
export function isReadOnly(field: FieldName, values: FormValues): boolean {
  return field === "signingPublicKey" || (field === "payloadPublicKey" && values.payloadKey !== "paste");
}

/** Whether the form marks the field as one that must be filled in; `findErrors` says the same when it isn't. */
export function isRequired(field: FieldName, { existing }: Pick<FormContext, "existing">): boolean {
  const required: readonly FieldName[] = [
    "name",
    "clientId",
    "signingPrivateKey",
    "platformKey",
    "payloadPrivateKey",
    "payloadSharedKey",
  ];
  return required.includes(field) || (field === "clientSecret" && !existing);
}

/** The values without the text of fields that can't be seen: what nobody sees is neither checked nor sent. */
export function visibleValues(values: FormValues, context: FormContext): FormValues {
  const hidden = Object.entries(values).filter(
    ([field, value]) => typeof value === "string" && isText(field) && !isEditable(field, values, context),
  );
  return { ...values, ...Object.fromEntries(hidden.map(([field]) => [field, ""])) };
}

/** The values that may be kept while the form is hidden: no secret, and none that is in the wrong field. */
export function keepableValues(values: FormValues): FormValues {
  const blank = Object.fromEntries(SECRET_FIELDS.map((field) => [field, ""]));
  const foreign = (
    ["name", "appId", "clientId", "host", "botId", "accountId", "payloadPublicKey", "platformKey"] as const
  )
    .filter((field) => values[field].length > MAX_FIELD_LENGTH || looksPrivate(values[field]))
    .map((field) => [field, ""]);
  const host = values.host.includes("@") && { host: "" };
  return { ...values, ...blank, ...Object.fromEntries(foreign), ...host };
}

/** The app's values as the form begins with them; where what is chosen leaves the field out, it begins as usual. */
export function startingValues(
  app: JwtApp,
  start: FormStart | undefined,
): { readonly values: FormValues; readonly focus?: FieldName } {
  const values = valuesOf(app);
  if (!start) return { values };
  const chosen = { ...values, ...start.values };
  return isVisible(start.field, chosen, { existing: app }) ? { values: chosen, focus: start.field } : { values };
}

/** A field of which the text is typed. */
export type TextField = {
  [F in keyof FormValues]: string extends FormValues[F] ? F : never;
}[keyof FormValues];

const TEXT_FIELDS: readonly string[] = [
  "name",
  "appId",
  "clientId",
  "clientSecret",
  "signingPrivateKey",
  "platformKey",
  "payloadPublicKey",
  "payloadPrivateKey",
  "payloadSharedKey",
  "host",
  "botId",
  "accountId",
] satisfies TextField[];

export function isText(field: string): field is TextField {
  return TEXT_FIELDS.includes(field);
}

export function isEditable(field: TextField, values: FormValues, context: FormContext): boolean {
  return isVisible(field, values, context) && !isReadOnly(field, values);
}

function looksPrivate(text: string): boolean {
  // A private key in any form that it is read in, or a client secret in the platform's format.
  return mayHoldPrivateKey(text) || /^\s*[A-Za-z0-9+/]{43}=\s*$/u.test(text);
}
