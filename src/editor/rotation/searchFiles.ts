import * as vscode from "vscode";
import { LIMITS } from "../../domain/limits";
import { webPorts } from "../../domain/ports";
import type { OldCredential, OldUses } from "../../domain/requests/findings/oldCredential";
import { isRequestFileName } from "../../domain/requests/read/requestFileName";
import { TimeSlices } from "../../domain/steps";
import { positionsIn } from "../../domain/text/positionsIn";
import type { Made } from "../tokens/mintedTokens";
import { documentKind, lengthOf, REQUEST_FILES } from "../documents/documentKind";
import { excludedBy, filesOfWorkspace } from "../documents/filesOfWorkspace";
import { textInSteps } from "../documents/textInSteps";

/** What was found in a file; lines from 0. */
export interface FileUses {
  readonly uri: vscode.Uri;
  readonly isRequestFile: boolean;
  readonly tokens: readonly { readonly line: number; readonly isExpired: boolean }[];
  readonly encrypted: readonly number[];
  readonly secrets: readonly vscode.Position[];
}

export interface Searched {
  /** Those in which something was found. */
  readonly files: readonly FileUses[];
  /** How many were looked through. */
  readonly count: number;
  /** Files that are larger than what is looked through. */
  readonly tooLarge: readonly vscode.Uri[];
  /** False where there are more files, or more stands in them, than is looked at. */
  readonly isWhole: boolean;
}

/** How a token of this session was made that is surely of the old credential, and can't be read. */
export type OldMade = (token: string) => Made | undefined;

/**
 * Looks through the files of the workspace for what an old credential has left, request files first; as their editors
 * have them where they are open. Links are not followed, and binary files left out.
 * @param progress is told how many of how many files were looked through
 * @returns undefined where it was called off
 */
export async function searchFiles(
  { old, made }: { readonly old: OldCredential; readonly made: OldMade },
  token: vscode.CancellationToken,
  progress: (done: number, all: number) => void,
): Promise<Searched | undefined> {
  const { files: all, isWhole } = await filesToSearch();
  const slices = new TimeSlices(() => token.isCancellationRequested);
  const links = new Links();
  const found: FileUses[] = [];
  const tooLarge: vscode.Uri[] = [];
  let [count, bytes, isAll] = [0, 0, isWhole];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    progress(from, all.length);
    const room = LIMITS.oldBytes - bytes;
    const files = await Promise.all(
      all.slice(from, from + AT_ONCE).map(async (uri) => ({ uri, ...(await read(uri, links, slices, room)) })),
    );
    for (const file of files) {
      if (!(await slices.pause())) return undefined;
      const { uri } = file;
      if (file.kind === "tooLarge") tooLarge.push(uri);
      if (file.kind === "noRoom") isAll = false;
      if (file.kind !== "text") continue;
      count++;
      bytes += file.text.length;
      const uses = await old.usesIn(file.text, slices);
      if (!uses) return undefined;
      if (!uses.isWhole) isAll = false;
      if (uses.tokens.length + uses.encrypted.length + uses.secrets.length > 0)
        found.push({ uri, isRequestFile: file.isRequestFile, ...placesOf(file.text, uses, made) });
    }
  }
  return token.isCancellationRequested ? undefined : { files: found, count, tooLarge, isWhole: isAll };
}

/** Files that are read at once: each of them is some turns of waiting. */
const AT_ONCE = 16;
/** Encrypted tokens of one file that are told of. */
const MAX_ENCRYPTED = 1_000;

function placesOf(text: string, uses: OldUses, made: OldMade): Pick<FileUses, "tokens" | "encrypted" | "secrets"> {
  const now = webPorts.clock() / 1000;
  const known = uses.encrypted.flatMap((piece) => {
    const how = made(piece.text);
    return how ? [{ ...piece, expiresAt: how.expiresAt }] : [];
  });
  const tokens = [...uses.tokens, ...known].sort((one, other) => one.start - other.start);
  const encrypted = uses.encrypted.filter(({ text: token }) => !made(token)).slice(0, MAX_ENCRYPTED);
  const at = positionsIn(
    text,
    [...tokens, ...encrypted, ...uses.secrets].map(({ start }) => start),
  );
  const lineAt = (index: number): number => at[index]?.line ?? 0;
  return {
    tokens: tokens.map(({ expiresAt }, index) => ({
      line: lineAt(index),
      isExpired: expiresAt !== undefined && expiresAt <= now,
    })),
    encrypted: encrypted.map((_, index) => lineAt(tokens.length + index)),
    secrets: at
      .slice(tokens.length + encrypted.length)
      .map(({ line, character }) => new vscode.Position(line, character)),
  };
}

async function filesToSearch(): Promise<{ readonly files: readonly vscode.Uri[]; readonly isWhole: boolean }> {
  const most = LIMITS.oldFiles;
  const exclude = leftOutOfSearch();
  const [requests, others] = await Promise.all([
    filesOfWorkspace({ pattern: REQUEST_FILES, isMeant: isRequestFileName, most, exclude }),
    // One more than counts tells that there are more.
    filesOfWorkspace({ pattern: "**/*", isMeant: () => true, most: most + 1, exclude }),
  ]);
  const files = [...new Map([...requests.files, ...others.files].map((uri) => [uri.toString(), uri])).values()];
  return { files: files.slice(0, most), isWhole: files.length <= most && others.isAll };
}

/** What the user's search leaves out, as one pattern; `files.exclude` counts beside it. */
function leftOutOfSearch(): string | undefined {
  // Patterns with choices in them would have to be taken apart.
  const patterns = excludedBy("search").filter((pattern) => !/[{},]/.test(pattern));
  return patterns.length === 0 ? undefined : `{${patterns.join(",")}}`;
}

type Read =
  | { readonly kind: "text"; readonly text: string; readonly isRequestFile: boolean }
  | { readonly kind: "other" | "tooLarge" | "noRoom" };

async function read(uri: vscode.Uri, links: Links, slices: TimeSlices, room: number): Promise<Read> {
  const document = vscode.workspace.textDocuments.find(
    (open) => !open.isClosed && open.uri.toString() === uri.toString(),
  );
  if (document) {
    if (await isLinked(uri, links)) return { kind: "other" };
    const length = lengthOf(document);
    if (length > LIMITS.oldFile) return { kind: "tooLarge" };
    if (length > room) return { kind: "noRoom" };
    const text = await slices.run(textInSteps(document));
    return text === undefined
      ? { kind: "other" }
      : { kind: "text", text, isRequestFile: documentKind(document) === "request" };
  }
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    if (isLink(type) || (await links.lead(uri))) return { kind: "other" };
    if (size > LIMITS.oldFile) return { kind: "tooLarge" };
    if (size > room) return { kind: "noRoom" };
    const bytes = await vscode.workspace.fs.readFile(uri);
    const encoding = encodingOf(bytes);
    if (encoding === undefined) return { kind: "other" };
    return { kind: "text", text: new TextDecoder(encoding).decode(bytes), isRequestFile: isRequestFileName(uri.path) };
  } catch {
    // Gone or unreadable meanwhile.
    return { kind: "other" };
  }
}

/** Also a file that is open is somebody else's where it is a link. One that is gone from the disk is none. */
async function isLinked(uri: vscode.Uri, links: Links): Promise<boolean> {
  try {
    return isLink((await vscode.workspace.fs.stat(uri)).type) || (await links.lead(uri));
  } catch {
    return false;
  }
}

/** Undefined for a binary file. Scripts of Windows write UTF-16, with its mark, as VS Code reads it. */
function encodingOf(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return bytes.subarray(0, BEGINNING).includes(0) ? undefined : "utf-8";
}

/** Bytes in which a binary file has a zero. */
const BEGINNING = 8_000;

/** Whether files lie in folders that are links, which may lead out of the workspace. */
class Links {
  readonly #folders = new Map<string, Promise<boolean>>();

  async lead(uri: vscode.Uri): Promise<boolean> {
    const root = vscode.workspace.getWorkspaceFolder(uri)?.uri.path ?? uri.path;
    for (let folder = parentOf(uri); folder.path.length > root.length; folder = parentOf(folder)) {
      const known = this.#folders.get(folder.path) ?? this.#look(folder);
      this.#folders.set(folder.path, known);
      if (await known) return true;
    }
    return false;
  }

  async #look(folder: vscode.Uri): Promise<boolean> {
    return isLink((await vscode.workspace.fs.stat(folder)).type);
  }
}

function parentOf(uri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(uri, "..");
}

function isLink(type: vscode.FileType): boolean {
  return (type & vscode.FileType.SymbolicLink) !== 0;
}
