import assert from "node:assert/strict";
import { planImport } from "../../src/domain/apps/import/importApps";
import { UserError } from "../../src/domain/errors";
import { webPorts } from "../../src/domain/ports";
import { withoutComments } from "../../src/domain/text/jsonc";
import { ENTRIES, existing, exported, OWN_FILES, RESPONSES, SEARCHED } from "../hostile/importTexts";
import { exponentOf, MAX_EXPONENT } from "./growth";

describe("the time to import", () => {
  for (const [kind, entry] of Object.entries(ENTRIES)) {
    it(`grows with its length alone: ${kind}`, () => {
      const exponent = exponentOf(
        (text) => planImport(text, existing(text.length), webPorts),
        (length) => exported(entry, length),
      );
      assert.ok(exponent <= MAX_EXPONENT, String(exponent));
    });
  }
  for (const [kind, make] of Object.entries(RESPONSES)) {
    it(`grows with its length alone: ${kind}`, () => {
      const exponent = exponentOf((text) => planImport(text, [], webPorts), make);
      assert.ok(exponent <= MAX_EXPONENT, String(exponent));
    });
  }
  for (const [kind, { make }] of Object.entries(SEARCHED)) {
    it(`grows with its length alone: ${kind}`, () => {
      const exponent = exponentOf(search, make);
      assert.ok(exponent <= MAX_EXPONENT, String(exponent));
    });
  }
  for (const [kind, make] of Object.entries(OWN_FILES)) {
    it(`grows with its length alone: ${kind}`, () => {
      const exponent = exponentOf(search, make);
      assert.ok(exponent <= MAX_EXPONENT, String(exponent));
    });
  }
});

describe("the time to take comments out of JSON", () => {
  const TEXTS = {
    slashes: "/",
    "comments without an end": "/*",
    "quotes and backslashes": '"\\',
    "strings without an end": '"a',
    commas: ",",
    "commas and blanks": ", \n",
    "commas behind last values": "[1,]",
    "lines of comments": "//\n",
  };
  for (const [kind, piece] of Object.entries(TEXTS))
    it(`grows with its length alone: ${kind}`, () => {
      const exponent = exponentOf(withoutComments, (length) => piece.repeat(length / piece.length));
      assert.ok(exponent <= MAX_EXPONENT, String(exponent));
    });
  it("grows with its length alone: blanks behind a comma", () => {
    const exponent = exponentOf(withoutComments, (length) => `,${" ".repeat(length)}`);
    assert.ok(exponent <= MAX_EXPONENT, String(exponent));
  });
});

/** What is said of each of them stands in the unit tests. */
function search(text: string): void {
  try {
    planImport(text, [], webPorts);
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
  }
}
