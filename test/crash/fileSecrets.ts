import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SecretStore } from "../../src/domain/apps/storage/storagePorts";

/** Stands in for SecretStorage where its process is killed: each value is replaced as a whole, as VS Code's database does. */
export function fileSecrets(folder: string): SecretStore & { keys(): Promise<string[]> } {
  const pathOf = (key: string): string => join(folder, encodeURIComponent(key));
  return {
    get: (key) => readFile(pathOf(key), "utf8").catch(() => undefined),
    store: async (key, value) => {
      await mkdir(folder, { recursive: true });
      const temporary = join(folder, `${randomUUID()}.tmp`);
      await writeFile(temporary, value);
      await rename(temporary, pathOf(key));
    },
    delete: (key) => rm(pathOf(key), { force: true }),
    keys: async () =>
      (await readdir(folder).catch(() => [])).filter((name) => !name.endsWith(".tmp")).map(decodeURIComponent),
  };
}
