import { strict as assert } from "node:assert";
import { atOnce } from "../../../src/domain/steps";
import { tokenAtInSteps } from "../../../src/domain/tokens/inText/findTokens";
import { cpuTimeSince } from "../../cpuTime";
import { signed } from "./verify/samples";

const tokenAt = (text: string, offset: number) => atOnce(tokenAtInSteps(text, offset));

describe("the token at the cursor", () => {
  const [one, two] = [signed({ appId: "one" }), signed({ appId: "two" })];
  const text = `POST https://platform.kore.ai/api/public/x\nauth: ${one}\n\n{"a": "${one}", "b": "${two}"}\nhost: a.b.c`;

  it("is the one that touches it", () => {
    for (const token of [one, two]) {
      const start = text.lastIndexOf(token);
      for (const offset of [start, start + 20, start + token.length]) assert.equal(tokenAt(text, offset), token);
    }
  });

  it("is else the first on its line", () => {
    assert.equal(tokenAt(text, text.indexOf("auth:")), one);
    assert.equal(tokenAt(text, text.indexOf('{"a"')), one);
    assert.equal(tokenAt(one, 0), one);
  });

  it("may be none", () => {
    assert.equal(tokenAt(text, 0), undefined);
    assert.equal(tokenAt(text, text.length), undefined);
    assert.equal(tokenAt("", 0), undefined);
    assert.equal(tokenAt("eyJ only", 3), undefined);
  });

  it("may be damaged, and long lines take no long time", () => {
    assert.equal(tokenAt(`auth: ${one}==`, 8), `${one}==`);
    const before = process.cpuUsage();
    assert.equal(tokenAt("ey=".repeat(600_000), 900_000), undefined);
    assert.equal(tokenAt(".".repeat(2_000_000), 1_000_000), undefined);
    assert.ok(cpuTimeSince(before) < 5_000);
  });
});
