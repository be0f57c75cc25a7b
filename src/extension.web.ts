import type * as vscode from "vscode";
import { MAX_SLUGS_BYTES } from "./domain/apps/storage/storagePorts";
import { activateIn, type Services } from "./editor/activate";

/** The extension in a web worker host. */
export function activate(context: vscode.ExtensionContext): Services | undefined {
  return activateIn(
    {
      storage: async ({ apps, journal, slugs }) => {
        const { WorkspaceFiles, WorkspaceJournal } = await import("./editor/storage/workspaceFiles");
        return {
          files: new WorkspaceFiles(apps),
          journal: new WorkspaceJournal(journal),
          slugs: new WorkspaceFiles(slugs, MAX_SLUGS_BYTES),
        };
      },
      payloads: async () => (await import("./domain/payloads/webPayloadPorts")).webPayloadPorts,
      canListen: false,
    },
    context,
  );
}
