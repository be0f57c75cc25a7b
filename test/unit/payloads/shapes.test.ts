import { strict as assert } from "node:assert";
import fc from "fast-check";
import { decrypt } from "../../../src/domain/payloads/decrypt/decrypt";
import type { PayloadKeys } from "../../../src/domain/payloads/payloadKeys";
import { nodePayloadPorts } from "../../../src/node/nodePayloadPorts";
import { runs } from "../../sample";
import { makeParts } from "./envelopeMaker";
import { DIMENSIONS, embed, type FullShape, isPossible, pairwise, PLAINTEXTS } from "./shapes";
import { sharedOnly, testKey } from "./testKeys";

describe("shapes of envelopes", () => {
  const orders = testKey("Orders bot");

  for (const shape of pairwise(DIMENSIONS).filter(isPossible)) {
    it(`reads ${JSON.stringify(shape)}`, async () => {
      await check(shape);
    });
  }

  it("reads shapes drawn at random", async () => {
    const shapes = fc.record(
      Object.fromEntries(Object.entries(DIMENSIONS).map(([name, values]) => [name, fc.constantFrom(...values)])),
    ) as unknown as fc.Arbitrary<FullShape>;
    await fc.assert(
      fc.asyncProperty(shapes.filter(isPossible), (shape) => check(shape)),
      runs(10, { full: 5_000 }),
    );
  });

  async function check(shape: FullShape): Promise<void> {
    const plaintext = PLAINTEXTS[shape.plaintext];
    const parts = makeParts(plaintext, shape, orders.publicKey, orders.sharedKey);
    const keys: PayloadKeys[] = [shape.wrap === "shared" ? sharedOnly(orders) : orders.keys];
    const result = await decrypt(embed(parts, shape), keys, nodePayloadPorts);
    assert.equal(result.report.app.appName, "Orders bot");
    if (result.kind === "text") assert.equal(result.text, plaintext);
    else assert.deepEqual(Buffer.from(result.bytes), Buffer.from(plaintext));
    assert.equal(result.report.authenticated, shape.mode === "gcm");
    const { profile } = result.report;
    const again = await decrypt(
      embed(parts, shape),
      keys.map((key) => ({ ...key, ...(profile ? { profile } : {}) })),
      nodePayloadPorts,
    );
    assert.equal(again.report.foundBy, "profile");
    assert.equal(again.kind === "text" && again.text, result.kind === "text" && result.text);
  }
});
