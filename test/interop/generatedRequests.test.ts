import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { AppSecretValues } from "../../src/domain/apps/appSecrets";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { targetId, targetsOfLevel } from "../../src/domain/requests/write/requestTargets";
import { type TokenPlacement, writeRequestFile } from "../../src/domain/requests/write/writeRequest";
import { type Endpoint, endpoints, scopesForLevel } from "../../src/domain/scopes/catalogue";
import { outputOf } from "../outputOf";
import { type Running, startPlatform } from "../unit/localPlatform/runningPlatform";
import { needsEarlier } from "../unit/localPlatform/needsEarlier";
import { sampleApp } from "../unit/apps/sampleApp";

const BOT = "st-11111111-1111-5111-8111-111111111111";

// The requests that are written for users, sent by a client that nobody here wrote.
describe("httpyac sends the requests that are written for an app", () => {
  const keys = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const encryption: Partial<JwtApp> = {
    enforcePayloadEncryption: true,
    payloadKey: { kind: "keyPair", publicKey: keys.publicKey, fingerprint: "SHA256:test", bits: 2048 },
  };
  const permissions = { read: true, write: true, delete: true };
  const tables: JwtApp["tables"] = [
    { kind: "table", name: "Orders", ...permissions },
    { kind: "view", name: "Late orders", ...permissions },
  ];
  const apps = {
    xo: newApp("xo", "1"),
    admin: newApp("admin", "2"),
    tables: newApp("tables", "3", { tables }),
    jti: newApp("xo", "4", { enforceJti: true }),
    encrypted: newApp("xo", "5", encryption),
    encryptedAdmin: newApp("admin", "6", encryption),
  };
  let platform: Running;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "requests-"));
    platform = await startPlatform(Object.values(apps).map((app) => ({ app, secrets: secretsOf(app) })));
    for (const app of Object.values(apps)) Object.assign(app, { host: platform.url.replace("http://", "") });
  });
  after(async () => {
    await platform.close();
    await rm(folder, { recursive: true });
  });

  it("all endpoints with a path are among them", () => {
    const sent = new Set(Object.values(apps).flatMap((app) => targetsOfLevel(app).map(targetId)));
    assert.deepEqual(
      endpoints().filter(({ id, path }) => path !== undefined && !sent.has(id)),
      [],
    );
  });

  for (const [name, app] of Object.entries(apps)) {
    it(`${name}: every request is accepted`, async () => {
      const targets = targetsOfLevel(app);
      const answers = await send(
        await writeRequestFile(targets, {
          app,
          placement: { kind: "line", mint: (profile) => platform.mint(app, { profile }) },
        }),
      );
      const needing = new Set(endpoints().flatMap((endpoint) => (needsEarlier(endpoint) ? [endpoint.api] : [])));
      assert.deepEqual(
        answers.filter(({ name: api, status }) => status >= 300 && !(needing.has(api) && [400, 404].includes(status))),
        [],
      );
      assert.equal(answers.length, targets.length);
      // Whatever was refused, its token, scope and bot were not.
      assert.deepEqual(
        platform.refusals.filter((line) => !line.includes(" refused after its token was accepted")),
        [],
      );
    });
  }

  it("a job that a request started is found by the ID that its answer gave, each kind of it", async () => {
    const tokens = { xo: await platform.mint(apps.xo), admin: await platform.mint(apps.admin) };
    const asked = new Set<string>();
    const text = endpoints().flatMap((start, index) => {
      const { startsJob } = start;
      if (!startsJob) return [];
      const told = endpoints().filter(({ answersJob }) => answersJob?.job === startsJob.job);
      return (["xo", "admin"] as const).flatMap((level) => {
        const statuses = told.filter(({ access }) => access[level] && start.access[level]);
        if (statuses.length === 0) return [];
        asked.add(startsJob.job);
        const name = `started${index}${level}`;
        const head = `auth: ${tokens[level]}\nContent-Type: application/json\n`;
        return [
          `# @name ${name}\n${callTo(start)}\n${head}${bodyOf(start)}`,
          ...statuses.map((status) => {
            const { param } = status.answersJob ?? {};
            const id = param === undefined ? {} : { [param]: `{{${name}.${startsJob.at}}}` };
            return `${callTo(status, id)}\n${head}${status.method === "GET" ? "" : bodyOf(status)}`;
          }),
        ];
      });
    });
    const kinds = endpoints().flatMap(({ answersJob }) => answersJob?.job ?? []);
    assert.deepEqual([...asked].sort(), [...new Set(kinds)].sort());
    const answers = await send(text.join("\n\n###\n"));
    assert.equal(answers.length, text.length);
    assert.deepEqual(
      answers.flatMap(({ status }, at) =>
        status >= 200 && status < 300 ? [] : [`${status}: ${text[at]?.slice(0, 200)}`],
      ),
      [],
    );
  });

  /** With every parameter filled in, alike in all requests. */
  function callTo({ method, path = "", query, onlyWith }: Endpoint, given: Readonly<Record<string, string>> = {}) {
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => given[name] ?? PARAMS[name] ?? `x-${name}`);
    const search = new URLSearchParams({ ...query, ...onlyWith?.query }).toString();
    return `${method} ${platform.url}${filled}${search && `?${search}`}`;
  }

  function bodyOf({ bodyExample }: Endpoint): string {
    const text = JSON.stringify(bodyExample ?? {}, undefined, 1);
    return `\n${text.replace(/\{(\w+)\}/g, (_, name: string) => PARAMS[name] ?? `x-${name}`)}`;
  }

  it("a script gets a token from the extension, for each request", async () => {
    const app = apps.jti;
    const targets = targetsOfLevel(app).filter(
      (target) =>
        target.kind === "jwtGrant" || (target.kind === "endpoint" && target.endpoint.id.startsWith("faq-training")),
    );
    assert.equal(targets.length, 3);
    // In VS Code httpYac gives its scripts the extension API by this name.
    await mkdir(join(folder, "node_modules", "vscode"), { recursive: true });
    await writeFile(join(folder, "node_modules", "vscode", "index.js"), STAND_IN);
    const tokens = {
      publicApi: [await platform.mint(app), await platform.mint(app)],
      sdk: [await platform.mint(app, { profile: "sdk" })],
    };
    const answers = await send(await writeRequestFile(targets, { app, placement: { kind: "script" } }), {
      TOKENS: JSON.stringify({ app: app.clientId, tokens }),
    });
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200],
    );
  });

  it("a variable of the environment holds the token", async () => {
    const app = apps.xo;
    const placement: TokenPlacement = { kind: "environment", variable: (profile) => `JWT_APPS_TEST_${profile}` };
    const environment = {
      JWT_APPS_TEST_publicApi: await platform.mint(app),
      JWT_APPS_TEST_sdk: await platform.mint(app, { profile: "sdk" }),
    };
    const answers = await send(await writeRequestFile(targetsOfLevel(app).slice(-3), { app, placement }), environment);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200],
    );
  });

  async function send(
    text: string,
    environment: Record<string, string> = {},
  ): Promise<{ name: string; status: number }[]> {
    // Whose access is updated is left to fill in; the local platform knows this user.
    const filled = text.replace(/^@emailId = .*$/m, "@emailId = john.doe@example.com");
    await writeFile(join(folder, "requests.http"), filled);
    const manifest = createRequire(import.meta.url).resolve("httpyac/package.json");
    const args = ["send", "requests.http", "--all", "--json", "--no-color"];
    const script = join(dirname(manifest), "bin", "httpyac.js");
    const { stdout, stderr } = await outputOf(script, args, { env: { ...process.env, ...environment }, cwd: folder });
    assert.match(stdout, /^\s*\{/, stderr);
    const { requests = [] } = JSON.parse(stdout) as {
      requests?: { name: string; response?: { statusCode: number } }[];
    };
    return requests.map(({ name, response }) => ({ name, status: response?.statusCode ?? 0 }));
  }
});

const PARAMS: Readonly<Record<string, string>> = { botId: BOT, streamId: BOT };

const STAND_IN = `
const { app, tokens } = JSON.parse(process.env.TOKENS);
exports.commands = {
  async executeCommand(command, argument) {
    if (command !== "jwtApps.mintToken" || argument.app !== app) throw new Error("not what a script may ask for");
    return { token: tokens[argument.profile].shift() };
  },
};
`;

function newApp(createdIn: JwtApp["createdIn"], digit: string, changes: Partial<JwtApp> = {}): JwtApp {
  const scopes = createdIn === "tables" ? [] : scopesForLevel(createdIn).map(({ id }) => ({ id, published: true }));
  const id = `${digit.repeat(8)}-1111-4111-8111-111111111111`;
  return sampleApp({ name: `App ${digit}`, id, clientId: `cs-${id}`, createdIn, botId: BOT, scopes, ...changes });
}

function secretsOf({ name }: JwtApp): AppSecretValues {
  return { clientSecret: Buffer.from(`a secret of a test, of the app ${name}`).toString("base64") };
}
