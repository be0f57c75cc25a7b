import { strict as assert } from "node:assert";
import { AppSecrets, type AppSecretValues } from "../../../src/domain/apps/appSecrets";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import type { ImportedPrivateKey } from "../../../src/domain/keys/rsaKeys";
import { ADVICE } from "../../../src/domain/tokens/verify/advice";
import { explainError } from "../../../src/domain/tokens/verify/explain";
import { type Certainty, CHECK_IDS, type CheckId } from "../../../src/domain/tokens/verify/verdict";
import type { VerifyInput } from "../../../src/domain/tokens/verify/verifyInput";
import { KEY_GENERATION_TIMEOUT, sampleKeyPair } from "../keys/sampleKeys";
import { BOT_ID, check, claims, encrypted, envelope, find, memory, NOW, publicJwk, request, sampleApp, SECRET, SESSIONS, signed } from "./samples";

type Case = Partial<VerifyInput> & { readonly secrets?: AppSecretValues };

interface Rule {
  readonly id: CheckId;
  readonly passes: () => Case | Promise<Case>;
  readonly fails: () => Case | Promise<Case>;
  /** Certainty, status, message and code of the answer, to the letter. */
  readonly answer: readonly [Certainty, number, string, number];
}

const CREDENTIALS = "Invalid SDK credentials";
const unverified = (sentence: string, status = 401) => ["unverified", status, `unverified: ${sentence}`, status] as const;

describe("each rule of the platform", () => {
  let platform: ImportedPrivateKey;
  let other: ImportedPrivateKey;

  before(async function () {
    this.timeout(KEY_GENERATION_TIMEOUT);
    [platform, other] = await Promise.all([sampleKeyPair("platform"), sampleKeyPair("other")]);
  });

  const withApp = (changes: Partial<JwtApp>, payload: object = claims(), rest: Case = {}): Case => ({ apps: [sampleApp(changes)], request: request(signed(payload)), ...rest });

  const jweApp = (): JwtApp => sampleApp({ credentials: "generated", enforceJwe: true, platformKey: publicJwk(platform) });
  const withJwe = async (content = signed(), header: object = {}, key = platform): Promise<Case> => ({
    apps: [jweApp()],
    request: request(await encrypted(content, key, header)),
    secrets: { clientSecret: SECRET, platformPrivateKey: platform.privateKeyPem },
  });

  const tables = (permissions: { read?: boolean; write?: boolean; delete?: boolean }, kind: "table" | "view" = "table"): Partial<JwtApp> => ({
    createdIn: "tables",
    scopes: [],
    tables: [{ kind, name: "Customers", read: false, write: false, delete: false, ...permissions }],
  });

  const payloadApp = (): JwtApp => sampleApp({ enforcePayloadEncryption: true, payloadKey: { kind: "keyPair", ...platform.info } });
  const withBody = (key: ImportedPrivateKey): Case => ({
    apps: [payloadApp()],
    request: request(signed(), { body: envelope('{"skip":0}', key) }),
    secrets: { clientSecret: SECRET, payloadPrivateKey: platform.privateKeyPem },
  });

  const rules: readonly Rule[] = [
    { id: "method", passes: () => ({ request: request(signed()) }), fails: () => ({ request: request(signed(), { method: "DELETE" }) }), answer: ["observed", 405, "Method Not Allowed", 405] },
    { id: "token", passes: () => ({ request: request(signed()) }), fails: () => ({ request: request(undefined) }), answer: ["observed", 401, CREDENTIALS, 4002] },
    { id: "header", passes: () => ({ request: request(signed()) }), fails: () => ({ request: request(undefined, { headers: { authorization: `Bearer ${signed()}` } }) }), answer: ["observed", 401, CREDENTIALS, 4002] },
    { id: "format", passes: () => ({ request: request(signed()) }), fails: () => ({ request: request("not a token") }), answer: ["observed", 401, "Invalid JWT token", 4002] },
    { id: "jweHeader", passes: () => withJwe(), fails: () => withJwe(signed(), { alg: "RSA-OAEP-256" }), answer: unverified("Its key management algorithm is RSA-OAEP-256; the platform takes RSA-OAEP or RSA1_5.") },
    { id: "jweDecryption", passes: () => withJwe(), fails: () => withJwe(signed(), {}, other), answer: unverified("The private key with its kid doesn't open it: it was encrypted with another key, or changed or cut.") },
    { id: "jweContent", passes: () => withJwe(), fails: () => withJwe("neither token nor claims"), answer: unverified("In it is neither a signed JWT nor claims.") },
    { id: "appClaim", passes: () => ({ request: request(signed()) }), fails: () => ({ request: request(signed(claims({ appId: undefined, appid: claims()["appId"] }))) }), answer: ["observed", 401, CREDENTIALS, 4002] },
    { id: "app", passes: () => ({ request: request(signed()), areAllApps: true }), fails: () => ({ request: request(signed(claims({ appId: "cs-00000000-0000-5000-8000-000000000000" }))), areAllApps: true }), answer: ["inferred", 401, CREDENTIALS, 4002] },
    { id: "jweKeyId", passes: () => withJwe(), fails: () => withJwe(signed(), { kid: "k-of-another-key" }), answer: unverified("Its kid is not that of the app's platform key.") },
    { id: "jweEnforced", passes: () => withJwe(), fails: async () => ({ ...(await withJwe()), request: request(signed()) }), answer: unverified("The app enforces JWE, but the token is only signed.") },
    { id: "algorithm", passes: () => ({ request: request(signed()) }), fails: () => ({ request: request(signed(claims(), { header: { alg: "HS512" }, hash: "sha512" })) }), answer: unverified("The token is signed with HS512, but the app uses HS256.") },
    { id: "signature", passes: () => ({ request: request(signed()) }), fails: () => ({ request: request(signed(claims(), { key: "another secret" })) }), answer: ["observed", 401, CREDENTIALS, 4002] },
    {
      id: "sub",
      passes: () => ({ token: signed(claims()), request: request(undefined, { path: "/api/1.1/oAuth/token/jwtgrant" }) }),
      fails: () => ({ token: signed(claims({ sub: undefined })), request: request(undefined, { path: "/api/1.1/oAuth/token/jwtgrant" }) }),
      answer: ["inferred", 401, "missing/Invalid jwt.sub()", 401],
    },
    { id: "exp", passes: () => ({ request: request(signed()) }), fails: () => ({ request: request(signed(claims({ exp: NOW }))) }), answer: unverified("The token expired 0 seconds ago.") },
    { id: "iat", passes: () => ({ request: request(signed(claims({ iat: NOW + 60 }))) }), fails: () => ({ request: request(signed(claims({ iat: NOW + 61 }))) }), answer: unverified("“iat” is 61 seconds ahead of the clock; up to 60 are allowed for clocks that differ.") },
    { id: "nbf", passes: () => ({ request: request(signed(claims({ nbf: NOW + 60 }))) }), fails: () => ({ request: request(signed(claims({ nbf: NOW + 61 }))) }), answer: unverified("“nbf” is 61 seconds ahead of the clock; up to 60 are allowed for clocks that differ.") },
    { id: "jti", passes: () => withApp({ enforceJti: true }, claims({ jti: "1234" })), fails: () => withApp({ enforceJti: true }), answer: unverified("The app enforces JTI, but the token has no “jti”.") },
    {
      id: "jtiLifetime",
      passes: () => withApp({ enforceJti: true }, claims({ jti: "1234", exp: NOW + 3600 })),
      fails: () => withApp({ enforceJti: true }, claims({ jti: "1234", exp: NOW + 3601 })),
      answer: ["documented", 401, 'error verifying the jwt: if "jti" claim "exp" must be <= 1 hour(s)', 401],
    },
    {
      id: "replay",
      passes: () => withApp({ enforceJti: true }, claims({ jti: "1234" }), { replays: memory("new") }),
      fails: () => withApp({ enforceJti: true }, claims({ jti: "1234" }), { replays: memory("replayed") }),
      answer: ["documented", 401, "error verifying the jwt: possibly a replay", 401],
    },
    {
      id: "level",
      passes: () => withApp({ createdIn: "admin", scopes: [{ id: "admin/user-management", published: true }] }, claims(), { request: request(signed(), { path: "/api/public/usersInfo" }) }),
      fails: () => ({ request: request(signed(), { path: "/api/public/usersInfo" }) }),
      answer: unverified("It needs an app created in the Admin Console; this one was created in the XO Platform."),
    },
    { id: "bot", passes: () => ({ request: request(signed()) }), fails: () => ({ request: request(signed(), { path: SESSIONS.replace("st-b", "st-a") }) }), answer: ["observed", 401, CREDENTIALS, 4002] },
    { id: "scope", passes: () => ({ request: request(signed()) }), fails: () => withApp({ scopes: [{ id: "xo/metrics", published: true }] }), answer: ["observed", 401, "Permission denied. Scope is incorrect!", 4002] },
    { id: "published", passes: () => ({ request: request(signed()) }), fails: () => withApp({ scopes: [{ id: "xo/bot-sessions", published: false }] }), answer: unverified("The scope is assigned, but not published yet.") },
    {
      id: "tables",
      passes: () => withApp(tables({ read: true, write: true }), claims(), { request: request(signed(), { method: "PUT", path: "/api/public/tables/Customers" }) }),
      fails: () => withApp(tables({ write: true, delete: true }), claims(), { request: request(signed(), { method: "PUT", path: "/api/public/tables/Customers" }) }),
      answer: unverified("It needs read, write on the table “Customers”; the app lacks read."),
    },
    { id: "payloadBody", passes: () => withBody(platform), fails: () => withBody(other), answer: unverified("The request's envelope doesn't open with the app's payload key.", 400) },
  ];

  for (const { id, passes, fails, answer } of rules) {
    it(`${id}: lets in what keeps it`, async () => {
      const verdict = await check(await passes());
      assert.equal(find(verdict, id)?.outcome, "passed");
      assert.equal(verdict.decidedBy, undefined);
      assert.deepEqual(verdict.answer, { status: 200, body: {}, certainty: "unverified" });
    });

    it(`${id}: refuses what breaks it, in the platform's words`, async () => {
      const verdict = await check(await fails());
      assert.equal(verdict.decidedBy?.id, id);
      const [certainty, status, msg, code] = answer;
      assert.deepEqual(verdict.answer, { certainty, status, body: { errors: [{ msg, code }] } });
    });
  }

  for (const { id, fails } of rules) {
    it(`${id}: is the first cause of its own answer`, async () => {
      const verdict = await check(await fails());
      const [error] = (verdict.answer.body as { errors: { msg: string }[] }).errors;
      const { message, causes } = find(verdict, id) ?? assert.fail();
      const [first] = explainError(error?.msg ?? "", verdict.checks);
      assert.deepEqual([first?.state, first?.message, first?.details], ["found", message, causes.map((cause) => cause.message)]);
      assert.deepEqual([first?.fix, first?.action], [ADVICE[id].fix, ADVICE[id].action]);
    });
  }

  it("has a row for every check but two that never refuse", () => {
    assert.deepEqual(CHECK_IDS.filter((id) => !rules.some((rule) => rule.id === id)), ["endpoint", "payloadSupport"]);
  });

  it("lists checks in the order in which they decide, and the first that failed decides", async () => {
    for (const { passes, fails } of rules) {
      for (const verdict of [await check(await passes()), await check(await fails())]) {
        const order = verdict.checks.map(({ id }) => CHECK_IDS.indexOf(id));
        assert.deepEqual(order, [...new Set(order)].sort((a, b) => a - b));
        assert.equal(verdict.decidedBy, verdict.checks.find(({ outcome }) => outcome === "failed"));
      }
    }
  });

  it("names no app's secrets but those of the one that the token names", async () => {
    const asked: string[] = [];
    const apps = [sampleApp(), sampleApp({ id: "other", clientId: "cs-other", name: "Other" })];
    const verdict = await check({ apps, request: request(signed()), secretsOf: async ({ id }) => (asked.push(id), new AppSecrets({ clientSecret: SECRET })) });
    assert.equal(verdict.decidedBy, undefined);
    assert.deepEqual(asked, [sampleApp().id]);
    assert.equal(verdict.endpoint?.params["botId"], BOT_ID);
  });
});
