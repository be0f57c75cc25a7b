import type * as vscode from "vscode";
import { AppRepository, type AppRepositoryPorts } from "../../domain/apps/storage/appRepository";
import type { SecretStore } from "../../domain/apps/storage/storagePorts";
import { webPorts } from "../../domain/ports";
import { asText } from "../../domain/text/asText";

/** The apps of this host: all files are the host's, the secrets are in VS Code's SecretStorage. */
export function openRepository(
  storage: Pick<AppRepositoryPorts, "files" | "journal" | "slugs">,
  secrets: vscode.SecretStorage,
  log: vscode.LogOutputChannel,
): AppRepository {
  return new AppRepository({
    ...webPorts,
    ...storage,
    secrets: secretStore(secrets),
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    report: (message) => log.info(asText(message)),
  });
}

/** SecretStorage as the repository's port; newer hosts can list its keys. */
function secretStore(secrets: vscode.SecretStorage & { keys?(): Thenable<string[]> }): SecretStore {
  return {
    get: async (key) => secrets.get(key),
    store: async (key, value) => secrets.store(key, value),
    delete: async (key) => secrets.delete(key),
    ...(secrets.keys && { keys: async () => (await secrets.keys?.()) ?? [] }),
  };
}
