import { strict as assert } from "node:assert";
import fc from "fast-check";
import { UserError } from "../../../src/domain/errors";
import { decrypt } from "../../../src/domain/payloads/decrypt/decrypt";
import { openEnvelope } from "../../../src/domain/payloads/open/openEnvelope";
import type { EnvelopeProfile } from "../../../src/domain/payloads/envelopeProfile";
import { nodePayloadPorts } from "../../../src/node/nodePayloadPorts";
import { cpuTimeSince } from "../../cpuTime";
import { runs } from "../../sample";
import { makeParts, type MadeParts, plainShape } from "./envelopeMaker";
import { embed, type FullShape } from "./shapes";
import { sharedOnly, testKey } from "./testKeys";

const PLAINTEXT = '{"text":"what nobody may see in a message"}';

/** In milliseconds, for texts of up to 100,000 characters and three apps. It takes some ten; the rest is for a busy machine. */
const BOUND = 5000;

describe("decrypt, whatever it is given,", () => {
  const orders = testKey("Orders bot");
  const other = testKey("Another bot");
  let profile: EnvelopeProfile | undefined;
  const shape = (changes: Partial<FullShape> = {}): FullShape => ({
    ...plainShape,
    names: "usual",
    frame: "flat",
    plaintext: "json",
    ...changes,
  });
  const parts = (changes: Partial<FullShape> = {}): MadeParts =>
    makeParts(PLAINTEXT, shape(changes), orders.publicKey, orders.sharedKey);

  before(async () => {
    profile = (await decrypt(JSON.stringify(parts()), [orders.keys], nodePayloadPorts)).report.profile;
  });

  /** Succeeds if there is a result or a UserError without anything secret in it, in time. */
  async function answers(text: string): Promise<void> {
    const start = process.cpuUsage();
    try {
      const { report } = await decrypt(
        text,
        [sharedOnly(other), sharedOnly(orders), { ...orders.keys, ...(profile ? { profile } : {}) }],
        nodePayloadPorts,
      );
      JSON.stringify(report);
    } catch (error) {
      assert.ok(error instanceof UserError, error instanceof Error ? error.stack : String(error));
      assert.ok(!error.message.includes("nobody may see"));
      assert.ok(!/\{\d\}|undefined|NaN/.test(error.message), error.message);
    }
    const took = cpuTimeSince(start);
    assert.ok(took < BOUND, `${took} ms for ${text.slice(0, 100)}`);
  }

  it("answers to any text and any JSON", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ maxLength: 500 }),
          fc.json({ maxDepth: 6 }),
          fc.base64String({ maxLength: 2000 }),
          fc.string({ unit: "binary", maxLength: 500 }),
        ),
        answers,
      ),
      runs(10, { full: 200 }),
    );
  });

  it("answers to envelopes with something changed, cut, doubled or put in", async () => {
    const envelopes = [
      {},
      { mode: "cbc" },
      { wrap: "pkcs1", keyForm: "hex" },
      { wrap: "shared" },
      { frame: "httpHeaders" },
      { frame: "jsonString" },
      { frame: "logLine", encoding: "hex" },
      { ivPlace: "front", tagPlace: "end" },
    ] as const;
    const texts = envelopes.map((changes) => embed(parts(changes), shape(changes)));
    const change = fc.record({
      text: fc.constantFrom(...texts),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(300),
      put: fc.oneof(fc.string({ maxLength: 30 }), fc.base64String({ maxLength: 400 })),
    });
    await fc.assert(
      fc.asyncProperty(change, ({ text, at, length, put }) => {
        const start = Math.floor(at * text.length);
        return answers(text.slice(0, start) + put + text.slice(start + length));
      }),
      runs(25, { full: 500 }),
    );
  });

  it("answers to values of every length, in every combination of a few", async () => {
    const value = fc.oneof(
      fc
        .constantFrom(0, 1, 2, 8, 12, 15, 16, 17, 24, 28, 32, 48, 64, 127, 128, 255, 256, 257, 284, 512, 1024)
        .chain((length) => fc.uint8Array({ minLength: length, maxLength: length })),
      fc.constantFrom(...Object.values(parts()).map((text) => Uint8Array.from(Buffer.from(String(text), "base64")))),
    );
    const names = fc.constantFrom(
      "key",
      "iv",
      "tag",
      "data",
      "aad",
      "a",
      "ciphertext",
      "protected",
      "recipients",
      "header",
      "type",
      "__proto__",
      "constructor",
      "",
    );
    const encoded = value.chain((bytes) =>
      fc.constantFrom<unknown>(
        Buffer.from(bytes).toString("base64"),
        Buffer.from(bytes).toString("base64url"),
        Buffer.from(bytes).toString("hex"),
        [...bytes],
        Buffer.from(bytes),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(names, encoded), { maxLength: 8 }), (members) =>
        answers(
          `{${members.map(([name, content]) => `${JSON.stringify(name)}:${JSON.stringify(content)}`).join(",")}}`,
        ),
      ),
      runs(10, { full: 200 }),
    );
  });

  it("answers to many values as long as a wrapped key, an IV or a tag", async () => {
    const random = (length: number) =>
      Buffer.from(Array.from({ length }, (_, index) => (index * 167 + length * 31) % 256)).toString("base64");
    const { key = "" } = parts();
    for (const text of [
      JSON.stringify(Array.from({ length: 100 }, () => random(256))),
      JSON.stringify({
        key,
        ivs: Array.from({ length: 500 }, () => random(12)),
        tags: Array.from({ length: 500 }, () => random(16)),
      }),
      JSON.stringify({ key, rows: Array.from({ length: 500 }, () => ({ iv: random(12), data: random(90) })) }),
      JSON.stringify(Array.from({ length: 200 }, () => ({ key: random(256), data: random(90) }))),
      `${key}:`.repeat(200),
      JSON.stringify({ data: `${key}.`.repeat(11) }),
    ]) {
      await answers(text);
    }
  });

  it("leaves the envelope that it was given as it was", async () => {
    const { findEnvelopes } = await import("./foundAtOnce");
    const [envelope] = findEnvelopes(
      JSON.stringify(
        Object.fromEntries(
          Object.entries(parts()).map(([name, text]) => [name, [...Buffer.from(String(text), "base64")]]),
        ),
      ),
    );
    assert.ok(envelope);
    const before = structuredClone(envelope);
    await openEnvelope(envelope, [orders.keys], nodePayloadPorts);
    assert.deepEqual(envelope, before);
  });
});
