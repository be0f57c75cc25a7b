import { errorAnswer, type HttpAnswer } from "../../edge/httpAnswer";
import { invalidArguments, NOTE_HEADER, noted } from "../http/answerNotes";
import { property } from "../http/jsonBody";
import type { Call } from "../http/call";
import { notesOnTable } from "./notesOnTable";
import { ownColumns } from "./systemColumns";
import { hasConditions, readQuery, type Row, type RowTest } from "./tableQuery";
import type { TableStore } from "./tableStore";
import { isObject } from "../../domain/text/json";

/** Documented (platform.md, 6). */
const DEFAULT_ROWS = 10;
const MAX_ROWS_OF_PAGE = 100;

/** The answer of a Data Tables endpoint to an app whose permissions were checked; undefined for any other endpoint. */
export function answerFromTables(store: TableStore, call: Call): HttpAnswer | undefined {
  const answer = OPERATIONS[call.found.endpoint.id]?.(store, call);
  if (answer?.status !== 200) return answer;
  const { tableName, viewName } = call.found.params;
  return noted(answer, notesOnTable(store, tableName ?? store.tableOfView(viewName ?? ""), call));
}

const OPERATIONS: Readonly<Record<string, (store: TableStore, call: Call) => HttpAnswer>> = {
  "data-insert": (store, call) => {
    const data = property(call.json, "data");
    if (!isObject(data)) return invalidArguments();
    return insert(store, call, [data], ([row]) => row);
  },
  "data-insert-bulk": (store, call) => {
    const data = property(call.json, "data");
    if (!Array.isArray(data) || !data.every(isObject)) return invalidArguments();
    return insert(store, call, data, (records) => ({ records }));
  },
  "data-update": (store, call) => {
    const data = property(call.json, "data");
    if (!isObject(data)) return invalidArguments();
    const isMeant = conditionsOf(call);
    if (!isMeant) return withoutCondition(call);
    const broken = store.brokenRule(tableOf(call), ownColumns(data), { isWhole: false });
    if (broken !== undefined) return breaksRule(broken);
    const nModified = store.update(tableOf(call), isMeant, data, authorOf(call));
    return nModified === undefined ? noRoom() : { status: 200, body: { nModified } };
  },
  "data-delete": (store, call) => {
    const isMeant = conditionsOf(call);
    return isMeant ? { status: 200, body: { nDeleted: store.delete(tableOf(call), isMeant) } } : withoutCondition(call);
  },
  "query-table": (store, call) => query(call, (...page) => store.queryTable(tableOf(call), ...page)),
  "query-view": (store, call) =>
    query(call, (...page) => store.queryView(call.found.params["viewName"] ?? "", ...page)),
};

function insert(
  store: TableStore,
  call: Call,
  data: readonly Row[],
  bodyOf: (rows: readonly Row[]) => unknown,
): HttpAnswer {
  const inserted = store.insert(tableOf(call), data, authorOf(call));
  switch (inserted.kind) {
    case "rows":
      return { status: 200, body: bodyOf(inserted.rows) };
    case "full":
      return noRoom();
    case "values":
      return tooManyValues(inserted.most);
    case "broken":
      return breaksRule(data.length === 1 ? inserted.rule : `Row ${inserted.index + 1}: ${inserted.rule}`);
  }
}

function query(call: Call, run: (isMeant: RowTest, limit: number, offset: number) => object): HttpAnswer {
  const given = property(call.json, "query");
  const isMeant = given === undefined ? () => true : readQuery(given);
  const limit = wholeNumber(call.query.get("sys_limit"), DEFAULT_ROWS);
  const offset = wholeNumber(call.query.get("sys_offset"), 0);
  if (!isMeant || limit === undefined || offset === undefined) return invalidArguments();
  // What `metaInfo` holds is not documented, nor what a larger limit does.
  const note = limit > MAX_ROWS_OF_PAGE ? "sample, limit-cut" : "sample";
  return {
    status: 200,
    body: run(isMeant, Math.min(limit, MAX_ROWS_OF_PAGE), offset),
    headers: { [NOTE_HEADER]: note },
  };
}

/** Update and delete need a condition. */
function conditionsOf({ json }: Call): RowTest | undefined {
  const given = property(json, "query");
  return hasConditions(given) ? readQuery(given) : undefined;
}

/** What the platform does without a condition is not known; changing every row is more than anybody means. */
function withoutCondition({ json }: Call): HttpAnswer {
  const given = property(json, "query");
  return hasConditions(given)
    ? invalidArguments()
    : { ...invalidArguments(), headers: { [NOTE_HEADER]: "unverified-answer" } };
}

/** That the platform keeps to its definitions is documented; how it refuses what breaks one is not (platform.md, 10.3). */
function breaksRule(rule: string): HttpAnswer {
  return errorAnswer(412, `unverified: ${rule}`, 412, { [NOTE_HEADER]: "unverified-answer" });
}

function wholeNumber(text: string | null, fallback: number): number | undefined {
  if (text === null || text === "") return fallback;
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function tableOf({ found }: Call): string {
  return found.params["tableName"] ?? "";
}

/** The documented samples show a bot ID in `Created_By`. */
function authorOf({ app }: Call): string {
  return app.botId ?? app.clientId;
}

function noRoom(): HttpAnswer {
  return errorAnswer(507, "The tables of the local platform are full.", 507, { [NOTE_HEADER]: "tables-full" });
}

/** The note is that of a body with too many of them. */
function tooManyValues(most: number): HttpAnswer {
  const sentence = `With the defaults of their columns, the rows of one insert have at most ${most.toLocaleString("en")} values here.`;
  return errorAnswer(413, sentence, 413, { [NOTE_HEADER]: "too-many-values" });
}
