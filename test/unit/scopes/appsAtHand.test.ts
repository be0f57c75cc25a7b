import { strict as assert } from "node:assert";
import { AppsAtHand, nearestOf, type Standings } from "../../../src/domain/scopes/appsAtHand";
import { endpointById, endpoints } from "../../../src/domain/scopes/catalogue";
import type { CreatedIn } from "../../../src/domain/scopes/scope";
import type { CallingApp } from "../../../src/domain/scopes/standing";
import { cpuTime } from "../../cpuTime";

interface App extends CallingApp {
  readonly name: string;
}

/** With scopes of its level, those with a "?" not published. */
function app(name: string, createdIn: CreatedIn, ...scopes: readonly string[]): App {
  return {
    name,
    createdIn,
    tables: [],
    scopes: scopes.map((scope) => ({ id: `${createdIn}/${scope.replace("?", "")}`, published: !scope.endsWith("?") })),
  };
}

const readOnly = { kind: "table", name: "orders", read: true, write: false, delete: false } as const;
const APPS: readonly App[] = [
  app("exports", "xo", "bot-export"),
  app("waits", "xo", "bot-export?"),
  app("bare", "xo"),
  app("both", "xo", "bot-sessions?", "call-recording", "metrics", "configuration"),
  app("console", "admin", "bot-export?"),
  app("console bare", "admin"),
  { ...app("reads", "tables"), tables: [readOnly] },
  { ...app("reads a view", "tables"), tables: [{ ...readOnly, kind: "view" }] },
  app("no table", "tables"),
];

function standingTo(id: string, apps: readonly App[] = APPS): Standings<string> {
  const { callable, unpublished, lacking, unknown } = new AppsAtHand(apps).standingsTo(
    endpointById(id) ?? assert.fail(id),
  );
  const names = (list: readonly App[]) => list.map(({ name }) => name);
  return {
    callable: names(callable),
    unpublished: names(unpublished),
    lacking: names(lacking),
    unknown: names(unknown),
  };
}

const XO = ["exports", "waits", "bare", "both"];
const CONSOLE = ["console", "console bare"];

describe("How apps stand to an endpoint", () => {
  const CASES: readonly [string, string, Partial<Standings<string>>][] = [
    [
      "of both levels: scopes of the Admin Console are not published",
      "bot-export",
      { callable: ["exports", "console"], unpublished: ["waits"], lacking: ["bare", "both", "console bare"] },
    ],
    [
      "of apps of a bot: whether others can call it is nowhere said",
      "sessions-history",
      { unpublished: ["both"], lacking: ["exports", "waits", "bare"], unknown: CONSOLE },
    ],
    ["of the Admin Console alone", "publish-bot", { lacking: CONSOLE }],
    [
      "of apps of a bot alone, by its page: others can't call it",
      "get-analytics",
      { callable: ["both"], lacking: ["exports", "waits", "bare"] },
    ],
    ["of which neither scope nor level is stated", "end-of-conversation", { unknown: [...XO, ...CONSOLE] }],
    ["that the platform calls: nobody can, whatever its scopes", "pre-call-contact-fetch", {}],
    ["that any app of the Admin Console can call", "upload-file", { callable: CONSOLE }],
    [
      "on tables: all of its permissions on one of them",
      "query-table",
      { callable: ["reads"], lacking: ["reads a view", "no table"] },
    ],
    ["on tables, of which none may be written", "data-insert", { lacking: ["reads", "reads a view", "no table"] }],
  ];
  for (const [what, id, standing] of CASES) {
    it(`is told of one ${what}`, () =>
      assert.deepEqual(standingTo(id), { callable: [], unpublished: [], lacking: [], unknown: [], ...standing }));
  }

  it("is told of each app once, or not at all where its level can't call it", () => {
    const atHand = new AppsAtHand(APPS);
    for (const endpoint of endpoints()) {
      const all = Object.values(atHand.standingsTo(endpoint)).flat() as readonly App[];
      assert.equal(new Set(all).size, all.length, endpoint.id);
      for (const { createdIn } of all)
        assert.ok(endpoint.access[createdIn] ?? (createdIn === "admin" && !endpoint.access.tables), endpoint.id);
    }
  });

  it("comes down to what is nearest", () => {
    const nearest = (id: string, ...names: readonly string[]) =>
      nearestOf(
        standingTo(
          id,
          APPS.filter(({ name }) => names.includes(name)),
        ),
      );
    assert.equal(nearest("bot-export", "bare", "waits", "exports"), "callable");
    assert.equal(nearest("bot-export", "bare", "waits"), "unpublished");
    assert.equal(nearest("bot-export", "bare"), "lacking");
    assert.equal(nearest("sessions-history", "console"), "unknown");
    assert.equal(nearest("publish-bot", "bare"), "none");
    assert.equal(nearest("bot-export"), "none");
  });

  it("of a thousand apps to all endpoints is told within some milliseconds", () => {
    const many = Array.from({ length: 1_000 }, (_, index) => app(`${index}`, "xo", "bot-export?", "metrics"));
    const time = cpuTime(() => {
      const atHand = new AppsAtHand(many);
      for (const endpoint of endpoints()) atHand.standingsTo(endpoint);
    });
    assert.ok(time < 500, `${time} ms`);
  });
});
