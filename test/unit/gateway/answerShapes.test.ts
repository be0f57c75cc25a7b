import assert from "node:assert/strict";
import { CompactEncrypt, FlattenedEncrypt, GeneralEncrypt } from "jose";
import fc from "fast-check";
import { sampleApp } from "../apps/sampleApp";
import { makeParts, plainShape } from "../payloads/envelopeMaker";
import { JOINED_FORMS, JSON_FORMS, JWE_FORMS } from "../payloads/captureForms";
import { LISTS, sealed, sealings } from "../payloads/sealedPayloads";
import { DIMENSIONS, embed, type FullShape, isPossible, pairwise, PLAINTEXTS } from "../payloads/shapes";
import { testKey } from "../payloads/testKeys";
import { runs } from "../../sample";
import { head, open, opened, orders } from "./gatewayAnswers";

/** What stands in a body, and the same with the plaintext in the envelope's place. */
interface Framed {
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly expected: string;
}

function framed(shape: FullShape): Framed {
  const plaintext = PLAINTEXTS[shape.plaintext];
  const parts = makeParts(plaintext, shape, orders.publicKey, orders.sharedKey);
  const body = embed(parts, shape);
  const inJson = shape.plaintext === "text" ? JSON.stringify(plaintext) : plaintext;
  // Where one value holds all of it, its name stays.
  const isOne = Object.keys(parts).length === 1;
  const value = inJson;
  switch (shape.frame) {
    case "flat":
    case "nested":
    case "form":
    case "xml":
      return {
        body,
        expected: isOne && shape.frame !== "form" && shape.frame !== "xml" ? withValue(body, inJson) : plaintext,
      };
    case "pretty":
      return {
        body,
        expected: isOne
          ? withValue(body, inJson)
          : body.replace(/("result": )\{[^}]*\}/, (_, name: string) => name + value),
      };
    case "array":
      return { body, expected: body.replace(/("body":)\{[^}]*\}/, (_, name: string) => name + value) };
    case "jsonString":
      return { body, expected: isOne ? withValue(body, inJson) : `{"body":${value}}` };
    case "logLine":
      return { body, expected: body.replace(/(response: )\{[^}]*\}/, (_, name: string) => name + plaintext) };
    case "httpHeaders": {
      const [top = "", own = ""] = body.split("\r\n\r\n");
      const lines = top.split("\r\n").slice(1);
      const headers = Object.fromEntries(
        lines.map((line) => [line.split(": ")[0]?.toLowerCase(), line.split(": ")[1]]),
      );
      const [name = ""] = Object.keys(JSON.parse(own) as object);
      return { body: own, headers: headers as Record<string, string>, expected: `{"${name}":${value}}` };
    }
  }
}

/** The only encoded value of a JSON text in clear. */
function withValue(body: string, value: string): string {
  return body.replace(/"[A-Za-z0-9+/_=-]{60,}"/, () => value);
}

describe("answers in every shape that a payload may have", () => {
  for (const shape of pairwise(DIMENSIONS).filter(isPossible)) {
    const { wrap, keyBits, keyForm, mode, ivLength, ivPlace, tagPlace, encoding, gzip, names, frame, plaintext } =
      shape;
    const title = [wrap, keyBits, keyForm, mode, ivLength, ivPlace, tagPlace, encoding, gzip, names, frame, plaintext];
    it(`are opened: ${title.join(" ")}`, async () => {
      const { body, headers = {}, expected } = framed(shape);
      const answer = head({ "content-type": "text/plain", ...headers });
      const found = await opened(body, { answer, kind: wrap === "shared" ? "shared" : "keyPair" });
      assert.equal(found.text, expected);
      assert.equal(found.authenticated, mode === "gcm");
      assert.equal(found.cipher, `AES-${keyBits}-${mode.toUpperCase()}`);
    });
  }
});

describe("answers in which a string holds the envelope", () => {
  const parts = makeParts('{"a":[1]}', plainShape, orders.publicKey, orders.sharedKey);
  const named = { encryptedKey: parts.key ?? "", iv: parts.iv ?? "", tag: parts.tag ?? "", data: parts.data };
  for (const [name, write] of Object.entries({ ...JSON_FORMS, ...JOINED_FORMS })) {
    it(`never lose what stands beside it: ${name}`, async () => {
      const body = write(named);
      const found = await open(body);
      if (found.kind === "not-decrypted") return;
      const text = Buffer.from(found.body).toString();
      assert.ok(unescaped(text).includes('{"a":[1]}'), text);
      for (const word of ["a response", "Collection", "Response body", "some words", "in 12 ms"])
        assert.equal(text.includes(word), body.includes(word), word);
      if (isJson(body)) assert.ok(found.contentType.startsWith("application/json") && isJson(text), text);
    });
  }

  for (const name of ["pretty JSON", "pretty JSON in a JSON string", "with PHP's slashes", "far in"]) {
    it(`are opened: ${name}`, async () => {
      const write = JSON_FORMS[name] ?? assert.fail(name);
      assert.ok(unescaped((await opened(write(named))).text).includes('{"a":[1]}'));
    });
  }
});

function unescaped(text: string): string {
  return text.replaceAll("\\", "");
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("answers with JWEs", () => {
  const plaintext = '{"sessions":[]}';
  const bytes = new TextEncoder().encode(plaintext);
  const header = { alg: "RSA-OAEP-256", enc: "A256GCM" };
  const compact = () => new CompactEncrypt(bytes).setProtectedHeader(header).encrypt(orders.publicKey);

  it("are opened where the body is one, compact or as JSON", async () => {
    const flattened = await new FlattenedEncrypt(bytes).setProtectedHeader(header).encrypt(orders.publicKey);
    const general = await new GeneralEncrypt(bytes)
      .setProtectedHeader({ enc: "A256GCM" })
      .addRecipient(orders.publicKey)
      .setUnprotectedHeader({ alg: "RSA-OAEP-256" })
      .encrypt();
    for (const body of [
      await compact(),
      JSON.stringify(await compact()),
      JSON.stringify(flattened),
      JSON.stringify(general),
    ]) {
      const found = await opened(body, { answer: head({ "content-type": "application/jose" }) });
      assert.deepEqual([found.text, found.contentType, found.cipher], [plaintext, "application/json", "A256GCM"]);
      assert.match(found.keyWrapping ?? "", /^RSA-OAEP-256$/);
    }
  });

  it("keep what stands beside one", async () => {
    const jwe = await compact();
    const text = (await opened(`{"total":1,"data":"${jwe}","list":["${jwe}",1]}`)).text;
    assert.equal(text, `{"total":1,"data":${plaintext},"list":[${plaintext},1]}`);
  });

  it("are opened in lines, too", async () => {
    const jwe = await compact();
    for (const name of ["in lines", "in a JSON string", "raw in a JSON string", "escaped twice", "with spaces"]) {
      const found = await opened((JWE_FORMS[name] ?? assert.fail(name))(jwe));
      assert.ok(found.text.includes(plaintext), name);
    }
  });

  it("are whole in the shape that the app learned, beside its paging", async () => {
    const app = sampleApp({
      envelopeProfile: {
        ...{ format: "jwe", name: "x", description: "y", authenticated: true, serialization: "compact" },
        ...{ alg: "RSA-OAEP-256", enc: "A256GCM", path: ["data"], compression: "none" },
      },
    });
    const jwe = await compact();
    assert.equal((await opened(`{"data":"${jwe}"}`, { app })).text, plaintext);
    assert.equal((await opened(`{"moreAvailable":false,"total":3,"data":"${jwe}"}`, { app })).text, plaintext);
    assert.equal((await opened(`{"other":3,"data":"${jwe}"}`, { app })).text, `{"other":3,"data":${plaintext}}`);
  });
});

describe("answers with several payloads", () => {
  const keys = {
    ...{ publicKey: orders.publicKey, sharedKey: orders.sharedKey },
    foreignKey: testKey("Nobody's").publicKey,
    commonKey: Buffer.alloc(32, 7),
  };

  it("have each in clear that opens, and the others as they were", () =>
    fc.assert(
      fc.asyncProperty(fc.array(sealings, { minLength: 2, maxLength: 6 }), async (several) => {
        const all = several.map((one, index) => sealed(one, keys, index));
        const write = LISTS["a list in an object"] ?? assert.fail();
        const body = write(all.map(({ value }) => value));
        const found = await open(body, { kind: "both" });
        if (found.kind === "not-decrypted") return all.every(({ plaintext }) => plaintext === undefined);
        const { results } = JSON.parse(Buffer.from(found.body).toString()) as { results: unknown[] };
        assert.equal(results.length, all.length);
        for (const [index, { value, plaintext }] of all.entries())
          if (plaintext === undefined) assert.deepEqual(results[index], value);
        return true;
      }),
      runs(25, { full: 1_000 }),
    ));
});
