import * as v from "valibot";
import type { AppSecretValues } from "../src/domain/apps/appSecrets";
import {
  type FieldName,
  FORM_PAGES,
  type FormContext,
  FormValues,
  MAX_FIELD_LENGTH,
  SECRET_FIELDS,
} from "../src/domain/apps/form/formValues";
import { JwtApp } from "../src/domain/apps/jwtApp";
import { NEXT_STEPS } from "../src/domain/apps/form/nextSteps";

export const KEY_PURPOSES = ["signing", "payload"] as const;
export type KeyPurpose = (typeof KEY_PURPOSES)[number];
/** Bits. */
const KEY_SIZES = [2048, 4096] as const;
export type KeySize = (typeof KEY_SIZES)[number];

const shown = v.pipe(v.string(), v.maxLength(MAX_FIELD_LENGTH));

/** Numbers a check, so that a late answer to an earlier one is recognised. */
const sequence = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What outlives the form while its tab is hidden or the window reloads. VS Code writes it to disk: no secret is in it. */
export const KeptState = v.object({
  /** Internal id of the edited app. */
  editing: v.optional(v.string()),
  /** Once saved there is nothing to come back to. */
  saved: v.boolean(),
  page: v.picklist([0, 1]),
  values: FormValues,
  /** Fields whose text was left out. */
  dropped: v.array(v.picklist(SECRET_FIELDS)),
  /** Public halves of generated key pairs that were shown: after a reload of the window there are others. */
  shownKeys: v.array(shown),
});
export type KeptState = v.InferOutput<typeof KeptState>;

/** From the form to the extension. */
export const FormMessage = v.variant("type", [
  v.object({ type: v.literal("ready") }),
  /** Asks for the checks that the form can't do itself: of keys. */
  v.object({ type: v.literal("check"), sequence, values: FormValues }),
  v.object({ type: v.literal("generateKey"), purpose: v.picklist(KEY_PURPOSES), bits: v.picklist(KEY_SIZES) }),
  v.object({ type: v.literal("save"), values: FormValues }),
  /** Something that the form shows; `label` says what it is. */
  v.object({ type: v.literal("copy"), label: v.pipe(v.string(), v.maxLength(200)), text: shown }),
  /** The form never gets the secret: the extension copies it. */
  v.object({ type: v.literal("copyClientSecret") }),
  /** One of the steps that the summary shows. */
  v.object({ type: v.literal("nextStep"), step: v.picklist(NEXT_STEPS) }),
  /** What would be lost by closing the form; without `state` nothing was changed. */
  v.object({ type: v.literal("draft"), state: v.optional(KeptState) }),
  v.object({ type: v.literal("cancel") }),
  v.object({ type: v.literal("close") }),
]);
export type FormMessage = v.InferOutput<typeof FormMessage>;

const fieldName = v.picklist(FORM_PAGES.flat() as readonly FieldName[]);
/** Sentences in the user's language. */
const errors = v.record(fieldName, shown);
/** The public half of a key pair whose private half the extension holds until the app is saved. */
const GeneratedKey = v.object({ purpose: v.picklist(KEY_PURPOSES), bits: v.picklist(KEY_SIZES), publicKey: shown });
export type GeneratedKey = v.InferOutput<typeof GeneratedKey>;
const secretName = v.picklist([
  "clientSecret",
  "previousClientSecret",
  "signingPrivateKey",
  "payloadPrivateKey",
  "payloadSharedKey",
  "platformPrivateKey",
] as const satisfies readonly (keyof AppSecretValues)[]);

/** What is not done yet for the saved app. */
const steps = v.pipe(v.array(v.picklist(NEXT_STEPS)), v.readonly());

/** Where on the platform a step is done, in the user's language, and the page of the documentation on it. */
const StepPlace = v.object({ words: shown, page: v.pipe(shown, v.startsWith("https://docs.kore.ai/")) });
export type StepPlace = v.InferOutput<typeof StepPlace>;

const Summary = v.object({
  created: v.boolean(),
  name: shown,
  appId: v.optional(shown),
  clientId: shown,
  hasClientSecret: v.boolean(),
  /** Made here for the local platform, so there is nothing to take to the real one. */
  generated: v.boolean(),
  signingPublicKey: v.optional(shown),
  payloadPublicKey: v.optional(shown),
  /** JWK, JSON; only of generated apps, whose platform key is new to the user. */
  platformKey: v.optional(shown),
  steps,
  /** Of the steps that lead there. */
  places: v.record(v.picklist(NEXT_STEPS), StepPlace),
});
export type Summary = v.InferOutput<typeof Summary>;

const context = v.object({
  others: v.pipe(v.array(v.object({ name: shown, clientId: shown })), v.readonly()),
  existing: v.optional(JwtApp),
  stored: v.pipe(v.array(secretName), v.readonly()),
});
// The rules' own type and what travels are one.
context satisfies v.GenericSchema<unknown, FormContext>;

/** From the extension to the form. */
export const ExtensionMessage = v.variant("type", [
  v.object({
    type: v.literal("init"),
    context,
    values: FormValues,
    /** The field where the form begins: the one that mends something. */
    focus: v.optional(fieldName),
    /** Something that the user should know from the start: that the secrets can't be read, say. */
    message: v.optional(shown),
    hosts: v.array(shown),
    /** Translations by English text; empty where the user's language is English. */
    strings: v.pipe(v.record(v.string(), v.string()), v.readonly()),
    generatedKeys: v.array(GeneratedKey),
    /** Of a form that was closed and goes on: what was typed in it. */
    draft: v.optional(KeptState),
    /** There once the app is saved: the form then shows this and nothing else. */
    summary: v.optional(Summary),
  }),
  /** `signingPublicKey` belongs to the private key that was pasted. */
  v.object({ type: v.literal("checked"), sequence, errors, signingPublicKey: v.optional(shown) }),
  v.object({ type: v.literal("keyGenerated"), ...GeneratedKey.entries }),
  /** `message` is about the whole: the disk is full, say. */
  v.object({ type: v.literal("refused"), errors, message: v.optional(shown) }),
  v.object({ type: v.literal("saved"), summary: Summary }),
  v.object({ type: v.literal("nextSteps"), steps }),
]);
export type ExtensionMessage = v.InferOutput<typeof ExtensionMessage>;

/** The message or state, or undefined for one of another shape. */
export function readMessage<const S extends typeof FormMessage | typeof ExtensionMessage | typeof KeptState>(
  schema: S,
  message: unknown,
): v.InferOutput<S> | undefined {
  const result = v.safeParse(schema, message, { abortEarly: true });
  return result.success ? result.output : undefined;
}
