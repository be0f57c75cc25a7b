import { UserError } from "../../errors";
import { scopeById } from "../../scopes/catalogue";
import { withPermissions } from "../assignScopes";
import type { ExportedApp } from "../exportApps";
import { type ImportRemarks, listed } from "./importRemarks";
import type { JwtApp } from "../jwtApp";

/** Scopes of its level, and tables where it was created in Data Tables; whatever else is listed is told. */
export function grantsOf(app: ExportedApp, { problems, notes }: ImportRemarks): Pick<ExportedApp, "scopes" | "tables"> {
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
    const { tables } = withPermissions(app as JwtApp, app.tables);
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

/** A problem of `withPermissions`, which doesn't name the app. */
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
