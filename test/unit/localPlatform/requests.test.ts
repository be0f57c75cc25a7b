import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import jwt from "jsonwebtoken";
import { withScopes, withPublished } from "../../../src/domain/apps/assignScopes";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { AppSecrets } from "../../../src/domain/apps/appSecrets";
import { DigestMemory } from "../../../src/localPlatform/digestMemory";
import { type HandlerServices, RequestHandler } from "../../../src/localPlatform/requestHandler";
import { sampleApp } from "../apps/sampleApp";
import { type AppWithSecrets, BOT, NOW, type Running, SECRET, startPlatform } from "./runningPlatform";

const SESSIONS = `POST /api/public/bot/${BOT}/getSessions`;
const CREDENTIALS = { errors: [{ msg: "Invalid SDK credentials", code: 4002 }] };

const botApp = withPublished(
  withScopes(sampleApp({ botId: BOT, name: "Bot app" }), [
    "xo/bot-sessions",
    "xo/metrics",
    "xo/debug-logs",
    "xo/conversation-tests-execution",
    "xo/user-engagement-trend",
  ]),
);
const adminApp = withScopes(app(2, { createdIn: "admin", name: "Admin app" }), [
  "admin/role-management",
  "admin/publish",
  "admin/user-management",
]);
const tablesApp = app(3, {
  createdIn: "tables",
  name: "Tables app",
  tables: [
    { kind: "table", name: "People", read: true, write: true, delete: false },
    { kind: "view", name: "Adults", read: true, write: false, delete: false },
  ],
});
const unpublished = withScopes(app(4, { botId: BOT, name: "Unpublished" }), ["xo/bot-sessions"]);
const jtiApp = withPublished(withScopes(app(5, { botId: BOT, name: "JTI", enforceJti: true }), ["xo/bot-sessions"]));
const keyless = app(6, { name: "Keyless" });

describe("requests to the local platform", () => {
  let running: Running;
  let own: Running | undefined;
  before(async () => {
    const secrets = { clientSecret: SECRET };
    running = await startPlatform([
      { app: botApp, secrets },
      { app: adminApp, secrets },
      { app: tablesApp, secrets },
      { app: unpublished, secrets },
      { app: jtiApp, secrets },
      { app: keyless },
    ]);
  });
  after(() => Promise.all([running.close(), own?.close()]));
  beforeEach(() => {
    running.lines.length = 0;
    running.refusals.length = 0;
    running.setNow(NOW);
  });

  const call = async (what: string, from: JwtApp, body?: unknown) =>
    running.send(what, { auth: await running.mint(from) }, body);

  it("refuses an app of a level that the page calls “Not Applicable”, serves where no page says so", async () => {
    const of = async (what: string, from: JwtApp) => {
      const { status, json } = await call(what, from, {});
      return [status, (json as { errors?: { msg: string }[] }).errors?.[0]?.msg];
    };
    const excluded = (name: string) => [401, `unverified: Its page says “Not Applicable” for apps created in ${name}.`];
    assert.deepEqual(await of(`POST /api/public/bot/${BOT}/getAnalytics`, adminApp), excluded("the Admin Console"));
    assert.deepEqual(
      await of(`POST /api/public/bot/${BOT}/conversations/delete`, adminApp),
      excluded("the Admin Console"),
    );
    assert.deepEqual(await of("POST /api/public/usersInfo", botApp), excluded("the XO Platform"));
    assert.deepEqual(await of(SESSIONS, adminApp), [200, undefined]);
    for (const from of [botApp, adminApp])
      assert.deepEqual(await of(`POST /agentai/api/v1/hooks/${BOT}`, from), [200, undefined]);
  });

  it("serves the bot whose ID has a UUID of another version than all that are known, and nothing that is no bot ID", async () => {
    const unusual = "st-22222222-2222-4222-8222-222222222222";
    const odd = withPublished(withScopes(app(7, { botId: unusual, name: "Odd bot" }), ["xo/bot-sessions"]));
    const platform = (own = await startPlatform([{ app: odd, secrets: { clientSecret: SECRET } }]));
    const status = async (bot: string) =>
      (await platform.send(`POST /api/public/bot/${bot}/getSessions`, { auth: await platform.mint(odd) }, {})).status;
    assert.deepEqual(
      [
        await status(unusual),
        await status(unusual.toUpperCase().replace("ST-", "st-")),
        await status(BOT),
        await status(`${unusual}x`),
      ],
      [200, 200, 401, 401],
    );
    await platform.close();
    own = undefined;
  });

  it("serves a sample answer where token, scope and bot fit, and writes one line", async () => {
    const { status, json, headers } = await call(SESSIONS, botApp, { skip: 0, limit: 100 });
    assert.equal(status, 200);
    assert.equal((json as { sessions: { botId: string }[] }).sessions[0]?.botId, BOT);
    assert.equal(headers["x-local-platform"], "sample");
    assert.equal(headers["content-type"], "application/json; charset=utf-8");
    assert.deepEqual(running.lines, [`POST /api/public/bot/${BOT}/getSessions · “Bot app” · 200 served`]);
  });

  it("answers {} and says so where the API's answer is not known", async () => {
    const { status, json, headers } = await call(`GET /api/1.1/${BOT}/debuglogs`, botApp);
    assert.deepEqual([status, json, headers["x-local-platform"]], [200, {}, "no-sample"]);
  });

  it("refuses with the platform's exact words and names the check in a header and in the line", async () => {
    const token = await running.mint(botApp);
    const refused: [string, Record<string, string>, number, unknown, string][] = [
      [SESSIONS, {}, 401, CREDENTIALS, "token"],
      [SESSIONS, { auth: `${token.slice(0, -4)}AAAA` }, 401, CREDENTIALS, "signature"],
      [SESSIONS, { auth: "not a token" }, 401, { errors: [{ msg: "Invalid JWT token", code: 4002 }] }, "format"],
      [SESSIONS, { authorization: `Bearer ${token}` }, 401, CREDENTIALS, "header"],
      [`POST /api/public/bot/${BOT.replace("1111-5", "2222-5")}/getSessions`, { auth: token }, 401, CREDENTIALS, "bot"],
      [
        `POST /api/public/bot/${BOT}/export`,
        { auth: token },
        401,
        { errors: [{ msg: "Permission denied. Scope is incorrect!", code: 4002 }] },
        "scope",
      ],
      [
        `GET /api/public/bot/${BOT}/getSessions`,
        { auth: token },
        405,
        { errors: [{ msg: "Method Not Allowed", code: 405 }] },
        "method",
      ],
    ];
    for (const [what, headers, status, body, check] of refused) {
      running.lines.length = 0;
      const answer = await running.send(what, headers);
      assert.deepEqual([answer.status, answer.json, answer.headers["x-local-platform-check"]], [status, body, check]);
      assert.equal(running.lines.length, 1);
      assert.match(running.lines[0] ?? "", new RegExp(` · ${status} refused · ${check}: `));
    }
  });

  it("tells in a header and in the line which checks of a request that it serves are unknown", async () => {
    const platform = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const { n = "", e = "" } = platform.publicKey.export({ format: "jwk" });
    const jweApp: JwtApp = { ...botApp, enforceJwe: true, credentials: "generated", platformKey: { kty: "RSA", n, e } };
    const ownKey = {
      clientSecret: SECRET,
      platformPrivateKey: platform.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    };
    const entry: AppWithSecrets = { app: botApp, secrets: ownKey };
    own = await startPlatform([entry]);
    const { mint, send, lines } = own;
    const unknown = async (app: JwtApp, token: string, what = SESSIONS) => {
      lines.length = 0;
      entry.app = app;
      const { status, headers } = await send(
        what,
        what.includes("webhook") ? { authorization: `bearer ${token}` } : { auth: token },
        { message: { val: "Hi" } },
      );
      assert.deepEqual([status, lines.length], [200, 1]);
      const inLine = / · 200 served(?: by its access token)?(?: · unknown: (.*))?$/.exec(lines[0] ?? "");
      assert.ok(inLine, lines[0]);
      assert.equal(inLine[1], headers["x-local-platform-unknown"]);
      return inLine[1];
    };
    const token = await mint(botApp);
    const bearer = (await send("POST /api/1.1/oAuth/token/jwtgrant", {}, { assertion: token })).json as {
      authorization: { accessToken: string };
    };
    const { botId: _, ...botless } = botApp;

    assert.equal(await unknown(botApp, token), undefined);
    assert.equal(
      await unknown(botApp, jwt.sign({ appId: botApp.clientId, exp: NOW + 60_000, iat: NOW }, SECRET)),
      "exp, iat",
    );
    assert.equal(await unknown(botApp, token, SESSIONS.replace("getSessions", "GETSESSIONS")), "endpoint");
    assert.equal(await unknown(jweApp, await mint(jweApp)), "jweKeyId");
    assert.equal(await unknown({ ...jweApp, enforceJwe: false }, await mint(jweApp)), "jweKeyId, jweEnforced");
    assert.equal(
      await unknown(
        {
          ...botApp,
          enforcePayloadEncryption: true,
          payloadKey: {
            kind: "keyPair",
            publicKey: platform.publicKey.export({ type: "spki", format: "pem" }).toString(),
            fingerprint: "SHA256:x",
            bits: 2048,
          },
        },
        token,
      ),
      "payloadBody",
    );
    assert.equal(await unknown(botless, token), "bot");
    assert.equal(await unknown(botless, bearer.authorization.accessToken, `POST /chatbot/v2/webhook/${BOT}`), "bot");
    assert.equal(await unknown(botApp, bearer.authorization.accessToken, `POST /chatbot/v2/webhook/${BOT}`), undefined);
    // What comes after a refusal is not looked into, and so says nothing.
    const refused = await send(SESSIONS, { auth: `${token.slice(0, -4)}AAAA` });
    assert.deepEqual([refused.status, refused.headers["x-local-platform-unknown"]], [401, undefined]);
  });

  it("serves a request that breaks what its page says, and tells in a header what", async () => {
    const sessions = await call(SESSIONS, botApp, { dateFrom: "2026-01-01", dateTo: "2026-02-01" });
    assert.equal(sessions.status, 200);
    assert.equal(sessions.headers["x-local-platform"], "sample, breaks-limit dateFrom..dateTo < 7 days");
    const bots = await call("GET /api/public/bots?limit=51", adminApp);
    assert.deepEqual([bots.status, bots.headers["x-local-platform"]], [200, "breaks-limit limit <= 50"]);
    const trend = await call(`POST /api/public/bot/${BOT}/userEngagementTrend?start_date=2026-01-01`, botApp, {});
    assert.deepEqual([trend.status, trend.headers["x-local-platform"]], [200, "sample, lacks-query end_date"]);
    const roles = await call("GET /api/public/roles?roleType=bot", adminApp);
    assert.equal(roles.headers["x-local-platform"], "sample");
    const suite = `POST /api/public/stream/${BOT}/conversation/testsuite/Smoke/run`;
    const run = async (headers: Record<string, string>) =>
      (await running.send(suite, { auth: await running.mint(botApp), ...headers }, {})).headers["x-local-platform"];
    assert.equal(await run({}), "sample, lacks-header bot-language");
    assert.equal(await run({ "Bot-Language": "en" }), "sample");
  });

  it("tells in a header where an answer is not known to be the platform's", async () => {
    const noteOn = async (headers: Record<string, string>, body?: string) =>
      (await running.send(SESSIONS, headers, body)).headers["x-local-platform"];
    const token = await running.mint(botApp);
    assert.equal(await noteOn({}), undefined);
    assert.equal(await noteOn({ auth: "not a token" }), undefined);
    assert.equal(await noteOn({ auth: `Bearer ${token}` }), "inferred-answer");
    assert.equal(await noteOn({ auth: token.split(".", 2).join(".") }), "inferred-answer");
    assert.equal(await noteOn({ auth: await running.mint({ ...botApp, clientId: "cs-other" }) }), "inferred-answer");
    assert.equal(await noteOn({ auth: token }, "{"), "inferred-answer");
    assert.equal(await noteOn({ auth: await running.mint(unpublished) }), "unverified-answer");
  });

  it("tells the lines of refused requests from the others, and says why one was refused unread", async () => {
    await call(SESSIONS, botApp);
    await running.send(SESSIONS);
    await running.send(SESSIONS, { origin: "http://localhost:3000" });
    await running.send(SESSIONS, { host: "example.com" });
    assert.equal(running.lines.length, 4);
    const path = `POST /api/public/bot/${BOT}/getSessions · no app`;
    assert.deepEqual(running.refusals, [
      `${path} · 401 refused · token: There is no token. The token belongs into the header “auth”, without “Bearer”.`,
      `${path} · 403 refused before it was read: The local platform refuses requests of web pages whose origin is not listed in its settings.`,
      `${path} · 403 refused before it was read: The local platform answers only under localhost and 127.0.0.1.`,
    ]);
  });

  it("takes an app's scopes, published or not, as they are at this moment", async () => {
    const { status, headers } = await call(SESSIONS, unpublished);
    assert.deepEqual([status, headers["x-local-platform-check"]], [401, "published"]);
    const published = await call(`POST /api/public/bot/${BOT}/publish`, adminApp, { versionComment: "x" });
    assert.equal(published.status, 200);
    assert.equal((published.json as { status: string }[])[0]?.status, "SUCCESS");
    assert.equal((await call(SESSIONS, unpublished)).status, 200);
  });

  it("lists bots with their apps and every secret masked", async () => {
    const { json, text } = await call("GET /api/public/bots?offset=0&limit=50", adminApp);
    const { total, availableMore, bots } = json as {
      total: number;
      availableMore: boolean;
      bots: { _id: string; jwtApps: Record<string, unknown>[] }[];
    };
    assert.deepEqual([total, availableMore, bots.length, bots[0]?._id], [1, false, 1, BOT]);
    assert.deepEqual(bots[0]?.jwtApps[0], {
      clientId: botApp.clientId,
      clientSecret: "*".repeat(44),
      jtiClaimEnforced: false,
      jweEncryptionEnforced: false,
      createdOn: "2030-01-01T00:00:00.000Z",
    });
    assert.deepEqual(
      bots[0]?.jwtApps.map(({ jtiClaimEnforced }) => jtiClaimEnforced),
      [false, false, true],
    );
    assert.ok(!text.includes(SECRET));
    assert.deepEqual(((await call("GET /api/public/bots?offset=1", adminApp)).json as { bots: unknown[] }).bots, []);
  });

  it("takes a jti once, and the next token's again", async () => {
    const token = await running.mint(jtiApp);
    assert.equal((await running.send(SESSIONS, { auth: token })).status, 200);
    const replayed = await running.send(SESSIONS, { auth: token });
    assert.deepEqual(
      [replayed.status, replayed.json],
      [401, { errors: [{ msg: "error verifying the jwt: possibly a replay", code: 401 }] }],
    );
    assert.equal((await call(SESSIONS, jtiApp)).status, 200);
  });

  it("grants read, write and delete on each table apart", async () => {
    const row = { data: { Name: "Jane", Age: 40 } };
    const conditions = { query: { expressions: [{ field: "Name", operand: "=", value: "Jane" }], operator: "and" } };
    assert.equal((await call("POST /api/public/tables/People", tablesApp, row)).status, 200);
    assert.deepEqual(
      (await call("PUT /api/public/tables/People", tablesApp, { ...conditions, data: { Age: 41 } })).json,
      { nModified: 1 },
    );
    assert.equal(
      (
        (await call("POST /api/public/tables/People/query?sys_limit=1", tablesApp, conditions)).json as {
          total: number;
        }
      ).total,
      1,
    );
    assert.equal((await call("POST /api/public/views/Adults/query", tablesApp, {})).status, 200);
    for (const what of [
      "DELETE /api/public/tables/People",
      "POST /api/public/tables/Pets",
      "POST /api/public/views/People/query",
    ]) {
      const { status, headers } = await call(what, tablesApp, { ...conditions, ...row });
      assert.deepEqual([status, headers["x-local-platform-check"]], [401, "tables"], what);
    }
    assert.equal(
      (await call("POST /api/public/tables/People", botApp, row)).headers["x-local-platform-check"],
      "level",
    );
  });

  it("takes PUT and DELETE as POST with x-http-method-override", async () => {
    const answer = await running.send(
      "POST /api/public/tables/People",
      { auth: await running.mint(tablesApp), "x-http-method-override": "PUT" },
      { query: { expressions: [{ field: "a", operand: "=", value: 1 }] }, data: {} },
    );
    assert.deepEqual(answer.json, { nModified: 0 });
  });

  it("answers 412 to a body that is no JSON, and minds none where a form is sent", async () => {
    for (const body of [
      "{",
      "\u0000",
      '{"a":1}}',
      Buffer.from([0x22, 0xff, 0x22]),
      `${"[".repeat(201)}${"]".repeat(201)}`,
    ]) {
      const { status, json } = await running.send(SESSIONS, { auth: await running.mint(botApp) }, body);
      assert.deepEqual([status, json], [412, { errors: [{ msg: "Validation errors/ Invalid arguments", code: 412 }] }]);
    }
    assert.equal(
      (await running.send(SESSIONS, { auth: await running.mint(botApp) }, `${"[".repeat(200)}${"]".repeat(200)}`))
        .status,
      200,
    );
    assert.equal(
      (
        await running.send(
          "POST /api/public/uploadfile",
          { auth: await running.mint(adminApp), "content-type": "multipart/form-data; boundary=x" },
          "--x--",
        )
      ).status,
      200,
    );
  });

  it("answers the documented errors of useraccess and usersInfo", async () => {
    const access = async (body: unknown) => {
      const { status, json } = await call("POST /api/public/useraccess", adminApp, body);
      return [status, json];
    };
    assert.deepEqual(await access({ emailIds: ["john.doe@example.com"], canCreateBot: true, isDeveloper: true }), [
      200,
      ["SUCCESS"],
    ]);
    assert.deepEqual(await access({ emailIds: ["john.doe@example.com"], canCreateBot: true, isDeveloper: false }), [
      403,
      { errors: [{ msg: "Invalid values in the body", code: 403 }] },
    ]);
    assert.deepEqual(await access({ emailIds: [] }), [
      400,
      { errors: [{ msg: "emailIds can't be empty", code: 400 }] },
    ]);
    assert.deepEqual(await access({ emailIds: ["nobody@example.com"] }), [
      400,
      { errors: [{ msg: "One or more entered emails not found", code: 400 }] },
    ]);
    const { json } = await call("POST /api/public/usersInfo", adminApp, { emailIds: ["nobody@example.com"] });
    assert.deepEqual(json, [
      {
        userInfo: {
          emailId: "nobody@example.com",
          status: "failure",
          reason: { errors: [{ msg: "User not found. Please check the provided email address.", code: 400 }] },
        },
      },
    ]);
  });

  it("refuses a signature that it can't check, and says so", async () => {
    const forged = await running.mint({ ...botApp, clientId: keyless.clientId });
    const { status, json, headers } = await running.send(SESSIONS, { auth: forged });
    assert.deepEqual(
      [status, headers["x-local-platform"], headers["x-local-platform-check"]],
      [401, "can-not-check", "signature"],
    );
    const reason =
      "The local platform can't check this request. The app's key is not known here, so the signature can't be verified.";
    const fix =
      "In VS Code, enter the client secret with “Replace Client Secret…”; outside of VS Code, put it into JWT_APPS_SECRETS.";
    assert.deepEqual(json, { errors: [{ msg: `${reason} ${fix}`, code: 401 }] });
    assert.match(running.lines[0] ?? "", /“Keyless” · 401 refused, for it can't be checked · signature: /);
  });

  it("says 404 for a path that nobody knows, once the token is accepted", async () => {
    assert.equal((await running.send("GET /api/public/unheard/of", {})).status, 401);
    const { status, headers } = await call("GET /api/public/unheard/of", botApp);
    assert.deepEqual([status, headers["x-local-platform"]], [404, "unknown-endpoint"]);
  });

  it("echoes on the webhook channel, where the JWT stands after bearer", async () => {
    const message = { session: { new: true }, message: { type: "text", val: "Hi" }, from: { id: "user-1" } };
    const bearer = { authorization: `bearer ${await running.mint(botApp)}` };
    const answer = await running.send(`POST /chatbot/v2/webhook/${BOT}`, bearer, message);
    assert.deepEqual([answer.status, answer.json], [200, { data: [{ type: "text", val: "Hi" }] }]);
    assert.equal((await running.send(`POST /chatbot/hooks/${BOT}`, bearer, { message: { text: "Hi" } })).status, 200);
    assert.equal(
      (await running.send(`POST /chatbot/v2/webhook/${BOT}/hookInstance/ivrInst-1`, bearer, message)).status,
      200,
    );
    assert.equal(
      (await running.send(`POST /chatbot/v2/webhook/${BOT}`, { auth: await running.mint(botApp) }, message)).status,
      401,
    );
    assert.equal((await running.send(`POST /chatbot/v2/webhook/${BOT}`, bearer, {})).status, 412);
  });

  it("answers 503 where no more jti can be remembered", async () => {
    const replays = new DigestMemory(() => NOW, 1);
    replays.remember(new Uint8Array(32), NOW / 1000 + 60);
    const services = {
      clock: () => NOW,
      apps: () => Promise.resolve([jtiApp]),
      secretsOf: () => Promise.resolve(new AppSecrets({ clientSecret: SECRET })),
      replays,
      log: () => undefined,
    };
    const handler = new RequestHandler(services as never as HandlerServices);
    const request = {
      method: "POST",
      path: SESSIONS.slice(5),
      headers: { auth: await running.mint(jtiApp) },
      body: new Uint8Array(0),
    };
    const { status, body } = await handler.handle(request);
    assert.deepEqual(
      [status, body],
      [503, { errors: [{ msg: "unverified: No more “jti” can be remembered until some of them expire.", code: 503 }] }],
    );
  });
});

function app(number: number, changes: Partial<JwtApp>): JwtApp {
  const digits = String(number).repeat(8);
  return sampleApp({
    id: `${digits}-1111-4111-8111-111111111111`,
    clientId: `cs-${digits}-1111-5111-8111-111111111111`,
    ...changes,
  });
}
