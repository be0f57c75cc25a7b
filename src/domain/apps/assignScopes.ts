import { UserError } from "../errors";
import { scopeById } from "../scopes/catalogue";
import type { JwtApp, TablePermission } from "./jwtApp";
import { noScopes, noTables } from "./unfittingApp";

/** Entries in an app's list of tables and views. @internal */
export const MAX_TABLES = 1_000;
/** Characters. */
const MAX_TABLE_NAME_LENGTH = 200;

/**
 * The app with exactly these scopes, in the order given. What it had keeps its published flag; a new one is
 * unpublished on an app created in the XO Platform, and in force at once on an Admin Console app (platform.md, 7).
 * An id that the app has and this version doesn't know is kept.
 * @throws UserError for an id that is unknown or of another level, and for Data Tables apps, which have no scopes.
 */
export function withScopes(app: JwtApp, ids: readonly string[]): JwtApp {
  const assigned = new Map(app.scopes.map((scope) => [scope.id, scope]));
  const scopes = [...new Set(ids)].map((id) => {
    const known = assigned.get(id);
    checkScope(app, id, known !== undefined);
    return known ?? { id, published: app.createdIn !== "xo" };
  });
  return { ...app, scopes };
}

/** The app without this scope; where it hasn't it, as it is. */
export function withoutScope(app: JwtApp, scopeId: string): JwtApp {
  return withScopes(
    app,
    app.scopes.map(({ id }) => id).filter((id) => id !== scopeId),
  );
}

/** The app with all its scopes, or these of them, noted as published; the app itself where nothing changes. */
export function withPublished(app: JwtApp, ids?: ReadonlySet<string>): JwtApp {
  if (app.scopes.every(({ published }) => published)) return app;
  return {
    ...app,
    scopes: app.scopes.map((scope) => (ids?.has(scope.id) === false ? scope : { ...scope, published: true })),
  };
}

/**
 * The app with exactly these tables and views. Names lose white space around them; an entry that grants nothing is
 * left out.
 * @throws UserError for an app of another level, a name that can't stand in a path, one that is named twice (views
 *   and tables are told apart; case counts), or too many.
 */
export function withPermissions(app: JwtApp, permissions: readonly TablePermission[]): JwtApp {
  if (app.createdIn !== "tables") throw noTables(app);
  if (permissions.length > MAX_TABLES) {
    throw new UserError("too-many-tables", "An app has at most {0} tables and views here.", { args: [MAX_TABLES] });
  }
  const seen = new Set<string>();
  const tables = permissions.map(({ kind, name, ...granted }) => {
    const checked = tableName(name);
    if (seen.has(`${kind} ${checked}`))
      throw new UserError("table-twice", "“{0}” is named twice.", { args: [checked] });
    seen.add(`${kind} ${checked}`);
    return { kind, name: checked, read: granted.read, write: granted.write, delete: granted.delete };
  });
  return { ...app, tables: tables.filter((table) => table.read || table.write || table.delete) };
}

/**
 * The app with the same permissions for each of these tables or views, new ones behind those that it has; without any
 * permission it has them no more.
 * @throws UserError as `withPermissions`
 */
export function withTables(
  app: JwtApp,
  kind: TablePermission["kind"],
  names: readonly string[],
  granted: Pick<TablePermission, "read" | "write" | "delete">,
): JwtApp {
  const wanted = new Map(names.map((name) => [tableName(name), { kind, name: tableName(name), ...granted }]));
  const changed = app.tables.map((table) => (table.kind === kind && wanted.get(table.name)) || table);
  const known = new Set(app.tables.filter((table) => table.kind === kind).map(({ name }) => name));
  return withPermissions(app, [...changed, ...[...wanted.values()].filter(({ name }) => !known.has(name))]);
}

/**
 * The names in a text that was typed or pasted: one a line, or between commas, semicolons or tabs, each once, as they
 * are written. Quotes around a whole name, as a spreadsheet or JSON has them, are none of it.
 */
export function namesIn(text: string): string[] {
  const names = text.split(/[\n\r,;\t]+/).map((name) =>
    name
      .trim()
      .replace(/^(["'`])(.*)\1$/, "$2")
      .trim(),
  );
  return [...new Set(names.filter((name) => name !== ""))];
}

/**
 * What was typed, where lines were pasted into it: an input of one line makes spaces of line breaks, or leaves them out,
 * and names can have spaces. The lines, which the clipboard still has, come apart by commas.
 * @returns undefined where the text isn't that of the clipboard
 */
export function withPastedLines(typed: string, clipboard: string): string | undefined {
  if (clipboard.length > MAX_PASTED_LENGTH) return undefined;
  const lines = clipboard
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  if (lines.length < 2) return undefined;
  for (const joint of [" ", ""]) {
    const pasted = lines.join(joint);
    const at = typed.indexOf(pasted);
    if (at >= 0) return `${typed.slice(0, at)}${namesIn(clipboard).join(", ")}${typed.slice(at + pasted.length)}`;
  }
  return undefined;
}

/** Characters: a thousand names of the longest kind. */
export const MAX_PASTED_LENGTH = MAX_TABLES * MAX_TABLE_NAME_LENGTH;

function checkScope(app: JwtApp, id: string, isAssigned: boolean): void {
  const scope = scopeById(id);
  if (!scope) {
    if (isAssigned) return;
    throw new UserError("scope-unknown", "There is no scope “{0}”.", { args: [shown(id)] });
  }
  if (app.createdIn === "tables") throw noScopes(app);
  if (scope.level !== app.createdIn) {
    const template =
      scope.level === "admin"
        ? "The scope “{0}” belongs to apps created in the Admin Console."
        : "The scope “{0}” belongs to apps created in the XO Platform.";
    throw new UserError("scope-level", template, { args: [scope.name] });
  }
}

/**
 * The name without white space around it. It is one segment of a path; what else the platform allows is not known.
 * @throws UserError `table-name-missing`, `table-name-too-long`, `table-name-characters`
 */
export function tableName(name: string): string {
  const trimmed = name.trim();
  if (trimmed === "") throw new UserError("table-name-missing", "The name of the table or view is missing.");
  if (trimmed.length > MAX_TABLE_NAME_LENGTH) {
    throw new UserError(
      "table-name-too-long",
      "The name of a table or view has at most {0} characters; this one has {1}.",
      { args: [MAX_TABLE_NAME_LENGTH, trimmed.length] },
    );
  }
  if (/^\.{1,2}$|[\u0000-\u001f\u007f/\\?#]/.test(trimmed)) {
    throw new UserError(
      "table-name-characters",
      "“{0}” can't be the name of a table or view: it stands in a request's path.",
      { args: [shown(trimmed)] },
    );
  }
  return trimmed;
}

/** Text of unknown origin, short and on one line. */
function shown(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]/g, " ").slice(0, 100);
}
