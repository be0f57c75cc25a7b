import { strict as assert } from "node:assert";
import fc from "fast-check";
import { AppSecrets } from "../../../src/domain/apps/appSecrets";
import { UserError } from "../../../src/domain/errors";
import { findTokens, tokenInRange } from "../../../src/domain/tokens/inText/findTokens";
import type { TextRange } from "../../../src/domain/text/textRange";
import { refreshRequest } from "../../../src/domain/tokens/refreshRequest";
import { timeLeft } from "../../../src/domain/tokens/timeLeft";
import { inspectionOf } from "../../../src/domain/tokens/inspect";
import { createMinter } from "../../../src/domain/tokens/mint";
import { claims, CLIENT_ID, NOW, sampleApp, SECRET, signed } from "./verify/samples";

const minter = createMinter({
  clock: () => (NOW + 1_000) * 1000,
  randomBytes: (length) => new Uint8Array(length).fill(7),
});

describe("A refreshed token", () => {
  const refreshed = async (payload: Record<string, unknown>, app = sampleApp()) =>
    inspectionOf((await minter.mint(app, new AppSecrets({ clientSecret: SECRET }), refreshRequest(payload, app))).token)
      .claims;

  it("has the same claims for as long a life", async () => {
    const old = { ...claims({ exp: NOW + 123, sub: "jane" }), aud: ["a", "b"], custom: { a: [1] }, isAnonymous: false };
    assert.deepEqual(await refreshed(old), { ...old, iat: NOW + 1_000, exp: NOW + 1_123 });
  });
  it("keeps a subject that is a number, as text", async () => {
    assert.deepEqual(await refreshed({ ...claims({ exp: NOW + 300 }), sub: 1234567890 }), {
      ...claims(),
      sub: "1234567890",
      iat: NOW + 1_000,
      exp: NOW + 1_300,
    });
    const old = {
      iss: CLIENT_ID,
      sub: 0,
      aud: "https://idproxy.kore.ai/authorize",
      isAnonymous: false,
      iat: NOW,
      exp: NOW + 60,
    };
    assert.deepEqual(await refreshed(old), { ...old, sub: "0", iat: NOW + 1_000, exp: NOW + 1_060 });
  });
  it("is not made where a number in the old one's claims is not the one that was written", () => {
    const parsed = (json: string) => JSON.parse(json) as Record<string, unknown>;
    for (const [name, json] of [
      ["sub", '{"sub":12345678901234567890}'],
      ["userId", '{"userId":9007199254740993}'],
      ["custom", '{"custom":{"a":[1,{"b":-9007199254740993}]}}'],
      ["amount", '{"amount":1e400}'],
    ] as const)
      assert.throws(
        () => refreshRequest({ ...claims(), ...parsed(json) }, sampleApp()),
        new UserError("inexact-claim", "The token's claim “{0}” has a number that would not be kept as it is.", {
          args: [name],
          remedy: "Make the token anew, with that number as text.",
        }),
      );
    const exact = { userId: 9007199254740991, share: 0.1, none: null, jti: 2 ** 64 };
    assert.deepEqual(refreshRequest({ ...claims(), ...exact }, sampleApp()).claims, {
      userId: exact.userId,
      share: 0.1,
      none: null,
    });
  });
  it("gains no subject", async () => {
    const { sub: _, ...old } = claims();
    assert.deepEqual(await refreshed(old), { ...old, iat: NOW + 1_000, exp: NOW + 1_300 });
  });
  it("keeps those of an SDK", async () => {
    const old = {
      iss: CLIENT_ID,
      sub: "jane",
      aud: "https://idproxy.kore.ai/authorize",
      isAnonymous: true,
      identityToMerge: "x",
      iat: NOW,
      exp: NOW + 60,
    };
    assert.deepEqual(await refreshed(old), { ...old, iat: NOW + 1_000, exp: NOW + 1_060 });
  });
  it("has the app's claim under its right name", async () => {
    const { appId: _, ...old } = claims();
    assert.deepEqual(await refreshed({ ...old, appid: CLIENT_ID }), {
      ...old,
      appId: CLIENT_ID,
      iat: NOW + 1_000,
      exp: NOW + 1_300,
    });
  });
  it("has a jti of its own, and lives for an hour at most with it", async () => {
    const old = claims({ jti: "old", kore_jti: "older", exp: NOW + 7_200 });
    assert.deepEqual(await refreshed(old, sampleApp({ enforceJti: true })), {
      ...claims(),
      iat: NOW + 1_000,
      exp: NOW + 4_600,
      jti: "07".repeat(16),
    });
    assert.equal((await refreshed(old))?.["jti"], undefined);
  });
  it("lives as long as usual where the old one told no life that is worth keeping", async () => {
    for (const times of [
      { exp: undefined },
      { iat: undefined },
      { exp: NOW - 1 },
      { exp: "soon" },
      { exp: NOW + 400 * 86_400 },
    ]) {
      assert.equal((await refreshed(claims(times)))?.["exp"], NOW + 1_300, JSON.stringify(times));
    }
    assert.equal((await refreshed(claims({ iat: NOW * 1000, exp: NOW * 1000 + 60_000 })))?.["exp"], NOW + 1_060);
  });
});

describe("Refreshing a token in a text", () => {
  const tokens = [signed(), signed(claims({ exp: 1 })), signed({ a: "🤖" })];
  const text = fc
    .array(
      fc.oneof(
        fc.constantFrom(...tokens, "\r\n", "\n", "\t", " ", "🤖", "é", '"'),
        fc.string({ unit: "grapheme", maxLength: 8 }),
      ),
      { maxLength: 20 },
    )
    .map((list) => list.join(""));

  function replaceToken(before: string, range: TextRange, fresh: string): string | undefined {
    const token = tokenInRange(before, range);
    return token && before.slice(0, token.start) + fresh + before.slice(token.end);
  }

  it("changes that token and no other character", () => {
    fc.assert(
      fc.property(text, fc.nat(20), (before, choice) => {
        const found = findTokens(before);
        const token = found[choice % Math.max(1, found.length)];
        if (!token) return;
        const after = replaceToken(before, token, "fresh");
        assert.equal(after?.slice(0, token.start), before.slice(0, token.start));
        assert.equal(after?.slice(token.start), `fresh${before.slice(token.end)}`);
      }),
    );
  });
  it("takes the token that the range touches, and none beside it", () => {
    const [a = "", b = ""] = tokens;
    const line = `x ${a} ${b}`;
    assert.equal(replaceToken(line, { start: 5, end: 5 }, "fresh"), `x fresh ${b}`);
    assert.equal(replaceToken(line, { start: line.length - 1, end: line.length }, "fresh"), `x ${a} fresh`);
    assert.equal(replaceToken(line, { start: 0, end: 1 }, "fresh"), undefined);
    assert.equal(replaceToken("", { start: 0, end: 0 }, "fresh"), undefined);
  });
});

describe("Time left", () => {
  const said = (seconds: number) => {
    const { count, unit, changesAt } = timeLeft(NOW + seconds, NOW * 1000);
    return [count, unit, changesAt - NOW * 1000];
  };
  const CASES: [number, number, string, number][] = [
    [3 * 86_400, 3, "day", 1],
    [3 * 86_400 + 5, 3, "day", 5_001],
    [172_799, 47, "hour", 3_599_001],
    [240, 4, "minute", 1],
    [299, 4, "minute", 59_001],
    [120, 2, "minute", 1],
    [119, 120, "second", 9_001],
    [10, 10, "second", 10_001],
    [1, 10, "second", 1_001],
    [0, 0, "second", 10_000],
    [-25, -20, "second", 5_000],
    [-120, -2, "minute", 60_000],
    [-86_400, -24, "hour", 3_600_000],
  ];
  for (const [seconds, count, unit, change] of CASES)
    it(`of ${seconds} seconds`, () => assert.deepEqual(said(seconds), [count, unit, change]));

  it("always changes later, and says something else then or a moment later", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e7, max: 1e7 }), fc.nat(999), (seconds, milliseconds) => {
        const now = NOW * 1000 + milliseconds;
        const first = timeLeft(NOW + seconds, now);
        assert.ok(first.changesAt > now);
        const next = timeLeft(NOW + seconds, first.changesAt);
        assert.notDeepEqual([next.count, next.unit], [first.count, first.unit]);
        const before = timeLeft(NOW + seconds, first.changesAt - 2);
        if (first.changesAt - 2 >= now) assert.deepEqual([before.count, before.unit], [first.count, first.unit]);
      }),
      { examples: [[0, 0]] },
    );
  });
});
