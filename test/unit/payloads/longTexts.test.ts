import assert from "node:assert/strict";
import fc from "fast-check";
import { LIMITS } from "../../../src/domain/limits";
import { indexBlocksInSteps } from "../../../src/domain/requests/read/blockIndex";
import { destinationsInSteps } from "../../../src/domain/requests/destination/destination";
import { JsonStrings } from "../../../src/domain/payloads/capture/jsonStrings";
import { matchesInSteps } from "../../../src/domain/text/matchesInSteps";
import { blockVariables, openVariable } from "../../../src/domain/requests/read/fileVariables";
import { parseRequestFile } from "../../../src/domain/requests/read/parseRequestFile";
import { requestOfBlock } from "../../../src/domain/requests/read/requestOfBlock";
import { atOnce } from "../../../src/domain/steps";
import { runs } from "../../sample";

const destinationsIn = (text: string) => atOnce(destinationsInSteps(text));

describe("what is read of long texts", () => {
  it("follows 40,000 variables that stand in each other to the one that is defined twice", () => {
    const chain = Array.from({ length: 40_000 }, (_, index) => `@v${index} = {{v${index + 1}}}\n`).join("");
    const reversed = chain.trimEnd().split("\n").reverse().join("\n");
    // Longer chains than a person writes are not followed to their end: nothing is certain then.
    const doubtsOf = (use: string): unknown[] =>
      destinationsIn(`@v40000 = one\n@v40000 = two\n${reversed}\n\n###\nGET https://${use}/x\n`).flatMap(({ doubts }) =>
        doubts.map(({ code, message }) => [code, ...message.args]),
      );
    assert.deepEqual(doubtsOf("{{v39999}}"), [["variable-twice", "v40000"]]);
    assert.deepEqual(doubtsOf("{{v0}}"), [["variable-form", "v8"]]);
  });

  it("gives a block its own variables before the file's last", () => {
    const { blocks, text } = parseRequestFile(
      "@a = 1\n@b = file\n### one\n@b = own\nGET /{{a}}/{{b}}\n### two\nGET /{{a}}/{{b}}\n### three\n@b = last\n",
    );
    const variables = blockVariables(blocks);
    const paths = blocks.flatMap((block) =>
      block.request ? requestOfBlock(text, block.request, variables(block)).path : [],
    );
    assert.deepEqual(paths, ["/1/own", "/1/last"]);
  });

  it("fills in as much of one request as it says, however many headers ask for more", () => {
    const { blocks, text } = parseRequestFile(
      `@a = ${"x".repeat(10_000)}\nGET /\n${Array.from({ length: 100 }, (_, index) => `h${index}: {{a}}`).join("\n")}\n`,
    );
    const request = blocks[0]?.request ?? assert.fail();
    const { headers } = requestOfBlock(text, request, blockVariables(blocks)(blocks[0] ?? assert.fail()));
    const filled = Object.values(headers).filter((value) => value?.startsWith("x")).length;
    assert.equal(filled, LIMITS.filledRequest / 10_000);
    assert.equal(headers["h99"], "{{a}}", "what isn't filled in stays as it is written");
  });

  it("knows no block of a file with more of them, or more in them, than it says", () => {
    const blocks = (text: string) => atOnce(indexBlocksInSteps(text));
    assert.equal(blocks("###\n".repeat(LIMITS.blocks))?.length, LIMITS.blocks);
    assert.equal(blocks(`a\n${"###\n".repeat(LIMITS.blocks)}`), undefined);
    assert.equal(blocks("@a=\n".repeat(LIMITS.partsOfBlock + 1)), undefined);
    assert.equal(parseRequestFile("@a=\n".repeat(LIMITS.partsOfBlock + 1)).blocks[0]?.isCut, true);
    assert.equal(parseRequestFile("@a=\n".repeat(LIMITS.partsOfBlock - 1)).blocks[0]?.isCut, undefined);
  });

  it("finds the same in steps as at once, wherever a step ends", () => {
    const word = fc.constantFrom(
      "status: 401",
      "\nstatus",
      ": 404 ",
      "x",
      " ",
      "x".repeat(49_990),
      "x".repeat(24_000),
      "\n",
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const text = words.join("");
        const pattern = /^status: \d+|\bstatus\b/gm;
        const found = atOnce(matchesInSteps(text, pattern, 1_000)).map(({ index, 0: match }) => [index, match]);
        assert.deepEqual(
          found,
          [...text.matchAll(pattern)].map(({ index, 0: match }) => [index, match]),
        );
      }),
      runs(200, { full: 4_000 }),
    );
  });

  it("ends JSON strings where a parser does", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("\\", '"', "a", "\n", "ü") }),
        fc.string({ unit: fc.constantFrom("\\", '"', "b") }),
        (value, rest) => {
          const written = JSON.stringify(value);
          const strings = new JsonStrings(written + rest);
          assert.equal(strings.end(1), written.length - 1);
          assert.equal(strings.content(1, written.length - 1), value);
        },
      ),
    );
  });

  it("names the first variable that is open, within its line and 200 characters", () => {
    for (const [text, name] of [
      ["a {{ b }} {{c}}", "b"],
      ["{{}} {{d}}", undefined],
      ["{{a\n}} {{e}}", "e"],
      [`{{${"x".repeat(201)}}}`, undefined],
      ["a }} {{f}}", "f"],
    ] as const) {
      assert.equal(openVariable(text), name ?? /\{\{([^\n]{1,200}?)\}\}/.exec(text)?.[1]?.trim(), text);
    }
  });
});
