// What scripts/payloadShapes.mjs goes through.
import { strict as assert } from "node:assert";
import { decrypt } from "../../../src/domain/payloads/decrypt/decrypt";
import { nodePayloadPorts } from "../../../src/node/nodePayloadPorts";
import { makeParts } from "./envelopeMaker";
import { DIMENSIONS, embed, type FullShape, isPossible, PLAINTEXTS } from "./shapes";
import { sharedOnly, testKey } from "./testKeys";

/** All combinations that are possible, one after another. */
export function* combinations(): Generator<FullShape> {
  const names = Object.keys(DIMENSIONS) as (keyof FullShape)[];
  const total = names.reduce((product, name) => product * DIMENSIONS[name].length, 1);
  for (let number = 0; number < total; number++) {
    let rest = number;
    const shape: Record<string, unknown> = {};
    for (const name of names) {
      shape[name] = DIMENSIONS[name][rest % DIMENSIONS[name].length];
      rest = Math.floor(rest / DIMENSIONS[name].length);
    }
    if (isPossible(shape as unknown as FullShape)) yield shape as unknown as FullShape;
  }
}

/** Makes an envelope of a shape with node:crypto and reads it. */
export async function check(shape: FullShape): Promise<void> {
  const orders = testKey("Orders bot");
  const plaintext = PLAINTEXTS[shape.plaintext];
  const parts = makeParts(plaintext, shape, orders.publicKey, orders.sharedKey);
  const result = await decrypt(
    embed(parts, shape),
    [shape.wrap === "shared" ? sharedOnly(orders) : orders.keys],
    nodePayloadPorts,
  );
  assert.equal(result.kind === "text" && result.text, plaintext);
  assert.equal(result.report.authenticated, shape.mode === "gcm");
}
