import { UserError } from "../../domain/errors";
import { bytesToHex } from "../../domain/keys/base64";
import type { Ports } from "../../domain/ports";
import { isObject, property } from "../jsonBody";
import { hasConditions, readQuery, type Row, type RowTest } from "./tableQuery";

export const TABLES_FORMAT = "jwt-apps-tables";
/** Rows of all tables together; an insert beyond it is refused. */
export const MAX_ROWS = 1_000_000;
/** Bytes of JSON that inserts and updates may bring in all. */
export const MAX_BYTES = 500 * 1024 * 1024;

/** A view shows a table through a filter and a choice of columns; one that isn't defined shows the table of its name. */
export interface View {
  readonly table: string;
  readonly query?: unknown;
  readonly columns?: readonly string[];
}

export interface Page {
  readonly hasMore: boolean;
  readonly total: number;
  readonly metaInfo: readonly { readonly name: string; readonly type: string }[];
  readonly queryResult: readonly Row[];
}

/** The tables and views of the sandbox, in memory. A table is there once anybody asks for it. */
export class TableStore {
  readonly #tables = new Map<string, Row[]>();
  readonly #views = new Map<string, View>();
  #rows = 0;
  #bytes = 0;

  constructor(private readonly ports: Ports) {}

  /** The rows with their `sys_` columns, or undefined where there is no more room. */
  insert(table: string, data: readonly Row[], by: string, bytes: number): readonly Row[] | undefined {
    if (this.#rows + data.length > MAX_ROWS || this.#bytes + bytes > MAX_BYTES) return undefined;
    const now = this.#now();
    const rows = data.map((given) => ({ ...ownColumns(given), Updated_On: now, Created_On: now, Updated_By: by, Created_By: by, sys_Id: this.#sysId(), _id: bytesToHex(this.ports.randomBytes(12)) }));
    const known = this.#tables.get(table);
    if (known) for (const row of rows) known.push(row);
    else this.#tables.set(table, rows);
    this.#rows += rows.length;
    this.#bytes += bytes;
    return rows;
  }

  /** The number of rows changed, or undefined where there is no more room. */
  update(table: string, isMeant: RowTest, changes: Row, by: string, bytes: number): number | undefined {
    const rows = this.#tables.get(table) ?? [];
    const meant = rows.flatMap((row, index) => (isMeant(row) ? [index] : []));
    if (this.#bytes + bytes * meant.length > MAX_BYTES) return undefined;
    const change = { ...ownColumns(changes), Updated_On: this.#now(), Updated_By: by };
    for (const index of meant) rows[index] = { ...rows[index], ...change };
    this.#bytes += bytes * meant.length;
    return meant.length;
  }

  /** The number of rows deleted. */
  delete(table: string, isMeant: RowTest): number {
    const rows = this.#tables.get(table) ?? [];
    const kept = rows.filter((row) => !isMeant(row));
    const deleted = rows.length - kept.length;
    if (deleted) this.#tables.set(table, kept);
    this.#rows -= deleted;
    if (!this.#rows) this.#bytes = 0;
    return deleted;
  }

  queryTable(table: string, isMeant: RowTest, limit: number, offset: number): Page {
    return page((this.#tables.get(table) ?? []).filter(isMeant), limit, offset);
  }

  queryView(name: string, isMeant: RowTest, limit: number, offset: number): Page {
    const view = this.#views.get(name) ?? { table: name };
    const inView = (view.query === undefined ? undefined : readQuery(view.query)) ?? (() => true);
    const rows = (this.#tables.get(view.table) ?? []).filter(inView);
    return page((view.columns ? rows.map((row) => only(row, view.columns ?? [])) : rows).filter(isMeant), limit, offset);
  }

  toJson(): string {
    const file = { format: TABLES_FORMAT, version: 1, tables: Object.fromEntries(this.#tables), views: Object.fromEntries(this.#views) };
    return `${JSON.stringify(file)}\n`;
  }

  /**
   * Fills the empty store. Rows keep the `sys_` columns that they have and get those that they lack.
   * @throws UserError for a text that is no such file
   */
  load(text: string): void {
    const file = parsed(text);
    const tables = property(file, "tables") ?? {};
    const views = property(file, "views") ?? {};
    if (property(file, "format") !== TABLES_FORMAT || !isObject(tables) || !isObject(views)) throw damaged("it has no list of tables");
    if (property(file, "version") !== 1) throw damaged("it is of another version");
    for (const [name, rows] of Object.entries(tables)) {
      if (!Array.isArray(rows) || !rows.every(isObject)) throw damaged("a table is not a list of rows");
      const added = this.insert(name, rows, "local", 0);
      if (!added) throw damaged("it has too many rows");
      this.#tables.set(name, added.map((row, index) => ({ ...row, ...rows[index] })));
    }
    for (const [name, view] of Object.entries(views)) this.#views.set(name, checkedView(view));
    this.#bytes = text.length;
  }

  #now(): string {
    return new Date(this.ports.clock()).toISOString();
  }

  /** "sys-" and a UUID in the form of version 5 (facts, 5). */
  #sysId(): string {
    const hex = bytesToHex(this.ports.randomBytes(16));
    return `sys-${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  }
}

const SYSTEM_COLUMNS: ReadonlySet<string> = new Set(["Updated_On", "Created_On", "Updated_By", "Created_By", "sys_Id", "_id"]);

/** What a client says about the platform's own columns doesn't count. */
function ownColumns(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !SYSTEM_COLUMNS.has(name)));
}

function only(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(columns.flatMap((column) => (Object.hasOwn(row, column) ? [[column, row[column]]] : [])));
}

function page(rows: readonly Row[], limit: number, offset: number): Page {
  const queryResult = rows.slice(offset, offset + limit);
  const types = new Map<string, string>();
  for (const row of queryResult) {
    for (const [name, cell] of Object.entries(row)) if (!types.has(name) || types.get(name) === "null") types.set(name, cell === null ? "null" : typeof cell);
  }
  return {
    hasMore: offset + queryResult.length < rows.length,
    total: rows.length,
    metaInfo: [...types].map(([name, type]) => ({ name, type })),
    queryResult,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw damaged("it is no JSON");
  }
}

function checkedView(view: unknown): View {
  const table = property(view, "table");
  const query = property(view, "query");
  const columns = property(view, "columns");
  const isSound =
    typeof table === "string" &&
    (query === undefined || (hasConditions(query) && readQuery(query) !== undefined)) &&
    (columns === undefined || (Array.isArray(columns) && columns.every((column) => typeof column === "string")));
  if (!isSound) throw damaged("a view is not made of a table, a query and columns");
  return { table, ...(query !== undefined && { query }), ...(columns !== undefined && { columns: columns as string[] }) };
}

function damaged(why: string): UserError {
  return new UserError("tables-file-damaged", "This file holds no tables for the local platform: {0}.", {
    args: [why],
    remedy: "Choose another file, or one that isn't there yet.",
  });
}
