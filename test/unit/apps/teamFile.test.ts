import { strict as assert } from "node:assert";
import { exportOf } from "../../../src/domain/apps/exportApps";
import { planImport } from "../../../src/domain/apps/import/importApps";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { readTeamFile, type TeamFile, withShared } from "../../../src/domain/apps/team/teamFile";
import { UserError } from "../../../src/domain/errors";
import { LIMITS } from "../../../src/domain/limits";
import { webPorts } from "../../../src/domain/ports";
import { withoutComments } from "../../../src/domain/text/jsonc";
import { sampleApp } from "./sampleApp";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const file = (text: string): TeamFile => readTeamFile(bytes(text));
const app = (name: string, changes: Partial<JwtApp> = {}): JwtApp =>
  sampleApp({ id: crypto.randomUUID(), name, clientId: `cs-${crypto.randomUUID()}`, ...changes });
const listOf = (apps: unknown): string => JSON.stringify({ format: "jwt-apps-export", version: 1, apps });

describe("The file in which a workspace describes its apps", () => {
  it("has the form of an export, which an import reads too", () => {
    const apps = [app("B"), app("A", { host: "platform.kore.ai", botId: "st-1" })];
    const { text } = withShared(undefined, apps);
    assert.equal(text, exportOf(apps));
    assert.deepEqual(
      planImport(text, [], webPorts).add.map(({ app: added }) => added.name),
      ["A", "B"],
    );
  });

  it("has nothing in it of one machine, nor that a host came from a file", () => {
    const own = app("A", { host: "x.example", hostFromFile: "x.example", missingSecrets: ["clientSecret"] });
    const { text } = withShared(undefined, [own]);
    for (const name of ["hostFromFile", "missingSecrets", "secretsRevision", "updatedAt", own.id])
      assert.ok(!text.includes(name), name);
  });

  it("is the same text for the same apps, in whatever order they come and are shared", () => {
    const [a, b, c] = [app("A"), app("B"), app("C")] as const;
    const whole = withShared(undefined, [a, b, c]).text;
    const inTurn = withShared(file(withShared(undefined, [c]).text), [b, a]).text;
    assert.equal(inTurn, whole);
    assert.equal(withShared(file(whole), [b]).text, whole);
  });

  it("keeps entries that others wrote, as they stand there, and replaces those with the client ID of one that is shared", () => {
    const own = app("Orders", { host: "new.example" });
    const byHand = { name: "By hand", clientId: "cs-other", note: "kept" };
    const before = file(
      listOf([byHand, { name: "Old", clientId: own.clientId.toUpperCase().replace("CS-", "cs-") }, 7]),
    );
    const shared = withShared(before, [own, app("New")]);
    const { apps } = JSON.parse(shared.text) as { apps: { name: string }[] };
    assert.deepEqual(
      apps.map(({ name }) => name),
      ["By hand", "New", "Orders"],
    );
    assert.deepEqual(apps[0], byHand);
    assert.deepEqual(
      [shared.replaced.map(({ name }) => name), shared.added.map(({ name }) => name), shared.kept],
      [["Orders"], ["New"], 1],
    );
  });

  it("keeps an app and its copy for the local platform apart, which has the same client ID", () => {
    const own = app("Orders");
    const twin = { ...own, id: crypto.randomUUID(), name: "Orders (local)", credentials: "generated" as const };
    const { replaced, kept } = withShared(file(withShared(undefined, [own, twin]).text), [own]);
    assert.deepEqual([replaced.map(({ name }) => name), kept], [["Orders"], 1]);
  });

  it("may have comments and commas behind a last value, and says that it has", () => {
    const text = `// ours\n{"format": "jwt-apps-export", /* always */ "version": 1, "apps": [\n  {"name": "a // b /* c */ \\" ,]", "clientId": "cs-1",},\n],}\n`;
    const read = file(text);
    assert.equal(read.hasComments, true);
    assert.deepEqual(read.apps, [{ name: 'a // b /* c */ " ,]', clientId: "cs-1" }]);
    assert.equal(file(listOf([])).hasComments, false);
  });

  const deep = `${"[".repeat(40)}${"]".repeat(40)}`;
  const REFUSED: Record<string, [Uint8Array, string]> = {
    "an empty one": [bytes(""), "team-file-not-json"],
    "one that was cut off": [bytes(listOf([{ name: "a" }]).slice(0, -4)), "team-file-not-json"],
    "two values": [bytes(`${listOf([])}\n${listOf([])}`), "team-file-not-json"],
    "binary data": [new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe]), "team-file-not-text"],
    "UTF-16": [new Uint8Array(Buffer.from(listOf([]), "utf16le")), "team-file-not-json"],
    "a list": [bytes("[]"), "team-file-no-apps"],
    "the platform's list of bots": [bytes('{"bots":[{"jwtApps":[]}]}'), "team-file-no-apps"],
    "another format": [bytes('{"format":"x","version":1,"apps":[]}'), "team-file-no-apps"],
    "apps that are no list": [bytes(listOf({ length: 1e9 })), "team-file-no-apps"],
    "a format by its prototype": [
      bytes('{"__proto__":{"format":"jwt-apps-export","version":1,"apps":[]}}'),
      "team-file-no-apps",
    ],
    "no version": [bytes('{"format":"jwt-apps-export","apps":[]}'), "team-file-version"],
    "a version that is none": [bytes('{"format":"jwt-apps-export","version":"1","apps":[]}'), "team-file-version"],
    "a newer version": [bytes('{"format":"jwt-apps-export","version":2,"apps":[]}'), "team-file-newer"],
    "deep nesting": [
      bytes(listOf([{ name: "a", clientId: "b", x: JSON.parse(deep) as unknown }])),
      "team-file-too-deep",
    ],
    "nesting that would end a stack": [bytes("[".repeat(500_000)), "team-file-too-deep"],
    "too many apps": [bytes(listOf(Array.from({ length: LIMITS.teamApps + 1 }, () => ({})))), "team-file-too-many"],
    "too many bytes": [new Uint8Array(LIMITS.teamFile + 1), "team-file-too-large"],
    "a comment without an end": [bytes(`/* ${listOf([])}`), "team-file-not-json"],
  };
  for (const [what, [content, code]] of Object.entries(REFUSED))
    it(`is refused for ${what}`, () => {
      assert.throws(
        () => readTeamFile(content),
        (error) => error instanceof UserError && error.code === code && error.message.includes(".vscode/jwt-apps.json"),
      );
    });
});

describe("JSON with comments", () => {
  const CASES: Record<string, [string, string]> = {
    "a line": ["1 // a\n", "1     \n"],
    "a block": ["[1,/* a\nb */2]", "[1,    \n    2]"],
    "a mark in a string": ['"//", "/*"', '"//", "/*"'],
    "a quote in a string": ['"\\"//"', '"\\"//"'],
    "a last comma": ['[1, ]{"a":1\n,\n}', '[1  ]{"a":1\n \n}'],
    "a last comma before a comment": ["[1, // a\n]", "[1      \n]"],
    "a comma in a string": ['[",]"]', '[",]"]'],
    nothing: ['{"a":[1,2]}', '{"a":[1,2]}'],
  };
  for (const [what, [text, plain]] of Object.entries(CASES))
    it(`keeps all but ${what} in its place`, () => assert.equal(withoutComments(text), plain));
});
