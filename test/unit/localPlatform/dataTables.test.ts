import assert from "node:assert/strict";
import { findEndpoint } from "../../../src/domain/scopes/findEndpoint";
import { TableStore } from "../../../src/localPlatform/dataTables/tableStore";
import { answerFromTables } from "../../../src/localPlatform/dataTables/tableService";
import { sampleApp } from "../apps/sampleApp";

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const INVALID = { errors: [{ msg: "Validation errors/ Invalid arguments", code: 412 }] };

describe("Data Tables of the local platform", () => {
  it("answers an insert with the row and the platform's columns", () => {
    const { send } = platform();
    assert.deepEqual(send("POST /api/public/tables/People", { data: { First_Name: "test", Number: 263 } }), {
      status: 200,
      body: {
        First_Name: "test",
        Number: 263,
        Updated_On: "2026-01-02T03:04:05.000Z",
        Created_On: "2026-01-02T03:04:05.000Z",
        Updated_By: "cs-11111111-1111-5111-8111-111111111111",
        Created_By: "cs-11111111-1111-5111-8111-111111111111",
        sys_Id: "sys-01010101-0101-5101-8101-010101010101",
      },
    });
  });

  it("takes no word of a client for the platform's columns", () => {
    const { send } = platform();
    const { body } = send("POST /api/public/tables/People", {
      data: { sys_Id: "mine", Created_By: "me", Name: "x" },
    }) as { body: Record<string, unknown> };
    assert.equal(body["sys_Id"], "sys-01010101-0101-5101-8101-010101010101");
    send("PUT /api/public/tables/People", { query: where("Name", "=", "x"), data: { sys_Id: "mine", Name: "y" } });
    assert.equal(
      (query(send, "People", undefined).queryResult[0] as Record<string, unknown>)["sys_Id"],
      "sys-01010101-0101-5101-8101-010101010101",
    );
  });

  it("answers bulk, update and delete as documented", () => {
    const { send, setNow } = platform();
    const bulk = send("POST /api/public/tables/People/bulk", {
      data: [
        { Name: "Jane", Age: 30 },
        { Name: "Mike", Age: 40 },
        { Name: "Zoe", Age: 50 },
      ],
    }) as { body: { records: { Name: string }[] } };
    assert.deepEqual(
      bulk.body.records.map(({ Name }) => Name),
      ["Jane", "Mike", "Zoe"],
    );
    setNow(NOW + 1000);
    assert.deepEqual(
      send("PUT /api/public/tables/People", { query: where("Age", ">", 35), data: { Team: "red" } }).body,
      { nModified: 2 },
    );
    const changed = query(send, "People", where("Team", "=", "red")).queryResult as Record<string, unknown>[];
    assert.deepEqual(
      changed.map(({ Name, Created_On, Updated_On }) => [Name, Created_On, Updated_On]),
      [
        ["Mike", "2026-01-02T03:04:05.000Z", "2026-01-02T03:04:06.000Z"],
        ["Zoe", "2026-01-02T03:04:05.000Z", "2026-01-02T03:04:06.000Z"],
      ],
    );
    assert.deepEqual(send("DELETE /api/public/tables/People", { query: where("Name", "=", "Jane") }).body, {
      nDeleted: 1,
    });
    assert.deepEqual(send("DELETE /api/public/tables/People", { query: where("Name", "=", "Jane") }).body, {
      nDeleted: 0,
    });
    assert.equal(query(send, "People", undefined).total, 2);
  });

  it("pages with sys_limit, 10 by default and 100 at most, and sys_offset", () => {
    const { send } = platform();
    send("POST /api/public/tables/Rows/bulk", { data: Array.from({ length: 250 }, (_, n) => ({ n })) });
    const page = (search: string) => {
      const { hasMore, total, queryResult } = send(`POST /api/public/tables/Rows/query${search}`, {}).body as Page;
      return [hasMore, total, queryResult.length, (queryResult[0] as { n?: number } | undefined)?.n];
    };
    assert.deepEqual(page(""), [true, 250, 10, 0]);
    assert.deepEqual(page("?sys_limit=4&sys_offset=7"), [true, 250, 4, 7]);
    assert.deepEqual(page("?sys_limit=1000&sys_offset=200"), [false, 250, 50, 200]);
    assert.deepEqual(page("?sys_limit=100&sys_offset=100"), [true, 250, 100, 100]);
    assert.deepEqual(page("?sys_offset=250"), [false, 250, 0, undefined]);
    for (const wrong of ["?sys_limit=-1", "?sys_limit=ten", "?sys_offset=1.5", "?sys_limit=1e3"]) {
      assert.deepEqual(send(`POST /api/public/tables/Rows/query${wrong}`, {}), { status: 412, body: INVALID }, wrong);
    }
  });

  it("finds by =, !=, > and <, with and and or", () => {
    const { send } = platform();
    const rows = [{ n: 1, t: "a", b: true }, { n: 2, t: "b" }, { n: 10, t: "c", b: null }, { t: "2" }];
    send("POST /api/public/tables/Rows/bulk", { data: rows });
    const found = (...expressions: [string, string, unknown][]) => matches("and", expressions);
    const matches = (operator: string, expressions: [string, string, unknown][]) => {
      const all = expressions.map(([field, operand, value]) => ({ field, operand, value }));
      return (query(send, "Rows", { expressions: all, operator }).queryResult as { t: string }[])
        .map(({ t }) => t)
        .join("");
    };
    assert.equal(found(["n", "=", 2]), "b");
    assert.equal(found(["n", "=", "10"]), "c");
    assert.equal(found(["n", ">", 1]), "bc");
    assert.equal(found(["n", ">", "1"]), "bc");
    assert.equal(found(["n", "<", 10]), "ab");
    assert.equal(found(["n", "!=", 2]), "ac2");
    assert.equal(found(["n", "=", null]), "2");
    assert.equal(found(["b", "=", true]), "a");
    assert.equal(found(["b", "!=", true]), "bc2");
    assert.equal(found(["t", ">", "a"]), "bc");
    assert.equal(found(["t", "=", 2]), "2");
    assert.equal(found(["n", ">", 1], ["t", "<", "c"]), "b");
    assert.equal(
      matches("or", [
        ["n", "=", 1],
        ["t", "=", "c"],
      ]),
      "ac",
    );
    assert.equal(
      matches("OR", [
        ["n", "=", 1],
        ["toString", "=", "x"],
      ]),
      "a",
    );
    assert.equal(found(["missing", ">", 0]), "");
    assert.equal(found(), "abc2");
  });

  it("lists the columns of what it found with their types", () => {
    const { send } = platform();
    send("POST /api/public/tables/Rows/bulk", {
      data: [
        { n: 1, x: null },
        { x: "text", b: false },
      ],
    });
    const { metaInfo } = query(send, "Rows", undefined);
    assert.deepEqual(metaInfo.slice(-3), [
      { name: "n", type: "number" },
      { name: "x", type: "string" },
      { name: "b", type: "boolean" },
    ]);
  });

  it("refuses bodies of another shape as the platform does", () => {
    const { send } = platform();
    send("POST /api/public/tables/People", { data: { Name: "Jane" } });
    const wrong: [string, unknown][] = [
      ["POST /api/public/tables/People", undefined],
      ["POST /api/public/tables/People", { data: [] }],
      ["POST /api/public/tables/People", { data: "x" }],
      ["POST /api/public/tables/People/bulk", { data: { Name: "x" } }],
      ["POST /api/public/tables/People/bulk", { data: [{ Name: "x" }, 1] }],
      ["PUT /api/public/tables/People", { query: where("Name", "=", "Jane") }],
      ["DELETE /api/public/tables/People", { query: where("Name", "like", "Jane") }],
      ["POST /api/public/tables/People/query", { query: where("Name", "like", "J") }],
      ["POST /api/public/tables/People/query", { query: where("Name", "=", { $ne: 1 }) }],
      ["POST /api/public/tables/People/query", { query: where("Name", "toString", "J") }],
      ["POST /api/public/tables/People/query", { query: { expressions: [{ field: 1, operand: "=", value: 1 }] } }],
      ["POST /api/public/tables/People/query", { query: { ...where("Name", "=", "J"), operator: "xor" } }],
      [
        "POST /api/public/tables/People/query",
        { query: { expressions: Array(101).fill(where("a", "=", 1).expressions[0]) } },
      ],
      ["POST /api/public/tables/People/query", { query: [] }],
    ];
    for (const [call, body] of wrong)
      assert.deepEqual(send(call, body), { status: 412, body: INVALID }, `${call} ${JSON.stringify(body)}`);
    assert.equal(query(send, "People", undefined).total, 1);
  });

  it("changes and deletes nothing without a condition, and notes that the platform's answer is not known", () => {
    const { send } = platform();
    send("POST /api/public/tables/People", { data: { Name: "Jane" } });
    for (const query of [undefined, { expressions: [] }, { expressions: [], operator: "or" }]) {
      for (const call of ["PUT /api/public/tables/People", "DELETE /api/public/tables/People"]) {
        assert.deepEqual(send(call, { query, data: { Name: "x" } }), {
          status: 412,
          body: INVALID,
          headers: { "x-local-platform": "unverified-answer" },
        });
      }
    }
    assert.equal(query(send, "People", where("Name", "=", "Jane")).total, 1);
  });

  it("notes what is its own invention: metaInfo, and cutting a limit above 100", () => {
    const { send } = platform();
    const note = (search: string) =>
      (send(`POST /api/public/tables/Rows/query${search}`, {}) as { headers?: Record<string, string> }).headers;
    assert.deepEqual(note("?sys_limit=100"), { "x-local-platform": "sample" });
    assert.deepEqual(note("?sys_limit=101"), { "x-local-platform": "sample, limit-cut" });
    assert.deepEqual((send("POST /api/public/views/Rows/query", {}) as { headers?: object }).headers, {
      "x-local-platform": "sample",
    });
  });

  it("keeps a column called __proto__ as any other", () => {
    const { send } = platform();
    send("POST /api/public/tables/Rows", JSON.parse('{"data":{"__proto__":{"polluted":1},"constructor":"x"}}'));
    const [row] = query(send, "Rows", where("constructor", "=", "x")).queryResult as object[];
    assert.ok(row && Object.hasOwn(row, "__proto__"));
    assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
  });

  const TOO_LARGE = '{"a":[{"b":-1e999}],"n":1}';
  it("lets no number into a row that JSON can't hold, and says so", () => {
    const { send, store } = platform();
    const data = (json: string): unknown =>
      JSON.parse(`{"data":${json},"query":${JSON.stringify(where("n", "=", 1))}}`);
    const refusal = (row: string) => ({
      status: 412,
      body: { errors: [{ msg: `unverified: ${row}The column “a” has a number that is too large.`, code: 412 }] },
      headers: { "x-local-platform": "unverified-answer" },
    });
    for (const row of ['{"n":1,"a":1e999}', TOO_LARGE]) {
      assert.deepEqual(send("POST /api/public/tables/Rows", data(row)), refusal(""));
      assert.deepEqual(send("POST /api/public/tables/Rows/bulk", data(`[{"n":1},${row}]`)), refusal("Row 2: "));
      assert.deepEqual(send("PUT /api/public/tables/Rows", data(row)), refusal(""));
    }
    assert.equal(query(send, "Rows", undefined).total, 0);
    assert.equal(send("POST /api/public/tables/Rows", data('{"n":1.7976931348623157e308}')).status, 200);
    const reports: string[] = [];
    const file = `{"format":"jwt-apps-tables","version":1,"tables":{"Old":[{"n":0},${TOO_LARGE}]}}`;
    store.load(file, (line) => reports.push(line));
    assert.deepEqual(reports, [
      "The file with the tables: row 2 of the table “Old” breaks a rule, and stays. The column “a” has a number that is too large. It is null now.",
    ]);
    const [row] = query(send, "Old", where("n", "=", 1)).queryResult as [{ a: unknown }];
    assert.deepEqual(row.a, [{ b: null }]);
  });

  it("shows a view as its table with filter and columns, and an undefined one as the table of its name", () => {
    const { store, send } = platform();
    store.load(
      JSON.stringify({
        format: "jwt-apps-tables",
        version: 1,
        tables: {
          People: [
            { Name: "Jane", Age: 30, sys_Id: "sys-1" },
            { Name: "Mike", Age: 40 },
          ],
        },
        views: { Adults: { table: "People", query: where("Age", ">", 35), columns: ["Name"] } },
      }),
    );
    const view = (name: string, body: unknown) => send(`POST /api/public/views/${name}/query`, body).body as Page;
    assert.deepEqual(view("Adults", {}), {
      hasMore: false,
      total: 1,
      metaInfo: [{ name: "Name", type: "string" }],
      queryResult: [{ Name: "Mike" }],
    });
    assert.equal(view("Adults", { query: where("Age", "=", 40) }).total, 0);
    assert.equal(view("People", {}).total, 2);
    assert.equal(view("Nothing", {}).total, 0);
  });

  it("draws randomness once for a bulk, and gives every row an id of its own", () => {
    const { send, drawn } = platform();
    const { body } = send("POST /api/public/tables/Rows/bulk", {
      data: Array.from({ length: 300 }, (_, n) => ({ n })),
    }) as { body: { records: { sys_Id: string }[] } };
    assert.equal(drawn(), 1);
    assert.deepEqual(
      body.records.slice(0, 2).map(({ sys_Id }) => sys_Id),
      ["sys-01010101-0101-5101-8101-010101010101", "sys-01010101-0101-5101-8101-010101010102"],
    );
    assert.equal(new Set(body.records.map(({ sys_Id }) => sys_Id)).size, 300);
  });

  it("loads what it saved, and says in a sentence why a file holds no tables", () => {
    const { store, send } = platform();
    send("POST /api/public/tables/People", { data: { Name: "Jane “€” \ud800" } });
    send("POST /api/public/tables/Other/bulk", { data: [{ a: 1 }, { a: [{}] }] });
    const copy = platform();
    copy.store.load(saved(store));
    assert.equal(saved(copy.store), saved(store));
    const deep = `{"format":"jwt-apps-tables","version":1,"tables":{"a":[{"x":${"[".repeat(100_000)}${"]".repeat(100_000)}}]}}`;
    const damaged = [
      "",
      "{}",
      "[]",
      '{"format":"jwt-apps-tables","version":2}',
      '{"format":"jwt-apps-tables","version":1,"tables":{"a":[1]}}',
      '{"format":"jwt-apps-tables","version":1,"views":{"a":{"table":1}}}',
      deep,
    ];
    for (const text of damaged) {
      assert.throws(
        () => platform().store.load(text),
        (error: Error & { code?: string }) => error.name === "UserError" && error.code === "tables-file-damaged",
        text.slice(0, 100),
      );
    }
  });

  it("saves a large store in pieces of about a megabyte, as it was when that began", () => {
    const { store, send } = platform();
    const row = { text: "ä".repeat(500) };
    send("POST /api/public/tables/Rows/bulk", { data: Array(3_000).fill(row) });
    send("POST /api/public/tables/Rows", { data: { text: "€".repeat(1024 * 1024) } });
    const before = saved(store);
    const pieces = store.toJson();
    send("PUT /api/public/tables/Rows", { query: where("text", "=", row.text), data: { text: "changed" } });
    send("DELETE /api/public/tables/Rows", { query: where("text", "=", "changed") });
    const taken = [...pieces];
    assert.equal(Buffer.concat(taken).toString(), before);
    assert.equal(taken.length, 6);
    assert.ok(taken.filter(({ length }) => length > 1024 * 1024).length <= 1, "only the one large row");
  });

  it("refuses what would not fit into the file, so that whatever it saved is loaded again", () => {
    const room = 5_000;
    const { store, send } = platform(room);
    const full = {
      status: 507,
      body: { errors: [{ msg: "The tables of the local platform are full.", code: 507 }] },
      headers: { "x-local-platform": "tables-full" },
    };
    const insert = () => send("POST /api/public/tables/Rows", { data: { a: "ä" } });
    let rows = 0;
    while (insert().status === 200) rows++;
    assert.ok(rows > 15, String(rows));
    assert.deepEqual(insert(), full);
    assert.deepEqual(
      send("POST /api/public/tables/Other/bulk", { data: Array(30).fill({}) }),
      full,
      "as a whole or not at all",
    );
    assert.deepEqual(
      send("PUT /api/public/tables/Rows", { query: where("a", "=", "ä"), data: { a: "x".repeat(100) } }),
      full,
    );
    assert.equal(query(send, "Rows", where("a", "=", "ä")).total, rows);
    assert.equal(query(send, "Other", undefined).total, 0);
    const text = saved(store);
    assert.ok(Buffer.byteLength(text) <= room + 100);
    const copy = platform(room);
    copy.store.load(text);
    assert.equal(saved(copy.store), text);
    assert.deepEqual(copy.send("POST /api/public/tables/Rows", { data: { a: "ä" } }), full);
    assert.throws(() => platform(room - 400).store.load(text), /its tables are too large/);
  });

  it("has the room again that was deleted or made smaller", () => {
    const { send } = platform(3_000);
    send("POST /api/public/tables/Kept", { data: { a: 1 } });
    for (let round = 0; round < 200; round++) {
      assert.equal(
        send("POST /api/public/tables/Rows/bulk", { data: [{ n: round, text: "x".repeat(1_000) }, { n: round }] })
          .status,
        200,
        String(round),
      );
      assert.equal(
        send("PUT /api/public/tables/Rows", { query: where("n", "=", round), data: { text: "y".repeat(800) } }).status,
        200,
        String(round),
      );
      assert.deepEqual(send("DELETE /api/public/tables/Rows", { query: where("n", "=", round) }).body, { nDeleted: 2 });
    }
    assert.equal(query(send, "Kept", undefined).total, 1);
  });
});

interface Page {
  hasMore: boolean;
  total: number;
  metaInfo: { name: string; type: string }[];
  queryResult: unknown[];
}
type Send = (call: string, body: unknown) => { status: number; body: unknown };

function platform(maxBytes?: number) {
  let now = NOW;
  let drawn = 0;
  const store = new TableStore(
    { clock: () => now, randomBytes: (length) => new Uint8Array(length).fill(++drawn) },
    maxBytes,
  );
  const send: Send = (call, body) => {
    const [method = "", path = ""] = call.split(" ");
    const found = findEndpoint(method, path);
    assert.ok(found.kind === "found");
    const answer = answerFromTables(store, {
      app: sampleApp({ createdIn: "tables" }),
      found,
      headers: {},
      query: new URL(path, "http://localhost").searchParams,
      json: body,
    });
    assert.ok(answer);
    return answer;
  };
  return { store, send, setNow: (next: number) => (now = next), drawn: () => drawn };
}

function saved(store: TableStore): string {
  return Buffer.concat([...store.toJson()]).toString();
}

function where(field: string, operand: string, value: unknown) {
  return { expressions: [{ field, operand, value }], operator: "and" };
}

function query(send: Send, table: string, what: unknown): Page {
  return send(`POST /api/public/tables/${table}/query?sys_limit=100`, what === undefined ? {} : { query: what })
    .body as Page;
}
