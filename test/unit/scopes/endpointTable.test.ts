import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../../scripts/paths.mjs";
import { endpoints, scopesForLevel, type Access, type Endpoint } from "../../../src/domain/scopes/catalogue";
import { levelFit } from "../../../src/domain/scopes/levelFit";
import type { CreatedIn, Scope } from "../../../src/domain/scopes/scope";

/**
 * The endpoints of the platform's pages and its API list: level, method, path and scope as they are written there, the
 * level "unknown" where none is stated, and "-" for a path that no page has. Made from the pages, not from the catalogue.
 */
const TABLE = readFileSync(join(ROOT, "test/unit/scopes/platformEndpoints.tsv"), "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => {
    const [level = "", method = "", path = "", scope = ""] = line.split("\t");
    return { level, method, path, scope, line };
  });

describe("the catalogue against the platform's pages", () => {
  it("has each endpoint of the pages, open to their level by their scope", () => {
    assert.equal(TABLE.length, 338);
    for (const { level, method, path, scope, line } of TABLE) {
      const fitting = endpoints().filter(
        (endpoint) => endpoint.method === method && shapeOf(endpoint.path) === shapeOf(path),
      );
      assert.ok(fitting.length > 0, line);
      const known = fitting.flatMap(needsOf);
      for (const need of needsIn(level, scope)) assert.ok(known.includes(need), `${line}: ${need} of ${known.join()}`);
    }
  });

  it("has no endpoint, level or scope besides them", () => {
    const written = new Set(
      TABLE.flatMap(({ level, method, path, scope }) =>
        needsIn(level, scope).map((need) => `${method} ${shapeOf(path)} ${need}`),
      ),
    );
    for (const endpoint of endpoints()) {
      assert.ok(needsOf(endpoint).length > 0, endpoint.id);
      for (const need of needsOf(endpoint))
        assert.ok(written.has(`${endpoint.method} ${shapeOf(endpoint.path)} ${need}`), `${endpoint.id}: ${need}`);
    }
    assert.equal(endpoints().length, 303);
  });

  it("has an address in place of a path twice: a channel's configuration shows it, or the platform calls you", () => {
    assert.deepEqual(
      endpoints()
        .filter(({ path, address }) => path === undefined || address !== undefined)
        .map(({ id, path, address }) => [id, path, address]),
      [
        ["rcs-message-events-opt-in-broadcast", undefined, "channel"],
        ["pre-call-contact-fetch", undefined, "yours"],
      ],
    );
  });

  it("tells what a page calls “Not Applicable” from what is listed for others alone", () => {
    const notFor = (level: CreatedIn): string[] =>
      endpoints()
        .filter((endpoint) => levelFit(endpoint, level) === "notApplicable")
        .map(({ id }) => id)
        .sort();
    assert.deepEqual(notFor("admin"), NOT_FOR_ADMIN);
    assert.deepEqual(notFor("xo"), NOT_FOR_XO);
    assert.deepEqual(notFor("tables"), []);
  });
});

/** "Admin Console: Not Applicable" stands in the tables of their pages. */
const NOT_FOR_ADMIN = [
  "batch-test-execution",
  "batch-test-execution-status",
  "bot-variables-export",
  "bot-variables-import",
  "debug-logs",
  "delete-conversations",
  "delete-conversations-job-status",
  "delete-conversations-of-channel-user",
  "device-unsubscription",
  "get-analytics",
  "manage-sdk-push-notifications",
  "subscribed-user-devices",
  "task-execution-based-containment-report",
  "task-execution-based-containment-report-result",
  "translation-logs",
  "user-engagement-trend",
  "user-engagement-trend-v2",
];

/** "App Builder: Not Applicable" does, beside a scope of the Admin Console. */
const NOT_FOR_XO = [
  "assign-admin-roles",
  "assign-bt-roles",
  "bot-import-status",
  "bot-publish-status",
  "create-users",
  "delete-customer-data",
  "delete-customer-data-status",
  "delete-users",
  "disable-sso",
  "enable-channel",
  "enable-sso",
  "export-roles",
  "fetch-the-sso-meta",
  "get-admin-console-audit-logs",
  "get-bots",
  "get-groups",
  "get-roles",
  "get-user-information",
  "get-user-roles-details",
  "import-bot-as-a-new-bot",
  "import-bot-functions",
  "import-bot-into-an-existing-bot",
  "import-roles",
  "install-sample-bot",
  "publish-bot",
  "update-sso",
  "update-user",
  "update-user-access",
];

/** A path without the names of its parameters, of which pages have several for one thing; a version is one of them. */
function shapeOf(path = "-"): string {
  return path
    .replace(/\{[^}]*\}/g, "{}")
    .replace(/^\/api\/(?:\{\}|1\.1)\/(?=(?:public\/builder|\{\})\/)/, "/api/{}/")
    .replace(/\/$/, "");
}

/** What an endpoint of the catalogue needs, as level and scope. */
function needsOf({ access }: Endpoint): string[] {
  return Object.entries(access).flatMap(([level, need]) => inWords(need).map((each) => `${level} ${each}`));
}

function inWords(need: Access): string[] {
  switch (need.kind) {
    case "scopes":
      return need.anyOf.map((id) => `${id.split("/")[1] ?? ""}${need.levelNotStated ? NOT_STATED : ""}`);
    case "anyApp":
      return ["any app", ...need.listedUnder.map((id) => id.split("/")[1] ?? "")];
    case "platformCalls":
      return need.listedUnder.map((id) => id.split("/")[1] ?? "");
    case "unknown":
      return [`not known${need.levelNotStated ? NOT_STATED : ""}`];
    case "tables":
      return [need.permissions.join(", ")];
  }
}

/** Behind what an app of either level may need. */
const NOT_STATED = ", level not stated";

/** The same of a line of the table. */
function needsIn(level: string, scope: string): string[] {
  if (level === "unknown") {
    return (["xo", "admin"] as const).map((each) => {
      const need = scope === "(none stated)" ? "not known" : scopeNamed(each, scope).id.split("/")[1];
      return `${each} ${need}${NOT_STATED}`;
    });
  }
  if (scope === "(none stated)") return [`${level} not known`];
  if (scope === "Not Applicable") return [`${level} any app`];
  if (level === "tables")
    return [
      `tables ${scope
        .match(/Read|Write|Delete/g)
        ?.join(", ")
        .toLowerCase()}`,
    ];
  return [`${level} ${scopeNamed(level as Exclude<CreatedIn, "tables">, scope).id.split("/")[1]}`];
}

function scopeNamed(level: Exclude<CreatedIn, "tables">, text: string): Scope {
  const wanted = text.toLowerCase();
  const scopes = scopesForLevel(level);
  const scope =
    scopes.find(({ name }) => name.toLowerCase() === wanted) ??
    scopes.find(({ aliases }) => aliases?.some((alias) => alias.toLowerCase() === wanted));
  assert.ok(scope, `no scope “${text}” for ${level}`);
  return scope;
}
