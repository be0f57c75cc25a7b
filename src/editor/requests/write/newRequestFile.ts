import * as vscode from "vscode";
import { referenceTo } from "../../../domain/apps/findApp";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { writeRequestFile } from "../../../domain/requests/write/writeRequest";
import type { Caller } from "../../commands/caller";
import type { AppStore } from "../../storage/appStore";
import { DestinationGate } from "../destination/destinationGate";
import type { GateMemory } from "../destination/gateMemory";
import { fillEnvironment, showWritten } from "./afterWriting";
import { type RequestArgument, requestsWanted, type WantedServices } from "./requestsWanted";

export interface NewFileServices extends WantedServices {
  readonly store: Pick<AppStore, "apps">;
  readonly gateMemory: GateMemory;
}

/** Opens a request file that nobody has saved yet, and returns its text. */
export async function newRequestFile(
  services: NewFileServices,
  argument: RequestArgument,
  caller: Caller,
): Promise<string> {
  const { app, targets, placement } = await requestsWanted(services, argument, caller);
  const text = await writeRequestFile(targets, {
    app,
    placement,
    reference: referenceTo(app, await services.store.apps()),
  });
  const document = await unsavedDocument(app);
  // What lies beside it may send its token elsewhere.
  if (placement.kind === "line")
    await new DestinationGate(services.gateMemory).pass({ document, app, use: "write", text });
  const editor = await vscode.window.showTextDocument(document);
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), text), {
    undoStopBefore: false,
    undoStopAfter: false,
  });
  editor.selection = new vscode.Selection(0, 0, 0, 0);
  await fillEnvironment(services, placement);
  showWritten(targets, app, placement.kind);
  return text;
}

/**
 * One whose name says whose requests it has, beside the other files of the workspace. In a window without a folder it has
 * no name: VS Code would save it in the root folder, and not ask where.
 */
async function unsavedDocument(app: JwtApp): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder
    ? vscode.workspace.openTextDocument(await freeUri(folder, app))
    : vscode.workspace.openTextDocument({ language: "http" });
}

/** A file that neither is there nor open. */
async function freeUri(folder: vscode.Uri, { name }: JwtApp): Promise<vscode.Uri> {
  const plain =
    name
      .replace(/[^\p{L}\p{N} _-]+/gu, "-")
      .trim()
      .slice(0, 60) || "requests";
  const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.toString()));
  for (let count = 1; ; count++) {
    const file = `${plain}${count > 1 ? `-${count}` : ""}.http`;
    const target = vscode.Uri.joinPath(folder, file);
    const uri = vscode.Uri.from({ scheme: "untitled", path: target.path });
    if (!open.has(uri.toString()) && !(await exists(target))) return uri;
  }
}

async function exists(file: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
}
