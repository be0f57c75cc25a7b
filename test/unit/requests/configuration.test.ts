import { strict as assert } from "node:assert";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { AppSecrets, type AppSecretValues } from "../../../src/domain/apps/appSecrets";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import {
  configurationBlanks,
  configurationFor,
  configurationUseOf,
} from "../../../src/domain/requests/write/configuration";
import { verify } from "../../../src/domain/tokens/verify/verify";
import { nodePayloadPorts } from "../../../src/node/nodePayloadPorts";
import { freePort } from "../../freePort";
import { seen } from "../../until";
import { sampleApp } from "../apps/sampleApp";

const BOT = "st-12345678-1234-5234-8234-123456789012";

describe("configurationFor", () => {
  const app = sampleApp({ name: "Orders", host: "de-platform.kore.ai", botId: BOT });

  it("makes BotKit's credentials, for all bots and for this one", () => {
    const pair = { apikey: "<Client Secret of Orders>", appId: app.clientId };
    assert.deepEqual(JSON.parse(configurationFor(app, "botkit")), { credentials: { ...pair, [BOT]: pair } });
  });

  it("makes a call of the webhook channel that a shell understands", () => {
    assert.deepEqual(wordsOf(configurationFor(app, "channels")), [
      "curl",
      "--request",
      "POST",
      `https://de-platform.kore.ai/chatbot/v2/webhook/${BOT}`,
      "--header",
      "Authorization: bearer <JWT of Orders>",
      "--header",
      "Content-Type: application/json",
      "--data",
      '{"session":{"new":true},"message":{"type":"text","val":"Hi"},"from":{"id":"user-1","userInfo":{"firstName":"","lastName":"","email":""}}}',
    ]);
  });

  it("makes a Service Node's request to a table", () => {
    const tables = sampleApp({
      name: "Tables",
      createdIn: "tables",
      host: "platform.kore.ai",
      tables: [{ kind: "table", name: "orders", read: true, write: false, delete: false }],
    });
    const [documented = "", , inferred = "", , ...lines] = configurationFor(tables, "tables").split("\n");
    assert.match(documented, /without a request and a token: Service Type “Data Service”, Type “Table” or “View”/);
    assert.match(inferred, /is inferred, not documented\.$/);
    assert.deepEqual(lines.slice(0, 7), [
      "Method: POST",
      "URL: https://platform.kore.ai/api/public/tables/orders/query?sys_limit=10&sys_offset=0",
      "Headers:",
      "  auth: <JWT of Tables>",
      "  Content-Type: application/json",
      "Body:",
      "{",
    ]);
    assert.match(configurationFor({ ...tables, enforceJti: true }, "tables"), /each token works once/);
  });

  it("makes botOptions without a secret, and a token service whose secret comes from outside", () => {
    const text = configurationFor(app, "sdks");
    const [page = ""] = text.split("// tokenService.mjs");
    assert.match(page, /clientId: "cs-11111111-1111-5111-8111-111111111111"/);
    assert.match(page, /koreAPIUrl: "https:\/\/de-platform\.kore\.ai\/api\/"/);
    assert.match(page, new RegExp(`taskBotId: "${BOT}"`));
    assert.doesNotMatch(page, /secret[^ ]/i);
  });

  it("lets nothing of the app's own data break out of what it writes", () => {
    const hostile = sampleApp({
      name: "it's\nprocess.exit(9); //",
      clientId: 'cs-"; process.exit(9); "',
      botId: '"}; process.exit(9); ({"',
      host: '";process.exit(9)\n',
    });
    const names = new Set<string>();
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node)) names.add(node.text);
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile("x.mjs", configurationFor(hostile, "sdks"), ts.ScriptTarget.Latest));
    assert.ok(names.has("CLIENT_ID") && !names.has("exit"));
    assert.deepEqual(
      Object.keys((JSON.parse(configurationFor(hostile, "botkit")) as { credentials: object }).credentials),
      ["apikey", "appId", hostile.botId],
    );
    assert.equal(wordsOf(configurationFor(hostile, "channels")).length, 10);
  });

  it("is told apart from what in it is left to fill in", () => {
    const secret = "<Client Secret of Orders>";
    assert.deepEqual(configurationBlanks(app, "botkit"), [secret]);
    assert.deepEqual(configurationBlanks(sampleApp({ name: "Orders" }), "botkit"), [secret, "<Bot ID>"]);
    assert.deepEqual(configurationBlanks(app, "channels"), ["<JWT of Orders>"]);
    assert.deepEqual(configurationBlanks(app, "sdks"), [
      secret,
      "<identity of the user who is signed in>",
      "<name of the bot>",
    ]);
    const { host, ...hostless } = app;
    assert.ok(host);
    assert.deepEqual(configurationBlanks(hostless, "channels"), ["https://platform.kore.ai", "<JWT of Orders>"]);
    assert.deepEqual(configurationBlanks(hostless, "botkit"), [secret]);
    const tables = { ...app, createdIn: "tables" as const };
    assert.deepEqual(configurationBlanks(tables, "tables"), ["<JWT of Orders>", "your-table-name"]);
    const table = { kind: "table" as const, name: "orders", read: true, write: false, delete: false };
    assert.deepEqual(configurationBlanks({ ...tables, tables: [table] }, "tables"), ["<JWT of Orders>"]);
    const keyless = { ...app, enforceJwe: true, algorithm: "RS256" as const };
    assert.deepEqual(
      configurationBlanks(keyless, "sdks").filter((blank) => /^<.>$|key|kid/.test(blank)),
      ["<private signing key of Orders>", "<n>", "<e>", "<kid>"],
    );
    for (const name of ['He said "hi"', "a<b>c"])
      assert.deepEqual(configurationBlanks({ ...app, name }, "botkit"), [`<Client Secret of ${name}>`]);
  });

  it("comes first for what the app is used for", () => {
    assert.deepEqual(
      [
        sampleApp(),
        sampleApp({ usedFor: "botkit" }),
        sampleApp({ usedFor: "sdks" }),
        sampleApp({ usedFor: "channels" }),
        sampleApp({ createdIn: "tables" }),
      ].map(configurationUseOf),
      [undefined, "botkit", "sdks", "channels", "tables"],
    );
  });
});

describe("the token service for the Web SDK", () => {
  let folder: string;
  let child: ChildProcess | undefined;
  before(() => {
    // Where it finds jose.
    mkdirSync("out", { recursive: true });
    folder = mkdtempSync(join("out", "token-service-"));
  });
  afterEach(() => child?.kill());
  after(() => rmSync(folder, { recursive: true }));

  const signing = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const platform = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const platformKey = platform.publicKey.export({ format: "jwk" });
  const clientSecret = "dG9rZW4gc2VydmljZSB0ZXN0IHNlY3JldCBubyAxMDA=";

  const cases: [string, Partial<JwtApp>, AppSecretValues][] = [
    ["HS512 with JTI", { algorithm: "HS512", enforceJti: true }, { clientSecret }],
    [
      "RS256 with JWE",
      {
        algorithm: "RS256",
        signingKey: { publicKey: signing.publicKey, fingerprint: "SHA256:test", bits: 2048 },
        enforceJwe: true,
        contentEncryption: "A256GCM",
        platformKey: { kty: "RSA", n: platformKey.n ?? "", e: platformKey.e ?? "", kid: "k-test" },
      },
      { platformPrivateKey: platform.privateKey.export({ type: "pkcs8", format: "pem" }) as string },
    ],
  ];
  for (const [what, changes, secrets] of cases) {
    it(`makes tokens that the platform's rules accept: ${what}`, async () => {
      const app = sampleApp({ usedFor: "sdks", ...changes });
      const [, service = ""] = configurationFor(app, "sdks").split(/^(?=\/\/ tokenService\.mjs)/m);
      writeFileSync(join(folder, "tokenService.mjs"), service);
      writeFileSync(join(folder, "key.pem"), signing.privateKey);
      const port = await freePort();
      child = spawn(process.execPath, [join(folder, "tokenService.mjs")], {
        env: {
          ...process.env,
          PORT: String(port),
          CLIENT_SECRET: clientSecret,
          SIGNING_KEY_FILE: join(folder, "key.pem"),
        },
        stdio: ["ignore", "ignore", "inherit"],
      });
      const { jwt } = await post(`http://127.0.0.1:${port}/api/users/sts`);
      const verdict = await verify({
        token: jwt,
        apps: [app],
        secretsOf: () => Promise.resolve(new AppSecrets(secrets)),
        clock: () => Date.now(),
        ports: { payloads: nodePayloadPorts },
      });
      assert.deepEqual(
        verdict.checks.filter(({ outcome }) => outcome === "failed"),
        [],
      );
      assert.equal(verdict.checks.find(({ id }) => id === "signature")?.outcome, "passed");
      assert.equal(verdict.claims?.["iss"], app.clientId);
      assert.equal(verdict.claims?.["isAnonymous"], true);
    });
  }
});

/** What a shell takes a command for. */
function wordsOf(command: string): string[] {
  return execFileSync("sh", ["-c", `printf '%s\\0' ${command}`], { encoding: "utf8" })
    .split("\0")
    .slice(0, -1);
}

/** Once the service listens. */
function post(url: string): Promise<{ jwt: string }> {
  return seen("the service answers", async () => {
    const answer = await fetch(url, { method: "POST" }).catch((error: unknown) => {
      if (error instanceof TypeError) return undefined;
      throw error;
    });
    return answer && ((await answer.json()) as { jwt: string });
  });
}
