import type { CheckedSecret } from "../../keys/checkedSecret";
import {
  generateRsaKeyPair,
  importPlatformKey,
  importPrivateKey,
  importPublicKey,
  type ImportedPrivateKey,
} from "../../keys/rsaKeys";
import { importSharedKey } from "../../keys/sharedKey";
import type { FieldName, FormContext, FormValues } from "./formValues";
import { isVisible } from "./formFields";
import { type FieldErrors, sentenceOf } from "./formErrors";
import type { PayloadKeyInfo } from "../jwtApp";
import type { PublicKeyInfo, PublicRsaJwk } from "../../keys/publicKey";
import { say } from "../../text/sentence";

/** Key pairs that were made while the form was filled in, so that their public half could be shown. */
export interface GeneratedKeys {
  readonly signing?: Promise<ImportedPrivateKey> | undefined;
  readonly payload?: Promise<ImportedPrivateKey> | undefined;
}

/** The keys that the form's values ask for; `undefined` where none is needed. */
export interface FormKeys {
  readonly signing?: {
    readonly info: PublicKeyInfo;
    /** PKCS#8, PEM; undefined where the stored one is kept. */ readonly privateKey?: CheckedSecret;
  };
  readonly payload?: {
    readonly info: PayloadKeyInfo;
    readonly privateKey?: CheckedSecret;
    readonly sharedKey?: CheckedSecret;
  };
  readonly platform?: PublicRsaJwk;
}

/**
 * Reads the keys that were pasted, takes those that were generated, and keeps those that are there already.
 * A key that can't be used is an error of its field; nothing is thrown for it.
 */
export async function readFormKeys(
  values: FormValues,
  context: FormContext,
  generated: GeneratedKeys,
): Promise<{ readonly keys: FormKeys; readonly errors: FieldErrors }> {
  const errors: FieldErrors = {};
  const field = async <T>(name: FieldName, read: () => T | Promise<T>): Promise<T | undefined> => {
    if (!isVisible(name, values, context)) return undefined;
    try {
      return await read();
    } catch (error) {
      errors[name] = sentenceOf(error);
      return undefined;
    }
  };
  const [signing, payload, platform] = await Promise.all([
    readSigningKey(values, context, generated, field),
    readPayloadKey(values, context, generated, field),
    field("platformKey", () => importPlatformKey(values.platformKey)),
  ]);
  if (payload && "mismatch" in payload) {
    errors.payloadPublicKey = say("This public key doesn't belong to the private key.");
  }
  const keys = {
    ...(signing && { signing }),
    ...(payload && !("mismatch" in payload) && { payload }),
    ...(platform && { platform }),
  };
  return { keys, errors };
}

type ReadField = <T>(name: FieldName, read: () => T | Promise<T>) => Promise<T | undefined>;

async function readSigningKey(
  values: FormValues,
  { existing }: FormContext,
  generated: GeneratedKeys,
  field: ReadField,
): Promise<FormKeys["signing"]> {
  if (!isVisible("signingKey", values, { existing })) return undefined;
  if (values.signingKey === "keep" && existing?.signingKey) return { info: existing.signingKey };
  const pair =
    values.signingKey === "paste"
      ? await field("signingPrivateKey", () => importPrivateKey(values.signingPrivateKey))
      : await (generated.signing ?? generateRsaKeyPair(2048));
  return pair && { info: pair.info, privateKey: pair.privateKeyPem };
}

async function readPayloadKey(
  values: FormValues,
  { existing }: FormContext,
  generated: GeneratedKeys,
  field: ReadField,
): Promise<FormKeys["payload"] | { readonly mismatch: true }> {
  if (!isVisible("payloadKey", values, { existing })) return undefined;
  if (values.payloadKey === "keep" && existing?.payloadKey) return { info: existing.payloadKey };
  if (values.payloadKey === "shared") {
    const sharedKey = await field("payloadSharedKey", () => importSharedKey(values.payloadSharedKey));
    return sharedKey === undefined ? undefined : { info: { kind: "shared" }, sharedKey };
  }
  if (values.payloadKey !== "paste") {
    const pair = await (generated.payload ?? generateRsaKeyPair(values.payloadKeySize === "4096" ? 4096 : 2048));
    return { info: { kind: "keyPair", ...pair.info }, privateKey: pair.privateKeyPem };
  }
  const pair = await field("payloadPrivateKey", () => importPrivateKey(values.payloadPrivateKey));
  // The public half follows from the private one; where it was pasted, it shows whether they belong together.
  const typed = values.payloadPublicKey.trim() !== "";
  const publicHalf = typed
    ? await field("payloadPublicKey", () => importPublicKey(values.payloadPublicKey))
    : pair?.info;
  if (!pair || !publicHalf) return undefined;
  if (publicHalf.fingerprint !== pair.info.fingerprint) return { mismatch: true };
  return { info: { kind: "keyPair", ...pair.info }, privateKey: pair.privateKeyPem };
}
