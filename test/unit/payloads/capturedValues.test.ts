import { strict as assert } from "node:assert";
import { randomBytes } from "node:crypto";
import type { EnvelopeValue } from "../../../src/domain/payloads/capture/foundEnvelope";
import { findEnvelopes, findPayloads } from "./foundAtOnce";

// Nothing here is encrypted: only lengths, names and places matter to the search.
const some = (length: number): string => randomBytes(length).toString("base64");
const KEY = some(256);
const DATA = some(120);
const IV_TEXT = "0123-5678 abcdef";

describe("the values of an envelope", () => {
  const valuesOf = (text: string): readonly EnvelopeValue[] => {
    const found = findEnvelopes(text);
    assert.equal(found.length, 1, text);
    assert.equal(found[0]?.kind, "hybrid", text);
    return found[0].values;
  };
  const named = (text: string): Record<string, unknown> =>
    Object.fromEntries(valuesOf(text).map(({ name, content }) => [name, content]));

  it("hold texts that are not encoded, by their names: IV, additional data, label, salt, passphrase, algorithm", () => {
    const texts = {
      iv: IV_TEXT,
      aad: "orders bot, v1",
      additionalAuthenticatedData: "tenant=acme;bot=orders",
      label: "payload key ü",
      oaepLabel: "a",
      salt: "pepper & salt",
      passphrase: "correct horse",
      algorithm: "AES/GCM/NoPadding",
      keyAlgorithm: "RSA/ECB/OAEPWithSHA-256AndMGF1Padding",
      alg: "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p",
    };
    const { oaepLabel, ...others } = texts;
    const envelope = { key: KEY, data: DATA, ...others };
    for (const text of [JSON.stringify(envelope), JSON.stringify({ body: JSON.stringify(envelope, null, 4) })]) {
      const values = named(text);
      for (const [name, content] of Object.entries(others)) assert.equal(values[name], content, name);
    }
    assert.equal(oaepLabel.length, 1, "of one character it may be anything, and is none");
  });

  it("hold bytes that begin like JSON by chance", () => {
    for (const head of ["[6", "[1,2,", "[-7 ", '["a"', '{"a":1,', "{a:1}", "[[1]", "[\n3", "{}", "[]"]) {
      // Of 118 random bytes some are no text.
      const bytes = (length: number): Buffer =>
        Buffer.concat([Buffer.from(head), Buffer.alloc(1, 0xff), randomBytes(length)]);
      const texts = {
        key: bytes(255 - head.length).toString("base64"),
        iv: bytes(15 - head.length).toString("base64"),
        data: bytes(118).toString("base64"),
      };
      assert.deepEqual(named(JSON.stringify(texts)), texts, head);
      assert.deepEqual(named(JSON.stringify({ body: JSON.stringify(texts) })), texts, head);
    }
  });

  it("hold them where they stand around the envelope", () => {
    const inner = { key: KEY, data: DATA };
    const around = valuesOf(JSON.stringify({ aad: "orders bot, v1", payload: inner }));
    const { distance, path } = around.find(({ content }) => content === "orders bot, v1") ?? assert.fail();
    assert.deepEqual([distance, path], [1, ["aad"]]);
    const headers = valuesOf(
      `HTTP/1.1 200 OK\r\nX-AAD: orders bot, v1\r\nX-IV: ${IV_TEXT}\r\n\r\n${JSON.stringify(inner)}`,
    );
    for (const [name, text] of [
      ["X-AAD", "orders bot, v1"],
      ["X-IV", IV_TEXT],
    ] as const) {
      const value = headers.find((each) => each.name === name) ?? assert.fail(name);
      assert.deepEqual([value.content, value.source, value.path], [text, "header", [name]]);
    }
  });

  it("hold a text of 12 or 16 characters under any name, and other short texts of an object with a part in it", () => {
    const values = named(
      JSON.stringify({ k: KEY, d: DATA, n: "ab cd, ef gh", m: "ab cd, ef gh ijk", tenant: "acme / orders" }),
    );
    assert.deepEqual(values, { k: KEY, d: DATA, n: "ab cd, ef gh", m: "ab cd, ef gh ijk", tenant: "acme / orders" });
  });

  it("hold additional data that is JSON itself, as it is written", () => {
    const aad = JSON.stringify({ botId: "st-1", tags: ["a b"] });
    assert.equal(
      valuesOf(JSON.stringify({ key: KEY, data: DATA, aad })).filter(({ content }) => content === aad).length,
      1,
    );
  });

  const loose: Readonly<Record<string, (parts: Record<string, string>) => string>> = {
    YAML: (parts) =>
      Object.entries(parts)
        .map(([name, value]) => `${name}: ${value}`)
        .join("\n"),
    "quoted YAML": (parts) =>
      Object.entries(parts)
        .map(([name, value]) => `${name}: "${value}"`)
        .join("\n"),
    "YAML blocks": (parts) =>
      Object.entries(parts)
        .map(([name, value]) => `${name}: |-\n  ${value}`)
        .join("\n"),
    headers: (parts) =>
      Object.entries(parts)
        .map(([name, value]) => `X-${name}: ${value}`)
        .join("\r\n"),
    XML: (parts) =>
      `<e>${Object.entries(parts)
        .map(([name, value]) => `<x:${name} a="b">${value}</x:${name}>`)
        .join("\n")}</e>`,
    CDATA: (parts) =>
      Object.entries(parts)
        .map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
        .join("\n"),
    JavaScript: (parts) =>
      `res = {\n${Object.entries(parts)
        .map(([name, value]) => `  ${name}: '${value}',`)
        .join("\n")}\n}`,
    Python: (parts) =>
      `{${Object.entries(parts)
        .map(([name, value]) => `'${name}': '${value}'`)
        .join(", ")}, 'ok': True}`,
    "escaped JSON": (parts) => `body=${JSON.stringify(JSON.stringify(parts, null, 2)).slice(1, -1)}`,
    properties: (parts) =>
      Object.entries(parts)
        .map(([name, value]) => `${name}=${value}`)
        .join("\n"),
  };
  for (const [form, write] of Object.entries(loose)) {
    it(`hold an IV and additional data that are text: ${form}`, () => {
      const isBare = form === "properties";
      const parts = {
        key: KEY,
        iv: isBare ? "0123-5678_abcdef" : IV_TEXT,
        aad: isBare ? "orders/v1" : "orders bot v1",
        data: DATA,
      };
      const values = valuesOf(write(parts));
      for (const [name, content] of Object.entries(parts)) {
        const [value, ...others] = values.filter((each) => each.content === content);
        assert.deepEqual([value?.name.replace("X-", ""), others.length], [name, 0], name);
      }
    });
  }

  it("hold the members of what CryptoJS writes, and OpenSSL's form as base64 and as hex in lines", () => {
    const salted = Buffer.concat([Buffer.from("Salted__"), randomBytes(8 + 160)]);
    const crypto = { ct: some(64), iv: randomBytes(16).toString("hex"), s: randomBytes(8).toString("hex") };
    const values = named(JSON.stringify({ key: KEY, data: JSON.stringify(crypto) }));
    assert.deepEqual(values, { key: KEY, ...crypto });
    for (const [encoding, width] of [
      ["base64", 64],
      ["hex", 60],
      ["hex", 64],
    ] as const) {
      const written = salted.toString(encoding).replace(new RegExp(`.{${width}}(?!$)`, "g"), "$&\n");
      for (const text of [
        JSON.stringify({ key: KEY, data: written }),
        `key: ${KEY}\ndata: |\n  ${written.replaceAll("\n", "\n  ")}`,
        `key: ${KEY}\n\n${written}\n`,
      ]) {
        const found = valuesOf(text).map(({ content }) => String(content).replace(/\s/g, ""));
        assert.deepEqual(found, [KEY, salted.toString(encoding)], text);
      }
    }
  });

  it("hold four and five parts that are joined as one value, whatever joins them", () => {
    const parts = [some(16), some(12), some(16), some(300)];
    for (const between of ["|", ":", ".", ",", ";", "$", "~", "::", " | "]) {
      for (const joined of [parts.join(between), [KEY, ...parts].join(between), ["v1", ...parts].join(between)]) {
        const values = valuesOf(JSON.stringify({ key: KEY, payload: joined }));
        assert.deepEqual(
          values.map(({ content }) => content),
          [KEY, joined],
        );
      }
    }
  });

  it("hold each line, and what stands between spaces, as an element below the name", () => {
    const parts = [some(16), some(12), some(16), some(300)];
    for (const between of ["\n", "\r\n", " ", "\n\n"]) {
      const values = valuesOf(JSON.stringify({ key: KEY, payload: parts.join(between) }));
      assert.deepEqual(
        values.map(({ content, name, path }) => ({ content, name, path })),
        [
          { content: KEY, name: "key", path: ["key"] },
          ...parts.map((content, index) => ({ content, name: "payload", path: ["payload", index] })),
        ],
      );
    }
  });

  it("hold the digits alone of bytes that are written with something in between", () => {
    const iv = randomBytes(16).toString("hex");
    const written = iv.toUpperCase().replace(/..(?!$)/g, "$&:");
    const value = valuesOf(JSON.stringify({ key: KEY, iv: written, data: DATA })).find(({ name }) => name === "iv");
    assert.equal(value?.content, iv.toUpperCase());
  });

  it("leave what a time, a version, an address and a sentence are", () => {
    const rows = Array.from({ length: 30 }, (_, index) => ({
      at: `2026-01-0${index % 9} 10:20:30`,
      mac: "00:1b:44:11:3a:b7",
      ip: "2001:db8:85a3:8d3:1319:8a2e:370:7348",
      text: "Yes, please: do it, and thanks; bye | end",
      version: "1.2.3-beta",
      numbers: "10 20 30 40",
      message: "label: the one\nalgorithm: none\n",
    }));
    assert.deepEqual(findEnvelopes(JSON.stringify(rows, null, 2)), []);
    assert.deepEqual(
      findEnvelopes(
        rows
          .map((row) =>
            Object.entries(row)
              .map((pair) => pair.join(": "))
              .join("\n"),
          )
          .join("\n\n"),
      ),
      [],
    );
  });

  it("are those of the whole envelope where a part of a string or of a block is selected", () => {
    const envelope = { encryptedKey: KEY, iv: some(12), data: DATA, tag: some(16) };
    const lines = (value: string): string => value.replace(/.{64}/g, "$&\n  ");
    const texts = [
      JSON.stringify({ before: 1, body: JSON.stringify(envelope, null, 4) }),
      Object.entries(envelope)
        .map(([name, value]) => `${name}: |\n  ${lines(value)}`)
        .join("\n"),
      `INFO ${JSON.stringify(JSON.stringify(envelope, null, 2)).slice(1, -1)} in 12 ms`,
    ];
    for (const text of texts) {
      const start = text.indexOf(DATA.slice(0, 20));
      for (const selection of [
        { start, end: start + 20 },
        { start: start - 8, end: start + 4 },
      ]) {
        const [found, ...others] = findEnvelopes(text, { selection });
        assert.equal(others.length, 0);
        const contents = found?.values.map(({ content }) => String(content).replace(/\s/g, ""));
        assert.deepEqual(contents, Object.values(envelope));
        assert.ok((found?.start ?? 0) <= start && start <= (found?.end ?? 0));
      }
      assert.equal(findPayloads(text).length, 1, "and a lens is shown");
    }
  });
});
