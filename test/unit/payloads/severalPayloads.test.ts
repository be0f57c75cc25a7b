import { strict as assert } from "node:assert";
import * as crypto from "node:crypto";
import fc from "fast-check";
import { openEnvelope } from "../../../src/domain/payloads/open/openEnvelope";
import type { PayloadKeys } from "../../../src/domain/payloads/payloadKeys";
import { nodePayloadPorts } from "../../../src/node/nodePayloadPorts";
import { runs } from "../../sample";
import { LISTS, type Sealed, sealed, type Sealing, type SealingKeys, sealings } from "./sealedPayloads";
import { sharedOnly, testKey } from "./testKeys";
import { findEnvelopes, findPayloads } from "./foundAtOnce";

/** What came of one envelope: its text, or `undefined` where it can't be opened. */
interface Outcome {
  readonly line: number;
  readonly text: string | undefined;
}

describe("several payloads in one text", () => {
  const orders = testKey("Orders bot");
  const common = testKey("Shared bot");
  const apps: readonly PayloadKeys[] = [orders.keys, sharedOnly(common)];
  const keys: SealingKeys = {
    publicKey: orders.publicKey,
    foreignKey: testKey("Nobody's bot").publicKey,
    sharedKey: common.sharedKey,
    commonKey: crypto.randomBytes(32),
  };

  for (const [list, write] of Object.entries(LISTS)) {
    it(`opens each under its own line, and says so of each that can't be opened: ${list}`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(sealings, { minLength: 1, maxLength: 5 }), fc.nat(), async (drawn, seed) => {
          const sealings = tellable(drawn, list);
          const problem = await problemOf(
            sealings,
            sealings.map((sealing, index) => sealed(sealing, keys, seed + index)),
            write,
          );
          assert.equal(problem, undefined);
        }),
        runs(20, { full: 1_000 }),
      );
    });
  }

  /**
   * Without what nobody could tell: what lacks its ciphertext, or may lack it by its names, beside one value that may be
   * that ciphertext, is one envelope in several places. In an object a member without a wrapped key may be such a part.
   */
  function tellable(drawn: readonly Sealing[], list: string): Sealing[] {
    const isObject = list === "members of an object";
    const hasLone = isObject || drawn.some(({ layout }) => layout === "all");
    return drawn.map((sealing) => ({
      ...sealing,
      ...(hasLone && sealing.fault === "noCiphertext" ? { fault: "foreignKey" } : {}),
      ...(hasLone && sealing.names === 4 ? { names: 0 } : {}),
      ...(isObject && sealing.layout === "all" ? { layout: "tagBehind" } : {}),
    }));
  }

  async function problemOf(
    drawn: readonly Sealing[],
    all: readonly Sealed[],
    write: (values: readonly unknown[]) => string,
  ): Promise<string | undefined> {
    const text = write(all.map(({ value }) => value));
    const ranges = linesOf(all, write);
    const outcomes = await outcomesOf(text);
    const lenses = findPayloads(text).map(({ start }) => lineAt(text, start));
    const problems = all.flatMap(({ plaintext }, index) => {
      const [first, last] = ranges[index] ?? [0, 0];
      // Of a single one all of the text is its own.
      const mine = outcomes.filter(({ line }) => all.length === 1 || (first <= line && line <= last));
      const { key = "shared", layout = "all", fault = "noKey" } = drawn[index] ?? {};
      // Without a wrapped key of its own, a value may be anything.
      const needsLens = key !== "shared" && layout !== "all" && fault !== "noKey" && fault !== "noCiphertext";
      if (needsLens && all.length > 1 && !lenses.some((line) => first <= line && line <= last))
        return [`no lens over number ${index}`];
      if (mine.length !== 1) return [`${mine.length} envelopes for number ${index}`];
      return mine[0]?.text === plaintext
        ? []
        : [`number ${index} is ${String(mine[0]?.text)} and not ${String(plaintext)}`];
    });
    if (outcomes.length > all.length) problems.push(`${outcomes.length} envelopes in all`);
    return problems.length > 0 ? problems.join("; ") : undefined;
  }

  async function outcomesOf(text: string): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const envelope of findEnvelopes(text)) {
      const result = await openEnvelope(envelope, apps, nodePayloadPorts, text).catch(() => undefined);
      outcomes.push({ line: lineAt(text, envelope.start), text: result?.kind === "text" ? result.text : undefined });
    }
    return outcomes;
  }

  /** The first and the last line of each, counted in the text of those up to it. */
  function linesOf(all: readonly Sealed[], write: (values: readonly unknown[]) => string): [number, number][] {
    const textOf = (upTo: number): string => write(all.slice(0, upTo).map(({ value }) => value));
    // As many lines stand in front of the first as behind the last.
    const frame = textOf(1).startsWith('{\n  "results"') ? 2 : /^[[{]\n/.test(textOf(1)) ? 1 : 0;
    const lastOf = (count: number): number => (count === 0 ? frame : textOf(count).split("\n").length - frame);
    return all.map((_, index) => [lastOf(index) + 1, lastOf(index + 1)]);
  }

  function lineAt(text: string, offset: number): number {
    return text.slice(0, offset).split("\n").length;
  }

  describe("one of one block of AES-CBC beside another", () => {
    const block: Sealing = {
      mode: "cbc",
      layout: "separate",
      key: "own",
      encoding: "hex",
      names: 0,
      order: [0, 1, 2, 3],
      nesting: "response",
      length: 7,
      fault: "none",
    };
    const gcm: Sealing = { ...block, mode: "gcm", encoding: "base64", names: 1, nesting: "flat", length: 35 };
    const cases: Readonly<Record<string, readonly Sealing[]>> = {
      "that is good": [block, gcm],
      "that was changed": [block, { ...gcm, fault: "changed" }],
      "that was changed, with the same AES key": [
        { ...block, key: "common" },
        { ...gcm, key: "common", fault: "changed" },
      ],
      "and a third, with one AES key": [
        { ...block, key: "common" },
        { ...gcm, key: "common", nesting: "string" },
        { ...gcm, key: "common", fault: "changed" },
      ],
      "of one block": [block, { ...block, names: 4, nesting: "flat" }],
    };
    for (const [name, all] of Object.entries(cases)) {
      for (const drawn of [all, [...all].reverse()]) {
        it(`${name}, ${drawn === all ? "in front" : "behind"}`, async () => {
          for (const write of Object.values(LISTS)) {
            assert.equal(
              await problemOf(
                drawn,
                drawn.map((sealing, index) => sealed(sealing, keys, index)),
                write,
              ),
              undefined,
            );
          }
        });
      }
    }
  });

  describe("a capture of one payload in several places stays one", () => {
    const some = (length: number): string => crypto.randomBytes(length).toString("base64");
    const [key, iv, tag, data] = [some(256), some(12), some(16), some(300)];
    const captures: Readonly<Record<string, string>> = {
      "key, IV and tag beside the data": JSON.stringify({ crypto: { key, iv, tag }, body: { data } }),
      "the key with its id beside the rest": JSON.stringify({
        header: { key, keyId: "ab12cd34" },
        body: { iv, data, tag },
      }),
      "the key in one line, the rest in another": `${JSON.stringify({ key })}\n${JSON.stringify({ iv, data, tag })}`,
      "headers with ids above a body": `X-Key: ${key}\nX-Request-Id: ${crypto.randomBytes(12).toString("hex")}\nX-Trace-Id: ${crypto.randomBytes(16).toString("hex")}\n\n${JSON.stringify({ iv, data, tag })}`,
      "a list of names and values": JSON.stringify([
        { name: "key", value: key },
        { name: "iv", value: iv },
        { name: "data", value: data },
      ]),
    };
    for (const [name, text] of Object.entries(captures)) {
      it(name, () => {
        const found = findEnvelopes(text).map(({ values }) => values.map(({ content }) => content));
        assert.equal(found.length, 1);
        for (const part of [key, iv, data]) assert.ok(found[0]?.includes(part));
      });
    }
  });
});
