import { strict as assert } from "node:assert";
import { AppSecrets, type AppSecretValues } from "../../../src/domain/apps/appSecrets";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import type { ImportedPrivateKey } from "../../../src/domain/keys/rsaKeys";
import { ADVICE } from "../../../src/domain/tokens/verify/advice";
import { explainError } from "../../../src/domain/tokens/verify/explain";
import { CHECK_IDS, type CheckId } from "../../../src/domain/tokens/verify/verdict";
import type { VerifyInput } from "../../../src/domain/tokens/verify/verifyInput";
import { KEY_GENERATION_TIMEOUT, sampleKeyPair } from "../keys/sampleKeys";
import { BOT_ID, check, claims, encrypted, envelope, find, memory, NOW, publicJwk, request, sampleApp, SECRET, SESSIONS, signed } from "./samples";

type Case = Partial<VerifyInput> & { readonly secrets?: AppSecretValues };

interface Rule {
  readonly id: CheckId;
  readonly passes: () => Case | Promise<Case>;
  readonly fails: () => Case | Promise<Case>;
  /** Status, message and code of the answer, to the letter; "unverified" where the platform's words are not known. */
  readonly answer: readonly [number, string, number] | "unverified";
}

const INVALID_CREDENTIALS = [401, "Invalid SDK credentials", 4002] as const;
const INVALID_JWT = [401, "Invalid JWT token", 4002] as const;
const WRONG_SCOPE = [401, "Permission denied. Scope is incorrect!", 4002] as const;

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
    { id: "method", passes: () => ({ request: request(signed()) }), fails: () => ({ request: request(signed(), { method: "DELETE" }) }), answer: [405, "Method Not Allowed", 405] },
    { id: "token", passes: () => ({ request: request(signed()) }), fails: () => ({ request: request(undefined) }), answer: INVALID_CREDENTIALS },
    { id: "header", passes: () => ({ request: request(signed()) }), fails: () => ({ request: request(undefined, { headers: { authorization: `Bearer ${signed()}` } }) }), answer: INVALID_CREDENTIALS },
    { id: "format", passes: () => ({ request: request(signed()) }), fails: () => ({ request: request("not a token") }), answer: INVALID_JWT },
    { id: "jweHeader", passes: () => withJwe(), fails: () => withJwe(signed(), { alg: "RSA-OAEP-256" }), answer: "unverified" },
    { id: "jweDecryption", passes: () => withJwe(), fails: () => withJwe(signed(), {}, other), answer: "unverified" },
    { id: "jweContent", passes: () => withJwe(), fails: () => withJwe("neither token nor claims"), answer: "unverified" },
    { id: "appClaim", passes: () => ({ request: request(signed()) }), fails: () => ({ request: request(signed(claims({ appId: undefined, appid: claims()["appId"] }))) }), answer: INVALID_CREDENTIALS },
    { id: "app", passes: () => ({ request: request(signed()), areAllApps: true }), fails: () => ({ request: request(signed(claims({ appId: "cs-00000000-0000-5000-8000-000000000000" }))), areAllApps: true }), answer: INVALID_CREDENTIALS },
    { id: "jweKeyId", passes: () => withJwe(), fails: () => withJwe(signed(), { kid: "k-of-another-key" }), answer: "unverified" },
    { id: "jweEnforced", passes: () => withJwe(), fails: async () => ({ ...(await withJwe()), request: request(signed()) }), answer: "unverified" },
    { id: "algorithm", passes: () => ({ request: request(signed()) }), fails: () => ({ request: request(signed(claims(), { header: { alg: "HS512" }, hash: "sha512" })) }), answer: "unverified" },
    { id: "signature", passes: () => ({ request: request(signed()) }), fails: () => ({ request: request(signed(claims(), { key: "another secret" })) }), answer: INVALID_CREDENTIALS },
    {
      id: "sub",
      passes: () => ({ token: signed(claims()), request: request(undefined, { path: "/api/1.1/oAuth/token/jwtgrant" }) }),
      fails: () => ({ token: signed(claims({ sub: undefined })), request: request(undefined, { path: "/api/1.1/oAuth/token/jwtgrant" }) }),
      answer: [401, "missing/Invalid jwt.sub()", 401],
    },
    { id: "exp", passes: () => ({ request: request(signed()) }), fails: () => ({ request: request(signed(claims({ exp: NOW }))) }), answer: "unverified" },
    { id: "iat", passes: () => ({ request: request(signed(claims({ iat: NOW + 60 }))) }), fails: () => ({ request: request(signed(claims({ iat: NOW + 61 }))) }), answer: "unverified" },
    { id: "nbf", passes: () => ({ request: request(signed(claims({ nbf: NOW + 60 }))) }), fails: () => ({ request: request(signed(claims({ nbf: NOW + 61 }))) }), answer: "unverified" },
    { id: "jti", passes: () => withApp({ enforceJti: true }, claims({ jti: "1234" })), fails: () => withApp({ enforceJti: true }), answer: "unverified" },
    {
      id: "jtiLifetime",
      passes: () => withApp({ enforceJti: true }, claims({ jti: "1234", exp: NOW + 3600 })),
      fails: () => withApp({ enforceJti: true }, claims({ jti: "1234", exp: NOW + 3601 })),
      answer: [401, 'error verifying the jwt: if "jti" claim "exp" must be <= 1 hour(s)', 401],
    },
    {
      id: "replay",
      passes: () => withApp({ enforceJti: true }, claims({ jti: "1234" }), { replays: memory("new") }),
      fails: () => withApp({ enforceJti: true }, claims({ jti: "1234" }), { replays: memory("replayed") }),
      answer: [401, "error verifying the jwt: possibly a replay", 401],
    },
    {
      id: "level",
      passes: () => withApp({ createdIn: "admin", scopes: [{ id: "admin/user-management", published: true }] }, claims(), { request: request(signed(), { path: "/api/public/usersInfo" }) }),
      fails: () => ({ request: request(signed(), { path: "/api/public/usersInfo" }) }),
      answer: "unverified",
    },
    { id: "bot", passes: () => ({ request: request(signed()) }), fails: () => ({ request: request(signed(), { path: SESSIONS.replace("st-b", "st-a") }) }), answer: INVALID_CREDENTIALS },
    { id: "scope", passes: () => ({ request: request(signed()) }), fails: () => withApp({ scopes: [{ id: "xo/metrics", published: true }] }), answer: WRONG_SCOPE },
    { id: "published", passes: () => ({ request: request(signed()) }), fails: () => withApp({ scopes: [{ id: "xo/bot-sessions", published: false }] }), answer: "unverified" },
    {
      id: "tables",
      passes: () => withApp(tables({ read: true, write: true }), claims(), { request: request(signed(), { method: "PUT", path: "/api/public/tables/Customers" }) }),
      fails: () => withApp(tables({ write: true, delete: true }), claims(), { request: request(signed(), { method: "PUT", path: "/api/public/tables/Customers" }) }),
      answer: "unverified",
    },
    { id: "payloadBody", passes: () => withBody(platform), fails: () => withBody(other), answer: "unverified" },
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
      const { status, body, certainty } = verdict.answer;
      if (answer === "unverified") {
        assert.equal(certainty, "unverified");
        const [error] = (body as { errors: { msg: string; code: number }[] }).errors;
        assert.match(error?.msg ?? "", /^unverified: ./);
        assert.equal(error?.code, status);
        assert.deepEqual(Object.keys(body as object), ["errors"]);
      } else {
        const [expectedStatus, msg, code] = answer;
        assert.deepEqual({ status, body }, { status: expectedStatus, body: { errors: [{ msg, code }] } });
        assert.notEqual(certainty, "unverified");
      }
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
