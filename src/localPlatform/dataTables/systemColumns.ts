import { setColumn } from "./rowOf";
import type { Row } from "./tableQuery";

/** The columns that the platform adds to every table (platform.md, 10.3). */
export const SYSTEM_COLUMNS: ReadonlySet<string> = new Set([
  "Updated_On",
  "Created_On",
  "Updated_By",
  "Created_By",
  "sys_Id",
]);

/** What a client says about the platform's own columns doesn't count. */
export function ownColumns(row: Row): Row {
  const names = Object.keys(row);
  if (!names.some((name) => SYSTEM_COLUMNS.has(name))) return row;
  const own: Record<string, unknown> = {};
  for (const name of names) if (!SYSTEM_COLUMNS.has(name)) setColumn(own, name, row[name]);
  return own;
}
