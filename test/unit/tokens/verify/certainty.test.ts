import { strict as assert } from "node:assert";
import { BOT_ID, check, claims, CLIENT_ID, request, SESSIONS, signed } from "./samples";

const CREDENTIALS = "Invalid SDK credentials";
const NO_JWT = "Invalid JWT token";
const GRANT = "/api/1.1/oAuth/token/jwtgrant";

/** What others observed is three situations for the one text and one for the other (platform.md, 3.5 and 8.1). */
describe("how sure an answer of the platform's is", () => {
  const token = signed();
  const send = async (headers: Record<string, string | undefined>, path = SESSIONS, body?: string) => {
    const { answer } = await check({
      areAllApps: true,
      request: request(undefined, { path, headers, ...(body !== undefined && { body: Buffer.from(body) }) }),
    });
    const [error] = (answer.body as { errors: { msg: string }[] }).errors;
    return [answer.certainty, error?.msg];
  };
  const auth = (payload: object) => send({ auth: signed(payload) });

  it("is observed where others saw it in just that situation", async () => {
    assert.deepEqual(await send({}), ["observed", CREDENTIALS]);
    assert.deepEqual(await send({ authorization: `bearer ${token}` }), ["observed", CREDENTIALS]);
    assert.deepEqual(await send({ auth: `${token.slice(0, -4)}AAAA` }), ["observed", CREDENTIALS]);
    assert.deepEqual(await send({ auth: token }, SESSIONS.replace("st-b", "st-a")), ["observed", CREDENTIALS]);
    assert.deepEqual(await send({ auth: token }, SESSIONS.replace(BOT_ID, `${BOT_ID}x`)), ["observed", CREDENTIALS]);
    assert.deepEqual(await send({ auth: "not a token" }), ["observed", NO_JWT]);
  });

  it("is inferred where only the words are known, for a situation like it", async () => {
    for (const payload of [
      { appId: "cs-00000000-0000-5000-8000-000000000000" },
      { appId: undefined },
      { appId: 5 },
      { appId: "Sessions" },
      { appId: undefined, key: CLIENT_ID },
      // Documented is that it is refused; the case that others saw didn't show how its claim was called.
      { appId: undefined, appid: CLIENT_ID },
      { appId: undefined, "App ID": CLIENT_ID },
    ]) {
      assert.deepEqual(await auth(claims(payload)), ["inferred", CREDENTIALS], JSON.stringify(payload));
    }
    for (const botId of ["st-1", "Bot", BOT_ID.replace("st-", "cs-"), BOT_ID.slice(0, -1)]) {
      assert.deepEqual(await send({ auth: token }, SESSIONS.replace(BOT_ID, botId)), ["inferred", CREDENTIALS], botId);
    }
    assert.deepEqual(await send({ auth: " " }), ["inferred", CREDENTIALS]);
    assert.deepEqual(await send({ auth: "", authorization: `bearer ${token}` }), ["inferred", CREDENTIALS]);
    const [header = "", payload = "", signature = ""] = token.split(".");
    for (const sent of [
      `Bearer ${token}`,
      `"${token}"`,
      `auth: ${token}`,
      `${token}=`,
      `${header}.${payload}`,
      header,
      `${token}.`,
      `${header.slice(0, -4)}.${payload}.${signature}`,
    ]) {
      assert.deepEqual(await send({ auth: sent }), ["inferred", NO_JWT], sent);
    }
  });

  it("is inferred for the SDKs' grant, of whose answers only the words are documented", async () => {
    const grant = (payload: object, key?: string) =>
      send({}, GRANT, JSON.stringify({ assertion: signed(claims(payload), key === undefined ? {} : { key }) }));
    assert.deepEqual(await grant({ sub: undefined }), ["inferred", "missing/Invalid jwt.sub()"]);
    assert.deepEqual(await grant({ appId: "cs-00000000-0000-5000-8000-000000000000" }), ["inferred", "Not found"]);
    assert.deepEqual(await grant({}, "another secret"), ["inferred", "error verifying the jwt"]);
  });

  it("is not claimed of a token without a request", async () => {
    assert.equal((await check({ token: "" })).answer.certainty, "inferred");
  });
});
