import { isObject } from "../../domain/text/json";
import { SYSTEM_COLUMNS } from "./systemColumns";
import type { Row } from "./tableQuery";

/** What a table's columns, but for the platform's own, hold by the file that the platform writes of it (platform.md, 10.3). */
export interface TableDefinition {
  readonly name: string;
  readonly columns: ReadonlyMap<string, Column>;
  /** The columns whose default doesn't fit them: it is not filled in. */
  readonly unfitDefaults: readonly string[];
}

interface Column {
  /** `string`, `number` or `date`; what else stands there is not known, and not checked. */
  readonly type: string;
  readonly isRequired: boolean;
  /** Characters; undefined for any number. */
  readonly maxLength: number | undefined;
  /** Used where no value is given. */
  readonly fallback: string | number | undefined;
}

/** Reads `{"name","schemaDef":[{"name","type","isRequired","maxLength","default"}]}`; undefined for anything else. */
export function readDefinition(value: unknown): TableDefinition | undefined {
  if (!isObject(value)) return undefined;
  const { name, schemaDef } = value;
  if (typeof name !== "string" || name === "" || !Array.isArray(schemaDef)) return undefined;
  const columns = new Map<string, Column>();
  const unfitDefaults: string[] = [];
  for (const written of schemaDef) {
    const read = readColumn(written);
    if (!read || columns.has(read.name)) return undefined;
    if (SYSTEM_COLUMNS.has(read.name)) continue;
    const { fallback } = read.column;
    const isFit = fallback === undefined || wrongValue(read.column, fallback) === undefined;
    if (!isFit) unfitDefaults.push(read.name);
    columns.set(read.name, isFit ? read.column : { ...read.column, fallback: undefined });
  }
  return { name, columns, unfitDefaults };
}

function readColumn(written: unknown): { readonly name: string; readonly column: Column } | undefined {
  if (!isObject(written)) return undefined;
  const { name, type, isRequired = false, maxLength = "", default: standard = "" } = written;
  if (typeof name !== "string" || name === "" || typeof type !== "string") return undefined;
  if (typeof isRequired !== "boolean" || !isTextOrNumber(maxLength) || !isTextOrNumber(standard)) return undefined;
  const length = String(maxLength).trim();
  if (!/^\d{0,9}$/.test(length)) return undefined;
  return {
    name,
    column: {
      type,
      isRequired,
      maxLength: length === "" ? undefined : Number(length),
      fallback: fallbackOf(type, standard),
    },
  };
}

/** The sample writes numbers as text, too. */
function isTextOrNumber(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

function fallbackOf(type: string, standard: string | number): string | number | undefined {
  if (standard === "") return undefined;
  if (type !== "number") return String(standard);
  // What is no number stays as it is, and doesn't fit.
  return Number.isFinite(Number(standard)) ? Number(standard) : standard;
}

/** The columns of text that are required. */
export function requiredTexts({ columns }: TableDefinition): readonly string[] {
  return [...columns].flatMap(([name, { type, isRequired }]) => (isRequired && type === "string" ? [name] : []));
}

/** The row with the values that its columns have where none is given. */
export function withFallbacks({ columns }: TableDefinition, row: Row): Row {
  const added = [...columns].flatMap(([name, { fallback }]) =>
    fallback === undefined || Object.hasOwn(row, name) ? [] : [[name, fallback] as const],
  );
  return added.length === 0 ? row : Object.fromEntries([...Object.entries(row), ...added]);
}

/**
 * What speaks against a row, or against the changes of one, in English; undefined for nothing. That the platform
 * refuses it so is inferred: required columns, types and lengths are documented, its answers are not (platform.md, 10.3).
 * @param isWhole whether columns that aren't named have no value; those of a change keep theirs
 */
export function brokenRule(
  { name: table, columns }: TableDefinition,
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
  for (const [name, { isRequired }] of columns)
    if (isRequired && !Object.hasOwn(row, name)) return `The column “${shown(name)}” is required.`;
  return undefined;
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
