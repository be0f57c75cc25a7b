import { strict as assert } from "node:assert";
import {
  withScopes,
  withPermissions,
  MAX_TABLES,
  namesIn,
  withPublished,
  withPastedLines,
  withTables,
} from "../../../src/domain/apps/assignScopes";
import { UserError } from "../../../src/domain/errors";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { sampleApp } from "./sampleApp";

describe("withScopes", () => {
  it("marks new scopes of an XO Platform app as not published and keeps the flags of the others", () => {
    const app = sampleApp({
      scopes: [
        { id: "xo/metrics", published: true },
        { id: "xo/bot-export", published: true },
        { id: "xo/train-ml", published: false },
      ],
    });
    assert.deepEqual(withScopes(app, ["xo/bot-sessions", "xo/metrics", "xo/train-ml", "xo/metrics"]).scopes, [
      { id: "xo/bot-sessions", published: false },
      { id: "xo/metrics", published: true },
      { id: "xo/train-ml", published: false },
    ]);
    assert.equal(app.scopes.length, 3);
  });

  it("has new scopes of an Admin Console app in force at once", () => {
    assert.deepEqual(withScopes(sampleApp({ createdIn: "admin" }), ["admin/bot-sessions"]).scopes, [
      { id: "admin/bot-sessions", published: true },
    ]);
  });

  it("refuses scopes of another level, unknown ones, and any for a Data Tables app", () => {
    refuses("scope-level", () => withScopes(sampleApp(), ["admin/bot-sessions"]));
    refuses("scope-level", () => withScopes(sampleApp({ createdIn: "admin" }), ["xo/bot-sessions"]));
    refuses("scope-unknown", () => withScopes(sampleApp(), ["xo/no-such-scope"]));
    refuses("scope-unknown", () => withScopes(sampleApp(), ["__proto__"]));
    refuses("scope-on-tables-app", () => withScopes(sampleApp({ createdIn: "tables" }), ["xo/bot-sessions"]));
    assert.deepEqual(withScopes(sampleApp({ createdIn: "tables" }), []).scopes, []);
  });

  it("keeps an assigned scope that only another version knows", () => {
    const app = sampleApp({ scopes: [{ id: "xo/of-tomorrow", published: true }] });
    assert.deepEqual(withScopes(app, ["xo/of-tomorrow"]).scopes, app.scopes);
  });

  it("takes back a scope of another level even if the app has it", () => {
    refuses("scope-level", () =>
      withScopes(sampleApp({ scopes: [{ id: "admin/publish", published: true }] }), ["admin/publish"]),
    );
  });
});

describe("withPublished", () => {
  it("notes all scopes as published", () => {
    const app = sampleApp({
      scopes: [
        { id: "xo/metrics", published: false },
        { id: "xo/train-ml", published: true },
      ],
    });
    assert.deepEqual(withPublished(app).scopes, [
      { id: "xo/metrics", published: true },
      { id: "xo/train-ml", published: true },
    ]);
    assert.equal(withPublished(withPublished(app)).scopes.length, 2);
  });

  it("returns the app itself where nothing changes", () => {
    const app = sampleApp({ scopes: [{ id: "xo/metrics", published: true }] });
    assert.equal(withPublished(app), app);
  });
});

describe("withPermissions", () => {
  const app = sampleApp({
    createdIn: "tables",
    tables: [{ kind: "table", name: "Old", read: true, write: false, delete: false }],
  });
  const read = { read: true, write: false, delete: false };

  it("replaces the permissions, and leaves out what grants nothing", () => {
    const given = [
      { kind: "table" as const, name: " Orders ", read: true, write: true, delete: false },
      { kind: "view" as const, name: "Orders", ...read },
      { kind: "table" as const, name: "Nothing", read: false, write: false, delete: false },
    ];
    assert.deepEqual(withPermissions(app, given).tables, [
      { kind: "table", name: "Orders", read: true, write: true, delete: false },
      { kind: "view", name: "Orders", ...read },
    ]);
  });

  const names: Record<string, string> = {
    "": "table-name-missing",
    "  ": "table-name-missing",
    "a/b": "table-name-characters",
    "a?b": "table-name-characters",
    "a\\b": "table-name-characters",
    "..": "table-name-characters",
    "a\u0000b": "table-name-characters",
    "a\nb": "table-name-characters",
    [`${"a".repeat(10_000)}`]: "table-name-too-long",
  };
  for (const [name, code] of Object.entries(names)) {
    it(`refuses the name ${JSON.stringify(name.slice(0, 20))}`, () =>
      refuses(code, () => withPermissions(app, [{ kind: "table", name, ...read }])));
  }

  it("refuses a table that is named twice, too many tables, and apps of another level", () => {
    refuses("table-twice", () =>
      withPermissions(app, [
        { kind: "table", name: "A", ...read },
        { kind: "table", name: "A ", ...read },
      ]),
    );
    refuses("too-many-tables", () =>
      withPermissions(
        app,
        Array.from({ length: MAX_TABLES + 1 }, (_, index) => ({ kind: "table" as const, name: `T${index}`, ...read })),
      ),
    );
    refuses("not-a-tables-app", () => withPermissions(sampleApp(), []));
  });
});

function refuses(code: string, action: () => unknown): void {
  assert.throws(action, (error) => error instanceof UserError && error.code === code);
}

describe("withTables", () => {
  const none = { read: false, write: false, delete: false };
  const read = { ...none, read: true };
  const app = sampleApp({
    createdIn: "tables",
    tables: [
      { kind: "table", name: "orders", ...read },
      { kind: "view", name: "orders", ...read },
    ],
  });
  const outline = ({ tables }: JwtApp): string[] =>
    tables.map(
      ({ kind, name, ...granted }) =>
        `${kind} ${name} ${(["read", "write", "delete"] as const).filter((one) => granted[one]).join()}`,
    );

  it("changes what is there in its place, and puts new ones behind", () => {
    const changed = withTables(app, "table", ["customers", " orders ", "parts"], { ...read, write: true });
    assert.deepEqual(outline(changed), [
      "table orders read,write",
      "view orders read",
      "table customers read,write",
      "table parts read,write",
    ]);
  });

  it("takes off what is granted nothing, and a view isn't a table", () => {
    assert.deepEqual(outline(withTables(app, "table", ["orders"], none)), ["view orders read"]);
  });

  it("takes a name that is given twice once, and refuses what can't stand in a path", () => {
    assert.deepEqual(outline(withTables(app, "view", ["a", "a "], read)), [
      "table orders read",
      "view orders read",
      "view a read",
    ]);
    assert.throws(() => withTables(app, "table", ["fine", "a/b"], read), { code: "table-name-characters" });
  });
});

describe("namesIn", () => {
  const cases: [string, string[]][] = [
    ["orders", ["orders"]],
    [" orders , customers,,parts ", ["orders", "customers", "parts"]],
    ["orders\r\ncustomers\n\nparts\n", ["orders", "customers", "parts"]],
    ["orders\tcustomers;parts", ["orders", "customers", "parts"]],
    ["Order Lines, orders, Orders, orders", ["Order Lines", "orders", "Orders"]],
    ["\"orders\", 'customers', `parts`", ["orders", "customers", "parts"]],
    ["it's, \"half", ["it's", '"half']],
    [" , \n; ", []],
  ];
  for (const [text, names] of cases)
    it(`reads ${JSON.stringify(text)} as ${names.length} names`, () => assert.deepEqual(namesIn(text), names));
});

describe("withPastedLines", () => {
  const cases: [typed: string, clipboard: string, separated: string | undefined][] = [
    ["parts Order Lines", "parts\nOrder Lines\n", "parts, Order Lines"],
    ["orders, parts Order Lines", "parts\r\nOrder Lines", "orders, parts, Order Lines"],
    // As an input that leaves line breaks out.
    ["partsOrder Lines", "parts\nOrder Lines", "parts, Order Lines"],
    ["Order Lines", "Order Lines", undefined],
    ["Order Lines", "something\nelse", undefined],
    ["Order Lines", "", undefined],
  ];
  for (const [typed, clipboard, separated] of cases) {
    it(`${separated === undefined ? "leaves" : "separates"} ${JSON.stringify(typed)} with ${JSON.stringify(clipboard)} on the clipboard`, () =>
      assert.equal(withPastedLines(typed, clipboard), separated));
  }
});
