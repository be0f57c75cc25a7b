import * as vscode from "vscode";
import { type IgnoreFile, isIgnoredBy } from "../../../domain/requests/destination/gitIgnore";
import { readText } from "./gatewayVariables";

/** Folders above a file that are looked into. */
const MAX_FOLDERS = 50;

/**
 * Whether git surely ignores a file: by the repository's patterns, and, where VS Code's git answers, by it too, which
 * also knows what is tracked. False outside of a repository, since the folder may become one, and where a symbolic link
 * leads to the file or from it: what it stands for may be tracked under another name, or in another repository.
 */
export async function isIgnored(file: vscode.Uri): Promise<boolean> {
  if (await isLink(file)) return false;
  const found: { readonly folder: vscode.Uri; readonly text: string }[] = [];
  for (let folder = vscode.Uri.joinPath(file, ".."); found.length < MAX_FOLDERS;) {
    const text = await patternsIn(vscode.Uri.joinPath(folder, ".gitignore"));
    if (text === undefined) return false;
    found.unshift({ folder, text });
    if (await typeOf(vscode.Uri.joinPath(folder, ".git"))) return isIgnoredIn(folder, found, file);
    const above = vscode.Uri.joinPath(folder, "..");
    if (above.path === folder.path || (await isLink(folder))) return false;
    folder = above;
  }
  return false;
}

/** Git doesn't follow a symbolic link to its patterns, nor does it stop where a file is long: undefined for both. */
async function patternsIn(file: vscode.Uri): Promise<string | undefined> {
  const type = await typeOf(file);
  if (type === undefined) return "";
  return type === vscode.FileType.File ? readText(file) : undefined;
}

export async function isLink(file: vscode.Uri): Promise<boolean> {
  return (((await typeOf(file)) ?? 0) & vscode.FileType.SymbolicLink) !== 0;
}

/** Undefined where there is nothing. */
async function typeOf(file: vscode.Uri): Promise<vscode.FileType | undefined> {
  return vscode.workspace.fs.stat(file).then(
    ({ type }) => type,
    () => undefined,
  );
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
  const tracked = await isTracked(root, relative(file));
  if (tracked === true || !isIgnoredBy(files, relative(file))) return false;
  return (await saysGit(file)) ?? tracked === false;
}

/**
 * The index names the paths of what is tracked, each with a zero byte behind it (gitformat-index, versions 2 and 3).
 * Undefined where it can't be told: in a worktree and a submodule, and of an index that is written in another way.
 */
async function isTracked(root: vscode.Uri, path: string): Promise<boolean | undefined> {
  const git = vscode.Uri.joinPath(root, ".git");
  if ((await typeOf(git)) !== vscode.FileType.Directory) return undefined;
  const file = vscode.Uri.joinPath(git, "index");
  // There is none before the first file is added.
  if ((await typeOf(file)) === undefined) return false;
  try {
    const index = new TextDecoder("latin1").decode(await vscode.workspace.fs.readFile(file));
    const isPlain = /^DIRC\0\0\0[\u0002\u0003]/.test(index) && !/link|sdir/.test(index);
    // Some file systems take one name in both cases for one file.
    const names = index.toLowerCase();
    const wanted = new TextDecoder("latin1").decode(new TextEncoder().encode(`${path}\0`)).toLowerCase();
    for (let at = names.indexOf(wanted); at >= 0; at = names.indexOf(wanted, at + 1))
      // Two bytes of flags hold the length of the path.
      if (((index.charCodeAt(at - 2) & 0x0f) << 8) + index.charCodeAt(at - 1) === wanted.length - 1) return true;
    return isPlain ? false : undefined;
  } catch {
    return undefined;
  }
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
