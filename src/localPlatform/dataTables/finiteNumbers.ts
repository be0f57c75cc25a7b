import { isStructure } from "../../domain/text/json";
import type { Row } from "./tableQuery";

/**
 * The first column with a number that is none of JSON's, alone or deeper in its value: a number such as `1e999` is read
 * as Infinity, which would be written as `null`. Undefined where there is none.
 */
export function columnTooLarge(row: Row): string | undefined {
  return Object.keys(row).find((name) => !isWritable(row[name]));
}

/** The row as its JSON says it: with `null` for such numbers. */
export function asWritten(row: Row): Row {
  return columnTooLarge(row) === undefined ? row : (JSON.parse(JSON.stringify(row)) as Row);
}

/** By recursion: what comes here is no deeper than the bounds on JSON let it be. */
function isWritable(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  return !isStructure(value) || Object.values(value).every(isWritable);
}
