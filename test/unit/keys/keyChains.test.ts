import { strict as assert } from "node:assert";
import fc from "fast-check";
import { UserError } from "../../../src/domain/errors";
import { importPlatformKey, importPrivateKey, importPublicKey } from "../../../src/domain/keys/rsaKeys";
import { dotnetXml, independentPair } from "./independentKeys";
import { JWK_FORMS, PEM_FORMS, type Wrap, XML_FORMS } from "./pastedForms";
import { KEY_GENERATION_TIMEOUT } from "./sampleKeys";

/** In milliseconds: hundreds of keys are read, on a busy machine. */
const TIMEOUT = 4 * KEY_GENERATION_TIMEOUT;

/** What happens to any text on its way into a field. */
const ANY_TEXT: Readonly<Record<string, Wrap>> = {
  "a JSON string": JSON.stringify,
  "a JSON string without its quotes": (text) => JSON.stringify(text).slice(1, -1),
  "a value in JSON": (text) => JSON.stringify({ name: "x", value: text, other: [1, "2"] }, null, 2),
  base64: (text) => Buffer.from(text).toString("base64"),
  "base64 in lines": (text) => Buffer.from(text).toString("base64").replace(/.{76}/g, "$&\r\n"),
  base64url: (text) => Buffer.from(text).toString("base64url"),
  "a .env line": (text) => `KEY='${text}'`,
  "a YAML block": (text) => `key: |\n${text.replace(/^/gm, "  ")}\n`,
  indentation: (text) => text.replace(/^/gm, "    "),
  "Windows line breaks": (text) => text.replace(/\r?\n/g, "\r\n"),
  "white space around it": (text) => `\n\t ${text} \n\n`,
  "a byte order mark": (text) => `\uFEFF${text}`,
  "curly quotes": (text) => text.replace(/"([^"]*)"/g, "\u201C$1\u201D"),
  "no-break spaces": (text) => text.replace(/ /g, "\u00A0"),
  dashes: (text) => text.replace(/-----/g, "\u2014\u2014\u2010"),
  "zero-width spaces": (text) => text.replace(/.{40}/g, "$&\u200B"),
  "percent signs": encodeURIComponent,
  HTML: (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;"),
  "a quoted mail": (text) => text.replace(/^/gm, "> "),
  "one line": (text) => text.replace(/\s*\n\s*/g, " "),
};

describe("a key that went through several hands", function () {
  this.timeout(TIMEOUT);

  const { pkcs8, pkcs1, spki, privateJwk, publicJwk } = independentPair();
  const privateTexts = {
    ...formsOf(PEM_FORMS, pkcs8),
    "PKCS#1": pkcs1,
    ...formsOf(JWK_FORMS, privateJwk),
    ...formsOf(XML_FORMS, dotnetXml(privateJwk)),
  };
  const publicTexts = {
    ...formsOf(PEM_FORMS, spki),
    ...formsOf(JWK_FORMS, publicJwk),
    ...formsOf(XML_FORMS, dotnetXml(publicJwk)),
  };

  const chain = (texts: Readonly<Record<string, string>>) =>
    fc
      .record({
        form: fc.constantFrom(...Object.keys(texts)),
        steps: fc.array(fc.constantFrom(...Object.keys(ANY_TEXT)), { minLength: 1, maxLength: 4 }),
      })
      .map(({ form, steps }) => ({
        name: [form, ...steps].join(" > "),
        text: steps.reduce((text, step) => ANY_TEXT[step]?.(text) ?? text, texts[form] ?? ""),
      }));

  it("is the same private key or a named error, never another key", async () => {
    let read = 0;
    await fc.assert(
      fc.asyncProperty(chain(privateTexts), async ({ text }) => {
        const key = await keyOrNothing(importPrivateKey(text));
        if (key) assert.equal(key.privateKeyPem, pkcs8);
        if (key) read += 1;
      }),
      { numRuns: 400 },
    );
    // What is lost on the way, a line break that ended a comment's sign say, can't be guessed: most isn't.
    assert.ok(read > 300, `${read} of 400 were read`);
  });

  it("is the same public key or a named error, never another key", async () => {
    let read = 0;
    await fc.assert(
      fc.asyncProperty(chain(publicTexts), async ({ text }) => {
        const key = await keyOrNothing(importPublicKey(text));
        if (key) assert.equal(key.publicKey, spki);
        if (key) read += 1;
      }),
      { numRuns: 400 },
    );
    assert.ok(read > 300, `${read} of 400 were read`);
  });

  it("is the same key or a named error after any edit of a private key's text", async () => {
    const edit = fc.record({
      at: fc.nat(),
      length: fc.nat({ max: 40 }),
      by: fc.oneof(fc.string({ maxLength: 6 }), fc.string({ unit: "binary", maxLength: 3 })),
    });
    const edited = fc
      .tuple(fc.constantFrom(...Object.values(privateTexts)), fc.array(edit, { minLength: 1, maxLength: 3 }))
      .map(([text, edits]) =>
        edits.reduce((given, { at, length, by }) => splice(given, at % given.length, length, by), text),
      );
    await fc.assert(
      fc.asyncProperty(edited, async (text) => {
        const key = await keyOrNothing(importPrivateKey(text));
        if (key) assert.equal(key.privateKeyPem, pkcs8);
      }),
      { numRuns: 600 },
    );
  });

  it("gives a named error for any text, in every field", async () => {
    const words = [
      "-----BEGIN ",
      "PRIVATE KEY-----",
      "-----END ",
      "RSA ",
      "\\n",
      "\n",
      '"',
      "'",
      "{",
      "}",
      '"kty":"RSA"',
      "MIIE",
      "LS0t",
      "<Modulus>",
      "<RSAKeyValue>",
      "=",
      ": ",
      "AAAA",
      "ssh-rsa ",
    ];
    const piece = fc.oneof(fc.constantFrom(...words), fc.string(), fc.string({ unit: "binary" }), fc.base64String());
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
        const text = pieces.join("");
        assert.equal(await keyOrNothing(importPrivateKey(text)), undefined);
        assert.equal(await keyOrNothing(importPublicKey(text)), undefined);
        assert.equal(await keyOrNothing(Promise.resolve().then(() => importPlatformKey(text))), undefined);
      }),
      { numRuns: 1500 },
    );
  });
});

function formsOf<T>(forms: Readonly<Record<string, (given: T) => string>>, given: T): Record<string, string> {
  return Object.fromEntries(Object.entries(forms).map(([name, form]) => [name, form(given)]));
}

/** Undefined for a named error; anything else that is thrown goes on. */
async function keyOrNothing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function splice(text: string, at: number, length: number, by: string): string {
  return text.slice(0, at) + by + text.slice(at + length);
}
