import { strict as assert } from "node:assert";
import { randomBytes } from "node:crypto";
import { UserError } from "../../../src/domain/errors";
import { importSharedKey } from "../../../src/domain/keys/sharedKey";

describe("a shared AES-256 key", () => {
  // Bytes whose base64 has both characters that base64url writes otherwise.
  const key = Buffer.concat([Buffer.from("fbff3e", "hex"), randomBytes(29)]);

  const forms: Record<string, string> = {
    base64: key.toString("base64"),
    "base64 without padding": key.toString("base64").replace("=", ""),
    base64url: key.toString("base64url"),
    hex: key.toString("hex"),
    "upper-case hex": key.toString("hex").toUpperCase(),
    "quotes and white space": ` "${key.toString("base64")}"\n`,
    "two lines": `${key.toString("hex").slice(0, 32)}\n${key.toString("hex").slice(32)}`,
    "no-break spaces and zero-width characters": `\u00A0${key.toString("base64").slice(0, 20)}\u200B${key.toString("base64").slice(20)}`,
    "curly quotes": `\u201C${key.toString("base64")}\u201D`,
    "escaped slashes and line breaks": `"${key.toString("base64").replace(/\//g, "\\/")}\\n"`,
    "a line break escaped twice": `${key.toString("base64")}\\\\n`,
    "percent signs": encodeURIComponent(key.toString("base64")),
    "a .env line": `export SHARED_KEY="${key.toString("base64")}"`,
    "a YAML line": `sharedKey: ${key.toString("hex")}`,
    "a line of a .properties file": `shared.key=${key.toString("base64").replace("=", "\\=")}`,
    "JSON with one value": JSON.stringify({ key: key.toString("base64"), bits: 256 }),
    "a JWK": JSON.stringify({ kty: "oct", k: key.toString("base64url"), alg: "A256GCM" }),
    "hex with colons": key
      .toString("hex")
      .toUpperCase()
      .replace(/..(?=.)/g, "$&:"),
    "hex with spaces": key.toString("hex").replace(/..(?=.)/g, "$& "),
    "hex with 0x": `0x${key.toString("hex")}`,
    "hex as C writes bytes": key
      .toString("hex")
      .replace(/..(?=.)/g, "0x$&, ")
      .replace(/..$/, "0x$&"),
    "hex as Python writes bytes": `b'${key.toString("hex").replace(/../g, "\\x$&")}'`.slice(1),
    "a list of bytes": JSON.stringify([...key]),
    "Java's list of bytes": `[${[...new Int8Array(key)].join(", ")}]`,
    "UTF-16 read as Latin-1": Buffer.from(`\uFEFF${key.toString("base64")}`, "utf16le").toString("latin1"),
  };
  for (const [name, text] of Object.entries(forms)) {
    it(`is read from ${name}`, () => {
      assert.equal(importSharedKey(text), key.toString("base64"));
    });
  }

  it("reads 43 characters as base64 even if all are hex digits", () => {
    assert.equal(importSharedKey("a".repeat(43)), Buffer.from("a".repeat(43), "base64").toString("base64"));
  });

  const refused: [string, string, string, RegExp][] = [
    [
      "base64 of 16 bytes",
      Buffer.alloc(16, 1).toString("base64"),
      "shared-key-length",
      /has 16 bytes; an AES-256 key has 32/,
    ],
    ["hex of 16 bytes", Buffer.alloc(16, 1).toString("hex"), "shared-key-length", /has 16 bytes/],
    ["hex of 33 bytes", Buffer.alloc(33, 1).toString("hex"), "shared-key-length", /has 33 bytes/],
    [
      "a JWK of 128 bits",
      JSON.stringify({ kty: "oct", k: Buffer.alloc(16, 1).toString("base64url") }),
      "shared-key-length",
      /has 16 bytes/,
    ],
    [
      "a list of 32 numbers that aren't bytes",
      JSON.stringify(Array.from({ length: 32 }, () => 256)),
      "not-a-shared-key",
      /neither base64 nor hex/,
    ],
    ["a sentence", "my secret key!", "not-a-shared-key", /neither base64 nor hex/],
    ["nothing", "", "empty-key", /empty/],
  ];
  for (const [name, text, code, sentence] of refused) {
    it(`is not ${name}`, () => {
      assert.throws(
        () => importSharedKey(text),
        (error: unknown) => error instanceof UserError && error.code === code && sentence.test(error.message),
      );
    });
  }
});
