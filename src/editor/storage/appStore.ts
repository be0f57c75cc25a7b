import * as vscode from "vscode";
import type { AppEntry } from "../../domain/apps/storage/appFile";
import type { AppRepository } from "../../domain/apps/storage/appRepository";
import type { AppSecrets } from "../../domain/apps/appSecrets";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { SECRET_PREFIX } from "../workbench/contributions";
import { type FailureLog, inBackground } from "../workbench/inBackground";
import type { LoadedLater } from "../workbench/loadedLater";

/** A file that vanishes may be half of a replacement, so it counts as deleted only after this time. */
const VANISHED_AFTER_MILLISECONDS = 500;

export interface Renamed {
  readonly before: JwtApp;
  /** The apps beside it: some may have names that read like the one it had. */
  readonly others: readonly JwtApp[];
  readonly to: string;
}

/**
 * The apps as this window knows them: read once, kept up to date with what other windows write, and the one place
 * that tells the rest of the editor what changed.
 */
export class AppStore implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<readonly string[] | undefined>();
  /** Ids of the apps that changed; undefined where apps came or went. */
  readonly onDidChange = this.#changed.event;

  readonly #known = new vscode.EventEmitter<void>();
  /** The apps were read for the first time. */
  readonly onDidKnow = this.#known.event;

  readonly #renamed = new vscode.EventEmitter<Renamed>();
  /** An app got another name, in this window. */
  readonly onDidRename = this.#renamed.event;

  #loading: Promise<Map<string, AppEntry>> | undefined;
  readonly #absentSecrets = new Set<string>();
  readonly #vanished = new Map<string, NodeJS.Timeout | number>();
  readonly #disposables: vscode.Disposable[] = [this.#changed, this.#known, this.#renamed];
  #disposed = false;
  #swept = false;

  readonly #repository: LoadedLater<AppRepository>;
  readonly #log: FailureLog;

  constructor(
    repository: LoadedLater<AppRepository>,
    appFolder: vscode.Uri,
    secrets: vscode.SecretStorage,
    log: FailureLog,
  ) {
    this.#repository = repository;
    this.#log = log;

    this.#inBackground(() => this.#watch(appFolder));
    this.#disposables.push(
      secrets.onDidChange(({ key }) => {
        if (key.startsWith(SECRET_PREFIX)) this.#secretsArrived(key.slice(SECRET_PREFIX.length));
      }),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) this.#inBackground(() => this.reload());
      }),
    );
  }

  async list(): Promise<AppEntry[]> {
    return [...(await this.#entries()).values()];
  }

  /** The apps that can be read. */
  async apps(): Promise<JwtApp[]> {
    return (await this.list()).flatMap((entry) => (entry.status === "ok" ? [entry.app] : []));
  }

  async get(id: string): Promise<JwtApp | undefined> {
    const entry = (await this.#entries()).get(id);
    return entry?.status === "ok" ? entry.app : undefined;
  }

  /** The app's secrets, or undefined where this host doesn't have them; the tree then says so. */
  async secretsOf(app: JwtApp): Promise<AppSecrets | undefined> {
    const secrets = await (await this.#repository.load()).secretsOf(app);
    if (this.#absentSecrets.has(app.id) === (secrets === undefined)) return secrets;
    if (secrets) this.#absentSecrets.delete(app.id);
    else this.#absentSecrets.add(app.id);
    this.#changed.fire([app.id]);
    return secrets;
  }

  secretsAbsent(id: string): boolean {
    return this.#absentSecrets.has(id);
  }

  /** Saves a new app. */
  async save(app: JwtApp, secrets?: AppSecrets): Promise<JwtApp> {
    return this.#saving(app.id, secrets !== undefined, async () => (await this.#repository.load()).save(app, secrets));
  }

  /**
   * Saves what `change` makes of the app as it is by now, and `changeSecrets` of its secrets: what was read before a
   * question may be out of date, or forgotten, by its answer.
   * @throws UserError `app-gone` where the app was deleted meanwhile; then nothing of it is stored
   */
  async update(
    app: Pick<JwtApp, "id" | "name">,
    change: (current: JwtApp) => JwtApp,
    changeSecrets?: (stored: AppSecrets | undefined) => AppSecrets,
  ): Promise<JwtApp> {
    return this.#saving(app.id, changeSecrets !== undefined, async () =>
      (await this.#repository.load()).update(app, change, changeSecrets),
    );
  }

  async #saving(id: string, hasSecrets: boolean, save: () => Promise<JwtApp>): Promise<JwtApp> {
    // Looked up first: the file's watcher may be quicker than what follows.
    const before = (await this.#entries()).get(id);
    const saved = await save();
    const entries = await this.#entries();
    entries.set(saved.id, { status: "ok", app: saved });
    if (hasSecrets) this.#absentSecrets.delete(saved.id);
    this.#changed.fire(before ? [saved.id] : undefined);
    if (before?.status === "ok" && before.app.name !== saved.name) {
      const others = (await this.apps()).filter(({ id }) => id !== saved.id);
      this.#renamed.fire({ before: before.app, others, to: saved.name });
    }
    return saved;
  }

  async delete(id: string, options?: { readonly evenIfNewer?: boolean }): Promise<void> {
    await (await this.#repository.load()).delete(id, options);
    (await this.#entries()).delete(id);
    this.#changed.fire(undefined);
  }

  async forgetPreviousSecret(id: string): Promise<void> {
    await (await this.#repository.load()).forgetPreviousSecret(id);
    await this.#refreshOne(id);
  }

  async forgetEverything(): Promise<void> {
    const repository = await this.#repository.load();
    try {
      await repository.forgetEverything();
    } finally {
      await this.reload();
    }
  }

  /** Reads everything again; a change is only told where there is one. */
  async reload(): Promise<void> {
    const before = this.#loading && JSON.stringify(await this.list());
    const fresh = this.#read();
    const after = JSON.stringify([...(await fresh).values()]);
    this.#loading = fresh;
    if (before !== after) this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#disposed = true;
    for (const timer of this.#vanished.values()) clearTimeout(timer as number);
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  /** A folder that isn't there yet can't be watched, so it is made first. */
  async #watch(appFolder: vscode.Uri): Promise<void> {
    await vscode.workspace.fs.createDirectory(appFolder).then(undefined, () => undefined);
    if (this.#disposed) return;
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(appFolder, "*.json"));
    this.#disposables.push(
      watcher,
      watcher.onDidCreate((uri) => this.#fileWritten(idOf(uri))),
      watcher.onDidChange((uri) => this.#fileWritten(idOf(uri))),
      watcher.onDidDelete((uri) => this.#fileVanished(idOf(uri))),
    );
  }

  #entries(): Promise<Map<string, AppEntry>> {
    if (this.#loading) return this.#loading;
    const loading = this.#read().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    this.#loading = loading;
    this.#inBackground(() => loading.then(() => this.#known.fire()));
    return loading;
  }

  async #read(): Promise<Map<string, AppEntry>> {
    const repository = await this.#repository.load();
    const entries = await repository.list();
    // Once in each window, and behind the first reading: what a window that died has left half done.
    if (!this.#swept) this.#inBackground(() => repository.sweep());
    this.#swept = true;
    return new Map(entries.map((entry) => [entry.status === "ok" ? entry.app.id : entry.id, entry]));
  }

  #fileWritten(id: string): void {
    clearTimeout(this.#vanished.get(id) as number | undefined);
    this.#vanished.delete(id);
    this.#inBackground(() => this.#refreshOne(id));
  }

  #fileVanished(id: string): void {
    clearTimeout(this.#vanished.get(id) as number | undefined);
    this.#vanished.set(
      id,
      setTimeout(() => {
        this.#vanished.delete(id);
        this.#inBackground(() => this.#refreshOne(id));
      }, VANISHED_AFTER_MILLISECONDS),
    );
  }

  #inBackground(task: () => Promise<unknown>): void {
    inBackground(this.#log, "apps", task);
  }

  #secretsArrived(id: string): void {
    if (this.#absentSecrets.delete(id)) this.#changed.fire([id]);
  }

  async #refreshOne(id: string): Promise<void> {
    // What was never read is not out of date.
    if (!this.#loading) return;
    const entries = await this.#entries();
    const before = entries.get(id);
    const now = await (await this.#repository.load()).get(id);
    if (JSON.stringify(before) === JSON.stringify(now)) return;
    if (now) entries.set(id, now);
    else entries.delete(id);
    this.#changed.fire(before && now ? [id] : undefined);
  }
}

function idOf(file: vscode.Uri): string {
  return (file.path.split("/").pop() ?? "").replace(/\.json$/, "");
}
