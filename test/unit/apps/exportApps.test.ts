import { strict as assert } from "node:assert";
import fc from "fast-check";
import { neededSecrets } from "../../../src/domain/apps/appState";
import { slugFor } from "../../../src/domain/apps/gatewaySlug";
import { exportOf } from "../../../src/domain/apps/exportApps";
import { planImport } from "../../../src/domain/apps/import/importApps";
import { withChanges } from "../../../src/domain/apps/import/importChanges";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { UserError } from "../../../src/domain/errors";
import { webPorts } from "../../../src/domain/ports";
import { sampleApp } from "./sampleApp";

const publicKey = "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A\n-----END PUBLIC KEY-----\n";
const keyInfo = { publicKey, fingerprint: "SHA256:abc", bits: 2048 };
const platformKey = { kty: "RSA", n: "AQAB", e: "AQAB", kid: "k-1" } as const;

/** An app with all there can be. */
const full = sampleApp({
  name: "Full",
  usedFor: "sdks",
  credentials: "generated",
  appId: "app-1",
  algorithm: "RS512",
  signingKey: keyInfo,
  enforceJti: true,
  enforceJwe: true,
  contentEncryption: "A256GCM",
  platformKey,
  enforcePayloadEncryption: true,
  payloadKey: { kind: "keyPair", ...keyInfo },
  host: "localhost:3000",
  botId: "st-e3fa7a00-84f3-54bd-b8f8-7b3f1b512345",
  accountId: "6661e128d3203924648abcde",
  slug: "order-bot",
  gateway: { decrypts: false, encrypts: true },
  scopes: [
    { id: "xo/bot-sessions", published: true },
    { id: "xo/of-tomorrow", published: false },
  ],
  secretsRevision: "revision-1",
  hasPreviousSecret: true,
});

describe("exportOf", () => {
  it("writes pretty JSON with a format name and a version", () => {
    const text = exportOf([sampleApp()]);
    assert.deepEqual(JSON.parse(text), {
      format: "jwt-apps-export",
      version: 1,
      apps: [
        {
          name: "Sample",
          createdIn: "xo",
          usedFor: "apis",
          credentials: "pasted",
          clientId: "cs-11111111-1111-5111-8111-111111111111",
          algorithm: "HS256",
          enforceJti: false,
          enforceJwe: false,
          enforcePayloadEncryption: false,
          scopes: [],
          tables: [],
          createdAt: 1_893_456_000,
        },
      ],
    });
    assert.ok(text.startsWith('{\n  "format": "jwt-apps-export",\n') && text.endsWith("}\n"));
  });

  it("writes nothing that isn't metadata, wherever it may stand by mistake", () => {
    const odd = {
      ...full,
      clientSecret: "s3cret",
      secrets: { clientSecret: "s3cret" },
      platformKey: { ...platformKey, d: "s3cret", p: "s3cret" },
      signingKey: { ...keyInfo, privateKey: "s3cret" },
      payloadKey: { kind: "keyPair", ...keyInfo, privateKey: "s3cret" },
      scopes: [{ id: "xo/metrics", published: true, secret: "s3cret" }],
    } as unknown as JwtApp;
    const text = exportOf([odd]);
    assert.ok(!text.includes("s3cret"));
    for (const key of ["secretsRevision", "missingSecrets", "hasPreviousSecret", '"id": "11111111'])
      assert.ok(!text.includes(key), key);
  });

  it("is sorted by name, then by client ID, whatever order the apps come in", () => {
    const named = (name: string, clientId: string, changes: Partial<JwtApp> = {}): JwtApp =>
      sampleApp({ name, clientId, ...changes });
    const apps = [
      named("alpha", "cs-2"),
      named("ALPHA", "cs-3"),
      named("Beta", "cs-1"),
      named("beta", "cs-0"),
      named("Ｂeta", "cs-1"),
      named("Zoo", "cs-1", { createdAt: 1 }),
      named("Zoo", "cs-1", { createdAt: 2 }),
    ];
    const text = exportOf(apps);
    const order = (JSON.parse(text) as { apps: { name: string; clientId: string }[] }).apps.map(
      ({ name, clientId }) => `${name} ${clientId}`,
    );
    assert.deepEqual(order, [
      "ALPHA cs-3",
      "alpha cs-2",
      "Beta cs-1",
      "beta cs-0",
      "Ｂeta cs-1",
      "Zoo cs-1",
      "Zoo cs-1",
    ]);
    fc.assert(
      fc.property(fc.shuffledSubarray(apps, { minLength: apps.length }), (shuffled) =>
        assert.equal(exportOf(shuffled), text),
      ),
    );
  });

  it("refuses an app that doesn't fit its schema", () => {
    assert.throws(
      () => exportOf([{ ...full, name: "" }]),
      (error) => error instanceof UserError && error.code === "invalid-app",
    );
  });
});

describe("importing what exportApps wrote", () => {
  it("gives the same apps on another machine: new ids, all secrets missing, public keys kept", () => {
    const [imported] = planImport(exportOf([full]), [], webPorts).add;
    assert.ok(imported);
    const { id, updatedAt, ...rest } = imported.app;
    const { id: _id, updatedAt: _updatedAt, ...before } = full;
    assert.notEqual(id, full.id);
    assert.equal(updatedAt > 1_700_000_000, true);
    assert.deepEqual(rest, {
      ...before,
      secretsRevision: "",
      hasPreviousSecret: false,
      missingSecrets: ["signingPrivateKey", "payloadPrivateKey"],
    });
    assert.deepEqual(imported.secrets.reveal(), {});
  });

  it("keeps the slugs that are free, and gives the others by the rule, in the order of the file", () => {
    const named = (name: string, slug?: string): JwtApp =>
      sampleApp({ name, clientId: `cs-${name}`, ...(slug !== undefined && { slug }) });
    const file = (...apps: JwtApp[]): string => JSON.stringify({ format: "jwt-apps-export", version: 1, apps });
    const imported = (text: string, existing: readonly JwtApp[] = []) => {
      const { add, problems, notes } = planImport(text, existing, webPorts);
      assert.deepEqual(problems, []);
      return [add.map(({ app }) => app.slug), notes.map(({ message }) => message)];
    };
    assert.deepEqual(imported(file(named("Bot!"), named("bot"), named("Other", "bot-2"), named("BOT?"))), [
      ["bot", "bot-3", "bot-2", "bot-4"],
      [],
    ]);
    const taken = [
      "In the gateway's addresses “bot” is another app here, so “A” is “a” there.",
      "In the gateway's addresses “bot” is another app here, so “B” is “b” there.",
    ];
    assert.deepEqual(imported(file(named("A", "bot"), named("B", "bot")), [named("Here", "bot")]), [["a", "b"], taken]);
    assert.deepEqual(imported(file(named("A", "bot"), named("B", "bot"))), [["bot", "b"], taken.slice(1)]);
    assert.deepEqual(imported(file({ ...named("A"), slug: null, gateway: null } as never)), [["a"], []]);
  });

  it("keeps the slug that an app has here, and says so", () => {
    const existing = sampleApp({ slug: "mine" });
    const plan = planImport(exportOf([sampleApp({ slug: "theirs" })]), [existing], webPorts);
    assert.deepEqual([plan.update, plan.unchanged], [[], [existing]]);
    assert.deepEqual(
      plan.notes.map(({ message }) => message),
      ["In the gateway's addresses “Sample” stays “mine”; in the file it is “theirs”."],
    );
  });

  it("finds nothing new on the same machine", () => {
    const apps = [full, sampleApp({ missingSecrets: ["clientSecret"] })];
    const plan = planImport(exportOf(apps), apps, webPorts);
    assert.deepEqual([plan.source, plan.add, plan.update, plan.problems], ["export", [], [], []]);
    assert.deepEqual(plan.unchanged, apps);
  });

  it("updates an app by its client ID, and keeps its name, keys and secrets", () => {
    const other = { publicKey: publicKey.replace("MIIB", "MIIC"), fingerprint: "SHA256:other", bits: 4096 };
    const existing = sampleApp({
      name: "Mine",
      algorithm: "RS256",
      signingKey: other,
      secretsRevision: "r",
      clientId: full.clientId,
      credentials: "generated",
      host: "platform.kore.ai",
    });
    const [update] = planImport(
      exportOf([{ ...full, host: undefined, algorithmAssumed: true }]),
      [existing],
      webPorts,
    ).update;
    assert.ok(update);
    assert.equal(update.existing, existing);
    const app = withChanges(existing, update.changes);
    assert.equal(app.id, existing.id);
    assert.equal(app.name, "Mine");
    assert.equal(app.host, "platform.kore.ai");
    assert.equal(app.secretsRevision, "r");
    assert.equal(app.algorithm, "RS512");
    assert.equal(app.algorithmAssumed, true);
    assert.deepEqual(app.signingKey, other);
    assert.deepEqual(app.payloadKey, full.payloadKey);
    assert.deepEqual(app.missingSecrets, ["payloadPrivateKey"]);
    assert.deepEqual(update.secrets.reveal(), {});
  });

  it("notes the algorithm as known where the export knows it", () => {
    const existing = sampleApp({ algorithmAssumed: true });
    const [update] = planImport(exportOf([sampleApp()]), [existing], webPorts).update;
    assert.ok(update && !("algorithmAssumed" in withChanges(existing, update.changes)));
  });

  it("keeps an app and its generated twin apart", () => {
    const twin = {
      ...sampleApp({ name: "Twin", credentials: "generated" }),
      id: "22222222-2222-4222-8222-222222222222",
    };
    const apps = [sampleApp(), twin];
    assert.deepEqual(
      planImport(exportOf(apps), [], webPorts).add.map(({ app }) => app.name),
      ["Sample", "Twin"],
    );
    assert.deepEqual(
      planImport(exportOf(apps), [twin], webPorts).add.map(({ app }) => app.name),
      ["Sample"],
    );
  });

  it("makes names unique, and within the limit", () => {
    const long = sampleApp({ name: "n".repeat(200) });
    const other = { ...long, clientId: "cs-2" };
    const names = planImport(exportOf([long, other]), [], webPorts).add.map(({ app }) => app.name);
    assert.deepEqual(names, ["n".repeat(200), `${"n".repeat(190)} (2)`]);
  });

  const entries: Record<string, [unknown, string]> = {
    "no object": [7, "export-entry"],
    "no name": [{ ...sampleApp(), name: undefined }, "export-entry"],
    "a blank name": [sampleApp({ name: " \u0000 " }), "export-entry"],
    "an unknown algorithm": [{ ...sampleApp(), algorithm: "none" }, "export-entry"],
    "a client ID with a line break": [sampleApp({ clientId: "cs-1\nX-Header: 1" }), "export-entry"],
    "a host with a path": [sampleApp({ host: "platform.kore.ai/evil" }), "export-entry"],
    "a private key for a public one": [
      sampleApp({
        algorithm: "RS256",
        signingKey: { ...keyInfo, publicKey: publicKey.replaceAll("PUBLIC", "PRIVATE") },
      }),
      "export-entry",
    ],
    "a slug that is a path": [sampleApp({ slug: "../api" }), "export-entry"],
    "a slug of another form": [sampleApp({ slug: "Order Bot" }), "export-entry"],
    "a slug with what can't be seen": [sampleApp({ slug: "order\u200bbot" }), "export-entry"],
    "a slug that is too long": [sampleApp({ slug: "x".repeat(81) }), "export-entry"],
    "a slug that is no text": [{ ...sampleApp(), slug: ["order-bot"] }, "export-entry"],
    "a switch that is text": [{ ...sampleApp(), gateway: { decrypts: "no", encrypts: false } }, "export-entry"],
    "switches that are a list": [{ ...sampleApp(), gateway: [true, true] }, "export-entry"],
    "a table name that is a path": [
      sampleApp({
        createdIn: "tables",
        tables: [{ kind: "table", name: "../x", read: true, write: false, delete: false }],
      }),
      "table-name-characters",
    ],
  };
  for (const [name, [entry, code]] of Object.entries(entries)) {
    it(`reports an entry with ${name} and imports the others`, () => {
      const { add, problems } = planImport(
        JSON.stringify({ format: "jwt-apps-export", version: 1, apps: [entry, sampleApp({ name: "Good" })] }),
        [],
        webPorts,
      );
      assert.deepEqual(
        add.map(({ app }) => app.name),
        ["Good"],
      );
      assert.deepEqual(
        problems.map((problem) => problem.code),
        [code],
      );
    });
  }

  it("says of what is no app at all only that", () => {
    const { problems } = planImport(
      JSON.stringify({ format: "jwt-apps-export", version: 1, apps: [sampleApp(), 7] }),
      [],
      webPorts,
    );
    assert.deepEqual(
      problems.map(({ message }) => message),
      ["What stands at position 2 is not an app."],
    );
  });

  it("leaves out scopes of another level and says so", () => {
    const app = sampleApp({
      scopes: [
        { id: "admin/publish", published: true },
        { id: "xo/metrics", published: true },
      ],
    });
    const { add, problems } = planImport(exportOf([app]), [], webPorts);
    assert.deepEqual(add[0]?.app.scopes, [{ id: "xo/metrics", published: true }]);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ["export-scopes"],
    );
  });

  it("ignores properties that an export doesn't have", () => {
    const text = JSON.stringify({
      format: "jwt-apps-export",
      version: 1,
      apps: [{ ...sampleApp({ missingSecrets: [] }), secrets: { clientSecret: "s3cret" }, id: "evil" }],
    });
    const [imported] = planImport(text, [], webPorts).add;
    assert.deepEqual([imported?.secrets.reveal(), imported?.app.missingSecrets], [{}, ["clientSecret"]]);
    assert.match(imported?.app.id ?? "", /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("returns every app that the form can make", () => {
    const name = fc
      .string({ minLength: 1, maxLength: 100, unit: "grapheme" })
      .map((text) =>
        `n${text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{DI}\u202A-\u202E\u2066-\u2069\u2800\ufff9-\ufffb]/gu, "")}`.trim(),
      );
    const app = fc
      .record({
        createdIn: fc.constantFrom("xo" as const, "admin" as const),
        usedFor: fc.constantFrom("apis" as const, "botkit" as const),
        credentials: fc.constantFrom("pasted" as const, "generated" as const),
        algorithm: fc.constantFrom("HS256" as const, "RS256" as const),
        signingKey: fc.constantFrom(undefined, keyInfo),
        enforceJwe: fc.boolean(),
        platformKey: fc.constantFrom(undefined, platformKey),
        enforcePayloadEncryption: fc.boolean(),
        payloadKey: fc.constantFrom(undefined, { kind: "shared" as const }, { kind: "keyPair" as const, ...keyInfo }),
        host: fc.constantFrom(undefined, "platform.kore.ai", "127.0.0.1:8080"),
        slug: fc.constantFrom(undefined, "order-bot", "注文-2"),
        gateway: fc.constantFrom(undefined, { decrypts: false, encrypts: false }, { decrypts: true, encrypts: true }),
        name,
      })
      .map((changes) =>
        sampleApp(Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))),
      );
    fc.assert(
      fc.property(app, (before) => {
        const plan = planImport(exportOf([before]), [], webPorts);
        const [after] = plan.add;
        assert.ok(after && plan.problems.length === 0);
        const expected = {
          ...before,
          slug: before.slug ?? slugFor(before.name, new Set()),
          id: after.app.id,
          updatedAt: after.app.updatedAt,
          missingSecrets: neededSecrets(before),
        };
        assert.deepEqual(after.app, expected);
      }),
    );
  });
});
