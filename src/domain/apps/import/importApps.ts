import { UserError } from "../../errors";
import { bytesToHex } from "../../keys/base64";
import type { Ports } from "../../ports";
import { mayHaveMoreValues } from "../../jsonSize";
import { atOnce, type Steps } from "../../steps";
import { fold } from "../appName";
import { AppSecrets } from "../appSecrets";
import { neededSecrets } from "../appState";
import { EXPORT_FORMAT, type ExportedApp } from "../exportApps";
import { isObject, isSaid, type JsonObject, property } from "./jsonObject";
import { assumedOf, type FileApp, readExport } from "./importExport";
import { type BotApp, readGetBots, secretIn } from "./importGetBots";
import { type AppChange, changesOfBot, changesOfExport, isSameExport, keptOf, keptOfBot } from "./importChanges";
import { idRemarks } from "./importedIds";
import { byImportance, type ImportRemarks } from "./importRemarks";
import { SecretRemarks } from "./importSecrets";
import { FittingApps } from "./fittingApps";
import { documentsIn, type JsonDocument } from "./importText";
import { APP_FILE_VERSION, type JwtApp } from "../jwtApp";
import { signsWithSecret } from "../../keys/joseAlgorithms";
import { NameGiver } from "./nameGiver";
import { NEW_APP } from "../newApp";
import { clientIdKey } from "../sameValue";
import { secretUnused } from "../unusedSecret";

/** Characters of text that an import may have; 50 bots, the most that one response lists, take about 100,000. */
export const MAX_IMPORT_LENGTH = 20_000_000;
export const MAX_IMPORTED_APPS = 5_000;
/** Values of its JSON, which is parsed in one go: 5,000 apps with a hundred scopes each have fewer. */
const MAX_VALUES = 2_000_000;

/** What an import would do; nothing is written by making it. */
export interface ImportPlan {
  readonly source: "getBots" | "export";
  readonly add: readonly ImportedApp[];
  /** Apps that are there already, by client ID. */
  readonly update: readonly ImportedUpdate[];
  /** Those of them for which the import brings nothing new. */
  readonly unchanged: readonly JwtApp[];
  /** One entry for each part that could not be taken, or was taken with a doubt; the rest is in the plan. */
  readonly problems: readonly UserError[];
  /** What was taken otherwise than it stands in the source, or means nothing here. */
  readonly notes: readonly UserError[];
  /** The response says that it is one page of several. */
  readonly morePages: boolean;
}

export interface ImportedApp {
  readonly app: JwtApp;
  readonly secrets: AppSecrets;
}

/** An app that is there, and each difference that somebody may want; `secrets` holds only what the import brought. */
export interface ImportedUpdate {
  readonly existing: JwtApp;
  readonly changes: readonly AppChange[];
  readonly secrets: AppSecrets;
}

/**
 * Reads the platform's Get Bots response (platform.md, 1.2), or what `exportApps` wrote, or several of one kind pasted
 * one after the other. The response may be captured with its HTTP headers, wrapped in other objects, a bare list of
 * bots, or a bare list of JWT apps.
 *
 * The response has neither names nor algorithms: its apps are called "<bot> · <start of client ID>", and HS256 is
 * marked as assumed. What a text says of them all the same is taken where it is plain, and told. Masked secrets count as missing, and are told, as doubtful ones are. Names are made unique ignoring case; ids are new.
 * @throws UserError where nothing can be read at all: too long, no JSON, another kind of answer, a newer export
 */
export function importApps(text: string, existing: readonly JwtApp[], ports: Ports): ImportPlan {
  return atOnce(importAppsInSteps(text, existing, ports));
}

/** The same, in steps of which only parsing is long: that of the longest text takes a fifth of a second. */
export function* importAppsInSteps(text: string, existing: readonly JwtApp[], ports: Ports): Steps<ImportPlan> {
  if (text.length > MAX_IMPORT_LENGTH) {
    throw new UserError("import-too-large", "This is too much to import: {0} characters, where at most {1} are read.", {
      args: [text.length, MAX_IMPORT_LENGTH],
    });
  }
  if (yield* mayHaveMoreValues(MAX_VALUES, text)) {
    throw new UserError("import-too-large", "This is too much to import: its JSON has more than {0} values.", {
      args: [MAX_VALUES],
    });
  }
  const found = documentsIn(text);
  yield;
  const documents = found.documents.flatMap(eachExport);
  const exports = documents.filter(({ value }) => isExport(value));
  const others = exports.length > 0 ? documents.filter(({ value }) => !isExport(value)) : [];
  const plan = yield* exports.length > 0
    ? planExport(exports, existing, ports)
    : planGetBots(documents, existing, ports);
  const problems = [...others.map(otherKind), ...found.problems, ...plan.problems];
  return { ...plan, problems, notes: byImportance([...plan.notes, ...found.notes]) };
}

/** A list of nothing but exports is that many of them. */
function eachExport({ value, line }: JsonDocument): JsonDocument[] {
  if (isNamelessExport(value)) return [{ value: { format: EXPORT_FORMAT, version: 1, ...value }, line }];
  if (!Array.isArray(value) || value.length === 0 || !value.every(isExport)) return [{ value, line }];
  return value.map((each: unknown) => ({ value: each, line }));
}

/**
 * A list of apps with what only exports have, whose format somebody left out. Where there is a client secret in it, it is
 * a list of somebody's own, of which secrets are taken.
 */
function isNamelessExport(value: unknown): value is JsonObject {
  if (!isObject(value) || "format" in value) return false;
  const { apps } = value;
  if (!Array.isArray(apps) || apps.length === 0 || !apps.every(isObject)) return false;
  const isOwn = apps.some((app) => isSaid(property(app, "clientSecret")) || property(app, "jwtApps") !== undefined);
  return (
    !isOwn &&
    apps.some(
      (app) => typeof app["clientId"] === "string" && ("createdIn" in app || "scopes" in app || "credentials" in app),
    )
  );
}

function isExport(value: unknown): value is object {
  return typeof value === "object" && value !== null && "format" in value && value.format === EXPORT_FORMAT;
}

function otherKind({ line }: JsonDocument): UserError {
  return new UserError("import-other-kind", "What begins in line {0} is no export, so it was left out.", {
    args: [line],
    remedy: "Import it by itself.",
  });
}

function* planGetBots(
  documents: readonly JsonDocument[],
  existing: readonly JwtApp[],
  ports: Ports,
): Steps<ImportPlan> {
  const { apps, morePages, ...remarks } = yield* readGetBots(documents, MAX_IMPORTED_APPS);
  const names = yield* NameGiver.beside(existing);
  const byClientId = new Map(existing.map((app) => [clientIdKey(app.clientId), app]));
  // Where a local twin has the same client ID, the platform speaks of the other one.
  for (const app of existing) if (app.credentials === "pasted") byClientId.set(clientIdKey(app.clientId), app);

  const plan = emptyPlan("getBots", remarks, morePages);
  const secrets = new SecretRemarks();
  const ids = new Map<string, UserError>();
  for (const found of apps) {
    yield;
    const present = byClientId.get(clientIdKey(found.clientId));
    // Once for all apps of a bot.
    for (const remark of idRemarks(found.botName, found, present)) ids.set(remark.message, remark);
    if (present) {
      planUpdate(plan, updateFromBot(present, found, plan.notes));
      plan.notes.push(...keptOfBot(present, found));
      if (isSecretWanted(present, found)) secrets.note(present.name, found);
      else if (found.secret?.outcome === "refused") plan.notes.push(secretUnread(present.name));
    } else {
      const added = appFromBot(found, names, ports);
      plan.add.push(added);
      if (signsWithSecret(added.app.algorithm)) secrets.note(added.app.name, found);
      else if (secretIn(found) !== undefined) plan.notes.push(secretUnused(added.app));
    }
  }
  return {
    ...plan,
    problems: [...plan.problems, ...secrets.problems()],
    notes: [...plan.notes, ...ids.values(), ...secrets.notes()],
  };
}

function secretUnread(name: string): UserError {
  return new UserError(
    "client-secret-unread",
    "What stands as the client secret of “{0}” is a mask or none, so it was not taken.",
    { args: [name] },
  );
}

/** A mask in the place of a secret that is here already is no news. */
function isSecretWanted({ algorithm, missingSecrets }: JwtApp, { secret }: BotApp): boolean {
  return signsWithSecret(algorithm) && (secret?.outcome === "accepted" || missingSecrets.includes("clientSecret"));
}

function appFromBot(found: BotApp, names: NameGiver, ports: Ports): ImportedApp {
  const now = seconds(ports);
  const { algorithm = NEW_APP.algorithm } = found;
  const isSecretUsed = signsWithSecret(algorithm);
  const app: JwtApp = {
    version: APP_FILE_VERSION,
    id: randomUuid(ports),
    // "cs-" and the first group of the UUID.
    name: names.unique(found.name ?? `${found.botName} · ${found.clientId.slice(0, 11)}`),
    ...NEW_APP,
    ...(found.createdIn && { createdIn: found.createdIn }),
    ...(found.usedFor && { usedFor: found.usedFor }),
    clientId: found.clientId,
    algorithm,
    ...(found.algorithm === undefined && { algorithmAssumed: true }),
    enforceJti: found.enforceJti ?? NEW_APP.enforceJti,
    enforceJwe: found.enforceJwe ?? NEW_APP.enforceJwe,
    ...(found.host !== undefined && { host: found.host }),
    ...(found.botId !== undefined && { botId: found.botId }),
    ...(found.accountId !== undefined && { accountId: found.accountId }),
    scopes: [],
    tables: [],
    secretsRevision: "",
    missingSecrets: isSecretUsed && secretIn(found) !== undefined ? [] : neededSecrets({ ...NEW_APP, algorithm }),
    hasPreviousSecret: false,
    createdAt: found.createdAt ?? now,
    updatedAt: now,
  };
  return { app, secrets: isSecretUsed ? secretsFromBot(found) : new AppSecrets() };
}

function updateFromBot(existing: JwtApp, found: BotApp, notes: UserError[]): ImportedUpdate {
  // With RS256 and RS512 nothing is signed with the client secret, so none is kept.
  const isSecretUsed = signsWithSecret(existing.algorithm);
  const secrets = isSecretUsed ? secretsFromBot(found) : new AppSecrets();
  if (!isSecretUsed && secretIn(found) !== undefined) {
    notes.push(secretUnused(existing));
  }
  return { existing, changes: changesOfBot(existing, found, secrets), secrets };
}

function secretsFromBot(found: BotApp): AppSecrets {
  const clientSecret = secretIn(found);
  return new AppSecrets(clientSecret === undefined ? {} : { clientSecret });
}

function* planExport(documents: readonly JsonDocument[], existing: readonly JwtApp[], ports: Ports): Steps<ImportPlan> {
  const { apps, ...remarks } = yield* readExports(documents, seconds(ports));
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
        updatedAt: seconds(ports),
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

interface OpenPlan extends ImportPlan {
  readonly add: ImportedApp[];
  readonly update: ImportedUpdate[];
  readonly unchanged: JwtApp[];
  readonly notes: UserError[];
}

function emptyPlan(source: ImportPlan["source"], { problems, notes }: ImportRemarks, morePages: boolean): OpenPlan {
  return { source, add: [], update: [], unchanged: [], problems, notes, morePages };
}

function planUpdate(plan: OpenPlan, update: ImportedUpdate): void {
  if (update.changes.length === 0) plan.unchanged.push(update.existing);
  else plan.update.push(update);
}

function seconds({ clock }: Ports): number {
  return Math.floor(clock() / 1000);
}

/** Version 4 (RFC 9562, 5.4). */
function randomUuid({ randomBytes }: Ports): string {
  const hex = bytesToHex(randomBytes(16));
  const variant = "89ab".charAt(Number.parseInt(hex.charAt(16), 16) & 3);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, variant + hex.slice(17, 20), hex.slice(20)].join(
    "-",
  );
}
