import { strict as assert } from "node:assert";
import { planImport } from "../../../src/domain/apps/import/importApps";
import type { ImportPlan } from "../../../src/domain/apps/import/importPlan";
import { withChanges } from "../../../src/domain/apps/import/importChanges";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { UserError } from "../../../src/domain/errors";
import { webPorts } from "../../../src/domain/ports";
import { sampleApp } from "./sampleApp";

const CLIENT_ID = "cs-483dc744-437b-5f2d-9ed1-4ba184aaaaaa";
const BOT_ID = "st-e3fa7a00-84f3-54bd-b8f8-7b3f1b512345";
const SECRET = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
/** 2026-01-02T03:04:05.678Z. */
const NOW = 1_767_323_045_678;
const READ =
  "Copy the whole response of the Get Bots API, or write a list of your own: “name”, “clientId”, “clientSecret” and “algorithm” of each app.";
const IMPORT_READS =
  "Import reads the whole response of the Get Bots API, what Export Apps wrote, a list of your own (“name”, “clientId”, “clientSecret” and “algorithm” of each app), a dotenv file, BotKit's config.json, the Web SDK's botOptions, and Postman's environments and collections.";

type Json = Readonly<Record<string, unknown>>;

function planOf(json: unknown, existing: readonly JwtApp[] = []): ImportPlan {
  return planImport(JSON.stringify(json), existing, { ...webPorts, clock: () => NOW });
}

function exported(...apps: readonly unknown[]): object {
  return { format: "jwt-apps-export", version: 1, apps };
}

const said = (errors: readonly UserError[]): string[] => errors.map(({ message }) => message);
const ofApp = ({ add }: ImportPlan, ...fields: readonly (keyof JwtApp)[]): unknown[][] =>
  add.map(({ app }) => fields.map((field) => app[field]));

describe("What an import that finds nothing says", () => {
  const bot = (fields: Json): Json => ({ _id: BOT_ID, name: "Bot", ...fields });
  const entry = { clientId: "other", clientSecret: SECRET };
  const CASES: Record<string, [unknown, string]> = {
    "apps under other names": [
      { bots: [bot({ sdkApps: [entry], linkedApps: [] })] },
      `None of the bots listed here (1) has “jwtApps”, under which a Get Bots response has JWT apps. They have: sdkApps, linkedApps, _id, name. ${READ}`,
    ],
    "bots of other fields among junk": [
      { bots: [{ title: "A" }, 42, { title: "B" }, null, { id: 1 }, { title: "C", apps: {} }] },
      `None of the bots listed here (4) has “jwtApps”, under which a Get Bots response has JWT apps. They have: apps, title, id. ${READ}`,
    ],
    "bots without fields": [
      { bots: [{}] },
      `None of the bots listed here (1) has “jwtApps”, under which a Get Bots response has JWT apps. They have: –. ${READ}`,
    ],
    "bots without apps": [
      { bots: [bot({ jwtApps: [] }), bot({ jwtApps: null })] },
      "None of the bots listed here (2) has a JWT app under “jwtApps”. Create the app on the platform first, or import the bots that have one.",
    ],
    "no bots": [
      { bots: [] },
      "The list of bots is empty, so there are no JWT apps in it. Check the request, and copy its whole response.",
    ],
  };
  for (const [what, [json, sentence]] of Object.entries(CASES)) {
    it(`tells of ${what} what was looked for, what is there, and what to do`, () => {
      const { add, update, problems } = planOf(json);
      assert.deepEqual([add, update, said(problems)], [[], [], [sentence]]);
    });
  }

  it("says no more than what is wrong with the apps where there are some", () => {
    assert.deepEqual(
      planOf({ bots: [bot({ jwtApps: [{ clientId: "" }] })] }).problems.map(({ code }) => code),
      ["client-id-missing"],
    );
    assert.deepEqual(planOf({ bots: [bot({}), bot({ jwtApps: [{ clientId: CLIENT_ID }] })] }).problems, []);
  });

  it("names what another kind of JSON has at its top, and never what can't be a name", () => {
    const message = (json: unknown): string => {
      try {
        planOf(json);
      } catch (error) {
        return error instanceof UserError ? error.message : assert.fail(String(error));
      }
      return assert.fail("nothing was refused");
    };
    const start =
      "There are neither bots nor JWT apps in this JSON: a Get Bots response has its apps under “bots” and “jwtApps”";
    assert.equal(message({ users: [], [SECRET]: 1 }), `${start}, and here are: users, …. ${IMPORT_READS}`);
    assert.equal(message([{ id: 1, apps: [] }]), `${start}, and here are: id, apps. ${IMPORT_READS}`);
    assert.equal(message([]), `${start}. ${IMPORT_READS}`);
  });
});

describe("What a list says of its apps beside the documented fields", () => {
  const inBot = (entry: Json): object => ({
    bots: [{ name: "Order Bot", jwtApps: [{ clientId: CLIENT_ID, ...entry }] }],
  });
  const told = (fields: string): string =>
    `Of ${CLIENT_ID}, this was taken as this text has it, which no documented field of Get Bots says: ${fields}.`;

  for (const field of ["algorithm", "jwtAlgorithm", "alg", "JWT_Signing_Algorithm"]) {
    it(`takes a known algorithm by ${field}, and tells it`, () => {
      const plan = planOf(inBot({ [field]: "HS512" }));
      assert.deepEqual(ofApp(plan, "name", "algorithm", "algorithmAssumed"), [
        ["Order Bot · cs-483dc744", "HS512", undefined],
      ]);
      assert.deepEqual([said(plan.notes), plan.problems], [[told(field)], []]);
    });
  }

  for (const [written, algorithm] of [
    ["hs512", "HS512"],
    [" HS-256 ", "HS256"],
    ["rs_512", "RS512"],
  ]) {
    it(`reads ${JSON.stringify(written)} as ${algorithm}`, () =>
      assert.deepEqual(ofApp(planOf(inBot({ alg: written })), "algorithm"), [[algorithm]]));
  }

  for (const field of ["name", "appName"]) {
    it(`takes a name by ${field}, and tells it`, () => {
      const plan = planOf(inBot({ [field]: "Travel" }), [sampleApp({ name: "Hotel" })]);
      assert.deepEqual([ofApp(plan, "name"), said(plan.notes)], [[["Travel"]], [told(field)]]);
    });
  }

  it("assumes HS256 where the algorithm is none or not one, and says so without the value", () => {
    const unknown = planOf(inBot({ alg: "ES256", name: "Travel" }));
    assert.deepEqual(ofApp(unknown, "algorithm", "algorithmAssumed"), [["HS256", true]]);
    assert.deepEqual(said(unknown.problems), [
      `What ${CLIENT_ID} has as “alg” is none of HS256, HS512, RS256, RS512, so HS256 is assumed.`,
    ]);
    const two = planOf(inBot({ alg: "HS512", algorithm: "HS256" }));
    assert.deepEqual(ofApp(two, "algorithm", "algorithmAssumed"), [["HS256", true]]);
    assert.deepEqual(said(two.problems), [
      `What ${CLIENT_ID} has as “algorithm, alg” is not one algorithm, so HS256 is assumed.`,
    ]);
    assert.ok(!JSON.stringify(said(planOf(inBot({ alg: SECRET })).problems)).includes(SECRET));
  });

  it("takes no client secret for an app that signs with a private key", () => {
    const plan = planOf(inBot({ alg: "RS256", clientSecret: SECRET }));
    assert.deepEqual([ofApp(plan, "missingSecrets"), plan.add[0]?.secrets.reveal()], [[[["signingPrivateKey"]]], {}]);
    assert.ok(
      said(plan.notes).includes("“Order Bot · cs-483dc744” signs with RS256, so its client secret was not taken."),
    );
  });

  const note = {
    name: "Prod",
    clientId: CLIENT_ID,
    algorithm: "HS512",
    clientSecret: SECRET,
    host: "https://EU-platform.kore.ai/",
    botId: BOT_ID,
  };
  for (const [what, json] of Object.entries({
    alone: note,
    "in a list": [note],
    "in a list of apps": { apps: [note] },
    "under a name": { prod: note },
  })) {
    it(`takes a note of somebody's own, ${what}`, () => {
      const plan = planOf(json);
      assert.deepEqual(ofApp(plan, "name", "clientId", "algorithm", "host", "botId", "createdIn", "enforceJti"), [
        ["Prod", CLIENT_ID, "HS512", "eu-platform.kore.ai", BOT_ID, "xo", false],
      ]);
      assert.deepEqual([plan.add[0]?.secrets.reveal(), plan.problems], [{ clientSecret: SECRET }, []]);
    });
  }

  it("takes a client ID of another form where an algorithm of JWT apps stands beside it, and no other credentials", () => {
    assert.deepEqual(ofApp(planOf([{ clientId: "mine", clientSecret: SECRET, algorithm: "HS256" }]), "clientId"), [
      ["mine"],
    ]);
    assert.throws(() => planOf([{ clientId: "mine", clientSecret: SECRET }]));
    assert.throws(() => planOf({ web: { client_id: "mine", client_secret: SECRET, alg: "ES256" } }));
    const channel = {
      bots: [{ name: "A", jwtApps: [], channel: { clientId: "mine", clientSecret: SECRET, algorithm: "HS256" } }],
    };
    assert.deepEqual(planOf(channel).add, []);
  });

  it("changes nothing of an app that is there but what is checked, and nothing that the note doesn't say", () => {
    const existing = sampleApp({ clientId: CLIENT_ID, name: "Mine", enforceJti: true, host: "platform.kore.ai" });
    const { update, notes, add } = planOf(
      { name: "Yours", clientId: CLIENT_ID, algorithm: "HS512", host: "evil.example", createdIn: "admin" },
      [existing],
    );
    const changes = update[0]?.changes ?? [];
    assert.deepEqual(
      [add, changes.map(({ value, isAddition }) => [value.field, isAddition])],
      [
        [],
        [
          ["host", false],
          ["algorithm", false],
        ],
      ],
    );
    assert.ok(said(notes).includes("“Mine” keeps its name; in the file it is “Yours”."));
    assert.ok(said(notes).includes("“Mine” keeps the place where it was created; in the text it is another."));
    assert.deepEqual(
      withChanges(
        existing,
        changes.filter(({ isAddition }) => isAddition),
      ),
      existing,
    );
  });

  it("leaves out a host that is none, and says so", () => {
    const plan = planOf({ clientId: CLIENT_ID, host: "a b" });
    assert.deepEqual(
      [ofApp(plan, "host"), said(plan.problems)],
      [[[undefined]], [`What ${CLIENT_ID} has as “host” is no host name, so it was left out.`]],
    );
  });
});

describe("An export that somebody wrote by hand", () => {
  it("begins as a new app does where it says nothing, and tells what was assumed", () => {
    const plan = planOf(exported({ name: "Prod", clientId: CLIENT_ID, algorithm: "hs512", clientSecret: SECRET }));
    const fields = [
      "name",
      "algorithm",
      "algorithmAssumed",
      "createdIn",
      "usedFor",
      "credentials",
      "enforceJti",
      "enforceJwe",
      "enforcePayloadEncryption",
      "scopes",
      "tables",
      "createdAt",
    ] as const;
    assert.deepEqual(ofApp(plan, ...fields), [
      ["Prod", "HS512", undefined, "xo", "apis", "pasted", false, false, false, [], [], 1_767_323_045],
    ]);
    assert.ok(
      said(plan.notes).includes(
        "“Prod” begins with what a new app has where the file says nothing: createdIn = xo, usedFor = apis, enforceJti = false, enforceJwe = false, enforcePayloadEncryption = false, createdAt = 2026-01-02T03:04:05.000Z.",
      ),
    );
    // Exports have no secrets, whoever wrote them.
    assert.deepEqual([plan.add[0]?.secrets.reveal(), plan.problems.map(({ code }) => code)], [{}, ["export-secret"]]);
  });

  it("marks an algorithm that it doesn't name as assumed", () => {
    const plan = planOf(exported({ name: "Prod", clientId: CLIENT_ID }));
    assert.deepEqual(ofApp(plan, "algorithm", "algorithmAssumed"), [["HS256", true]]);
    assert.match(said(plan.notes).join(), /algorithm = HS256/);
  });

  it("takes whatever one field is missing, but the name and the client ID", () => {
    const { id: _, version: __, ...whole } = sampleApp();
    for (const field of Object.keys(whole)) {
      const { [field]: ___, ...entry }: Json = whole;
      const { add, problems } = planOf(exported(entry));
      const needed = field === "name" || field === "clientId";
      assert.deepEqual([add.length, problems.length], needed ? [0, 1] : [1, 0], field);
    }
    assert.deepEqual(said(planOf(exported({ clientId: CLIENT_ID }, { name: "Prod" })).problems), [
      "The app at position 1 was left out: it has no “name”.",
      "“Prod”, at position 2, was left out: it has no “clientId”.",
    ]);
  });

  it("says the first thing to mend in one sentence", () => {
    assert.deepEqual(
      said(
        planOf(
          exported(
            { name: "A", clientId: CLIENT_ID, enforceJti: "yes", algorithm: "ES256" },
            { name: "B", clientId: 7, algorithm: 8 },
          ),
        ).problems,
      ),
      [
        "“A”, at position 1, was left out: it has no valid value for algorithm. It is one of these: HS256, HS512, RS256, RS512.",
        "“B”, at position 2, was left out: it has no valid value for clientId.",
      ],
    );
  });

  it("keeps what the file leaves open as it is in an app that is here", () => {
    const existing = sampleApp({
      name: "Prod",
      clientId: CLIENT_ID,
      createdIn: "admin",
      usedFor: "sdks",
      enforceJti: true,
      algorithm: "HS512",
      createdAt: 5,
    });
    const plan = planOf(exported({ name: "Prod", clientId: CLIENT_ID }), [existing]);
    assert.deepEqual([plan.add, plan.update, plan.unchanged, said(plan.notes)], [[], [], [existing], []]);
    const moved = planOf(
      exported({ name: "Prod", clientId: CLIENT_ID, scopes: [{ id: "xo/metrics", published: true }] }),
      [existing],
    );
    assert.deepEqual(
      moved.update[0]?.changes.map(({ value, isAddition }) => [value.field, isAddition]),
      [["createdIn", false]],
    );
  });

  it("takes the place where it was created from its scopes and tables", () => {
    const table = { kind: "table", name: "Orders", read: true, write: false, delete: false };
    const apps = [
      { scopes: [{ id: "admin/publish", published: true }] },
      { tables: [table] },
      { scopes: [{ id: "xo/metrics", published: true }] },
    ];
    const plan = planOf(
      exported(...apps.map((each, index) => ({ name: `A${index}`, clientId: `cs-${index}`, ...each }))),
    );
    assert.deepEqual([ofApp(plan, "createdIn"), plan.problems], [[["admin"], ["tables"], ["xo"]], []]);
  });

  it("is one without its format too, where no client secret is in it", () => {
    const app = {
      name: "Prod",
      clientId: CLIENT_ID,
      createdIn: "admin",
      scopes: [{ id: "admin/publish", published: true }],
    };
    assert.deepEqual(ofApp(planOf({ version: 1, apps: [app] }), "name", "scopes"), [["Prod", app.scopes]]);
    assert.equal(planOf({ apps: [app] }).source, "export");
    assert.deepEqual(planOf({ apps: [{ ...app, clientSecret: SECRET }] }).add[0]?.secrets.reveal(), {
      clientSecret: SECRET,
    });
  });
});
