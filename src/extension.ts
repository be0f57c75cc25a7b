import type * as vscode from "vscode";
import { MAX_SLUGS_BYTES } from "./domain/apps/storage/storagePorts";
import { activateIn, type Services } from "./editor/activate";

/** The extension in a Node host. */
export function activate(context: vscode.ExtensionContext): Services | undefined {
  return activateIn(
    {
      storage: async ({ apps, journal, slugs }) => {
        const [{ atomicFiles }, { journalFiles }] = [
          await import("./node/atomicFiles"),
          await import("./node/journalFiles"),
        ];
        return {
          files: atomicFiles(apps.fsPath),
          journal: journalFiles(journal.fsPath),
          slugs: atomicFiles(slugs.fsPath, MAX_SLUGS_BYTES),
        };
      },
      payloads: async () => (await import("./node/nodePayloadPorts")).nodePayloadPorts,
      canListen: true,
      environment: process.env,
      process: {
        pid: process.pid,
        isServing: async (pid, port) => (await import("./node/isServing")).isServing(pid, port),
      },
    },
    context,
  );
}
