import { strict as assert } from "node:assert";
import { endpoints, type Endpoint } from "../../../src/domain/scopes/catalogue";

/** What is shown in hovers and written into request files as comments. */
const TEXTS = endpoints().flatMap((endpoint) =>
  textsOf(endpoint).map(([place, text]) => ({ place: `${endpoint.id}: ${place}`, text })),
);

/** What a person reads who hasn't the page beside them, nor how its facts were gathered. */
const SHORTHAND = [
  /\w\|\w/,
  /\b(?:e\.g|i\.e|etc|vs|approx)\b/,
  /\b(?:readPart|endpoints\.json|samplePath|assembled|unread|not read)\b/i,
  /\b(?:forgets|gotcha|weird|oddly|presumably|probably)\b/i,
  /\b(?:this|the) rows?\b/i,
  /\bwas seen\b|\bseen in use\b/,
  /\{\{/,
  /\b(\w{3,}) \1\b/,
  / {2}|^ | $|\s[.,;:]/,
];

describe("the catalogue's texts", () => {
  it("are there", () => {
    assert.ok(TEXTS.length > 500, String(TEXTS.length));
  });

  it("are in words, without shorthand", () => {
    for (const { place, text } of TEXTS)
      for (const pattern of SHORTHAND) assert.doesNotMatch(text, pattern, `${place}: ${text}`);
  });

  it("close what they open", () => {
    for (const { place, text } of TEXTS) {
      assert.equal((text.match(/"/g) ?? []).length % 2, 0, `${place}: ${text}`);
      assert.equal(text.match(/\(/g)?.length, text.match(/\)/g)?.length, `${place}: ${text}`);
    }
  });

  it("say whose sample they mean", () => {
    for (const { place, text } of TEXTS)
      if (/\bthe samples?\b/i.test(text)) assert.match(text, /Kore's/, `${place}: ${text}`);
  });
});

function textsOf({ limits, notes, errors, optionalQuery, optionalHeaders }: Endpoint): (readonly [string, string])[] {
  return [
    ...(limits === undefined ? [] : [["limits", limits] as const]),
    ...(notes === undefined ? [] : [["notes", notes] as const]),
    ...errors.map(({ when }) => ["errors", when] as const),
    ...Object.entries({ ...optionalQuery, ...optionalHeaders }),
  ];
}
