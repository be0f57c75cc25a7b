import assert from "node:assert/strict";
import { atOnce } from "../../src/domain/steps";
import { ADVERSARIAL_TEXTS } from "../hostile/adversarialTexts";
import { EVERYDAY_SHARE, EVERYDAY_TEXTS } from "../hostile/everydayTexts";
import { exponentOf, MAX_EXPONENT } from "./growth";
import { SCANNERS, WHOLE_SCANNERS } from "../hostile/scanners";

describe("the time to look at a text", () => {
  it("is measured so that quadratic growth is caught, whether by a loop or by native searches, and linear isn't", () => {
    const line = ADVERSARIAL_TEXTS["tokens in one line"] ?? String;
    const linear = exponentOf((text) => [...text].filter((character) => character === "e").length, line);
    const loop = exponentOf((text) => {
      let count = 0;
      for (let at = 0; at < text.length; at += 200)
        for (let other = at; other < text.length; other++) if (text.charCodeAt(other) === 0x0a) count++;
      return count;
    }, line);
    const search = exponentOf((text) => {
      let count = 0;
      for (let at = text.indexOf("ey"); at >= 0; at = text.indexOf("ey", at + 2))
        if (text.indexOf("\n", at) >= 0) count++;
      return count;
    }, line);
    assert.ok(linear <= MAX_EXPONENT, `linear: ${linear}`);
    assert.ok(loop > MAX_EXPONENT, `a loop in a loop: ${loop}`);
    assert.ok(search > MAX_EXPONENT, `a search for each piece: ${search}`);
  });

  const scanners = {
    ...Object.fromEntries(Object.entries(SCANNERS).map(([name, scan]) => [name, (text: string) => atOnce(scan(text))])),
    ...WHOLE_SCANNERS,
  };
  for (const [name, scan] of Object.entries(scanners)) {
    it(`grows with its length alone: ${name} (${EVERYDAY_SHARE})`, () => {
      const tooFast = EVERYDAY_TEXTS.flatMap(([kind, make]) => {
        const exponent = exponentOf(scan, make);
        return exponent > MAX_EXPONENT ? [`${kind}: ${exponent.toFixed(2)}`] : [];
      });
      assert.deepEqual(tooFast, []);
    });
  }
});
