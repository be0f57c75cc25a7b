import assert from "node:assert/strict";
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
    const { send, store } = platform({
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
    });
    assert.deepEqual(store.unfitDefaults, ["people.Born", "people.Age", "people.Weight", "people.Code", "people.Rank"]);
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

  it("is refused whole, with the reason, where a part of it can't be read", () => {
    const broken: unknown[] = [
      { name: "t", schemaDef: {} },
      { name: "t", schemaDef: [1] },
      { name: "", schemaDef: [] },
      { schemaDef: [] },
      { name: "t", schemaDef: [{ name: "a" }] },
      { name: "t", schemaDef: [column("a", "string", { isRequired: "yes" })] },
      { name: "t", schemaDef: [column("a", "string", { maxLength: "-1" })] },
      { name: "t", schemaDef: [column("a", "string"), column("a", "number")] },
      [CUSTOMERS, CUSTOMERS],
      [CUSTOMERS, { name: "t" }],
      [],
      { format: "jwt-apps-tables", version: 1, definitions: CUSTOMERS },
    ];
    for (const file of broken)
      assert.throws(() => platform(file), { code: "tables-file-damaged" }, JSON.stringify(file).slice(0, 80));
  });
});

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
