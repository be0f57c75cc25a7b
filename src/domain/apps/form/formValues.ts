import * as v from "valibot";
import type { AppSecretValues } from "../appSecrets";
import { gatewaySwitches, USUAL_SWITCHES } from "../gatewaySlug";
import { type JwtApp, NEW_APP, USED_FOR } from "../jwtApp";
import { CREATED_IN } from "../../scopes/scope";
import { CONTENT_ENCRYPTIONS, DEFAULT_ENCRYPTION, SIGNING_ALGORITHMS } from "../../keys/joseAlgorithms";

/** Characters. A private RSA key of 8192 bits takes about 6,500 as PEM and 8,500 as JWK. */
export const MAX_FIELD_LENGTH = 40_000;
export type SecretName = keyof AppSecretValues;

const typed = v.pipe(v.string(), v.maxLength(MAX_FIELD_LENGTH));

/** What the form's fields hold, as typed; fields that aren't visible may hold anything. */
export const FormValues = v.object({
  createdIn: v.picklist(CREATED_IN),
  usedFor: v.picklist(USED_FOR),
  name: typed,
  appId: typed,
  algorithm: v.picklist(SIGNING_ALGORITHMS),
  credentials: v.picklist(["pasted", "generated"]),
  clientId: typed,
  clientSecret: typed,
  signingKey: v.picklist(["keep", "generate", "paste"]),
  signingPrivateKey: typed,
  enforceJti: v.boolean(),
  enforceJwe: v.boolean(),
  platformKey: typed,
  contentEncryption: v.picklist(CONTENT_ENCRYPTIONS),
  enforcePayloadEncryption: v.boolean(),
  payloadKey: v.picklist(["keep", "generate", "paste", "shared"]),
  payloadKeySize: v.picklist(["2048", "4096"]),
  payloadPublicKey: typed,
  payloadPrivateKey: typed,
  payloadSharedKey: typed,
  gatewayDecrypts: v.boolean(),
  gatewayEncrypts: v.boolean(),
  host: typed,
  botId: typed,
  accountId: typed,
});
export type FormValues = v.InferOutput<typeof FormValues>;

/** `signingPublicKey` is only shown, never typed. */
export type FieldName = keyof FormValues | "signingPublicKey";

/** The fields in their order, page by page: first what the app is and how it signs, then what is enforced and where it is. */
export const FORM_PAGES = [
  [
    "createdIn",
    "usedFor",
    "name",
    "appId",
    "algorithm",
    "credentials",
    "clientId",
    "clientSecret",
    "signingKey",
    "signingPrivateKey",
    "signingPublicKey",
  ],
  [
    "enforceJti",
    "enforceJwe",
    "platformKey",
    "contentEncryption",
    "enforcePayloadEncryption",
    "payloadKey",
    "payloadKeySize",
    "payloadPublicKey",
    "payloadPrivateKey",
    "payloadSharedKey",
    "gatewayDecrypts",
    "gatewayEncrypts",
    "host",
    "botId",
    "accountId",
  ],
] as const satisfies readonly (readonly FieldName[])[];

/** Fields whose text never leaves memory: not into the webview's state, not back from the extension. */
export const SECRET_FIELDS = [
  "clientSecret",
  "signingPrivateKey",
  "payloadPrivateKey",
  "payloadSharedKey",
] as const satisfies readonly (keyof FormValues & SecretName)[];

/** What the form knows besides its fields. It holds no secret. */
export interface FormContext {
  /** The other apps: names are unique. */
  readonly others: readonly { readonly name: string; readonly clientId: string }[];
  /** The app being edited. */
  readonly existing?: JwtApp | undefined;
  /** Which of its secrets are here. */
  readonly stored: readonly SecretName[];
}

export function defaultValues(): FormValues {
  return {
    ...NEW_APP,
    name: "",
    appId: "",
    clientId: "",
    clientSecret: "",
    signingKey: "generate",
    signingPrivateKey: "",
    platformKey: "",
    contentEncryption: DEFAULT_ENCRYPTION,
    payloadKey: "generate",
    payloadKeySize: "2048",
    payloadPublicKey: "",
    payloadPrivateKey: "",
    payloadSharedKey: "",
    gatewayDecrypts: USUAL_SWITCHES.decrypts,
    gatewayEncrypts: USUAL_SWITCHES.encrypts,
    host: "",
    botId: "",
    accountId: "",
  };
}

/** The values with which the form begins for an app that is there already; fields of secrets stay empty. */
export function valuesOf(app: JwtApp): FormValues {
  const defaults = defaultValues();
  const { decrypts, encrypts } = gatewaySwitches(app);
  return {
    ...defaults,
    createdIn: app.createdIn,
    usedFor: app.usedFor,
    name: app.name,
    appId: app.appId ?? "",
    algorithm: app.algorithm,
    credentials: app.credentials,
    clientId: app.clientId,
    signingKey: app.signingKey ? "keep" : defaults.signingKey,
    enforceJti: app.enforceJti,
    enforceJwe: app.enforceJwe,
    platformKey: app.platformKey ? JSON.stringify(app.platformKey, undefined, 2) : "",
    contentEncryption: app.contentEncryption ?? defaults.contentEncryption,
    enforcePayloadEncryption: app.enforcePayloadEncryption,
    payloadKey: app.payloadKey ? "keep" : defaults.payloadKey,
    gatewayDecrypts: decrypts,
    gatewayEncrypts: encrypts,
    host: app.host ?? "",
    botId: app.botId ?? "",
    accountId: app.accountId ?? "",
  };
}

/**
 * What a form would hold if it had been opened on the app as it is now: what was typed stays, and what was left as it was
 * shown follows the app, which another window or command may have changed while the form was open. A client secret
 * that was typed belongs to the client ID beside it.
 * @param shown what the form began with
 * @param now the values of the app as it is
 */
export function mergedValues(typed: FormValues, shown: FormValues, now: FormValues): FormValues {
  const isTyped = (name: keyof FormValues): boolean =>
    typed[name] !== shown[name] || (name === "clientId" && typed.clientSecret !== shown.clientSecret);
  const untouched = Object.entries(now).filter(([name]) => !isTyped(name as keyof FormValues));
  return { ...typed, ...(Object.fromEntries(untouched) as Partial<FormValues>) };
}
