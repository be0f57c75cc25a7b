import { strict as assert } from "node:assert";
import fc from "fast-check";
import { planImport } from "../../../src/domain/apps/import/importApps";
import type { ImportPlan } from "../../../src/domain/apps/import/importPlan";
import type { UserError } from "../../../src/domain/errors";
import { webPorts } from "../../../src/domain/ports";
import { runs } from "../../sample";

const id = (index: number): string => `cs-483dc744-437b-5f2d-9ed1-${String(index).padStart(12, "0")}`;
const app = (index: number): object => ({ clientId: id(index), jtiClaimEnforced: true });

function planOf(json: unknown): ImportPlan {
  return planImport(JSON.stringify(json), [], webPorts);
}

const ids = ({ add }: ImportPlan): string[] => add.map(({ app: { clientId } }) => clientId);
const said = (errors: readonly UserError[]): string[] => errors.map(({ message }) => message);

describe("Looking for JWT apps in a response", () => {
  const deep = (levels: number, inner: unknown): unknown =>
    Array.from({ length: levels }).reduce((value) => ({ data: value }), inner);
  const TAKEN: Record<string, unknown> = {
    "in an object that a bot is wrapped in": {
      bots: [{ bot: { name: "A", jwtApps: [app(1)] } }, { name: "B", jwtApps: [app(2)] }],
    },
    "in linked bots of a bot": { bots: [{ jwtApps: [app(1)], linkedBots: [{ jwtApps: [app(2)] }] }] },
    "in bots within a bot": { bots: [{ jwtApps: [app(1)], bots: [{ jwtApps: [app(2)] }] }] },
    "in a response beside apps": { jwtApps: [app(1)], data: { bots: [{ jwtApps: [app(2)] }] } },
    "under another letter case of their ID": [
      { clientId: id(1), clientSecret: "a" },
      { clientID: id(2), clientSecret: "b" },
    ],
    "under another letter case of their list": { bots: [{ jwtapps: [app(1)] }, { JWTApps: [app(2)] }] },
    "under two spellings of one list": { jwtApps: [app(1)], jwt_apps: [app(2)] },
    "under another letter case of everything": {
      BOTS: [{ NAME: "A", JWTAPPS: [{ CLIENTID: id(1) }, { client_id: id(2) }] }],
    },
    "a hundred levels down": deep(100, { bots: [deep(100, { jwtApps: [app(1)] }), { jwtApps: [app(2)] }] }),
    "in lists of lists": [[[{ jwtApps: [[app(1)]] }]], [[app(2)]]],
    "one alone in the place of a list, and apps by name": { bots: [{ jwtApps: app(1) }, { jwtApps: { web: app(2) } }] },
    "in another app": { jwtApps: [{ ...app(1), derived: { jwtApps: [app(2)] } }] },
    "in an unnamed list of a bot": { bots: [{ name: "A", jwtApps: [app(1)], older: [app(2)] }] },
  };
  for (const [where, json] of Object.entries(TAKEN)) {
    it(`takes those ${where}`, () => {
      const plan = planOf(json);
      assert.deepEqual(ids(plan).sort(), [id(1), id(2)]);
    });
  }

  it("names apps by the bot that they stand in", () => {
    const { add } = planOf({
      bots: [{ name: "Outer", settings: { jwtApps: [app(1)] }, linkedBots: [{ name: "Inner", jwtApps: [app(2)] }] }],
    });
    assert.deepEqual(
      add.map(({ app: { name } }) => name),
      ["Outer · cs-483dc744", "Inner · cs-483dc744"],
    );
  });

  const TOLD: Record<string, [unknown, string[], string[]]> = {
    "an element of a list of apps without an ID": [
      [app(1), { name: "x" }],
      ["A JWT app of “JWT app” has no client ID. Its place: 1."],
      [],
    ],
    "a list of apps that is none": [
      {
        bots: [
          { name: "A", jwtApps: [app(1)] },
          { name: "B", jwtApps: "none" },
        ],
      },
      ["The JWT apps of “B” are no list. Their place: bots.1.jwtApps."],
      [],
    ],
    "an ID of a channel": [
      { bots: [{ name: "A", jwtApps: [app(1)], channel: { clientId: id(9) } }] },
      [],
      [`“${id(9)}” stands in a bot or an app, but not among JWT apps, so it was left out. Its place: bots.0.channel.`],
    ],
    "an app under a name of objects": [
      { jwtApps: [app(1)], inner: JSON.parse(`{"__proto__":{"jwtApps":[{"clientId":"${id(9)}"}]}}`) as unknown },
      [],
      ["What stands at “inner.__proto__” was not searched for apps: nothing is taken from a property of that name."],
    ],
    "an app with a switch that is none": [
      { jwtApps: [app(1), { ...app(2), jtiClaimEnforced: "perhaps" }] },
      [`The jtiClaimEnforced of ${id(2)} is neither true nor false.`],
      [],
    ],
    "an app with a secret that is no text": [
      { name: "A", jwtApps: [app(1), { ...app(2), clientSecret: {} }] },
      [`The JWT app ${id(2)} of “A” has a client secret that is no text, so it was left out.`],
      [],
    ],
  };
  for (const [what, [json, problems, notes]] of Object.entries(TOLD)) {
    it(`tells of ${what}, with its place or its ID`, () => {
      const plan = planOf(json);
      assert.deepEqual([ids(plan), said(plan.problems), said(plan.notes)], [[id(1)], problems, notes]);
    });
  }

  it("takes or names each app, wherever in whatever JSON it stands", () => {
    let count = 0;
    const bare = fc
      .record({
        name: fc.constantFrom("clientId", "clientID", "ClientId", "clientid"),
        more: fc.constantFrom(
          {},
          { clientSecret: "x" },
          { jtiClaimEnforced: true },
          { jtiClaimEnforced: 7 },
          { clientSecret: 7 },
          { more: { a: [1] } },
        ),
      })
      .map(({ name, more }) => ({ [name]: id(++count), ...more }));
    const key = fc.constantFrom(
      "bots",
      "Bots",
      "bot",
      "data",
      "response",
      "name",
      "linkedBots",
      "channel",
      "apps",
      "a",
      "_id",
      "jtiClaimEnforced",
    );
    const listName = fc.constantFrom("jwtApps", "jwtapps", "JWTApps", "jwt_apps", "JwtApps");
    const { json } = fc.letrec<{ json: unknown; apps: unknown }>((tie) => ({
      apps: fc.array(fc.oneof({ weight: 4, arbitrary: bare }, { weight: 1, arbitrary: tie("json") }), { maxLength: 3 }),
      json: fc.oneof(
        { depthSize: "medium", maxDepth: 6 },
        fc.constantFrom(1, "text", null, true),
        tie("apps"),
        fc.array(tie("json"), { maxLength: 3 }),
        fc
          .tuple(fc.dictionary(key, tie("json"), { maxKeys: 3 }), listName, tie("apps"))
          .map(([object, name, apps]) => ({ ...object, [name]: apps })),
        fc.dictionary(key, tie("json"), { maxKeys: 3 }),
        bare,
      ),
    }));
    fc.assert(
      fc.property(json, (value) => {
        const text = JSON.stringify(value);
        const all = new Set(text.match(/cs-[\da-f-]{36}/g) ?? []);
        if (all.size === 0) return;
        const plan = planImport(text, [], webPorts);
        const told = said([...plan.problems, ...plan.notes]).join("\n");
        for (const each of all) assert.ok(ids(plan).includes(each) || told.includes(each), `${each}: ${text}\n${told}`);
      }),
      runs(1_000, { full: 20_000 }),
    );
  });
});
