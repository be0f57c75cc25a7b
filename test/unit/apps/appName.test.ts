import { strict as assert } from "node:assert";
import fc from "fast-check";
import { parseAppFile, serialiseAppFile } from "../../../src/domain/apps/storage/appFile";
import { writtenName } from "../../../src/domain/apps/jwtApp";
import { cleanName, fold, isSameName, keptName, wrongWithName } from "../../../src/domain/apps/appName";
import { alikeApps, findApp, appNamed, referenceTo, appsNamed } from "../../../src/domain/apps/findApp";
import { planImport } from "../../../src/domain/apps/import/importApps";
import { UserError } from "../../../src/domain/errors";
import { webPorts } from "../../../src/domain/ports";
import { runs } from "../../sample";
import { sampleApp } from "./sampleApp";

const ID = sampleApp().id;
const OTHER_ID = "22222222-2222-4222-8222-222222222222";
/** Unicode's own list, but for joiners and the selectors of an emoji's look, which may be of use. */
const UNSEEN = /(?![\u200c\u200d\ufe0e\ufe0f])\p{DI}|[\p{Cc}\p{Bidi_C}\p{Zl}\p{Zp}]/u;

describe("The names of apps", () => {
  const SAME: readonly (readonly [string, string])[] = [
    ["Prod", "Pr\u200bod"],
    ["Prod", "Pr\u200dod"],
    ["Prod", "\ufeffProd"],
    ["Prod", "Prod\u{e0041}"],
    ["Prod", "Prod\u3164"],
    ["Prod", "Pr\ufe0fod"],
    ["Prod", "\u202eProd\u202c"],
    ["Prod", "prod"],
    ["Prod", "Ｐｒｏｄ"],
    ["Prod", "𝐏𝐫𝐨𝐝"],
    ["Prod", " Prod\u00a0"],
    ["Orders EU", "Orders\u00a0EU"],
    ["Orders EU", "Orders  EU"],
    ["Orders EU", "Orders\u2800EU"],
    ["Orders EU", "Orders\u3000EU"],
    ["ﬁx", "FIX"],
    ["Straße", "STRASSE"],
    ["\u212a", "k"],
    ["é", "e\u0301"],
    ["می‌خواهم", "میخواهم"],
    ["a\u034f\u0301", "á"],
    ["①", "1"],
  ];
  for (const [one, other] of SAME) {
    it(`are the same: ${JSON.stringify(one)} and ${escaped(other)}`, () =>
      assert.ok(isSameName(one, other) && isSameName(other, one)));
  }

  for (const [one, other] of [
    ["Prod", "Prod 2"],
    ["Prod", "Pr od"],
    ["Orders", "Örders"],
    ["👩‍💻", "👩"],
    ["Prod", "Рrod"],
  ] as const) {
    it(`differ: ${one} and ${other}`, () => assert.ok(!isSameName(one, other)));
  }

  it("are compared by what stays the same when it is made twice", () => {
    const name = fc.string({ unit: "binary", maxLength: 20 });
    fc.assert(
      fc.property(name, (text) => assert.equal(fold(fold(text)), fold(text))),
      runs(2_000, { full: 40_000 }),
    );
  });

  it("are kept in one line, without what can't be seen, however they come", () => {
    const name = fc.oneof(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc
        .array(
          fc.constantFrom("a", "\u200b", "\u202e", "\n", " ", "\u0000", "👩", "\u200d", "ب", "\u{e0041}", "\ud800"),
          { maxLength: 250 },
        )
        .map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(name, (text) => {
        const cleaned = cleanName(text);
        assert.doesNotMatch(cleaned, UNSEEN);
        assert.ok(cleaned.length <= 200 && cleaned === cleaned.trim() && !/[\ud800-\udfff]/u.test(cleaned));
        assert.equal(cleanName(cleaned), cleaned);
      }),
      runs(2_000, { full: 40_000 }),
    );
    assert.equal(cleanName("Orders  [EU](x) $(bug)"), "Orders  [EU](x) $(bug)");
  });

  it("come clean out of an import, and a bot's is the same as what it reads like", () => {
    const bots = (name: string): string => JSON.stringify({ bots: [{ name, jwtApps: [{ clientId: "cs-1" }] }] });
    const [hidden] = planImport(bots("Or\u200bders\u{e0042}"), [], webPorts).add;
    assert.equal(hidden?.app.name, "Orders · cs-1");
    const exported = JSON.stringify({
      format: "jwt-apps-export",
      version: 1,
      apps: [sampleApp({ name: "Pr\u200bod", clientId: "cs-2" })],
    });
    assert.deepEqual(
      planImport(exported, [sampleApp({ name: "PROD" })], webPorts).add.map(({ app }) => app.name),
      ["Prod (2)"],
    );
  });
});

describe("A name that somebody gives an app", () => {
  const others = [{ name: "Staging" }];
  const codeOf = (name: string, present?: string): string | undefined => wrongWithName(name, others, present)?.code;

  it("is one line of at most 200 characters, with something to see in it", () => {
    const LINES = ["a\nb", "a\u2028b", "a\u2029b", "a\u0085b", "a\u0000b", "a\u202eb", "a\u2066b"];
    for (const name of LINES) assert.equal(codeOf(name), "name-characters", escaped(name));
    for (const name of ["", " ", "\u200b\u3164"]) assert.equal(codeOf(name), "name-missing", escaped(name));
    assert.equal(codeOf("n".repeat(201)), "name-too-long");
    for (const name of ["n".repeat(200), "Pr\u200bod", " Orders\n"])
      assert.equal(codeOf(name), undefined, escaped(name));
  });

  it("is no other app's, unless it read like that before", () => {
    assert.equal(codeOf("Sta\u200bGING"), "duplicate-name");
    assert.equal(codeOf("STAGING", "staging"), undefined);
    assert.equal(codeOf("STAGING", "Orders"), "duplicate-name");
  });

  it("is kept composed, and without what can't be seen", () => {
    assert.equal(keptName(" Ha\u0308fen\u200b "), "Häfen");
  });
});

describe("The name in an app's file", () => {
  const fileOf = (name: string): string => JSON.stringify(sampleApp({ name }));

  it("is read without what can't be seen, and stays in the file as it is when the app is saved", () => {
    const entry = parseAppFile(ID, fileOf("Pr\u200bod\u202e"));
    assert.ok(entry.status === "ok");
    assert.deepEqual([entry.app.name, writtenName(entry.app)], ["Prod", "Pr\u200bod\u202e"]);
    const saved = serialiseAppFile({ ...entry.app, enforceJti: true });
    assert.deepEqual(JSON.parse(saved.text), { ...sampleApp({ name: "Pr\u200bod\u202e" }), enforceJti: true });
    assert.equal(saved.app.name, "Prod");
  });

  it("is replaced once the app is renamed", () => {
    const entry = parseAppFile(ID, fileOf("Pr\u200bod"));
    assert.ok(entry.status === "ok");
    const saved = serialiseAppFile({ ...entry.app, name: "Production" });
    assert.equal((JSON.parse(saved.text) as { name: string }).name, "Production");
    assert.deepEqual(saved.app, sampleApp({ name: "Production" }));
  });

  it("is the client ID where there is nothing to see in it", () => {
    const entry = parseAppFile(ID, fileOf("\u200b\u3164"));
    assert.ok(entry.status === "ok");
    assert.equal(entry.app.name, sampleApp().clientId);
    assert.equal((JSON.parse(serialiseAppFile(entry.app).text) as { name: string }).name, "\u200b\u3164");
  });

  it("is clean in every file that is written", () => {
    assert.equal(
      (JSON.parse(serialiseAppFile(sampleApp({ name: "Pr\u200bod" })).text) as { name: string }).name,
      "Prod",
    );
  });

  it("can't be told by the file to be another", () => {
    const entry = parseAppFile(ID, JSON.stringify({ ...sampleApp({ name: "Prod" }), nameInFile: "Other" }));
    assert.deepEqual(entry, { status: "ok", app: sampleApp({ name: "Prod" }) });
  });
});

describe("Apps whose names read the same", () => {
  const read = (id: string, name: string, clientId: string) => {
    const entry = parseAppFile(id, JSON.stringify(sampleApp({ id, name, clientId })));
    assert.ok(entry.status === "ok");
    return entry.app;
  };
  const prod = read(ID, "Prod", "cs-1");
  const fake = read(OTHER_ID, "Pr\u200bod", "cs-2");
  const other = sampleApp({ id: "33333333-3333-4333-8333-333333333333", name: "Test", clientId: "cs-3" });
  const apps = [fake, prod, other];

  it("are known as such", () => assert.deepEqual([...alikeApps(apps)].sort(), [ID, OTHER_ID]));

  it("are named by client ID, ID, or the name exactly as it is written, and any other name is answered with those", () => {
    assert.equal(findApp(apps, "cs-2"), fake);
    assert.equal(findApp(apps, ID), prod);
    assert.equal(findApp(apps, "Prod"), prod);
    assert.equal(findApp(apps, "Pr\u200bod"), fake);
    assert.equal(findApp(apps, " test"), other);
    for (const name of ["PROD", "prod", "P\u200brod"]) {
      assert.throws(
        () => findApp(apps, name),
        (error) =>
          error instanceof UserError &&
          error.code === "ambiguous-app" &&
          error.message ===
            "2 JWT apps have the name or client ID “Prod”. Name the one that is meant by its client ID: cs-2, cs-1.".replace(
              "Prod",
              name.replace("\u200b", ""),
            ),
      );
    }
    assert.throws(
      () => findApp(apps, "Nobody"),
      (error) => error instanceof UserError && error.code === "unknown-app",
    );
  });

  it("are told by name where several are written alike, too", () => {
    const twins = [prod, { ...fake, name: "Prod" }].map(({ nameInFile: _, ...app }) => app);
    assert.deepEqual(appsNamed(twins, "Prod"), twins);
    assert.deepEqual(appsNamed(apps, "prod"), [fake, prod]);
    assert.deepEqual(appsNamed(apps, "Nobody"), []);
  });

  it("keep the lines of request files that name them exactly", () => {
    assert.equal(appNamed(apps, "Prod"), prod);
    assert.equal(appNamed(apps, "Pr\u200bod"), fake);
    assert.equal(appNamed(apps, "PROD"), undefined);
    assert.equal(appNamed(apps, "cs-2"), fake);
    assert.equal(appNamed(apps, "TEST"), other);
    assert.equal(appNamed([prod, other], "p\u200brod"), prod);
  });

  it("are named in new lines by what tells them apart", () => {
    assert.equal(referenceTo(prod, apps), "cs-1");
    assert.equal(referenceTo(other, apps), "Test");
    assert.equal(referenceTo(prod, [prod, { ...fake, clientId: "cs-1" }]), ID);
  });
});

function escaped(text: string): string {
  return JSON.stringify(text).replace(
    /[^ -~]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ""}}`,
  );
}
