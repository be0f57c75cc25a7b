import * as v from "valibot";
import { AppSecretValues } from "../appSecrets";

/** One state of an app's secrets; `revision` is what the `secretsRevision` of the metadata refers to. */
export const SecretsRevision = v.object({ revision: v.string(), values: AppSecretValues });
export type SecretsRevision = v.InferOutput<typeof SecretsRevision>;

/** The key in SecretStorage of all secrets of the app `id`. */
export function secretsKey(id: string): string {
  return `${PREFIX}${id}`;
}

/** The app whose secrets are under `key`; undefined for keys of another kind. */
export function appIdOfSecretsKey(key: string): string | undefined {
  return key.startsWith(PREFIX) ? key.slice(PREFIX.length) : undefined;
}

/**
 * The revisions in the value of `app/<id>`: one, or two while a change is under way. Undefined for a value that this
 * version can't read. Never throws, so that no error message can quote a secret.
 */
export function parseSecretsEntry(value: string): SecretsRevision[] | undefined {
  if (value.length > MAX_LENGTH) return undefined;
  try {
    const parsed = v.safeParse(SecretsEntry, JSON.parse(value));
    return parsed.success ? parsed.output.revisions : undefined;
  } catch {
    return undefined;
  }
}

export function serialiseSecretsEntry(revisions: readonly SecretsRevision[]): string {
  return JSON.stringify({ version: 1, revisions });
}

const PREFIX = "app/";

/** In characters. Two sets of 4096-bit keys have about 20,000. */
const MAX_LENGTH = 1_000_000;

const SecretsEntry = v.object({ version: v.literal(1), revisions: v.array(SecretsRevision) });
