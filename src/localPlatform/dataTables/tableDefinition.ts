import { isObject } from "../../domain/text/json";
import { property } from "../http/jsonBody";
import { damaged } from "./damagedTables";
import { rowOf, setColumn } from "./rowOf";
import { SYSTEM_COLUMNS } from "./systemColumns";
import type { Row } from "./tableQuery";

/** What a table's columns, but for the platform's own, hold by the file that the platform writes of it (platform.md, 10.3). */
export interface TableDefinition {
  readonly name: string;
  readonly columns: ReadonlyMap<string, Column>;
  /** The names of those that need a value. */
  readonly required: readonly string[];
  /** The values of columns that have one where none is given. */
  readonly fallbacks: Row;
  /** How many those are. */
  readonly fallbackCount: number;
}

interface Column {
  /** `string`, `number` or `date`; what else stands there is not known, and not checked. */
  readonly type: string;
  readonly isRequired: boolean;
  /** Characters; undefined for any number. */
  readonly maxLength: number | undefined;
}

type Fallback = string | number | boolean;

/** More columns of one table are refused: a definition is read in one step. */
const MAX_COLUMNS = 1_000;

/**
 * Reads `{"name","schemaDef":[{"name","type","isRequired","maxLength","default"}]}`. What a column says besides its name
 * and its type is left out where it can't be read.
 * @param remark takes a sentence for each cell that was left out
 * @throws UserError where the table or a column has no name, or a column no type
 */
export function readDefinition(value: unknown, remark: (sentence: string) => void): TableDefinition {
  if (!isObject(value)) throw damaged("a definition is not an object");
  const { name, schemaDef } = value;
  if (typeof name !== "string" || name === "") throw damaged("a definition has no name");
  const table = `the definition of “${shown(name)}”`;
  if (!Array.isArray(schemaDef)) throw damaged(`${table} has no list of columns`);
  if (schemaDef.length > MAX_COLUMNS)
    throw damaged(`${table} has ${schemaDef.length} columns, and ${MAX_COLUMNS} are the most`);
  const columns = new Map<string, Column>();
  const fallbacks: Record<string, Fallback> = {};
  for (const [index, written] of (schemaDef as readonly unknown[]).entries()) {
    const read = readColumn(written, { at: `column ${index + 1} of ${table}`, table, remark });
    if (columns.has(read.name)) throw damaged(`${table} has two columns of the name “${shown(read.name)}”`);
    columns.set(read.name, read.column);
    if (read.fallback !== undefined) setColumn(fallbacks, read.name, read.fallback);
  }
  for (const system of SYSTEM_COLUMNS) {
    columns.delete(system);
    delete fallbacks[system];
  }
  const required = [...columns].flatMap(([column, { isRequired }]) => (isRequired ? [column] : []));
  return { name, columns, required, fallbacks, fallbackCount: Object.keys(fallbacks).length };
}

interface ColumnPlace {
  /** Which column, as long as its name isn't known. */
  readonly at: string;
  readonly table: string;
  readonly remark: (sentence: string) => void;
}

function readColumn(written: unknown, { at, table, remark }: ColumnPlace) {
  const [name, type] = [property(written, "name"), property(written, "type")];
  if (typeof name !== "string" || name === "") throw damaged(`${at} has no name`);
  if (typeof type !== "string") throw damaged(`the column “${shown(name)}” of ${table} has no type`);
  const cell = <T>(member: string, read: Reader<T>): T | undefined => {
    const found = property(written, member) ?? "";
    const value = found === "" ? undefined : read(found);
    if (value !== null) return value;
    remark(`“${member}” of the column “${shown(name)}” in ${table} can't be used and is left out.`);
    return undefined;
  };
  const column: Column = {
    type,
    isRequired: cell("isRequired", booleanOf) ?? false,
    maxLength: cell("maxLength", lengthOf),
  };
  const fallback = cell("default", (found) => {
    const given = fallbackOf(type, found);
    return given === null || wrongValue(column, given) !== undefined ? null : given;
  });
  return { name, column, fallback };
}

/** Undefined for a cell that says nothing, null for one that can't be read. */
type Reader<T> = (found: unknown) => T | undefined | null;

function booleanOf(written: unknown): boolean | null {
  if (typeof written === "boolean") return written;
  const text = typeof written === "string" ? written.trim().toLowerCase() : "";
  return text === "true" || (text === "false" ? false : null);
}

/** The sample writes numbers as text, too. */
function lengthOf(written: unknown): number | undefined | null {
  if (!isTextOrNumber(written)) return null;
  const text = String(written).trim();
  if (text === "") return undefined;
  return /^\d{1,9}(?:\.0*)?$/.test(text) ? Number(text) : null;
}

function fallbackOf(type: string, written: unknown): Fallback | null {
  if (!isTextOrNumber(written)) return typeof written === "boolean" && !HOLDS.has(type) ? written : null;
  // A number that JSON's readers take for Infinity.
  if (typeof written === "number" && !Number.isFinite(written)) return null;
  if (type !== "number") return String(written);
  const text = String(written).trim();
  return text !== "" && Number.isFinite(Number(text)) ? Number(text) : null;
}

function isTextOrNumber(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

/** The columns of text that are required. */
export function requiredTexts({ columns }: TableDefinition): readonly string[] {
  return [...columns].flatMap(([name, { type, isRequired }]) => (isRequired && type === "string" ? [name] : []));
}

/** The row with the values that its columns have where none is given. */
export function withFallbacks({ fallbacks, fallbackCount }: TableDefinition, row: Row): Row {
  return fallbackCount === 0 ? row : rowOf(fallbacks, row);
}

/**
 * What speaks against a row, or against the changes of one, in English; undefined for nothing. That the platform
 * refuses it so is inferred: required columns, types and lengths are documented, its answers are not (platform.md, 10.3).
 * @param isWhole whether columns that aren't named have no value; those of a change keep theirs
 */
export function brokenRule(
  { name: table, columns, required }: TableDefinition,
  row: Row,
  { isWhole }: { readonly isWhole: boolean },
): string | undefined {
  for (const [name, value] of Object.entries(row)) {
    const column = columns.get(name);
    if (!column) return `The table “${table}” has no column “${shown(name)}”.`;
    const wrong = wrongValue(column, value);
    if (wrong !== undefined) return `The column “${shown(name)}” ${wrong}.`;
  }
  if (!isWhole) return undefined;
  // A row that has them all was paid for in full, and the first that it lacks ends the search.
  const lacking = required.find((name) => !Object.hasOwn(row, name));
  return lacking === undefined ? undefined : `The column “${shown(lacking)}” is required.`;
}

function wrongValue({ type, isRequired, maxLength }: Column, value: unknown): string | undefined {
  if (value === null) return isRequired ? "is required" : undefined;
  const holds = HOLDS.get(type);
  if (holds && !holds(value)) return `holds values of the type ${type}`;
  if (maxLength !== undefined && isTextOrNumber(value) && isLonger(String(value), maxLength))
    return `takes at most ${maxLength} characters`;
  return undefined;
}

const HOLDS: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ["string", (value: unknown) => typeof value === "string"],
  ["number", (value: unknown) => typeof value === "number" && Number.isFinite(value)],
  ["date", isDate],
]);

/** How a date is written is not found: every text that JavaScript reads as one passes, and milliseconds do. */
function isDate(value: unknown): boolean {
  if (typeof value === "number") return true;
  return typeof value === "string" && value.length <= 100 && !Number.isNaN(Date.parse(value));
}

/** By code points. */
function isLonger(text: string, maxLength: number): boolean {
  if (text.length <= maxLength) return false;
  if (text.length > 2 * maxLength) return true;
  let length = 0;
  for (let index = 0; index < text.length; length++) index += (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
  return length > maxLength;
}

function shown(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}
