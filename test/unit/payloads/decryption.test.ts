import { strict as assert } from "node:assert";
import { type Outcome, Decryption } from "../../../src/domain/payloads/decrypt/decrypt";
import { type EnvelopeSearch, TextEnvelopes } from "../../../src/domain/payloads/capture/findEnvelopes";
import { UserError } from "../../../src/domain/errors";
import { nodePayloadPorts } from "../../../src/node/nodePayloadPorts";
import { makeParts, plainShape } from "./envelopeMaker";
import { testKey } from "./testKeys";

describe("from a text to what was encrypted in it", () => {
  const orders = testKey("Orders bot");
  const foreign = testKey("Nobody's bot");
  const sealedFor = ({ publicKey, sharedKey }: typeof orders, plaintext: string): string =>
    JSON.stringify(makeParts(plaintext, plainShape, publicKey, sharedKey));
  const lines = (...envelopes: readonly string[]): string => envelopes.join("\n");

  it("comes what each envelope holds, in their order, and of each that stays closed how far it came", async () => {
    const [one, closed, two] = [sealedFor(orders, '{"n":1}'), sealedFor(foreign, "{}"), sealedFor(orders, '{"n":2}')];
    const text = lines(one, closed, two);
    assert.deepEqual(await outcomes(text), [
      [0, '{"n":1}'],
      [text.indexOf(closed), "wrong-key"],
      [text.indexOf(two), '{"n":2}'],
    ]);
  });

  it("gives up on 20 that stay closed, unless one was opened before", async () => {
    const [open, closed] = [sealedFor(orders, '{"n":1}'), sealedFor(foreign, "{}")];
    const many = Array.from({ length: 21 }, () => closed);
    assert.deepEqual(
      (await outcomes(lines(...many, open))).map(([, came]) => came),
      Array.from({ length: 20 }, () => "wrong-key"),
    );
    assert.equal((await outcomes(lines(open, ...many))).length, 22);
  });

  it("opens what is selected, and where nothing that is could be one, the first of the text that opens", async () => {
    const [closed, one, two] = [sealedFor(foreign, "{}"), sealedFor(orders, '{"n":1}'), sealedFor(orders, '{"n":2}')];
    const text = lines("only words", closed, one, two);
    const selection = { start: text.indexOf(two), end: text.length };
    assert.deepEqual(await outcomes(text, { selection }), [[selection.start, '{"n":2}']]);
    assert.deepEqual(await outcomes(text, { selection: { start: 0, end: 10 } }), [
      [text.indexOf(closed), "wrong-key"],
      [text.indexOf(one), '{"n":1}'],
    ]);
    assert.deepEqual(await outcomes(text, { offset: text.indexOf(one) + 5 }), [[text.indexOf(one), '{"n":1}']]);
  });

  it("says that there is no envelope, or what the text is instead", async () => {
    const code = (text: string): Promise<unknown> => outcomes(text).catch(codeOf);
    assert.equal(await code("only words"), "no-envelope");
    assert.equal(await code("-----BEGIN PGP MESSAGE-----\nnothing\n"), "format-unsupported");
  });

  it("opens for another app with that key what was opened already", async () => {
    const decryption = new Decryption(sealedFor(orders, '{"n":1}'), nodePayloadPorts);
    const twin = { ...orders.keys, appId: "twin", appName: "Twin" };
    for await (const outcome of decryption.outcomes([orders.keys, twin])) {
      assert.ok("result" in outcome);
      assert.deepEqual([outcome.result.report.app.appName, outcome.result.report.ambiguous], ["Orders bot", true]);
      const again = await decryption.openFor(outcome, [twin]);
      assert.deepEqual([again.report.app.appName, again.report.ambiguous], ["Twin", false]);
      assert.equal(again.kind === "text" && again.text, '{"n":1}');
    }
  });

  it("gives the shape without what belongs to the others, also to those that weren't searched for", async () => {
    const [one, two] = [sealedFor(orders, '{"n":1}'), sealedFor(orders, '{"n":2}')];
    const text = `{"list":[{"v":1,"body":${one}},{"v":1,"body":${two}}]}`;
    const selection = { start: text.indexOf(two), end: text.indexOf(two) + two.length };
    const decryption = new Decryption(text, nodePayloadPorts);
    for await (const outcome of decryption.outcomes([orders.keys], { selection })) {
      assert.ok("result" in outcome);
      const outline = async (from?: typeof selection): Promise<string | undefined> =>
        (await decryption.withShape(outcome.result, [], from)).report.shape?.outline;
      assert.equal(await outline(), "{v: 1, body: {data: …, key: …, iv: …, tag: …}}");
      assert.equal(await outline(selection), "{data: …, key: …, iv: …, tag: …}");
    }
  });

  it("looks through a text once, whoever asks for its envelopes", () => {
    const text = lines(...Array.from({ length: 300 }, () => sealedFor(orders, "{}")));
    const envelopes = new TextEnvelopes(text);
    const found = stepsOf(envelopes.of({}));
    assert.ok(found.steps > 10);
    assert.equal(found.value.length, 300);
    assert.deepEqual(stepsOf(envelopes.all()), { steps: 0, value: found.value });
    assert.equal(stepsOf(envelopes.of({ offset: 5 })).steps, 0);
  });

  /** Where each envelope begins, and its text or the code of its error. */
  async function outcomes(text: string, search?: EnvelopeSearch): Promise<[number, unknown][]> {
    const found: [number, unknown][] = [];
    for await (const outcome of new Decryption(text, nodePayloadPorts).outcomes([orders.keys], search))
      found.push([outcome.envelope.start, cameOf(outcome)]);
    return found;
  }

  function cameOf(outcome: Outcome): unknown {
    if ("error" in outcome) return codeOf(outcome.error);
    return outcome.result.kind === "text" ? outcome.result.text : outcome.result.bytes;
  }

  function codeOf(error: unknown): unknown {
    return error instanceof UserError ? error.code : error;
  }

  function stepsOf<T>(steps: Generator<undefined, T, undefined>): { readonly steps: number; readonly value: T } {
    for (let count = 0; ; count++) {
      const step = steps.next();
      if (step.done) return { steps: count, value: step.value };
    }
  }
});
