import { strict as assert } from "node:assert";
import fc from "fast-check";
import { type InspectedToken, inspectionOf } from "../../../src/domain/tokens/inspect";
import { cpuTimeSince } from "../../cpuTime";

const encode = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const SIGNATURE = Buffer.alloc(32, 1).toString("base64url");
const tokenOf = (claims: unknown, header: unknown = { alg: "HS256", typ: "JWT" }) =>
  `${encode(header)}.${encode(claims)}.${SIGNATURE}`;
const codes = (text: string) => inspectionOf(text).problems.map(({ code }) => code);
const now = 1_700_000_000;

describe("inspecting a token", () => {
  const token = tokenOf({ appId: "cs-1", sub: "jane", iat: now, exp: now + 300 });

  it("reads header, claims and times of a JWS", () => {
    assert.deepEqual(inspectionOf(token), {
      kind: "jws",
      token,
      header: { alg: "HS256", typ: "JWT" },
      claims: { appId: "cs-1", sub: "jane", iat: now, exp: now + 300 },
      issuedAt: { state: "read", seconds: now },
      notBefore: { state: "absent" },
      expiresAt: { state: "read", seconds: now + 300 },
      problems: [],
    });
  });

  it("reads the header of a JWE", () => {
    const header = { alg: "RSA-OAEP", enc: "A128GCM", kid: "k-1", typ: "JWT" };
    const { kind, header: read, claims, problems } = inspectionOf(`${encode(header)}.a2V5.aXY.Y2lwaGVydGV4dA.dGFn`);
    assert.deepEqual([kind, read, claims, problems], ["jwe", header, undefined, []]);
  });

  const around: Record<string, string> = {
    quotes: `"${token}"`,
    "a comma": `'${token}',`,
    "a header name": `auth: ${token}`,
    Bearer: `Authorization: Bearer ${token}\r\n`,
    "another header name": `token:${token}`,
  };
  for (const [name, text] of Object.entries(around)) {
    it(`takes ${name} away`, () => assert.deepEqual(inspectionOf(text), inspectionOf(token)));
  }

  it("reads a token broken over lines, and says so", () => {
    const broken = token.replace(/(.{40})/g, "$1\r\n  ");
    assert.equal(inspectionOf(broken).token, token);
    assert.deepEqual(codes(broken), ["white-space-inside"]);
  });

  it("reads base64 with padding, and says so", () => {
    const claims = { a: ">>>?" };
    const padded = tokenOf(claims).replace(encode(claims), Buffer.from(JSON.stringify(claims)).toString("base64"));
    assert.deepEqual(inspectionOf(padded).claims, claims);
    assert.deepEqual(codes(padded), ["part-base64"]);
  });

  const unreadable: [string, string, string][] = [
    ["nothing", "  ", "no-token"],
    ["a word", "hello", "not-a-token"],
    ["a sentence", "This is. Not a. Token.", "not-a-token"],
    ["a header alone", token.split(".")[0] ?? "", "token-cut"],
    ["a token without its signature part", token.split(".").slice(0, 2).join("."), "token-cut"],
    ["a JWE of four parts", `${encode({ alg: "RSA-OAEP", enc: "A128GCM" })}.a.b.c`, "token-cut"],
    ["six parts", `${token}.YQ.YQ.YQ`, "too-many-parts"],
    ["claims cut short", tokenOf('{"appId":"cs-'), "part-not-json"],
    ["claims that are text", tokenOf('"text"'), "part-not-object"],
    ["claims that are an array", tokenOf([1]), "part-not-object"],
    ["claims that are null", tokenOf("null"), "part-not-object"],
    ["claims with a foreign character", token.replace(".", ".ä"), "part-not-base64url"],
    [
      "claims that are not UTF-8",
      `${token.split(".")[0]}.${Buffer.from("7b22ff223a317d", "hex").toString("base64url")}.${SIGNATURE}`,
      "part-not-json",
    ],
    ["a header that is an array", tokenOf({}, []), "part-not-object"],
    ["claims nested deeply", tokenOf(`{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`), "json-too-deep"],
    ["a JWE without enc", `${encode({ alg: "RSA-OAEP" })}.a2V5.aXY.YQ.YQ`, "header-incomplete"],
    ["more text than a token can have", "a".repeat(2_000_001), "token-too-long"],
  ];
  for (const [name, text, code] of unreadable) {
    it(`calls ${name} unreadable`, () => {
      const { kind, problems, expiresAt } = inspectionOf(text);
      assert.deepEqual([kind, problems[0]?.code, expiresAt.state], ["unreadable", code, "absent"]);
    });
  }

  it("keeps the header of a token whose claims are unreadable", () => {
    assert.deepEqual(inspectionOf(tokenOf("{")).header, { alg: "HS256", typ: "JWT" });
  });

  it("notices a signature that was cut, or is missing", () => {
    assert.deepEqual(codes(token.slice(0, -3)), ["signature-length"]);
    assert.deepEqual(codes(`${encode({ alg: "none" })}.${encode({})}.`), ["not-signed"]);
    assert.deepEqual(codes(tokenOf({}, {})), ["header-incomplete"]);
  });

  it("reads a token of one megabyte in well under a second", () => {
    const large = tokenOf({ exp: now, text: "x".repeat(750_000) });
    const start = process.cpuUsage();
    assert.equal(inspectionOf(large).kind, "jws");
    assert.ok(cpuTimeSince(start) < 500);
  });

  describe("expiry", () => {
    const expiry = (exp: string) => expiryOf(inspectionOf(tokenOf(`{"exp":${exp}}`)), now);

    it("is valid before the second and expired from it on", () => {
      assert.deepEqual(
        [expiry(`${now + 1}`), expiry(`${now + 0.5}`), expiry(`${now}`), expiry("0")],
        ["valid", "valid", "expired", "expired"],
      );
      assert.equal(expiryOf(inspectionOf(tokenOf({})), now), "absent");
    });

    for (const exp of [
      '"1800000000"',
      "null",
      "true",
      "[1800000000]",
      "{}",
      "-1",
      "1e400",
      "1e300",
      "1800000000000",
      '"2030-01-01"',
    ]) {
      it(`${exp} is never valid`, () => {
        assert.equal(expiry(exp), "unreadable");
        assert.ok(["time-unreadable", "time-in-milliseconds"].includes(codes(tokenOf(`{"exp":${exp}}`))[0] ?? ""));
      });
    }

    it("in milliseconds is shown as the time that was meant", () => {
      assert.deepEqual(inspectionOf(tokenOf({ exp: now * 1000 })).expiresAt, { state: "milliseconds", seconds: now });
    });
  });

  it("gives a result for any text, and never calls an expiry valid that isn't a number ahead", () => {
    const parts = fc
      .array(fc.oneof(fc.json().map(encode), fc.string(), fc.base64String()), { maxLength: 6 })
      .map((list) => list.join("."));
    const tokens = fc
      .record({ exp: fc.anything(), iat: fc.anything(), nbf: fc.jsonValue() })
      .map((claims) => tokenOf(JSON.stringify(claims, stringifiable)));
    fc.assert(
      fc.property(fc.oneof(parts, tokens, fc.string()), (text) => {
        const inspected = inspectionOf(text);
        const exp = inspected.claims?.["exp"];
        const isAhead = typeof exp === "number" && exp > now && exp < 1e11;
        assert.equal(expiryOf(inspected, now) === "valid", isAhead);
        assert.equal(inspected.kind === "unreadable" && inspected.problems.length === 0, false);
      }),
    );
  });
});

/** Whether the token still lives at `now`, in seconds since the epoch. What can't be read is never "valid". */
function expiryOf({ expiresAt }: Pick<InspectedToken, "expiresAt">, now: number) {
  if (expiresAt.state === "absent") return "absent";
  if (expiresAt.state !== "read") return "unreadable";
  return now < expiresAt.seconds ? "valid" : "expired";
}

function stringifiable(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}
