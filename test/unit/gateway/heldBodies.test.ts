import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { type HeldBody, HeldBodies } from "../../../src/gateway/heldBodies";

const PIECE = 300_000;
const BODY = Buffer.alloc(10 * PIECE, "0123456789abcdef");

/** An answer's body in pieces, of which it is said how long it is, or not. */
function answer(length?: number): IncomingMessage {
  const pieces = Array.from({ length: 10 }, (_, index) => BODY.subarray(index * PIECE, (index + 1) * PIECE));
  const headers = length === undefined ? {} : { "content-length": String(length) };
  return Object.assign(Readable.from(pieces, { objectMode: false }), { headers }) as unknown as IncomingMessage;
}

describe("An answer that is held", () => {
  const bytesOf = (body: HeldBody): Buffer => (body.kind === "whole" ? body.bytes : Buffer.concat(body.chunks));

  for (const length of [undefined, BODY.length, 2 * PIECE, 2 * BODY.length])
    it(`is all of its pieces in their order where ${length ?? "no"} bytes were said`, async () => {
      const held = await new HeldBodies(BODY.length).hold(answer(length), BODY.length, async (body) => body);
      assert.equal(held.kind, "whole");
      assert.ok(bytesOf(held).equals(BODY));
    });

  for (const length of [undefined, BODY.length])
    it(`goes on from where its room ended, where ${length ?? "no"} bytes were said`, async () => {
      const incoming = answer(length);
      const rest: Buffer[] = [];
      const first = await new HeldBodies(7 * PIECE).hold(incoming, BODY.length, async (body) => {
        assert.equal(body.kind, "too-large");
        incoming.on("data", (chunk: Buffer) => rest.push(chunk)).resume();
        await new Promise((done) => incoming.once("end", done));
        return bytesOf(body);
      });
      assert.equal(first.length, 8 * PIECE);
      assert.ok(Buffer.concat([first, ...rest]).equals(BODY));
    });

  it("takes no more room once it is used", async () => {
    const bodies = new HeldBodies(BODY.length);
    for (let time = 0; time < 3; time++)
      assert.equal(await bodies.hold(answer(), BODY.length, async ({ kind }) => kind), "whole");
  });
});
