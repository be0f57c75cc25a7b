import { strict as assert } from "node:assert";
import * as crypto from "node:crypto";
import { decrypt } from "../../../src/domain/payloads/decrypt/decrypt";
import type { PayloadKeys } from "../../../src/domain/payloads/payloadKeys";
import { nodePayloadPorts } from "../../../src/node/nodePayloadPorts";
import { makeBytes, makeParts, plainShape, type Shape } from "./envelopeMaker";
import { sharedOnly, testKey } from "./testKeys";
import { findEnvelopes } from "./foundAtOnce";

const PLAINTEXT = '{"userId":"u-1","text":"Grüße","n":12345678901234567890}';

describe("what captured payloads look like", () => {
  // Values without names all stand at one place, and a sign byte is not part of a shape: those are found anew each time.
  const orders = testKey("Orders bot");
  const bytes = (shape: Partial<Shape> = {}, plaintext = PLAINTEXT) => {
    const { key, iv, tag, data } = makeBytes(
      plaintext,
      { ...plainShape, ...shape },
      orders.publicKey,
      orders.sharedKey,
    );
    return { key: key ?? Buffer.of(), iv: iv ?? Buffer.of(), tag: tag ?? Buffer.of(), data };
  };
  const parts = (shape: Partial<Shape> = {}, plaintext = PLAINTEXT) =>
    makeParts(plaintext, { ...plainShape, ...shape }, orders.publicKey, orders.sharedKey);
  const b64 = (some: Uint8Array) => Buffer.from(some).toString("base64");

  const readable: Record<string, () => string> = {
    "a form with base64 in two lines and more": () => {
      const made = parts();
      return new URLSearchParams({ ...made, key: made.key?.replace(/.{76}/g, "$&\r\n") ?? "" }).toString();
    },
    "a form with hex and colons": () => {
      const made = parts({ encoding: "hex" });
      return new URLSearchParams(
        Object.entries(made).map(([name, value]) => [name, value.replace(/..(?=.)/g, "$&:")]),
      ).toString();
    },
    "a form with hex and spaces": () => {
      const made = parts({ encoding: "hex" });
      return new URLSearchParams(
        Object.entries(made).map(([name, value]) => [name, value.replace(/..(?=.)/g, "$& ")]),
      ).toString();
    },
    "hex with colons below names of two hex digits": () => {
      const made = parts({ encoding: "hex" });
      const colons = (text = "") => text.replace(/..(?=.)/g, "$&:");
      return `a1: ${colons(made.key)}\na2: "${colons(made.iv)}"\na3: "${colons(made.tag)}"\na4: ${colons(made.data)}\n`;
    },
    "parts joined by dots": () => {
      const { key, iv, tag, data } = parts({ encoding: "base64url" });
      return JSON.stringify({ payload: [key, iv, data, tag].join(".") });
    },
    "parts joined by dots, bare": () => {
      const { key, iv, tag, data } = parts();
      return [key, iv, data, tag].join(".");
    },
    "IV and ciphertext joined by a colon": () => {
      const { key, iv, data } = parts({ encoding: "hex", tagPlace: "end" });
      return JSON.stringify({ key, data: `${iv}:${data}` });
    },
    "IV, tag and ciphertext joined by bars": () => {
      const { key, iv, tag, data } = parts();
      return JSON.stringify({ k: key, response: `${iv}|${tag}|${data}` });
    },
    "one value with everything in it": () => {
      const { key, iv, tag, data } = bytes();
      return JSON.stringify({ data: b64(Buffer.concat([key, iv, data, tag])) });
    },
    "one bare value with everything in it": () => {
      const { key, iv, tag, data } = bytes();
      return b64(Buffer.concat([key, iv, data, tag]));
    },
    "IV, tag and ciphertext in one value": () => {
      const { key, iv, tag, data } = bytes();
      return JSON.stringify({ key: b64(key), data: b64(Buffer.concat([iv, tag, data])) });
    },
    "ciphertext, tag and IV in one value": () => {
      const { key, iv, tag, data } = bytes();
      return JSON.stringify({ key: b64(key), data: b64(Buffer.concat([data, tag, iv])) });
    },
    "lines of 64 characters in a JSON string": () => {
      const made = parts({}, PLAINTEXT.repeat(3));
      const wrapped = (text = "") => text.replace(/.{64}/g, "$&\r\n");
      return JSON.stringify({ key: wrapped(made.key), iv: made.iv, tag: made.tag, data: wrapped(made.data) });
    },
    "line breaks that lost their meaning": () => {
      const made = parts({}, PLAINTEXT.repeat(3));
      return JSON.stringify({ ...made, key: made.key?.replace(/.{76}/g, "$&\\n") });
    },
    "raw line breaks in a JSON string": () => {
      const made = parts({}, PLAINTEXT.repeat(3));
      return `{"key":"${made.key}","iv":"${made.iv}","tag":"${made.tag}","data":"${made.data.replace(/.{64}/g, "$&\n")}"}`;
    },
    "bare lines of base64, with names": () => {
      const made = parts({}, PLAINTEXT.repeat(3));
      const wrapped = (text = "") => text.replace(/.{64}/g, "$&\n");
      return `key:\n${wrapped(made.key)}\n\niv: ${made.iv}\ntag: ${made.tag}\n\n${wrapped(made.data)}\n`;
    },
    "PEM-like frames": () => {
      const made = parts();
      const framed = (text = "") =>
        `-----BEGIN ENCRYPTED MESSAGE-----\n${text.replace(/.{64}/g, "$&\n")}\n-----END ENCRYPTED MESSAGE-----\n`;
      return JSON.stringify({ key: framed(made.key), iv: made.iv, tag: made.tag, data: framed(made.data) });
    },
    "URL-encoded values": () =>
      JSON.stringify(
        Object.fromEntries(Object.entries(parts()).map(([name, value]) => [name, encodeURIComponent(value)])),
      ),
    "data URLs": () => {
      const made = parts();
      return JSON.stringify({ ...made, data: `data:application/octet-stream;base64,${made.data}` });
    },
    "a prefix": () => {
      const made = parts();
      return JSON.stringify({ ...made, data: `base64:${made.data}` });
    },
    "hex with 0x": () =>
      JSON.stringify(
        Object.fromEntries(Object.entries(parts({ encoding: "hex" })).map(([name, value]) => [name, `0x${value}`])),
      ),
    "base64 that begins like hex with 0x": () => {
      const iv = Buffer.concat([Buffer.from("0xAA", "base64"), crypto.randomBytes(9)]);
      const aesKey = crypto.randomBytes(32);
      const cipher = crypto.createCipheriv("aes-256-gcm", aesKey, iv);
      const key = crypto.publicEncrypt(
        { key: orders.publicKey, padding: crypto.constants.RSA_PKCS1_OAEP_PADDING },
        aesKey,
      );
      return JSON.stringify({
        key: b64(key),
        data: b64(Buffer.concat([iv, cipher.update(PLAINTEXT), cipher.final(), cipher.getAuthTag()])),
      });
    },
    "a mixture of encodings": () => {
      const { key, iv, tag, data } = bytes();
      return JSON.stringify({
        key: b64(key),
        iv: iv.toString("hex"),
        tag: tag.toString("hex").toUpperCase(),
        data: data.toString("base64url"),
      });
    },
    "slashes escaped as PHP does": () => JSON.stringify(parts()).replaceAll("/", "\\/"),
    "characters escaped as .NET does": () =>
      JSON.stringify(parts()).replaceAll("+", "\\u002B").replaceAll("=", "\\u003D"),
    "arrays of numbers": () =>
      JSON.stringify(Object.fromEntries(Object.entries(bytes()).map(([name, value]) => [name, [...value]]))),
    "Java's signed bytes": () =>
      JSON.stringify(
        Object.fromEntries(Object.entries(bytes()).map(([name, value]) => [name, [...Int8Array.from(value)]])),
      ),
    "Node's Buffers": () => JSON.stringify(bytes()),
    "typed arrays": () =>
      JSON.stringify(
        Object.fromEntries(Object.entries(bytes()).map(([name, value]) => [name, Uint8Array.from(value)])),
      ),
    "an array of parts": () => {
      const { key, iv, tag, data } = parts();
      return JSON.stringify([key, iv, data, tag]);
    },
    "a list of names and values": () =>
      JSON.stringify(Object.entries(parts()).map(([name, value]) => ({ name, value }))),
    "base64 of JSON": () => b64(Buffer.from(JSON.stringify(parts()))),
    "base64 of JSON in JSON": () => JSON.stringify({ payload: b64(Buffer.from(JSON.stringify(parts()))), id: "abc" }),
    "a HAR file": () => {
      const { key, iv, ...rest } = parts();
      const headers = [
        { name: "content-type", value: "application/json" },
        { name: "x-encrypted-key", value: key },
        { name: "x-iv", value: iv },
      ];
      return JSON.stringify(
        {
          log: {
            entries: [
              {
                request: { url: "https://example.com/api" },
                response: {
                  status: 200,
                  headers,
                  content: { mimeType: "application/json", text: JSON.stringify(rest) },
                },
              },
            ],
          },
        },
        null,
        1,
      );
    },
    "curl -v": () => {
      const { key, iv, ...rest } = parts();
      return `> POST /api HTTP/1.1\n> auth: abc\n>\n< HTTP/1.1 200 OK\n< x-key: ${key}\n< x-iv: ${iv}\n<\n${JSON.stringify(rest)}\n`;
    },
    "headers without a status line": () => {
      const { key, iv, ...rest } = parts();
      return `Content-Type: application/json\nX-Key: ${key}\nX-IV: ${iv}\n\n${JSON.stringify(rest)}`;
    },
    "a body that is the ciphertext alone": () => {
      const { key, iv, data } = parts({ tagPlace: "end" });
      return `HTTP/2 200\r\ncontent-type: text/plain\r\nx-key: ${key}\r\nx-iv: ${iv}\r\n\r\n${data}\r\n`;
    },
    "a body that is one JSON string": () => {
      const { key, iv, data } = parts({ tagPlace: "end" });
      return `HTTP/1.1 200 OK\nx-key: ${key}\nx-iv: ${iv}\n\n"${data}"\n`;
    },
    "a JavaScript object as console.log prints it": () => {
      const { key, iv, tag, data } = parts();
      return `response: {\n  encryptedKey: '${key}',\n  iv: '${iv}',\n  authTag: '${tag}',\n  data: '${data}'\n}\n`;
    },
    "a Python dictionary": () => {
      const { key, iv, tag, data } = parts();
      return `INFO:root:got {'key': '${key}', 'iv': '${iv}', 'tag': '${tag}', 'data': '${data}', 'ok': True, 'err': None}`;
    },
    "escaped JSON without its quotes": () => `INFO body={${JSON.stringify(JSON.stringify(parts())).slice(2, -2)}} done`,
    YAML: () =>
      Object.entries(parts())
        .map(([name, value]) => `${name}: ${value}`)
        .join("\n"),
    "a line of names and values": () =>
      Object.entries(parts())
        .map(([name, value]) => `${name}=${value}`)
        .join(" "),
    "NDJSON among other lines": () =>
      `{"level":"info","msg":"start"}\n${JSON.stringify({ level: "info", body: parts() })}\n{"level":"info","msg":"end"}\n`,
    "comments and trailing commas": () => JSON.stringify(parts(), null, 2).replace(/"\n}/, '",\n}'),
    "a byte order mark": () => `\ufeff${JSON.stringify(parts())}`,
    "names that are no help, in any order": () => {
      const { key, iv, tag, data } = parts();
      return JSON.stringify({ z: tag, y: data, x: iv, w: key });
    },
    "deep nesting": () => {
      const { key, ...rest } = parts();
      return `${'{"a":['.repeat(95)}${JSON.stringify({ h: { key }, b: rest })}${"]}".repeat(95)}`;
    },
    "much else around it": () =>
      JSON.stringify({
        users: Array.from({ length: 200 }, (_, id) => ({
          id: `u-${crypto.createHash("md5").update(String(id)).digest("hex")}`,
          etag: b64(crypto.randomBytes(20)),
        })),
        result: parts(),
      }),
    "a sign byte in front of the wrapped key": () => {
      const made = bytes();
      return JSON.stringify({
        key: b64(Buffer.concat([Buffer.of(0), made.key])),
        iv: b64(made.iv),
        tag: b64(made.tag),
        data: b64(made.data),
      });
    },
    "key and IV wrapped together": () => {
      const aesKey = crypto.randomBytes(32);
      const iv = crypto.randomBytes(12);
      const cipher = crypto.createCipheriv("aes-256-gcm", aesKey, iv);
      const data = Buffer.concat([cipher.update(PLAINTEXT), cipher.final(), cipher.getAuthTag()]);
      const key = crypto.publicEncrypt(
        { key: orders.publicKey, padding: crypto.constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" },
        Buffer.concat([aesKey, iv]),
      );
      return JSON.stringify({ key: b64(key), data: b64(data) });
    },
    "AES key of 32 letters, used as they are": () => {
      const aesKey = Buffer.from(crypto.randomBytes(16).toString("hex"));
      const iv = crypto.randomBytes(16);
      const cipher = crypto.createCipheriv("aes-256-cbc", aesKey, iv);
      const data = Buffer.concat([cipher.update(PLAINTEXT), cipher.final()]);
      const key = crypto.publicEncrypt({ key: orders.publicKey, padding: crypto.constants.RSA_PKCS1_PADDING }, aesKey);
      return JSON.stringify({ key: b64(key), iv: b64(iv), data: b64(data) });
    },
    "two wrapped keys, of which the second is the payload's": () => {
      const { key, ...rest } = parts();
      return JSON.stringify({ requestKey: parts().key, responseKey: key, ...rest });
    },
    "additional authenticated data in a field of its own": () => {
      const aad = crypto.randomBytes(24);
      const aesKey = crypto.randomBytes(32);
      const iv = crypto.randomBytes(12);
      const cipher = crypto.createCipheriv("aes-256-gcm", aesKey, iv);
      cipher.setAAD(aad);
      const data = Buffer.concat([cipher.update(PLAINTEXT), cipher.final()]);
      const key = crypto.publicEncrypt(
        { key: orders.publicKey, padding: crypto.constants.RSA_PKCS1_OAEP_PADDING },
        aesKey,
      );
      return JSON.stringify({
        key: b64(key),
        iv: b64(iv),
        aad: b64(aad),
        tag: b64(cipher.getAuthTag()),
        data: b64(data),
      });
    },
  };
  for (const [name, make] of Object.entries(readable)) {
    it(`reads ${name}`, async () => {
      const text = make();
      assert.equal(
        await plaintextOf(text, [orders.keys]),
        PLAINTEXT.repeat(/lines of|line breaks|raw line/.test(name) ? 3 : 1),
      );
      assert.equal(findEnvelopes(text).length, 1);
    });
    it(`reads ${name} by the profile learned from it`, async () => {
      const text = make();
      const { profile } = (await decrypt(text, [orders.keys], nodePayloadPorts)).report;
      const { report } = await decrypt(text, [{ ...orders.keys, ...(profile ? { profile } : {}) }], nodePayloadPorts);
      assert.equal(report.foundBy, /^a sign byte|dots, bare$/.test(name) ? "detection" : "profile");
    });
  }

  const shared: Record<string, () => string> = {
    "IV, ciphertext and tag in one bare value": () => {
      const { iv, tag, data } = bytes({ wrap: "shared" });
      return b64(Buffer.concat([iv, data, tag]));
    },
    "the same in hex": () => {
      const { iv, tag, data } = bytes({ wrap: "shared" });
      return Buffer.concat([iv, data, tag]).toString("hex");
    },
    "a JSON string": () => {
      const { iv, data } = bytes({ wrap: "shared", mode: "cbc" });
      return JSON.stringify(b64(Buffer.concat([iv, data])));
    },
    "Laravel's base64 of JSON": () => {
      const { iv, data } = bytes({ wrap: "shared", mode: "cbc" });
      return b64(
        Buffer.from(
          JSON.stringify({ iv: b64(iv), value: b64(data), mac: crypto.randomBytes(32).toString("hex"), tag: "" }),
        ),
      );
    },
    "IV and ciphertext joined by a colon": () => {
      const { iv, data } = bytes({ wrap: "shared", mode: "cbc" });
      return `${iv.toString("hex")}:${data.toString("hex")}`;
    },
    "one field": () => {
      const { iv, tag, data } = bytes({ wrap: "shared" });
      return JSON.stringify({ status: "success", response: b64(Buffer.concat([iv, data, tag])) });
    },
  };
  for (const [name, make] of Object.entries(shared)) {
    it(`reads ${name} with a shared key`, async () =>
      assert.equal(await plaintextOf(make(), [sharedOnly(orders)]), PLAINTEXT));
  }

  it("reads a short payload whose beginning could be anything", async () => {
    for (const plaintext of ["[]", "{}", "0", "x", "true"]) {
      for (const shape of [
        {},
        { tagPlace: "end" },
        { ivPlace: "front", tagPlace: "end" },
        { mode: "cbc" },
        { wrap: "shared" },
      ] as const) {
        const text = JSON.stringify(parts(shape, plaintext));
        assert.equal(await plaintextOf(text, ["wrap" in shape ? sharedOnly(orders) : orders.keys]), plaintext);
      }
    }
  });

  it("reads multipart/form-data whose parts are hex of a fixed width", async () => {
    const part = ([name, value]: [string, string]) =>
      `--b0undary\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value.replace(/.{64}(?=.)/g, "$&\n")}\r\n`;
    const text = `${Object.entries(parts({ encoding: "hex" }))
      .map(part)
      .join("")}--b0undary--\r\n`;
    assert.equal(await plaintextOf(text, [orders.keys]), PLAINTEXT);
  });

  it("takes no line of a JWE for the boundary of a form", () => {
    const [header, rest] = [
      Buffer.from('{"alg":"RSA-OAEP-256","enc":"A256GCM"}').toString("base64url"),
      "A".repeat(342),
    ];
    const jwe = `${header}.${rest}.AAAAAAAAAAAAAAAA.${"A".repeat(300)}.AAAAAAAAAAAAAAAAAAAAAA`;
    const lines = jwe.match(/.{1,64}/g)?.map((line, index) => (index === 2 ? `--${line.slice(2)}` : line)) ?? [];
    assert.deepEqual(
      findEnvelopes(lines.join("\n")).map(({ kind }) => kind),
      ["jwe"],
    );
  });

  it("reads an empty payload", async () => {
    assert.equal(await plaintextOf(JSON.stringify(parts({ tagPlace: "end" }, "")), [orders.keys]), "");
  });

  it("gives bytes that are not UTF-8 as bytes, if the tag proves them", async () => {
    const binary = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff]), crypto.randomBytes(100)]);
    const made = makeParts(binary, plainShape, orders.publicKey, orders.sharedKey);
    const result = await decrypt(JSON.stringify(made), [orders.keys], nodePayloadPorts);
    assert.equal(result.kind, "binary");
    assert.deepEqual(result.kind === "binary" && Buffer.from(result.bytes), binary);
    assert.deepEqual(result.report.notes, [
      { template: "The payload is not text: it is not valid UTF-8.", args: [] },
      { template: "Its first bytes are those of {0}.", args: ["PNG"] },
    ]);
  });

  async function plaintextOf(text: string, keys: readonly PayloadKeys[]): Promise<string> {
    const result = await decrypt(text, keys, nodePayloadPorts);
    assert.equal(result.kind, "text");
    return result.kind === "text" ? result.text : "";
  }
});
