import type * as vscode from "vscode";
import { activateIn, type Services } from "./editor/activate";
import { atomicFiles } from "./node/atomicFiles";
import { journalFiles } from "./node/journalFiles";
import { nodePayloadPorts } from "./node/nodePayloadPorts";

/** The extension in a Node host. */
export function activate(context: vscode.ExtensionContext): Services | undefined {
  return activateIn(
    {
      files: (folder) => atomicFiles(folder.fsPath),
      journal: (folder) => journalFiles(folder.fsPath),
      payloads: nodePayloadPorts,
      canListen: true,
      environment: process.env,
    },
    context,
  );
}
