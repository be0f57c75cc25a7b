import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../../scripts/paths.mjs";
import { endpoints, scopeById } from "../../../src/domain/scopes/catalogue";
import { valuesAt } from "../../../src/localPlatform/http/jsonPlaces";

const FOLDER = join(ROOT, "src/domain/scopes/endpoints");

type Row = Readonly<Record<string, unknown>>;
type Check = (value: unknown, row: Row) => boolean;

/** Of each family, as its file has it. */
const FAMILIES = readdirSync(FOLDER).map((file) => ({
  file,
  rows: JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as readonly Row[],
}));
const ROWS = FAMILIES.flatMap(({ rows }) => rows);

const CALL = /^(?:GET|POST|PUT|DELETE) (?:\/(?:\{[A-Za-z]+\}|[A-Za-z0-9._-]+))+\/?$/;
const isText: Check = (value) => typeof value === "string" && value.trim() === value && value !== "";
const isSentence: Check = (value) => isText(value, {}) && /^[^\n]+[.:]"?$/.test(String(value));
const isRecord = (value: unknown): value is Row =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
const allOf =
  (check: Check): Check =>
  (value, row) =>
    Array.isArray(value) && value.length > 0 && value.every((item) => check(item, row));
const recordOf =
  (check: Check): Check =>
  (value, row) =>
    isRecord(value) && Object.values(value).every((item) => check(item, row));
const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const scopeOf =
  (...levels: readonly string[]): Check =>
  (value) =>
    levels.every((level) => scopeById(`${level}/${String(value)}`)?.level === level);
const members =
  (checks: Readonly<Record<string, Check>>, required: readonly string[]): Check =>
  (value, row) =>
    isRecord(value) &&
    required.every((name) => name in value) &&
    Object.entries(value).every(([name, item]) => checks[name]?.(item, row) === true);

/** JSON, and no place of it left over from how it was read. */
const isJson: Check = (value) => !/<uuid>|<24 hex>|\u2026/.test(JSON.stringify(value));
/** One spelling of each name for all; what every call has stands in none. */
const HEADERS = ["accountId", "bot-language", "iId", "orgId", "version-Id", "userId"];
const isHeaders: Check = (value) =>
  isRecord(value) &&
  Object.entries(value).every(
    ([name, text]) =>
      isText(text, {}) &&
      !/^(?:auth|authorization|content-type|accept)$/i.test(name) &&
      (HEADERS.includes(name) || !HEADERS.some((known) => known.toLowerCase() === name.toLowerCase())),
  );

/** Members with dots between them, `*` for each item of a list. */
const PLACE = /^(?:[A-Za-z]\w*|\*)(?:\.(?:[A-Za-z]\w*|\*))*$/;
const isBound = (bound: string): boolean => {
  const [, from = "", to, kind] =
    /^([\w.*]+?)(?:\.\.([a-zA-Z][\w.]*))? (?:<=? \d+(?: (items|characters|members|days|hours|months))?|>= \d+ items|\d+\.\.\d+(?: items)?)(?: where [\w.]+ = \w+)?$/.exec(
      bound,
    ) ?? [];
  const isPeriod = /^(?:days|hours|months)$/.test(kind ?? "");
  return PLACE.test(from) && (to === undefined || PLACE.test(to)) && isPeriod === (to !== undefined);
};

/** Which members a row can have, and what stands in each. */
const SCHEMA: Readonly<Record<string, Check>> = {
  id: (value) => /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(String(value)),
  api: isText,
  alsoCalled: allOf((value, { api }) => isText(value, {}) && value !== api),
  call: (value) => CALL.test(String(value)),
  alsoAs: allOf((value, { call }) => CALL.test(String(value)) && value !== call),
  method: (value, { call }) => oneOf("GET", "POST", "PUT", "DELETE")(value, {}) && call === undefined,
  address: (value, { call, method }) =>
    oneOf("channel", "yours")(value, {}) && call === undefined && method !== undefined,
  xo: allOf(scopeOf("xo")),
  admin: (value, row) =>
    value === "unknown" ||
    allOf(scopeOf("admin"))(value, row) ||
    members({ anyApp: allOf(scopeOf("admin")) }, ["anyApp"])(value, row),
  unstated: (value, row) =>
    (value === "unknown" || allOf(scopeOf("xo", "admin"))(value, row)) &&
    row["xo"] === undefined &&
    row["admin"] === undefined,
  notFor: allOf(
    (level, row) => oneOf("xo", "admin")(level, {}) && !(String(level) in row) && ("xo" in row || "admin" in row),
  ),
  table: members({ on: oneOf("table", "view"), permissions: allOf(oneOf("read", "write", "delete")) }, [
    "on",
    "permissions",
  ]),
  headers: isHeaders,
  optionalHeaders: (value, row) =>
    isHeaders(value, row) && isRecord(value) && Object.keys(value).every((name) => !isIn(name, row["headers"])),
  query: recordOf((value) => typeof value === "string"),
  requiredQuery: allOf((value, { query }) => isIn(String(value), query)),
  optionalQuery: (value, row) =>
    recordOf((item) => typeof item === "string")(value, row) &&
    isRecord(value) &&
    Object.keys(value).every((name) => !isIn(name, row["query"])),
  bodyExample: isJson,
  requiredBody: allOf((value, { bodyExample }) => {
    const there = valuesAt(bodyExample, String(value));
    return PLACE.test(String(value)) && there.length > 0 && !there.includes(undefined);
  }),
  takesFiles: allOf((value) => PLACE.test(String(value))),
  contentType: oneOf("multipart/form-data"),
  formFields: (value, row) => recordOf(isText)(value, row) && row["contentType"] === "multipart/form-data",
  formFile: (value, row) =>
    members({ name: isText, type: isText, content: isText }, ["name", "type", "content"])(value, row) &&
    Object.values(row["formFields"] ?? {}).includes("{file}"),
  onlyWith: members({ query: recordOf(isText) }, ["query"]),
  answer: isJson,
  answerText: (value, { answer }) => isText(value, {}) && answer === undefined,
  answerStatus: (value) => oneOf(201, 202, 204)(value, {}),
  errors: allOf(
    members(
      {
        id: (value) => /^[a-z]+(?:-[a-z]+)*$/.test(String(value)),
        when: isSentence,
        status: (value) => Number(value) >= 400 && Number(value) < 600,
        body: isJson,
        bodyText: isText,
        words: isText,
      },
      ["when"],
    ),
  ),
  startsJob: (value, row) =>
    members({ job: isText, at: (at) => memberAt(row["answer"], String(at)) !== undefined }, ["job", "at"])(value, row),
  answersJob: (value, row) =>
    members({ job: isText, param: (param) => String(row["call"]).includes(`{${String(param)}}`) }, ["job"])(value, row),
  limits: isSentence,
  bounds: (value, row) => allOf((bound) => isBound(String(bound)))(value, row) && row["limits"] !== undefined,
  rateLimit: oneOf("bot", "request", "account", "account-minute", "notification", "table", "none"),
  encryption: members({ xo: oneOf("listed", "releaseNotes"), admin: oneOf("listed", "releaseNotes") }, []),
  encryptionFlag: (value, row) =>
    oneOf("body", "bodyItems", "bodyAndQuery")(value, row) && row["encryption"] !== undefined,
  page: (value) => /^ai-for-service\/[a-z0-9-]+(?:\/[A-Za-z0-9-]+)*$/.test(String(value)),
  notes: isSentence,
};

describe("the files of the catalogue", () => {
  for (const { file, rows } of FAMILIES) {
    it(`fits the schema: ${file}`, () => {
      assert.ok(rows.length > 0);
      for (const row of rows) {
        for (const name of ["id", "api", "rateLimit", "call" in row ? "call" : "address"])
          assert.ok(name in row, `${String(row["id"])} lacks ${name}`);
        for (const [name, value] of Object.entries(row)) {
          const check = Object.hasOwn(SCHEMA, name) ? SCHEMA[name] : undefined;
          assert.ok(check, `${String(row["id"])}: ${name} is no member`);
          assert.ok(check(value, row), `${String(row["id"])}: ${name} is ${JSON.stringify(value)}`);
        }
      }
    });
  }

  it("are read, all of them", () => {
    assert.deepEqual(new Set(endpoints().map(({ id }) => id)), new Set(ROWS.map(({ id }) => id)));
    assert.equal(new Set(ROWS.map(({ id }) => id)).size, ROWS.length);
  });

  it("have in an answer no placeholder but those that can be filled", () => {
    for (const { id, call, answer, answerText, errors } of ROWS) {
      const text = JSON.stringify([answer, answerText, errors]);
      for (const [, name = ""] of text.matchAll(/\{([A-Za-z0-9_.]+)\}/g)) {
        const isKnown =
          /^(?:uuid|hex24|now|today|botId)$|^(?:body|query)\.[\w.-]+$/.test(name) || String(call).includes(`{${name}}`);
        assert.ok(isKnown, `${String(id)}: {${name}}`);
      }
    }
  });

  it("tell no token, key or password", () => {
    for (const row of ROWS) {
      const text = JSON.stringify(row);
      assert.doesNotMatch(text, /eyJ[\w-]{8}|-----BEGIN|\bcs-[0-9a-f]{8}-/, String(row["id"]));
      for (const [, value] of text.matchAll(/"(?:[a-zA-Z]*(?:secret|password|token|apikey|credential))":"([^"]*)"/gi))
        assert.match(value ?? "", /^$|^\(not shown\)$|^\{\w+\}$/, String(row["id"]));
    }
  });

  it("have a status for a job only where something starts it", () => {
    const started = new Set(ROWS.map(({ startsJob }) => (startsJob as Row | undefined)?.["job"]));
    for (const { id, answersJob } of ROWS) {
      if (answersJob) assert.ok(started.has((answersJob as Row)["job"]), String(id));
    }
  });

  it("tell rows of one method and path apart, or leave it to who calls", () => {
    const byCall = new Map<unknown, Row[]>();
    for (const row of ROWS) {
      const shape = String(row["call"]).replace(/\{\w+\}/g, "{}");
      byCall.set(shape, [...(byCall.get(shape) ?? []), row]);
    }
    const alike = [...byCall.values()].filter(({ length }) => length > 1);
    assert.equal(alike.length, 18);
    const apart = alike.filter((rows) => {
      const queries = rows.map(({ onlyWith }) => JSON.stringify(onlyWith));
      return new Set(queries).size === queries.length;
    });
    assert.equal(apart.length, 8);
  });
});

/** Header and parameter names are compared as they are written: a file has one spelling. */
function isIn(name: string, record: unknown): boolean {
  return isRecord(record) && Object.keys(record).includes(name);
}

function memberAt(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((at, name) => (typeof at === "object" && at !== null ? (at as Row)[name] : undefined), value);
}
