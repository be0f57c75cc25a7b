import * as vscode from "vscode";
import type { Doubt } from "../../../domain/requests/destination/fileDoubts";
import { say } from "../../../domain/text/sentence";

/** What beside a request file can change where its requests go. */
export interface FileNeighbours {
  readonly doubts: readonly Doubt[];
  /** Whether it can also give requests headers that don't stand in them: environments hold variables alone. */
  readonly mayAddHeaders: boolean;
  /** Changes with what was found; names no content. */
  readonly state: string;
}

/** Folders above a file that are looked into. */
const MAX_FOLDERS = 20;
/** Bytes of a file that are looked at; of a longer one its size and time. */
const MAX_BYTES = 1_000_000;

/**
 * What httpYac and JetBrains read beside a request file, in its folder and those above it up to the workspace's:
 * configurations, which run code and hook into requests, and environments, which hold variables, proxies and switches.
 * And what the workspace sets for the clients.
 */
export async function neighboursOf(document: vscode.TextDocument): Promise<FileNeighbours> {
  const doubts: Doubt[] = [];
  const states: string[] = [];
  let mayAddHeaders = document.languageId === "markdown";
  for (const folder of foldersOf(document)) {
    for (const [name, type] of await entriesOf(folder)) {
      const file = vscode.Uri.joinPath(folder, name);
      if (!(await isRead(file, name, type))) continue;
      mayAddHeaders ||= !isEnvironment(name, type);
      states.push(`${file.toString()} ${await contentOf(file, type)}`);
      if (doubts.length < 3)
        doubts.push({ code: "surroundings", message: say("the file “{0}” beside it can change where it goes", name) });
    }
  }
  for (const { name, value } of clientSettings(document)) {
    states.push(`${name} ${JSON.stringify(value)}`);
    // What the clients send with every request is asked for itself.
    mayAddHeaders ||= !/^http\.|\.(?:environmentVariables|(?:requestD|d)efaultHeaders)$/.test(name);
    if (doubts.length < 6)
      doubts.push({
        code: "surroundings",
        message: say("the workspace's setting “{0}” can change where it goes", name),
      });
  }
  if (document.languageId === "markdown")
    doubts.push({ code: "language", message: say("clients read the file as Markdown") });
  return { doubts, mayAddHeaders, state: states.join("\n") };
}

/** Settings of the clients, and those of their connections. */
const SECTIONS = ["httpyac", "rest-client", "http"];

/**
 * What the workspace sets for the clients, whatever it is: each has settings for hosts, proxies, certificates and
 * variables, and the next version has others. What a person set for themselves is theirs.
 */
function clientSettings(document: vscode.TextDocument): { readonly name: string; readonly value: unknown }[] {
  return SECTIONS.flatMap((section) => {
    const settings = vscode.workspace.getConfiguration(section, document);
    return Object.keys(settings).flatMap((key) => {
      const found = settings.inspect<unknown>(key);
      const value =
        found?.workspaceFolderValue ??
        found?.workspaceValue ??
        found?.workspaceFolderLanguageValue ??
        found?.workspaceLanguageValue;
      return value === undefined ? [] : [{ name: `${section}.${key}`, value }];
    });
  });
}

function foldersOf({ uri }: vscode.TextDocument): vscode.Uri[] {
  const workspace = vscode.workspace.workspaceFolders ?? [];
  // A file that nobody has saved yet is sent as if it lay where its path says, or else in the workspace's folder.
  const root =
    workspace.find(({ uri: folder }) => isBelow(uri, folder, uri.scheme === "untitled"))?.uri ??
    (uri.scheme === "untitled" ? workspace[0]?.uri : undefined);
  const file =
    uri.scheme === "untitled"
      ? root && vscode.Uri.joinPath(root, isBelow(uri, root, true) ? uri.path.slice(root.path.length) : "untitled.http")
      : uri;
  if (!file) return [];
  const folders: vscode.Uri[] = [];
  for (let at = vscode.Uri.joinPath(file, ".."); folders.length < MAX_FOLDERS; at = vscode.Uri.joinPath(at, "..")) {
    folders.push(at);
    if (at.path === "/" || at.path === "" || at.toString() === root?.toString()) break;
  }
  return folders;
}

function isBelow(uri: vscode.Uri, folder: vscode.Uri, anyScheme: boolean): boolean {
  return (
    (anyScheme || uri.scheme === folder.scheme) &&
    uri.path.startsWith(folder.path.endsWith("/") ? folder.path : `${folder.path}/`)
  );
}

async function entriesOf(folder: vscode.Uri): Promise<[string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(folder);
  } catch {
    return [];
  }
}

/** A configuration, or an environment. */
async function isRead(file: vscode.Uri, name: string, type: vscode.FileType): Promise<boolean> {
  if (isEnvironment(name, type)) return true;
  if (type & vscode.FileType.Directory) return false;
  if (/^\.?httpyac(?:\.config)?(?:\.[cm]?[jt]s|\.json)?$|^\.httpyacrc/i.test(name)) return true;
  return name === "package.json" && mentionsHttpyac(file);
}

function isEnvironment(name: string, type: vscode.FileType): boolean {
  if (type & vscode.FileType.Directory) return /^\.?env$/i.test(name);
  return /^\.env(?:\..+)?$|\.env$|^http-client(?:\.private)?\.env\.json$/i.test(name);
}

/** Whether a package.json configures httpYac, or has plug-ins of it installed, which it loads. */
async function mentionsHttpyac(file: vscode.Uri): Promise<boolean> {
  const text = await textOf(file);
  // Where it can't be read it may.
  if (text === undefined) return true;
  try {
    const parsed: unknown = JSON.parse(text.replace(/^\ufeff/, ""));
    if (typeof parsed !== "object" || parsed === null) return true;
    const { httpyac, ...rest } = parsed as Record<string, unknown>;
    const dependencies = Object.entries(rest).flatMap(([key, value]) =>
      /dependencies$/i.test(key) && typeof value === "object" && value !== null ? Object.keys(value) : [],
    );
    return Boolean(httpyac) || dependencies.some((name) => /httpyac-?plugin/i.test(name));
  } catch {
    return true;
  }
}

async function textOf(file: vscode.Uri): Promise<string | undefined> {
  try {
    if ((await vscode.workspace.fs.stat(file)).size > MAX_BYTES) return undefined;
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  } catch {
    return undefined;
  }
}

/** What tells one content from another. */
async function contentOf(file: vscode.Uri, type: vscode.FileType): Promise<string> {
  if (type & vscode.FileType.Directory) {
    const contents: string[] = [];
    for (const [name, of] of (await entriesOf(file)).slice(0, 200))
      contents.push(
        `${name} ${of & vscode.FileType.Directory ? "" : await contentOf(vscode.Uri.joinPath(file, name), of)}`,
      );
    return contents.join("\n");
  }
  const text = await textOf(file);
  if (text !== undefined) return text;
  return vscode.workspace.fs.stat(file).then(
    ({ size, mtime }) => `${size} ${mtime}`,
    () => "gone",
  );
}
