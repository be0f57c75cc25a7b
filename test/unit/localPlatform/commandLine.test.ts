import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppSecrets } from "../../../src/domain/apps/appSecrets";
import { withScopes, withPublished } from "../../../src/domain/apps/assignScopes";
import { exportOf } from "../../../src/domain/apps/exportApps";
import { generateRsaKeyPair } from "../../../src/domain/keys/rsaKeys";
import { webPorts } from "../../../src/domain/ports";
import { createMinter } from "../../../src/domain/tokens/mint";
import { startFromCommandLine, usageOf } from "../../../src/localPlatform/commandLine";
import { MAX_BYTES, TableStore } from "../../../src/localPlatform/dataTables/tableStore";
import { REPLAY_BOUND } from "../../../src/localPlatform/digestMemory";
import type { LocalPlatform } from "../../../src/localPlatform/localPlatform";
import { sampleApp } from "../apps/sampleApp";
import { BOT, SECRET, send } from "./runningPlatform";

const app = withPublished(withScopes(sampleApp({ name: "Bot app", botId: BOT }), ["xo/bot-sessions"]));
const tablesApp = sampleApp({
  id: "22222222-2222-4222-8222-222222222222",
  clientId: "cs-22222222-2222-5222-8222-222222222222",
  name: "Tables",
  createdIn: "tables",
  tables: [{ kind: "table", name: "People", read: true, write: true, delete: true }],
});

describe("the local platform from the command line", () => {
  let folder: string;
  let appsFile: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "local-platform-"));
    appsFile = join(folder, "apps.json");
    await writeFile(appsFile, exportOf([app, tablesApp]));
  });
  after(() => rm(folder, { recursive: true }));
  const blocker = createServer();
  after(() => blocker.close());

  // Also what a failing test leaves running.
  const started: LocalPlatform[] = [];
  afterEach(() => Promise.all(started.splice(0).map((platform) => platform.close())));

  const start = async (
    args: string[],
    secrets: string | undefined = JSON.stringify({ "bot APP": SECRET, Tables: { clientSecret: SECRET } }),
  ) => {
    const [out, error]: string[][] = [[], []];
    const platform = await startFromCommandLine(args, secrets, {
      out: (line) => out?.push(line),
      error: (line) => error?.push(line),
    });
    if (platform) started.push(platform);
    return {
      platform,
      out: out ?? [],
      error: error ?? [],
      port: () => Number(new URL((JSON.parse(out?.[0] ?? "") as { url: string }).url).port),
    };
  };
  const mint = async (of: typeof app) =>
    (await createMinter(webPorts).mint(of, new AppSecrets({ clientSecret: SECRET }))).token;

  it("prints its URL as a line of JSON and serves the exported apps with their secrets", async () => {
    const { platform, out, error, port } = await start(["--apps", appsFile]);
    assert.equal(out.length, 1);
    assert.match(out[0] ?? "", /^\{"url":"http:\/\/127\.0\.0\.1:\d+"\}$/);
    assert.equal(
      (await send(port(), `POST /api/public/bot/${BOT}/getSessions`, { auth: await mint(app) }, {})).status,
      200,
    );
    assert.deepEqual(error, [`POST /api/public/bot/${BOT}/getSessions · “Bot app” · 200 served`]);
    await platform?.close();
    await assert.rejects(send(port(), "GET /api/public/bots"));
  });

  it("keeps its tables in a file", async () => {
    const tables = join(folder, "tables.json");
    const first = await start(["--apps", appsFile, "--tables", tables, "--quiet"]);
    const row = await send(
      first.port(),
      "POST /api/public/tables/People",
      { auth: await mint(tablesApp) },
      { data: { Name: "Jane" } },
    );
    await first.platform?.close();
    assert.deepEqual((JSON.parse(await readFile(tables, "utf8")) as { tables: object }).tables, { People: [row.json] });
    const second = await start(["--apps", appsFile, "--tables", tables, "--quiet"]);
    const { json } = await send(
      second.port(),
      "POST /api/public/tables/People/query",
      { auth: await mint(tablesApp) },
      {},
    );
    assert.deepEqual((json as { queryResult: unknown[] }).queryResult, [row.json]);
    const all = await send(second.port(), "DELETE /api/public/tables/People", { auth: await mint(tablesApp) }, {});
    assert.deepEqual([all.status, all.headers["x-local-platform"]], [412, "unverified-answer"]);
    assert.deepEqual(second.error, []);
    await second.platform?.close();
  });

  it("checks rows by a table definition that is given in its place", async () => {
    const tables = join(folder, "definition.json");
    const definition = JSON.stringify({
      name: "People",
      schemaDef: [{ name: "Name", type: "string", isRequired: true }],
    });
    await writeFile(tables, definition);
    const { platform, port, error } = await start(["--apps", appsFile, "--tables", tables, "--quiet"]);
    const insert = async (data: object) =>
      send(port(), "POST /api/public/tables/People", { auth: await mint(tablesApp) }, { data });
    assert.equal((await insert({ Name: "Jane" })).status, 200);
    const { status, headers, json } = await insert({ Name: 7 });
    assert.deepEqual([status, headers["x-local-platform"]], [412, "unverified-answer"]);
    assert.deepEqual(json, {
      errors: [{ msg: "unverified: The column “Name” holds values of the type string.", code: 412 }],
    });
    assert.deepEqual(await platform?.close(), { tablesSaved: true });
    assert.equal(await readFile(tables, "utf8"), definition);
    assert.equal(error.length, 1);
  });

  it("applies the rate limits where they are asked for", async () => {
    const { platform, port } = await start(["--apps", appsFile, "--rate-limits", "--quiet"]);
    const auth = await mint(app);
    const statuses = await Promise.all(
      Array.from({ length: 62 }, () => send(port(), `POST /api/public/bot/${BOT}/getSessions`, { auth }, {})),
    );
    assert.equal(statuses.filter(({ status }) => status === 429).length, 2);
    await platform?.close();
  });

  it("lets the listed origins in", async () => {
    const { platform, port } = await start([
      "--apps",
      appsFile,
      "--origin",
      "http://localhost:3000",
      "--origin",
      "http://localhost:3001",
      "--quiet",
    ]);
    const preflight = await send(port(), "OPTIONS /api/users/sts", { origin: "http://localhost:3001" });
    assert.deepEqual(
      [preflight.status, preflight.headers["access-control-allow-origin"]],
      [204, "http://localhost:3001"],
    );
    assert.equal((await send(port(), "OPTIONS /api/users/sts", { origin: "http://localhost:3002" })).status, 403);
    const path = `POST /api/public/bot/${BOT}/getSessions`;
    const headers = async (more: Record<string, string>, body?: unknown) => {
      const answer = await send(port(), path, { origin: "http://localhost:3000", ...more }, body);
      return [
        answer.status,
        answer.headers["access-control-allow-origin"],
        answer.headers["access-control-expose-headers"],
      ];
    };
    const auth = await mint(app);
    assert.deepEqual(await headers({ auth }, {}), [200, "http://localhost:3000", "x-local-platform"]);
    assert.deepEqual(await headers({ auth: `${auth}x` }, {}), [401, "http://localhost:3000", "x-local-platform-check"]);
    assert.deepEqual(await headers({ auth }, "x".repeat(5 * 1024 * 1024 + 1)), [
      413,
      "http://localhost:3000",
      undefined,
    ]);
    assert.equal((await send(port(), path, { auth }, {})).headers["access-control-expose-headers"], undefined);
    await platform?.close();
  });

  it("says in a sentence why it doesn't start", async () => {
    await new Promise<void>((resolve) => blocker.listen(0, "127.0.0.1", resolve));
    const { port: taken } = blocker.address() as { port: number };
    const noTables = join(folder, "no-tables.json");
    await writeFile(noTables, "{}");
    const refused: [string[], string | undefined, string][] = [
      [["--apps", appsFile, "--port", String(taken)], undefined, "port-in-use"],
      [["--apps", appsFile, "--port", "70000"], undefined, "bad-port"],
      [["--apps", appsFile, "--port", "x"], undefined, "bad-port"],
      [["--apps", join(folder, "missing.json")], undefined, "apps-file-unreadable"],
      [["--apps", noTables], undefined, "no-apps"],
      [["--apps", appsFile, "--tables", noTables], undefined, "tables-file-damaged"],
      [["--apps", appsFile, "--tables", folder], undefined, "tables-file-unreadable"],
      [["--apps", appsFile, "--what"], undefined, "bad-arguments"],
      [[], undefined, "no-apps-file"],
      [["--apps", appsFile], `{"Bot app": "${SECRET}"`, "bad-secrets"],
      [["--apps", appsFile, "--tables", join(folder, "missing", "tables.json")], undefined, "tables-folder-missing"],
    ];
    for (const [args, secrets, code] of refused) {
      await assert.rejects(start(args, secrets), (error: Error & { code?: string }) => {
        assert.deepEqual([error.name, error.code], ["UserError", code]);
        assert.ok(!error.message.includes(SECRET));
        return true;
      });
    }
  });

  it("says in a sentence what is wrong with the secrets, and quotes none", async () => {
    const fields =
      "clientSecret, previousClientSecret, signingPrivateKey, payloadPrivateKey, payloadSharedKey, platformPrivateKey";
    const form = 'JWT_APPS_SECRETS holds no JSON of the form {"<app name>": "<client secret>"}.';
    const wrong: [string, string][] = [
      [`{"Bot app": "${SECRET}"`, form],
      [`["${SECRET}"]`, form],
      [`"${SECRET}"`, form],
      ["null", form],
      [
        `{"BOT app": {"clientsecret": "${SECRET}"}}`,
        `JWT_APPS_SECRETS has a field for “Bot app” that is none of these: ${fields}.`,
      ],
      [
        `{"${SECRET}": {"${SECRET}": "Bot app"}}`,
        `JWT_APPS_SECRETS has a field for an app that is not in the file that is none of these: ${fields}.`,
      ],
      ['{"Bot app": {"clientSecret": 1}}', "JWT_APPS_SECRETS has a secret for “Bot app” that is not text."],
      ['{"Bot app": ["x"]}', "JWT_APPS_SECRETS has neither text nor an object for “Bot app”."],
      ['{"Bot app": null}', "JWT_APPS_SECRETS has neither text nor an object for “Bot app”."],
      ['{"Bot app": ""}', "JWT_APPS_SECRETS has an empty secret for “Bot app”."],
      ['{"Bot app": {"clientSecret": " "}}', "JWT_APPS_SECRETS has an empty secret for “Bot app”."],
    ];
    for (const [secrets, sentence] of wrong) {
      await assert.rejects(start(["--apps", appsFile], secrets), {
        name: "UserError",
        code: "bad-secrets",
        message: `${sentence} Run it with --help to see what it may hold.`,
      });
    }
  });

  it("reads keys as the form does, and tells what they are instead", async () => {
    const [pair, other] = await Promise.all([generateRsaKeyPair(2048), generateRsaKeyPair(2048)]);
    const keyed = {
      ...app,
      name: "Keyed",
      payloadKey: { kind: "keyPair" as const, ...pair.info },
      enforcePayloadEncryption: true,
    };
    const shared = {
      ...app,
      name: "Shared",
      clientId: "cs-1",
      payloadKey: { kind: "shared" as const },
      enforcePayloadEncryption: true,
    };
    const file = join(folder, "keyed.json");
    await writeFile(file, exportOf([keyed, shared]));
    const run = (secrets: object) => start(["--apps", file, "--quiet"], JSON.stringify(secrets));
    const refusal = async (secrets: object): Promise<string> =>
      run(secrets).then(
        () => "",
        ({ message }: Error) => message,
      );

    const wrong = { Keyed: { clientSecret: SECRET, payloadPrivateKey: pair.info.publicKey } };
    assert.match(
      await refusal(wrong),
      /^JWT_APPS_SECRETS has a payloadPrivateKey for “Keyed” that can't be used\. This is a public key where a private one belongs\./,
    );
    assert.match(
      await refusal({ Keyed: { platformPrivateKey: "none" } }),
      /has a platformPrivateKey for “Keyed” that can't be used\. This text is not a key/,
    );
    assert.match(
      await refusal({ Keyed: { previousClientSecret: "****" } }),
      /has a previousClientSecret for “Keyed” that can't be used\. This is the masked secret/,
    );
    assert.match(
      await refusal({ Shared: { payloadSharedKey: "QUJD" } }),
      /has a payloadSharedKey for “Shared” that can't be used\. This key has 3 bytes; an AES-256 key has 32\./,
    );

    // As a line of a settings file has it, and as hex.
    const escaped = pair.privateKeyPem.replaceAll("\n", "\\n");
    const good = await run({
      Keyed: { clientSecret: SECRET, payloadPrivateKey: escaped },
      Shared: { clientSecret: SECRET, payloadSharedKey: "ab".repeat(32) },
    });
    assert.deepEqual(good.error, []);
    const foreign = await run({
      Keyed: { clientSecret: SECRET, payloadPrivateKey: other.privateKeyPem },
      Shared: { clientSecret: SECRET, payloadSharedKey: "ab".repeat(32) },
    });
    assert.deepEqual(foreign.error, [
      "JWT_APPS_SECRETS, payloadPrivateKey for “Keyed”: This payloadPrivateKey doesn't belong to the public key that the file with the apps has.",
    ]);
  });

  it("tells of secrets of apps that the file doesn't have, and not by name, which may be a secret", async () => {
    const { error } = await start(
      ["--apps", appsFile, "--quiet"],
      JSON.stringify({ "Other\u001b[31m": SECRET, "Bot app": SECRET, Tables: SECRET }),
    );
    assert.deepEqual(error, ["JWT_APPS_SECRETS names an app that the file doesn't have."]);
  });

  it("says which apps lack which secret, and what that means", async () => {
    const key = {
      publicKey: "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
      fingerprint: "SHA256:x",
      bits: 2048,
    };
    const named = (name: string, changes: Partial<typeof app>) => ({
      ...app,
      name,
      clientId: `cs-${Buffer.from(name).toString("hex")}`,
      ...changes,
    });
    const apps = [
      named("Complete", {}),
      named("RSA", { algorithm: "RS256", signingKey: key }),
      named("JWE", { enforceJwe: true, credentials: "generated" }),
      named("Kore's JWE", { enforceJwe: true }),
      named("Pair", { enforcePayloadEncryption: true, payloadKey: { kind: "keyPair", ...key } }),
      named("Shared\u202e", { enforcePayloadEncryption: true, payloadKey: { kind: "shared" } }),
      ...Array.from({ length: 12 }, (_, n) => named(`App ${n}`, {})),
    ];
    const file = join(folder, "several.json");
    await writeFile(file, exportOf(apps));
    const { error } = await start(
      ["--apps", file, "--quiet"],
      JSON.stringify({ Complete: SECRET, JWE: SECRET, "Kore's JWE": SECRET, Pair: SECRET }),
    );
    assert.deepEqual(error, [
      "The name “Shared” was taken without what can't be seen in it.",
      "Without a clientSecret in JWT_APPS_SECRETS: “App 0”, “App 1”, “App 10”, “App 11”, “App 2”, “App 3”, “App 4”, “App 5”, “App 6”, “App 7” and 3 more. Their tokens are refused, because no signature can be checked.",
      "Without a platformPrivateKey in JWT_APPS_SECRETS: “JWE”. Their tokens are refused, because none can be decrypted.",
      "Without a payloadPrivateKey in JWT_APPS_SECRETS: “Pair”. Their encrypted requests are refused; answers are encrypted.",
      "Without a payloadSharedKey in JWT_APPS_SECRETS: “Shared”. Their encrypted requests are refused, and no answer can be encrypted.",
    ]);
    const none = await start(["--apps", appsFile, "--quiet"], "");
    assert.deepEqual(none.error, [
      "JWT_APPS_SECRETS is not set.",
      "Without a clientSecret in JWT_APPS_SECRETS: “Bot app”, “Tables”. Their tokens are refused, because no signature can be checked.",
    ]);
  });

  it("says that secrets in the file with the apps are not used", async () => {
    const file = join(folder, "bots.json");
    await writeFile(
      file,
      JSON.stringify({
        total: 1,
        bots: [
          {
            _id: BOT,
            name: "My bot",
            jwtApps: [
              { clientId: app.clientId, clientSecret: SECRET, jtiClaimEnforced: false, jweEncryptionEnforced: false },
            ],
          },
        ],
      }),
    );
    const name = `My bot · ${app.clientId.slice(0, 11)}`;
    const { error } = await start(["--apps", file, "--quiet"], "");
    assert.deepEqual(error, [
      "The file that --apps names has client secrets in it. They are not used: JWT_APPS_SECRETS and --secrets-file alone are read for secrets.",
      "JWT_APPS_SECRETS is not set.",
      `Without a clientSecret in JWT_APPS_SECRETS: “${name}”. Their tokens are refused, because no signature can be checked.`,
    ]);
    const given = await start(["--apps", file, "--quiet"], JSON.stringify({ [name]: SECRET }));
    assert.deepEqual(given.error.length, 1);
  });

  it("is described by the README: its options, its notes and the file with the tables", async () => {
    const readme = await readFile("README.md", "utf8");
    for (const option of usageOf("localPlatform.js").match(/--[a-z-]+/g) ?? [])
      assert.ok(readme.includes(option), option);
    const sources = (await readdir("src/localPlatform", { recursive: true })).filter((path) => path.endsWith(".ts"));
    const notes = new Set<string>();
    for (const path of sources) {
      const text = await readFile(join("src/localPlatform", path), "utf8");
      for (const [, note = ""] of text.matchAll(/\[NOTE_HEADER\]: "([^"]+)"/g)) notes.add(note);
    }
    assert.ok(notes.size >= 9);
    for (const note of [
      ...notes,
      "limit-cut",
      ...["breaks-limit", "lacks-header", "lacks-query", "unknown-file"],
      `${REPLAY_BOUND.toLocaleString("en")} tokens`,
      `${MAX_BYTES / 1024 / 1024} MB in all`,
    ])
      assert.ok(readme.includes(note), note);

    const example = /```json\n(\{\s*"format": "jwt-apps-tables"[^`]+)```/.exec(readme)?.[1] ?? "";
    const store = new TableStore(webPorts);
    store.load(example);
    assert.deepEqual(store.queryView("Adults", () => true, 10, 0).queryResult, [{ Name: "Jane" }]);
  });

  it("explains itself with --help", async () => {
    const { platform, out } = await start(["--help"]);
    assert.equal(platform, undefined);
    for (const word of [
      "--apps",
      "--tables",
      "--origin",
      "--rate-limits",
      "--quiet",
      "clientSecret",
      "payloadSharedKey",
      "platformPrivateKey",
    ])
      assert.ok(out[0]?.includes(word), word);
  });
});
