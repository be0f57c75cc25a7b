import assert from "node:assert/strict";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { sampleApp } from "../apps/sampleApp";
import { BOT, NOW, type Running, SECRET, startPlatform } from "./runningPlatform";

const STS = "POST /api/users/sts";
const OTHER_BOT = BOT.replace("1111-5", "2222-5");
const GRANT = "POST /api/1.1/oAuth/token/jwtgrant";

describe("the SDK side of the local platform", () => {
  const sdkApp: JwtApp = sampleApp({ usedFor: "sdks", name: "Web SDK" });
  let running: Running;
  before(async () => {
    running = await startPlatform([{ app: sdkApp, secrets: { clientSecret: SECRET } }]);
  });
  after(() => running.close());
  beforeEach(() => {
    running.setNow(NOW);
    running.lines.length = 0;
  });

  const credentials = {
    clientId: sdkApp.clientId,
    clientSecret: SECRET,
    identity: "jane@example.com",
    aud: "https://idproxy.kore.com/authorize",
    isAnonymous: false,
  };
  const assertion = async () => ((await running.send(STS, {}, credentials)).json as { jwt: string }).jwt;

  it("makes the token that the vendor's sample servers make, for JSON and for a form", async () => {
    const { jwt } = (await running.send(STS, {}, { ...credentials, fName: "Jane" })).json as { jwt: string };
    const claims = JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;
    const { iat, exp, ...rest } = claims;
    assert.deepEqual([iat, exp], [NOW / 1000, NOW / 1000 + 3_600]);
    assert.deepEqual(rest, {
      iss: sdkApp.clientId,
      sub: "jane@example.com",
      aud: "https://idproxy.kore.com/authorize",
      isAnonymous: false,
      fName: "Jane",
    });
    const form = new URLSearchParams({
      clientId: sdkApp.clientId,
      clientSecret: SECRET,
      identity: "x",
      isAnonymous: "true",
    }).toString();
    const fromForm = await running.send(STS, { "content-type": "application/x-www-form-urlencoded" }, form);
    assert.equal(fromForm.status, 200);
  });

  it("makes no token without the app's client secret", async () => {
    assert.equal((await running.send(STS, {}, { ...credentials, clientSecret: `${SECRET} ` })).status, 401);
    assert.equal((await running.send(STS, {}, { ...credentials, clientId: "cs-other" })).status, 401);
    for (const body of [
      { identity: "x" },
      { ...credentials, clientSecret: undefined },
      { ...credentials, identity: {} },
      [],
      "x",
      "{",
    ]) {
      assert.equal((await running.send(STS, {}, body)).status, 412);
    }
    assert.equal((await running.send("GET /api/users/sts")).status, 405);
    assert.ok(running.lines.every((line) => !line.includes(SECRET)));
  });

  it("makes it at the path with a slash and a query behind it as well", async () => {
    for (const path of ["/api/users/sts/", "/api/users/sts/?x=1", "/api/users/sts?x=1", "/API/users/STS"]) {
      const { status, json } = await running.send(`POST ${path}`, {}, credentials);
      assert.deepEqual([path, status, typeof (json as { jwt: unknown }).jwt], [path, 200, "string"]);
    }
    assert.equal((await running.send("POST /api/users/sts/more", {}, credentials)).status, 401);
  });

  it("says of an app that signs with its own key that it has no client secret, to who knows its client ID", async () => {
    const rsApp = { ...sdkApp, algorithm: "RS256" as const };
    const other = await startPlatform([{ app: rsApp, secrets: {} }]);
    const message = async (clientId: string) => {
      const { status, json } = await other.send(STS, {}, { ...credentials, clientId });
      return [status, (json as { errors: { msg: string }[] }).errors[0]?.msg];
    };
    const [known, unknown] = [await message(rsApp.clientId), await message("cs-other")];
    await other.close();
    assert.deepEqual(known, [
      401,
      "This app has no client secret: it signs with RS256 and its own private key, so the service that holds the key makes its tokens.",
    ]);
    assert.deepEqual(unknown, [401, "No app of the local platform has this client ID and client secret."]);
  });

  it("exchanges it for an access token that works afterwards, until it expires", async () => {
    const granted = await running.send(
      GRANT,
      {},
      { assertion: await assertion(), botInfo: { chatBot: "Bot", taskBotId: BOT } },
    );
    assert.equal(granted.status, 200);
    const { authorization, userInfo } = granted.json as {
      authorization: Record<string, string>;
      userInfo: Record<string, string>;
    };
    assert.equal(authorization["token_type"], "bearer");
    assert.equal(authorization["issuedDate"], "2026-01-02T03:04:05.000Z");
    assert.equal(authorization["expiresDate"], "2026-01-02T04:04:05.000Z");
    assert.equal(userInfo["identity"], `${sdkApp.clientId}/jane@example.com`);
    assert.match(userInfo["userId"] ?? "", /^u-[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
    assert.match(userInfo["accountId"] ?? "", /^[\da-f]{24}$/);

    const bearer = { authorization: `bearer ${authorization["accessToken"]}` };
    const started = await running.send("POST /api/1.1/rtm/start", bearer, {});
    assert.deepEqual([started.status, typeof (started.json as { url: string }).url], [200, "string"]);
    const echo = await running.send(`POST /chatbot/v2/webhook/${BOT}`, bearer, { message: { val: "Hi" } });
    assert.deepEqual(echo.json, { data: [{ type: "text", val: "Hi" }] });
    assert.ok(running.lines.every((line) => !line.includes(String(authorization["accessToken"]))));

    const wrongBot = await running.send("POST /chatbot/v2/webhook/not-a-bot", bearer, { message: { val: "Hi" } });
    const byToken = await running.send(
      "POST /chatbot/v2/webhook/not-a-bot",
      { authorization: `bearer ${await running.mint(sdkApp)}` },
      { message: { val: "Hi" } },
    );
    for (const { status, json, headers } of [wrongBot, byToken]) {
      assert.deepEqual(
        [status, json],
        [401, { errors: [{ msg: "unverified: The bot ID in the path is not well formed.", code: 401 }] }],
      );
      assert.deepEqual([headers["x-local-platform"], headers["x-local-platform-check"]], ["unverified-answer", "bot"]);
    }

    running.setNow(NOW + 3_600_000);
    assert.equal((await running.send("POST /api/1.1/rtm/start", bearer, {})).status, 401);
  });

  it("answers a webhook call for another bot alike, whichever token it carries", async () => {
    const app = {
      ...sdkApp,
      id: "22222222-2222-4222-8222-222222222222",
      clientId: "cs-22222222-2222-5222-8222-222222222222",
      botId: BOT,
    };
    const other = await startPlatform([{ app, secrets: { clientSecret: SECRET } }]);
    const granted = await other.send(
      GRANT,
      {},
      { assertion: await other.mint(app), botInfo: { chatBot: "Bot", taskBotId: BOT } },
    );
    const { accessToken } = (granted.json as { authorization: { accessToken: string } }).authorization;
    for (const token of [accessToken, await other.mint(app)]) {
      const { status, json, headers } = await other.send(
        `POST /chatbot/v2/webhook/${OTHER_BOT}`,
        { authorization: `bearer ${token}` },
        { message: { val: "Hi" } },
      );
      assert.deepEqual(
        [status, json],
        [401, { errors: [{ msg: "unverified: The bot in the path is not the app's.", code: 401 }] }],
      );
      assert.deepEqual([headers["x-local-platform"], headers["x-local-platform-check"]], ["unverified-answer", "bot"]);
    }
    const refused = await other.send(
      GRANT,
      {},
      { assertion: await other.mint(app), botInfo: { chatBot: "Bot", taskBotId: OTHER_BOT } },
    );
    assert.deepEqual(
      [refused.status, refused.json],
      [401, { errors: [{ msg: "unverified: The bot in the body, “taskBotId”, is not the app's.", code: 401 }] }],
    );
    await other.close();
  });

  it("takes anonymous users at the path for them", async () => {
    const { jwt } = (await running.send(STS, {}, { ...credentials, isAnonymous: true })).json as { jwt: string };
    assert.equal(
      (await running.send(`${GRANT}/anonymous`, {}, { assertion: jwt, botInfo: {}, token: {} })).status,
      200,
    );
  });

  it("refuses an assertion with the documented words", async () => {
    const refused = async (token: unknown) => (await running.send(GRANT, {}, { assertion: token, botInfo: {} })).json;
    const message = (msg: string) => ({ errors: [{ msg, code: 401 }] });
    const jwt = await assertion();
    assert.deepEqual(await refused(`${jwt.slice(0, -4)}AAAA`), message("error verifying the jwt"));
    assert.deepEqual(await refused(await running.mint({ ...sdkApp, clientId: "cs-other" })), message("Not found"));
    const { headers } = await running.send(GRANT, {}, { assertion: `${jwt.slice(0, -4)}AAAA` });
    assert.equal(headers["x-local-platform"], "inferred-answer");
    assert.equal((await running.send(GRANT, {}, {})).status, 401);
    assert.equal((await running.send(GRANT, { auth: jwt }, {})).status, 401);
  });

  it("takes no made-up access token, and no JWT in its place", async () => {
    const unknown =
      "unverified: This is no JWT, and no access token that the local platform knows: it may have expired. Exchange a JWT for a new one.";
    for (const what of ["POST /api/1.1/rtm/start", `POST /chatbot/v2/webhook/${BOT}`]) {
      const { status, json, headers } = await running.send(
        what,
        { authorization: `bearer ${"A".repeat(64)}` },
        { message: { val: "Hi" } },
      );
      assert.deepEqual([status, json], [401, { errors: [{ msg: unknown, code: 401 }] }]);
      assert.deepEqual(
        [headers["x-local-platform"], headers["x-local-platform-check"]],
        ["unverified-answer", "format"],
      );
    }
    assert.match(running.lines[0] ?? "", / · no app · 401 refused · format: This is no JWT, and no access token /);
    const withJwt = await running.send(
      "POST /api/1.1/rtm/start",
      { authorization: `bearer ${await running.mint(sdkApp)}` },
      {},
    );
    assert.deepEqual(
      [withJwt.status, withJwt.json],
      [401, { errors: [{ msg: "Here SDKs use the access token for which they exchanged their JWT.", code: 401 }] }],
    );
    assert.equal((await running.send("POST /api/1.1/rtm/start", { authorization: "bearer " }, {})).status, 401);
  });
});
