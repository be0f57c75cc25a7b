import { strict as assert } from "node:assert";
import { createHash } from "node:crypto";
import { fill } from "../../../../src/domain/errors";
import { causes, check, claims, CLIENT_ID, encode, find, memory, NOW, outcome, sampleApp, signed } from "./samples";

describe("the claim that names the app", () => {
  const without = (changes: object) => signed(claims({ appId: undefined, ...changes }));

  for (const name of ["App ID", "appid", "app ID", "appID", "client_id", "clientId", "APPID", "app_id"]) {
    it(`recognises “${name}” as a misspelling`, async () => {
      const verdict = await check({ token: without({ [name]: CLIENT_ID }) });
      assert.equal(outcome(verdict, "appClaim"), "failed: app-claim-misspelled");
      assert.deepEqual(find(verdict, "appClaim")?.message.args, [name]);
      assert.deepEqual(causes(verdict, "appClaim"), ["app-claim-misspelled"]);
      // What the token would be worth with the right name is still told.
      assert.equal(verdict.app?.name, "Sessions");
      assert.equal(outcome(verdict, "signature"), "passed: signature-matches");
      assert.deepEqual(verdict.answer.body, { errors: [{ msg: "Invalid SDK credentials", code: 4002 }] });
    });
  }

  it("takes iss, and kore_iss in its place", async () => {
    const iss = await check({ token: without({ iss: CLIENT_ID }) });
    assert.equal(outcome(iss, "appClaim"), "passed: iss");
    assert.equal(iss.decidedBy, undefined);
    const kore = await check({ token: without({ iss: "https://idp.example.com", kore_iss: CLIENT_ID }) });
    assert.equal(outcome(kore, "appClaim"), "passed: kore_iss");
    assert.equal(kore.app?.name, "Sessions");
  });

  it("isn't led astray by the issuer of somebody else", async () => {
    const verdict = await check({ token: without({ iss: "https://idp.example.com", appid: CLIENT_ID }) });
    assert.equal(outcome(verdict, "appClaim"), "failed: app-claim-misspelled");
  });

  it("says when it is missing, and when the client ID stands elsewhere", async () => {
    const missing = await check({ token: without({}) });
    assert.equal(outcome(missing, "appClaim"), "failed: app-claim-missing");
    assert.equal(missing.app, undefined);
    const elsewhere = await check({ token: without({ key: CLIENT_ID }) });
    assert.deepEqual(causes(elsewhere, "appClaim"), ["client-id-elsewhere"]);
    assert.equal(elsewhere.app?.name, "Sessions");
  });

  for (const value of [null, 1, true, "", [CLIENT_ID], { id: CLIENT_ID }]) {
    it(`refuses the value ${JSON.stringify(value)}`, async () => {
      assert.equal(
        outcome(await check({ token: signed(claims({ appId: value })) }), "appClaim"),
        "failed: app-claim-type",
      );
    });
  }

  const mistakes: readonly [string, string][] = [
    [` ${CLIENT_ID}`, "client-id-decorated"],
    [`"${CLIENT_ID}"`, "client-id-decorated"],
    [CLIENT_ID.toUpperCase(), "client-id-case"],
    ["Sessions", "app-name"],
    ["the platform's App ID", "platform-app-id"],
    ["st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f", "bot-id"],
    ["st-00000000-0000-5000-8000-000000000000", "bot-id"],
  ];
  for (const [value, reason] of mistakes) {
    it(`recognises ${reason} in place of the client ID`, async () => {
      const verdict = await check({
        apps: [sampleApp({ appId: "the platform's App ID" })],
        token: signed(claims({ appId: value })),
      });
      assert.equal(outcome(verdict, "app"), `failed: ${reason}`);
    });
  }

  it("names an app that isn't here: unknown, and all that needs no key is told", async () => {
    const verdict = await check({ apps: [], token: signed(claims({ exp: NOW - 1 })) });
    assert.equal(outcome(verdict, "app"), "unknown: app-unknown");
    assert.equal(outcome(verdict, "algorithm"), "unknown: app-unknown");
    assert.equal(outcome(verdict, "signature"), "unknown: not-verified");
    assert.equal(outcome(verdict, "exp"), "failed: expired");
    assert.equal(outcome(verdict, "iat"), "passed: iat-past");
    assert.deepEqual(verdict.header, { alg: "HS256", typ: "JWT" });
  });
});

describe("a token's times", () => {
  const exp = async (value: unknown, raw?: string) =>
    outcome(await check({ token: raw ? signed(raw) : signed(claims({ exp: value })) }), "exp");
  const iat = async (value: unknown) => outcome(await check({ token: signed(claims({ iat: value })) }), "iat");

  it("expires at exp, to the millisecond", async () => {
    const token = signed(claims({ exp: NOW + 0.5 }));
    assert.equal(outcome(await check({ token, clock: () => NOW * 1000 + 499 }), "exp"), "passed: exp-with-fraction");
    assert.equal(outcome(await check({ token, clock: () => NOW * 1000 + 500 }), "exp"), "failed: expired");
    assert.equal(await exp(NOW + 1), "passed: not-expired");
    assert.equal(await exp(NOW), "failed: expired");
    assert.equal(await exp(0), "failed: expired");
  });

  it("says how long ago a token expired, or how far ahead a time is, in the unit that reads best", async () => {
    const said = async (changes: object, id: "exp" | "iat"): Promise<string> => {
      const { message } = find(await check({ token: signed(claims(changes)) }), id) ?? {};
      return fill(message?.template ?? "", message?.args ?? []);
    };
    for (const [seconds, words] of [
      [119, "119 seconds"],
      [120, "2 minutes"],
      [1_591, "26 minutes"],
      [7_199, "119 minutes"],
      [7_200, "2 hours"],
      [172_799, "47 hours"],
      [172_800, "2 days"],
    ] as const) {
      assert.equal(await said({ exp: NOW - seconds }, "exp"), `The token expired ${words} ago.`);
    }
    const rest =
      "ahead of the clock. More than 60 seconds count as wrong here; how much the platform allows is not known.";
    assert.equal(await said({ iat: NOW + 3_000 }, "iat"), `“iat” is 50 minutes ${rest}`);
    assert.equal(await said({ iat: NOW + 9_000 }, "iat"), `“iat” is 2 hours ${rest}`);
    assert.equal(await said({ iat: NOW + 9_000_000 }, "iat"), `“iat” is 104 days ${rest}`);
  });

  it("needs no exp, as the documented samples have none", async () => {
    assert.equal(outcome(await check({ token: signed({ appId: CLIENT_ID }) }), "exp"), "passed: no-exp");
  });

  it("never takes an exp that can't be read for a valid one", async () => {
    for (const value of [`${NOW + 60}`, "tomorrow", ""]) assert.equal(await exp(value), "failed: exp-text");
    for (const value of [null, true, [], {}, -1, 1e300]) assert.equal(await exp(value), "failed: exp-unreadable");
    assert.equal(await exp(undefined, `{"appId":"${CLIENT_ID}","exp":1e999}`), "failed: exp-unreadable");
    assert.equal(await exp((NOW + 60) * 1000), "unknown: exp-in-milliseconds");
  });

  it("reads the last of two exp, as JSON parsers do", async () => {
    assert.equal(
      await exp(undefined, `{"appId":"${CLIENT_ID}","exp":${NOW + 60},"exp":${NOW - 60}}`),
      "failed: expired",
    );
  });

  it("allows iat 60 seconds ahead", async () => {
    assert.equal(await iat(NOW + 60), "passed: iat-past");
    assert.equal(await iat(NOW + 60.5), "failed: iat-in-future");
    assert.equal(await iat(NOW * 1000), "unknown: iat-in-milliseconds");
    assert.equal(await iat(`${NOW}`), "failed: iat-text");
    assert.equal(await iat(null), "failed: iat-unreadable");
    assert.equal(await iat(undefined), "passed: no-iat");
  });

  it("tells seconds ahead and ago", async () => {
    const verdict = await check({ token: signed(claims({ iat: NOW + 100, exp: NOW - 42 })) });
    assert.deepEqual(find(verdict, "exp")?.message.args, [42]);
    assert.deepEqual(find(verdict, "iat")?.message.args, [100, "iat", 60]);
  });
});

describe("the rules of jti", () => {
  const enforcing = { apps: [sampleApp({ enforceJti: true })] };
  const jti = async (changes: object, rest: object = enforcing) => check({ token: signed(claims(changes)), ...rest });

  it("asks for one where the app enforces it", async () => {
    assert.equal(outcome(await jti({}), "jti"), "failed: jti-missing");
    for (const value of [1234, null, "", [], {}])
      assert.equal(outcome(await jti({ jti: value }), "jti"), "failed: jti-type");
    assert.equal(outcome(await jti({ kore_jti: "1234" }), "jti"), "passed: jti-present");
    assert.equal(outcome(await jti({}, {}), "jti"), undefined);
  });

  it("holds a token with one to an hour, enforced or not", async () => {
    for (const rest of [enforcing, {}]) {
      assert.equal(outcome(await jti({ jti: "1", exp: NOW + 3600 }, rest), "jtiLifetime"), "passed: within-an-hour");
      assert.equal(outcome(await jti({ jti: "1", exp: NOW + 3600.5 }, rest), "jtiLifetime"), "failed: lives-too-long");
      assert.equal(outcome(await jti({ jti: "1", exp: undefined }, rest), "jtiLifetime"), "failed: exp-missing");
      assert.equal(outcome(await jti({ jti: "1", exp: "soon" }, rest), "jtiLifetime"), "failed: exp-unreadable");
      assert.equal(
        outcome(await jti({ jti: "1", exp: (NOW + 60) * 1000 }, rest), "jtiLifetime"),
        "failed: exp-in-milliseconds",
      );
    }
  });

  it("lets a clock be rounded up to the next second", async () => {
    const verdict = await check({
      ...enforcing,
      token: signed(claims({ jti: "1", exp: NOW + 1 + 3600 })),
      clock: () => NOW * 1000 + 600,
    });
    assert.equal(outcome(verdict, "jtiLifetime"), "passed: within-an-hour");
  });

  it("remembers a digest over client ID and jti until the token expires", async () => {
    const replays = memory();
    assert.equal(
      outcome(await jti({ jti: "1234", exp: NOW + 59.5 }, { ...enforcing, replays }), "replay"),
      "passed: first-use",
    );
    const digest = createHash("sha256")
      .update(JSON.stringify([CLIENT_ID, "1234"]))
      .digest("hex");
    assert.deepEqual(replays.calls, [{ digest, expiresAtSeconds: NOW + 60 }]);
  });

  it("remembers nothing of a token that was refused or can't be verified", async () => {
    const replays = memory();
    const token = signed(claims({ jti: "1234" }), { key: "another" });
    assert.equal(outcome(await check({ ...enforcing, token, replays }), "replay"), "unknown: refused-before");
    assert.equal(
      outcome(await check({ ...enforcing, token: signed(claims({ jti: "1", exp: NOW - 1 })), replays }), "replay"),
      "unknown: refused-before",
    );
    assert.equal(
      outcome(await check({ ...enforcing, token, secrets: {}, replays }), "replay"),
      "unknown: not-verified",
    );
    assert.equal(outcome(await check({ ...enforcing, token, apps: [], replays }), "replay"), "unknown: not-verified");
    assert.equal(
      outcome(await check({ token: `${encode({ alg: "none" })}.${encode(claims({ jti: "1" }))}.`, replays }), "replay"),
      "unknown: refused-before",
    );
    assert.deepEqual(replays.calls, []);
  });

  it("refuses a replay, and what it can't remember with status 503", async () => {
    assert.equal(
      outcome(await jti({ jti: "1" }, { ...enforcing, replays: memory("replayed") }), "replay"),
      "failed: replayed",
    );
    const full = await jti({ jti: "1" }, { ...enforcing, replays: memory("full") });
    assert.equal(outcome(full, "replay"), "failed: memory-full");
    assert.equal(full.answer.status, 503);
    assert.equal(outcome(await jti({ jti: "1" }), "replay"), "unknown: no-memory");
  });
});
