import { strict as assert } from "node:assert";
import { findPayloads } from "./foundAtOnce";

/** Parts of the sizes that an envelope has; what is in them doesn't matter here. */
const base64 = (bytes: number): string =>
  Buffer.from(Array.from({ length: bytes }, (_, index) => (index * 73 + 41) % 256)).toString("base64");
const ENVELOPE = JSON.stringify({ key: base64(256), iv: base64(12), data: base64(333), tag: base64(16) });
const JWE = [
  "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkExMjhHQ00ifQ",
  ...[256, 12, 333, 16].map((bytes) => base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")),
].join(".");

describe("findPayloads", () => {
  const found = (text: string): string[] => findPayloads(text).map(({ start, end }) => text.slice(start, end));

  it("finds each envelope in JSON, in a response file and in a log", () => {
    assert.deepEqual(found(ENVELOPE), [ENVELOPE]);
    assert.deepEqual(found(`{"pages": [${ENVELOPE}, ${ENVELOPE}]}`), [ENVELOPE, ENVELOPE]);
    assert.deepEqual(found(`HTTP/1.1 200 OK\nContent-Type: application/json\n\n${ENVELOPE}\n`).length, 1);
    const [inLog = ""] = found(`2026-01-01 INFO started\n2026-01-01 INFO body=${ENVELOPE}\n`);
    assert.ok(inLog.includes(ENVELOPE));
  });

  it("finds a JWE where a payload stands, and not where a token does", () => {
    for (const name of ["response", "sessions", "sessionDetails"])
      assert.deepEqual(found(`{"${name}": "${JWE}"}`), [`"${JWE}"`], name);
    for (const text of [
      `auth: ${JWE}`,
      `POST https://x\nAuthorization: bearer ${JWE}\n`,
      `@token = ${JWE}`,
      `{"assertion": "${JWE}"}`,
      `{"jwt":"${JWE}"}`,
      `-H 'auth: ${JWE}'`,
    ]) {
      assert.deepEqual(found(text), [], text.slice(0, 40));
    }
  });

  it("takes a JWE for a token by any name that says so, on either side of it", () => {
    const har = (list: string, name: string, value: string) =>
      JSON.stringify(
        {
          request: {
            [list]: [
              { name: "accept", value: "*/*" },
              { name, value },
            ],
          },
        },
        null,
        2,
      );
    const texts = [
      ...["access_token", "id_token", "refreshToken", "client_assertion", "koreJwt"].map(
        (name) => `{\n  "${name}": "${JWE}"\n}`,
      ),
      har("headers", "auth", JWE),
      har("cookies", "appSession", JWE),
      har("headers", "Authorization", `Bearer ${JWE}`),
      `{"key":"token","value":"${JWE}","type":"string"}`,
      `{"value":"${JWE}","name":"auth"}`,
      JSON.stringify({ body: JSON.stringify({ access_token: JWE }) }),
      `HTTP/1.1 200 OK\nSet-Cookie: appSession=${JWE}; Path=/\n\n`,
      `GET /x HTTP/1.1\nCookie: a=b; sid=${JWE}\n\n`,
      `2026-01-01 INFO calling with Bearer ${JWE} for jane\n`,
      `botkit:\n  authToken: ${JWE}\n`,
      `KORE_JWT=${JWE}\n`,
      `POST /token\n\ngrant_type=x&assertion=${JWE}\n`,
      `'token' => '${JWE}'`,
    ];
    for (const text of texts) assert.deepEqual(found(text), [], text.replace(JWE, "…"));
    for (const text of [
      `body: ${JWE}`,
      `payload=${JWE}`,
      `{"data": "${JWE}"}`,
      `{"token": "abc", "data": "${JWE}"}`,
      `{"name":"body","value":"${JWE}"}`,
      `auth failed: none. Answer ${JWE}`,
    ]) {
      assert.equal(found(text).length, 1, text.replace(JWE, "…"));
    }
  });

  it("passes over what only may be one, and over what can't be read", () => {
    assert.deepEqual(found(JSON.stringify({ image: base64(333), id: "8f14e45f-ceea-467f-a9d2-1f2b3c4d5e6f" })), []);
    assert.deepEqual(found("[".repeat(5_000) + "]".repeat(5_000)), []);
    assert.deepEqual(found(""), []);
  });
});
