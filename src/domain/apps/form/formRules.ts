import * as v from "valibot";
import { cleanName, isSameName, MAX_NAME_LENGTH } from "../appName";
import { isVisibleLine } from "../../text/asText";
import type { AppSecretValues } from "../appSecrets";
import { checkClientSecret, doubtInWords, refusalInWords } from "../clientSecret";
import { botIdForm, clientIdForm, isAccountId, isBotId, isPlatformClientId } from "../credentials";
import { UserError } from "../../errors";
import { parseHost } from "../hosts";
import { type JwtApp, USED_FOR } from "../jwtApp";
import { CREATED_IN } from "../../scopes/scope";
import { CONTENT_ENCRYPTIONS, SIGNING_ALGORITHMS, signsWithSecret } from "../../keys/joseAlgorithms";
import { mayHoldPrivateKey } from "../../keys/mayHoldPrivateKey";
import { NEW_APP } from "../newApp";
import type { Sentence } from "../sentence";

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
export type SecretField = (typeof SECRET_FIELDS)[number];

/** What the form knows besides its fields. It holds no secret. */
export interface FormContext {
  /** The other apps: names are unique. */
  readonly others: readonly { readonly name: string; readonly clientId: string }[];
  /** The app being edited. */
  readonly existing?: JwtApp | undefined;
  /** Which of its secrets are here. */
  readonly stored: readonly SecretName[];
}

export interface Note extends Sentence {
  /** `warning`: probably a mistake, or something is lost by it; `note`: good to know. Neither stops anybody. */
  readonly level: "warning" | "note";
}

export type FieldErrors = Partial<Record<FieldName, Sentence>>;
export type FieldNotes = Partial<Record<FieldName, readonly Note[]>>;

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
    contentEncryption: "A128CBC-HS256",
    payloadKey: "generate",
    payloadKeySize: "2048",
    payloadPublicKey: "",
    payloadPrivateKey: "",
    payloadSharedKey: "",
    host: "",
    botId: "",
    accountId: "",
  };
}

/** The values with which the form begins for an app that is there already; fields of secrets stay empty. */
export function valuesOf(app: JwtApp): FormValues {
  const defaults = defaultValues();
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
    host: app.host ?? "",
    botId: app.botId ?? "",
    accountId: app.accountId ?? "",
  };
}

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
    default:
      return true;
  }
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

/**
 * What is wrong with the values, as far as it shows at once, without reading keys: cheap enough for each key stroke.
 * Only fields that can be seen are checked.
 */
export function findErrors(values: FormValues, context: FormContext): FieldErrors {
  const errors: FieldErrors = {};
  for (const field of FORM_PAGES.flat()) {
    if (!isText(field) || !isEditable(field, values, context)) continue;
    const error = tooLong(values[field]) ?? checks[field]?.(values[field], values, context);
    if (error) errors[field] = error;
  }
  return errors;
}

type TextField = {
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

function isText(field: string): field is TextField {
  return TEXT_FIELDS.includes(field);
}

function isEditable(field: TextField, values: FormValues, context: FormContext): boolean {
  return isVisible(field, values, context) && !isReadOnly(field, values);
}

const checks: Partial<
  Record<TextField, (text: string, values: FormValues, context: FormContext) => Sentence | undefined>
> = {
  name: (text, _values, { others, existing }) => {
    // What can't be seen, as pasted text has it, goes without a word: nobody could find it.
    const name = cleanName(text, MAX_FIELD_LENGTH);
    if (name === "") return { template: "Give the app a name." };
    if (name.length > MAX_NAME_LENGTH) {
      return { template: "A name has at most {0} characters; this one has {1}.", args: [MAX_NAME_LENGTH, name.length] };
    }
    if (hasControlCharacters(text.trim()))
      return { template: "A name has no line breaks or other control characters." };
    // Whoever has a name that reads like another's keeps it.
    const other =
      existing && isSameName(existing.name, name) ? undefined : others.find((app) => isSameName(app.name, name));
    return (
      other && { template: "There is already an app called “{0}”.", args: [other.name], remedy: "Choose another name." }
    );
  },
  appId: (text) => checkId(text, "App ID"),
  clientId: (text) =>
    text.trim() === ""
      ? { template: "Paste the client ID that the platform shows for this app." }
      : checkId(text, "client ID"),
  clientSecret: (text, { clientId }, { existing }) => {
    // Without one, the app that is edited keeps its own.
    if (existing && text.trim() === "") return undefined;
    const check = checkClientSecret(text, { clientId: clientId.trim() });
    return check.outcome === "refused" ? refusalInWords(check.why) : undefined;
  },
  signingPrivateKey: (text) => (text.trim() === "" ? { template: "Paste the private key, as PEM or JWK." } : undefined),
  platformKey: (text) =>
    text.trim() === ""
      ? { template: "Paste the public key that the platform shows as a JWK once Enforce JWE is ticked there." }
      : undefined,
  payloadPrivateKey: (text) =>
    text.trim() === ""
      ? { template: "Paste the private key that belongs to the public key given to the platform." }
      : undefined,
  payloadSharedKey: (text) =>
    text.trim() === "" ? { template: "Paste the AES-256 key that was given to the platform." } : undefined,
  host: (text) => {
    try {
      if (text.trim() !== "") parseHost(text);
      return undefined;
    } catch (error) {
      return sentenceOf(error);
    }
  },
  botId: (text) => checkId(text, "bot ID"),
  accountId: (text) => checkId(text, "account ID"),
};

/** A `UserError` as a sentence beside a field; anything else is a bug and goes on. */
export function sentenceOf(error: unknown): Sentence {
  if (error instanceof UserError)
    return { template: error.template, args: error.details.args, remedy: error.details.remedy };
  throw error;
}

/** Warnings and notes for beside the fields: they stop nobody. Cheap enough for each key stroke. */
export function findNotes(values: FormValues, context: FormContext): FieldNotes {
  const notes: Partial<Record<FieldName, Note[]>> = {};
  const add = (field: FieldName, level: Note["level"], template: string, ...args: (string | number)[]) => {
    if (isVisible(field, values, context)) (notes[field] ??= []).push({ level, template, args });
  };
  addFormNotes(values, context, add);
  if (context.existing) addEditNotes(values, context.existing, context.stored, add);
  return notes;
}

type AddNote = (field: FieldName, level: Note["level"], template: string, ...args: (string | number)[]) => void;

function addFormNotes(values: FormValues, context: FormContext, add: AddNote): void {
  const clientId = values.clientId.trim();
  if (isBotId(clientId)) {
    add(
      "clientId",
      "warning",
      "This is a bot ID. The client ID stands in the app's dialog on the platform, and begins with “cs-”.",
    );
  } else if (clientId !== "" && clientIdForm(clientId) === "malformed") {
    add(
      "clientId",
      "warning",
      "The platform's client IDs are “cs-” and a UUID; this one has another form. Check that it was copied whole.",
    );
  }
  if (clientIdForm(clientId) === "unusual") {
    add(
      "clientId",
      "note",
      "Every known client ID has a UUID of version 5; this one's is another. It is used as it is.",
    );
  }
  const namesake = clientId === "" ? undefined : context.others.find((app) => app.clientId === clientId);
  if (namesake) add("clientId", "warning", "The app “{0}” has this client ID too.", namesake.name);
  const secret = checkClientSecret(values.clientSecret, { clientId });
  for (const doubt of secret.outcome === "accepted" ? secret.doubts : []) {
    const { template, args = [] } = doubtInWords(doubt, values.clientSecret);
    add("clientSecret", "warning", template, ...args);
  }
  if (values.usedFor === "apis" && values.algorithm !== "HS256") {
    add(
      "algorithm",
      "note",
      "For public APIs the platform's documentation says to choose HS256. Choose {0} only if you know that it is accepted there.",
      values.algorithm,
    );
  }
  if (values.enforcePayloadEncryption && values.createdIn === "admin") {
    add(
      "enforcePayloadEncryption",
      "note",
      "The Admin Console's dialog doesn't describe this option, although nine of its endpoints support it.",
    );
  }
  if (values.enforcePayloadEncryption && values.createdIn === "tables") {
    add("enforcePayloadEncryption", "note", "No endpoint of Data Tables is documented to support this option.");
  }
  const botId = values.botId.trim();
  if (isPlatformClientId(botId)) {
    add(
      "botId",
      "warning",
      "This is a client ID. The bot ID stands in the bot's settings on the platform, and begins with “st-”.",
    );
  } else if (botId !== "" && botIdForm(botId) === "malformed") {
    add("botId", "warning", "The platform's bot IDs are “st-” and a UUID; this one has another form.");
  }
  if (botIdForm(botId) === "unusual") {
    add("botId", "note", "Every known bot ID has a UUID of version 5; this one's is another. It is used as it is.");
  }
  const accountId = values.accountId.trim();
  if (accountId !== "" && !isAccountId(accountId)) {
    add("accountId", "warning", "The platform's account IDs are 24 hexadecimal digits; this one has another form.");
  }
}

/** What saving takes away or leaves missing is said before it happens. */
function addEditNotes(values: FormValues, existing: JwtApp, stored: readonly SecretName[], add: AddNote): void {
  const granted = existing.scopes.length + existing.tables.length;
  if (values.createdIn !== existing.createdIn && granted > 0) {
    add(
      "createdIn",
      "warning",
      "Saving removes the scopes and tables assigned to this app ({0}): they belong to where it was created.",
      granted,
    );
  }
  if (values.credentials === "generated") {
    if (existing.credentials === "generated")
      add("credentials", "note", "The client ID {0} is kept.", existing.clientId);
    else
      add(
        "credentials",
        "warning",
        "Saving replaces the client ID {0} and the client secret by new ones.",
        existing.clientId,
      );
  }
  const usedSecret = signsWithSecret(existing.algorithm);
  const usesSecret = signsWithSecret(values.algorithm);
  if (usedSecret && !usesSecret && stored.includes("clientSecret")) {
    add(
      "algorithm",
      "warning",
      "Saving deletes the stored client secret: {0} signs with a private key.",
      values.algorithm,
    );
  }
  if (!usedSecret && usesSecret && existing.signingKey) {
    add("algorithm", "warning", "Saving deletes the signing key: {0} signs with the client secret.", values.algorithm);
  }
  if (usesSecret && values.clientSecret.trim() === "" && !stored.includes("clientSecret")) {
    add("clientSecret", "warning", "This app's client secret isn't here; until you type it, no token can be signed.");
  }
  if (!usesSecret && existing.signingKey) {
    if (values.signingKey !== "keep")
      add(
        "signingKey",
        "warning",
        "Saving replaces the present signing key; then upload the new public key to the platform.",
      );
    else if (!stored.includes("signingPrivateKey"))
      add(
        "signingKey",
        "warning",
        "The private half of this key isn't here; until you paste it, no token can be signed.",
      );
  }
  if (existing.enforceJwe && !values.enforceJwe && existing.platformKey) {
    add("enforceJwe", "warning", "Saving deletes the platform's public key from this app.");
  }
  if (!existing.payloadKey) return;
  if (!values.enforcePayloadEncryption) {
    add(
      "enforcePayloadEncryption",
      "warning",
      "Saving deletes the payload key: what was encrypted for it can't be read any more.",
    );
  } else if (values.payloadKey !== "keep") {
    add(
      "payloadKey",
      "warning",
      "Saving replaces the payload key: what was encrypted for the present one can't be read any more.",
    );
  } else if (!stored.includes(existing.payloadKey.kind === "shared" ? "payloadSharedKey" : "payloadPrivateKey")) {
    add("payloadKey", "warning", "The secret half of this key isn't here; until you paste it, no payload can be read.");
  }
}

function tooLong(text: string): Sentence | undefined {
  if (text.length <= MAX_FIELD_LENGTH) return undefined;
  return {
    template: "This text is too long: {0} characters, where at most {1} make sense.",
    args: [text.length, MAX_FIELD_LENGTH],
  };
}

/** An ID may be missing; where it must not, that is said before. */
function checkId(text: string, what: string): Sentence | undefined {
  const id = text.trim();
  if (id.length > MAX_NAME_LENGTH)
    return { template: "This {0} is too long: {1} characters.", args: [what, id.length] };
  return checkCharacters(id, what);
}

function checkCharacters(text: string, what: string): Sentence | undefined {
  if (!/\s/u.test(text) && isVisibleLine(text)) return undefined;
  return {
    template: "There is a space, a line break or a control character in this {0}.",
    args: [what],
    remedy: "Copy it again from the platform.",
  };
}

function hasControlCharacters(text: string): boolean {
  // With the characters that turn the direction of text around: a name must look like what it is.
  return /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u.test(text);
}

function looksPrivate(text: string): boolean {
  // A private key in any form that it is read in, or a client secret in the platform's format.
  return mayHoldPrivateKey(text) || /^\s*[A-Za-z0-9+/]{43}=\s*$/u.test(text);
}
