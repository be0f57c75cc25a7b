import * as vscode from "vscode";
import { later } from "../../domain/longTimer";
import { webPorts } from "../../domain/ports";
import { readSeconds, Schemes } from "../workbench/contributions";
import { type FailureLog, inBackground } from "../workbench/inBackground";
import type { DecryptReport } from "../../domain/payloads/open/decryptResult";
import { asText, type PlainText } from "../../domain/text/asText";
import { asMarkdown, type Markdown } from "../../domain/text/markdown";
import { groupOf, urisOfTab } from "./resultGroup";
import { t } from "../workbench/words";

interface Held {
  readonly bytes: Uint8Array;
  readonly openedAt: number;
  /** The apps whose keys opened it, so that deleting one of them closes it. */
  readonly appIds: readonly string[];
  /** Where it came from; the same text from there is not held twice. */
  readonly source?: string;
  readonly notes?: ResultNotes;
  /** Calls off the timer that closes it. */
  readonly callOff: () => void;
}

/** What stands above the lines of a result. */
export interface ResultNotes {
  /** Of a payload whose shape can be kept, until it is. */
  readonly offer?: ShapeOffer;
  /** Of several payloads: where each came from. */
  readonly origins: readonly ResultOrigin[];
}

export interface ShapeOffer {
  readonly report: DecryptReport;
  /** Whether the payload is the only one of its result, or the first of several; or an answer that went elsewhere. */
  readonly of: "only" | "first" | "answer";
}

export interface ResultOrigin {
  /** Of the result, from 0. */
  readonly line: number;
  readonly label: PlainText;
  /** Absent for the clipboard. */
  readonly uri?: vscode.Uri;
  readonly range?: vscode.Range;
}

export interface Result {
  readonly bytes: Uint8Array;
  readonly extension: "json" | "txt";
  readonly appIds: readonly string[];
  readonly name: PlainText;
  readonly source: string;
  readonly notes: ResultNotes;
}

/** Reports that stay readable in their previews. */
const MAX_REPORTS = 8;

/**
 * Decrypted payloads as read-only files of our own scheme: in memory alone, so no hot exit, history or search index
 * writes them to disk, and without the size limit of text document providers. A path says a random id, and where the
 * text came from: a file's name and its lines.
 */
export class DecryptedDocuments implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #held = new Map<string, Held>();
  readonly #reports: string[] = [];
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #noted = new vscode.EventEmitter<void>();
  /** What stands above results is another. */
  readonly onDidChangeNotes = this.#noted.event;
  readonly #disposables: vscode.Disposable[];

  readonly #log: FailureLog;

  constructor(log: FailureLog) {
    this.#log = log;

    this.#disposables = [
      this.#changed,
      this.#noted,
      vscode.workspace.registerFileSystemProvider(Schemes.payload, this, {
        isReadonly: new vscode.MarkdownString(
          asMarkdown(t("A decrypted payload is read-only and is kept in memory alone.")),
        ),
        isCaseSensitive: true,
      }),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        for (const tab of closed) urisOfTab(tab).forEach((uri) => this.#dropIfLast(uri));
      }),
    ];
  }

  /** Holds `bytes` until the last tab that shows them is closed, or as long as the user's setting allows. */
  hold(bytes: Uint8Array, extension: string, appId?: string, name: PlainText = t("Decrypted")): vscode.Uri {
    return this.#holdAt(this.#newUri(name, extension), { bytes, appIds: appId === undefined ? [] : [appId] });
  }

  /** The same for what was decrypted: where the same text from the same source is held already, that document stays. */
  holdResult({ bytes, extension, appIds, name, source, notes }: Result): vscode.Uri {
    const [path] = [...this.#held].find(([, held]) => held.source === source && isSame(held.bytes, bytes)) ?? [];
    const uri =
      path === undefined
        ? this.#newUri(this.#distinct(name, extension), extension)
        : vscode.Uri.from({ scheme: Schemes.payload, path });
    this.#held.get(uri.path)?.callOff();
    this.#holdAt(uri, { bytes, appIds, source, notes });
    this.#noted.fire();
    return uri;
  }

  /** What stands above the lines of a result, as long as it is held. */
  notesOf(uri: vscode.Uri): ResultNotes | undefined {
    return uri.scheme === Schemes.payload ? this.#held.get(uri.path)?.notes : undefined;
  }

  /** Takes back the offers to keep a shape for an app. */
  settleOffers(appId: string): void {
    for (const [path, held] of this.#held) {
      const { offer, ...notes } = held.notes ?? { origins: [] };
      if (offer?.report.app.appId === appId) this.#held.set(path, { ...held, notes });
    }
    this.#noted.fire();
  }

  /** With a number behind it where that name is taken. */
  #distinct(name: PlainText, extension: string): PlainText {
    const taken = new Set([...this.#held.keys()].map((path) => path.slice(path.indexOf("/", 1) + 1)));
    let distinct = name;
    for (let number = 2; taken.has(`${distinct}.${extension}`); number++) distinct = asText(`${name} (${number})`);
    return distinct;
  }

  #newUri(name: PlainText, extension: string): vscode.Uri {
    const id = [...webPorts.randomBytes(8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return vscode.Uri.from({ scheme: Schemes.payload, path: `/${id}/${name}.${extension}` });
  }

  #holdAt(uri: vscode.Uri, held: Omit<Held, "openedAt" | "callOff">): vscode.Uri {
    const seconds = readSeconds("payloads.closeAfterSeconds");
    const close = (): void => inBackground(this.#log, "closing a decrypted payload", () => this.#drop([uri.path]));
    this.#held.set(uri.path, {
      ...held,
      openedAt: Date.now(),
      callOff: later(seconds > 0 ? seconds * 1_000 : Infinity, close),
    });
    return uri;
  }

  /** Holds a page of ours in Markdown. A preview's tab doesn't tell what it shows, so the oldest make room for new ones. */
  holdReport(report: Markdown, name: PlainText, appId?: string): vscode.Uri {
    const uri = this.hold(new TextEncoder().encode(report), "md", appId, name);
    this.#reports.push(uri.path);
    for (const path of this.#reports.splice(0, Math.max(0, this.#reports.length - MAX_REPORTS))) this.#release(path);
    return uri;
  }

  /** Closes and drops what was opened with an app's key. */
  async dropOf(appId: string): Promise<void> {
    await this.#drop([...this.#held].filter(([, held]) => held.appIds.includes(appId)).map(([path]) => path));
  }

  async dropAll(): Promise<void> {
    try {
      await this.#closeTabs(() => true);
    } finally {
      this.#releaseAll();
    }
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const held = this.#held.get(uri.path);
    return {
      type: vscode.FileType.File,
      ctime: held?.openedAt ?? 0,
      mtime: held?.openedAt ?? 0,
      size: this.readFile(uri).length,
      permissions: vscode.FilePermission.Readonly,
    };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    return this.#held.get(uri.path)?.bytes ?? new TextEncoder().encode(goneText(uri));
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.#releaseAll();
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  #dropIfLast(uri: vscode.Uri): void {
    if (uri.scheme === Schemes.payload && !groupOf(uri)) this.#release(uri.path);
  }

  async #drop(paths: readonly string[]): Promise<void> {
    try {
      await this.#closeTabs((uri) => paths.includes(uri.path));
    } finally {
      for (const path of paths) this.#release(path);
    }
  }

  #release(path: string): void {
    this.#held.get(path)?.callOff();
    this.#held.delete(path);
  }

  #releaseAll(): void {
    for (const path of [...this.#held.keys()]) this.#release(path);
  }

  async #closeTabs(which: (uri: vscode.Uri) => boolean): Promise<void> {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    await vscode.window.tabGroups.close(
      tabs.filter((tab) => urisOfTab(tab).some((uri) => uri.scheme === Schemes.payload && which(uri))),
    );
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

function goneText(uri: vscode.Uri): string {
  const text = t("This decrypted payload is no longer in memory. Decrypt it again from where it was captured.");
  // In quotes it is JSON too, so that no editor marks it as an error.
  return `${uri.path.endsWith(".json") ? JSON.stringify(text) : text}\n`;
}
