import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import jwt from "jsonwebtoken";
import jose from "node-jose";
import { AppSecrets } from "../../../src/domain/apps/appSecrets";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { UserError } from "../../../src/domain/errors";
import { webPorts } from "../../../src/domain/ports";
import { createMinter, type Minter } from "../../../src/domain/tokens/mint";
import { routeOf } from "../../../src/domain/tokens/verify/route";
import { RequestTokens } from "../../../src/gateway/requestTokens";
import { sampleApp } from "../apps/sampleApp";
import { handClock } from "../handClock";

const SECRET = "A secret of more than 32 characters, as it is.";
const secrets = new AppSecrets({ clientSecret: SECRET });
const BOT = "st-11111111-1111-5111-8111-111111111111";
const API = `/api/public/bot/${BOT}/getSessions`;
const WEBHOOK = `/chatbot/v2/webhook/${BOT}`;
const GRANT = "/api/1.1/oAuth/token/jwtgrant";

function route(path: string, method = "POST") {
  return routeOf({ method, path, headers: {} });
}

function tokens() {
  const hand = handClock();
  const minter = createMinter({ ...webPorts, clock: hand.clock });
  const minted: string[] = [];
  const forgotten: (string | undefined)[] = [];
  const counting: Minter = {
    mint: (app, ...rest) => {
      minted.push(app.id);
      return minter.mint(app, ...rest);
    },
    forget: (appId) => {
      forgotten.push(appId);
      minter.forget(appId);
    },
  };
  return { ...hand, minted, forgotten, tokens: new RequestTokens({ minter: counting, clock: hand.clock }) };
}

/** The token that a header carries, behind its prefix. */
async function header(
  { tokens: from }: ReturnType<typeof tokens>,
  app: JwtApp = sampleApp(),
  path = API,
  own: AppSecrets = secrets,
): Promise<{ readonly name: string; readonly prefix: string; readonly token: string }> {
  const token = await from.for(app, own, route(path));
  assert.ok(token.kind === "header");
  const [, prefix = "", value = ""] = /^(bearer )?(.*)$/.exec(token.value) ?? [];
  return { name: token.name, prefix, token: value };
}

function claimsOf(token: string, clock: () => number, secret = SECRET): jwt.JwtPayload {
  const claims = jwt.verify(token, secret, { algorithms: ["HS256"], clockTimestamp: Math.floor(clock() / 1000) });
  assert.ok(typeof claims === "object");
  return claims;
}

describe("the tokens of requests through the gateway", () => {
  it("stand in the header that the route wants, with its claims", async () => {
    const some = tokens();
    const publicApi = await header(some);
    assert.deepEqual([publicApi.name, publicApi.prefix], ["auth", ""]);
    assert.equal(claimsOf(publicApi.token, some.clock)["appId"], sampleApp().clientId);
    const webhook = await header(some, sampleApp(), WEBHOOK);
    assert.deepEqual([webhook.name, webhook.prefix], ["Authorization", "bearer "]);
    assert.equal(claimsOf(webhook.token, some.clock)["appId"], sampleApp().clientId);
    // An endpoint of the catalogue takes its claims whatever the app is used for.
    const ofSdk = await header(some, sampleApp({ usedFor: "sdks" }));
    assert.equal(claimsOf(ofSdk.token, some.clock)["appId"], sampleApp().clientId);
  });

  it("stand where the app's use has them on paths that nobody knows", async () => {
    const some = tokens();
    const names = async (usedFor: JwtApp["usedFor"]) => (await header(some, sampleApp({ usedFor }), "/not/known")).name;
    assert.deepEqual(
      [await names("apis"), await names("botkit"), await names("channels")],
      ["auth", "token", "Authorization"],
    );
  });

  it("are none where an SDK's access token belongs", async () => {
    const token = await tokens().tokens.for(sampleApp({ usedFor: "sdks" }), secrets, route("/api/1.1/rtm/start"));
    assert.deepEqual(token, { kind: "none", why: "access-token" });
  });

  it("are used again until 30 seconds before they end", async () => {
    const some = tokens();
    const first = await header(some);
    some.pass(269_000);
    assert.equal((await header(some)).token, first.token);
    some.pass(1_000);
    const second = await header(some);
    assert.notEqual(second.token, first.token);
    assert.equal(claimsOf(second.token, some.clock)["exp"], Math.floor(some.clock() / 1000) + 300);
    // A clock that was set back makes it one of the future.
    some.pass(-3_600_000);
    assert.notEqual((await header(some)).token, second.token);
  });

  it("are made once for requests that come together, and once for each profile", async () => {
    const some = tokens();
    const all = await Promise.all(Array.from({ length: 50 }, () => header(some)));
    assert.equal(new Set(all.map(({ token }) => token)).size, 1);
    assert.equal(some.minted.length, 1);
    await header(some, sampleApp({ usedFor: "sdks" }), "/not/known");
    assert.equal(some.minted.length, 2);
    await header(some);
    assert.equal(some.minted.length, 2);
  });

  it("differ, with JTI, for each of 1,000 requests at once", async () => {
    const some = tokens();
    const app = sampleApp({ enforceJti: true });
    const all = await Promise.all(Array.from({ length: 1_000 }, () => header(some, app)));
    const jtis = all.map(({ token }) => claimsOf(token, some.clock)["jti"] as string);
    assert.equal(new Set(jtis).size, 1_000);
  });

  it("are never those of an app or a secret before it was changed", async () => {
    const some = tokens();
    const app = sampleApp();
    const changes: Partial<JwtApp>[] = [
      { updatedAt: app.updatedAt + 1 },
      { secretsRevision: "next" },
      // Within the same second.
      { clientId: "cs-22222222-2222-5222-8222-222222222222" },
      { algorithm: "HS512" },
    ];
    const seen = new Set([(await header(some, app)).token]);
    for (const [index, change] of changes.entries()) {
      some.pass(1_000);
      seen.add((await header(some, { ...app, ...change })).token);
      assert.equal(seen.size, index + 2, JSON.stringify(change));
    }
    const renewed = new AppSecrets({ clientSecret: `${SECRET} Another one.` });
    await header(some, app);
    const { token } = await header(some, app, API, renewed);
    assert.throws(() => claimsOf(token, some.clock));
    claimsOf(token, some.clock, `${SECRET} Another one.`);
  });

  it("are made anew on demand, since what settings put into them isn't the app's", async () => {
    const some = tokens();
    const first = await header(some);
    some.pass(1_000);
    assert.equal((await header(some)).token, first.token);
    some.tokens.renew();
    assert.notEqual((await header(some)).token, first.token);
  });

  it("are told apart from a mistake, which the next request doesn't inherit", async () => {
    const some = tokens();
    const app = sampleApp();
    await assert.rejects(some.tokens.for(app, new AppSecrets(), route(API)), { code: "missing-secret" });
    assert.equal((await header(some, app)).name, "auth");
  });

  it("are encrypted where the app enforces JWE", async () => {
    const some = tokens();
    const store = jose.JWK.createKeyStore();
    const key = await store.generate("RSA", 2048, { use: "enc" });
    const { n = "", e = "", kid = "" } = key.toJSON() as { n?: string; e?: string; kid?: string };
    const app = sampleApp({ enforceJwe: true, enforceJti: true, platformKey: { kty: "RSA", n, e, kid } });
    const { token } = await header(some, app);
    const { plaintext } = await jose.JWE.createDecrypt(key).decrypt(token);
    assert.equal(claimsOf(plaintext.toString(), some.clock)["appId"], app.clientId);
  });

  it("are signed with the app's key pair", async () => {
    const some = tokens();
    const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const own = new AppSecrets({ signingPrivateKey: String(pair.privateKey.export({ type: "pkcs8", format: "pem" })) });
    const { token } = await header(some, sampleApp({ algorithm: "RS512" }), API, own);
    const clockTimestamp = Math.floor(some.clock() / 1000);
    jwt.verify(token, pair.publicKey.export({ type: "spki", format: "pem" }), {
      algorithms: ["RS512"],
      clockTimestamp,
    });
  });

  it("are forgotten with their keys when the app is gone", async () => {
    const some = tokens();
    const [kept, gone] = [sampleApp(), sampleApp({ id: "22222222-2222-4222-8222-222222222222" })];
    const first = await header(some, kept);
    const old = await header(some, gone);
    some.tokens.keepOnly([kept]);
    assert.deepEqual(some.forgotten, [gone.id]);
    assert.equal((await header(some, kept)).token, first.token);
    some.pass(1_000);
    assert.notEqual((await header(some, gone)).token, old.token);
    // One that only ever made grants as well.
    const { tokens: others, forgotten } = tokens();
    await others.for(gone, secrets, route(GRANT), Buffer.from("{}"));
    others.keepOnly([]);
    assert.deepEqual(forgotten, [gone.id]);
  });
});

describe("the JWT grant's body", () => {
  const grant = async (body: string | Uint8Array | undefined): Promise<string> => {
    const bytes = body === undefined ? undefined : Buffer.from(body as string);
    const token = await tokens().tokens.for(sampleApp({ usedFor: "sdks" }), secrets, route(GRANT), bytes);
    assert.ok(token.kind === "body");
    return Buffer.from(token.body).toString();
  };
  const withoutToken = (body: string): string => body.replace(/"ey[\w.-]+"/g, "TOKEN");

  it("gets a token as its assertion, and stays as it is otherwise", async () => {
    const bodies = {
      '{ "assertion" : "old", "n": 1.0,"botInfo":{"chatBot":"Ü","assertion":"inner"}}\n':
        '{ "assertion" : TOKEN, "n": 1.0,"botInfo":{"chatBot":"Ü","assertion":"inner"}}\n',
      '{"botInfo":{"taskBotId":"st-1"}}': '{"assertion":TOKEN,"botInfo":{"taskBotId":"st-1"}}',
      '{"assertion":{"a":[1]},"x":1}': '{"assertion":TOKEN,"x":1}',
      '{"\\u0061ssertion":null}': '{"\\u0061ssertion":TOKEN}',
      // Whichever the other side takes.
      '{"assertion":"a","assertion":"b"}': '{"assertion":TOKEN,"assertion":TOKEN}',
      '{"__proto__":1, "constructor":2}': '{"assertion":TOKEN,"__proto__":1, "constructor":2}',
      " {} ": ' {"assertion":TOKEN} ',
    };
    for (const [body, expected] of Object.entries(bodies)) assert.equal(withoutToken(await grant(body)), expected);
  });

  it("has a token of an SDK, of an own user each time", async () => {
    const some = tokens();
    const subjects = new Set<unknown>();
    for (let index = 0; index < 3; index++) {
      const app = sampleApp({ usedFor: "sdks" });
      const token = await some.tokens.for(app, secrets, route(`${GRANT}/anonymous`), Buffer.from("{}"));
      assert.ok(token.kind === "body");
      const { assertion } = JSON.parse(Buffer.from(token.body).toString()) as { assertion: string };
      const claims = claimsOf(assertion, some.clock);
      assert.equal(claims.iss, app.clientId);
      subjects.add(claims.sub);
    }
    assert.equal(subjects.size, 3);
  });

  it("is refused where there is no place in it, or it is longer than a grant is", async () => {
    const refused = async (body: string | Uint8Array | undefined, code: string) =>
      assert.rejects(grant(body), (error) => error instanceof UserError && error.code === code);
    for (const body of ["", "[]", '"text"', "null", "{", '{"a":1}x', "a=1", Buffer.from([0x7b, 0xff, 0x7d]), undefined])
      await refused(body, "grant-body");
    await refused(`{"a":${"[".repeat(5_000)}${"]".repeat(5_000)}}`, "grant-body");
    await refused(JSON.stringify({ a: "x".repeat(1_000_000) }), "grant-too-large");
    await grant(JSON.stringify({ a: "x".repeat(999_000) }));
  });
});
