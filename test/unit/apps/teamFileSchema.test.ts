import { strict as assert } from "node:assert";
import { planImport } from "../../../src/domain/apps/import/importApps";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { withShared } from "../../../src/domain/apps/team/teamFile";
import { teamFileSchema } from "../../../src/domain/apps/team/teamFileSchema";
import { UserError } from "../../../src/domain/errors";
import { builtInProfile } from "../../../src/domain/payloads/envelopeProfile";
import { webPorts } from "../../../src/domain/ports";
import { isObject } from "../../../src/domain/text/json";
import { read } from "../guards/repository";
import { sampleApp } from "./sampleApp";

const SCHEMA = JSON.parse(JSON.stringify(teamFileSchema())) as Schema;

interface Schema {
  readonly [keyword: string]: unknown;
}

/** What of JSON Schema (draft 7) the schema uses; a keyword that isn't known here fails. */
function fits(value: unknown, schema: Schema): boolean {
  return Object.entries(schema).every(([keyword, said]) => {
    switch (keyword) {
      case "type":
        return Array.isArray(value) ? said === "array" : value !== null && typeof value === said;
      case "const":
        return value === said;
      case "enum":
        return (said as unknown[]).includes(value);
      case "anyOf":
        return (said as Schema[]).some((one) => fits(value, one));
      case "not":
        return !fits(value, said as Schema);
      case "items":
        return !Array.isArray(value) || value.every((item) => fits(item, said as Schema));
      case "maxItems":
        return !Array.isArray(value) || value.length <= (said as number);
      case "minLength":
        return typeof value !== "string" || [...value].length >= (said as number);
      case "maxLength":
        return typeof value !== "string" || [...value].length <= (said as number);
      case "required":
        return !isObject(value) || (said as string[]).every((name) => Object.hasOwn(value, name));
      case "properties":
        return (
          !isObject(value) ||
          Object.entries(value).every(([name, one]) => {
            const own = (said as Record<string, Schema>)[name];
            return own === undefined || fits(one, own);
          })
        );
      case "additionalProperties":
        assert.equal(said, false);
        return (
          !isObject(value) || Object.keys(value).every((name) => Object.hasOwn(schema["properties"] as object, name))
        );
      default:
        assert.ok(ANNOTATIONS.includes(keyword), keyword);
        return true;
    }
  });
}

const ANNOTATIONS = [
  "$schema",
  "title",
  "description",
  "allowComments",
  "allowTrailingCommas",
  "errorMessage",
  "enumDescriptions",
  "defaultSnippets",
];

const PEM = "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A\n-----END PUBLIC KEY-----\n";
const keyInfo = { publicKey: PEM, fingerprint: "SHA256:abc", bits: 2048 };

/** Together they have every field. */
const APPS: readonly JwtApp[] = [
  sampleApp({
    appId: "aa-1",
    algorithm: "RS512",
    algorithmAssumed: true,
    signingKey: keyInfo,
    enforceJti: true,
    enforceJwe: true,
    contentEncryption: "A256GCM",
    platformKey: { kty: "RSA", n: "AQAB", e: "AQAB", kid: "k-1" },
    enforcePayloadEncryption: true,
    payloadKey: { kind: "keyPair", ...keyInfo },
    envelopeProfile: builtInProfile("keyPair"),
    host: "platform.kore.ai",
    botId: "st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f",
    accountId: "5f9b1c2d3e4f5a6b7c8d9e0f",
    slug: "sample",
    gateway: { decrypts: true, encrypts: false },
    scopes: [{ id: "xo/bot-sessions", published: false }],
  }),
  sampleApp({
    name: "Tables",
    clientId: "cs-22222222-2222-5222-8222-222222222222",
    createdIn: "tables",
    credentials: "generated",
    payloadKey: { kind: "shared" },
    tables: [{ kind: "view", name: "Orders", read: true, write: false, delete: true }],
  }),
];

const written = (): { apps: Record<string, unknown>[] } =>
  JSON.parse(withShared(undefined, APPS).text) as { apps: Record<string, unknown>[] };

describe("The JSON schema of a workspace's file", () => {
  it("is what the manifest gives VS Code for that file", () => {
    const { contributes } = JSON.parse(read("package.json")) as { contributes: { jsonValidation: unknown } };
    assert.deepEqual(contributes.jsonValidation, [
      { fileMatch: "/.vscode/jwt-apps.json", url: "./dist/jwt-apps.schema.json" },
    ]);
  });

  it("fits what Share Apps writes, with every field that an app can have", () => {
    const file = written();
    assert.ok(fits(file, SCHEMA));
    const properties = (SCHEMA as unknown as { properties: { apps: { items: { properties: object } } } }).properties
      .apps.items.properties;
    const fields = new Set(file.apps.flatMap((app) => Object.keys(app)));
    const secrets = ["clientSecret", "signingPrivateKey", "payloadPrivateKey", "payloadSharedKey"];
    assert.deepEqual([...fields, ...secrets].sort(), Object.keys(properties).sort());
  });

  it("fits an app of a name and a client ID, as somebody writes it by hand", () => {
    assert.ok(fits({ format: "jwt-apps-export", version: 1, apps: [{ name: "A", clientId: "cs-1" }] }, SCHEMA));
  });

  it("names the scopes that there are, and takes others", () => {
    const text = JSON.stringify(SCHEMA);
    assert.ok(text.includes('"xo/bot-sessions"'));
    const [app] = written().apps;
    assert.ok(fits({ ...written(), apps: [{ ...app, scopes: [{ id: "xo/new", published: true }] }] }, SCHEMA));
  });

  /** Each value of a file in the place of another, taken out, or with a name beside it; blanks and `null` say nothing. */
  function* changed(value: unknown, make: (value: unknown) => unknown): Generator<unknown> {
    for (const other of [7, "x", "X".repeat(300), true, [], {}, [7], { x: "x" }]) yield make(other);
    if (Array.isArray(value))
      for (const [index, item] of value.entries())
        yield* changed(item, (other) => make([...value.slice(0, index), other, ...value.slice(index + 1)]));
    else if (isObject(value)) {
      yield make({ ...value, unknownField: "x" });
      yield make({ ...value, clientSecret: "x" });
      for (const name of Object.keys(value)) {
        const { [name]: own, ...rest } = value;
        yield make(rest);
        yield* changed(own, (other) => make({ ...value, [name]: other }));
      }
    }
  }

  it("refuses nothing that an import takes without a word", () => {
    const { apps } = written();
    let refused = 0;
    for (const [index, app] of apps.entries())
      for (const other of changed(app, (value) => value)) {
        const file = { ...written(), apps: apps.map((one, at) => (at === index ? other : one)) };
        if (fits(file, SCHEMA)) continue;
        refused++;
        assert.ok(remarks(file) > 0, JSON.stringify(other).slice(0, 1_000));
      }
    assert.ok(refused > 300, String(refused));
    for (const file of [
      { ...written(), version: 2 },
      { ...written(), format: "x" },
      { ...written(), more: 1 },
    ]) {
      assert.equal(fits(file, SCHEMA), false);
      assert.ok(remarks(file) > 0);
    }
  });
});

/** How much an import says of a file beside what it takes. */
function remarks(file: object): number {
  try {
    const { problems, notes } = planImport(JSON.stringify(file), [], webPorts);
    return problems.length + notes.length - planned();
  } catch (error) {
    assert.ok(error instanceof UserError);
    return 1;
  }
}

/** What it says of the file as it was written. */
function planned(): number {
  const { problems, notes } = planImport(JSON.stringify(written()), [], webPorts);
  return problems.length + notes.length;
}
