import assert from "node:assert/strict";
import type { UserError } from "../../../src/domain/errors";
import { findEndpoint } from "../../../src/domain/scopes/findEndpoint";
import { answerFromTables } from "../../../src/localPlatform/dataTables/tableService";
import { TableStore } from "../../../src/localPlatform/dataTables/tableStore";
import { sampleApp } from "../apps/sampleApp";

/** In the shape that the platform exports; lengths and defaults are text there. */
const CUSTOMERS = {
  name: "customers",
  description: "Who buys",
  indexes: [],
  schemaDef: [
    column("Email", "string"),
    column("Kind", "string", { default: "Preferred" }),
    column("Name", "string", { isRequired: true }),
    column("Id", "number", { isRequired: true, isEncrypted: true, maxLength: "5" }),
    column("Since", "date"),
    column("Discount", "number", { default: "10" }),
    // The platform's own may be among them, and are never the client's to give.
    column("sys_Id", "string", { isRequired: true }),
  ],
};

describe("a table definition on the local platform", () => {
  it("lets in what keeps to it, with the values of columns that aren't named", () => {
    const { send } = platform(CUSTOMERS);
    const { status, body } = send("POST /api/public/tables/customers", { data: { Name: "Jane", Id: 12345 } });
    assert.equal(status, 200);
    const { Name, Id, Kind, Discount, Email } = body as Record<string, unknown>;
    assert.deepEqual([Name, Id, Kind, Discount, Email], ["Jane", 12345, "Preferred", 10, undefined]);
    assert.equal(
      send("POST /api/public/tables/customers", {
        data: {
          sys_Id: "mine",
          Name: "",
          Id: 1,
          Since: "2026-01-02",
          Email: null,
          Kind: null,
          Discount: 0,
        },
      }).status,
      200,
    );
  });

  const REFUSED: [rule: string, data: object][] = [
    ["The table “customers” has no column “name”.", { name: "Jane", Name: "Jane", Id: 1 }],
    ["The table “customers” has no column “__proto__”.", JSON.parse('{"Name":"Jane","Id":1,"__proto__":1}') as object],
    ["The table “customers” has no column “constructor”.", { Name: "Jane", Id: 1, constructor: 1 }],
    [`The table “customers” has no column “${"x".repeat(60)}…”.`, { Name: "Jane", Id: 1, ["x".repeat(61)]: 1 }],
    ["The column “Id” is required.", { Name: "Jane" }],
    ["The column “Name” is required.", { Name: null, Id: 1 }],
    ["The column “Name” holds values of the type string.", { Name: 7, Id: 1 }],
    ["The column “Email” holds values of the type string.", { Name: "Jane", Id: 1, Email: ["a@example.com"] }],
    ["The column “Id” holds values of the type number.", { Name: "Jane", Id: "1" }],
    ["The column “Id” holds values of the type number.", { Name: "Jane", Id: true }],
    ["The column “Id” takes at most 5 characters.", { Name: "Jane", Id: 123456 }],
    ["The column “Since” holds values of the type date.", { Name: "Jane", Id: 1, Since: "yesterday" }],
    ["The column “Since” holds values of the type date.", { Name: "Jane", Id: 1, Since: {} }],
  ];
  for (const [rule, data] of REFUSED)
    it(`refuses, in words that say they are not the platform's: ${rule} ${JSON.stringify(data).slice(0, 50)}`, () => {
      const { send, store } = platform(CUSTOMERS);
      const refusal = {
        status: 412,
        body: { errors: [{ msg: `unverified: ${rule}`, code: 412 }] },
        headers: { "x-local-platform": "unverified-answer" },
      };
      assert.deepEqual(send("POST /api/public/tables/customers", { data }), refusal);
      // Of a bulk the row is named, and none of the others comes in.
      const bulk = send("POST /api/public/tables/customers/bulk", { data: [{ Name: "Zoe", Id: 2 }, data] });
      assert.deepEqual(bulk.body, { errors: [{ msg: `unverified: Row 2: ${rule}`, code: 412 }] });
      assert.equal(store.queryTable("customers", () => true, 10, 0).total, 0);
    });

  it("is kept by changes too, which leave what they don't name", () => {
    const { send } = platform(CUSTOMERS);
    send("POST /api/public/tables/customers", { data: { Name: "Jane", Id: 1, Discount: 5 } });
    const change = (data: object) =>
      send("PUT /api/public/tables/customers", {
        query: { expressions: [{ field: "Id", operand: "=", value: 1 }], operator: "and" },
        data,
      });
    assert.deepEqual(change({ Email: "jane@example.com", sys_Id: "mine" }).body, { nModified: 1 });
    for (const data of [{ Mail: "x" }, { Id: "x" }, { Name: null }, { Id: 1234567 }])
      assert.equal(change(data).headers?.["x-local-platform"], "unverified-answer", JSON.stringify(data));
    const [row] = (send("POST /api/public/tables/customers/query", {}).body as { queryResult: object[] }).queryResult;
    assert.deepEqual(
      { ...row, ...{ Created_On: "", Updated_On: "", Created_By: "", Updated_By: "", sys_Id: "" } },
      {
        Name: "Jane",
        Id: 1,
        Discount: 5,
        Kind: "Preferred",
        Email: "jane@example.com",
        Created_On: "",
        Updated_On: "",
        Created_By: "",
        Updated_By: "",
        sys_Id: "",
      },
    );
  });

  it("counts characters, not what they are made of", () => {
    const { send } = platform({ name: "t", schemaDef: [column("c", "string", { maxLength: "3" })] });
    const statusOf = (c: string) => send("POST /api/public/tables/t", { data: { c } }).status;
    assert.deepEqual(
      ["abc", "🤖🤖🤖", "abcd", "🤖🤖🤖🤖", "x".repeat(1_000_000)].map(statusOf),
      [200, 200, 412, 412, 412],
    );
  });

  it("says nothing of other tables, nor of a type that is not known", () => {
    const { send } = platform([CUSTOMERS, { name: "other", schemaDef: [{ name: "a", type: "geography" }] }]);
    assert.equal(send("POST /api/public/tables/Customers", { data: { anything: 1 } }).status, 200);
    assert.equal(send("POST /api/public/tables/other", { data: { a: { lat: 1 } } }).status, 200);
    assert.equal(send("POST /api/public/tables/other", { data: { b: 1 } }).status, 412);
  });

  it("is noted where a served request has against it what nobody knows the platform's answer to", () => {
    const { send } = platform([
      CUSTOMERS,
      { name: "odd", schemaDef: [column("a, b\n–", "string", { isRequired: true })] },
    ]);
    const noteOn = (call: string, json: object) => {
      const { status, headers } = send(call, json);
      return [status, headers?.["x-local-platform"]];
    };
    const where = (...fields: string[]) => ({
      query: { expressions: fields.map((field) => ({ field, operand: "=", value: 1 })), operator: "or" },
    });
    const table = "POST /api/public/tables/customers";
    assert.deepEqual(noteOn(`${table}/query`, where("Id", "sys_Id", "Created_On")), [200, "sample"]);
    assert.deepEqual(noteOn(`${table}/query`, where("Id", "id", "id", "Mail")), [
      200,
      "sample, unknown-column id, unknown-column Mail",
    ]);
    assert.deepEqual(noteOn("POST /api/public/views/customers/query", where("id")), [200, "sample, unknown-column id"]);
    assert.deepEqual(noteOn("DELETE /api/public/tables/customers", where("id")), [200, "unknown-column id"]);
    const empty = { Name: "", Id: 1 };
    assert.deepEqual(noteOn(table, { data: empty }), [200, "empty-required Name"]);
    assert.deepEqual(noteOn(`${table}/bulk`, { data: [{ Name: "Jane", Id: 1 }, empty] }), [200, "empty-required Name"]);
    assert.deepEqual(noteOn("PUT /api/public/tables/customers", { ...where("id"), data: { Name: "" } }), [
      200,
      "unknown-column id, empty-required Name",
    ]);
    assert.deepEqual(noteOn(table, { data: { Name: "Jane", Id: 1, Email: "" } }), [200, undefined]);
    // A header takes no other characters.
    assert.deepEqual(noteOn("POST /api/public/tables/odd", { data: { "a, b\n–": "" } }), [
      200,
      "empty-required a%2C%20b%0A%E2%80%93",
    ]);
    const many = where(...Array.from({ length: 90 }, (_, index) => `${"\ud800".repeat(70)}${index}`));
    assert.equal(noteOn(`${table}/query`, many)[1], `sample, unknown-column ${"_".repeat(60)}`);
    // A table of this name isn't defined, and perhaps that one is meant.
    assert.deepEqual(noteOn("POST /api/public/tables/Customers", { data: { any: 1 } }), [200, "table-case customers"]);
    assert.deepEqual(noteOn("POST /api/public/tables/Customer", { data: { any: 1 } }), [200, undefined]);
  });

  it("fills in no default that doesn't fit its own column, and says so", () => {
    const reports: string[] = [];
    const { send, store } = platform();
    const people = {
      name: "people",
      schemaDef: [
        column("Born", "date", { default: "yesterday" }),
        column("Since", "date", { default: "2026-01-02" }),
        column("Age", "number", { default: "abc" }),
        column("Weight", "number", { default: "1e999" }),
        column("Code", "string", { default: "too long", maxLength: "3" }),
        column("Kind", "number", { default: "7", isRequired: true }),
        column("Rank", "number", { default: "x", isRequired: true }),
        column("Shape", "geography", { default: "anything" }),
      ],
    };
    store.load(JSON.stringify(people), (line) => reports.push(line));
    assert.deepEqual(
      reports,
      ["Born", "Age", "Weight", "Code", "Rank"].map(
        (name) =>
          `The file with the tables: “default” of the column “${name}” in the definition of “people” can't be used and is left out.`,
      ),
    );
    const { sys_Id: _, ...row } = send("POST /api/public/tables/people", { data: { Rank: 1 } }).body as Row;
    const own = Object.entries(row).filter(([name]) => !/^(?:Created|Updated)_/.test(name));
    assert.deepEqual(Object.fromEntries(own), { Rank: 1, Since: "2026-01-02", Kind: 7, Shape: "anything" });
    assert.deepEqual(send("POST /api/public/tables/people", { data: {} }).body, {
      errors: [{ msg: "unverified: The column “Rank” is required.", code: 412 }],
    });
  });

  it("may stand in the file with the tables, and is saved with them", () => {
    const rows = [{ Name: "Jane", Id: 1 }];
    const text = JSON.stringify({
      format: "jwt-apps-tables",
      version: 1,
      tables: { customers: rows },
      definitions: [CUSTOMERS],
    });
    const { store, send } = platform();
    assert.equal(store.load(text), "tables");
    assert.equal(send("POST /api/public/tables/customers", { data: { Id: 2 } }).status, 412);
    const saved = Buffer.concat([...store.toJson()]).toString();
    assert.deepEqual((JSON.parse(saved) as { definitions: unknown }).definitions, [CUSTOMERS]);
    const copy = platform();
    copy.store.load(saved);
    assert.equal(Buffer.concat([...copy.store.toJson()]).toString(), saved);
    // They take of the room that rows have.
    const room = JSON.stringify([CUSTOMERS]).length;
    for (const [bytes, why] of [
      [room - 1, /its definitions are too large/],
      [room + 100, /its tables are too large/],
    ] as const)
      assert.throws(() => platform(undefined, bytes).store.load(saved), why);
    platform(undefined, saved.length).store.load(saved);
  });

  it("is refused whole where a part of it can't be read without which nothing is known, and the reason names it", () => {
    const columns = (count: number) => Array.from({ length: count }, (_, index) => column(`c${index}`, "string"));
    const broken: [file: unknown, why: string][] = [
      [{ name: "t", schemaDef: {} }, "the definition of “t” has no list of columns"],
      [{ name: "t", schemaDef: [1] }, "column 1 of the definition of “t” has no name"],
      [
        { name: "t", schemaDef: [column("a", "string"), { type: "string" }] },
        "column 2 of the definition of “t” has no name",
      ],
      [{ name: "", schemaDef: [] }, "a definition has no name"],
      [{ schemaDef: [] }, "a definition has no name"],
      [{ name: "t", schemaDef: [{ name: "a" }] }, "the column “a” of the definition of “t” has no type"],
      [
        { name: "t", schemaDef: [column("a", "string"), column("a", "number")] },
        "the definition of “t” has two columns of the name “a”",
      ],
      [{ name: "t", schemaDef: columns(1_001) }, "the definition of “t” has 1001 columns, and 1000 are the most"],
      [
        Array.from({ length: 1_001 }, (_, index) => ({ name: `t${index}`, schemaDef: [] })),
        "it has 1001 definitions, and 1000 are the most",
      ],
      [[CUSTOMERS, CUSTOMERS], "two definitions have one name"],
      [[CUSTOMERS, { name: "t" }], "it has no list of tables"],
      [[], "it has no list of tables"],
      [{ format: "jwt-apps-tables", version: 1, definitions: CUSTOMERS }, "its definitions are no list"],
    ];
    for (const [file, why] of broken)
      assert.throws(
        () => platform(file),
        (error: UserError) => error.code === "tables-file-damaged" && error.message.includes(`: ${why}.`),
        why,
      );
    assert.equal(platform({ name: "t", schemaDef: columns(1_000) }).store.definitionOf("t")?.columns.size, 1_000);
  });

  const CELLS: [column: object, leftOut: string[], holds: unknown][] = [
    [{ default: null, maxLength: null, isRequired: null }, [], {}],
    [{ isRequired: "true" }, [], { isRequired: true }],
    [{ isRequired: " False " }, [], {}],
    [{ isRequired: "yes" }, ["isRequired"], {}],
    [{ isRequired: 1 }, ["isRequired"], {}],
    [{ maxLength: "10.0" }, [], { maxLength: 10 }],
    [{ maxLength: 10 }, [], { maxLength: 10 }],
    [{ maxLength: " " }, [], {}],
    [{ maxLength: 50.5 }, ["maxLength"], {}],
    [{ maxLength: "-1" }, ["maxLength"], {}],
    [{ maxLength: {} }, ["maxLength"], {}],
    [{ type: "boolean", default: true }, [], { fallback: true }],
    [{ type: "string", default: true }, ["default"], {}],
    // The word is a value as any other.
    [{ type: "string", default: "null" }, [], { fallback: "null" }],
    [{ type: "string", default: [] }, ["default"], {}],
    [{ type: "number", default: "1.50" }, [], { fallback: 1.5 }],
    [{ type: "number", default: "1e999" }, ["default"], {}],
    [{ type: "number", default: "  " }, ["default"], {}],
    [{ type: "number", default: "ten" }, ["default"], {}],
    [{ default: {}, maxLength: [], isRequired: {} }, ["isRequired", "maxLength", "default"], {}],
  ];
  for (const [cells, leftOut, holds] of CELLS)
    it(`is used without the cells that can't be read, and says which: ${JSON.stringify(cells)}`, () => {
      const reports: string[] = [];
      const { store } = platform();
      store.load(
        JSON.stringify({ name: "t", schemaDef: [column("a", "string", cells), column("b", "string")] }),
        (line) => reports.push(line),
      );
      const definition = store.definitionOf("t");
      const { isRequired, maxLength } = definition?.columns.get("a") ?? {};
      assert.deepEqual(
        { isRequired, maxLength, fallback: definition?.fallbacks["a"] },
        { isRequired: false, maxLength: undefined, fallback: undefined, ...(holds as object) },
      );
      assert.deepEqual(
        reports,
        leftOut.map(
          (member) =>
            `The file with the tables: “${member}” of the column “a” in the definition of “t” can't be used and is left out.`,
        ),
      );
    });

  it("says of a file with much that it can't use the first twenty, in lines that hold nothing but text", () => {
    const reports: string[] = [];
    const bad = (index: number) => column(`c\n\u001b${index}${"x".repeat(3_000)}`, "string", { isRequired: "yes" });
    const text = JSON.stringify({ name: "t\u202e", schemaDef: Array.from({ length: 1_000 }, (_, n) => bad(n)) });
    platform().store.load(text, (line) => reports.push(line));
    assert.equal(reports.length, 21);
    assert.equal(reports.at(-1), "The file with the tables: there are 980 more of these.");
    for (const line of reports) assert.match(line, /^[^\p{Cc}\p{Cf}]{1,300}$/u);
  });

  it("says which rows of a file break it, and keeps them", () => {
    const reports: string[] = [];
    const rows = [
      { Name: "Jane", Id: 1 },
      { Name: "Zoe" },
      { Id: 2, Mail: "x" },
      { Name: "Max", Id: 3, sys_Id: "sys-3" },
    ];
    const { store } = platform();
    const text = (tables: object) =>
      JSON.stringify({ format: "jwt-apps-tables", version: 1, tables, definitions: [CUSTOMERS] });
    store.load(text({ customers: rows, others: [{ anything: 1 }] }), (line) => reports.push(line));
    assert.deepEqual(reports, [
      "The file with the tables: row 2 of the table “customers” breaks a rule, and stays. The column “Id” is required. So does 1 other row.",
    ]);
    assert.equal(store.queryTable("customers", () => true, 10, 0).total, 4);
    platform().store.load(text({ customers: [rows[0], rows[3]] }), (line) => assert.fail(line));
  });

  it("multiplies no bulk insert: what its defaults would make is counted before any of it is made", () => {
    const schemaDef = Array.from({ length: 200 }, (_, index) => column(`c${index}`, "string", { default: "x" }));
    const { send, store } = platform({ name: "t", schemaDef });
    const bulk = (count: number) =>
      send("POST /api/public/tables/t/bulk", { data: Array.from({ length: count }, neverRead) });
    // Two million values are what one body may have.
    assert.deepEqual(bulk(10_001), {
      status: 413,
      body: {
        errors: [
          {
            msg: "With the defaults of their columns, the rows of one insert have at most 2,000,000 values here.",
            code: 413,
          },
        ],
      },
      headers: { "x-local-platform": "too-many-values" },
    });
    assert.equal(store.queryTable("t", () => true, 10, 0).total, 0);
    const { status, body } = send("POST /api/public/tables/t/bulk", { data: [{}, { c7: "y" }] });
    assert.equal(status, 200);
    const [first, second] = (body as { records: Record<string, unknown>[] }).records;
    assert.deepEqual([first?.["c7"], second?.["c7"], second?.["c8"]], ["x", "y", "x"]);
    assert.equal(Object.keys(first ?? {}).length, 205);
  });

  it("makes no row of a bulk insert behind the first that breaks it or for which there is no room", () => {
    const schemaDef = [column("a", "string"), column("b", "string", { default: "x".repeat(1_000) })];
    const { send, store } = platform({ name: "t", schemaDef }, 10_000);
    const bulk = (...data: object[]) => send("POST /api/public/tables/t/bulk", { data }).status;
    assert.equal(bulk(...Array<object>(5).fill({ a: "x" }), { a: 1 }, neverRead()), 412);
    // Each takes about 1,200 bytes of the room.
    assert.equal(bulk(...Array<object>(9).fill({}), ...Array.from({ length: 100 }, neverRead)), 507);
    assert.equal(store.queryTable("t", () => true, 10, 0).total, 0);
    assert.equal(bulk({}, {}), 200);
  });

  it("looks for no more columns than a row has, but for the first that it lacks", () => {
    const schemaDef = Array.from({ length: 1_000 }, (_, index) => column(`c${index}`, "string"));
    const { store } = platform([
      { name: "free", schemaDef },
      { name: "strict", schemaDef: schemaDef.map((one) => ({ ...one, isRequired: true })) },
    ]);
    const looks = (table: string, row: object) => {
      let count = 0;
      const counted = new Proxy(row, {
        has: () => assert.fail(),
        getOwnPropertyDescriptor: (target, name) => (count++, Reflect.getOwnPropertyDescriptor(target, name)),
        get: (target, name) => (count++, Reflect.get(target, name) as unknown),
      });
      store.brokenRule(table, counted as Record<string, unknown>, { isWhole: true });
      return count;
    };
    assert.equal(looks("free", {}), 0);
    assert.ok(looks("free", { c1: "x" }) <= 10);
    assert.equal(looks("strict", {}), 1);
  });
});

/** A row that tells whoever looks into it. */
function neverRead(): object {
  return new Proxy(
    {},
    {
      get: () => assert.fail("was read"),
      ownKeys: () => assert.fail("was read"),
    },
  );
}

type Row = Record<string, unknown>;

function column(name: string, type: string, changes: object = {}): object {
  return { name, type, isRequired: false, isEncrypted: false, reference: {}, maxLength: "", default: "", ...changes };
}

function platform(file?: unknown, maxBytes?: number) {
  const store = new TableStore({ clock: () => 0, randomBytes: (length) => new Uint8Array(length) }, maxBytes);
  if (file !== undefined) store.load(JSON.stringify(file));
  const send = (call: string, json: unknown) => {
    const [method = "", path = ""] = call.split(" ");
    const found = findEndpoint(method, path);
    assert.ok(found.kind === "found");
    const app = sampleApp({ createdIn: "tables" });
    return answerFromTables(store, { app, found, headers: {}, query: new URLSearchParams(), json }) ?? assert.fail();
  };
  return { store, send };
}
