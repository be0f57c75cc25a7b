import { UserError } from "../../errors";
import type { Ports } from "../../ports";
import { parseAppFile, serialiseAppFile, unreadableAppFile, type AppEntry } from "./appFile";
import { duplicateName, isSameName } from "../appName";
import { AppSecrets, type AppSecretValues } from "../appSecrets";
import { neededSecrets } from "../appState";
import { withSlug } from "../gatewaySlug";
import type { JwtApp } from "../jwtApp";
import {
  appIdOfSecretsKey,
  parseSecretsEntry,
  secretsKey,
  serialiseSecretsEntry,
  type SecretsRevision,
} from "./secretsEntry";
import { Markers, type MarkerKind } from "./markers";
import { SLUGS_ID, type SlugPorts, SlugRegistry } from "./slugRegistry";
import type { AppFiles, SecretStore } from "./storagePorts";

export type { AppEntry };

export interface AppRepositoryPorts extends SlugPorts, Pick<Ports, "randomBytes"> {
  readonly files: AppFiles;
  readonly secrets: SecretStore;
  /** Takes sentences for the log, about what was tidied away without the user. Never holds a secret. */
  readonly report: (message: string) => void;
}

/** A window that hasn't finished a change after so many milliseconds is taken for dead. */
const LEASE = 60_000;

/**
 * All JWT apps: metadata in files, secrets in a secret store, kept together.
 *
 * The metadata decides. Its `secretsRevision` names the secrets that belong to it, so a change of both halves is one
 * change: the secrets are stored beside the old ones, the metadata is written, the old ones are taken away ("settled").
 * Wherever that stops, the revision that the metadata names is there. Deleting goes the other way: metadata, then
 * secrets. A journal marker around it all keeps other windows out, and reminds them if this one dies.
 *
 * Methods that change something throw a `UserError` and leave the state before, or whole, when a disk or store fails.
 */
export class AppRepository {
  readonly #ports: AppRepositoryPorts;
  readonly #markers: Markers;
  readonly #slugs: SlugRegistry;
  /** Apps met in this session: `forgetEverything` must find the secrets of one whose file vanished. */
  readonly #met = new Set<string>();
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(ports: AppRepositoryPorts) {
    this.#ports = ports;
    const owner = this.#newId();
    this.#markers = new Markers(ports, { owner, lease: LEASE, settle: (id, kind) => this.#settle(id, kind) });
    this.#slugs = new SlugRegistry(ports, owner);
  }

  /** Every app, also those whose file can't be used. Reads no secrets, and gives a slug to each app that has none yet. */
  async list(): Promise<AppEntry[]> {
    return this.#named(await this.#readAll());
  }

  /** Undefined when there is no such app. */
  async get(id: string): Promise<AppEntry | undefined> {
    const entry = await this.#read(id);
    return entry && (await this.#named([entry]))[0];
  }

  async #named(entries: readonly AppEntry[]): Promise<AppEntry[]> {
    const apps = await this.#slugs.named(entries.flatMap((entry) => (entry.status === "ok" ? [entry.app] : [])));
    const byId = new Map(apps.map((app) => [app.id, app]));
    return entries.map((entry) =>
      entry.status === "ok" ? { status: "ok", app: byId.get(entry.app.id) ?? entry.app } : entry,
    );
  }

  /** As the files say, without a look at the slugs. */
  async #readAll(): Promise<AppEntry[]> {
    const ids = await this.#ports.files.list().catch(() => {
      throw new UserError("apps-unreadable", "The folder of the JWT apps can't be read.", {
        remedy: "Check who may read it.",
      });
    });
    const entries = await mapBounded(ids, 32, (id) => this.#read(id));
    return entries.filter((entry) => entry !== undefined);
  }

  async #read(id: string): Promise<AppEntry | undefined> {
    try {
      const text = await this.#ports.files.read(id);
      if (text === undefined) return undefined;
      this.#met.add(id);
      return parseAppFile(id, text);
    } catch (error) {
      return error instanceof UserError ? { status: "damaged", id, reason: error } : unreadableAppFile(id);
    }
  }

  /**
   * Undefined when this host doesn't have them: another window stored them and this one doesn't see it yet, or only the
   * file was copied here. Then the user is asked for them again.
   */
  async secretsOf(app: JwtApp): Promise<AppSecrets | undefined> {
    const revisions = await this.#revisions(
      app.id,
      () =>
        new UserError("secrets-unreadable", "The secrets of “{0}” can't be read.", {
          args: [app.name],
          remedy: "Check that the keyring of this computer is unlocked.",
        }),
    );
    let found = revisions.find(({ revision }) => revision === app.secretsRevision);
    if (!found && revisions.length > 0) {
      // `app` may be older than the secrets that another window has saved since.
      const entry = await this.#read(app.id);
      found =
        entry?.status === "ok" ? revisions.find(({ revision }) => revision === entry.app.secretsRevision) : undefined;
    }
    return found && new AppSecrets(found.values);
  }

  /**
   * Creates or replaces an app and returns it as saved. Without `secrets`, those there are stay. A replaced client
   * secret is kept as the previous one. Of two windows that save the same app, the last one wins; `update` is for one
   * that was read before.
   *
   * @throws UserError `duplicate-name`, `newer-app`, `damaged-app`, `invalid-app`, `app-busy`, or that storing failed
   */
  save(app: JwtApp, secrets?: AppSecrets): Promise<JwtApp> {
    return this.#oneAtATime(async () => {
      const change = secrets && ((stored: AppSecretValues | undefined) => withPreviousSecret(secrets.reveal(), stored));
      const { saved, isSettled } = await this.#save(
        app,
        (current) => (secrets ? app : withSecretsOf(current, app)),
        change,
      );
      // The app is whole; what is left over is taken away by the next change of this app, or by `sweep`.
      if (!isSettled) this.#ports.report(`Left-over secrets of the app ${app.id} will be removed later.`);
      return saved;
    });
  }

  /**
   * Changes an app that is there, as it is when no other window changes it, and returns it as saved: whatever was read
   * before a question was asked may be out of date by its answer. Nothing is stored for an app that is gone by then.
   * @param change makes the app to save from the present one; what it throws is thrown, and nothing is changed
   * @param changeSecrets makes all secrets from those that are here, undefined where none are; without it they stay
   * @throws UserError `app-gone`, and as `save`
   */
  update(
    { id, name }: Pick<JwtApp, "id" | "name">,
    change: (current: JwtApp) => JwtApp,
    changeSecrets?: (stored: AppSecrets | undefined) => AppSecrets,
  ): Promise<JwtApp> {
    return this.#oneAtATime(async () => {
      const edit = (current: JwtApp | undefined): JwtApp => {
        if (!current) throw appGone(name);
        return { ...change(current), id };
      };
      const secrets =
        changeSecrets &&
        ((stored: AppSecretValues | undefined) =>
          withPreviousSecret(changeSecrets(stored && new AppSecrets(stored)).reveal(), stored));
      const { saved, isSettled } = await this.#save({ id, name }, edit, secrets);
      if (!isSettled) this.#ports.report(`Left-over secrets of the app ${id} will be removed later.`);
      return saved;
    });
  }

  /** Forgets the client secret before the present one. */
  forgetPreviousSecret(id: string): Promise<JwtApp> {
    return this.#oneAtATime(async () => {
      const entry = await this.#read(id);
      if (entry?.status !== "ok") throw noSuchApp();
      const forget = (stored: AppSecretValues | undefined): AppSecretValues | undefined => {
        if (!stored) return undefined;
        const { previousClientSecret: _, ...rest } = stored;
        return rest;
      };
      const edit = (current: JwtApp | undefined): JwtApp => {
        if (!current) throw noSuchApp();
        return { ...current, hasPreviousSecret: false };
      };
      const { saved, isSettled } = await this.#save(entry.app, edit, forget);
      if (!isSettled) throw secretsNotDeleted(saved.name);
      return saved;
    });
  }

  /** Deletes an app and its secrets, whole or damaged. One of a newer version only when the user was told so. */
  delete(id: string, options: { readonly evenIfNewer?: boolean } = {}): Promise<void> {
    return this.#oneAtATime(() => this.#delete(id, options.evenIfNewer ?? false));
  }

  /** Deletes all apps and all secrets that can be found, going on where one fails; then throws what failed first. */
  forgetEverything(): Promise<void> {
    return this.#oneAtATime(async () => {
      const { files, journal, secrets } = this.#ports;
      const errors: unknown[] = [];
      const collect = async (ids: Promise<string[]>): Promise<string[]> =>
        ids.catch(() => {
          errors.push(
            new UserError("apps-unreadable", "The folder of the JWT apps can't be read.", {
              remedy: "Check who may read it.",
            }),
          );
          return [];
        });
      const stored = secrets.keys
        ? (await collect(secrets.keys())).map(appIdOfSecretsKey).filter((id) => id !== undefined)
        : [];
      for (const id of new Set([
        ...(await collect(files.list())),
        ...(await collect(journal.list())),
        ...stored,
        ...this.#met,
      ])) {
        if (id !== SLUGS_ID) await this.#delete(id, true).catch((error: unknown) => errors.push(error));
      }
      await this.#slugs.forget().catch(() => errors.push(slugsNotDeleted()));
      this.#met.clear();
      if (errors.length > 0) throw errors[0];
    });
  }

  /** Finishes what dead windows began, and leaves alone what live ones are doing. Call it once, some time after the start. */
  sweep(): Promise<void> {
    return this.#oneAtATime(async () => {
      try {
        for (const id of await this.#ports.journal.list()) {
          const finished = id === SLUGS_ID ? this.#slugs.tidy() : this.#markers.finish(id);
          await finished.catch(() =>
            this.#ports.report(`The interrupted change of the app ${id} can't be finished now.`),
          );
        }
      } catch {
        this.#ports.report("The journal of the JWT apps can't be read.");
      }
    });
  }

  /**
   * @param edit makes the metadata to save from what is on disk when no other window changes it
   * @param change makes the secrets to save from those that belong to it; undefined leaves them alone
   */
  async #save(
    { id, name }: Pick<JwtApp, "id" | "name">,
    edit: (current: JwtApp | undefined) => JwtApp,
    change?: (stored: AppSecretValues | undefined) => AppSecretValues | undefined,
  ): Promise<{ saved: JwtApp; isSettled: boolean }> {
    const { files, secrets, clock } = this.#ports;
    const hasNoSecrets =
      change &&
      (await this.#read(id)) === undefined &&
      (await this.#getSecret(id, () => secretsNotSaved(name))) === undefined;
    const kind = hasNoSecrets ? "create" : "edit";
    const marker = await this.#begin(id, kind, () => notSaved(name));
    let mine: SecretsRevision | undefined;
    let saved: JwtApp;
    try {
      const current = await this.#writable(id, name);
      const edited = edit(current);
      const slug = current ? current.slug : await this.#slugs.wish(edited);
      const app = { ...withSlug(edited, slug), updatedAt: Math.floor(clock() / 1000) };
      if (!current || !isSameName(current.name, app.name)) await this.#refuseTakenName(id, app.name);
      const revisions = change ? await this.#revisions(id, () => secretsNotSaved(name)) : [];
      const values = change?.(revisions.find(({ revision }) => revision === (current ?? app).secretsRevision)?.values);
      let text: string;
      if (!values) {
        ({ text, app: saved } = serialiseAppFile(app));
      } else {
        const next = { revision: this.#newId(), values };
        const hasPreviousSecret = values.previousClientSecret !== undefined;
        // What this revision lacks is missing from now on, whatever another host may still hold.
        const missingSecrets = neededSecrets(app).filter((name) => values[name] === undefined);
        ({ text, app: saved } = serialiseAppFile({
          ...app,
          secretsRevision: next.revision,
          hasPreviousSecret,
          missingSecrets,
        }));
        mine = next;
        await this.#doing(secrets.store(secretsKey(id), serialiseSecretsEntry([...revisions, next])), () =>
          secretsNotSaved(name),
        );
      }
      await this.#doing(files.write(id, text), () => notSaved(name));
    } catch (error) {
      await this.#end(id, kind, marker, mine);
      throw error;
    }
    this.#met.add(id);
    const isSettled = await this.#end(id, kind, marker, mine);
    const [named = saved] = await this.#slugs.named([saved]);
    return { saved: named, isSettled };
  }

  async #delete(id: string, evenIfNewer: boolean): Promise<void> {
    const entry = await this.#read(id);
    const name = entry?.status === "ok" ? entry.app.name : (entry?.status === "newer" && entry.name) || id;
    if (entry?.status === "newer" && !evenIfNewer) throw newerApp(name);
    const marker = await this.#begin(id, "delete", () => notDeleted(name)).catch((error: unknown) => {
      // On a full disk there is no room for a marker, but deleting must work.
      if (error instanceof UserError && error.code === "disk-full") return undefined;
      throw error;
    });
    try {
      await this.#doing(this.#ports.files.delete(id), () => notDeleted(name));
    } catch (error) {
      await this.#end(id, "delete", marker, "gone");
      throw error;
    }
    if (!(await this.#end(id, "delete", marker, "gone"))) throw secretsNotDeleted(name);
    this.#met.delete(id);
  }

  /** Waits until no other window is changing this app, then keeps the others out. Returns the marker's text. */
  async #begin(id: string, kind: MarkerKind, failed: () => UserError): Promise<string> {
    const marker = await this.#doing(this.#markers.begin(id, kind), failed);
    if (marker !== undefined) return marker;
    throw new UserError("app-busy", "Another window is changing this app.", { remedy: "Try again in a minute." });
  }

  /** Settles what was touched and removes the marker. False when that fails: then the marker stays for later. */
  async #end(
    id: string,
    kind: MarkerKind,
    marker: string | undefined,
    touched?: SecretsRevision | "gone",
  ): Promise<boolean> {
    try {
      if (touched) await this.#settle(id, kind, touched === "gone" ? undefined : touched);
    } catch {
      return false;
    }
    if (marker !== undefined)
      await this.#ports.journal
        .end(id, marker)
        .catch(() => this.#ports.report(`The marker of the app ${id} can't be removed now.`));
    return true;
  }

  /**
   * Leaves only the secrets that the metadata names; with no metadata, none if they were only just created or were to be
   * deleted. A vanished file never deletes secrets, and nor does one that can't be read.
   *
   * @param mine what this window has just saved: stored again if another window has pushed it out
   */
  async #settle(id: string, kind: MarkerKind, mine?: SecretsRevision): Promise<void> {
    const { files, secrets } = this.#ports;
    const text = await files.read(id).catch(keepUserError);
    if (text === undefined) {
      if (kind !== "edit") await secrets.delete(secretsKey(id));
      return;
    }
    const entry = text instanceof UserError ? undefined : parseAppFile(id, text);
    if (entry?.status !== "ok") return;
    const value = await secrets.get(secretsKey(id));
    const revisions = (value !== undefined && parseSecretsEntry(value)) || [];
    const named = [...revisions, ...(mine ? [mine] : [])].find(
      ({ revision }) => revision === entry.app.secretsRevision,
    );
    if (named && (revisions.length > 1 || revisions[0] !== named))
      await secrets.store(secretsKey(id), serialiseSecretsEntry([named]));
  }

  /** The app on disk, if it may be overwritten; undefined when there is none. */
  async #writable(id: string, name: string): Promise<JwtApp | undefined> {
    const entry = await this.get(id);
    if (entry?.status === "newer") throw newerApp(name);
    if (entry?.status === "damaged") {
      throw new UserError("damaged-app", "The file of “{0}” was damaged in the meantime, so it isn't overwritten.", {
        args: [name],
        remedy: "Mend the file, or delete the app.",
      });
    }
    return entry?.app;
  }

  async #refuseTakenName(id: string, name: string): Promise<void> {
    for (const entry of await this.#readAll()) {
      const other = entry.status === "ok" ? entry.app : entry;
      if (other.id !== id && "name" in other && other.name !== undefined && isSameName(other.name, name)) {
        throw duplicateName(other.name);
      }
    }
  }

  /** Empty when there are none, or none that can be read. */
  async #revisions(id: string, failed: () => UserError): Promise<SecretsRevision[]> {
    const value = await this.#getSecret(id, failed);
    if (value === undefined) return [];
    const revisions = parseSecretsEntry(value);
    if (!revisions) this.#ports.report(`The stored secrets of the app ${id} are damaged and count as missing.`);
    return revisions ?? [];
  }

  #getSecret(id: string, failed: () => UserError): Promise<string | undefined> {
    return this.#doing(this.#ports.secrets.get(secretsKey(id)), failed);
  }

  /** Turns whatever a disk or store throws into a sentence; what it says itself may hold anything, so it is not passed on. */
  async #doing<T>(step: Promise<T>, failed: () => UserError): Promise<T> {
    try {
      return await step;
    } catch (error) {
      const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
      if (code === "ENOSPC" || code === "EDQUOT")
        throw new UserError("disk-full", "The disk is full, so nothing was changed.", {
          remedy: "Make room, then try again.",
        });
      throw failed();
    }
  }

  /** Changes of one window wait for each other here, so only those of other windows meet in the journal. */
  #oneAtATime<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#lastChange.then(change);
    this.#lastChange = result.catch(() => undefined);
    return result;
  }

  #newId(): string {
    return Array.from(this.#ports.randomBytes(16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
}

/** A file with nonsense in it is one thing; a disk that fails is another, and thrown on. */
function keepUserError(error: unknown): UserError {
  if (error instanceof UserError) return error;
  throw error;
}

/** "Signed with the previous secret" is a mistake worth naming, so a replaced client secret is kept. */
function withPreviousSecret(values: AppSecretValues, stored: AppSecretValues | undefined): AppSecretValues {
  if (!stored) return values;
  const isReplaced =
    stored.clientSecret !== undefined &&
    values.clientSecret !== undefined &&
    stored.clientSecret !== values.clientSecret;
  const { previousClientSecret: _, ...rest } = values;
  const previous = isReplaced ? stored.clientSecret : stored.previousClientSecret;
  return previous === undefined ? rest : { ...rest, previousClientSecret: previous };
}

/** If another window has changed the secrets since `app` was read, the fields that go with them are those on disk. */
function withSecretsOf(current: JwtApp | undefined, app: JwtApp): JwtApp {
  if (!current || current.secretsRevision === app.secretsRevision) return app;
  const { secretsRevision, hasPreviousSecret, missingSecrets, signingKey, payloadKey } = current;
  return { ...app, secretsRevision, hasPreviousSecret, missingSecrets, signingKey, payloadKey };
}

async function mapBounded<T, R>(items: readonly T[], atOnce: number, map: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const rest = items.entries();
  const work = async (): Promise<void> => {
    for (const [index, item] of rest) results[index] = await map(item);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}

function noSuchApp(): UserError {
  return new UserError("no-such-app", "This app is no longer there, or can't be read.");
}

function appGone(name: string): UserError {
  return new UserError("app-gone", "“{0}” was deleted meanwhile, so nothing of it was changed.", { args: [name] });
}

function notSaved(name: string): UserError {
  return new UserError("app-not-saved", "“{0}” could not be saved, because its file could not be written.", {
    args: [name],
    remedy: "Nothing was changed; try again.",
  });
}

function secretsNotSaved(name: string): UserError {
  return new UserError(
    "secrets-not-saved",
    "“{0}” could not be saved, because the secret storage of this computer failed.",
    { args: [name], remedy: "Nothing was changed; check that its keyring is unlocked, then try again." },
  );
}

function notDeleted(name: string): UserError {
  return new UserError("app-not-deleted", "“{0}” could not be deleted, because its file could not be removed.", {
    args: [name],
    remedy: "Nothing was changed; try again.",
  });
}

function secretsNotDeleted(name: string): UserError {
  return new UserError(
    "secrets-not-deleted",
    "The secrets of “{0}” could not be removed from the secret storage of this computer.",
    { args: [name], remedy: "This is tried again when a window opens." },
  );
}

function slugsNotDeleted(): UserError {
  return new UserError("slugs-not-deleted", "What the gateway's addresses call the apps could not be removed.", {
    remedy: "Try again.",
  });
}

function newerApp(name: string): UserError {
  return new UserError("newer-app", "“{0}” was saved by a newer version of this extension and is left as it is.", {
    args: [name],
    remedy: "Update the extension to change it.",
  });
}
