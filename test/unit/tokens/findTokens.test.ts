import { strict as assert } from "node:assert";
import fc from "fast-check";
import { findTokens, findTokensInSteps } from "../../../src/domain/tokens/inText/findTokens";
import { changedLines } from "../../../src/domain/text/lineChanges";
import { blockOfLine, indexBlocks, positionIn, updateBlocks } from "../../../src/domain/requests/read/blockIndex";
import { indexByLineInSteps, type Lines, type LinePiece, updateByLine } from "../../../src/domain/text/lineIndex";
import { atOnce } from "../../../src/domain/steps";
import { cpuTime } from "../../cpuTime";

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const JWS = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ appId: "cs-1" })}.c2lnbmF0dXJl`;
const OTHER = `${encode({ alg: "RS512" })}.${encode({})}.abc-_9`;
const JWE = `${encode({ alg: "RSA-OAEP", enc: "A128GCM" })}.a2V5.aXY.Y2lwaGVy.dGFn`;
const DIRECT = `${encode({ alg: "dir", enc: "A128GCM" })}..aXY.Y2lwaGVy.dGFn`;
const UNSIGNED = `${encode({ alg: "none" })}.${encode({})}.`;

describe("Finding tokens in a text", () => {
  const found = (text: string): string[] =>
    findTokens(text).map(({ start, end, text: token }) => {
      assert.equal(text.slice(start, end), token);
      return token;
    });

  const CASES: [string, string, string[]][] = [
    ["alone", JWS, [JWS]],
    ["of five parts", `auth: ${JWE}\r\n`, [JWE]],
    ["two on one line", `${JWS} ${OTHER}`, [JWS, OTHER]],
    ["in JSON, beside escapes", `{"a":"\\n${JWS}","b":"${OTHER}\\n"}`, [JWS, OTHER]],
    ["behind tabs, emoji and in a query", `\t🤖${JWS}&x=%3D${OTHER}`, [JWS, OTHER]],
    ["at the end of a sentence", `It is ${JWS}. And ${JWE}.`, [JWS, JWE]],
    ["whose key is not encrypted but shared", `x=${DIRECT}\n`, [DIRECT]],
    ["without a signature", `x=${UNSIGNED}\n`, [UNSIGNED]],
    ["in quotes, angle and other brackets", `'${JWS}'<${OTHER}>(${JWE})`, [JWS, OTHER, JWE]],
  ];
  for (const [name, text, tokens] of CASES) it(`finds those ${name}`, () => assert.deepEqual(found(text), tokens));

  for (const text of [
    "",
    "they eyJ eyJhbGciOiJIUzI1NiJ9",
    `${JWS}.x`,
    `x${JWS}`,
    `-${JWS}`,
    `a.${JWS}`,
    "eyJhIjoxfQ.eyJhIjoxfQ.x",
    `${JWE}.x`,
    "eyJhbGci.eyJ.x",
    `${encode({ alg: "HS256" })}..x`,
  ]) {
    it(`finds none in ${text.slice(0, 30)}`, () => assert.deepEqual(found(text), []));
  }

  it("finds none where dots stand for what was left out, or no encryption is named", () => {
    const [header = "", payload = ""] = JWS.split(".");
    for (const text of [
      `auth: ${header}.${payload}...`,
      `${JWE.split(".").slice(0, 2).join(".")}...`,
      JWE.replace(".aXY.", ".."),
      JWE.replace(".Y2lwaGVy.", ".."),
      JWE.replace("dGFn", ""),
      `${header}.a.b.c.d`,
    ]) {
      assert.deepEqual(found(text), [], text);
    }
  });

  it("takes time linear in the text", () => {
    const nasty = ["ey", "eyJ", "eyJ.", `${encode({ alg: "x" })}.`, "eyJhbGci."].map((part) =>
      part.repeat(400_000 / part.length),
    );
    assert.ok(cpuTime(() => nasty.forEach((text) => findTokens(text))) < 2_000);
  });
});

/** Pieces that a text is made of; what joins them may break or make a token or a separator. */
const pieces = fc
  .array(
    fc.constantFrom(
      "\n",
      "\n",
      "\n###\n",
      "###",
      "#",
      JWS,
      OTHER,
      JWE,
      " ",
      "\t",
      "🤖",
      "é",
      "GET https://x/y\n",
      "auth: ",
      "@a = 1\n",
      "\n\n{}\n",
      ".",
      "\n  ###\n",
      "POST /z\n",
      "{{\n",
      "}}\n",
      "# @forceRegionDelimiter\n",
      "curl x\n",
    ),
    { maxLength: 30 },
  )
  .map((list) => list.join(""));

/** Edits of one step, which don't overlap, applied to a text, and as an editor tells them. */
function edited(
  text: string,
  edits: readonly (readonly [number, number, string])[],
): { after: string; changes: { startLine: number; endLine: number; breaks: number }[] } {
  let after = text;
  const changes: { startLine: number; endLine: number; breaks: number }[] = [];
  let before = text.length + 1;
  for (const [a, b, insert] of [...edits].sort((x, y) => y[0] - x[0])) {
    const [start, end] = [Math.min(a, text.length), Math.min(Math.max(a, b), before - 1, text.length)];
    if (end < start) continue;
    before = start;
    after = after.slice(0, start) + insert + after.slice(end);
    changes.push({
      startLine: text.slice(0, start).split("\n").length - 1,
      endLine: text.slice(0, end).split("\n").length - 1,
      breaks: insert.split("\n").length - 1,
    });
  }
  return { after, changes };
}
const edits = fc.array(fc.tuple(fc.nat(400), fc.nat(400), pieces), { minLength: 1, maxLength: 3 });

describe("Looking at changed lines alone", () => {
  const indexTokens = (text: string) => atOnce(indexByLineInSteps(text, findTokensInSteps));
  const updateTokens = (tokens: readonly LinePiece[], changes: ReturnType<typeof changedLines>, lines: Lines) =>
    updateByLine(tokens, changes, lines, findTokens);
  const lines = (text: string) => {
    const all = text.split("\n");
    return {
      line: (line: number) => all[line] ?? "",
      lineCount: all.length,
      between: (from: number, to: number) => all.slice(from, to).join("\n") + (to < all.length ? "\n" : ""),
    };
  };

  it("finds the same tokens as looking at everything", () => {
    fc.assert(
      fc.property(pieces, edits, (text, list) => {
        const { after, changes } = edited(text, list);
        assert.deepEqual(updateTokens(indexTokens(text), changedLines(changes), lines(after)), indexTokens(after));
      }),
    );
  });

  it("finds the same requests as looking at everything", () => {
    fc.assert(
      fc.property(pieces, edits, (text, list) => {
        const { after, changes } = edited(text, list);
        assert.deepEqual(updateBlocks(indexBlocks(text), changedLines(changes), lines(after)), indexBlocks(after));
      }),
      { numRuns: 2_000 },
    );
  });

  it("reads no other line, and keeps the other requests", () => {
    const text = Array.from({ length: 100 }, (_, index) => `### ${index}\nGET https://x/${index}\nauth: ${JWS}\n`).join(
      "",
    );
    const after = text.replace("https://x/50", "https://x/50?a=1");
    const read: number[] = [];
    const changes = changedLines([{ startLine: 151, endLine: 151, breaks: 0 }]);
    updateTokens(indexTokens(text), changes, { line: (line) => (read.push(line), lines(after).line(line)) });
    assert.deepEqual(read, [151]);
    const blocks = indexBlocks(text);
    const updated = updateBlocks(blocks, changes, lines(after));
    assert.equal(updated.filter((block) => !blocks.includes(block)).length, 1);
    assert.equal(updated[50]?.block.request?.url.text, "https://x/50?a=1");
  });

  it("knows the places of what it finds", () => {
    const text = `🤖 ${JWS}\r\n\t${OTHER}\r\n###\r\nGET /a\r\nauth: x`;
    assert.deepEqual(
      indexTokens(text).map(({ line, start, end }) => [line, start, end]),
      [
        [0, 3, 3 + JWS.length],
        [1, 1, 1 + OTHER.length],
      ],
    );
    const block = blockOfLine(indexBlocks(text), 3);
    assert.ok(block?.block.request);
    assert.deepEqual(positionIn(block, block.block.request.url.start), { line: 3, character: 4 });
    assert.deepEqual(positionIn(block, 0), { line: 2, character: 0 });
  });
});
