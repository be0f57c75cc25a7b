import { isObject } from "../../domain/text/json";
import { property } from "../http/jsonBody";

type Cell = unknown;
export type Row = Readonly<Record<string, Cell>>;
/** True for the rows that a query means. */
export type RowTest = (row: Row) => boolean;

/** More expressions in one query are refused. */
const MAX_EXPRESSIONS = 100;

/**
 * Reads `{"expressions": [{"field", "operand", "value"}], "operator"}` (platform.md, 6): operands `=`, `!=`, `>`, `<`;
 * `and`, the default, or `or`. Undefined for anything else. No expressions mean every row.
 */
export function readQuery(query: unknown): RowTest | undefined {
  const expressions = property(query, "expressions");
  const operator = property(query, "operator") ?? "and";
  if (!Array.isArray(expressions) || expressions.length > MAX_EXPRESSIONS) return undefined;
  if (typeof operator !== "string" || !/^(?:and|or)$/i.test(operator)) return undefined;
  const tests: RowTest[] = [];
  for (const expression of expressions) {
    const test = readExpression(expression);
    if (!test) return undefined;
    tests.push(test);
  }
  if (!tests.length) return () => true;
  return operator.toLowerCase() === "or"
    ? (row) => tests.some((test) => test(row))
    : (row) => tests.every((test) => test(row));
}

/** Whether a query names any condition: changing or deleting without one is more than anybody means. */
export function hasConditions(query: unknown): boolean {
  const expressions = property(query, "expressions");
  return Array.isArray(expressions) && expressions.length > 0;
}

function readExpression(expression: unknown): RowTest | undefined {
  if (!isObject(expression)) return undefined;
  const { field, operand, value } = expression;
  if (typeof field !== "string" || typeof operand !== "string" || !isScalar(value)) return undefined;
  const compares = OPERANDS.get(operand);
  return compares && ((row) => compares(Object.hasOwn(row, field) ? row[field] : null, value));
}

const OPERANDS: ReadonlyMap<string, (cell: Cell, value: Cell) => boolean> = new Map([
  ["=", isSame],
  ["!=", (cell: Cell, value: Cell) => !isSame(cell, value)],
  [">", (cell: Cell, value: Cell) => order(cell, value) > 0],
  ["<", (cell: Cell, value: Cell) => order(cell, value) < 0],
]);

/** A column that a row lacks is null. */
function isSame(cell: Cell, value: Cell): boolean {
  return (cell ?? null) === (value ?? null) || order(cell, value) === 0;
}

/** Below, equal to or above 0; NaN for what has no order. Numbers may be written as text on either side. */
function order(cell: Cell, value: Cell): number {
  if (typeof cell === "string" && typeof value === "string") return cell < value ? -1 : Number(cell > value);
  if (typeof cell === "number" || typeof value === "number") return numeric(cell) - numeric(value);
  return Number.NaN;
}

function numeric(value: Cell): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
}

function isScalar(value: unknown): boolean {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}
