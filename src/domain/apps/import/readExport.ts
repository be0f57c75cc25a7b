import * as v from "valibot";
import { UserError } from "../../errors";
import { unsoundInImport, unsoundness } from "../../payloads/write/soundShape";
import type { Steps } from "../../steps";
import { EXPORT_VERSION, type ExportedApp } from "../exportApps";
import { cleanName } from "../appName";
import { assumedInWords } from "./exportDefaults";
import { type ImportRemarks, isSecretName, listed, type Told, untaken, tooManyApps } from "./importRemarks";
import { shownName } from "./jsonObject";
import { type FileApp, readExportEntry } from "./exportEntry";
import { grantsOf } from "./exportGrants";

/**
 * Reads what `exportOf` wrote, or somebody by hand; each entry is checked, and one that doesn't hold is reported and
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

function checked(entry: unknown, position: number, now: number, remarks: ImportRemarks): FileApp {
  const { app: read, assumed } = readExportEntry(entry, position, now);
  const name = cleanName(read.name);
  const app = { ...read, name, ...grantsOf({ ...read, name }, remarks) };
  // Scopes and tables that were left out are told by their names.
  if (typeof entry === "object" && entry !== null)
    tellUntaken(entry, { ...app, scopes: read.scopes, tables: read.tables }, remarks);
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
  "hostFromFile",
  "secretsRevision",
  "missingSecrets",
  "hasPreviousSecret",
  "updatedAt",
  "nameInFile",
]);
