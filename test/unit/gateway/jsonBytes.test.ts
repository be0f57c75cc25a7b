import assert from "node:assert/strict";
import fc from "fast-check";
import { atOnce } from "../../../src/domain/steps";
import { placesInJson } from "../../../src/gateway/envelopePlaces";
import { isJsonInSteps } from "../../../src/gateway/jsonBytes";
import { mayHoldKeyInSteps } from "../../../src/gateway/mayHoldKey";
import { HEX_FORMS, JOINED_FORMS, JSON_FORMS, JWE_FORMS, LINE_FORMS } from "../payloads/captureForms";
import { makeParts, plainShape } from "../payloads/envelopeMaker";
import { DIMENSIONS, embed, isPossible, pairwise } from "../payloads/shapes";
import { runs } from "../../sample";
import { orders } from "./gatewayAnswers";

const isJson = (text: string): boolean => atOnce(isJsonInSteps(Buffer.from(text)));

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("whether bytes are JSON", () => {
  it("is told as JSON.parse tells it", () => {
    const pieces = [
      "{",
      "}",
      "[",
      "]",
      ":",
      ",",
      " ",
      "\n",
      '"',
      '"a"',
      "\\",
      "\\u0",
      "\\u00fc",
      "1",
      "-",
      "0",
      ".5",
      "e9",
    ];
    const texts = fc.array(fc.constantFrom(...pieces, "true", "nul", "null", "é", "\u0001", "\u2028"), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(texts, (some) => assert.equal(isJson(some.join("")), parses(some.join("")), some.join(""))),
      runs(3_000, { full: 100_000 }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(3), (value, indent) => assert.ok(isJson(JSON.stringify(value, null, indent)))),
      runs(300),
    );
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.string({ maxLength: 2 }), (json, at, noise) => {
        const cut = at % (json.length + 1);
        const changed = json.slice(0, cut) + noise + json.slice(cut + 1);
        assert.equal(isJson(changed), parses(changed), changed);
      }),
      runs(1_000, { full: 20_000 }),
    );
  });

  it("is told of what is deep and long, in steps", () => {
    assert.ok(isJson(`${"[".repeat(200_000)}${"]".repeat(200_000)}`));
    assert.ok(!isJson(`${"[".repeat(200_000)}${"]".repeat(199_999)}`));
    assert.ok(isJson(JSON.stringify("x".repeat(1_000_000))));
  });
});

describe("the value around a range", () => {
  const around = (body: string, ...marked: readonly string[]): string[] => {
    const ranges = marked.map((text) => ({ start: body.indexOf(text), end: body.indexOf(text) + text.length }));
    const places = atOnce(placesInJson(Buffer.from(body), ranges)) ?? assert.fail("no JSON");
    return places.map(({ start, end, isWhole }) => (isWhole ? "whole" : body.slice(start, end)));
  };

  it("is the smallest that holds all of it", () => {
    const body = ' {"a":{"b":"x1","c":[1,"x2"]},"d":"x3"} ';
    assert.deepEqual(around(body, '"x1"', '"x2"', '"x3"'), ['"x1"', '"x2"', '"x3"']);
    assert.deepEqual(around(body, '"x1","c":[1'), ['{"b":"x1","c":[1,"x2"]}']);
    assert.deepEqual(around(body, '1,"x2"', '"x2"]},"d":"x3"', "x1"), ['[1,"x2"]', "whole", '"x1"']);
    assert.deepEqual(around('"x"', "x"), ["whole"]);
    assert.equal(atOnce(placesInJson(Buffer.from("{x"), [])), undefined);
  });
});

describe("what may hold a wrapped key", () => {
  const parts = makeParts('{"a":1}', plainShape, orders.publicKey, orders.sharedKey);
  const named = { encryptedKey: parts.key ?? "", iv: parts.iv ?? "", tag: parts.tag ?? "", data: parts.data };
  const mayHold = (body: string): boolean => atOnce(mayHoldKeyInSteps(Buffer.from(body)));

  it("is every body with one, in whatever form a server writes it", () => {
    const hex = Object.fromEntries(
      Object.entries(named).map(([name, value]) => [name, Buffer.from(value, "base64").toString("hex")]),
    );
    const jwe = `${Buffer.from('{"alg":"RSA-OAEP","enc":"A256GCM"}').toString("base64url")}.${named.encryptedKey}.a.b.c`;
    for (const [name, write] of Object.entries({ ...JSON_FORMS, ...JOINED_FORMS }))
      assert.ok(mayHold(write(named)), name);
    for (const [name, write] of Object.entries(HEX_FORMS)) assert.ok(mayHold(write(hex)), name);
    for (const [name, write] of Object.entries(LINE_FORMS)) assert.ok(mayHold(write(named)), name);
    for (const [name, write] of Object.entries(JWE_FORMS))
      if (!name.includes("40")) assert.ok(mayHold(write(jwe)), name);
    const bytes = [...Buffer.from(named.encryptedKey, "base64")];
    for (const body of [bytes, [...new Int8Array(bytes)], { ...bytes }])
      for (const indent of [0, 2]) assert.ok(mayHold(JSON.stringify(body, null, indent)));
    for (const shape of pairwise(DIMENSIONS).filter(isPossible))
      if (shape.wrap !== "shared" && shape.frame !== "httpHeaders")
        assert.ok(
          mayHold(embed(makeParts("[1]", shape, orders.publicKey, orders.sharedKey), shape)),
          JSON.stringify(shape),
        );
  });

  it("is no body of texts, numbers, IDs and digests", () => {
    const row = {
      id: "d9428888-122b-11e1-b85c-61cd3cbb3210",
      digest: "9f86d081884c7d659a2feaa0c55ad015",
      text: "How can I help you today? I am a bot, and glad to help you.",
      values: [1, 22.5, -333, 4_444_444],
      url: "https://platform.kore.ai/api/public/bot?x=1&y=2",
      at: "2026-02-03T04:05:06.789Z",
    };
    assert.ok(!mayHold(JSON.stringify(Array.from({ length: 100 }, () => row))));
    assert.ok(!mayHold(JSON.stringify([row], null, 2)));
  });
});
