import { join } from "node:path";
import type { AppRepositoryPorts } from "../../src/domain/apps/storage/appRepository";
import { webPorts } from "../../src/domain/ports";
import { atomicFiles } from "../../src/node/atomicFiles";
import { journalFiles } from "../../src/node/journalFiles";
import type { Stored } from "./checkApps";
import { fileSecrets } from "./fileSecrets";

/** The ports of a repository that keeps all its parts in one folder, its secrets too. */
export function folderPorts(folder: string) {
  return {
    ...webPorts,
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    report: () => undefined,
    files: atomicFiles(join(folder, "apps")),
    journal: journalFiles(join(folder, "journal")),
    slugs: atomicFiles(join(folder, "slugs")),
    secrets: fileSecrets(join(folder, "secrets")),
  } satisfies AppRepositoryPorts;
}

export async function readStored(folder: string): Promise<Stored> {
  const { files, journal, secrets } = folderPorts(folder);
  const all = async (
    keys: Promise<string[]>,
    read: (key: string) => Promise<string | undefined>,
  ): Promise<Map<string, string>> =>
    new Map(await Promise.all((await keys).map(async (key) => [key, (await read(key)) ?? ""] as const)));
  return {
    files: await all(files.list(), files.read),
    markers: await all(journal.list(), journal.read),
    secrets: await all(secrets.keys(), secrets.get),
  };
}
