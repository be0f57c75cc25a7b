import { strict as assert } from "node:assert";
import * as crypto from "node:crypto";
import * as zlib from "node:zlib";
import { UserError } from "../../../src/domain/errors";
import { decrypt } from "../../../src/domain/payloads/decrypt/decrypt";
import type { DecryptResult } from "../../../src/domain/payloads/open/decryptResult";
import { encrypt } from "../../../src/domain/payloads/write/encrypt";
import { webPayloadPorts } from "../../../src/domain/payloads/webPayloadPorts";
import { nodePayloadPorts } from "../../../src/node/nodePayloadPorts";
import { runs } from "../../sample";
import { oaepText, rawEncrypt } from "./envelopeMaker";
import { sharedOnly, testKey } from "./testKeys";

const PLAINTEXT = '{"sessions":[{"sessionId":"5d8a","text":"Grüße, 你好","n":12345678901234567890}],"total":1}';

describe("ciphers and forms that people choose", () => {
  const orders = testKey("Orders bot");
  const b64 = (some: Uint8Array): string => Buffer.from(some).toString("base64");
  const wrap = (message: Uint8Array, oaepHash = "sha256"): string =>
    b64(
      crypto.publicEncrypt(
        { key: orders.publicKey, padding: crypto.constants.RSA_PKCS1_OAEP_PADDING, oaepHash },
        message,
      ),
    );
  const aes = (mode: string, key: Uint8Array, iv: Uint8Array | null, text: string | Uint8Array = PLAINTEXT): Buffer => {
    const cipher = crypto.createCipheriv(`aes-${8 * key.length}-${mode}`, key, iv);
    return Buffer.concat([cipher.update(text as string), cipher.final()]);
  };
  const gcm = (
    key: Uint8Array,
    iv: Uint8Array,
    { text = PLAINTEXT as string | Uint8Array, aad = "", tagLength = 16 } = {},
  ): { data: Buffer; tag: Buffer } => {
    const cipher = crypto.createCipheriv("aes-256-gcm", key, iv, { authTagLength: tagLength });
    if (aad) cipher.setAAD(Buffer.from(aad));
    return { data: Buffer.concat([cipher.update(text as string), cipher.final()]), tag: cipher.getAuthTag() };
  };
  const read = async (text: string, keys = [orders.keys], ports = nodePayloadPorts): Promise<DecryptResult> =>
    decrypt(text, keys, ports);

  /** What an envelope is made of by node:crypto, and what its report must say. */
  interface Case {
    readonly make: () => string;
    readonly cipher: string;
    readonly authenticated: boolean;
    readonly says?: RegExp;
  }

  const key = (length = 32): Buffer => crypto.randomBytes(length);
  const cases: Record<string, Case> = {};
  for (const [mode, bits] of [
    ["ctr", 256],
    ["ctr", 128],
    ["cfb", 256],
    ["ofb", 256],
    ["cfb8", 256],
  ] as const) {
    for (const place of ["in a field", "in front"] as const) {
      cases[`AES-${bits}-${mode.toUpperCase()}, IV ${place}`] = {
        cipher: `AES-${bits}-${mode.toUpperCase()}`,
        authenticated: false,
        make: () => {
          const [k, iv] = [key(bits / 8), crypto.randomBytes(16)];
          const data = aes(mode, k, iv);
          return JSON.stringify(
            place === "in front"
              ? { key: wrap(k), data: b64(Buffer.concat([iv, data])) }
              : { key: wrap(k), iv: b64(iv), data: b64(data) },
          );
        },
      };
    }
  }
  for (const counter of [0, 1]) {
    cases[`CTR with a nonce of 12 bytes and a counter from ${counter}`] = {
      cipher: "AES-256-CTR",
      authenticated: false,
      make: () => {
        const [k, nonce] = [key(), crypto.randomBytes(12)];
        return JSON.stringify({
          key: wrap(k),
          nonce: b64(nonce),
          data: b64(aes("ctr", k, Buffer.concat([nonce, Buffer.of(0, 0, 0, counter)]))),
        });
      },
    };
  }
  for (const bits of [256, 128] as const) {
    cases[`AES-${bits}-ECB`] = {
      cipher: `AES-${bits}-ECB`,
      authenticated: false,
      make: () => envelope((k) => ({ data: b64(aes("ecb", k, null)) }), key(bits / 8)),
    };
    cases[`CBC with a zero IV, ${bits} bits`] = {
      cipher: `AES-${bits}-CBC`,
      authenticated: false,
      says: /all zeros/,
      make: () => envelope((k) => ({ data: b64(aes("cbc", k, Buffer.alloc(16))) }), key(bits / 8)),
    };
    cases[`CBC with the key's beginning as IV, ${bits} bits`] = {
      cipher: `AES-${bits}-CBC`,
      authenticated: false,
      says: /part of the AES key/,
      make: () => envelope((k) => ({ data: b64(aes("cbc", k, k.subarray(0, 16))) }), key(bits / 8)),
    };
  }
  cases["CBC with the key's end as IV"] = {
    cipher: "AES-256-CBC",
    authenticated: false,
    says: /part of the AES key/,
    make: () => envelope((k) => ({ data: b64(aes("cbc", k, k.subarray(16))) })),
  };
  cases["CBC padded with zeros"] = {
    cipher: "AES-256-CBC",
    authenticated: false,
    says: /padding/,
    make: () => {
      const [k, iv] = [key(), crypto.randomBytes(16)];
      const cipher = crypto.createCipheriv("aes-256-cbc", k, iv).setAutoPadding(false);
      const padded = Buffer.alloc(Math.ceil((Buffer.byteLength(PLAINTEXT) + 1) / 16) * 16);
      padded.write(PLAINTEXT);
      return JSON.stringify({
        key: wrap(k),
        iv: b64(iv),
        data: b64(Buffer.concat([cipher.update(padded), cipher.final()])),
      });
    },
  };
  for (const tagLength of [12, 13, 14, 15]) {
    for (const place of ["in a field", "behind", "in front"] as const) {
      cases[`GCM with a tag of ${tagLength} bytes ${place}`] = {
        cipher: "AES-256-GCM",
        authenticated: true,
        says: new RegExp(`cut to ${tagLength} bytes`),
        make: () => {
          const [k, iv] = [key(), crypto.randomBytes(12)];
          const { data, tag } = gcm(k, iv, { tagLength });
          if (place === "in a field")
            return JSON.stringify({ key: wrap(k), iv: b64(iv), tag: b64(tag), data: b64(data) });
          return JSON.stringify({
            key: wrap(k),
            iv: b64(iv),
            data: b64(Buffer.concat(place === "behind" ? [data, tag] : [tag, data])),
          });
        },
      };
    }
  }
  for (const [name, text] of [
    ["letters", "abcdefghijklmnop"],
    ["digits", "1234567890123456"],
    ["hex digits", "0123456789abcdef"],
    ["a sentence's", "My fixed IV, ok!"],
  ] as const) {
    cases[`an IV of 16 ${name} as they are, CBC`] = {
      cipher: "AES-256-CBC",
      authenticated: false,
      make: () => envelope((k) => ({ iv: text, data: b64(aes("cbc", k, Buffer.from(text))) })),
    };
    cases[`an IV of 16 ${name} as they are, GCM`] = {
      cipher: "AES-256-GCM",
      authenticated: true,
      make: () =>
        envelope((k) => {
          const { data, tag } = gcm(k, Buffer.from(text));
          return { iv: text, data: b64(Buffer.concat([data, tag])) };
        }),
    };
  }
  for (const [name, aad] of [
    ["aad", "bot st-5d8a"],
    ["additionalData", "request-0001"],
    ["associatedData", '{"v":1}'],
    ["context", "https://example.com/api?x=1"],
  ] as const) {
    cases[`plain text authenticated beside it, in ${name}`] = {
      cipher: "AES-256-GCM",
      authenticated: true,
      make: () => {
        const [k, iv] = [key(), crypto.randomBytes(12)];
        const { data, tag } = gcm(k, iv, { aad });
        return JSON.stringify({ key: wrap(k), iv: b64(iv), [name]: aad, tag: b64(tag), data: b64(data) });
      },
    };
  }
  const passwords: Record<string, (k: Buffer) => Buffer> = {
    bytes: (k) => k,
    "base64 text": (k) => Buffer.from(b64(k)),
    "hex text": (k) => Buffer.from(k.toString("hex")),
  };
  for (const [form, password] of Object.entries(passwords)) {
    for (const hash of ["md5", "sha256"]) {
      cases[`Salted__ with the key's ${form} as passphrase, ${hash}`] = {
        cipher: "AES-256-CBC",
        authenticated: false,
        says: new RegExp(`EVP_BytesToKey, ${hash === "md5" ? "MD5" : "SHA-256"}`),
        make: () => envelope((k) => ({ data: b64(salted(password(k), hash)) })),
      };
    }
  }
  cases["Salted__ in hex, and the unwrapped message is the passphrase"] = {
    cipher: "AES-256-CBC",
    authenticated: false,
    make: () => {
      const phrase = "correct horse battery staple 1234";
      return JSON.stringify({
        key: wrap(Buffer.from(phrase)),
        data: salted(Buffer.from(phrase), "md5").toString("hex"),
      });
    },
  };
  cases["Salted__ of openssl enc -pbkdf2"] = {
    cipher: "AES-256-CBC",
    authenticated: false,
    says: /PBKDF2/,
    make: () =>
      envelope((k) => {
        const salt = crypto.randomBytes(8);
        const derived = crypto.pbkdf2Sync(b64(k), salt, 10_000, 48, "sha256");
        return {
          data: b64(
            Buffer.concat([Buffer.from("Salted__"), salt, aes("cbc", derived.subarray(0, 32), derived.subarray(32))]),
          ),
        };
      }),
  };
  cases["CryptoJS's JSON with ct, iv and s"] = {
    cipher: "AES-256-CBC",
    authenticated: false,
    make: () =>
      envelope((k) => {
        const made = salted(Buffer.from(b64(k)), "md5");
        return {
          ct: b64(made.subarray(16)),
          iv: bytesToKey(Buffer.from(b64(k)), made.subarray(8, 16), "md5")
            .subarray(32)
            .toString("hex"),
          s: made.subarray(8, 16).toString("hex"),
        };
      }),
  };
  for (const length of [16, 32, 64]) {
    cases[`salt|iv|tag|ciphertext in one value, the salt of ${length} bytes not needed`] = {
      cipher: "AES-256-GCM",
      authenticated: true,
      make: () =>
        envelope((k) => {
          const iv = crypto.randomBytes(length === 64 ? 16 : 12);
          const { data, tag } = gcm(k, iv);
          return { data: b64(Buffer.concat([crypto.randomBytes(length), iv, tag, data])) };
        }),
    };
    cases[`salt|iv|tag|ciphertext joined by bars, the salt of ${length} bytes`] = {
      cipher: "AES-256-GCM",
      authenticated: true,
      make: () =>
        envelope((k) => {
          const iv = crypto.randomBytes(12);
          const { data, tag } = gcm(k, iv);
          return { data: [crypto.randomBytes(length), iv, tag, data].map(b64).join("|") };
        }),
    };
  }
  cases["salt|iv|tag|ciphertext with PBKDF2 of the key"] = {
    cipher: "AES-256-GCM",
    authenticated: true,
    says: /PBKDF2, SHA-512, 2145/,
    make: () =>
      envelope((k) => {
        const [salt, iv] = [crypto.randomBytes(64), crypto.randomBytes(16)];
        const { data, tag } = gcm(crypto.pbkdf2Sync(k, salt, 2145, 32, "sha512"), iv);
        return { data: b64(Buffer.concat([salt, iv, tag, data])) };
      }),
  };
  const messages: Record<string, (k: Buffer, iv: Buffer) => string> = {
    JSON: (k, iv) => JSON.stringify({ key: b64(k), iv: b64(iv) }),
    "JSON in hex": (k, iv) => JSON.stringify({ iv: iv.toString("hex"), aesKey: k.toString("hex") }),
    "nested JSON": (k, iv) => JSON.stringify({ v: 1, aes: { k: b64(k), nonce: b64(iv) } }),
    "a JWK and an IV": (k, iv) =>
      JSON.stringify({ kty: "oct", k: k.toString("base64url"), iv: iv.toString("base64url") }),
    "text with a colon": (k, iv) => `${b64(k)}:${b64(iv)}`,
    "hex with a bar, the IV first": (k, iv) => `${iv.toString("hex")}|${k.toString("hex")}`,
    pairs: (k, iv) => `key=${b64(k)}&iv=${b64(iv)}`,
    lines: (k, iv) => `key: ${k.toString("hex")}\niv: ${iv.toString("hex")}\n`,
  };
  for (const [name, message] of Object.entries(messages)) {
    for (const ivLength of [12, 16]) {
      cases[`key and IV wrapped together as ${name}, ${ivLength} bytes`] = {
        cipher: "AES-256-GCM",
        authenticated: true,
        make: () => {
          const [k, iv] = [key(), crypto.randomBytes(ivLength)];
          const { data, tag } = gcm(k, iv);
          return JSON.stringify({
            key: wrap(Buffer.from(message(k, iv)), "sha1"),
            data: b64(Buffer.concat([data, tag])),
          });
        },
      };
    }
    cases[`key and IV wrapped together as ${name}, CBC`] = {
      cipher: "AES-256-CBC",
      authenticated: false,
      make: () => {
        const [k, iv] = [key(), crypto.randomBytes(16)];
        return JSON.stringify({ key: wrap(Buffer.from(message(k, iv)), "sha1"), data: b64(aes("cbc", k, iv)) });
      },
    };
  }
  for (const [name, label] of [
    ["label", "xo-payload"],
    ["oaepLabel", "v1/responses"],
  ] as const) {
    for (const hash of ["sha1", "sha256"]) {
      cases[`OAEP with ${hash} and a label in ${name}`] = {
        cipher: "AES-256-GCM",
        authenticated: true,
        make: () => {
          const [k, iv] = [key(), crypto.randomBytes(12)];
          const { data, tag } = gcm(k, iv);
          const wrapped = crypto.publicEncrypt(
            {
              key: orders.publicKey,
              padding: crypto.constants.RSA_PKCS1_OAEP_PADDING,
              oaepHash: hash,
              oaepLabel: Buffer.from(label),
            },
            k,
          );
          return JSON.stringify({ key: b64(wrapped), [name]: label, iv: b64(iv), tag: b64(tag), data: b64(data) });
        },
      };
    }
  }
  for (const [hash, maskHash] of [
    ["sha1", "sha256"],
    ["sha256", "sha512"],
    ["sha512", "sha256"],
    ["sha224", "sha224"],
    ["sha1", "sha512"],
    ["sha512-256", "sha1"],
    ["md5", "md5"],
  ] as const) {
    cases[`OAEP with ${hash} and MGF1-${maskHash}`] = {
      cipher: "AES-256-GCM",
      authenticated: true,
      make: () => {
        const [k, iv] = [key(), crypto.randomBytes(12)];
        const { data, tag } = gcm(k, iv);
        return JSON.stringify({
          key: b64(rawEncrypt(oaepText(k, 256, { hash, maskHash }), orders.publicKey)),
          iv: b64(iv),
          tag: b64(tag),
          data: b64(data),
        });
      },
    };
  }
  cases["a wrapped key as the hex of a number that begins with a zero"] = {
    cipher: "AES-256-GCM",
    authenticated: true,
    make: () => {
      for (;;) {
        const [k, iv] = [key(), crypto.randomBytes(12)];
        const wrapped = BigInt(`0x${Buffer.from(wrap(k), "base64").toString("hex")}`).toString(16);
        if (wrapped.length !== 511) continue;
        const { data, tag } = gcm(k, iv);
        return JSON.stringify({ key: wrapped, iv: b64(iv), tag: b64(tag), data: b64(data) });
      }
    },
  };
  const LAYERED: Record<string, (text: string) => Buffer> = {
    gzip: (text) => zlib.gzipSync(text),
    zlib: (text) => zlib.deflateSync(text),
    deflate: (text) => zlib.deflateRawSync(text),
    brotli: (text) => zlib.brotliCompressSync(text),
    base64: (text) => Buffer.from(Buffer.from(text).toString("base64")),
    hex: (text) => Buffer.from(Buffer.from(text).toString("hex")),
    "UTF-16LE": (text) => Buffer.from(text, "utf16le"),
    "UTF-16BE": (text) => Buffer.from(text, "utf16le").swap16(),
    "base64, gzip": (text) => Buffer.from(zlib.gzipSync(text).toString("base64")),
    "gzip, base64": (text) => zlib.gzipSync(Buffer.from(text).toString("base64")),
  };
  for (const [layers, apply] of Object.entries(LAYERED)) {
    for (const mode of ["gcm", "cbc", "ctr"] as const) {
      cases[`a plaintext in ${layers}, ${mode}`] = {
        cipher: `AES-256-${mode.toUpperCase()}`,
        authenticated: mode === "gcm",
        says: new RegExp(`was ${layers}, which was undone`),
        make: () => {
          const [k, iv] = [key(), crypto.randomBytes(mode === "gcm" ? 12 : 16)];
          if (mode !== "gcm")
            return JSON.stringify({ key: wrap(k), iv: b64(iv), data: b64(aes(mode, k, iv, apply(PLAINTEXT))) });
          const { data, tag } = gcm(k, iv, { text: apply(PLAINTEXT) });
          return JSON.stringify({ key: wrap(k), iv: b64(iv), tag: b64(tag), data: b64(data) });
        },
      };
    }
  }
  cases["UTF-16 with a byte order mark"] = {
    cipher: "AES-256-GCM",
    authenticated: true,
    says: /UTF-16LE/,
    make: () => {
      const [k, iv] = [key(), crypto.randomBytes(12)];
      const { data, tag } = gcm(k, iv, { text: Buffer.from(`\ufeff${PLAINTEXT}`, "utf16le") });
      return JSON.stringify({ key: wrap(k), iv: b64(iv), tag: b64(tag), data: b64(data) });
    },
  };

  for (const tagLength of [12, 13, 15]) {
    cases[`GCM with a tag of ${tagLength} bytes that is not called one`] = {
      cipher: "AES-256-GCM",
      authenticated: true,
      make: () => {
        const [k, iv] = [key(), crypto.randomBytes(12)];
        const { data, tag } = gcm(k, iv, { tagLength });
        return JSON.stringify({ ek: wrap(k), n: b64(iv), t: b64(tag), c: b64(data) });
      },
    };
    for (const place of ["behind", "in front"] as const) {
      cases[`deflated, the key in hex, the IV in front and a tag of ${tagLength} bytes ${place}`] = {
        cipher: "AES-128-GCM",
        authenticated: true,
        says: /was deflate, which was undone/,
        make: () => {
          const [k, iv] = [key(16), crypto.randomBytes(12)];
          const made = crypto.createCipheriv("aes-128-gcm", k, iv, { authTagLength: tagLength });
          const data = Buffer.concat([made.update(zlib.deflateRawSync(PLAINTEXT)), made.final()]);
          const tag = made.getAuthTag();
          return JSON.stringify({
            key: wrap(Buffer.from(k.toString("hex"))),
            data: b64(Buffer.concat(place === "behind" ? [iv, data, tag] : [iv, tag, data])),
          });
        },
      };
    }
  }
  cases["CBC with the key's beginning as IV, deflated"] = {
    cipher: "AES-256-CBC",
    authenticated: false,
    says: /part of the AES key/,
    make: () => envelope((k) => ({ data: b64(aes("cbc", k, k.subarray(0, 16), zlib.deflateRawSync(PLAINTEXT))) })),
  };
  cases["ECB under PKCS#1 v1.5, beside ids that are called like a ciphertext"] = {
    cipher: "AES-128-ECB",
    authenticated: false,
    make: () => {
      const k = key(16);
      const wrapped = crypto.publicEncrypt({ key: orders.publicKey, padding: crypto.constants.RSA_PKCS1_PADDING }, k);
      return JSON.stringify({
        requestId: "cb6a1e1153cc2786",
        a1: b64(wrapped),
        a4: b64(aes("ecb", k, null)),
        mimeType: "application/json",
      });
    },
  };

  for (const [name, { make, cipher, authenticated, says }] of Object.entries(cases)) {
    it(`reads ${name}`, async () => {
      const text = make();
      const result = await read(text);
      assert.equal(result.kind === "text" && result.text, PLAINTEXT);
      const { report } = result;
      assert.equal(report.cipher, cipher);
      assert.equal(report.authenticated, authenticated);
      const told = report.notes
        .map(({ template, args }) => template.replace(/\{(\d)\}/g, (_, index) => String(args[Number(index)])))
        .join("\n");
      if (says) assert.match(told, says);
      if (!authenticated) assert.match(told, /nothing proves/);
      // What was learned reads it again at once, and writes what is read again.
      const { profile } = report;
      if (!profile) return;
      const again = await read(text, [{ ...orders.keys, profile }]);
      assert.deepEqual([again.kind === "text" && again.text, again.report.foundBy], [PLAINTEXT, "profile"]);
      const publicKeyPem = String(orders.publicKey.export({ type: "spki", format: "pem" }));
      const written = await encrypt(
        Uint8Array.from(Buffer.from(PLAINTEXT)),
        { publicKeyPem, profile },
        nodePayloadPorts,
      );
      const back = await read(written.body);
      assert.deepEqual([back.kind === "text" && back.text, back.report.cipher], [PLAINTEXT, cipher]);
    });
  }

  it("learns each of these shapes but where the key is derived, the padding is odd or something is skipped", async () => {
    const unlearned: string[] = [];
    for (const [name, { make }] of Object.entries(cases))
      if (!(await read(make())).report.profile) unlearned.push(name);
    assert.ok(
      unlearned.every((name) => /Salted|CryptoJS|zeros$|salt\|/.test(name)),
      unlearned.join("\n"),
    );
    assert.ok(unlearned.length > 5 && unlearned.length < 30, String(unlearned.length));
  });

  it("reads Salted__, ECB and CTR with a shared key", async () => {
    const shared = orders.sharedKey;
    for (const data of [
      salted(Buffer.from(b64(shared)), "md5"),
      aes("ecb", shared, null),
      Buffer.concat([Buffer.alloc(16, 7), aes("ctr", shared, Buffer.alloc(16, 7))]),
    ]) {
      const result = await read(JSON.stringify({ data: b64(data) }), [sharedOnly(orders)]);
      assert.equal(result.kind === "text" && result.text, PLAINTEXT);
    }
  });

  it("shows no text of a wrong key where no tag proves it", async () => {
    const { numRuns: texts } = runs(100, { full: 300 });
    for (let count = 0; count < texts; count++) {
      const text = JSON.stringify({
        key: wrap(key()),
        iv: b64(crypto.randomBytes(16)),
        data: b64(crypto.randomBytes(16 + (count % 90))),
      });
      await assert.rejects(read(text), UserError);
    }
  });

  it("takes a second layer without a tag only for JSON", async () => {
    for (const apply of [LAYERED["zlib"], LAYERED["brotli"], LAYERED["UTF-16LE"]]) {
      const [k, iv] = [key(), crypto.randomBytes(16)];
      const text = JSON.stringify({
        key: wrap(k),
        iv: b64(iv),
        data: b64(aes("cbc", k, iv, apply?.("no JSON at all, only some words") ?? "")),
      });
      await assert.rejects(read(text), (error) => error instanceof UserError);
    }
    const [k, iv] = [key(), crypto.randomBytes(16)];
    const words = Buffer.from("no JSON at all").toString("base64");
    const result = await read(JSON.stringify({ key: wrap(k), iv: b64(iv), data: b64(aes("cbc", k, iv, words)) }));
    assert.equal(result.kind === "text" && result.text, words);
  });

  it("reads a label in what Apache's client logs of the wire", async () => {
    const [k, iv, label] = [key(), crypto.randomBytes(12), "label-1"];
    const { data, tag } = gcm(k, iv);
    const padding = crypto.constants.RSA_PKCS1_OAEP_PADDING;
    const wrapped = crypto.publicEncrypt(
      { key: orders.publicKey, padding, oaepHash: "sha256", oaepLabel: Buffer.from(label) },
      k,
    );
    const headers = Object.entries({ "X-Key": b64(wrapped), "X-IV": b64(iv), "X-Label": label, "X-Tag": b64(tag) });
    const lines = ["HTTP/1.1 200 OK", ...headers.map(([name, value]) => `${name}: ${value}`), ""].map(
      (line) => `${line}[\\r][\\n]`,
    );
    const text = [...lines, b64(data)].map((line) => `http-outgoing-0 << "${line}"\n`).join("");
    const result = await read(text);
    assert.equal(result.kind === "text" && result.text, PLAINTEXT);
  });

  it("shows all of a short text, and no line of its ciphertext alone", async () => {
    const [k, iv, text] = [
      key(24),
      crypto.randomBytes(16),
      "Plain words that are no JSON at all, but long enough to tell.",
    ];
    const wrapped = b64(aes("ecb", k, null, text)).replace(/.{64}/g, "$&\n");
    const result = await read(JSON.stringify({ k: wrap(k), c: wrapped }));
    assert.deepEqual([result.kind === "text" && result.text, result.report.cipher], [text, "AES-192-ECB"]);
    // Nor what CBC makes of all but the first block, where the IV is another one.
    await failsWith(
      JSON.stringify({ key: wrap(k), iv: b64(crypto.randomBytes(16)), data: b64(aes("cbc", k, iv, text)) }),
      "iv-missing",
      /its IV is missing or was changed/,
    );
  });

  it("opens the shortest payloads with the shortest tags", async () => {
    for (const tagLength of [12, 13, 14, 15]) {
      for (const place of ["in a field", "behind", "in front"] as const) {
        const [k, iv] = [key(), crypto.randomBytes(12)];
        const { data, tag } = gcm(k, iv, { text: "{}", tagLength });
        const value =
          place === "in a field"
            ? { tag: b64(tag), data: b64(data) }
            : { data: b64(Buffer.concat(place === "behind" ? [iv, data, tag] : [iv, tag, data])) };
        const result = await read(
          JSON.stringify({ key: wrap(k), ...(place === "in a field" ? { iv: b64(iv) } : {}), ...value }),
        );
        assert.equal(result.kind === "text" && result.text, "{}", `${tagLength} ${place}`);
      }
    }
  });

  it("claims nothing that isn't so", async () => {
    const junk = Buffer.concat([Buffer.from("Salted__"), crypto.randomBytes(56)]);
    const withShared = [orders.keys, sharedOnly(orders)];
    // The form is there whatever the key.
    await assert.rejects(read(JSON.stringify({ data: b64(junk) }), [sharedOnly(orders)]), { code: "no-key-fits" });
    const other = b64(crypto.publicEncrypt({ key: testKey("Another bot").publicKey }, key()));
    await assert.rejects(read(JSON.stringify({ key: other, data: b64(junk) }), withShared), { code: "wrong-key" });
    // An IV is there, only that nothing can be made of it.
    const iv = b64(crypto.randomBytes(16));
    await failsWith(
      JSON.stringify({ key: wrap(key()), iv, data: b64(crypto.randomBytes(100)) }),
      "payload-unreadable",
      /encrypted in another way/,
    );
    // What was authenticated beside it stands nowhere.
    const [k, nonce] = [key(), crypto.randomBytes(12)];
    const { data, tag } = gcm(k, nonce, { aad: "not in the envelope" });
    await failsWith(
      JSON.stringify({ key: wrap(k), iv: b64(nonce), tag: b64(tag), data: b64(data) }),
      "payload-damaged",
      /or what was authenticated beside it is missing/,
    );
  });

  it("says in a web host what is not available there", async () => {
    const ecb = envelope((k) => ({ data: b64(aes("ecb", k, null)) }));
    await failsWith(
      ecb,
      "cipher-unavailable",
      /AES-256-ECB fits the payload, but that is not available in VS Code for the Web/,
      webPayloadPorts,
    );
    const passphrase = envelope((k) => ({ data: b64(salted(k, "md5")) }));
    await failsWith(
      passphrase,
      "salted-unavailable",
      /Salted__.*not available in VS Code for the Web/,
      webPayloadPorts,
    );
    // The first block happens to look like text of another mode.
    const [secret, front] = [key(), Buffer.concat([Buffer.from("Salted__"), crypto.randomBytes(8)])];
    const block = crypto
      .createCipheriv("aes-256-ecb", secret, null)
      .update(front)
      .map((byte, i) => byte ^ '{"sessions":[{"i'.charCodeAt(i));
    const chance = envelope(() => ({ data: b64(Buffer.concat([front, block, crypto.randomBytes(64)])) }), secret);
    await failsWith(chance, "salted-unavailable", /Salted__.*not available in VS Code for the Web/, webPayloadPorts);
    const [k, iv] = [key(), crypto.randomBytes(12)];
    const { data, tag } = gcm(k, iv, { text: zlib.brotliCompressSync(PLAINTEXT) });
    const result = await read(
      JSON.stringify({ key: wrap(k), iv: b64(iv), tag: b64(tag), data: b64(data) }),
      [orders.keys],
      webPayloadPorts,
    );
    assert.equal(result.kind, "binary");
    assert.match(JSON.stringify(result.report.notes), /brotli/);
  });

  it("reads in a web host what Web Crypto can", async () => {
    for (const name of [
      "AES-256-CTR, IV in a field",
      "CBC with a zero IV, 256 bits",
      "GCM with a tag of 12 bytes behind",
      "key and IV wrapped together as JSON, 12 bytes",
      "OAEP with sha256 and a label in label",
      "a plaintext in zlib, gcm",
      "a plaintext in deflate, gcm",
      "CBC padded with zeros",
    ]) {
      const result = await read(cases[name]?.make() ?? "", [orders.keys], webPayloadPorts);
      assert.equal(result.kind === "text" && result.text, PLAINTEXT, name);
    }
  });

  it("opens a large payload though, by chance, what another value makes of it with GCM begins like zlib", async () => {
    const large = `{"rows":["${"x".repeat(1_500_000)}"]}`;
    const [k, iv] = [key(), crypto.randomBytes(16)];
    const cipher = crypto.createCipheriv("aes-256-cbc", k, iv);
    const data = Buffer.concat([cipher.update(large), cipher.final()]);
    // SP 800-38D, 7.1: the first block of text is added to the counter that ends in 2.
    const blockOf = crypto.createCipheriv("aes-256-ecb", k, null).setAutoPadding(false);
    const begins = (nonce: Buffer): Buffer =>
      blockOf
        .update(Buffer.concat([nonce, Buffer.from([0, 0, 0, 2])]))
        .subarray(0, 2)
        .map((byte, i) => byte ^ (data[i] ?? 0)) as Buffer;
    let nonce = crypto.randomBytes(12);
    while (Buffer.compare(begins(nonce), Buffer.from([0x78, 0x9c])) !== 0) nonce = crypto.randomBytes(12);
    const others = Object.fromEntries(
      ["traceId", "spanId", "requestId", "userId"].map((name) => [name, b64(crypto.randomBytes(16))]),
    );
    const text = JSON.stringify({ key: wrap(k), nonce: b64(nonce), ...others, data: b64(data), iv: b64(iv) });
    const { report, ...result } = await read(text, [orders.keys], nodePayloadPorts);
    assert.deepEqual([result.kind, report.cipher], ["text", "AES-256-CBC"]);
    assert.ok(result.kind === "text" && result.text === large);
  });

  it("names a format that it doesn't know how to read", async () => {
    const pgp =
      "-----BEGIN PGP MESSAGE-----\n\nhQEMA5Xc1Q0q7d0PAQf/Z0pX8b7q3r9s2t4u6v8w0y2A4C6E8G0I2K4M6O8Q0S2U\n=abcd\n-----END PGP MESSAGE-----";
    await failsWith(pgp, "format-unsupported", /OpenPGP/);
    await failsWith(
      envelope(() => ({ alg: "ChaCha20-Poly1305", data: b64(crypto.randomBytes(200)) })),
      "format-unsupported",
      /ChaCha20-Poly1305/,
    );
    const alg = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";
    const header = Buffer.from(JSON.stringify({ alg, enc: "A256GCM" })).toString("base64url");
    await failsWith(
      [header, "AAAA", "AAAA", "AAAA", "AAAA"].join("."),
      "jwe-alg-unsupported",
      new RegExp(alg.replaceAll(".", "\\.")),
    );
  });

  it("says that no passphrase fits, not that the payload is for another key", async () => {
    await failsWith(
      envelope(() => ({ data: b64(salted(crypto.randomBytes(32), "md5")) })),
      "passphrase-unknown",
      /Salted__.*no passphrase that can be made of this key opens it/,
    );
  });

  function envelope(parts: (k: Buffer) => Record<string, string>, k = key()): string {
    return JSON.stringify({ key: wrap(k), ...parts(k) });
  }

  async function failsWith(text: string, code: string, message: RegExp, ports = nodePayloadPorts): Promise<void> {
    await assert.rejects(read(text, [orders.keys], ports), (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(error.message, message);
      assert.equal(error.code, code);
      return true;
    });
  }

  /** OpenSSL's EVP_BytesToKey with one iteration. */
  function bytesToKey(password: Buffer, salt: Buffer, hash: string): Buffer {
    let [derived, block] = [Buffer.alloc(0), Buffer.alloc(0)];
    while (derived.length < 48) {
      block = crypto
        .createHash(hash)
        .update(Buffer.concat([block, password, salt]))
        .digest();
      derived = Buffer.concat([derived, block]);
    }
    return derived.subarray(0, 48);
  }

  function salted(password: Buffer, hash: string): Buffer {
    const salt = crypto.randomBytes(8);
    const derived = bytesToKey(password, salt, hash);
    return Buffer.concat([Buffer.from("Salted__"), salt, aes("cbc", derived.subarray(0, 32), derived.subarray(32))]);
  }
});
