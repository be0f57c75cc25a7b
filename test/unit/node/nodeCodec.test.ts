import { strict as assert } from "node:assert";
import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { webCodec } from "../../../src/domain/payloads/webCodec";
import { nodeCodec } from "../../../src/node/nodeCodec";

for (const [name, codec] of [
  ["node", nodeCodec],
  ["web", webCodec],
] as const) {
  describe(`the ${name} codec`, () => {
    it("reads both base64 alphabets, padded or not", () => {
      for (let length = 0; length < 20; length++) {
        const bytes = Uint8Array.from(randomBytes(length));
        const text = Buffer.from(bytes).toString("base64");
        assert.deepEqual(codec.fromBase64(text), bytes);
        assert.deepEqual(codec.fromBase64(text.replace(/=+$/, "")), bytes);
        assert.deepEqual(codec.fromBase64(Buffer.from(bytes).toString("base64url")), bytes);
        assert.equal(codec.toBase64(bytes), text);
        assert.deepEqual(codec.fromHex(Buffer.from(bytes).toString("hex").toUpperCase()), bytes);
        assert.equal(codec.toHex(bytes), Buffer.from(bytes).toString("hex"));
      }
    });

    it("has no answer to anything else", () => {
      for (const text of ["A", "AAAAA", "AA A", "AA=A", "A===", "AAA!", "AA\n", "ÄÖÜß", "=AAA"])
        assert.equal(codec.fromBase64(text), undefined, text);
      for (const text of ["A", "0g", "0x", "0 ", "ÄÖ"]) assert.equal(codec.fromHex(text), undefined, text);
    });

    it("decodes what is longer than one piece, and notices a wrong character in any of them", () => {
      const bytes = Uint8Array.from(randomBytes(800_001));
      const base64 = Buffer.from(bytes).toString("base64");
      assert.ok(Buffer.from(bytes).equals(codec.fromBase64(base64) ?? Buffer.of()));
      assert.equal(codec.fromBase64(`${base64.slice(0, 1_050_000)}!${base64.slice(1_050_001)}`), undefined);
      const hex = Buffer.from(bytes).toString("hex");
      assert.ok(Buffer.from(bytes).equals(codec.fromHex(hex) ?? Buffer.of()));
      assert.equal(codec.fromHex(`${hex.slice(0, 1_500_000)}g${hex.slice(1_500_001)}`), undefined);
      assert.equal(codec.toBase64(bytes), base64);
    });

    it("leaves room behind the bytes", () => {
      const bytes = codec.fromBase64("QUJD", 16);
      assert.equal(bytes?.length, 3);
      assert.equal(bytes?.buffer.byteLength, 19);
    });

    it("decompresses up to the limit, and no further", async () => {
      const bytes = new Uint8Array(100_000).fill(65);
      const zipped = Uint8Array.from(gzipSync(bytes));
      assert.deepEqual(await codec.decompress("gzip", zipped, 100_000), bytes);
      assert.equal(await codec.decompress("gzip", zipped, 99_999), "too-large");
      assert.equal(await codec.decompress("gzip", zipped.slice(0, 20), 100_000), undefined);
      assert.equal(await codec.decompress("gzip", Uint8Array.of(1, 2, 3), 100), undefined);
      assert.deepEqual(await codec.decompress("gzip", await codec.compress("gzip", bytes), 100_000), bytes);
    });
  });
}
