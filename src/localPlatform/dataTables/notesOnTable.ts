import { isObject } from "../../domain/text/json";
import type { Call } from "../http/call";
import { property } from "../http/jsonBody";
import { SYSTEM_COLUMNS } from "./systemColumns";
import { requiredTexts, type TableDefinition } from "./tableDefinition";
import type { TableStore } from "./tableStore";

/**
 * What a request that was served has against it by the definitions that were loaded, in words for a header: what the
 * platform answers to an unknown column in a condition, to an empty text in a required column and to a table's name in
 * other case is not known.
 * @param table of which its view is where it asks for one
 */
export function notesOnTable(store: TableStore, table: string, { json }: Pick<Call, "json">): readonly string[] {
  const definition = store.definitionOf(table);
  if (!definition) {
    const like = store.definedLike(table);
    return like === undefined ? [] : [`table-case ${inHeader(like)}`];
  }
  return [
    ...unknownColumns(definition, property(json, "query")).map((name) => `unknown-column ${name}`),
    ...emptyColumns(definition, property(json, "data")).map((name) => `empty-required ${inHeader(name)}`),
  ];
}

/** A header has room for few. */
const MAX_NAMED = 5;
/** Characters of a name. */
const MAX_NAME = 60;

/** As they are written in a header. */
function unknownColumns({ columns }: TableDefinition, query: unknown): readonly string[] {
  const expressions = property(query, "expressions");
  const fields = Array.isArray(expressions) ? expressions.map((one) => property(one, "field")) : [];
  const unknown = fields.filter((name) => typeof name === "string" && !columns.has(name) && !SYSTEM_COLUMNS.has(name));
  return [...new Set(unknown.map((name) => inHeader(String(name))))].slice(0, MAX_NAMED);
}

function emptyColumns(definition: TableDefinition, data: unknown): readonly string[] {
  const rows: readonly unknown[] = Array.isArray(data) ? data : [data];
  const isEmpty = (name: string) => rows.some((row) => isObject(row) && Object.hasOwn(row, name) && row[name] === "");
  return requiredTexts(definition).filter(isEmpty).slice(0, MAX_NAMED);
}

/** Percent-encoded: columns may have any name, and a header's notes stand between commas. */
function inHeader(name: string): string {
  return encodeURIComponent(name.slice(0, MAX_NAME).replace(/[\uD800-\uDFFF]/g, "_"));
}
