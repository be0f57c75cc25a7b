import * as vscode from "vscode";
import { type IgnoreFile, isIgnoredBy } from "../../../domain/requests/destination/gitIgnore";
import { readText } from "./gatewayVariables";

/** Folders above a file that are looked into. */
const MAX_FOLDERS = 50;

/**
 * Whether git surely ignores a file: by the repository's patterns, and, where VS Code's git answers, by it too, which
 * also knows what is tracked. False outside of a repository, since the folder may become one.
 */
export async function isIgnored(file: vscode.Uri): Promise<boolean> {
  const found: { readonly folder: vscode.Uri; readonly text: string }[] = [];
  for (let folder = vscode.Uri.joinPath(file, ".."); found.length < MAX_FOLDERS;) {
    found.unshift({ folder, text: (await readText(vscode.Uri.joinPath(folder, ".gitignore"))) ?? "" });
    if (await exists(vscode.Uri.joinPath(folder, ".git"))) return isIgnoredIn(folder, found, file);
    const above = vscode.Uri.joinPath(folder, "..");
    if (above.path === folder.path) return false;
    folder = above;
  }
  return false;
}

async function isIgnoredIn(
  root: vscode.Uri,
  found: readonly { readonly folder: vscode.Uri; readonly text: string }[],
  file: vscode.Uri,
): Promise<boolean> {
  const relative = ({ path }: vscode.Uri): string => path.slice(root.path.length).replace(/^\//, "");
  const exclude = (await readText(vscode.Uri.joinPath(root, ".git", "info", "exclude"))) ?? "";
  const files: IgnoreFile[] = [
    { folder: "", text: exclude },
    ...found.map(({ folder, text }) => ({ folder: relative(folder), text })),
  ];
  if (!isIgnoredBy(files, relative(file)) || (await isTracked(root, relative(file)))) return false;
  return (await saysGit(file)) ?? true;
}

/** The index names the paths of what is tracked, each with a zero byte behind it (gitformat-index, versions 2 and 3). */
async function isTracked(root: vscode.Uri, path: string): Promise<boolean> {
  try {
    const index = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(root, ".git", "index"));
    const names = new TextDecoder("latin1").decode(index);
    const wanted = new TextDecoder("latin1").decode(new TextEncoder().encode(`${path}\0`));
    for (let at = names.indexOf(wanted); at >= 0; at = names.indexOf(wanted, at + 1))
      // Two bytes of flags hold the length of the path.
      if (((names.charCodeAt(at - 2) & 0x0f) << 8) + names.charCodeAt(at - 1) === wanted.length - 1) return true;
  } catch {
    // There is none before the first file is added.
  }
  return false;
}

/** What VS Code's own git says; undefined where it isn't there, or doesn't answer that. */
async function saysGit(file: vscode.Uri): Promise<boolean | undefined> {
  try {
    const extension = vscode.extensions.getExtension<GitExtension>("vscode.git");
    const repository = extension?.isActive ? extension.exports.getAPI(1).getRepository(file) : undefined;
    const ignored = await repository?.checkIgnore?.([file.fsPath]);
    return ignored?.has(file.fsPath);
  } catch {
    return undefined;
  }
}

interface GitExtension {
  getAPI(version: 1): { getRepository(uri: vscode.Uri): GitRepository | null };
}

interface GitRepository {
  readonly checkIgnore?: (paths: string[]) => Promise<Set<string>>;
}

async function exists(file: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
}
