import { parseAppFile } from "../../src/domain/apps/storage/appFile";
import type { AppSecretValues } from "../../src/domain/apps/appSecrets";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { appIdOfSecretsKey, parseSecretsEntry } from "../../src/domain/apps/storage/secretsEntry";

/** Everything that an app repository keeps, by id or key. */
export interface Stored {
  readonly files: ReadonlyMap<string, string>;
  readonly secrets: ReadonlyMap<string, string>;
  readonly markers: ReadonlyMap<string, string>;
}

/**
 * What is wrong with stored apps, one sentence for each fault: an app whose two halves don't belong together, and after
 * a sweep also left-over secrets and markers. A damaged file is no fault, since it shows as a damaged app.
 *
 * @param belong whether these values are the ones that were saved with this metadata
 */
export function findFaults(
  stored: Stored,
  belong: (app: JwtApp, values: AppSecretValues) => boolean,
  swept: boolean,
): string[] {
  const faults: string[] = [];
  for (const [id, text] of stored.files) {
    const entry = parseAppFile(id, text);
    if (entry.status !== "ok") continue;
    const value = stored.secrets.get(`app/${id}`);
    const revisions = value === undefined ? [] : parseSecretsEntry(value);
    if (!revisions) faults.push(`${id}: the secrets can't be read`);
    const named = revisions?.filter(({ revision }) => revision === entry.app.secretsRevision) ?? [];
    if (named.length !== 1) faults.push(`${id}: ${named.length} secrets belong to the metadata`);
    for (const { values } of named)
      if (!belong(entry.app, values)) faults.push(`${id}: the secrets are those of another state`);
    if (swept && revisions && revisions.length > 1) faults.push(`${id}: ${revisions.length} revisions are left`);
  }
  if (!swept) return faults;
  for (const key of stored.secrets.keys()) {
    if (!stored.files.has(appIdOfSecretsKey(key) ?? "")) faults.push(`${key}: left without an app`);
  }
  for (const id of stored.markers.keys()) faults.push(`${id}: its marker is left`);
  return faults;
}
