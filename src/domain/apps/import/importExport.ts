import * as v from "valibot";
import { UserError } from "../../errors";
import { unsoundInImport, unsoundness } from "../../payloads/write/soundShape";
import type { Steps } from "../../steps";
import { isVisibleLine } from "../../text/asText";
import { scopeById } from "../../scopes/catalogue";
import { assignTables } from "../assignScopes";
import { EXPORT_VERSION, ExportedApp } from "../exportApps";
import { hostIn } from "../hosts";
import { cleanName } from "../appName";
import { assumedInWords, completed } from "./exportDefaults";
import { type ImportRemarks, isSecretName, listed, shownName, type Told, untaken } from "./importRemarks";
import { isSaid } from "./jsonObject";
import type { JwtApp } from "../jwtApp";
import type { PublicRsaJwk } from "../../keys/publicKey";
import { algorithmIn } from "./ownWords";
import { isId } from "../platformIds";

/** An app of an export, and which of its fields the file leaves open: those begin as in a new app. */
export interface FileApp {
  readonly app: ExportedApp;
  readonly assumed: ReadonlySet<keyof ExportedApp>;
}

/**
 * Reads what `exportApps` wrote, or somebody by hand; each entry is checked, and one that doesn't hold is reported and
 * left out.
 * @param now seconds since the epoch
 * @param room how many of `limit` apps may still be read, where there were others before
 * @throws UserError for a newer version, and where there is no list of apps
 */
export function* readExport(
  json: object,
  now: number,
  limit: number,
  room = limit,
): Steps<ImportRemarks & { readonly apps: readonly FileApp[] }> {
  const file = v.safeParse(
    v.object({ version: v.pipe(v.number(), v.integer(), v.minValue(1)), apps: v.custom<unknown[]>(Array.isArray) }),
    json,
  );
  if (!file.success)
    throw new UserError("export-damaged", "This export of apps is damaged: it has no version or no list of apps.");
  if (file.output.version > EXPORT_VERSION) {
    throw new UserError("export-newer", "This export was written by a newer version of this extension.", {
      remedy: "Update the extension to import it.",
    });
  }
  const remarks: ImportRemarks = { problems: [], notes: [] };
  const apps: FileApp[] = [];
  for (const [index, entry] of file.output.apps.slice(0, room).entries()) {
    yield;
    try {
      apps.push(checked(entry, index + 1, now, remarks));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      remarks.problems.push(error);
    }
  }
  if (file.output.apps.length > room) remarks.problems.push(tooManyApps(limit));
  const besideIt = Object.keys(json).filter((name) => !FILE_FIELDS.has(name));
  const beside = [...besideIt.filter(isSecretName), ...besideIt.filter((name) => !isSecretName(name))];
  if (beside.length > 0) {
    remarks.problems.push(
      new UserError(
        "export-beside",
        "Beside the list of apps stands what an export doesn't have, and it was left out: {0}.",
        { args: [listed(beside.map(shownName))] },
      ),
    );
  }
  return { apps, ...remarks };
}

const FILE_FIELDS: ReadonlySet<string> = new Set(["format", "version", "apps"]);

export function tooManyApps(limit: number): UserError {
  return new UserError("import-too-many", "There are more than {0} apps; the rest was left out.", { args: [limit] });
}

function checked(entry: unknown, position: number, now: number, remarks: ImportRemarks): FileApp {
  if (hasMoreValues(ownValues(entry), MAX_VALUES))
    throw new UserError("export-entry", "What stands at position {0} is too much to be one app, so it was left out.", {
      args: [position],
    });
  const { entry: whole, assumed } = completed(tidied(entry), now);
  const parsed = v.safeParse(SoundApp, whole);
  if (!parsed.success) throw notAnApp(entry, position, parsed.issues);
  const { output } = parsed;
  const name = cleanName(output.name);
  const app = { ...output, name, ...grantsOf({ ...output, name }, remarks) };
  // Scopes and tables that were left out are told by their names.
  if (typeof entry === "object" && entry !== null)
    tellUntaken(entry, { ...app, scopes: output.scopes, tables: output.tables }, remarks);
  return { app: withSoundShape(app, remarks), assumed };
}

/** Without a shape in which nothing may be written: the app itself is none the worse. */
function withSoundShape(app: ExportedApp, { problems }: ImportRemarks): ExportedApp {
  const { envelopeProfile, ...rest } = app;
  const why = envelopeProfile && unsoundness(envelopeProfile);
  if (!why) return app;
  problems.push(unsoundInImport(why, app.name));
  return rest;
}

/** What an app has by the names of its fields; the rest is only looked through for what has to be told. */
function ownValues(entry: unknown): readonly unknown[] {
  if (typeof entry !== "object" || entry === null) return [];
  return Object.entries(entry).flatMap(([name, value]): unknown[] =>
    Object.hasOwn(ExportedApp.entries, name) ? [value] : [],
  );
}

/** Values of one entry: an app has at most a thousand scopes, and as many tables. */
const MAX_VALUES = 20_000;

/** Stops as soon as there are. */
function hasMoreValues(value: unknown, limit: number): boolean {
  const open = [value];
  for (let count = 0; open.length > 0;) {
    const next = open.pop();
    if (typeof next !== "object" || next === null) continue;
    for (const name in next) {
      if (++count > limit) return true;
      open.push((next as Readonly<Record<string, unknown>>)[name]);
    }
  }
  return false;
}

/** What an app that is new here begins with, since the file doesn't say it. */
export function assumedOf({ app, assumed }: FileApp): UserError[] {
  const told = assumedInWords(app, assumed);
  return told === ""
    ? []
    : [
        new UserError("export-assumed", "“{0}” begins with what a new app has where the file says nothing: {1}.", {
          args: [app.name, told],
        }),
      ];
}

/** The form takes white space around an ID and a scheme before a host, and so does the import. */
function tidied(entry: unknown): unknown {
  if (typeof entry !== "object" || entry === null) return entry;
  const app = { ...entry } as Record<string, unknown>;
  for (const name of ["clientId", "appId", "botId", "accountId"]) {
    const value = app[name];
    if (typeof value === "string") app[name] = value.trim();
  }
  // `null`, and an ID of nothing but blanks, say that there is none.
  for (const name of OPTIONAL_FIELDS) if (app[name] === null || app[name] === "") delete app[name];
  const { host } = app;
  const algorithm = algorithmIn(app["algorithm"]);
  if (algorithm !== undefined) app["algorithm"] = algorithm;
  if (typeof host === "string") app["host"] = hostIn(host) ?? host;
  return app;
}

const OPTIONAL_FIELDS = [
  "appId",
  "algorithmAssumed",
  "signingKey",
  "contentEncryption",
  "platformKey",
  "payloadKey",
  "envelopeProfile",
  "host",
  "botId",
  "accountId",
] as const;

function notAnApp(
  entry: unknown,
  position: number,
  issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]],
): UserError {
  const paths = issues.map((issue) => v.getDotPath(issue)).filter((path) => path !== null);
  const [first] = paths;
  if (first === undefined)
    return new UserError("export-entry", "What stands at position {0} is not an app.", { args: [position] });
  const name = cleanName(
    typeof entry === "object" && entry !== null && "name" in entry && typeof entry.name === "string" ? entry.name : "",
  );
  // One thing at a time: what an app can't be without, then the first of the others.
  const path = (["name", "clientId"] as const).find((each) => paths.includes(each)) ?? first;
  const { isMissing, values } = whyRefused(
    entry,
    path,
    issues.find((issue) => v.getDotPath(issue) === path),
  );
  const args = [position, path.split(".").map(shownName).join("."), name, values];
  if (isMissing) {
    return name === ""
      ? new UserError("export-entry", "The app at position {0} was left out: it has no “{1}”.", { args })
      : new UserError("export-entry", "“{2}”, at position {0}, was left out: it has no “{1}”.", { args });
  }
  const details = { args, ...(values !== "" && { remedy: "It is one of these: {3}." }) };
  return name === ""
    ? new UserError("export-entry", "The app at position {0} was left out: it has no valid value for {1}.", details)
    : new UserError("export-entry", "“{2}”, at position {0}, was left out: it has no valid value for {1}.", details);
}

/** Whether what is to be mended first is missing, and what may stand there, where that is a list. */
function whyRefused(
  entry: unknown,
  path: string,
  issue: v.BaseIssue<unknown> | undefined,
): { readonly isMissing: boolean; readonly values: string } {
  const value =
    typeof entry === "object" && entry !== null && Object.hasOwn(entry, path)
      ? (entry as Record<string, unknown>)[path]
      : undefined;
  const isChoice = issue?.type === "picklist" || issue?.type === "boolean";
  const values =
    issue?.type === "boolean" ? "true, false" : (issue?.expected ?? "").replace(/[()"]/g, "").replaceAll(" | ", ", ");
  return { isMissing: !path.includes(".") && !isSaid(value), values: isChoice ? values : "" };
}

/** Scopes of its level, and tables where it was created in Data Tables; whatever else is listed is told. */
function grantsOf(app: ExportedApp, { problems, notes }: ImportRemarks): Pick<ExportedApp, "scopes" | "tables"> {
  const foreign = app.scopes.filter(({ id }) => (scopeById(id)?.level ?? app.createdIn) !== app.createdIn);
  const foreignIds = new Set(foreign.map(({ id }) => id));
  if (foreign.length) {
    problems.push(
      new UserError("export-scopes", "“{0}” lists scopes of another level, which were left out: {1}.", {
        args: [app.name, listed(foreign.map(({ id }) => id))],
      }),
    );
  }
  const scopes = [...new Map([...app.scopes].reverse().map((scope) => [scope.id, scope])).values()]
    .reverse()
    .filter(({ id }) => !foreignIds.has(id));
  if (scopes.length + foreignIds.size < app.scopes.length) {
    notes.push(
      new UserError("export-scope-twice", "“{0}” lists a scope more than once; what stands last was taken.", {
        args: [app.name],
      }),
    );
  }
  const unheard = scopes.filter(({ id }) => !scopeById(id));
  if (unheard.length) {
    notes.push(
      new UserError(
        "export-scopes-unknown",
        "“{0}” lists scopes that this version doesn't know, and they are kept: {1}.",
        { args: [app.name, listed(unheard.map(({ id }) => id))] },
      ),
    );
  }
  return { scopes, tables: tablesOf(app, { problems, notes }) };
}

function tablesOf(app: ExportedApp, { problems, notes }: ImportRemarks): ExportedApp["tables"] {
  const names = (tables: ExportedApp["tables"]): string => listed(tables.map(({ name }) => name));
  if (app.createdIn !== "tables") {
    if (app.tables.length) {
      problems.push(
        new UserError(
          "export-tables",
          "“{0}” wasn't created in Data Tables, so its tables and views were left out: {1}.",
          { args: [app.name, names(app.tables)] },
        ),
      );
    }
    return [];
  }
  const empty = app.tables.filter((table) => !table.read && !table.write && !table.delete);
  try {
    const { tables } = assignTables(app as JwtApp, app.tables);
    for (const { name } of app.tables.filter((table) => table.name !== table.name.trim())) {
      notes.push(
        new UserError("export-otherwise", "Of “{0}”, “{1}” was taken as “{2}”.", {
          args: [app.name, "tables", name.trim()],
        }),
      );
    }
    if (empty.length)
      notes.push(
        new UserError(
          "export-tables-empty",
          "“{0}” lists tables and views that it may do nothing with, which were left out: {1}.",
          { args: [app.name, names(empty)] },
        ),
      );
    return tables;
  } catch (error) {
    throw error instanceof UserError ? ofApp(app, error) : error;
  }
}

/** A problem of `assignTables`, which doesn't name the app. */
function ofApp({ name }: ExportedApp, error: UserError): UserError {
  const [what = ""] = error.details.args ?? [];
  switch (error.code) {
    case "too-many-tables":
      return new UserError(error.code, "“{0}” was left out: it lists more than {1} tables and views.", {
        args: [name, what],
      });
    case "table-name-missing":
      return new UserError(error.code, "“{0}” was left out: one of its tables and views has no name.", {
        args: [name],
      });
    case "table-name-too-long":
      return new UserError(
        error.code,
        "“{0}” was left out: the name of one of its tables and views has more than {1} characters.",
        { args: [name, what] },
      );
    case "table-twice":
      return new UserError(error.code, "“{0}” was left out: it names the table or view “{1}” twice.", {
        args: [name, what],
      });
    default:
      return new UserError(error.code, "“{0}” was left out: “{1}” can't be the name of a table or view.", {
        args: [name, what],
      });
  }
}

/** Every value of the entry that is not in the app as it stands there. */
function tellUntaken(entry: object, app: ExportedApp, { problems, notes }: ImportRemarks): void {
  const { secrets, extra, otherwise } = untaken(entry, app, OF_ONE_MACHINE);
  const paths = ({ first, count }: Told): string =>
    listed(
      first.map(({ path }) => path),
      count,
    );
  if (secrets.count) {
    problems.push(
      new UserError("export-secret", "“{0}” has secrets in it, which no export has, and they were left out: {1}.", {
        args: [app.name, paths(secrets)],
        remedy: "Enter them by hand where the app needs them.",
      }),
    );
  }
  if (extra.count)
    notes.push(
      new UserError("export-extra", "“{0}” has fields that apps don't have here, and they were left out: {1}.", {
        args: [app.name, paths(extra)],
      }),
    );
  for (const { path, taken } of otherwise.first) {
    if (path === "name")
      notes.push(
        new UserError("export-name-cleaned", "The name “{0}” was taken without what can't be seen in it.", {
          args: [app.name],
        }),
      );
    else
      notes.push(
        new UserError("export-otherwise", "Of “{0}”, “{1}” was taken as “{2}”.", {
          args: [app.name, path, String(taken)],
        }),
      );
  }
  const more = otherwise.count - otherwise.first.length;
  if (more > 0)
    notes.push(
      new UserError("export-otherwise", "Of “{0}”, {1} more values were taken otherwise than they stand there.", {
        args: [app.name, more],
      }),
    );
}

/** What is true of one machine alone: no export has it. */
const OF_ONE_MACHINE: ReadonlySet<string> = new Set([
  "id",
  "version",
  "secretsRevision",
  "missingSecrets",
  "hasPreviousSecret",
  "updatedAt",
  "nameInFile",
]);

/** What the schema of an app file leaves open and the form would not let pass: this file may come from anywhere. */
const SoundApp = v.pipe(
  ExportedApp,
  v.forward(
    v.check(({ name }) => cleanName(name) !== ""),
    ["name"],
  ),
  v.forward(
    v.check(({ clientId }) => isId(clientId)),
    ["clientId"],
  ),
  v.forward(
    v.check(({ createdAt }) => Number.isFinite(createdAt)),
    ["createdAt"],
  ),
  v.forward(
    v.check(({ host }) => host === undefined || isHost(host)),
    ["host"],
  ),
  v.forward(
    v.check(({ signingKey }) => signingKey === undefined || isPublicPem(signingKey.publicKey)),
    ["signingKey"],
  ),
  v.forward(
    v.check(({ payloadKey }) => payloadKey?.kind !== "keyPair" || isPublicPem(payloadKey.publicKey)),
    ["payloadKey"],
  ),
  v.forward(
    v.check(({ scopes }) => scopes.length <= 1_000 && scopes.every(({ id }) => isShortLine(id))),
    ["scopes"],
  ),
  v.forward(
    v.check(({ appId }) => appId === undefined || isId(appId)),
    ["appId"],
  ),
  v.forward(
    v.check(({ botId }) => botId === undefined || isId(botId)),
    ["botId"],
  ),
  v.forward(
    v.check(({ accountId }) => accountId === undefined || isId(accountId)),
    ["accountId"],
  ),
  v.forward(
    v.check(({ platformKey }) => platformKey === undefined || isSoundJwk(platformKey)),
    ["platformKey"],
  ),
  v.forward(
    v.check(({ signingKey }) => signingKey === undefined || isShortLine(signingKey.fingerprint)),
    ["signingKey"],
  ),
  v.forward(
    v.check(({ payloadKey }) => payloadKey?.kind !== "keyPair" || isShortLine(payloadKey.fingerprint)),
    ["payloadKey"],
  ),
  v.forward(
    v.check(
      ({ envelopeProfile }) =>
        envelopeProfile === undefined || JSON.stringify(envelopeProfile).length <= MAX_PROFILE_LENGTH,
    ),
    ["envelopeProfile"],
  ),
);

function isShortLine(text: string): boolean {
  return text.trim() !== "" && text.length <= 200 && isVisibleLine(text);
}

/** Base64url (RFC 7518, 6.3.1) of at most 16,384 bits, and a key ID that can be shown. */
function isSoundJwk({ n, e, kid }: PublicRsaJwk): boolean {
  return (
    /^[A-Za-z0-9_-]{1,2731}$/.test(n) && /^[A-Za-z0-9_-]{1,100}$/.test(e) && (kid === undefined || isShortLine(kid))
  );
}

/** UTF-16 units of its JSON; more than any that was learned has. */
const MAX_PROFILE_LENGTH = 50_000;

function isHost(host: string): boolean {
  return hostIn(host) === host;
}

/** A private key in the place of a public one must not travel on. */
function isPublicPem(text: string): boolean {
  return text.length <= 10_000 && /^-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----\s*$/.test(text);
}
