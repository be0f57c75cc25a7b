import { CONTENT_ENCRYPTIONS, SIGNING_ALGORITHMS } from "../../src/domain/keys/joseAlgorithms";
import { type FieldName, FORM_PAGES, type FormContext, type FormValues } from "../../src/domain/apps/form/formValues";
import type { Choice } from "./toolkit";

/** A field as the user sees it. Texts are English, translated where they are shown; the labels are the platform's. */
export interface Field {
  readonly label: string;
  readonly kind: "text" | "password" | "area" | "dropdown" | "radios" | "checkbox";
  readonly choices?: readonly Choice[];
  /** Of an area. A public key of 2048 bits has 9 lines. */
  readonly rows?: number;
  /** Offered in a list; others can be typed. */
  readonly suggestsHosts?: true;
  readonly help: (values: FormValues, context: FormContext) => string;
}

/** Groups of fields under one heading. */
export interface Section {
  readonly heading: string;
  readonly fields: readonly FieldName[];
}

/** What stands above the field that begins a section. */
const HEADINGS: Readonly<Partial<Record<FieldName, { readonly heading: string }>>> = {
  createdIn: { heading: "The app" },
  algorithm: { heading: "Signing and credentials" },
  enforceJti: { heading: "Tokens" },
  enforcePayloadEncryption: { heading: "Payloads" },
  host: { heading: "Where it is used" },
};

/** The fields of each page in their order, in sections. */
export const SECTIONS: readonly (readonly Section[])[] = FORM_PAGES.map((page) => {
  const sections: { heading: string; fields: FieldName[] }[] = [];
  for (const field of page) {
    const first = HEADINGS[field];
    if (first) sections.push({ ...first, fields: [] });
    sections.at(-1)?.fields.push(field);
  }
  return sections;
});

const KEPT = "Kept unless you type a new one.";
const INTO_SECRET_STORAGE = "It goes straight into VS Code's secret storage.";
const always = (text: string) => () => text;

/** By name; a key that is there can also be kept. */
export function fieldsFor({ existing }: FormContext): Readonly<Record<FieldName, Field>> {
  const keyField = (name: "signingKey" | "payloadKey"): Field => {
    const { choices = [], ...field } = FIELDS[name];
    const keep = existing?.[name] ? [{ value: "keep", label: "Keep the present key" }] : [];
    return { ...field, choices: [...keep, ...choices] };
  };
  return { ...FIELDS, signingKey: keyField("signingKey"), payloadKey: keyField("payloadKey") };
}

const FIELDS: Readonly<Record<FieldName, Field>> = {
  createdIn: {
    label: "Created in",
    kind: "radios",
    choices: [
      { value: "xo", label: "XO Platform" },
      { value: "admin", label: "Admin Console" },
      { value: "tables", label: "Data Tables" },
    ],
    help: always("Decides which scopes and endpoints the app can reach."),
  },
  usedFor: {
    label: "Used for",
    kind: "dropdown",
    choices: [
      { value: "apis", label: "APIs" },
      { value: "sdks", label: "SDKs" },
      { value: "botkit", label: "BotKit" },
      { value: "channels", label: "Channels" },
    ],
    help: always("Decides which kind of token and header is offered first."),
  },
  name: { label: "Name", kind: "text", help: always("The app's name on the platform, or one of your own.") },
  appId: {
    label: "App ID",
    kind: "text",
    help: always("Optional. The platform's own ID of this app; the appId claim is another one: the client ID."),
  },
  algorithm: {
    label: "JWT Signing Algorithm",
    kind: "dropdown",
    choices: SIGNING_ALGORITHMS.map((value) => ({ value, label: value })),
    help: always("HS256 and HS512 sign with the client secret, RS256 and RS512 with a private key of yours."),
  },
  credentials: {
    label: "Credentials",
    kind: "radios",
    choices: [
      { value: "pasted", label: "Paste from the platform" },
      { value: "generated", label: "Generate for the local platform" },
    ],
    help: ({ credentials }) =>
      credentials === "pasted"
        ? "The platform shows them when you choose the app there."
        : "They have the platform's format, but the real platform doesn't know them.",
  },
  clientId: {
    label: "Client ID",
    kind: "text",
    help: always("It is the appId claim of a token for public APIs, and the iss claim of one for the SDK."),
  },
  clientSecret: {
    label: "Client Secret",
    kind: "password",
    help: (_values, { stored }) => (stored.includes("clientSecret") ? KEPT : INTO_SECRET_STORAGE),
  },
  signingKey: {
    label: "Signing Key",
    kind: "radios",
    choices: [
      { value: "generate", label: "Generate a key pair" },
      { value: "paste", label: "Paste a private key" },
    ],
    help: always("You sign with the private key; the platform verifies with the public one."),
  },
  signingPrivateKey: {
    label: "Signing Private Key",
    kind: "area",
    help: always(`RSA, at least 2048 bits: PKCS#8 or PKCS#1 PEM, or a JWK. ${INTO_SECRET_STORAGE}`),
  },
  signingPublicKey: {
    label: "Signing Public Key",
    kind: "area",
    rows: 9,
    help: always("Upload this key to the platform."),
  },
  enforceJti: {
    label: "Enforce JTI",
    kind: "checkbox",
    help: always("The platform takes only tokens with a jti claim, each of them once and for at most an hour."),
  },
  enforceJwe: {
    label: "Enforce JWE",
    kind: "checkbox",
    help: always(
      "The signed token is encrypted for the platform with RSA-OAEP. The platform also takes RSA1_5, which isn't offered here: its padding has known attacks, and RSA-OAEP does the same without them.",
    ),
  },
  platformKey: {
    label: "Platform Public Key (JWK)",
    kind: "area",
    help: always('The platform shows it once Enforce JWE is ticked there: {"kty":"RSA", …}'),
  },
  contentEncryption: {
    label: "Content Encryption",
    kind: "dropdown",
    choices: CONTENT_ENCRYPTIONS.map((value) => ({ value, label: value })),
    help: always("The enc header of the JWE. The platform takes all three."),
  },
  enforcePayloadEncryption: {
    label: "Enforce Request and Response Payload Encryption",
    kind: "checkbox",
    help: always("Bodies are encrypted too, at the endpoints that support it."),
  },
  payloadKey: {
    label: "Payload Key",
    kind: "radios",
    choices: [
      { value: "generate", label: "Generate a key pair" },
      { value: "paste", label: "Paste a key pair" },
      { value: "shared", label: "Shared AES-256 key" },
    ],
    help: always(
      "The platform's documentation speaks of a public key in one place and of a symmetric key in another: take what its dialog asks for. It doesn't say which kind of public key; here it is RSA.",
    ),
  },
  payloadKeySize: {
    label: "Key Size",
    kind: "dropdown",
    choices: [
      { value: "2048", label: "2048 bits" },
      { value: "4096", label: "4096 bits" },
    ],
    help: always(""),
  },
  payloadPublicKey: {
    label: "Payload Public Key",
    kind: "area",
    rows: 9,
    help: ({ payloadKey }) =>
      payloadKey === "paste"
        ? "Optional: it follows from the private key. If you paste it, it is checked against it."
        : "Paste this key into the platform's dialog.",
  },
  payloadPrivateKey: {
    label: "Payload Private Key",
    kind: "area",
    help: always(`RSA, at least 2048 bits: PKCS#8 or PKCS#1 PEM, or a JWK. ${INTO_SECRET_STORAGE}`),
  },
  payloadSharedKey: {
    label: "Payload Shared Key",
    kind: "password",
    help: always(`32 bytes as base64, base64url or hex. ${INTO_SECRET_STORAGE}`),
  },
  gatewayDecrypts: {
    label: "Decrypt answers in the gateway",
    kind: "checkbox",
    help: always("Requests through the gateway get their answers in clear."),
  },
  gatewayEncrypts: {
    label: "Encrypt request bodies in the gateway",
    kind: "checkbox",
    help: always("In the shape that was kept for this app; unverified against the platform."),
  },
  host: {
    label: "Host",
    kind: "text",
    suggestsHosts: true,
    help: always("Optional. Such as platform.kore.ai; your own host can be typed."),
  },
  botId: { label: "Bot ID", kind: "text", help: always("Optional. st- and a UUID.") },
  accountId: { label: "Account ID", kind: "text", help: always("Optional. 24 hexadecimal digits.") },
};
