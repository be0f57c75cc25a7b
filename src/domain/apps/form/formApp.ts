import type { CheckedSecret } from "../../keys/checkedSecret";
import { generatePlatformKey } from "../../keys/rsaKeys";
import type { Ports } from "../../ports";
import { AppSecrets, type CheckedSecrets } from "../appSecrets";
import { keptName } from "../appName";
import { checkClientSecret, generateClientSecret } from "../clientSecret";
import { generateClientId } from "../platformIds";
import { type FormKeys, type GeneratedKeys, readFormKeys } from "./formKeys";
import type { FormContext, FormValues } from "./formValues";
import { keepsProfile, visibleValues } from "./formFields";
import { USUAL_SWITCHES } from "../gatewaySlug";
import { type FieldErrors, findErrors } from "./formErrors";
import { parseHost } from "../hosts";
import { APP_FILE_VERSION, type JwtApp } from "../jwtApp";
import type { PublicRsaJwk } from "../../keys/publicKey";
import { signsWithSecret } from "../../keys/joseAlgorithms";
import { neededSecrets } from "../appState";

export interface FormRequest {
  readonly context: FormContext;
  /** The secrets that the edited app has here. */
  readonly storedSecrets?: AppSecrets | undefined;
  readonly generated?: GeneratedKeys;
  readonly ports: Ports;
  /** A new UUID: for the app's internal id, and with the prefix `k-` for a platform key. */
  readonly newId: () => string;
}

export type FormResult =
  | {
      readonly status: "ok";
      readonly app: JwtApp;
      /** Undefined where the app's secrets aren't here and none was typed: then those elsewhere must stay as they are. */
      readonly secrets: AppSecrets | undefined;
    }
  | { readonly status: "refused"; readonly errors: FieldErrors };

/**
 * Makes the app and its secrets from what the form holds, after the thorough checks: every rule of `findErrors`, and
 * every key read. Secrets that the choices no longer need are left out; `findNotes` said so beforehand.
 * Times in the app are in seconds.
 */
export async function appFromForm(typed: FormValues, request: FormRequest): Promise<FormResult> {
  const values = visibleValues(typed, request.context);
  const errors = findErrors(values, request.context);
  const read = await readFormKeys(values, request.context, request.generated ?? {});
  const all = { ...read.errors, ...errors };
  if (Object.keys(all).length > 0) return { status: "refused", errors: all };

  const platform = await platformKeyOf(values, read.keys, request);
  const { clientId, clientSecret } = credentialsOf(values, request);
  const secrets = secretsOf(
    values,
    { ...read.keys, clientSecret, platformPrivateKey: platform?.privateKeyPem },
    request,
  );
  const app = metadataOf(values, { ...read.keys, clientId, platform: platform?.jwk }, secrets, request);
  const nothingKnown = request.context.existing && !request.storedSecrets && Object.keys(secrets).length === 0;
  return { status: "ok", app, secrets: nothingKnown ? undefined : new AppSecrets(secrets) };
}

interface PlatformKey {
  readonly jwk: PublicRsaJwk;
  readonly privateKeyPem?: CheckedSecret | undefined;
}

/** A generated app plays the platform's part too, so with JWE it gets a platform key pair of its own. */
async function platformKeyOf(
  values: FormValues,
  keys: FormKeys,
  { context, storedSecrets, newId }: FormRequest,
): Promise<PlatformKey | undefined> {
  if (!values.enforceJwe) return undefined;
  if (values.credentials === "pasted") return keys.platform && { jwk: keys.platform };
  const kept = storedSecrets?.reveal().platformPrivateKey;
  if (kept && context.existing?.platformKey) return { jwk: context.existing.platformKey, privateKeyPem: kept };
  return generatePlatformKey(newId);
}

/** `clientSecret` is undefined where the stored one is kept. */
function credentialsOf(
  values: FormValues,
  { context: { existing }, ports }: FormRequest,
): { clientId: string; clientSecret: CheckedSecret | undefined } {
  if (values.credentials === "pasted") {
    const clientId = values.clientId.trim();
    const check = checkClientSecret(values.clientSecret, { clientId });
    return { clientId, clientSecret: check.outcome === "accepted" ? check.secret : undefined };
  }
  const keeps = existing?.credentials === "generated";
  const needsSecret = signsWithSecret(values.algorithm) && !(keeps && signsWithSecret(existing.algorithm));
  return {
    clientId: keeps ? existing.clientId : generateClientId(ports),
    clientSecret: needsSecret ? generateClientSecret(ports) : undefined,
  };
}

function secretsOf(
  values: FormValues,
  given: FormKeys & { clientSecret: CheckedSecret | undefined; platformPrivateKey: CheckedSecret | undefined },
  { storedSecrets }: FormRequest,
): CheckedSecrets {
  const stored = storedSecrets?.reveal() ?? {};
  // Keeping a replaced client secret as the previous one is the repository's rule.
  const secrets: CheckedSecrets = {
    signingPrivateKey: given.signing && (given.signing.privateKey ?? stored.signingPrivateKey),
    platformPrivateKey: given.platformPrivateKey,
  };
  if (signsWithSecret(values.algorithm)) {
    secrets.clientSecret = given.clientSecret ?? stored.clientSecret;
  }
  if (given.payload?.info.kind === "keyPair")
    secrets.payloadPrivateKey = given.payload.privateKey ?? stored.payloadPrivateKey;
  if (given.payload?.info.kind === "shared")
    secrets.payloadSharedKey = given.payload.sharedKey ?? stored.payloadSharedKey;
  return present(secrets);
}

function metadataOf(
  values: FormValues,
  given: {
    clientId: string;
    signing?: FormKeys["signing"];
    payload?: FormKeys["payload"];
    platform: PublicRsaJwk | undefined;
  },
  secrets: CheckedSecrets,
  { context: { existing }, storedSecrets, ports, newId }: FormRequest,
): JwtApp {
  const elsewhere =
    existing && !storedSecrets
      ? neededSecrets(existing).filter((secret) => !existing.missingSecrets.includes(secret))
      : [];
  const now = Math.floor(ports.clock() / 1000);
  const movedElsewhere = existing !== undefined && existing.createdIn !== values.createdIn;
  const needed = neededSecrets({ ...values, payloadKey: given.payload?.info });
  const host = values.host.trim() === "" ? undefined : parseHost(values.host);
  return present({
    version: APP_FILE_VERSION,
    id: existing?.id ?? newId(),
    name: keptName(values.name),
    nameInFile: existing?.nameInFile,
    createdIn: values.createdIn,
    usedFor: values.usedFor,
    credentials: values.credentials,
    appId: values.appId.trim() || undefined,
    clientId: given.clientId,
    algorithm: values.algorithm,
    signingKey: given.signing?.info,
    enforceJti: values.enforceJti,
    enforceJwe: values.enforceJwe,
    contentEncryption: values.enforceJwe ? values.contentEncryption : undefined,
    platformKey: given.platform,
    enforcePayloadEncryption: values.enforcePayloadEncryption,
    payloadKey: given.payload?.info,
    envelopeProfile: keepsProfile(values, existing) ? existing?.envelopeProfile : undefined,
    host,
    // A person who changes the host has seen it.
    hostFromFile: host === existing?.host ? existing?.hostFromFile : undefined,
    botId: values.botId.trim() || undefined,
    accountId: values.accountId.trim() || undefined,
    slug: existing?.slug,
    gateway: switchesOf(values, existing),
    scopes: movedElsewhere ? [] : (existing?.scopes ?? []),
    tables: movedElsewhere ? [] : (existing?.tables ?? []),
    secretsRevision: existing?.secretsRevision ?? "",
    missingSecrets: needed.filter((name) => secrets[name] === undefined && !elsewhere.includes(name)),
    hasPreviousSecret: existing?.hasPreviousSecret ?? false,
    createdAt: existing?.createdAt ?? now,
    updatedAt: now,
  });
}

/** Only what isn't usual is written. */
function switchesOf(values: FormValues, existing: JwtApp | undefined): JwtApp["gateway"] {
  if (!values.enforcePayloadEncryption) return undefined;
  const decrypts = values.gatewayDecrypts;
  const encrypts = values.gatewayEncrypts && keepsProfile(values, existing);
  return decrypts === USUAL_SWITCHES.decrypts && encrypts === USUAL_SWITCHES.encrypts
    ? undefined
    : { decrypts, encrypts };
}

/** Without the keys whose value is undefined: they would be written as such where JSON has none. */
function present<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;
}
