import { strict as assert } from "node:assert";
import { exportOf } from "../../../src/domain/apps/exportApps";
import { appNamed, findApp, referenceTo } from "../../../src/domain/apps/findApp";
import { isHostUnconfirmed, withConfirmedHost } from "../../../src/domain/apps/hostFromFile";
import { withChanges } from "../../../src/domain/apps/import/importChanges";
import type { ImportPlan } from "../../../src/domain/apps/import/importPlan";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { readTeamFile } from "../../../src/domain/apps/team/teamFile";
import { teamPlanInSteps } from "../../../src/domain/apps/team/teamPlan";
import { webPorts } from "../../../src/domain/ports";
import { atOnce } from "../../../src/domain/steps";
import { asText } from "../../../src/domain/text/asText";
import { fill } from "../../../src/domain/errors";
import { sampleApp } from "./sampleApp";

const app = (name: string, changes: Partial<JwtApp> = {}): JwtApp =>
  sampleApp({ id: crypto.randomUUID(), name, clientId: `cs-${crypto.randomUUID()}`, ...changes });

function planOf(entries: readonly object[] | string, existing: readonly JwtApp[] = []): ImportPlan {
  const text =
    typeof entries === "string" ? entries : JSON.stringify({ format: "jwt-apps-export", version: 1, apps: entries });
  return atOnce(teamPlanInSteps([readTeamFile(new TextEncoder().encode(text))], existing, webPorts));
}

const names = ({ add }: ImportPlan): string[] => add.map(({ app: { name } }) => name);
const codes = ({ problems, notes }: ImportPlan): string[] => [...problems, ...notes].map(({ code }) => code);
const doubts = ({ add }: ImportPlan): (string | undefined)[] =>
  add.map(({ doubt }) => doubt && fill(doubt.template, doubt.args));

describe("What a workspace's file would make of the apps that are here", () => {
  it("is nothing where they are as it describes them", () => {
    const apps = [
      app("A", { host: "platform.kore.ai", slug: "a" }),
      app("B", { scopes: [{ id: "xo/metrics", published: true }] }),
    ];
    const { add, update, unchanged } = planOf(exportOf(apps), apps);
    assert.deepEqual([add, update, unchanged.length], [[], [], 2]);
  });

  it("is an app with an internal id of its own, whose host counts as the file's until it is confirmed", () => {
    const described = app("A", { host: "stage.example" });
    const [added] = planOf([{ ...described, hostFromFile: "other.example" }]).add;
    assert.ok(added);
    assert.notEqual(added.app.id, described.id);
    assert.deepEqual([added.app.hostFromFile, isHostUnconfirmed(added.app)], ["stage.example", true]);
    const confirmed = withConfirmedHost(added.app, "stage.example");
    assert.deepEqual([isHostUnconfirmed(confirmed), "hostFromFile" in confirmed], [false, false]);
    // Another host that it has by then wasn't seen.
    const moved = { ...added.app, host: "b.example", hostFromFile: "b.example" };
    assert.equal(isHostUnconfirmed(withConfirmedHost(moved, "stage.example")), true);
  });

  it("is a host to confirm where a person takes another one from it, and none where they take something else", () => {
    const own = app("A", { host: "platform.kore.ai" });
    const [update] = planOf(
      [{ ...own, host: "evil.example", botId: "st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f" }],
      [own],
    ).update;
    assert.ok(update);
    const taking = (field: string): JwtApp =>
      withChanges(
        own,
        update.changes.filter(({ value }) => value.field === field),
      );
    assert.deepEqual([taking("host").host, isHostUnconfirmed(taking("host"))], ["evil.example", true]);
    assert.deepEqual([taking("botId").host, isHostUnconfirmed(taking("botId"))], ["platform.kore.ai", false]);
    // What a person then enters by hand is theirs.
    assert.equal(isHostUnconfirmed({ ...taking("host"), host: "mine.example" }), false);
  });

  it("chooses nothing from the start that moves an app or touches its keys, algorithm or switches", () => {
    const own = app("A", { host: "platform.kore.ai", enforceJti: true, enforceJwe: true });
    const said = {
      ...own,
      host: "evil.example",
      algorithm: "HS512",
      enforceJti: false,
      enforceJwe: false,
      enforcePayloadEncryption: true,
      contentEncryption: "A256GCM",
      platformKey: { kty: "RSA", n: "AQAB", e: "AQAB", kid: "k-1" },
      payloadKey: { kind: "shared" },
      gateway: { decrypts: false, encrypts: true },
      usedFor: "sdks",
    };
    const [update] = planOf([said], [own]).update;
    assert.deepEqual(
      update?.changes.map(({ value: { field }, isAddition }) => [field, isAddition]).sort(),
      [
        "algorithm",
        "contentEncryption",
        "enforceJti",
        "enforceJwe",
        "enforcePayloadEncryption",
        "gatewayDecrypts",
        "gatewayEncrypts",
        "host",
        "payloadKey",
        "platformKey",
        "usedFor",
      ].map((field) => [field, false]),
    );
    assert.equal(update?.showsHost, true);
  });

  it("never gives it another app's slug, nor its name", () => {
    const own = app("Orders", { slug: "orders", host: "platform.kore.ai" });
    const plan = planOf([{ ...app("ORDERS"), slug: "orders", host: "evil.example" }], [own]);
    assert.deepEqual(
      plan.add.map(({ app: { name, slug } }) => [name, slug]),
      [["ORDERS (2)", "orders-2"]],
    );
    const apps = [own, ...plan.add.map((added) => added.app)];
    // By whatever a request file calls it, the one that is here stays what it was.
    for (const named of ["Orders", "orders", "ORDERS", "ＯＲＤＥＲＳ", own.clientId])
      assert.equal(findApp(apps, named).id, own.id);
  });

  it("takes no app's place by a client ID that is its name, nor by a name that is its client ID", () => {
    const own = app("Orders", { host: "platform.kore.ai" });
    for (const said of [
      { ...app("X"), clientId: "Orders", host: "evil.example" },
      { ...app("X"), name: own.clientId, host: "evil.example" },
    ]) {
      const [added] = planOf([said], [own]).add;
      assert.ok(added?.doubt);
      for (const apps of [
        [own, added.app],
        [added.app, own],
      ]) {
        for (const named of [own.name, own.clientId])
          assert.ok([own, undefined].includes(appNamed(apps, named)), named);
        for (const each of apps) assert.equal(appNamed(apps, referenceTo(each, apps)), each);
      }
    }
  });

  const OWN = app("Order Bot");
  const ALIKE: Record<string, [Partial<JwtApp>, string | undefined]> = {
    "another name": [{ name: "Invoice Bot" }, undefined],
    "the name in other letters": [{ name: "ORDER bot" }, "name"],
    "the name in Cyrillic letters": [{ name: "Оrder Воt" }, "name"],
    "the name in full width": [{ name: "Ｏｒｄｅｒ　Ｂｏｔ" }, "name"],
    "the name with digits": [{ name: "0rder B0t" }, "name"],
    "the name without its space, and with marks": [{ name: "Örder-Bot" }, "name"],
    "the name with what can't be seen in it": [{ name: "Or\u200bder\u202e Bot" }, "name"],
    "the name in Cherokee and Lisu letters": [{ name: "ꓳᎡꓓᎬꓣ ꓐꓳꓔ" }, "name"],
    "the name in small letters whose capitals look otherwise": [{ name: "Oгdeг Вσt" }, "name"],
    "the name in Armenian letters, and with a stroke": [{ name: "Օrđer bօt" }, "name"],
    "the client ID as that of a generated app": [
      { name: "X", clientId: OWN.clientId, credentials: "generated" },
      "clientId",
    ],
    "the client ID in capitals, as such": [
      { name: "X", clientId: OWN.clientId.toUpperCase().replace("CS-", "cs-"), credentials: "generated" },
      "clientId",
    ],
    "the name as its client ID": [{ name: "X", clientId: "order-BOT" }, "called"],
    "the client ID as its name": [{ name: OWN.clientId, clientId: "cs-1" }, "known"],
  };
  for (const [what, [said, doubt]] of Object.entries(ALIKE))
    it(`${doubt ? "doubts" : "adds"} an app with ${what}`, () => {
      const told = {
        name: "Its name looks like that of “Order Bot”, which is another app here",
        clientId: "Its client ID is that of “Order Bot”, which is another app here",
        called: "Its client ID reads like the name of “Order Bot”, which is another app here",
        known: "Its name is the client ID of “Order Bot”, which is another app here",
      };
      const expected = doubt === undefined ? undefined : told[doubt as keyof typeof told];
      assert.deepEqual(doubts(planOf([app("Order", said)], [OWN])), [expected]);
    });
});

describe("Names that look alike", () => {
  for (const [own, said] of [
    ["Review Bot", "Reνiew Bot"],
    ["Review Bot", "Reѵiew Bot"],
    ["Payment Bot", "Payrnent Bot"],
    ["Hungary", "Huոgаrу"],
    ["Νίκος", "νίκος"],
    ["Alphabet", "Αlрһаbеt"],
    ["Billing", "Bıllıng"],
    ["queue", "զսeսe"],
  ] as const)
    it(`doubts “${said}” beside “${own}”`, () => {
      const plan = planOf([app(said, { clientId: "cs-1" })], [app(own)]);
      assert.equal(doubts(plan)[0], `Its name looks like that of “${own}”, which is another app here`);
    });
});

describe("A hostile file of a workspace", () => {
  it("leaves out secrets, and names none of them", () => {
    const secret = `c2VjcmV0${"A1".repeat(18)}`;
    const plan = planOf([
      { ...app("A"), clientSecret: secret, platformKey: { kty: "RSA", n: "AQAB", e: "AQAB", d: secret } },
    ]);
    assert.ok(codes(plan).includes("export-secret"));
    assert.deepEqual(plan.add[0]?.secrets.reveal(), {});
    const said = [...plan.problems, ...plan.notes].map(({ message }) => message).join();
    assert.ok(!said.includes(secret) && !JSON.stringify(plan.add[0]?.app).includes(secret));
  });

  it("changes no prototype", () => {
    const text = `{"format":"jwt-apps-export","version":1,"apps":[{"name":"A","clientId":"cs-1","__proto__":{"host":"evil.example"},"constructor":{"prototype":{"x":1}}}]}`;
    const plan = planOf(text);
    assert.deepEqual([plan.add[0]?.app.host, ({} as { x?: 1 }).x], [undefined, undefined]);
  });

  it("has names that can be seen, in one line, and are nobody else's", () => {
    const bad = ["A\u0000B", "C\u202eD", "E\nF", "$(bug) [x](command:y)", "a".repeat(200), "\u200b", "A B"];
    const plan = planOf(bad.map((name) => app(name)));
    assert.deepEqual(
      names(plan).slice(0, 4),
      ["AB", "C D", "E F", "$(bug) [x](command:y)"].map((name, at) => (at === 0 ? names(plan)[0] : name)),
    );
    for (const name of names(plan)) assert.ok(!/[\p{Cc}\u202a-\u202e\u200b]/u.test(name), JSON.stringify(name));
    assert.equal(asText(names(plan)[3] ?? ""), "$ (bug) [x] (command:y)");
    assert.equal(new Set(names(plan)).size, names(plan).length);
  });

  it("is taken without what no app can have, each told", () => {
    const plan = planOf([
      { ...app("Host"), host: "evil.example/path?x" },
      { ...app("Host 2"), host: "a@evil.example" },
      { ...app("Algorithm"), algorithm: "none" },
      { ...app("Client ID"), clientId: "x\r\nHost: evil" },
      {
        ...app("Private key"),
        signingKey: {
          publicKey: "-----BEGIN PRIVATE KEY-----\nAA\n-----END PRIVATE KEY-----",
          fingerprint: "x",
          bits: 1,
        },
      },
      { ...app("Slug"), slug: "../x" },
      7,
      null,
      [],
      app("Good"),
    ] as object[]);
    assert.deepEqual(names(plan), ["Good"]);
    assert.equal(plan.problems.length, 9);
  });

  it("names each client ID once: the first, and the others are told", () => {
    const first = app("A", { host: "one.example" });
    const plan = planOf([first, { ...first, host: "two.example" }, { ...first, name: "B", host: "three.example" }]);
    assert.deepEqual(
      plan.add.map(({ app: { host } }) => host),
      ["one.example"],
    );
    assert.equal(plan.problems.length, 2);
  });

  it("updates an app that is here by one entry alone", () => {
    const own = app("A", { host: "platform.kore.ai" });
    const plan = planOf([own, { ...own, name: "B", host: "evil.example" }], [own]);
    assert.deepEqual([plan.add.length, plan.update.length, plan.unchanged.length], [0, 0, 1]);
    assert.equal(plan.problems.length, 1);
  });
});
