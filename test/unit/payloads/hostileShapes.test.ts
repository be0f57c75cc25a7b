import { strict as assert } from "node:assert";
import * as crypto from "node:crypto";
import * as v from "valibot";
import { EXPORT_FORMAT } from "../../../src/domain/apps/exportApps";
import { planImport } from "../../../src/domain/apps/import/importApps";
import { UserError } from "../../../src/domain/errors";
import { LIMITS } from "../../../src/domain/limits";
import { webPorts } from "../../../src/domain/ports";
import {
  builtInProfile,
  CIPHERS,
  EnvelopeProfile,
  type HybridProfile,
  type PartPlace,
} from "../../../src/domain/payloads/envelopeProfile";
import { decrypt } from "../../../src/domain/payloads/decrypt/decrypt";
import { encrypt } from "../../../src/domain/payloads/write/encrypt";
import { bytesHoldKey, textHoldsKey } from "../../../src/domain/payloads/write/keyGuard";
import { shapeOutline } from "../../../src/domain/payloads/write/shapeOutline";
import { nodePayloadPorts } from "../../../src/node/nodePayloadPorts";
import { cpuTimeSince } from "../../cpuTime";
import { makeBytes, plainShape } from "./envelopeMaker";
import { sharedOnly, testKey } from "./testKeys";

const SENT = '{"skip":0}';
const at = (name: string): PartPlace => ({ source: "json", path: [name], encoding: "base64" });

describe("a shape from anybody", () => {
  const orders = testKey("Orders bot");
  const publicKeyPem = String(orders.publicKey.export({ type: "spki", format: "pem" }));
  const sharedKey = orders.sharedKey.toString("base64");
  const shared = (changes: Partial<HybridProfile> = {}): HybridProfile => ({ ...builtInProfile("shared"), ...changes });
  const keyPair = (changes: Partial<HybridProfile> = {}): HybridProfile => ({
    ...builtInProfile("keyPair"),
    ...changes,
  });
  const cbc = { cipher: "AES-256-CBC", ivLength: 16, parts: { ciphertext: at("data") } } as const;
  const write = async (profile: EnvelopeProfile): Promise<string> => {
    const own = v.parse(EnvelopeProfile, JSON.parse(JSON.stringify(profile)));
    const isShared = profile.format === "hybrid" ? profile.keyWrapping === undefined : profile.alg === "dir";
    const { body, headers } = await encrypt(
      Buffer.from(SENT),
      { ...(isShared ? { sharedKey } : { publicKeyPem }), profile: own },
      nodePayloadPorts,
    );
    return [body, ...headers.map(({ value }) => value)].join("\n");
  };
  const refused = (profile: EnvelopeProfile, says: RegExp, code = "profile-unusable") =>
    assert.rejects(
      write(profile),
      (error) =>
        error instanceof UserError && (assert.equal(error.code, code), assert.match(error.message, says), true),
      JSON.stringify(profile).slice(0, 200),
    );
  /** What an import says of it, and that it leaves the shape alone out. */
  const imported = (envelopeProfile: EnvelopeProfile): string[] => {
    const app = {
      name: "Orders",
      createdIn: "xo",
      usedFor: "apis",
      credentials: "pasted",
      clientId: "cs-1",
      algorithm: "HS256",
      enforceJti: false,
      enforceJwe: false,
    };
    const entry = {
      ...app,
      enforcePayloadEncryption: true,
      payloadKey: { kind: "shared" },
      scopes: [],
      tables: [],
      createdAt: 1,
      envelopeProfile,
    };
    const { add, problems, notes } = planImport(
      JSON.stringify({ format: EXPORT_FORMAT, version: 1, apps: [entry] }),
      [],
      webPorts,
    );
    assert.deepEqual([add.length, add[0]?.app.envelopeProfile !== undefined], [1, problems.length === 0]);
    assert.deepEqual(notes, []);
    return problems.map(({ message }) => message);
  };

  describe("sends no part of a key", () => {
    const separate = { iv: at("iv"), tag: at("tag"), ciphertext: at("data") };
    const body = {
      pieces: [{ open: "object" }, { name: "x", part: "iv" }, { name: "d", part: "ciphertext" }, { close: true }],
    } as HybridProfile["body"];
    const cases: Readonly<Record<string, HybridProfile>> = {
      "as the IV in a field": shared({ ivFrom: "keyStart", ivLength: 32, parts: separate }),
      "as the IV in front of the ciphertext": shared({
        ivFrom: "keyStart",
        ivLength: 32,
        parts: { ciphertext: at("data") },
        layout: ["iv", "ciphertext", "tag"],
      }),
      "half of it, with CBC": shared({ ...cbc, ivFrom: "keyEnd", parts: { iv: at("iv"), ciphertext: at("data") } }),
      "as the IV in a body": shared({ ...cbc, ivFrom: "keyEnd", ...(body ? { body } : {}) }),
      "in a header": shared({
        ...cbc,
        ivFrom: "keyEnd",
        parts: { iv: { source: "header", path: ["x-iv"], encoding: "hex" }, ciphertext: at("data") },
      }),
      "the one-time key of a key pair": keyPair({
        ivFrom: "keyStart",
        ivLength: 32,
        parts: { encryptedKey: at("key"), ...separate },
      }),
      "with an IV beside it": keyPair({
        ivFrom: "zero",
        ivInKey: true,
        parts: { encryptedKey: at("key"), tag: at("tag"), ciphertext: at("data") },
      }),
    };
    for (const [what, profile] of Object.entries(cases)) {
      it(what, async () => {
        await refused(
          profile,
          /^Nothing is encrypted in this app's kept shape: its IV is a part of the AES key, and it would be sent\. Forget the learned shape/,
        );
        assert.deepEqual(imported(profile), [
          "The shape of encrypted payloads of “Orders” was left out: its IV is a part of the AES key, and it would be sent. Decrypt a captured response of this app to learn its shape.",
        ]);
      });
    }

    it("and a last look finds one of bytes that JSON escapes", () => {
      const key = Buffer.from(
        Array.from({ length: 32 }, (_, index) => [8, 9, 10, 12, 13, 34, 92, 65 + index][index % 8] ?? 0),
      );
      const text = JSON.stringify({ a: { iv: key.toString("latin1") } });
      assert.ok(textHoldsKey(text, key, nodePayloadPorts.codec));
      assert.ok(textHoldsKey(JSON.stringify({ a: text }), key, nodePayloadPorts.codec));
      assert.ok(!textHoldsKey(text.replaceAll("\\t", "\\f"), key, nodePayloadPorts.codec));
    });

    it("and a last look finds one in whatever was written, however it is written", () => {
      const key = crypto.randomBytes(32);
      const { codec } = nodePayloadPorts;
      const halves = [
        key,
        key.subarray(0, 16),
        key.subarray(16),
        Buffer.concat([crypto.randomBytes(1), key]),
        Buffer.concat([crypto.randomBytes(5), key.subarray(8, 24), crypto.randomBytes(5)]),
      ];
      const grouped = (text: string, size: number, by: string) =>
        (text.match(new RegExp(`.{1,${size}}`, "g")) ?? []).join(by);
      const forms: Readonly<Record<string, (bytes: Buffer) => string>> = {
        base64: (bytes) => bytes.toString("base64"),
        base64url: (bytes) => bytes.toString("base64url"),
        hex: (bytes) => bytes.toString("hex"),
        "hex in capitals": (bytes) => `0x${bytes.toString("hex").toUpperCase()}`,
        "hex in pairs": (bytes) => grouped(bytes.toString("hex"), 2, ":"),
        "hex in pairs with hyphens": (bytes) => grouped(bytes.toString("hex"), 2, "-"),
        "base64 in groups": (bytes) => grouped(bytes.toString("base64"), 3, ", "),
        "base64 in groups with hyphens": (bytes) => grouped(bytes.toString("base64"), 5, "-"),
        "base64 in lines": (bytes) => grouped(bytes.toString("base64"), 4, "\r\n"),
        bytes: (bytes) => bytes.toString("latin1"),
      };
      const wholes: Readonly<Record<string, (value: string) => string>> = {
        "as it is": (value) => value,
        JSON: (value) => JSON.stringify({ a: { iv: value } }),
        "JSON in JSON": (value) => JSON.stringify({ a: JSON.stringify({ b: JSON.stringify([value]) }) }),
        "a form": (value) => `a=1&b=${encodeURIComponent(value)}`,
        "a form in a form": (value) => `a=${encodeURIComponent(`b=${encodeURIComponent(value)}`)}`,
        "base64 of JSON": (value) =>
          JSON.stringify({ p: Buffer.from(JSON.stringify({ k: value })).toString("base64") }),
        "base64 of base64 of JSON": (value) =>
          Buffer.from(JSON.stringify({ p: Buffer.from(JSON.stringify({ k: value })).toString("base64") })).toString(
            "base64",
          ),
      };
      for (const [form, of] of Object.entries(forms)) {
        for (const [whole, put] of Object.entries(wholes)) {
          // No URL, and no base64 of UTF-8, has bytes as they are.
          if (form === "bytes" && !/^(?:as|JSON)/.test(whole)) continue;
          for (const bytes of halves) assert.ok(textHoldsKey(put(of(bytes)), key, codec), `${form}, ${whole}`);
          assert.ok(!textHoldsKey(put(of(crypto.randomBytes(500))), key, codec), `${form}, ${whole}`);
        }
      }
      for (const bytes of halves) {
        const lists = [
          JSON.stringify([...bytes]),
          JSON.stringify(bytes),
          JSON.stringify([...new Int8Array(bytes)]),
          JSON.stringify({ ...bytes }),
          JSON.stringify({ b: JSON.stringify({ ...bytes }) }),
        ];
        for (const list of lists) assert.ok(textHoldsKey(list, key, codec), list);
        assert.ok(bytesHoldKey(bytes, key));
      }
      assert.ok(textHoldsKey('{"iv":"orders-0123456789-key"}', Buffer.from("0123456789-key-of-32-characters!"), codec));
      assert.ok(!textHoldsKey(JSON.stringify([...crypto.randomBytes(2_000)]), key, codec));
      assert.ok(!bytesHoldKey(crypto.randomBytes(5_000), key));
    });
  });

  it("has no IV of a length that its cipher doesn't take", async () => {
    const lengths: Readonly<Record<string, readonly number[]>> = {
      GCM: [7, 12, 16, 64],
      CTR: [8, 12, 16],
      ECB: [0],
      CBC: [16],
      CFB: [16],
      OFB: [16],
      CFB8: [16],
    };
    for (const cipher of CIPHERS) {
      const mode = cipher.slice(8);
      const isShared = cipher.startsWith("AES-256");
      for (let ivLength = 0; ivLength <= 64; ivLength++) {
        const parts = { ...(ivLength > 0 ? { iv: at("iv") } : {}), tag: at("tag"), ciphertext: at("data") };
        const profile = isShared
          ? shared({ cipher, ivLength, parts })
          : keyPair({ cipher, ivLength, parts: { encryptedKey: at("key"), ...parts } });
        const isFine = lengths[mode]?.includes(ivLength) || (mode === "GCM" && ivLength > 7);
        if (!isFine) await refused(profile, /its IV has a length that its cipher doesn't take/);
        else if (isShared) assert.ok(await write(profile), `${cipher} ${ivLength}`);
      }
    }
  });

  it("writes nothing in a key stream that comes again, and still reads what somebody else wrote so", async () => {
    const parts = { tag: at("tag"), ciphertext: at("data") };
    for (const mode of ["GCM", "CTR", "OFB", "CFB", "CFB8"] as const) {
      for (const ivFrom of ["zero", "keyStart", "keyEnd"] as const) {
        const changes = { cipher: `AES-256-${mode}`, ivFrom, ivLength: mode === "GCM" ? 12 : 16 } as const;
        await refused(shared({ ...changes, parts }), /with the shared key it has the same IV each time/);
        // The key of a key pair is another one each time.
        assert.ok(await write(keyPair({ ...changes, parts: { encryptedKey: at("key"), ...parts } })));
      }
    }
    const text = JSON.stringify({ sessions: Array.from({ length: 20 }, (_, index) => ({ index, is: "a session" })) });
    const cipher = crypto.createCipheriv("aes-256-ctr", orders.sharedKey, Buffer.alloc(16));
    const captured = JSON.stringify({ data: Buffer.concat([cipher.update(text), cipher.final()]).toString("base64") });
    const result = await decrypt(captured, [sharedOnly(orders)], nodePayloadPorts);
    assert.equal(result.kind === "text" && result.text, text);
    const notKept = result.report.shape?.notKept.map(({ template }) => template);
    assert.deepEqual(notKept, [
      "Nothing is encrypted in this app's kept shape: with the shared key it has the same IV each time, so whoever sees two such payloads can read of both.",
    ]);
  });

  describe("doesn't grow without bound", () => {
    const deep = /texts inside texts more than 10 levels deep/;
    const nested = (open: string, count: number) =>
      shared({
        body: {
          pieces: [
            { open: "object" },
            ...Array.from({ length: count }, () => ({ name: "o", open })),
            ...[
              { name: "i", open: "object" },
              ...["iv", "tag", "ciphertext"].map((part) => ({ name: part, part })),
              { close: true },
            ],
            ...Array.from({ length: count }, () => ({ close: true })),
            { close: true },
          ],
        } as NonNullable<HybridProfile["body"]>,
      });
    const inPath = (decode: "json" | "base64", count: number) =>
      shared({
        ...cbc,
        ivFrom: "zero",
        parts: {
          ciphertext: {
            source: "json",
            path: [...Array.from({ length: count }, () => ({ decode })), "c"],
            encoding: "base64",
          },
        },
      });
    const quotes = (count: number) =>
      Array.from({ length: 40 }, (_, index) => ({ name: `"${'"'.repeat(count)}${index}`, value: true }));
    const wide = (depth: number) => {
      const inner = nested("json", depth);
      return shared({
        body: {
          pieces:
            inner.body?.pieces.flatMap((piece) =>
              "name" in piece && piece.name === "i" ? [piece, ...quotes(250)] : [piece],
            ) ?? [],
        },
      });
    };

    it("where texts stand in texts", async () => {
      for (const profile of [
        ...["json", "base64", "percent", "form", "text"].map((open) => nested(open, 28)),
        nested("base64", 64),
        inPath("json", 26),
        inPath("base64", 60),
        inPath("json", 390),
      ]) {
        const start = process.cpuUsage();
        await refused(profile, deep);
        assert.match(imported(profile)[0] ?? "", deep);
        assert.ok(cpuTimeSince(start) < 1_000);
      }
      for (const profile of [nested("json", 8), nested("base64", 8), inPath("json", 8), inPath("base64", 8)]) {
        assert.deepEqual(imported(profile), []);
        assert.ok((await write(profile)).length < 20_000);
      }
    });

    it("in names and layers that double at each level", async () => {
      const start = process.cpuUsage();
      assert.ok((await write(wide(10))).length < LIMITS.writtenBody);
      await refused(wide(11), /texts inside texts/);
      const layers: Pick<HybridProfile, "layers"> = { layers: ["hex", "hex", "hex", "hex"] };
      const hex = shared({ parts: { iv: at("iv"), tag: at("tag"), ciphertext: { ...at("data"), encoding: "hex" } } });
      const inBody = {
        ...hex,
        body: {
          pieces: [
            { open: "object" },
            ...["iv", "tag", "ciphertext"].map((part) => ({ name: part, part })),
            { close: true },
          ],
        },
      } as HybridProfile;
      for (const [profile, length] of [
        [shared(layers), 8_000_000],
        [hex, 26_000_000],
        [inBody, 26_000_000],
      ] as const) {
        await assert.rejects(
          encrypt(new Uint8Array(length), { sharedKey, profile }, nodePayloadPorts),
          (error) => error instanceof UserError && error.code === "envelope-too-large",
        );
      }
      assert.ok(cpuTimeSince(start) < 10_000);
      assert.equal(LIMITS.writtenBody, 50_000_000);
    });

    it("by a part in several places", async () => {
      const pieces = [
        { open: "object" },
        ...["iv", "tag", "ciphertext", "ciphertext"].map((part) => ({ name: part, part })),
        { close: true },
      ] as NonNullable<HybridProfile["body"]>["pieces"];
      for (const profile of [shared({ body: { pieces } }), shared({ layout: ["ciphertext", "tag", "ciphertext"] })]) {
        await refused(profile, /it has one part in several places/);
        assert.match(imported(profile)[0] ?? "", /has one part in several places/);
      }
    });

    it("and what is shown of one is short", () => {
      const long = shared({
        parts: {
          iv: at("i"),
          tag: at("t"),
          ciphertext: {
            source: "json",
            path: [{ decode: "json" }, { decode: "json" }, '"'.repeat(15_000)],
            encoding: "base64",
          },
        },
      });
      assert.match(imported(long)[0] ?? "", /it is too large/);
      assert.equal(shapeOutline(shared()), "{iv: …, tag: …, data: …}");
    });
  });

  it("writes one line, whatever breaks lines", async () => {
    const bare = (...pieces: readonly object[]) =>
      shared({
        ...cbc,
        ivFrom: "zero",
        body: { pieces: [{ open: "text" }, ...pieces, { close: true }] } as NonNullable<HybridProfile["body"]>,
      });
    const data = { part: "ciphertext" };
    for (const profile of [
      bare(data, { value: "\n===" }, { value: "\nGET" }),
      bare(data, { value: "\r\nHTTP/1.1" }),
      bare({ value: "HTTP/1.1" }, data),
      bare({ value: "http/" }, data),
      bare({ ...data, style: { group: { size: 4, separator: "\n" } } }),
      bare({ ...data, style: { tail: "\r\n" } }),
      ...["\v", "\f", "\u0085", "\u2028", "\u2029"].map((line) => bare(data, { value: `${line}a` })),
      shared({
        ...cbc,
        ivFrom: "zero",
        parts: {
          ciphertext: { source: "text", path: [], encoding: "base64", piece: { separator: "\n", index: 1, count: 3 } },
        },
      }),
      shared({
        ...cbc,
        ivFrom: "zero",
        parts: {
          ciphertext: { source: "text", path: [], encoding: "base64", piece: { separator: "{", index: 0, count: 3 } },
        },
      }),
      shared({
        ...cbc,
        ivFrom: "zero",
        parts: {
          ciphertext: {
            source: "header",
            path: ["x-data"],
            encoding: "base64",
            piece: { separator: "\n", index: 1, count: 3 },
          },
        },
      }),
    ]) {
      await refused(profile, /can't be used to encrypt/);
    }
    const names = "a\u2028b\u2029c\u0085d\v\f\r\n";
    const inJson = await write(
      shared({
        ...cbc,
        ivFrom: "zero",
        body: {
          pieces: [
            { open: "object" },
            { name: names, part: "ciphertext" },
            { name: "n", value: names },
            { close: true },
          ],
        },
      }),
    );
    assert.doesNotMatch(inJson, /[\n\v\f\r\u0085\u2028\u2029]/);
    assert.deepEqual(Object.keys(JSON.parse(inJson) as object), [names, "n"]);
    assert.doesNotMatch(
      await write(shared({ parts: { iv: at(names), tag: at("t"), ciphertext: at("d") } })),
      /[\n\v\f\r\u0085\u2028\u2029]/,
    );
  });

  it("has algorithms that JWE has", async () => {
    const jwe = {
      format: "jwe",
      name: "",
      description: "",
      authenticated: true,
      serialization: "compact",
      alg: "dir",
      enc: "A256GCM",
      path: [],
      compression: "none",
    } as const;
    assert.match(await write({ ...jwe, path: [] }), /^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
    for (const [alg, enc] of [
      ["constructor", "A256GCM"],
      ["toString", "A256GCM"],
      ["RSA-OAEP", "hasOwnProperty"],
      ["dir", "A128GCM"],
    ] as const)
      await refused({ ...jwe, path: [], alg, enc }, /can't be used to encrypt/);
  });

  describe("that is learned keeps no data as what describes the encryption", () => {
    const learn = async (beside: object) => {
      const { key, iv, tag, data } = makeBytes('{"a":1}', plainShape, orders.publicKey, orders.sharedKey);
      const text = (bytes: Buffer | undefined) => bytes?.toString("base64");
      const captured = JSON.stringify({ ...beside, key: text(key), iv: text(iv), tag: text(tag), data: text(data) });
      return (await decrypt(captured, [orders.keys], nodePayloadPorts)).report;
    };

    it("whatever the field is called", async () => {
      const values = [
        ...[
          "4111 1111 1111 1111",
          "4111111111111111",
          "DE89 3704 0044 0532 0130 00",
          "+49 170 123 456",
          "123-45-6789",
          "1985-04-12",
          "12345",
          "192.168.10.12",
        ],
        ...[
          "Jane Doe",
          "Jane",
          "patient Jane Doe has diabetes",
          "jane.doe@example.com",
          "jane(at)example.com",
          "S3cretPassw0rd",
          "hunter2",
          "Passw0rd!",
          "Zm9vYmFyc2VjcmV0",
        ],
        ...[
          "aes 4111 1111 1111 1111",
          "AES-256-GCM Jane",
          "sha 12 34 56 78 90 12",
          crypto.randomUUID(),
          crypto.randomBytes(16).toString("hex"),
          crypto.randomBytes(24).toString("base64url"),
        ],
      ];
      for (const name of [
        "type",
        "kind",
        "provider",
        "protocol",
        "kid",
        "keyAlias",
        "keyId",
        "key.name",
        "version",
        "v",
        "mode",
        "alg",
        "format",
        "encoding",
        "scheme",
      ]) {
        for (const value of values) {
          const { profile, shape } = await learn({ [name]: value });
          assert.ok(!JSON.stringify(profile).includes(JSON.stringify(value).slice(1, -1)), `${name}: ${value}`);
          assert.ok(shape?.notKept[0]?.args[0] === `“${name}”`, `${name}: ${value}`);
        }
      }
    });

    it("nor a name that is data, with a value that says nothing", async () => {
      const { profile } = await learn({
        "jane.doe@example.com": true,
        "4111111111111111": null,
        "Jane Doe": "",
        compressed: false,
      });
      assert.ok(!/jane|4111|Doe/i.test(JSON.stringify(profile?.body)));
      assert.match(JSON.stringify(profile?.body), /"compressed","value":false/);
    });

    it("and says how a key's ID that is left out gets into a request", async () => {
      const { shape } = await learn({ kid: "jane.doe@example.com", note: "x" });
      assert.deepEqual(shape?.notKept, [
        { template: "Fields that may belong to this one payload are left out: {0}.", args: ["“kid”, “note”"] },
        {
          template:
            "Which key it is may be data, too: where a request needs it, add it to what Encrypt Selection writes: {0}.",
          args: ["“kid”"],
        },
      ]);
    });

    it("but does keep what is known to describe one", async () => {
      const known = {
        ...{
          alg: "RSA-OAEP-256",
          enc: "A256GCM",
          transformation: "RSA/ECB/OAEPWithSHA-256AndMGF1Padding",
          cipher: "aes-256-cbc",
          hash: "SHA-512/256",
          kdf: "PBKDF2WithHmacSHA256",
        },
        ...{
          mode: "GCM",
          padding: "PKCS7",
          pad: "NoPadding",
          encoding: "utf-8",
          charset: "ISO-8859-1",
          format: "json",
          compression: "gzip",
          contentType: "application/json; charset=utf-8",
        },
        ...{
          version: "1.0",
          v: 2,
          schema: "v1",
          type: "encrypted",
          kind: "hybrid",
          kty: "RSA",
          provider: "BC",
          keyId: "payload-key-2",
          kid: "k1",
          keyVersion: 3,
          keySize: 256,
          iterations: 100_000,
          encrypted: "true",
        },
      };
      const { profile, shape } = await learn(known);
      assert.deepEqual(shape?.notKept, []);
      const kept = profile?.body?.pieces.flatMap((piece) =>
        ("value" in piece || "number" in piece) && piece.name !== undefined ? [piece.name] : [],
      );
      assert.deepEqual(kept, Object.keys(known));
    });
  });

  it("is learned from a capture that was made to keep it busy no slower than from another", async () => {
    const { key, iv, tag, data } = makeBytes('{"a":1}', plainShape, orders.publicKey, orders.sharedKey);
    const text = (bytes: Buffer | undefined) => bytes?.toString("base64");
    const envelope = JSON.stringify({ key: text(key), iv: text(iv), tag: text(tag), data: text(data) });
    const name = "x".repeat(300);
    const list = `[${"7,".repeat(19_000)}${envelope}]`;
    const fields = Array.from({ length: 18_000 }, (_, index) => `"f${index}":"${"aes-".repeat(24)}q"`).join(",");
    for (const captured of [
      `{"${name}":{"${name}":${list}}}`,
      [1, 2, 3, 4, 5].reduce((json) => `{"${name}":${json}}`, list),
      `{${fields},"e":${envelope}}`,
    ]) {
      const start = process.cpuUsage();
      const result = await decrypt(captured, [orders.keys], nodePayloadPorts);
      assert.equal(result.kind === "text" && result.text, '{"a":1}');
      const took = cpuTimeSince(start);
      assert.ok(took < 3_000, `${took} ms for ${captured.length} characters`);
    }
  });
});
