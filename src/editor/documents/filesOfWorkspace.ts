import * as vscode from "vscode";
import { later } from "../../domain/longTimer";

/** Folders that are gone through where there is no search, and how long one may take. */
const MAX_FOLDERS = 1_000;
const SEARCH_MILLISECONDS = 3_000;

export interface FileSearch {
  readonly pattern: string;
  /** Whether the name is one that the pattern means. */
  readonly isMeant: (name: string) => boolean;
  readonly most: number;
  /** Beside what the user's `files.exclude` leaves out. */
  readonly exclude?: string | undefined;
}

/** The files that VS Code's search finds; not every file system has one, and there the folders are gone through. */
export async function filesOfWorkspace({
  pattern,
  isMeant,
  most,
  exclude,
}: FileSearch): Promise<readonly vscode.Uri[]> {
  const search = Promise.resolve(vscode.workspace.findFiles(pattern, exclude, most)).catch(() => []);
  let callOff = (): void => undefined;
  const patience = new Promise<readonly vscode.Uri[]>((resolve) => {
    callOff = later(SEARCH_MILLISECONDS, () => resolve([]));
  });
  const found = await Promise.race([search, patience]);
  callOff();
  if (found.length > 0) return found;
  const files: vscode.Uri[] = [];
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  for (let looked = 0; looked < folders.length && looked < MAX_FOLDERS && files.length < most; looked++) {
    const folder = folders[looked];
    if (!folder) break;
    for (const [name, type] of await entriesOf(folder)) {
      if (type === vscode.FileType.File && isMeant(name) && files.length < most)
        files.push(vscode.Uri.joinPath(folder, name));
      // Links could lead in circles.
      if (type === vscode.FileType.Directory && !name.startsWith(".") && name !== "node_modules")
        folders.push(vscode.Uri.joinPath(folder, name));
    }
  }
  return files;
}

async function entriesOf(folder: vscode.Uri): Promise<[string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(folder);
  } catch {
    return [];
  }
}
