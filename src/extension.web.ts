import type * as vscode from "vscode";
import { webPayloadPorts } from "./domain/payloads/webPayloadPorts";
import { activateIn, type Services } from "./editor/activate";
import { WorkspaceFiles, WorkspaceJournal } from "./editor/storage/workspaceFiles";

/** The extension in a web worker host. */
export function activate(context: vscode.ExtensionContext): Services | undefined {
  return activateIn(
    {
      files: (folder) => new WorkspaceFiles(folder),
      journal: (folder) => new WorkspaceJournal(folder),
      payloads: webPayloadPorts,
      canListen: false,
    },
    context,
  );
}
