import { strict as assert } from "node:assert";
import fc from "fast-check";
import { UserError } from "../../../src/domain/errors";
import { webPorts, type Ports } from "../../../src/domain/ports";
import { headerFor, makeClaims, parseClaims, profileFor, type ClaimsRequest } from "../../../src/domain/tokens/claims";
import { sampleApp } from "./sampleApp";

describe("claims", () => {
  const app = sampleApp();
  const ports: Ports = { clock: () => 1_700_000_000_999, randomBytes: (length) => new Uint8Array(length).fill(0xab) };

  it("for a public API are appId, sub, iat and exp, in whole seconds", () => {
    assert.deepEqual(makeClaims(app, { subject: "jane" }, ports), {
      sub: "jane",
      appId: app.clientId,
      iat: 1_700_000_000,
      exp: 1_700_000_300,
    });
  });

  it("for an SDK are iss, sub, aud and isAnonymous, and identityToMerge if asked for", () => {
    const request = {
      profile: "sdk",
      subject: "jane@example.com",
      audience: "https://example.com",
      identityToMerge: "j-1",
      lifetimeSeconds: 60,
    } as const;
    assert.deepEqual(makeClaims(app, request, ports), {
      sub: "jane@example.com",
      aud: "https://example.com",
      isAnonymous: false,
      identityToMerge: "j-1",
      iss: app.clientId,
      iat: 1_700_000_000,
      exp: 1_700_000_060,
    });
  });

  it("for an SDK without a subject are those of an anonymous user", () => {
    assert.deepEqual(makeClaims(sampleApp({ usedFor: "sdks" }), {}, ports), {
      sub: "ab".repeat(16),
      aud: "https://idproxy.kore.com/authorize",
      isAnonymous: true,
      iss: app.clientId,
      iat: 1_700_000_000,
      exp: 1_700_000_300,
    });
  });

  it("carry extra ones, which may replace sub, aud and isAnonymous", () => {
    const claims = {
      sub: "john",
      aud: ["a", "b"],
      isAnonymous: true,
      privateClaims: { tier: 1 },
      secureCustomData: {},
      fName: "John",
    };
    const made = makeClaims(app, { profile: "sdk", subject: "jane", claims }, ports);
    assert.deepEqual(made, { ...claims, iss: app.clientId, iat: 1_700_000_000, exp: 1_700_000_300 });
  });

  it("count the name in an extra claim as a subject", () => {
    assert.equal(makeClaims(app, { profile: "sdk", claims: { sub: "john" } }, ports)["isAnonymous"], false);
  });

  for (const name of ["appId", "iss", "iat", "exp", "jti"]) {
    it(`can't have ${name} replaced`, () => {
      for (const profile of ["publicApi", "sdk"] as const) {
        assert.throws(
          () => makeClaims(app, { profile, claims: { [name]: "x" } }, ports),
          hasCode("reserved-claim", `“${name}”`),
        );
      }
      assert.throws(() => parseClaims(JSON.stringify({ [name]: 1 })), hasCode("reserved-claim", name));
    });
  }

  it("take names of the prototype as names like others", () => {
    const claims = parseClaims('{"__proto__":{"appId":"x"},"constructor":1,"toString":2}');
    const made = makeClaims(app, { claims }, ports);
    assert.equal(made["appId"], app.clientId);
    assert.equal(Object.getPrototypeOf(made), Object.prototype);
    assert.equal(({} as Record<string, unknown>)["appId"], undefined);
    assert.ok(JSON.stringify(made).includes('"__proto__":{"appId":"x"}'));
  });

  const wrongValues: Record<string, unknown> = {
    sub: 7,
    aud: [1],
    nbf: 1.5,
    isAnonymous: "true",
    identityToMerge: null,
    privateClaims: [],
    secureCustomData: "x",
  };
  for (const [name, value] of Object.entries(wrongValues)) {
    it(`refuse ${name} of a wrong type`, () => {
      assert.throws(
        () => makeClaims(app, { profile: "sdk", claims: { [name]: value } }, ports),
        hasCode("bad-claim", `“${name}”`),
      );
    });
  }

  it("refuse what JSON can't hold, and what isn't an object", () => {
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    let deep: unknown = 0;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    for (const claims of [cycle, { big: 1n }, { deep }, [], null, "text", 7, () => 0, { toJSON: () => "x" }]) {
      assert.throws(() => makeClaims(app, { claims } as ClaimsRequest, ports), hasCode("bad-claims", "JSON object"));
    }
    for (const text of ["", "{", "[]", "null", "[".repeat(40_000), `{"a":${"[".repeat(300)}${"]".repeat(300)}}`]) {
      assert.throws(() => parseClaims(text), hasCode("bad-claims", "JSON object"));
    }
    assert.throws(() => parseClaims(JSON.stringify({ a: "x".repeat(50_000) })), hasCode("claims-too-long", "50000"));
  });

  it("refuses numbers that would become others, and takes all else as it is written", () => {
    for (const number of ["12345678901234567890", "-9007199254740993", "1e400", "9".repeat(5_000)])
      for (const text of [`{"id":${number}}`, `{"a":"\\"1","list":[1,{"id":${number}}]}`])
        assert.throws(() => parseClaims(text), hasCode("inexact-number", number.slice(0, 50)));
    const text = '{"id":9007199254740991,"share":1.5,"big":1e20,"text":"12345678901234567890, \\"1e400\\\\"}';
    assert.deepEqual(parseClaims(text), JSON.parse(text));
  });

  it("refuse an unknown profile", () => {
    assert.throws(
      () => makeClaims(app, { profile: "other" } as unknown as ClaimsRequest, ports),
      hasCode("unknown-profile", "publicApi and sdk"),
    );
  });

  it("live for a whole number of seconds, at most ten years", () => {
    assert.equal(makeClaims(app, { lifetimeSeconds: 315_360_000 }, ports).exp, 2_015_360_000);
    for (const lifetimeSeconds of [0, -1, 1.5, NaN, Infinity, 315_360_001, "60" as unknown as number]) {
      assert.throws(() => makeClaims(app, { lifetimeSeconds }, ports), hasCode("bad-lifetime", "from 1 to 315360000"));
    }
  });

  it("have a fresh jti each time where the app enforces it", () => {
    const enforcing = sampleApp({ enforceJti: true });
    const jtis = Array.from({ length: 1000 }, () => makeClaims(enforcing, {}, webPorts)["jti"]);
    assert.equal(new Set(jtis).size, 1000);
    assert.ok(jtis.every((jti) => typeof jti === "string" && /^[0-9a-f]{32}$/.test(jti)));
  });

  it("with a jti live for an hour at most, and a longer wish is refused", () => {
    const enforcing = sampleApp({ enforceJti: true });
    assert.equal(makeClaims(enforcing, { lifetimeSeconds: 3600 }, ports).exp, 1_700_003_600);
    assert.throws(
      () => makeClaims(enforcing, { lifetimeSeconds: 3601 }, ports),
      hasCode("jti-lifetime", "3600 seconds; 3601 were asked for"),
    );
  });

  it("are whole seconds and the app's own whatever is asked for", () => {
    const requests = fc.record({
      clock: fc.double({ min: 0, max: 4e12, noNaN: true }),
      lifetimeSeconds: fc.integer({ min: 1, max: 3600 }),
      claims: fc.dictionary(fc.string(), fc.jsonValue()),
      profile: fc.constantFrom("publicApi" as const, "sdk" as const),
      enforceJti: fc.boolean(),
    });
    fc.assert(
      fc.property(requests, ({ clock, enforceJti, ...request }) => {
        const made = orUserError(() =>
          makeClaims(sampleApp({ enforceJti }), request, { ...webPorts, clock: () => clock }),
        );
        if (!made) return;
        assert.equal(made.iat, Math.floor(clock / 1000));
        assert.equal(made.exp, made.iat + request.lifetimeSeconds);
        assert.equal(request.profile === "sdk" ? made["iss"] : made["appId"], app.clientId);
        assert.equal(Object.hasOwn(made, "jti"), enforceJti);
      }),
    );
  });

  it("and header come first by what the app is used for", () => {
    const expected = [
      [{}, "publicApi", "auth: "],
      [{ createdIn: "admin" }, "publicApi", "auth: "],
      [{ usedFor: "sdks" }, "sdk", "auth: "],
      [{ usedFor: "botkit" }, "publicApi", "token: "],
      [{ usedFor: "channels" }, "publicApi", "Authorization: bearer "],
      [{ createdIn: "tables", usedFor: "channels" }, "publicApi", "auth: "],
    ] as const;
    for (const [changes, profile, header] of expected) {
      const { name, prefix } = headerFor(sampleApp(changes));
      assert.deepEqual([profileFor(sampleApp(changes)), `${name}: ${prefix}`], [profile, header]);
    }
  });
});

function hasCode(code: string, text: string): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof UserError, String(error));
    assert.equal(error.code, code);
    assert.ok(error.message.includes(text), error.message);
    return true;
  };
}

function orUserError<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    return undefined;
  }
}
