import { strict as assert } from "node:assert";
import { UserError } from "../../../src/domain/errors";
import { LIMITS } from "../../../src/domain/limits";
import { importPlatformKey, importPrivateKey, importPublicKey } from "../../../src/domain/keys/rsaKeys";
import { cpuTimeSince } from "../../cpuTime";
import { dotnetNumber, dotnetXml, independentPair, thumbprintOf, thumbprintOfJwk } from "./independentKeys";
import { base64, escaped, JWK_FORMS, PEM_FORMS, XML_FORMS } from "./pastedForms";
import { KEY_GENERATION_TIMEOUT } from "./sampleKeys";

describe("a key as people have it", function () {
  this.timeout(KEY_GENERATION_TIMEOUT);

  const { pkcs8, pkcs1, spki, publicKey, privateJwk, publicJwk } = independentPair();
  let thumbprint: string;
  before(async () => {
    thumbprint = await thumbprintOf(pkcs8);
    assert.equal(thumbprint, thumbprintOfJwk(publicJwk), "node-jose and the RFC disagree");
  });

  const isPrivateHalf = async (text: string) => {
    const { privateKeyPem, info } = await importPrivateKey(text);
    assert.equal(privateKeyPem, pkcs8);
    assert.equal(await thumbprintOf(privateKeyPem), thumbprint);
    assert.equal(info.publicKey, spki);
  };
  const isPublicHalf = async (text: string) => {
    const info = await importPublicKey(text);
    assert.equal(info.publicKey, spki);
    assert.equal(await thumbprintOf(info.publicKey), thumbprint);
  };

  describe("as PEM", () => {
    for (const [name, form] of Object.entries(PEM_FORMS)) {
      it(`is read from ${name}`, async () => {
        await isPrivateHalf(form(pkcs8));
        await isPrivateHalf(form(pkcs1));
        await isPublicHalf(form(spki));
        await isPublicHalf(form(publicKey.export({ type: "pkcs1", format: "pem" }).toString()));
      });
    }

    it("is the one of its side among several blocks", async () => {
      const other = independentPair("second");
      const certificate = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
      for (const text of [`${certificate}${pkcs8}`, `${pkcs1}${certificate}${certificate}`, other.spki + pkcs8])
        await isPrivateHalf(text);
      await isPublicHalf(`${other.pkcs8}${spki}`);
      await isPrivateHalf(JSON.stringify({ publicKey: other.spki, privateKey: pkcs8 }));
      await isPrivateHalf(`tls.crt: ${base64(certificate)}\ntls.key: ${base64(pkcs8)}\n`);
    });

    it("is not chosen among several of its side", async () => {
      const other = independentPair("second");
      const texts = [
        JSON.stringify({ old: pkcs8, new: other.pkcs8 }),
        `OLD=${base64(pkcs8)}\nNEW=${base64(other.pkcs8)}\n`,
        `"${escaped(pkcs8, 1)}" or "${escaped(other.pkcs1, 1)}"`,
        JSON.stringify({ old: privateJwk, new: other.privateJwk }),
        dotnetXml(privateJwk) + dotnetXml(other.privateJwk),
      ];
      for (const text of texts) await assert.rejects(importPrivateKey(text), hasCode("several-keys"));
    });
  });

  describe("as JWK", () => {
    for (const [name, form] of Object.entries(JWK_FORMS)) {
      it(`is read from ${name}`, async () => {
        await isPrivateHalf(form(privateJwk));
        await isPublicHalf(form(publicJwk));
        const { n, e } = publicJwk;
        assert.deepEqual(importPlatformKey(form({ ...publicJwk, kid: "k-1" })), { kty: "RSA", n, e, kid: "k-1" });
      });
    }

    it("keeps its kid to the letter", () => {
      for (const kid of ["k\u2013\u00A01", "\u201Ca\u201D", "&amp;%20\\n"]) {
        assert.equal(importPlatformKey(JSON.stringify({ ...publicJwk, kid })).kid, kid);
      }
    });

    const damaged: [string, unknown][] = [
      ["padding in the middle", `${String(publicJwk["n"]).slice(0, 40)}==${String(publicJwk["n"]).slice(40)}`],
      ["too much padding", `${String(publicJwk["n"])}===`],
      ["a character that base64 lacks", `${String(publicJwk["n"])}\u2713`],
    ];
    for (const [name, n] of damaged) {
      it(`is refused with ${name} in its modulus`, async () => {
        await assert.rejects(importPublicKey(JSON.stringify({ ...publicJwk, n })), hasCode("jwk-member"));
      });
    }
  });

  describe("as .NET's XML", () => {
    for (const [name, form] of Object.entries(XML_FORMS)) {
      it(`is read from ${name}`, async () => {
        await isPrivateHalf(form(dotnetXml(privateJwk)));
        await isPublicHalf(form(dotnetXml(publicJwk)));
      });
    }

    it("is read from RSAParameters in JSON", async () => {
      const { n, e, d, p, q, dp, dq, qi } = Object.fromEntries(
        Object.entries(privateJwk).map(([name, value]) => [name, dotnetNumber(value)]),
      );
      await isPrivateHalf(JSON.stringify({ D: d, DP: dp, DQ: dq, Exponent: e, InverseQ: qi, Modulus: n, P: p, Q: q }));
      await isPublicHalf(JSON.stringify({ Exponent: e, Modulus: n }));
    });

    it("says what is missing or on the wrong side", async () => {
      const xml = dotnetXml(privateJwk);
      await assert.rejects(
        importPrivateKey(xml.replace(/<P>.*<\/P>/, "")),
        (error: UserError) => error.code === "rsa-xml" && /XML form, P is missing/.test(error.message),
      );
      await assert.rejects(importPrivateKey(dotnetXml(publicJwk)), hasCode("public-key-given"));
      await assert.rejects(importPublicKey(xml), hasCode("private-key-given"));
      await assert.rejects(
        importPrivateKey(xml.replace(/<P>(.*)<\/P><Q>(.*)<\/Q>/, "<P>$2</P><Q>$2</Q>")),
        hasCode("damaged-key"),
      );
    });
  });

  it("is not taken from what only looks like it", async () => {
    const texts = [
      `PRIVATE_KEY=${base64("a text that is no key, and long enough to be looked at as if it were one")}`,
      base64(JSON.stringify({ sub: "1", n: "AQAB", name: "a claim that makes it long enough" })),
      'String key = "-----BEGIN " + type + " KEY-----";',
      "<RSAKeyValue></RSAKeyValue>".slice(0, 10),
    ];
    for (const text of texts)
      await assert.rejects(importPrivateKey(text), (error: unknown) => error instanceof UserError, text);
  });

  it("costs time in proportion to its text, whatever the text is", async () => {
    const fill = (unit: string) => unit.repeat(Math.floor(LIMITS.keyText / unit.length));
    const units = [
      "\\",
      "\\n",
      "\\u00",
      '"',
      '\\"',
      "'",
      "{",
      "[",
      '{"a":',
      "[[",
      "<RSAKeyValue>",
      "<RSAKeyValue",
      "<",
      "&",
      "&#",
      "&amp;",
      "%25",
      "%0A",
      "-",
      "-BEGIN ",
      "BEGIN KEY ",
      "-----BEGIN KEY-----",
      "-----BEGIN KEY-----\n-----END KEY-----\n",
      "BEGIN+",
      "`",
      "`n",
      "=",
      "a=aaaaaaaa\n",
      "key: |\n",
      "LS0t",
      "MIIE",
      "30",
      "30:",
      "eyJr",
      "kty{",
      "{kty}",
      "{kty:'",
      "ssh-rsa ",
      "PuTTY-User-Key-File-3:",
      "n",
      " ",
      "\n",
      "\0",
      "\uFFFD",
      "\u2013BEGIN\u00A0",
      "1\n",
      "# ",
      "\u200B",
    ];
    const nested = [Buffer.from(fill("LS0t").slice(0, 70_000)), Buffer.from(fill('"a\\n"').slice(0, 70_000))];
    const strings = JSON.stringify(Array.from({ length: 1400 }, () => "A".repeat(60)));
    for (const text of [...units.map(fill), ...nested.map((bytes) => bytes.toString("base64")), strings]) {
      const start = process.cpuUsage();
      await assert.rejects(importPrivateKey(text), (error: unknown) => error instanceof UserError);
      // What takes a square of the length takes many seconds of the processor here.
      const time = cpuTimeSince(start);
      assert.ok(time < 3_000, `${JSON.stringify(text.slice(0, 20))}: ${time} ms`);
    }
  });
});

function hasCode(code: string): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof UserError, String(error));
    assert.equal(error.code, code);
    return true;
  };
}
