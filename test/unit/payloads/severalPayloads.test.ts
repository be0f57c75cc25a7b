import { strict as assert } from "node:assert";
import * as crypto from "node:crypto";
import fc from "fast-check";
import { decrypt } from "../../../src/domain/payloads/decrypt";
import type { PayloadKeys } from "../../../src/domain/payloads/payloadKeys";
import { findEnvelopes } from "../../../src/domain/requests/findEnvelopes";
import { nodePayloadPorts } from "../../../src/node/nodePayloadPorts";
import { runs } from "../../sample";
import { LISTS, type Sealed, sealed, type Sealing, type SealingKeys, sealings } from "./sealedPayloads";
import { sharedOnly, testKey } from "./testKeys";

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
    it(`opens each under its own line, and says so of each that can't be opened: ${list}`, async function () {
      this.timeout(120_000);
      await fc.assert(
        fc.asyncProperty(fc.array(sealings, { minLength: 1, maxLength: Number(process.env.M ?? 5) }), fc.nat(), async (drawn, seed) => {
          const all = tellable(drawn, list).map((sealing, index) => sealed(sealing, keys, seed + index));
          const problem = await problemOf(all, write);
          if (problem) process.stderr.write(`PROBLEM ${problem}\n`);
          assert.equal(problem, undefined);
        }),
        runs(Number(process.env.N ?? 40), { full: 1_000 }),
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

  async function problemOf(all: readonly Sealed[], write: (values: readonly unknown[]) => string): Promise<string | undefined> {
    const text = write(all.map(({ value }) => value));
    const ranges = linesOf(text, all.length, write, all);
    const outcomes = await outcomesOf(text);
    const problems = all.flatMap(({ plaintext }, index) => {
      const [first, last] = ranges[index] ?? [0, 0];
      // Of a single one all of the text is its own.
      const mine = outcomes.filter(({ line }) => all.length === 1 || (first <= line && line <= last));
      if (mine.length !== 1) return [`${mine.length} envelopes for number ${index}`];
      return mine[0]?.text === plaintext ? [] : [`number ${index} is ${String(mine[0]?.text)} and not ${String(plaintext)}`];
    });
    if (outcomes.length > all.length) problems.push(`${outcomes.length} envelopes in all`);
    return problems.length > 0 ? problems.join("; ") : undefined;
  }

  async function outcomesOf(text: string): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const envelope of findEnvelopes(text)) {
      const result = await decrypt(envelope, apps, nodePayloadPorts, text).catch(() => undefined);
      const line = text.slice(0, envelope.start).split("\n").length;
      outcomes.push({ line, text: result?.kind === "text" ? result.text : undefined });
    }
    return outcomes;
  }

  /** The first and the last line of each, counted in a text with marks in place of all others. */
  function linesOf(text: string, count: number, write: (values: readonly unknown[]) => string, all: readonly Sealed[]): [number, number][] {
    const lineCount = (upTo: number): number => write(all.slice(0, upTo).map(({ value }) => value)).split("\n").length;
    const isLaidOut = text.split("\n").length > count + 2;
    const head = text.startsWith("[\n") || isLaidOut ? (text.startsWith('{\n  "results"') ? 2 : 1) : 0;
    const tail = head;
    return all.map((_, index) => {
      const before = index === 0 ? head : lineCount(index) - tail;
      return [before + 1, lineCount(index + 1) - tail];
    });
  }
});
