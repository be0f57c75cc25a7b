import { strict as assert } from "node:assert";
import { mayHoldPrivateKey } from "../../../src/domain/keys/mayHoldPrivateKey";
import { dotnetXml, independentPair } from "./independentKeys";
import { JWK_FORMS, PEM_FORMS, XML_FORMS } from "./pastedForms";

describe("text that may be kept where a private key must not be", () => {
  const { pkcs8, pkcs1, spki, privateJwk, publicJwk } = independentPair();
  const formsOf = (pem: string, jwk: typeof privateJwk) => [
    ...Object.values(PEM_FORMS).map((form) => form(pem)),
    ...Object.values(JWK_FORMS).map((form) => form(jwk)),
    ...Object.values(XML_FORMS).map((form) => form(dotnetXml(jwk))),
  ];

  it("is no private key, in whatever it was pasted with", () => {
    for (const text of [...formsOf(pkcs8, privateJwk), ...formsOf(pkcs1, privateJwk)])
      assert.equal(mayHoldPrivateKey(text), true, text.slice(0, 80));
  });

  it("is no part of one", () => {
    for (const text of [
      pkcs8,
      Buffer.from(pkcs8).toString("base64"),
      JSON.stringify(privateJwk),
      dotnetXml(privateJwk),
    ]) {
      for (let at = 0; at + 400 < text.length; at += 100)
        assert.equal(mayHoldPrivateKey(text.slice(at, at + 400)), true, text.slice(at, at + 400));
    }
  });

  it("is no private key under a public label, and none beside a public one", () => {
    assert.equal(mayHoldPrivateKey(pkcs8.replace(/PRIVATE/g, "PUBLIC")), true);
    assert.equal(mayHoldPrivateKey(`${spki}\n${JSON.stringify(privateJwk)}`), true);
  });

  it("is every public key, and what people type in a field for a name or an id", () => {
    for (const text of formsOf(spki, publicJwk)) assert.equal(mayHoldPrivateKey(text), false, text.slice(0, 80));
    const typed = [
      "",
      "Orders",
      "cs-5250f1ff-9f11-5ed8-9263-4ee1db0fbd68",
      "st-5250f1ff-9f11-5ed8-9263-4ee1db0fbd68",
      "https://platform.kore.ai/",
      "A name of many words, as long as a name may be, which no one would take for a key",
    ];
    for (const text of typed) assert.equal(mayHoldPrivateKey(text), false, text);
  });
});
