import * as vscode from "vscode";
import { UserError } from "../../domain/errors";
import { isRequestFileName } from "../../domain/requests/read/requestFileName";
import { isVisibleLine } from "../../domain/text/asText";
import { documentKind } from "../documents/documentKind";

/**
 * The request file that a request is written into: the one that a model names, which is one of the workspace or the one in
 * front; else that in front; undefined where a new one is to be made. No link is followed, and nothing is made for a name.
 * @throws UserError `file-refused`, `no-such-file`
 */
export async function fileToWrite(named: string | undefined): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document;
  const inFront = active && documentKind(active) === "request" ? active.uri : undefined;
  if (named === undefined) return inFront;
  if (inFront?.toString() === named) return inFront;
  const uri = uriOf(named);
  const folder = uri && vscode.workspace.getWorkspaceFolder(uri);
  if (!uri || !folder || !isPlain(named, uri)) throw refused(named);
  await assertFile(named, folder.uri, uri);
  return uri;
}

/** A URI, an absolute path, or one from the first folder of the workspace. */
function uriOf(named: string): vscode.Uri | undefined {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!folder) return undefined;
  try {
    if (/^[a-z]:[\\/]/i.test(named)) return vscode.Uri.file(named);
    if (named.startsWith("/")) return folder.with({ path: named });
    if (!/^[a-z][a-z0-9+.-]+:/i.test(named)) return vscode.Uri.joinPath(folder, named);
    return vscode.Uri.parse(named, true);
  } catch {
    return undefined;
  }
}

/** Nothing in the name leads elsewhere, as it is written and as it is read. */
function isPlain(named: string, { path, query, fragment }: vscode.Uri): boolean {
  const isDotted = [named, path].some((text) => text.split(/[\\/]/).some((part) => part === ".." || part === "."));
  return !isDotted && query === "" && fragment === "" && isVisibleLine(path) && isRequestFileName(path);
}

/** What lies at a link is elsewhere. */
async function assertFile(named: string, folder: vscode.Uri, uri: vscode.Uri): Promise<void> {
  const below = uri.path.slice(folder.path.length).split("/").filter(Boolean);
  for (let count = 1; count <= below.length; count++) {
    const at = vscode.Uri.joinPath(folder, ...below.slice(0, count));
    const type = await vscode.workspace.fs.stat(at).then(
      (stat) => stat.type,
      () => undefined,
    );
    if (type === undefined)
      throw new UserError("no-such-file", "There is no file “{0}” in the workspace.", {
        args: [named.slice(0, 200)],
        remedy: "Leave “uri” out: then the request is written into the request file in front, or a new one.",
      });
    const wanted = count === below.length ? vscode.FileType.File : vscode.FileType.Directory;
    if (type !== wanted) throw refused(named);
  }
}

function refused(named: string): UserError {
  return new UserError("file-refused", "Nothing is written into “{0}”.", {
    args: [named.slice(0, 200)],
    remedy: "Name a file of the workspace that ends with .http or .rest, and is no link.",
  });
}
