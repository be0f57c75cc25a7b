import { strict as assert } from "node:assert";
import type { JwtApp } from "../../../../src/domain/apps/jwtApp";
import { fill } from "../../../../src/domain/errors";
import { endpoints } from "../../../../src/domain/scopes/catalogue";
import { certaintyOfRule } from "../../../../src/domain/tokens/verify/ruleCertainty";
import { BOT_ID, check, claims, find, outcome, request, sampleApp, SESSIONS, signed } from "./samples";

const at = (path: string, changes: { app?: Partial<JwtApp>; method?: string; headers?: Record<string, string> } = {}) =>
  check({
    apps: [sampleApp(changes.app)],
    request: request(signed(), {
      path,
      ...(changes.method && { method: changes.method }),
      headers: { auth: signed(), ...changes.headers },
    }),
  });

describe("the route of a request", () => {
  it("is known with /stream/ for /bot/, with a version, with a query and with a slash at the end", async () => {
    for (const path of [SESSIONS, `${SESSIONS}?containmentType=dropOff`, `${SESSIONS}/`]) {
      assert.equal(outcome(await at(path), "endpoint"), "passed: known-path");
    }
    for (const path of [SESSIONS.replace("/bot/", "/stream/"), SESSIONS.replace("/api/", "/api/1.1/")]) {
      const verdict = await at(path);
      assert.equal(outcome(verdict, "endpoint"), "passed: path-variant");
      assert.equal(verdict.decidedBy, undefined);
      assert.equal(verdict.endpoint?.endpoint.id, "sessions-history");
    }
    assert.equal(
      outcome(await at(SESSIONS.toUpperCase().replace(BOT_ID.toUpperCase(), BOT_ID)), "endpoint"),
      "unknown: path-case",
    );
  });

  it("that the catalogue doesn't know is unknown, and the token is checked all the same", async () => {
    for (const path of [
      "/api/public/nothing",
      "/",
      "",
      "*",
      "/api/public/../users",
      "/api/public/%2e%2e/users",
      "/api/%00",
      `/${"a/".repeat(9_000)}`,
    ]) {
      const verdict = await at(path);
      assert.equal(outcome(verdict, "endpoint"), "unknown: unknown-path");
      assert.equal(outcome(verdict, "signature"), "passed: signature-matches");
      assert.equal(find(verdict, "scope"), undefined);
    }
  });

  it("takes the method from x-http-method-override of a POST alone", async () => {
    const path = "/api/public/users";
    const admin: Partial<JwtApp> = { createdIn: "admin", scopes: [{ id: "admin/user-management", published: true }] };
    const put = await at(path, { app: admin, headers: { "x-http-method-override": "put" } });
    assert.equal(put.endpoint?.endpoint.id, "update-user");
    assert.equal((await at(path, { app: admin })).endpoint?.endpoint.id, "create-users");
    const get = await at(path, { app: admin, method: "GET", headers: { "x-http-method-override": "PUT" } });
    assert.equal(outcome(get, "method"), "failed: wrong-method");
    assert.deepEqual(find(get, "method")?.message.args, ["POST, PUT, DELETE"]);
  });

  it("is decided before the token", async () => {
    const verdict = await check({ request: request(undefined, { method: "GET" }) });
    assert.equal(verdict.decidedBy?.id, "method");
    assert.equal(outcome(verdict, "token"), "failed: no-token");
  });

  it("knows the doors beside the public APIs", async () => {
    const door = async (path: string) =>
      (await check({ token: signed(), request: { method: "POST", path, headers: {} } })).door;
    assert.equal(await door(`/chatbot/v2/webhook/${BOT_ID}`), "webhook");
    assert.equal(await door(`/chatbot/v2/webhook/${BOT_ID}/hookInstance/ivrInst-1?x=1`), "webhook");
    assert.equal(await door(`/chatbot/hooks/${BOT_ID}`), "webhook");
    assert.equal(await door("/api/1.1/oAuth/token/jwtgrant"), "jwtGrant");
    assert.equal(await door("/api/1.1/oAuth/token/jwtgrant/anonymous"), "jwtGrant");
    assert.equal(await door("/api/1.1/rtm/start"), "sdk");
    assert.equal(await door("/chatbot/v2/webhook"), "publicApi");
  });
});

describe("the header of a request", () => {
  const token = signed();
  const auth = async (headers: Record<string, string | undefined>) =>
    check({ request: request(undefined, { headers }) });

  it("is auth, with the token alone", async () => {
    assert.equal(outcome(await auth({ auth: token }), "header"), "passed: right-header");
    for (const [value, reason] of [
      [`Bearer ${token}`, "bearer-in-auth"],
      [`bearer ${token}`, "bearer-in-auth"],
      [`JWT ${token}`, "bearer-in-auth"],
      [`"${token}"`, "quotes-in-auth"],
      [`auth: ${token}`, "name-in-auth"],
      [`token:${token}`, "name-in-auth"],
    ]) {
      const verdict = await auth({ auth: value });
      assert.equal(outcome(verdict, "header"), `failed: ${reason}`);
      assert.deepEqual(verdict.answer.body, { errors: [{ msg: "Invalid JWT token", code: 4002 }] });
      assert.equal(outcome(verdict, "signature"), "passed: signature-matches");
    }
  });

  it("is neither Authorization nor token for public APIs", async () => {
    assert.equal(
      outcome(await auth({ authorization: `bearer ${token}` }), "header"),
      "failed: authorization-instead-of-auth",
    );
    assert.equal(outcome(await auth({ authorization: token }), "header"), "failed: authorization-instead-of-auth");
    assert.equal(outcome(await auth({ token }), "header"), "failed: token-instead-of-auth");
    assert.equal(outcome(await auth({ auth: token, authorization: "Basic abc" }), "header"), "passed: right-header");
  });

  it("is not known where the API's own page contradicts itself", async () => {
    const to = async (path: string, headers: Record<string, string>) => {
      const verdict = await check({ request: { method: "POST", path, headers } });
      return [outcome(verdict, "header"), outcome(verdict, "signature")];
    };
    const hooks = ["/agentassist/api/v1/hooks/", "/agentai/api/v1/hooks/", "/api/v1/public/bot/"];
    for (const path of hooks.map((start) => `${start}${BOT_ID}`)) {
      assert.deepEqual(await to(path, { token }), ["unknown: token-of-samples", "passed: signature-matches"], path);
      assert.deepEqual(await to(path, { auth: token }), ["passed: right-header", "passed: signature-matches"], path);
      assert.equal((await to(path, { authorization: `bearer ${token}` }))[0], "failed: authorization-instead-of-auth");
      assert.equal((await to(path, { auth: `Bearer ${token}` }))[0], "failed: bearer-in-auth");
    }
    const rawData = `/agentassist/api/v1/public/${BOT_ID}/v2/agentassistinteractions?limit=10`;
    assert.deepEqual(await to(rawData, { auth: `Bearer ${token}` }), [
      "unknown: bearer-of-table",
      "passed: signature-matches",
    ]);
    assert.equal((await to(rawData, { auth: token }))[0], "passed: right-header");
    assert.equal((await to(rawData, { token }))[0], "failed: token-instead-of-auth");
    assert.equal((await to(`${hooks[0]}${BOT_ID}/more`, { token }))[0], "failed: token-instead-of-auth");
  });

  it("is missing: there is no token", async () => {
    for (const headers of [{}, { auth: "" }, { auth: "  " }]) {
      const verdict = await auth(headers);
      assert.equal(outcome(verdict, "token"), "failed: no-token");
      assert.deepEqual(verdict.answer.body, { errors: [{ msg: "Invalid SDK credentials", code: 4002 }] });
    }
  });

  it("is Authorization, after bearer, for the webhook", async () => {
    const webhook = async (headers: Record<string, string>) =>
      check({ request: { method: "POST", path: `/chatbot/v2/webhook/${BOT_ID}`, headers } });
    const verdict = await webhook({ authorization: `bearer ${token}` });
    assert.equal(outcome(verdict, "header"), "passed: right-header");
    assert.equal(outcome(verdict, "bot"), "passed: bot-fits");
    assert.equal(verdict.decidedBy, undefined);
    assert.equal(outcome(await webhook({ authorization: `Bearer ${token}` }), "header"), "passed: right-header");
    assert.equal(outcome(await webhook({ authorization: token }), "header"), "failed: bearer-missing");
    assert.equal(outcome(await webhook({ auth: token }), "header"), "failed: authorization-missing");
    assert.equal((await webhook({ auth: token })).answer.certainty, "unverified");
  });

  it("carries no token for the SDKs' grant, whose body does", async () => {
    const grant = async (body: string) =>
      check({
        areAllApps: true,
        request: { method: "POST", path: "/api/1.1/oAuth/token/jwtgrant", headers: {}, body: Buffer.from(body) },
      });
    const good = await grant(JSON.stringify({ assertion: token, botInfo: { chatBot: "Bot", taskBotId: BOT_ID } }));
    assert.equal(good.decidedBy, undefined);
    const bot = async (botInfo: unknown, app: Partial<JwtApp> = {}) => {
      const body = Buffer.from(JSON.stringify({ assertion: token, botInfo }));
      return outcome(
        await check({
          apps: [sampleApp(app)],
          request: { method: "POST", path: "/api/1.1/oAuth/token/jwtgrant/anonymous", headers: {}, body },
        }),
        "bot",
      );
    };
    assert.equal(outcome(good, "bot"), "passed: bot-fits");
    assert.equal(await bot({ taskBotId: BOT_ID.replace("st-b", "st-a") }), "failed: other-bot");
    for (const taskBotId of ["Bot", `${BOT_ID}x`, "", 5, {}, [BOT_ID]])
      assert.equal(await bot({ taskBotId }), "failed: bot-id-malformed");
    for (const botInfo of [undefined, null, {}, "Bot", [], { chatBot: "Bot" }, { taskBotId: null }])
      assert.equal(await bot(botInfo), undefined);
    assert.equal(await bot({ taskBotId: BOT_ID }, { botId: undefined }), "unknown: bot-not-known");
    for (const body of ["", "{", "[]", '"x"', "{}", '{"assertion":5}', '{"assertion":""}'])
      assert.equal((await grant(body)).decidedBy?.id, "token");
    const msg = async (assertion: string) =>
      ((await grant(JSON.stringify({ assertion }))).answer.body as { errors: { msg: string }[] }).errors[0]?.msg;
    assert.equal(await msg(signed(claims({ sub: "" }))), "missing/Invalid jwt.sub()");
    assert.equal(await msg(signed(claims({ appId: "cs-00000000-0000-5000-8000-000000000000" }))), "Not found");
    assert.equal(await msg(signed(claims(), { key: "wrong" })), "error verifying the jwt");
  });
});

describe("what an app may call", () => {
  it("depends on where it was created", async () => {
    assert.equal(outcome(await at("/api/public/getSessions"), "level"), "failed: level-differs");
    assert.equal(outcome(await at("/api/public/tables/T"), "level"), "failed: level-of-tables");
    assert.equal(
      outcome(await at(SESSIONS, { app: { createdIn: "tables", scopes: [] } }), "level"),
      "failed: level-of-tables",
    );
    assert.equal(
      outcome(await at("/api/public/tables/T", { app: { createdIn: "admin" } }), "level"),
      "failed: level-of-tables",
    );
    const said = find(await at("/api/public/tables/T"), "level")?.message ?? assert.fail();
    assert.equal(
      fill(said.template, said.args),
      "It needs an app created in Data Tables; this one was created in the XO Platform.",
    );
    const admin = await at(SESSIONS, { app: { createdIn: "admin" } });
    assert.equal(outcome(admin, "level"), "unknown: level-not-listed");
    assert.equal(find(admin, "scope"), undefined);
  });

  it("is refused where a page calls the app's level “Not Applicable”, in words that are not known", async () => {
    const cases = [
      ["/api/public/usersInfo", "POST", "xo", "the XO Platform"],
      ["/api/public/bots", "GET", "xo", "the XO Platform"],
      [`/api/public/bot/${BOT_ID}/getAnalytics`, "POST", "admin", "the Admin Console"],
      [`/api/public/bot/${BOT_ID}/v2/userEngagementTrend`, "POST", "admin", "the Admin Console"],
      [`/api/1.1/${BOT_ID}/translationlogs`, "GET", "admin", "the Admin Console"],
      [`/api/public/streams/${BOT_ID}/sdknotifications/subscribe`, "POST", "admin", "the Admin Console"],
      [`/api/public/bot/${BOT_ID}/conversations/delete`, "POST", "admin", "the Admin Console"],
    ] as const;
    for (const [path, method, createdIn, name] of cases) {
      const verdict = await at(path, { method, app: { createdIn } });
      assert.equal(outcome(verdict, "level"), "failed: level-not-applicable", path);
      assert.equal(verdict.answer.certainty, "unverified", path);
      const said = find(verdict, "level") ?? assert.fail();
      assert.equal(
        fill(said.message.template, said.message.args),
        `Its page says “Not Applicable” for apps created in ${name}.`,
      );
      assert.equal(certaintyOfRule(said), "documented");
    }
  });

  it("is not known where no page states the level, unless the app has a scope of it", async () => {
    const hook = `/agentai/api/v1/hooks/${BOT_ID}`;
    for (const createdIn of ["xo", "admin"] as const) {
      const verdict = await at(hook, { app: { createdIn } });
      assert.equal(outcome(verdict, "level"), "unknown: level-not-stated");
      assert.equal(outcome(verdict, "scope"), "unknown: scope-not-known");
      assert.equal(verdict.decidedBy, undefined);
    }
    const tables = find(await at(hook, { app: { createdIn: "tables", scopes: [] } }), "level") ?? assert.fail();
    assert.equal(tables.reason, "level-of-tables");
    assert.equal(
      fill(tables.message.template, tables.message.args),
      "Apps created in Data Tables call tables and views alone.",
    );

    const enabling = `/api/public/bot/${BOT_ID}/sdkSubscription`;
    const enable = async (app: Partial<JwtApp>) => {
      const verdict = await at(enabling, { method: "PUT", app });
      return [outcome(verdict, "level"), outcome(verdict, "scope")];
    };
    assert.deepEqual(await enable({ scopes: [] }), ["unknown: level-not-stated", "failed: scope-missing"]);
    for (const createdIn of ["xo", "admin"] as const) {
      const scopes = [{ id: `${createdIn}/botkit`, published: true }];
      assert.deepEqual(await enable({ createdIn, scopes }), ["passed: level-of-scope", "passed: scope-assigned"]);
    }
  });

  it("depends on the bot in the path", async () => {
    const other = BOT_ID.replace("st-b", "st-a");
    const bot = async (id: string, app: Partial<JwtApp> = {}) =>
      outcome(await at(SESSIONS.replace(BOT_ID, id), { app }), "bot");
    assert.equal(await bot(BOT_ID), "passed: bot-fits");
    assert.equal(await bot(other), "failed: other-bot");
    assert.equal(await bot(`${BOT_ID}x`), "failed: bot-id-malformed");
    assert.equal(await bot("st-1"), "failed: bot-id-malformed");
    assert.equal(await bot(BOT_ID, { botId: undefined }), "unknown: bot-not-known");
    assert.equal(await bot(other, { createdIn: "admin" }), "unknown: other-bot-of-account");
  });

  it("takes a bot ID with a UUID of another version than all that are known, and says so", async () => {
    const unusual = BOT_ID.replace("-5", "-4");
    const verdict = (id: string, app: Partial<JwtApp>) => at(SESSIONS.replace(BOT_ID, id), { app });
    const own = await verdict(unusual, { botId: unusual });
    assert.deepEqual([outcome(own, "bot"), own.decidedBy, own.answer.status], ["passed: bot-fits", undefined, 200]);
    const said = find(own, "bot")?.message ?? assert.fail();
    assert.equal(
      fill(said.template, said.args),
      "The bot ID in the path is the app's. Every known bot ID has a UUID of version 5; this one's is another.",
    );
    assert.equal(outcome(await verdict(unusual, { botId: undefined }), "bot"), "unknown: bot-not-known");
    assert.equal(outcome(await verdict(unusual, { createdIn: "admin" }), "bot"), "unknown: other-bot-of-account");
    assert.equal(outcome(await verdict(unusual, {}), "bot"), "failed: other-bot");
  });

  it("depends on any one of the scopes that Kore's pages name, and on its being published", async () => {
    const path = `/api/public/bot/${BOT_ID}/conversationDetails`;
    const scoped = (id: string, published = true) => at(path, { app: { scopes: [{ id, published }] } });
    assert.equal(outcome(await scoped("xo/chat-history"), "published"), "passed: scope-published");
    assert.equal(outcome(await scoped("xo/conversation-history"), "published"), "passed: scope-published");
    assert.equal(outcome(await scoped("xo/chat-history", false), "published"), "failed: scope-unpublished");
    const missing = await scoped("xo/metrics");
    assert.equal(outcome(missing, "scope"), "failed: scope-missing");
    assert.deepEqual(find(missing, "scope")?.message.args, ["Chat History” / “Conversation History"]);
    assert.equal(find(missing, "published"), undefined);
  });

  it("has no state of being published in the Admin Console", async () => {
    const verdict = await at("/api/public/usersInfo", {
      app: { createdIn: "admin", scopes: [{ id: "admin/user-management", published: false }] },
    });
    assert.equal(outcome(verdict, "scope"), "passed: scope-assigned");
    assert.equal(find(verdict, "published"), undefined);
    assert.equal(verdict.decidedBy, undefined);
    assert.equal(
      outcome(await at("/api/public/uploadfile", { app: { createdIn: "admin" } }), "scope"),
      "passed: any-app",
    );
    assert.equal(
      outcome(await at(`/api/public/bot/${BOT_ID}/conversationDetails`, { app: { createdIn: "admin" } }), "scope"),
      "unknown: scope-not-known",
    );
  });

  const calls: readonly [string, string, string, readonly ("read" | "write" | "delete")[]][] = [
    ["POST", "/api/public/tables/Customers", "table", ["write"]],
    ["POST", "/api/public/tables/Customers/bulk", "table", ["write"]],
    ["PUT", "/api/public/tables/Customers", "table", ["read", "write"]],
    ["DELETE", "/api/public/tables/Customers", "table", ["read", "delete"]],
    ["POST", "/api/public/tables/Customers/query?sys_limit=10", "table", ["read"]],
    ["POST", "/api/public/views/Customers/query", "view", ["read"]],
  ];
  for (const [method, path, kind, needed] of calls) {
    it(`${method} ${path} needs ${needed.join(" and ")} on that ${kind}, and nothing else`, async () => {
      for (let bits = 0; bits < 8; bits++) {
        const granted = { read: (bits & 1) > 0, write: (bits & 2) > 0, delete: (bits & 4) > 0 };
        const app = (name: string, on = kind): Partial<JwtApp> => ({
          createdIn: "tables",
          scopes: [],
          tables: [{ kind: on as "table", name, ...granted }],
        });
        const suffices = needed.every((permission) => granted[permission]);
        assert.equal(
          outcome(await at(path, { method, app: app("Customers") }), "tables"),
          suffices ? "passed: permitted" : "failed: permission-missing",
        );
        assert.equal(outcome(await at(path, { method, app: app("customers") }), "tables"), "failed: no-permissions");
        assert.equal(
          outcome(await at(path, { method, app: app("Customers", kind === "view" ? "table" : "view") }), "tables"),
          "failed: no-permissions",
        );
      }
    });
  }

  it("is open for every endpoint with a path, given what the catalogue says that it needs", async () => {
    for (const endpoint of endpoints().filter(({ path }) => path)) {
      const path = (endpoint.path ?? "").replace(/\{(botId|streamId)\}/g, BOT_ID).replace(/\{\w+\}/g, "T");
      for (const [level, access] of Object.entries(endpoint.access)) {
        const scopes = access.kind === "scopes" ? access.anyOf.map((id) => ({ id, published: true })) : [];
        const tables =
          access.kind === "tables" ? [{ kind: access.on, name: "T", read: true, write: true, delete: true }] : [];
        const verdict = await at(path, {
          method: endpoint.method,
          app: { createdIn: level as JwtApp["createdIn"], scopes, tables },
        });
        assert.equal(verdict.decidedBy, undefined, `${level} ${endpoint.id}`);
        const isStated = (access.kind !== "scopes" && access.kind !== "unknown") || !access.levelNotStated;
        const unstated = access.kind === "scopes" ? "passed: level-of-scope" : "unknown: level-not-stated";
        assert.equal(outcome(verdict, "level"), isStated ? "passed: level-fits" : unstated, endpoint.id);
      }
    }
  });
});
