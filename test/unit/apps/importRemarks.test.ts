import { strict as assert } from "node:assert";
import fc from "fast-check";
import { exportOf } from "../../../src/domain/apps/exportApps";
import { planImport } from "../../../src/domain/apps/import/importApps";
import type { ImportPlan } from "../../../src/domain/apps/import/importPlan";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import type { UserError } from "../../../src/domain/errors";
import { webPorts } from "../../../src/domain/ports";
import { runs } from "../../sample";
import { untaken } from "../../../src/domain/apps/import/importRemarks";
import { cpuTimeSince } from "../../cpuTime";
import { sampleApp } from "./sampleApp";

const CLIENT_ID = "cs-483dc744-437b-5f2d-9ed1-4ba184aaaaaa";
const BOT_ID = "st-e3fa7a00-84f3-54bd-b8f8-7b3f1b512345";
const ACCOUNT_ID = "6661e128d3203924648abcde";
const SECRET = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
const keyInfo = {
  publicKey: "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A\n-----END PUBLIC KEY-----\n",
  fingerprint: "SHA256:abc",
  bits: 2048,
};
const other = { ...keyInfo, fingerprint: "SHA256:other" };

type Json = Readonly<Record<string, unknown>>;

function planOf(text: string, existing: readonly JwtApp[] = []): ImportPlan {
  return planImport(text, existing, webPorts);
}

function botsText(ofBot: Json = {}, ofApp: Json = {}): string {
  const entry = {
    clientId: CLIENT_ID,
    clientSecret: SECRET,
    jtiClaimEnforced: true,
    jweEncryptionEnforced: false,
    createdOn: "2024-10-23T06:56:29.208Z",
    ...ofApp,
  };
  return JSON.stringify({
    bots: [{ _id: BOT_ID, accountId: ACCOUNT_ID, name: "Order Bot", jwtApps: [entry], ...ofBot }],
  });
}

function exportText(...apps: readonly unknown[]): string {
  return JSON.stringify({ format: "jwt-apps-export", version: 1, apps });
}

const said = (errors: readonly UserError[]): string[] => errors.map(({ message }) => message);

describe("What an import of the platform's list tells of values that it doesn't take", () => {
  const CASES: Record<string, [Json, Json, "problems" | "notes", string]> = {
    "a bot ID of another form": [
      { _id: `${BOT_ID}-copy` },
      {},
      "notes",
      "The bot ID of “Order Bot” was taken as it is written, but known ones are “st-” and a UUID. Check that it was copied whole.",
    ],
    "an ID that is no bot's": [
      { _id: "66e1e128d3203924648abcde" },
      {},
      "problems",
      "What “Order Bot” has as “_id” can't be a bot ID and was left out: known bot IDs are “st-” and a UUID.",
    ],
    "a bot ID that is a number": [
      { _id: 7 },
      {},
      "problems",
      "What “Order Bot” has as “_id” can't be a bot ID and was left out: known bot IDs are “st-” and a UUID.",
    ],
    "two bot IDs": [
      { streamId: BOT_ID.replace("st-e", "st-f") },
      {},
      "problems",
      `“Order Bot” has several bot IDs, of which ${BOT_ID} was taken.`,
    ],
    "an account ID of another form": [
      { accountId: "short" },
      {},
      "notes",
      "The account ID of “Order Bot” was taken as it is written, but known ones are 24 hexadecimal digits. Check that it was copied whole.",
    ],
    "an account ID that can't be one": [
      { accountId: "a b" },
      {},
      "problems",
      "What “Order Bot” has as “accountId” can't be an account ID and was left out: account IDs are 24 hexadecimal digits.",
    ],
    "a name with what can't be seen": [
      { name: "Order\u202e Bot" },
      {},
      "notes",
      "The name of a bot was taken as “Order Bot”: what is no text or can't be seen went, and what is too long was cut.",
    ],
    "a name that is no text": [
      { name: 7 },
      {},
      "notes",
      `The name of a bot was taken as “${BOT_ID}”: what is no text or can't be seen went, and what is too long was cut.`,
    ],
    "a time that is none": [
      {},
      { createdOn: "yesterday" },
      "problems",
      `The “createdOn” of ${CLIENT_ID} is no time, so it was left out.`,
    ],
    "a masked secret": [
      {},
      { clientSecret: "*".repeat(44) },
      "problems",
      "The client secret is masked in this text, so it counts as missing: “Order Bot · cs-483dc744”. Copy it from the platform, and enter it with Replace Client Secret.",
    ],
    "a secret of another name": [
      {},
      { previousSecret: SECRET },
      "problems",
      `The JWT app ${CLIENT_ID} has secrets that are not known, and they were left out: previousSecret.`,
    ],
    "two bot IDs, one of another form": [
      { botId: "st-hello" },
      {},
      "problems",
      `“Order Bot” has several bot IDs, of which ${BOT_ID} was taken.`,
    ],
    "fields that are not known": [
      {},
      { region: "EU", scopes: ["a"], none: null },
      "notes",
      `The JWT app ${CLIENT_ID} has fields that are not known, and they were left out: region, scopes.`,
    ],
    "the same client ID of another bot": [
      {},
      {},
      "problems",
      `The client ID ${CLIENT_ID} is listed more than once, with different data; the first one was taken.`,
    ],
  };
  for (const [what, [ofBot, ofApp, list, sentence]] of Object.entries(CASES)) {
    it(`tells of ${what}, and takes the app`, () => {
      const text = botsText(ofBot, ofApp);
      const more = what.startsWith("the same")
        ? (JSON.parse(botsText({ _id: BOT_ID.replace("st-e", "st-a") })) as { bots: unknown[] }).bots
        : [];
      const plan = planOf(JSON.stringify({ bots: [...(JSON.parse(text) as { bots: unknown[] }).bots, ...more] }));
      assert.deepEqual(
        plan.add.map(({ app }) => app.clientId),
        [CLIENT_ID],
      );
      assert.deepEqual(
        [said(plan.problems), said(plan.notes)],
        list === "problems" ? [[sentence], []] : [[], [sentence]],
      );
      assert.ok(!JSON.stringify([said(plan.problems), said(plan.notes)]).includes(SECRET));
    });
  }

  it("takes a bot ID with a UUID of any version, and says of what is unusual that it is", () => {
    for (const [botId, notes] of [
      [BOT_ID, 0],
      [BOT_ID.toUpperCase().replace("ST-", "st-"), 0],
      [BOT_ID.replace("-54", "-44"), 1],
      [BOT_ID.replace("-54", "-14"), 1],
    ] as const) {
      const plan = planOf(botsText({ _id: ` ${botId} ` }));
      assert.deepEqual(
        [plan.add[0]?.app.botId, plan.problems.length, plan.notes.map(({ code }) => code)],
        [botId, 0, Array(notes).fill("bot-id-unusual")],
      );
    }
  });

  it("takes the bot ID where it stands beside an ID of another kind", () => {
    const plan = planOf(botsText({ _id: "66e1e128d3203924648abcde", botId: BOT_ID }));
    assert.deepEqual([plan.add[0]?.app.botId, plan.problems], [BOT_ID, []]);
  });

  it("tells of what stands beside JWT apps in a list", () => {
    const { add, problems } = planOf(
      JSON.stringify([{ clientId: CLIENT_ID }, { clientId: "", clientSecret: SECRET }, 7]),
    );
    assert.deepEqual([add.length, problems.map(({ code }) => code)], [1, ["client-id-missing", "jwt-app-no-object"]]);
  });

  it("tells of a client secret that an app which signs with a private key has no use for", () => {
    const existing = sampleApp({ name: "Mine", clientId: CLIENT_ID, algorithm: "RS256" });
    assert.deepEqual(said(planOf(botsText(), [existing]).notes), [
      "“Mine” signs with RS256, so its client secret was not taken.",
    ]);
  });

  it("holds for whatever stands in whichever field", () => {
    const junk = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant({ a: 1 }),
      fc.constant([]),
      fc.constantFrom(
        "x",
        BOT_ID,
        ` ${BOT_ID}\n`,
        ACCOUNT_ID,
        "true",
        "2024-10-23",
        "****",
        "a\u200bb",
        "n".repeat(300),
      ),
    );
    const field = fc.constantFrom(
      "_id",
      "accountId",
      "name",
      "clientId",
      "clientSecret",
      "jtiClaimEnforced",
      "jweEncryptionEnforced",
      "createdOn",
      "extra",
    );
    const ofBot = new Set(["_id", "accountId", "name"]);
    fc.assert(
      fc.property(fc.dictionary(field, junk, { maxKeys: 4 }), (values) => {
        const pick = (isOfBot: boolean): Json =>
          Object.fromEntries(Object.entries(values).filter(([name]) => ofBot.has(name) === isOfBot));
        const plan = planOf(botsText(pick(true), pick(false)));
        const [added] = plan.add;
        const told = [...plan.problems, ...plan.notes];
        if (!added) return assert.ok(plan.problems.length > 0);
        const { app, secrets } = added;
        const secret = secrets.reveal().clientSecret;
        for (const [name, value] of Object.entries(values)) {
          const text = typeof value === "string" ? value.trim() : value;
          const taken = {
            _id: app.botId,
            accountId: app.accountId,
            clientId: app.clientId,
            clientSecret: secret,
            jtiClaimEnforced: app.enforceJti,
            jweEncryptionEnforced: app.enforceJwe,
          }[name];
          const isTaken =
            text === "" ||
            value === taken ||
            text === taken ||
            String(text) === String(taken ?? "") ||
            (name === "name" && typeof text === "string" && app.name.startsWith(`${text} · `)) ||
            (name === "createdOn" &&
              app.createdAt === (typeof value === "number" ? value : Date.parse(String(value)) / 1000));
          assert.ok(
            isTaken || told.some(({ code }) => TOLD_BY[name]?.includes(code)),
            `${name}: ${JSON.stringify(value)}: ${said(told).join(" ")}`,
          );
        }
      }),
      runs(300, { full: 6_000 }),
    );
  });

  const TOLD_BY: Readonly<Record<string, readonly string[]>> = {
    _id: ["bot-id-malformed"],
    accountId: ["account-id-malformed"],
    name: ["bot-name-cleaned"],
    clientSecret: ["client-secret-masked", "client-secret-unusable"],
    createdOn: ["created-on-malformed"],
    extra: ["jwt-app-extra"],
  };
});

describe("What an import of an export tells of values that it doesn't take", () => {
  const CASES: Record<string, [Json, "problems" | "notes", string]> = {
    "a client secret": [
      { clientSecret: SECRET },
      "problems",
      "“Sample” has secrets in it, which no export has, and they were left out: clientSecret. Enter them by hand where the app needs them.",
    ],
    "secrets under another name": [
      { secrets: { clientSecret: SECRET } },
      "problems",
      "“Sample” has secrets in it, which no export has, and they were left out: secrets. Enter them by hand where the app needs them.",
    ],
    "the private part of a key": [
      { platformKey: { kty: "RSA", n: "AQAB", e: "AQAB", d: SECRET } },
      "problems",
      "“Sample” has secrets in it, which no export has, and they were left out: platformKey.d. Enter them by hand where the app needs them.",
    ],
    "fields that apps don't have": [
      { region: "EU", payloadKey: { kind: "shared", size: 256 } },
      "notes",
      "“Sample” has fields that apps don't have here, and they were left out: region, payloadKey.size.",
    ],
    "a name with what can't be seen": [
      { name: "Sam\u200bple" },
      "notes",
      "The name “Sample” was taken without what can't be seen in it.",
    ],
    "a host with its scheme": [
      { host: "https://Platform.kore.ai/" },
      "notes",
      "Of “Sample”, “host” was taken as “platform.kore.ai”.",
    ],
    "white space around an ID": [{ botId: ` ${BOT_ID}\n` }, "notes", `Of “Sample”, “botId” was taken as “${BOT_ID}”.`],
    "a scope twice": [
      {
        scopes: [
          { id: "xo/metrics", published: true },
          { id: "xo/metrics", published: false },
        ],
      },
      "notes",
      "“Sample” lists a scope more than once; what stands last was taken.",
    ],
    "a scope of tomorrow": [
      { scopes: [{ id: "xo/of-tomorrow", published: true }] },
      "notes",
      "“Sample” lists scopes that this version doesn't know, and they are kept: xo/of-tomorrow.",
    ],
    "a scope of another level": [
      { scopes: [{ id: "admin/publish", published: true }] },
      "problems",
      "“Sample” lists scopes of another level, which were left out: admin/publish.",
    ],
    "tables of an app that was not created there": [
      { tables: [{ kind: "table", name: "Orders", read: true, write: false, delete: false }] },
      "problems",
      "“Sample” wasn't created in Data Tables, so its tables and views were left out: Orders.",
    ],
    "a table that nothing may be done with": [
      { createdIn: "tables", tables: [{ kind: "view", name: "Old", read: false, write: false, delete: false }] },
      "notes",
      "“Sample” lists tables and views that it may do nothing with, which were left out: Old.",
    ],
    "a bot ID of another version": [
      { botId: BOT_ID.replace("-54", "-44") },
      "notes",
      "The bot ID of “Sample” was taken; every known bot ID has a UUID of version 5, and this one's is another.",
    ],
    "a bot ID of another form": [
      { botId: "st-hello" },
      "notes",
      "The bot ID of “Sample” was taken as it is written, but known ones are “st-” and a UUID. Check that it was copied whole.",
    ],
    "an account ID of another form": [
      { accountId: "zzz" },
      "notes",
      "The account ID of “Sample” was taken as it is written, but known ones are 24 hexadecimal digits. Check that it was copied whole.",
    ],
    "a secret within what isn't taken": [
      { extra: { list: [{ clientSecret: SECRET }] } },
      "problems",
      "“Sample” has secrets in it, which no export has, and they were left out: extra.list.0.clientSecret. Enter them by hand where the app needs them.",
    ],
    "a private key within what isn't taken": [
      { extra: { kty: "RSA", d: SECRET } },
      "problems",
      "“Sample” has secrets in it, which no export has, and they were left out: extra.d. Enter them by hand where the app needs them.",
    ],
    "a field within a scope": [
      { scopes: [{ id: "xo/metrics", published: true, since: 2024 }] },
      "notes",
      "“Sample” has fields that apps don't have here, and they were left out: scopes.0.since.",
    ],
  };
  for (const [what, [changes, list, sentence]] of Object.entries(CASES)) {
    it(`tells of ${what}, and takes the app`, () => {
      const plan = planOf(exportText({ ...sampleApp(), ...changes }));
      assert.deepEqual(
        plan.add.map(({ app }) => app.clientId),
        [sampleApp().clientId],
      );
      assert.deepEqual(
        [said(plan.problems), said(plan.notes)],
        list === "problems" ? [[sentence], []] : [[], [sentence]],
      );
      assert.ok(!JSON.stringify(plan).includes(SECRET));
    });
  }

  it("tells of a secret behind however many fields that apps don't have, and counts them right", () => {
    const fields = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`extra${index}`, index]));
    const { problems, notes } = planOf(exportText({ ...sampleApp(), ...fields, clientSecret: SECRET }));
    assert.deepEqual(said(problems), [
      "“Sample” has secrets in it, which no export has, and they were left out: clientSecret. Enter them by hand where the app needs them.",
    ]);
    const names = Array.from({ length: 10 }, (_, index) => `extra${index}`).join(", ");
    assert.deepEqual(said(notes), [
      `“Sample” has fields that apps don't have here, and they were left out: ${names}, … (120).`,
    ]);
  });

  it("counts what it took otherwise to the end", () => {
    const scopes = Array.from({ length: 150 }, (_, index) => ({ id: `xo/${index}`, published: true }));
    const { notes } = planOf(
      exportText({
        ...sampleApp(),
        createdIn: "admin",
        scopes: scopes.map((scope) => ({ ...scope, published: true })),
        host: "https://a.example",
        name: "Sam\u200bple",
      }),
    );
    assert.equal(notes.filter(({ code }) => code === "export-otherwise").length, 1);
    const found = untaken(
      { list: Array.from({ length: 150 }, (_, index) => index) },
      { list: Array(150).fill(-1) },
      new Set(),
    );
    assert.deepEqual(
      [found.otherwise.count, found.otherwise.first.length, found.secrets.count, found.extra.count],
      [150, 100, 0, 0],
    );
  });

  it("looks through deep and large values that it doesn't take in time linear in them", () => {
    const deep = `${'{"a":'.repeat(50_000)}{"clientSecret":"x"}${"}".repeat(50_000)}`;
    const app = JSON.stringify(sampleApp()).slice(0, -1);
    const before = process.cpuUsage();
    const { problems } = planOf(`{"format":"jwt-apps-export","version":1,"apps":[${app},"extra":${deep}}]}`);
    assert.ok(cpuTimeSince(before) < 1_000);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ["export-secret"],
    );
  });

  it("puts what was taken with a doubt before what is good to know", () => {
    const { notes } = planOf(exportText({ ...sampleApp(), region: "EU", botId: "st-hello" }));
    assert.deepEqual(
      notes.map(({ code }) => code),
      ["bot-id-doubtful", "export-extra"],
    );
    const bots = planOf(botsText({ name: "Or\u200bder" }, { clientSecret: "short", region: "EU" }));
    assert.deepEqual(
      bots.notes.map(({ code }) => code),
      ["client-secret-doubtful", "bot-name-cleaned", "jwt-app-extra"],
    );
  });

  it("names the app and the first thing to mend where an app can't be taken", () => {
    const { problems } = planOf(
      exportText({ ...sampleApp(), algorithm: "ES256", usedFor: "fun", host: "a b" }, { ...sampleApp(), name: 7 }),
    );
    assert.deepEqual(said(problems), [
      "“Sample”, at position 1, was left out: it has no valid value for usedFor. It is one of these: apis, sdks, botkit, channels.",
      "The app at position 2 was left out: it has no valid value for name.",
    ]);
  });

  it("tells of what stands beside the list", () => {
    const { add, problems } = planOf(
      JSON.stringify({ format: "jwt-apps-export", version: 1, secrets: { Sample: SECRET }, apps: [sampleApp()] }),
    );
    assert.deepEqual(
      [add.length, said(problems)],
      [1, ["Beside the list of apps stands what an export doesn't have, and it was left out: secrets."]],
    );
  });

  it("takes an app that is listed twice once, and says so", () => {
    const twice = planOf(exportText(sampleApp(), sampleApp()));
    assert.deepEqual(
      [twice.add.length, said(twice.problems), said(twice.notes)],
      [1, [], ["“Sample” is in the file more than once; it was taken once."]],
    );
    const differing = planOf(exportText(sampleApp(), sampleApp({ name: "SAMPLE", host: "a.example" })));
    assert.deepEqual(
      [differing.add[0]?.app.host, said(differing.problems)],
      [undefined, ["“SAMPLE” is in the file more than once, with different data; the first one was taken."]],
    );
  });

  it("tells of a name that another app has, and of what an app that is there keeps", () => {
    assert.deepEqual(
      said(planOf(exportText(sampleApp({ name: "PROD", clientId: "cs-2" })), [sampleApp({ name: "Prod" })]).notes),
      ["“PROD” is another app's name here, so the new one is called “PROD (2)”."],
    );
    const own = { algorithm: "RS256", signingKey: keyInfo, payloadKey: { kind: "shared" } } as const;
    const said_ = planOf(
      exportOf([
        sampleApp({
          ...own,
          name: "Other",
          signingKey: other,
          payloadKey: { kind: "keyPair", ...other },
          createdAt: 1,
        }),
      ]),
      [sampleApp({ ...own, name: "Mine" })],
    );
    assert.deepEqual(
      [said_.update, said(said_.notes)],
      [
        [],
        [
          "“Mine” keeps its name; in the file it is “Other”.",
          "“Mine” keeps its signing key: the private half of the file's is not in the file.",
          "“Mine” keeps its payload key: the secret half of the file's is not in the file.",
          "“Mine” keeps the time when it was created here; the file has another.",
        ],
      ],
    );
  });

  /** Every field that an export can have, with a value that is its own. */
  const FULL = {
    ...sampleApp({
      appId: "app-1",
      algorithm: "RS512",
      signingKey: keyInfo,
      enforceJwe: true,
      contentEncryption: "A256GCM",
      platformKey: { kty: "RSA", n: "AQAB", e: "AQAB", kid: "k-1" },
      enforcePayloadEncryption: true,
      payloadKey: { kind: "keyPair", ...keyInfo },
      host: "platform.kore.ai",
      botId: BOT_ID,
      accountId: ACCOUNT_ID,
      scopes: [{ id: "xo/bot-sessions", published: true }],
    }),
  };
  const FIELDS = Object.keys((JSON.parse(exportOf([FULL])) as { apps: [object] }).apps[0]);

  it("holds for whatever stands in whichever field", () => {
    const junk = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant({ a: 1 }),
      fc.constant([]),
      fc.constant([
        { id: "xo/metrics", published: true },
        { id: "xo/metrics", published: true },
      ]),
      fc.constantFrom(
        "HS256",
        "xo",
        "tables",
        "apis",
        "pasted",
        "generated",
        `${BOT_ID} `,
        "http://localhost:3000/",
        "a\u200bb",
        "n".repeat(300),
      ),
    );
    const field = fc.constantFrom(...FIELDS, "region", "clientSecret");
    fc.assert(
      fc.property(fc.dictionary(field, junk, { maxKeys: 4 }), (values) => {
        const source: Json = { ...(JSON.parse(exportOf([FULL])) as { apps: [Json] }).apps[0], ...values };
        const plan = planOf(exportText(source));
        const told = said([...plan.problems, ...plan.notes]).join("\n");
        const [added] = plan.add;
        if (!added) return assert.match(told, /was left out/);
        const app: Json = { ...added.app };
        for (const [name, value] of Object.entries(source)) {
          if (value === "" || (typeof value === "string" && value.trim() === "")) continue;
          const isTaken = JSON.stringify(app[name]) === JSON.stringify(value);
          const words =
            { scopes: /scope|tables/, tables: /tables/, name: /The name “/ }[name] ?? new RegExp(`\\b${name}\\b`);
          assert.ok(
            isTaken || words.test(told),
            `${name}: ${JSON.stringify(value)} → ${JSON.stringify(app[name])}: ${told}`,
          );
        }
      }),
      runs(400, { full: 8_000 }),
    );
  });

  it("is nothing of what this product exports itself, and importing that changes nothing", () => {
    const twin: JwtApp = {
      ...FULL,
      id: "22222222-2222-4222-8222-222222222222",
      name: "Twin",
      credentials: "generated",
    };
    const tables = sampleApp({
      name: "Tables",
      clientId: "cs-3",
      createdIn: "tables",
      tables: [{ kind: "view", name: "A b", read: true, write: false, delete: true }],
    });
    const odd = sampleApp({
      name: "Odd",
      clientId: "any client ID".replaceAll(" ", "-"),
      botId: "st-1",
      accountId: "short",
      host: "localhost:3000",
    });
    const apps = [twin, tables, FULL, odd];
    const plan = planOf(exportOf(apps), apps);
    assert.deepEqual([plan.add, plan.update, said(plan.problems), said(plan.notes)], [[], [], [], []]);
    assert.equal(plan.unchanged.length, apps.length);
  });
});
