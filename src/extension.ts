import type * as vscode from "vscode";
import { activateIn } from "./editor/activate";
import { atomicFiles } from "./node/atomicFiles";
import { journalFiles } from "./node/journalFiles";
import { nodePayloadPorts } from "./node/payloadPorts";

/** The extension in a Node host. */
export function activate(context: vscode.ExtensionContext): void {
  activateIn(
    {
      files: (folder) => atomicFiles(folder.fsPath),
      journal: (folder) => journalFiles(folder.fsPath),
      payloads: nodePayloadPorts,
    },
    context,
  );
}
