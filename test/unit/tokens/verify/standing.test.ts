import { strict as assert } from "node:assert";
import type { JwtApp } from "../../../../src/domain/apps/jwtApp";
import { encryptingEndpoints, type Endpoint, endpointById, endpoints } from "../../../../src/domain/scopes/catalogue";
import { CREATED_IN, type CreatedIn } from "../../../../src/domain/scopes/scope";
import { isWaiting, type Standing, standingOf, STANDINGS } from "../../../../src/domain/scopes/standing";
import { accessChecks } from "../../../../src/domain/tokens/verify/accessChecks";
import { sampleApp } from "./samples";

const NOTHING = { scopes: [], tables: [] };
const TABLE = { kind: "table", name: "orders", read: true, write: true, delete: true } as const;

/** Apps of a level with all that can be noted of them for an endpoint: nothing, each scope, each permission. */
function appsFor({ access }: Endpoint, createdIn: CreatedIn): JwtApp[] {
  const ids = Object.values(access).flatMap((need) => (need.kind === "scopes" ? need.anyOf : []));
  const scoped = ids.flatMap((id) => [
    [{ id, published: true }],
    [{ id, published: false }],
    ids.map((each) => ({ id: each, published: each === id })),
  ]);
  const tables = [
    TABLE,
    { ...TABLE, kind: "view" as const },
    ...(["read", "write", "delete"] as const).map((permission) => ({ ...TABLE, [permission]: false })),
  ];
  return [
    NOTHING,
    ...scoped.map((scopes) => ({ ...NOTHING, scopes })),
    ...tables.map((table) => ({ ...NOTHING, tables: [table] })),
  ].map((noted) => sampleApp({ createdIn, ...noted }));
}

/** What the rule book's checks come to for a request to the app's own table. */
function ofChecks(endpoint: Endpoint, app: JwtApp): Standing {
  const params = { tableName: "orders", viewName: "orders" };
  const match = { kind: "found", endpoint, others: [], params, deviations: [] } as const;
  const checks = accessChecks({ door: "publicApi", method: endpoint.method ?? "GET", match }, app);
  const failed = checks.find(({ outcome }) => outcome === "failed")?.id;
  switch (failed) {
    case undefined:
      return checks.some(({ outcome }) => outcome === "unknown") ? "unknown" : "callable";
    case "level":
      return "none";
    case "published":
      return "unpublished";
    default:
      return "lacking";
  }
}

describe("How an app stands to an endpoint", () => {
  it("is the same in the lists and in the rule book, for every endpoint, level and standing", () => {
    const seen = new Set<string>();
    for (const endpoint of endpoints())
      for (const createdIn of CREATED_IN)
        for (const app of appsFor(endpoint, createdIn)) {
          const standing = standingOf(endpoint, app);
          seen.add(`${createdIn} ${standing}`);
          const noted = JSON.stringify([app.scopes, app.tables]);
          assert.equal(standing, ofChecks(endpoint, app), `${endpoint.id} ${createdIn} ${noted}`);
        }
    // Only apps of a bot publish, and what a table needs is always known.
    const never = ["admin unpublished", "tables unpublished", "tables unknown"];
    const possible = CREATED_IN.flatMap((level) => STANDINGS.map((standing) => `${level} ${standing}`));
    assert.deepEqual(
      possible.filter((each) => !seen.has(each)),
      never,
    );
  });

  it("waits for publishing in apps of a bot alone", () => {
    for (const createdIn of CREATED_IN) {
      assert.equal(isWaiting({ createdIn }, { published: false }), createdIn === "xo", createdIn);
      assert.equal(isWaiting({ createdIn }, { published: true }), false, createdIn);
    }
  });

  it("counts any table or view that permits it, not the first alone", () => {
    const app = sampleApp({
      createdIn: "tables",
      tables: [
        { ...TABLE, write: false },
        { ...TABLE, name: "more" },
      ],
    });
    const insert = endpointById("data-insert") ?? assert.fail();
    assert.equal(standingOf(insert, app), "callable");
    assert.equal(standingOf(insert, { ...app, tables: app.tables.slice(0, 1) }), "lacking");
  });

  it("is never of another level where payloads can be encrypted for an app", () => {
    for (const createdIn of CREATED_IN)
      for (const endpoint of encryptingEndpoints(createdIn))
        assert.notEqual(standingOf(endpoint, sampleApp({ createdIn, ...NOTHING })), "none", endpoint.id);
  });
});
