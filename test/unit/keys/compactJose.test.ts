import { strict as assert } from "node:assert";
import { beginsLikeHeader, isUrlSafe } from "../../../src/domain/keys/compactJose";

describe("The beginning of a JOSE header", () => {
  for (const json of ['{"alg":"HS256"}', '{ "alg": "none" }', '\r\n\t {\n  "alg": "RSA-OAEP"\n}', '{"']) {
    it(`is that of ${JSON.stringify(json)}, in base64 and base64url`, () => {
      for (const encoding of ["base64", "base64url"] as const) {
        const encoded = Buffer.from(json).toString(encoding);
        assert.equal(beginsLikeHeader(encoded), true);
        assert.equal(beginsLikeHeader(`x ${encoded}.rest`, 2), true);
      }
    });
  }

  for (const text of ["[1]", "{}", "{'alg'", "{1", '"alg"', "{{", "", "{\n "]) {
    it(`isn't that of ${JSON.stringify(text)}`, () => {
      assert.equal(beginsLikeHeader(Buffer.from(text).toString("base64url")), false);
    });
  }

  it("ends where base64 does", () => {
    assert.equal(beginsLikeHeader("e\nyJhbGciOiJIUzI1NiJ9"), false);
    assert.equal(beginsLikeHeader("ey JhbGciOiJIUzI1NiJ9"), false);
  });
});

it("What the compact form is made of is base64url and the dot", () => {
  const safe = Array.from({ length: 300 }, (_, code) => String.fromCharCode(code)).filter((character) =>
    isUrlSafe(character.charCodeAt(0)),
  );
  assert.equal(safe.join(""), "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");
});
