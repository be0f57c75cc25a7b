import { isDeeperThan, isObject } from "../../domain/text/json";
import { bytesToHex } from "../../domain/keys/base64";
import type { Ports } from "../../domain/ports";
import { property } from "../http/jsonBody";
import { DEFAULT_LIMITS } from "../http/limits";
import { damaged } from "./damagedTables";
import { asWritten, columnTooLarge } from "./finiteNumbers";
import { LoadRemarks } from "./loadRemarks";
import { rowOf, setColumn } from "./rowOf";
import { ownColumns } from "./systemColumns";
import { brokenRule, readDefinition, type TableDefinition, withFallbacks } from "./tableDefinition";
import { hasConditions, readQuery, type Row, type RowTest } from "./tableQuery";

const TABLES_FORMAT = "jwt-apps-tables";
/** Bytes that all tables may take in their file; what would go beyond is refused. So little is saved in well under a second. */
export const MAX_BYTES = 100 * 1024 * 1024;

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

/** A row with its JSON, which is written once: saving joins these texts. A change makes a new one. */
interface StoredRow {
  readonly row: Row;
  readonly json: string;
  /** Of the JSON and the comma behind it. */
  readonly bytes: number;
}

/** What became of rows that were to be inserted: all of them are in, or none is. */
export type Inserted =
  | { readonly kind: "rows"; readonly rows: readonly Row[] }
  /** There is no more room. */
  | { readonly kind: "full" }
  /** With the defaults of the table's definition they would have more values than one request may bring. */
  | { readonly kind: "values"; readonly most: number }
  /** The first of them that breaks a rule, and which, in English. */
  | { readonly kind: "broken"; readonly index: number; readonly rule: string };

/** The tables and views of the sandbox, in memory. A table is there as soon as it has a row. */
export class TableStore {
  readonly #tables = new Map<string, StoredRow[]>();
  #views: ReadonlyMap<string, View> = new Map();
  #definitions: ReadonlyMap<string, TableDefinition> = new Map();
  /** In lower case, with the name as it is. */
  #definedNames: ReadonlyMap<string, string> = new Map();
  /** The definitions as they were loaded, JSON. */
  #definitionsJson: string | undefined;
  #bytes = 0;
  #revision = 0;

  readonly #ports: Ports;
  readonly #maxBytes: number;
  readonly #maxValues: number;

  /**
   * @param maxBytes of the file to which all this is saved
   * @param maxValues that one insert may make of defaults
   */
  constructor(ports: Ports, maxBytes = MAX_BYTES, maxValues = DEFAULT_LIMITS.jsonValues) {
    this.#ports = ports;
    this.#maxBytes = maxBytes;
    this.#maxValues = maxValues;
  }

  /** Differs after every change. */
  get revision(): number {
    return this.#revision;
  }

  /** What the columns of a table hold; undefined where no definition of it was loaded. */
  definitionOf(table: string): TableDefinition | undefined {
    return this.#definitions.get(table);
  }

  /** The name of the definition of a table that is called so but for upper and lower case. */
  definedLike(table: string): string | undefined {
    return this.#definedNames.get(table.toLowerCase());
  }

  /** The table that a view shows. */
  tableOfView(name: string): string {
    return this.#viewOf(name).table;
  }

  /**
   * What speaks against a row of a table, or against the changes of one, in English; undefined for nothing.
   * @param isWhole whether columns that aren't named have no value; those of a change keep theirs
   */
  brokenRule(table: string, row: Row, { isWhole }: { readonly isWhole: boolean }): string | undefined {
    const tooLarge = columnTooLarge(row);
    if (tooLarge !== undefined) return `The column “${tooLarge.slice(0, 60)}” has a number that is too large.`;
    const definition = this.definitionOf(table);
    return definition && brokenRule(definition, row, { isWhole });
  }

  /** The rows get their `sys_` columns, and the values that the table's definition has for columns without one. */
  insert(table: string, data: readonly Row[], by: string): Inserted {
    const definition = this.definitionOf(table);
    // Counted before any of them is made: a short body may mean very many.
    if (definition && data.length * definition.fallbackCount > this.#maxValues)
      return { kind: "values", most: this.#maxValues };
    const now = this.#now();
    const systemIdOf = systemIds(this.#ports.randomBytes(16));
    return this.#add(table, data, (given, index) => {
      const own = definition ? withFallbacks(definition, ownColumns(given)) : ownColumns(given);
      return this.brokenRule(table, own, { isWhole: true }) ?? rowOf(systemColumns(now, by, systemIdOf(index)), own);
    });
  }

  /** The number of rows changed, or undefined where there is no more room. */
  update(table: string, isMeant: RowTest, changes: Row, by: string): number | undefined {
    const rows = this.#tables.get(table) ?? [];
    const change = rowOf(ownColumns(changes), { Updated_On: this.#now(), Updated_By: by });
    const changed = new Map<number, StoredRow>();
    let added = 0;
    let removed = 0;
    for (const [index, { row, bytes }] of rows.entries()) {
      if (!isMeant(row)) continue;
      const next = stored(rowOf(row, change));
      added += next.bytes;
      removed += bytes;
      // More than there is room for at all: a large change of many rows must not be made first.
      if (added > this.#maxBytes) return undefined;
      changed.set(index, next);
    }
    if (this.#bytes + added - removed > this.#maxBytes) return undefined;
    for (const [index, row] of changed) rows[index] = row;
    this.#changed(added - removed, changed.size);
    return changed.size;
  }

  /** The number of rows deleted. */
  delete(table: string, isMeant: RowTest): number {
    const rows = this.#tables.get(table) ?? [];
    const kept = rows.filter(({ row }) => !isMeant(row));
    const deleted = rows.length - kept.length;
    if (!deleted) return 0;
    if (kept.length) this.#tables.set(table, kept);
    else this.#tables.delete(table);
    this.#changed(sum(kept) - sum(rows) - (kept.length ? 0 : bytesAround(table)), deleted);
    return deleted;
  }

  queryTable(table: string, isMeant: RowTest, limit: number, offset: number): Page {
    return page(this.#rowsOf(table).filter(isMeant), limit, offset);
  }

  queryView(name: string, isMeant: RowTest, limit: number, offset: number): Page {
    const view = this.#viewOf(name);
    const inView = (view.query === undefined ? undefined : readQuery(view.query)) ?? (() => true);
    const rows = this.#rowsOf(view.table).filter(inView);
    return page(
      (view.columns ? rows.map((row) => only(row, view.columns ?? [])) : rows).filter(isMeant),
      limit,
      offset,
    );
  }

  /** The file as it is now, UTF-8 in pieces of about a megabyte, whatever changes while they are taken. */
  toJson(): Iterable<Uint8Array> {
    const tables = [...this.#tables].map(([name, rows]) => ({ name, rows: rows.slice() }));
    const views = JSON.stringify(Object.fromEntries(this.#views));
    return inPieces(textsOf(tables, views, this.#definitionsJson));
  }

  /**
   * Fills the empty store. Rows keep the `sys_` columns that they have and get those that they lack.
   * @param text what was saved, or the definition of a table as the platform exports it (platform.md, 10.3), or a list
   * of those
   * @param report takes a line for what was read in another way than it stands there, and for rows that break the
   * definition of their table; they stay
   * @returns which of the two it is: definitions are no file to which rows can be saved
   * @throws UserError for a text that is neither
   */
  load(text: string, report: (line: string) => void = () => undefined): "tables" | "definitions" {
    if (isDeeperThan(MAX_DEPTH, text)) throw damaged("it is nested too deep");
    const file = parsed(text);
    const remarks = new LoadRemarks(report);
    const isDefinition = looksLikeDefinitions(file);
    if (isDefinition) this.#define(Array.isArray(file) ? file : [file], remarks);
    else this.#loadTables(file, remarks);
    remarks.end();
    return isDefinition ? "definitions" : "tables";
  }

  #loadTables(file: unknown, remarks: LoadRemarks): void {
    const tables = property(file, "tables") ?? {};
    const views = property(file, "views") ?? {};
    if (property(file, "format") !== TABLES_FORMAT || !isObject(tables) || !isObject(views))
      throw damaged("it has no list of tables");
    if (property(file, "version") !== 1) throw damaged("it is of another version");
    const definitions = property(file, "definitions");
    if (definitions !== undefined) this.#define(definitions, remarks);
    this.#views = new Map(Object.entries(views).map(([name, view]) => [name, checkedView(view)]));
    this.#bytes += Buffer.byteLength(JSON.stringify(views));
    const now = this.#now();
    for (const [name, rows] of Object.entries(tables)) {
      if (!Array.isArray(rows) || !rows.every(isObject)) throw damaged("a table is not a list of rows");
      const systemIdOf = systemIds(this.#ports.randomBytes(16));
      const broken: BrokenRows = { first: undefined, count: 0 };
      const added = this.#add(name, rows, (row, index) => {
        const rule = this.brokenRule(name, ownColumns(row), { isWhole: true });
        const written = asWritten(row);
        if (rule !== undefined && broken.count++ === 0)
          broken.first = { row: index + 1, rule: written === row ? rule : `${rule} It is null now.` };
        return rowOf(systemColumns(now, "local", systemIdOf(index)), written);
      });
      if (added.kind === "full") throw damaged("its tables are too large");
      if (broken.first) remarks.add(said(name, broken.first, broken.count - 1));
    }
  }

  #define(written: unknown, remarks: LoadRemarks): void {
    if (!Array.isArray(written)) throw damaged("its definitions are no list");
    if (written.length > MAX_DEFINITIONS)
      throw damaged(`it has ${written.length} definitions, and ${MAX_DEFINITIONS} are the most`);
    const definitions = new Map<string, TableDefinition>();
    for (const each of written) {
      const definition = readDefinition(each, (sentence) => remarks.add(sentence));
      if (definitions.has(definition.name)) throw damaged("two definitions have one name");
      definitions.set(definition.name, definition);
    }
    this.#definitions = definitions;
    this.#definedNames = new Map([...definitions.keys()].map((name) => [name.toLowerCase(), name]));
    this.#definitionsJson = JSON.stringify(written);
    this.#bytes += Buffer.byteLength(this.#definitionsJson) + DEFINITIONS_KEY.length;
    if (this.#bytes > this.#maxBytes) throw damaged("its definitions are too large");
  }

  /**
   * Adds the rows that `make` makes of the data, one after the other until there is no more room or one breaks a rule:
   * then it says which, and none is added.
   */
  #add(table: string, data: readonly Row[], make: (given: Row, index: number) => Row | string): Inserted {
    if (!data.length) return { kind: "rows", rows: [] };
    const known = this.#tables.get(table);
    const rows: StoredRow[] = [];
    let bytes = known ? 0 : bytesAround(table);
    for (const [index, given] of data.entries()) {
      const made = make(given, index);
      if (typeof made === "string") return { kind: "broken", index, rule: made };
      const row = stored(made);
      bytes += row.bytes;
      if (this.#bytes + bytes > this.#maxBytes) return { kind: "full" };
      rows.push(row);
    }
    if (known) for (const row of rows) known.push(row);
    else this.#tables.set(table, rows);
    this.#changed(bytes, rows.length);
    return { kind: "rows", rows: rows.map(({ row }) => row) };
  }

  #viewOf(name: string): View {
    return this.#views.get(name) ?? { table: name };
  }

  #rowsOf(table: string): readonly Row[] {
    return (this.#tables.get(table) ?? []).map(({ row }) => row);
  }

  #changed(bytes: number, rows: number): void {
    this.#bytes += bytes;
    if (rows) this.#revision++;
  }

  #now(): string {
    return new Date(this.#ports.clock()).toISOString();
  }
}

/** Brackets in the file: more than a request may bring into a row, and few enough for `JSON.stringify`. */
const MAX_DEPTH = 1_000;
/** Each is read in one step, as its columns are. */
const MAX_DEFINITIONS = 1_000;
const DEFINITIONS_KEY = ',"definitions":';
/** Bytes. */
const PIECE = 1024 * 1024;

function stored(row: Row): StoredRow {
  const json = JSON.stringify(row);
  return { row, json, bytes: Buffer.byteLength(json) + 1 };
}

function sum(rows: readonly StoredRow[]): number {
  return rows.reduce((all, { bytes }) => all + bytes, 0);
}

/** What a table takes beside its rows: its name, a colon, two brackets and a comma. */
function bytesAround(table: string): number {
  return Buffer.byteLength(JSON.stringify(table)) + 4;
}

function* textsOf(
  tables: readonly { readonly name: string; readonly rows: readonly StoredRow[] }[],
  views: string,
  definitions: string | undefined,
): Generator<string> {
  yield `{"format":"${TABLES_FORMAT}","version":1,"tables":{`;
  for (const [position, { name, rows }] of tables.entries()) {
    yield `${position ? "," : ""}${JSON.stringify(name)}:[`;
    for (const [index, { json }] of rows.entries()) {
      if (index) yield ",";
      yield json;
    }
    yield "]";
  }
  yield `}${definitions === undefined ? "" : DEFINITIONS_KEY + definitions},"views":${views}}\n`;
}

/** Each text is copied once; joining strings first would take ten times as long. */
function* inPieces(texts: Iterable<string>): Generator<Uint8Array> {
  let piece = Buffer.allocUnsafe(PIECE);
  let length = 0;
  for (const text of texts) {
    // No character takes more than three bytes.
    const most = text.length * 3 > PIECE ? Buffer.byteLength(text) : text.length * 3;
    if (length + most > piece.length) {
      yield piece.subarray(0, length);
      piece = Buffer.allocUnsafe(Math.max(PIECE, most));
      length = 0;
    }
    length += piece.write(text, length);
  }
  yield piece.subarray(0, length);
}

/** They come first in a row: V8 takes many times as long to add them to an object that is there. */
function systemColumns(now: string, by: string, sys_Id: string): Row {
  return { Updated_On: now, Created_On: now, Updated_By: by, Created_By: by, sys_Id };
}

/**
 * "sys-" and a UUID in the form of version 5 (platform.md, 5). Of one drawing, the last 48 bits count through the rows.
 */
function systemIds(random: Uint8Array): (index: number) => string {
  const hex = bytesToHex(random);
  const start = `sys-${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-`;
  const first = Number.parseInt(hex.slice(20), 16);
  return (index) => start + ((first + index) % 2 ** 48).toString(16).padStart(12, "0");
}

function only(row: Row, columns: readonly string[]): Row {
  const shown: Record<string, unknown> = {};
  for (const column of columns) if (Object.hasOwn(row, column)) setColumn(shown, column, row[column]);
  return shown;
}

interface BrokenRows {
  first: { readonly row: number; readonly rule: string } | undefined;
  count: number;
}

function said(table: string, { row, rule }: NonNullable<BrokenRows["first"]>, others: number): string {
  const more = others === 0 ? "" : others === 1 ? " So does 1 other row." : ` So do ${others} other rows.`;
  return `row ${row} of the table “${table.slice(0, 60)}” breaks a rule, and stays. ${rule}${more}`;
}

function page(rows: readonly Row[], limit: number, offset: number): Page {
  const queryResult = rows.slice(offset, offset + limit);
  const types = new Map<string, string>();
  for (const row of queryResult) {
    for (const [name, cell] of Object.entries(row))
      if (!types.has(name) || types.get(name) === "null") types.set(name, cell === null ? "null" : typeof cell);
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

/** One definition is known by its columns; a list is one of definitions where all that it has are such. */
function looksLikeDefinitions(file: unknown): boolean {
  const all: readonly unknown[] = Array.isArray(file) ? file : [file];
  return all.length > 0 && all.every((each) => isObject(each) && Object.hasOwn(each, "schemaDef"));
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
  return {
    table,
    ...(query !== undefined && { query }),
    ...(columns !== undefined && { columns: columns as string[] }),
  };
}
