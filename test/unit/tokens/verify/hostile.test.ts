import { strict as assert } from "node:assert";
import fc from "fast-check";
import { fill } from "../../../../src/domain/errors";
import type { ImportedPrivateKey } from "../../../../src/domain/keys/rsaKeys";
import type { Verdict } from "../../../../src/domain/tokens/verify/verdict";
import { CHECK_IDS } from "../../../../src/domain/tokens/verify/check";
import { cpuTimeSince } from "../../../cpuTime";
import { runs } from "../../../sample";
import { KEY_GENERATION_TIMEOUT, sampleKeyPair } from "../../keys/sampleKeys";
import {
  check,
  claims,
  CLIENT_ID,
  encode,
  encrypted,
  NOW,
  outcome,
  publicJwk,
  request,
  sampleApp,
  SECRET,
  SESSIONS,
  signed,
} from "./samples";

/** Milliseconds that a verdict may take on a busy machine for what is at most 1 MB. */
const BOUND = 5_000;

function assertSound(verdict: Verdict): void {
  const order = verdict.checks.map(({ id }) => CHECK_IDS.indexOf(id));
  assert.deepEqual(
    order,
    [...new Set(order)].sort((a, b) => a - b),
  );
  assert.equal(
    verdict.decidedBy,
    verdict.checks.find(({ outcome: is }) => is === "failed"),
  );
  for (const each of verdict.checks) assert.equal(each.answer !== undefined, each.outcome === "failed");
}

/** Every word that a verdict says about a token. */
function spoken({ checks, answer }: Verdict): string {
  const messages = checks.flatMap(({ message, causes }) => [message, ...causes.map((cause) => cause.message)]);
  return [
    ...messages.map(({ template, args }) => fill(template, args)),
    JSON.stringify(answer.body),
    ...checks.map(({ reason }) => reason),
  ].join("\n");
}

describe("whatever is called a token", () => {
  it("gets a verdict, within a bound", async () => {
    const part = fc.oneof(fc.string(), fc.json().map(encode), fc.base64String());
    const token = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(part, { maxLength: 7 }).map((parts) => parts.join(".")),
    );
    const word = fc.oneof(
      fc.string(),
      token,
      fc.constantFrom(SESSIONS, "/api/public/users", "/chatbot/hooks/x", "/api/1.1/oAuth/token/jwtgrant"),
    );
    const headers = fc.dictionary(fc.constantFrom("auth", "authorization", "token", "x-http-method-override"), word);
    const anyRequest = fc.record({
      method: word,
      path: word,
      headers,
      body: fc.option(fc.uint8Array(), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.option(token, { nil: undefined }),
        fc.option(anyRequest, { nil: undefined }),
        async (text, req) => {
          const start = process.cpuUsage();
          assertSound(await check({ token: text, request: req, areAllApps: true }));
          assert.ok(cpuTimeSince(start) < BOUND);
        },
      ),
      runs(150, { full: 3_000 }),
    );
  });

  it("gets a verdict for claims of every type, and never passes an exp that is no number to come", async () => {
    const names = [
      "appId",
      "iss",
      "kore_iss",
      "sub",
      "kore_sub",
      "iat",
      "exp",
      "nbf",
      "jti",
      "kore_jti",
      "aud",
      "client_id",
      "__proto__",
      "constructor",
      "toString",
    ];
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(CLIENT_ID, NOW, NOW + 60, String(NOW + 60), NOW * 1000, 1e300, -1),
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...names), value), fc.boolean(), async (payload, enforceJti) => {
        const verdict = await check({ apps: [sampleApp({ enforceJti })], request: request(signed(payload)) });
        assertSound(verdict);
        const exp = verdict.checks.find(({ id }) => id === "exp");
        const { exp: sent } = payload;
        if (exp?.outcome === "passed" && Object.hasOwn(payload, "exp"))
          assert.ok(typeof sent === "number" && sent > NOW && sent < 1e11);
      }),
      runs(300, { full: 6_000 }),
    );
  });

  it("may be 1 MB", async () => {
    const megabyte = "a".repeat(1_000_000);
    const deep = "[".repeat(500_000);
    const tokens = [
      megabyte,
      ".".repeat(1_000_000),
      `${megabyte}.${megabyte}.`,
      `${encode({ alg: "HS256" })}.${encode(deep)}.AAAA`,
      signed(claims({ padding: megabyte })),
      signed(claims({ appId: megabyte })),
      signed(claims({ jti: megabyte })),
      signed(claims({ [megabyte]: 1 }), { key: "another" }),
    ];
    tokens.push(
      [encode({ alg: "RSA-OAEP", enc: "A128GCM", kid: megabyte }), megabyte, "AAAA", megabyte, "AAAA"].join("."),
    );
    for (const token of tokens) {
      const start = process.cpuUsage();
      assertSound(await check({ token, areAllApps: true }));
      assert.ok(cpuTimeSince(start) < BOUND);
    }
    assert.equal(
      outcome(await check({ token: signed(claims({ padding: megabyte })) }), "signature"),
      "passed: signature-matches",
    );
    assert.equal(outcome(await check({ token: "a".repeat(2_000_001) }), "format"), "failed: token-too-long");
  });

  it("that is damaged is told by how it is damaged", async () => {
    const [header = "", payload = "", signature = ""] = signed().split(".");
    const format = async (...parts: string[]) => outcome(await check({ request: request(parts.join(".")) }), "format");
    assert.equal(await format(header, payload), "failed: token-cut");
    assert.equal(await format(header, payload, signature, ""), "failed: too-many-parts");
    assert.equal(await format(header, payload, `${signature}=`), "failed: part-base64");
    assert.equal(await format(header, `${payload} `, signature), "failed: white-space-inside");
    assert.equal(await format(header.slice(0, -4), payload, signature), "failed: part-not-json");
    assert.equal(await format(header, encode("[1]"), signature), "failed: part-not-object");
    assert.equal(await format(header, "é", signature), "failed: part-not-base64url");
    assert.equal(await format("null", "null", "null"), "failed: part-not-json");
    const said = async (payload: string) => {
      const { answer } = await check({
        request: request(undefined, { path: "/api/1.1/oAuth/token/jwtgrant" }),
        token: `${header}.${payload}.${signature}`,
      });
      return (answer.body as { errors: { msg: string }[] }).errors[0]?.msg;
    };
    assert.equal(
      await said(encode("no JSON")),
      "unverified: The claims of this token can't be read as JSON: something was changed or cut.",
    );
    assert.equal(await said(encode("[1]")), "unverified: The claims of this token can't be read as a JSON object.");
    assert.equal(await said("é"), "unverified: The claims of this token can't be read as base64url.");
    assert.equal(
      await said(encode("[".repeat(201))),
      "unverified: The claims of this token can't be read: more than 200 levels of JSON stand in one another.",
    );
  });

  it("is never repeated: no secret, no claim, no decrypted text is in a message", async function () {
    this.timeout(KEY_GENERATION_TIMEOUT);
    const platform = await sampleKeyPair("platform");
    const app = sampleApp({
      enforceJwe: true,
      enforceJti: true,
      credentials: "generated",
      platformKey: publicJwk(platform),
    });
    const marks = ["Markhamburg", "Marklissabon"];
    const payloads = [
      claims({ sub: marks[0], jti: marks[1], exp: "Markexp" }),
      claims({ appId: "Markapp", iat: "Markiat" }),
      claims({ appId: undefined, appid: "Markappid", iss: "Markiss" }),
      { Markname: CLIENT_ID, kore_jti: "Markjti" },
    ];
    const tokens = [
      ...payloads.flatMap((payload) => [
        signed(payload),
        signed(payload, { key: "Markkey" }),
        signed(payload, { header: { alg: "Markalg", kid: "Markkid", typ: "Marktyp" } }),
      ]),
      ...(await Promise.all(
        payloads.map((payload) => encrypted(JSON.stringify(payload), platform, { kid: "Markkid" })),
      )),
      [encode({ alg: "Markalg", enc: "Markenc" }), "Mark", "Mark", "Mark", "Mark"].join("."),
      [encode({ alg: "RSA-OAEP", enc: "Markenc" }), "Mark", "Mark", "Mark", "Mark"].join("."),
      "Mark me",
    ];
    for (const token of tokens) {
      for (const path of [SESSIONS, "/api/public/Mark", "/api/1.1/oAuth/token/jwtgrant"]) {
        const verdict = await check({
          apps: [app],
          token,
          request: request(token, { path }),
          secrets: {
            clientSecret: SECRET,
            previousClientSecret: "Markprevious",
            platformPrivateKey: platform.privateKeyPem,
          },
        });
        assert.ok(!/mark/i.test(spoken(verdict)), spoken(verdict));
        assert.ok(!spoken(verdict).includes(SECRET));
        assert.ok(!spoken(verdict).includes(token.slice(0, 12)));
      }
    }
  });

  it("gets a verdict where secrets can't be read", async () => {
    const pair: ImportedPrivateKey = await sampleKeyPair("platform");
    const apps = [sampleApp({ enforceJwe: true, enforcePayloadEncryption: true, platformKey: publicJwk(pair) })];
    for (const token of [signed(), await encrypted(signed(), pair)]) {
      assertSound(
        await check({
          apps,
          request: request(token, { body: Buffer.from("{}") }),
          secretsOf: () => Promise.reject(new Error("locked")),
        }),
      );
    }
  });
});
