import * as vscode from "vscode";
import { later } from "../../domain/longTimer";

/** Folders that are gone through where there is no search, and how long one may take. */
export const MAX_FOLDERS = 1_000;
const SEARCH_MILLISECONDS = 3_000;
/** As VS Code's own settings leave them out. */
const LEFT_OUT: ReadonlySet<string> = new Set([".git", ".svn", ".hg", "node_modules"]);

export interface FileSearch {
  readonly pattern: string;
  /** Whether the name is one that the pattern means. */
  readonly isMeant: (name: string) => boolean;
  readonly most: number;
  /** Beside what the user's `files.exclude` leaves out. */
  readonly exclude?: string | undefined;
}

export interface FoundFiles {
  readonly files: readonly vscode.Uri[];
  /** False where not all folders were gone through. */
  readonly isAll: boolean;
}

/** The files that VS Code's search finds; not every file system has one, and there the folders are gone through. */
export async function filesOfWorkspace({ pattern, isMeant, most, exclude }: FileSearch): Promise<FoundFiles> {
  const search = Promise.resolve(vscode.workspace.findFiles(pattern, exclude, most)).catch(() => []);
  let callOff = (): void => undefined;
  const patience = new Promise<readonly vscode.Uri[]>((resolve) => {
    callOff = later(SEARCH_MILLISECONDS, () => resolve([]));
  });
  const found = await Promise.race([search, patience]);
  callOff();
  if (found.length > 0) return { files: found, isAll: true };
  const files: vscode.Uri[] = [];
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => ({ uri, root: uri }));
  const leftOut = [...excludedBy("files"), ...(exclude === undefined ? [] : [exclude])];
  let looked = 0;
  for (; looked < folders.length && looked < MAX_FOLDERS && files.length < most; looked++) {
    const folder = folders[looked];
    if (!folder) break;
    const { uri, root } = folder;
    for (const [name, type] of await entriesOf(uri)) {
      const entry = vscode.Uri.joinPath(uri, name);
      const isWanted = type === vscode.FileType.File && isMeant(name) && files.length < most;
      // Links could lead in circles.
      const isGoneThrough = type === vscode.FileType.Directory && !LEFT_OUT.has(name);
      if (!(isWanted || isGoneThrough) || leftOut.some((glob) => isOf(root, glob, entry))) continue;
      if (isWanted) files.push(entry);
      else folders.push({ uri: entry, root });
    }
  }
  return { files, isAll: looked === folders.length };
}

/** The patterns of the user's setting that leave files out, whatever lies beside these. */
export function excludedBy(section: "files" | "search"): readonly string[] {
  const excluded: unknown = vscode.workspace.getConfiguration(section).get("exclude");
  return Object.entries(excluded ?? {}).flatMap(([pattern, isOut]) => (isOut === true ? [pattern] : []));
}

/** By VS Code's own patterns, which it offers for documents: of one it asks for the address and the language alone. */
function isOf(root: vscode.Uri, glob: string, uri: vscode.Uri): boolean {
  const named = { uri, languageId: "" } as vscode.TextDocument;
  return vscode.languages.match({ pattern: new vscode.RelativePattern(root, glob) }, named) > 0;
}

async function entriesOf(folder: vscode.Uri): Promise<[string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(folder);
  } catch {
    return [];
  }
}
