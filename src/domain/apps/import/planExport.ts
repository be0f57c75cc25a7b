import { UserError } from "../../errors";
import type { Ports } from "../../ports";
import type { Steps } from "../../steps";
import { fold } from "../appName";
import { AppSecrets } from "../appSecrets";
import { neededSecrets } from "../appState";
import type { ExportedApp } from "../exportApps";
import { assumedOf, readExport } from "./readExport";
import type { FileApp } from "./exportEntry";
import { changesOfExport, isSameExport, keptOf } from "./importChanges";
import { type ImportRemarks, idRemarks } from "./importRemarks";
import type { JsonDocument } from "./importText";
import { APP_FILE_VERSION, type JwtApp } from "../jwtApp";
import { NameGiver } from "./nameGiver";
import { clientIdKey } from "./sameValue";
import { type ImportPlan, secondsNow, emptyPlan, planUpdate, randomUuid, MAX_IMPORTED_APPS } from "./importPlan";

/** What the apps of exports would add and change. */
export function* planExport(
  documents: readonly JsonDocument[],
  existing: readonly JwtApp[],
  ports: Ports,
): Steps<ImportPlan> {
  const { apps, ...remarks } = yield* readExports(documents, secondsNow(ports));
  const names = yield* NameGiver.beside(existing);
  // A generated twin has the client ID of its original, so the kind of credentials tells them apart, then the name.
  const key = (app: Pick<JwtApp, "clientId" | "credentials">): string =>
    `${app.credentials} ${clientIdKey(app.clientId)}`;
  const fitting = yield* FittingApps.of(existing, key);

  const plan = emptyPlan("export", remarks, false);
  for (const file of yield* eachOnce(apps, remarks)) {
    yield;
    const { app: exported } = file;
    const present = fitting.take(key(exported), exported.name);
    plan.notes.push(...idRemarks(exported.name, exported, present));
    if (present) {
      const said = asSaid(file, present);
      planUpdate(plan, { existing: present, changes: changesOfExport(present, said), secrets: new AppSecrets() });
      plan.notes.push(...keptOf(present, said));
    } else {
      plan.notes.push(...assumedOf(file));
      const name = names.unique(exported.name);
      if (name !== exported.name)
        plan.notes.push(
          new UserError("name-taken", "“{0}” is another app's name here, so the new one is called “{1}”.", {
            args: [exported.name, name],
          }),
        );
      const machine = {
        id: randomUuid(ports),
        secretsRevision: "",
        hasPreviousSecret: false,
        updatedAt: secondsNow(ports),
      };
      const app: JwtApp = {
        version: APP_FILE_VERSION,
        ...exported,
        ...machine,
        name,
        missingSecrets: neededSecrets(exported),
      };
      plan.add.push({ app, secrets: new AppSecrets() });
    }
  }
  return plan;
}

/** What a file leaves open stays as it is in an app that is here. */
function asSaid({ app, assumed }: FileApp, present: JwtApp): ExportedApp {
  // Where it was created its scopes and tables say.
  const isPlaced = app.scopes.length + app.tables.length > 0;
  const names = [...assumed].filter((name) => !(isPlaced && name === "createdIn"));
  const open = Object.fromEntries(names.map((name) => [name, present[name]])) as Partial<ExportedApp>;
  return { ...app, ...open };
}

/** Of several exports, one that can't be read is told. */
function* readExports(
  documents: readonly JsonDocument[],
  now: number,
): Steps<ImportRemarks & { readonly apps: readonly FileApp[] }> {
  const all: ImportRemarks & { readonly apps: FileApp[] } = { apps: [], problems: [], notes: [] };
  let unread: UserError | undefined;
  let read = 0;
  for (const { value } of documents) {
    try {
      const { apps, problems, notes } = yield* readExport(
        value as object,
        now,
        MAX_IMPORTED_APPS,
        MAX_IMPORTED_APPS - all.apps.length,
      );
      for (const app of apps) all.apps.push(app);
      for (const problem of problems) all.problems.push(problem);
      for (const note of notes) all.notes.push(note);
      read++;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      all.problems.push(error);
      unread ??= error;
    }
  }
  if (read === 0 && unread) throw unread;
  return all;
}

/** Without what is the same app once more, by client ID, kind of credentials and name. */
function* eachOnce(apps: readonly FileApp[], { problems, notes }: ImportRemarks): Steps<FileApp[]> {
  const first = new Map<string, FileApp>();
  for (const file of apps) {
    yield;
    const { app } = file;
    const key = JSON.stringify([app.credentials, clientIdKey(app.clientId), fold(app.name)]);
    const other = first.get(key);
    if (!other) first.set(key, file);
    else if (isSameExport(other.app, app))
      notes.push(
        new UserError("app-twice", "“{0}” is in the file more than once; it was taken once.", { args: [app.name] }),
      );
    else
      problems.push(
        new UserError(
          "app-twice",
          "“{0}” is in the file more than once, with different data; the first one was taken.",
          { args: [app.name] },
        ),
      );
  }
  return [...first.values()];
}

/** The apps that an entry of an import may be, each of them given once; in time linear in their number. */
class FittingApps {
  readonly #byKey = new Map<string, { readonly all: JwtApp[]; readonly byName: Map<string, JwtApp>; next: number }>();
  readonly #given = new Set<JwtApp>();

  /** @param keyOf what tells apps apart before their names do */
  static *of(apps: readonly JwtApp[], keyOf: (app: JwtApp) => string): Steps<FittingApps> {
    const fitting = new FittingApps();
    for (const app of apps) {
      yield;
      const key = keyOf(app);
      const own = fitting.#byKey.get(key) ?? { all: [], byName: new Map<string, JwtApp>(), next: 0 };
      fitting.#byKey.set(key, own);
      own.all.push(app);
      const name = fold(app.name);
      if (!own.byName.has(name)) own.byName.set(name, app);
    }
    return fitting;
  }

  /** The one of that name, or else the first that is left; undefined where none is. */
  take(key: string, name: string): JwtApp | undefined {
    const own = this.#byKey.get(key);
    if (!own) return undefined;
    const named = own.byName.get(fold(name));
    let first = own.all[own.next];
    while (first && this.#given.has(first)) first = own.all[++own.next];
    const found = named && !this.#given.has(named) ? named : first;
    if (found) this.#given.add(found);
    return found;
  }
}
