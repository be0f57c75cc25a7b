import { strict as assert } from "node:assert";
import fc from "fast-check";
import * as v from "valibot";
import { planImport } from "../../../src/domain/apps/import/importApps";
import { LIMITS } from "../../../src/domain/limits";
import { MAX_IMPORTED_APPS } from "../../../src/domain/apps/import/importPlan";
import { withChanges } from "../../../src/domain/apps/import/importChanges";
import { JwtApp } from "../../../src/domain/apps/jwtApp";
import { UserError } from "../../../src/domain/errors";
import type { Ports } from "../../../src/domain/ports";
import { calmTime, cpuTime } from "../../cpuTime";
import { runs } from "../../sample";
import { sampleApp } from "./sampleApp";

/** 2026-01-02T03:04:05.678Z. */
const NOW = 1_767_323_045_678;
const CLIENT_ID = "cs-483dc744-437b-5f2d-9ed1-4ba184aaaaaa";
/** Base64 of 32 bytes, counted up from 0. */
const SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const BOT_ID = "st-e3fa7a00-84f3-54bd-b8f8-7b3f1b512345";
const ACCOUNT_ID = "6661e128d3203924648abcde";

describe("importing the platform's Get Bots response", () => {
  it("makes an app of each JWT app, with its secret", () => {
    const { add, update, problems, source, morePages } = planImport(getBots(), [], ports());
    assert.deepEqual([source, update, problems, morePages], ["getBots", [], [], false]);
    const [imported] = add;
    assert.deepEqual(imported?.app, {
      version: 1,
      id: "00010203-0405-4607-8809-0a0b0c0d0e0f",
      name: "Order Bot · cs-483dc744",
      createdIn: "xo",
      usedFor: "apis",
      credentials: "pasted",
      clientId: CLIENT_ID,
      algorithm: "HS256",
      algorithmAssumed: true,
      enforceJti: true,
      enforceJwe: false,
      enforcePayloadEncryption: false,
      botId: BOT_ID,
      accountId: ACCOUNT_ID,
      scopes: [],
      tables: [],
      slug: "order-bot-cs-483dc744",
      secretsRevision: "",
      missingSecrets: [],
      hasPreviousSecret: false,
      createdAt: 1_729_666_589,
      updatedAt: 1_767_323_045,
    });
    assert.deepEqual(imported?.secrets.reveal(), { clientSecret: SECRET });
    assert.ok(v.is(JwtApp, imported?.app));
    assert.ok(!JSON.stringify(add).includes(SECRET));
  });

  const wrappings: Record<string, (bots: unknown[]) => string> = {
    "the response itself": (bots) => JSON.stringify({ total: 1, availableMore: false, bots }),
    "a bare list of bots": (bots) => JSON.stringify(bots),
    "one bot": (bots) => JSON.stringify(bots[0]),
    "a response wrapped in others": (bots) => JSON.stringify({ status: 200, response: { data: { bots } } }),
    "a response with a byte order mark": (bots) => `\uFEFF${JSON.stringify({ bots })}`,
    "a response as a JSON string": (bots) => JSON.stringify(JSON.stringify({ bots })),
    "a captured HTTP response": (bots) =>
      `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Note: [a]\r\n\r\n${JSON.stringify({ bots }, undefined, 2)}\r\n`,
    "a captured chunked response": (bots) =>
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1a3\r\n${JSON.stringify({ bots })}\r\n0\r\n\r\n`,
    "a response in a Markdown fence": (bots) => `Here it is:\n\`\`\`json\n${JSON.stringify({ bots })}\n\`\`\`\n`,
  };
  for (const [name, wrap] of Object.entries(wrappings)) {
    it(`reads ${name}`, () => {
      const { add } = planImport(wrap([bot()]), [], ports());
      assert.deepEqual(
        add.map(({ app }) => [app.name, app.clientId]),
        [["Order Bot · cs-483dc744", CLIENT_ID]],
      );
    });
  }

  it("reads a bare list of JWT apps, which has no bot's name", () => {
    const { add } = planImport(JSON.stringify({ jwtApps: [entry()] }), [], ports());
    assert.deepEqual(
      add.map(({ app }) => app.name),
      ["JWT app · cs-483dc744"],
    );
    assert.deepEqual(
      planImport(JSON.stringify([entry()]), [], ports()).add.map(({ app }) => app.name),
      ["JWT app · cs-483dc744"],
    );
  });

  it("reads the other spellings of a bot's properties", () => {
    for (const other of [
      { botName: "Order Bot", botId: BOT_ID },
      { name: "Order Bot", streamId: BOT_ID },
      { name: "Order Bot", id: BOT_ID },
    ]) {
      const [imported] = planImport(JSON.stringify([{ ...other, jwtApps: [entry()] }]), [], ports()).add;
      assert.deepEqual([imported?.app.name, imported?.app.botId], ["Order Bot · cs-483dc744", BOT_ID]);
    }
  });

  it("takes IDs that are not well formed as they are written, and says so; and leaves out what is none", () => {
    const { add, notes } = planImport(getBots({ _id: `${BOT_ID}-suffix`, accountId: "short" }), [], ports());
    assert.deepEqual([add[0]?.app.botId, add[0]?.app.accountId], [`${BOT_ID}-suffix`, "short"]);
    assert.deepEqual(
      notes.map(({ code }) => code),
      ["bot-id-doubtful", "account-id-doubtful"],
    );
    const [other] = planImport(getBots({ _id: "66e1e128d3203924648abcde", accountId: "a b" }), [], ports()).add;
    assert.ok(other && !("botId" in other.app) && !("accountId" in other.app));
  });

  it("says when the response is one page of several", () => {
    assert.equal(planImport(JSON.stringify({ availableMore: true, bots: [bot()] }), [], ports()).morePages, true);
    assert.equal(planImport(JSON.stringify({ moreAvailable: true, bots: [bot()] }), [], ports()).morePages, true);
  });

  it("plans nothing for bots without JWT apps, and takes no credentials of channels for theirs", () => {
    const bots = [
      { name: "A", jwtApps: [] },
      { name: "B", jwtApps: null },
      { name: "C", channel: { clientId: CLIENT_ID, clientSecret: SECRET } },
    ];
    const { add, update, problems } = planImport(JSON.stringify({ bots }), [], ports());
    assert.deepEqual([add, update, problems.map(({ code }) => code)], [[], [], ["import-bots-without-apps"]]);
  });

  it("marks an app with Enforce JWE as it is: enforced, and without the platform's key", () => {
    const [imported] = planImport(getBots({}, { jweEncryptionEnforced: true }), [], ports()).add;
    assert.deepEqual([imported?.app.enforceJwe, imported?.app.platformKey], [true, undefined]);
  });

  const masked = [
    "****",
    "xxxx",
    "XXXXXXXX",
    "•••",
    "●●●●",
    "abcd****wxyz",
    "********************************************",
    "Odmu1w3u4CJyy+Wf+HyajzynShxDLbC4WVVAuxxxxx=",
    "P3/nrNBfUF1hUY6pdSj0h7sEpGkM8Hb45kRRncxxxxxx",
    "",
    "   ",
    null,
    undefined,
    "...",
    "…",
    "[redacted]",
    "<hidden>",
    "---",
  ];
  for (const clientSecret of masked) {
    it(`counts ${JSON.stringify(clientSecret) ?? "an absent secret"} as a missing secret`, () => {
      const [imported] = planImport(getBots({}, { clientSecret }), [], ports()).add;
      assert.deepEqual([imported?.app.missingSecrets, imported?.secrets.reveal()], [["clientSecret"], {}]);
    });
  }

  it("takes secrets that only resemble a mask", () => {
    for (const clientSecret of [
      "xxxxxAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxw=",
      "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwxxxx=",
    ]) {
      assert.deepEqual(planImport(getBots({}, { clientSecret }), [], ports()).add[0]?.secrets.reveal(), {
        clientSecret,
      });
    }
  });

  const times: [unknown, number][] = [
    ["2024-10-23T06:56:29.208Z", 1_729_666_589],
    ["2024-10-23T06:56:29Z", 1_729_666_589],
    ["2024-10-23T06:56:29+02:00", 1_729_659_389],
    [1_729_666_589_208, 1_729_666_589],
    [1_729_666_589, 1_729_666_589],
    ["yesterday", 1_767_323_045],
    ["2024-99-99T00:00:00Z", 1_767_323_045],
    [-1, 1_767_323_045],
    [{}, 1_767_323_045],
    [undefined, 1_767_323_045],
  ];
  for (const [createdOn, createdAt] of times) {
    it(`reads createdOn ${JSON.stringify(createdOn)} as ${createdAt} seconds`, () => {
      assert.equal(planImport(getBots({}, { createdOn }), [], ports()).add[0]?.app.createdAt, createdAt);
    });
  }

  it("makes names unique, ignoring case", () => {
    const existing = [sampleApp({ name: "ORDER BOT · CS-483DC744" })];
    const bots = ["aaaaaa", "bbbbbb", "cccccc"].map((end) =>
      bot({ name: end === "bbbbbb" ? "order bot" : "Order Bot" }, { clientId: CLIENT_ID.replace("aaaaaa", end) }),
    );
    assert.deepEqual(
      planImport(JSON.stringify({ bots }), existing, ports()).add.map(({ app }) => app.name),
      ["Order Bot · cs-483dc744 (2)", "order bot · cs-483dc744 (3)", "Order Bot · cs-483dc744 (4)"],
    );
  });

  it("keeps a name short, on one line, and free of characters that can't be seen", () => {
    const [imported] = planImport(
      getBots({ name: `  Line\nbreak\u202Eand\u0000more ${"😀".repeat(5_000)}` }),
      [],
      ports(),
    ).add;
    assert.ok(imported && v.is(JwtApp, imported.app));
    assert.match(imported.app.name, /^Line break and more 😀+ · cs-483dc744$/u);
    assert.ok(imported.app.name.length <= 140);
  });

  it("offers a client ID that is there already as an update, with what the response brings", () => {
    const existing = sampleApp({
      clientId: CLIENT_ID,
      name: "Mine",
      algorithm: "HS512",
      missingSecrets: ["clientSecret", "payloadSharedKey"],
      scopes: [{ id: "xo/metrics", published: true }],
    });
    const { add, update } = planImport(getBots({}, { jweEncryptionEnforced: true }), [existing], ports());
    assert.equal(add.length, 0);
    assert.deepEqual(
      update.map(({ changes, secrets, existing: before }) => ({
        app: withChanges(before, changes),
        secrets: secrets.reveal(),
        same: before === existing,
      })),
      [
        {
          app: {
            ...existing,
            enforceJti: true,
            enforceJwe: true,
            botId: BOT_ID,
            accountId: ACCOUNT_ID,
            missingSecrets: ["payloadSharedKey"],
          },
          secrets: { clientSecret: SECRET },
          same: true,
        },
      ],
    );
  });

  it("leaves an app as it is where a masked response brings nothing new", () => {
    const existing = sampleApp({ clientId: CLIENT_ID, enforceJti: true, botId: BOT_ID, accountId: ACCOUNT_ID });
    const { add, update, unchanged } = planImport(getBots({}, { clientSecret: "****" }), [existing], ports());
    assert.deepEqual([add, update], [[], []]);
    assert.equal(unchanged[0], existing);
  });

  it("keeps no client secret for an app that signs with a private key", () => {
    const existing = sampleApp({ clientId: CLIENT_ID, algorithm: "RS256" });
    assert.deepEqual(planImport(getBots(), [existing], ports()).update[0]?.secrets.reveal(), {});
  });

  it("updates the pasted app, not its generated twin", () => {
    const pasted = sampleApp({ clientId: CLIENT_ID, name: "Pasted" });
    const twin = sampleApp({ clientId: CLIENT_ID, name: "Twin", credentials: "generated" });
    assert.deepEqual(
      planImport(getBots(), [pasted, twin], ports()).update.map(({ existing }) => existing.name),
      ["Pasted"],
    );
    assert.deepEqual(
      planImport(getBots(), [twin, pasted], ports()).update.map(({ existing }) => existing.name),
      ["Pasted"],
    );
  });

  it("reports each bad entry and imports the others", () => {
    const bots = [
      bot({ name: "Good" }, {}, [
        null,
        "text",
        [],
        {},
        { clientId: "" },
        { clientId: 7 },
        { clientId: "with space" },
        { clientId: "c".repeat(201) },
        { clientId: "cs-1", jtiClaimEnforced: "perhaps" },
        { clientId: "cs-2", clientSecret: { a: 1 } },
        { clientId: "cs-3", clientSecret: "s".repeat(1_001) },
      ]),
      { name: "Odd", jwtApps: { 0: {} } },
      null,
    ];
    const { add, problems } = planImport(JSON.stringify({ bots }), [], ports());
    assert.deepEqual(
      add.map(({ app }) => app.clientId),
      [CLIENT_ID],
    );
    assert.deepEqual(
      problems.map(({ code }) => code),
      [
        "jwt-apps-no-list",
        "jwt-app-no-object",
        "jwt-app-no-object",
        "jwt-app-no-object",
        "client-id-missing",
        "client-id-missing",
        "client-id-missing",
        "client-id-malformed",
        "client-id-malformed",
        "flag-malformed",
        "client-secret-malformed",
        "client-secret-malformed",
      ],
    );
    assert.ok(problems.every((problem) => problem instanceof UserError));
  });

  it("takes a client ID once, and reports it where its data differ", () => {
    const same = planImport(JSON.stringify({ bots: [bot(), bot({ name: "Other" })] }), [], ports());
    assert.deepEqual([same.add.length, same.problems.length], [1, 0]);
    const differing = planImport(
      JSON.stringify({ bots: [bot(), bot({ name: "Other" }, { jtiClaimEnforced: false })] }),
      [],
      ports(),
    );
    assert.deepEqual([differing.add.length, differing.problems.map(({ code }) => code)], [1, ["client-id-twice"]]);
  });

  it("is not led astray by properties of objects", () => {
    const text = `{"bots":[{"__proto__":{"jwtApps":[${JSON.stringify(entry())}],"polluted":true},"constructor":{"prototype":{"polluted":true}},"name":"A","jwtApps":[{"__proto__":{"clientId":"cs-1"}}]}]}`;
    const { add, problems } = planImport(text, [], ports());
    assert.deepEqual([add, problems.map(({ code }) => code)], [[], ["client-id-missing"]]);
    assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
  });
});

describe("what can't be imported at all", () => {
  const refused: Record<string, [string, string]> = {
    "an empty text": ["  \n", "nothing-to-import"],
    "plain text": ["hello", "import-not-json"],
    "cut-off JSON": [getBots().slice(0, -20), "import-not-json"],
    "a number": ["7", "import-no-bots"],
    null: ["null", "import-no-bots"],
    "other JSON": ['{"users":[]}', "import-no-bots"],
    "an error answer": [
      '{"errors":[{"msg":"Permission denied. Scope is incorrect!","code":4002}]}',
      "import-error-answer",
    ],
    "JSON nested 100,000 levels deep": ["[".repeat(100_000) + "]".repeat(100_000), "import-no-bots"],
    "objects nested 100,000 levels deep": ['{"a":'.repeat(100_000) + "1" + "}".repeat(100_000), "import-no-bots"],
    "a newer export": ['{"format":"jwt-apps-export","version":2,"apps":[]}', "export-newer"],
    "an export without a version": ['{"format":"jwt-apps-export","apps":[]}', "export-damaged"],
    "an export without apps": ['{"format":"jwt-apps-export","version":1,"apps":{}}', "export-damaged"],
  };
  for (const [name, [text, code]] of Object.entries(refused)) {
    it(`refuses ${name} as ${code}`, () =>
      assert.throws(
        () => planImport(text, [], ports()),
        (error) => error instanceof UserError && error.code === code,
      ));
  }

  it("refuses more than its stated length", () => {
    assert.throws(
      () => planImport(" ".repeat(LIMITS.imported + 1), [], ports()),
      (error) => error instanceof UserError && error.code === "import-too-large",
    );
  });

  it("takes its stated number of apps within a second of the processor, names unique, and says that there were more", () => {
    const jwtApps = Array.from({ length: MAX_IMPORTED_APPS + 1 }, (_, index) =>
      entry({ clientId: `cs-483dc744-${index}` }),
    );
    const plan = () => planImport(JSON.stringify([{ name: "Bot", jwtApps }]), [], ports());
    const time = calmTime(() => cpuTime(plan), 1_000);
    assert.ok(time <= 1_000, `${time} ms`);
    const { add, problems } = plan();
    assert.deepEqual([add.length, problems.map(({ code }) => code)], [MAX_IMPORTED_APPS, ["import-too-many"]]);
    assert.equal(new Set(add.map(({ app }) => app.name.toLowerCase())).size, MAX_IMPORTED_APPS);
  });

  it("gives a plan of sound apps or a UserError, whatever the text", () => {
    const key = fc.constantFrom(
      "bots",
      "jwtApps",
      "clientId",
      "clientSecret",
      "name",
      "_id",
      "createdOn",
      "jtiClaimEnforced",
      "format",
      "version",
      "apps",
      "__proto__",
      "errors",
    );
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(
        { depthSize: "medium" },
        fc.string(),
        fc.constantFrom(CLIENT_ID, "jwt-apps-export", "****"),
        fc.double(),
        fc.constant(1),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("json")),
        fc.dictionary(key, tie("json")),
      ),
    }));
    fc.assert(
      fc.property(
        fc.oneof(
          json.map((value) => JSON.stringify(value)),
          fc.string(),
        ),
        (text) => {
          try {
            const plan = planImport(text, [sampleApp()], ports());
            for (const app of [
              ...plan.add.map(({ app: added }) => added),
              ...plan.update.map(({ existing, changes }) => withChanges(existing, changes)),
            ])
              assert.ok(v.is(JwtApp, app));
          } catch (error) {
            assert.ok(error instanceof UserError, String(error));
          }
        },
      ),
      runs(300, { full: 6_000 }),
    );
  });
});

function ports(): Ports {
  let next = 0;
  return { clock: () => NOW, randomBytes: (length) => Uint8Array.from({ length }, () => next++) };
}

function getBots(ofBot: Record<string, unknown> = {}, ofApp: Record<string, unknown> = {}): string {
  return JSON.stringify({ total: 1, availableMore: false, bots: [bot(ofBot, ofApp)] });
}

function bot(
  ofBot: Record<string, unknown> = {},
  ofApp: Record<string, unknown> = {},
  further: readonly unknown[] = [],
): object {
  return {
    _id: BOT_ID,
    accountId: ACCOUNT_ID,
    name: "Order Bot",
    createdOn: "2024-09-10T13:01:14.625Z",
    jwtApps: [entry(ofApp), ...further],
    ...ofBot,
  };
}

function entry(changes: Record<string, unknown> = {}): object {
  return {
    clientId: CLIENT_ID,
    clientSecret: SECRET,
    jtiClaimEnforced: true,
    jweEncryptionEnforced: false,
    createdOn: "2024-10-23T06:56:29.208Z",
    ...changes,
  };
}
