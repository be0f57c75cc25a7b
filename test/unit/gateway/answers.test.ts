import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { AppSecrets } from "../../../src/domain/apps/appSecrets";
import { builtInProfile } from "../../../src/domain/payloads/envelopeProfile";
import { encrypt } from "../../../src/domain/payloads/write/encrypt";
import type { AnswerHead } from "../../../src/gateway/answerHead";
import { takesPart } from "../../../src/gateway/answers";
import { MAX_HELD } from "../../../src/gateway/contentCodings";
import { noteOf } from "../../../src/gateway/noteHeader";
import { nodePayloadPorts } from "../../../src/node/nodePayloadPorts";
import { runs } from "../../sample";
import { sampleApp } from "../apps/sampleApp";
import { testKey } from "../payloads/testKeys";
import { envelope, head, open, opened, orders, secretsWith } from "./gatewayAnswers";

const PLAIN = '{"sessions":[{"id":12345678901234567890,"id":1}],\n "text":"Grüße"}';
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe("the answers that the gateway decrypts", () => {
  it("are the plaintext where the whole body is an envelope", async () => {
    const found = await opened(JSON.stringify(envelope(PLAIN)));
    assert.equal(found.text, PLAIN);
    assert.equal(found.contentType, "application/json");
    assert.deepEqual([found.cipher, found.keyWrapping], ["AES-256-GCM", "RSA-OAEP SHA-256"]);
    assert.deepEqual([found.authenticated, found.envelopes, found.closed], [true, 1, 0]);
  });

  it("keep all else to the byte where one member is the envelope", async () => {
    const frame = (value: string): string =>
      `\ufeff{ "a" : 1.0,"a":2, "ü": "\\u00fc 😀", "__proto__":{"x":1},"result":${value} ,"n":1e400, "result":"b"}\r\n`;
    const found = await opened(frame(JSON.stringify(envelope(PLAIN))));
    assert.equal(found.text, frame(PLAIN));
    assert.equal(found.contentType, "application/json");
  });

  it("keep it whatever it is", () =>
    fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 3 }), fc.json(), fc.string(), async (beside, plaintext, name) => {
        const frame = (value: string): string => `[${beside},{"x":0,${JSON.stringify(name)}:${value}},${beside}]`;
        assert.equal((await opened(frame(JSON.stringify(envelope(plaintext))))).text, frame(plaintext));
      }),
      runs(40, { full: 1_000 }),
    ));

  it("keep what stands beside the parts in one object, with the plaintext in the ciphertext's place", async () => {
    const { encryptedKey = "", iv = "", tag = "", data } = envelope(PLAIN);
    const parts = (value: string) => `"data" : ${value}`;
    const sealed = (value: string) => `"encryptedKey":"${encryptedKey}", ${value},"iv":"${iv}" , "tag":"${tag}"`;
    const beside = async (frame: (parts: string) => string) => {
      const found = await opened(frame(sealed(parts(`"${data}"`))));
      assert.equal(found.contentType, "application/json");
      return found.text;
    };
    const [status, more] = ['"status":"ünready", "n":1e400', ' "next" : {"page":[2]},"isLast":false '];
    assert.equal(await beside((all) => `{${status},${all},${more}}`), `{${status}, ${parts(PLAIN)},${more}}`);
    assert.equal(await beside((all) => `{"a,b":1,${all}}`), `{"a,b":1, ${parts(PLAIN)}}`);
    assert.equal(await beside((all) => `{${all},"isLast":false}`), `{ ${parts(PLAIN)},"isLast":false}`);
    assert.equal(await beside((all) => `{"a":{${status},${all}},"b":1}`), `{"a":{${status}, ${parts(PLAIN)}},"b":1}`);
    // One so long that its text is not read again.
    const long = JSON.stringify({ text: "x".repeat(20_000) });
    const ofLong = envelope(long);
    const around = (value: string) =>
      `{"a":1,"encryptedKey":"${ofLong.encryptedKey}","data":${value},"iv":"${ofLong.iv}"}`;
    const withTag = around(`"${ofLong.data}","tag":"${ofLong.tag}"`);
    assert.equal((await opened(withTag)).text, `{"a":1,"data":${long}}`);
    // All of these are the envelope, or stand in the plaintext as well.
    for (const all of ['"alg":"RSA-OAEP-256","enc":"A256GCM","v":1', '"encrypted":true', '"text":"x","sessions":[]'])
      assert.equal(await beside((sealedParts) => `{${all},${sealedParts}}`), PLAIN, all);
  });

  it("have each of several members in clear, and say how many stay closed", async () => {
    const foreign = JSON.stringify(envelope("secret of another", {}, testKey("Another bot")));
    const body = `{"a":${JSON.stringify(envelope(PLAIN))},"b":${foreign},"c":[1,${JSON.stringify(envelope("text"))}]}`;
    const found = await opened(body);
    assert.equal(found.text, `{"a":${PLAIN},"b":${foreign},"c":[1,"text"]}`);
    assert.deepEqual([found.envelopes, found.closed], [2, 1]);
  });

  it("have in clear what was encrypted with one wrapped key, each in its own place", async () => {
    const { createCipheriv, publicEncrypt, constants } = await import("node:crypto");
    const key = randomBytes(32);
    const item = (plaintext: string) => {
      const iv = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", key, iv);
      const data = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
      return { iv: iv.toString("base64"), data: data.toString("base64") };
    };
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const wrapped = publicEncrypt({ key: orders.publicKey, padding, oaepHash: "sha256" }, key).toString("base64");
    const body = { encryptedKey: wrapped, items: [item('{"number":1111111}'), item('{"number":2222222}')] };
    const found = await opened(JSON.stringify(body));
    assert.deepEqual(JSON.parse(found.text), { ...body, items: [{ number: 1111111 }, { number: 2222222 }] });
  });

  it("are of the type that the plaintext is, as upstream names it", async () => {
    const typed = async (plaintext: string | Uint8Array, type: string | undefined) =>
      (await opened(JSON.stringify(envelope(plaintext)), { answer: head({ "content-type": type }) })).contentType;
    const cases: [string | Uint8Array, string | undefined, string][] = [
      [PLAIN, "application/json; charset=utf-8", "application/json; charset=utf-8"],
      [PLAIN, "application/vnd.kore+json", "application/vnd.kore+json"],
      [PLAIN, "application/json; charset=iso-8859-1", "application/json"],
      [PLAIN, "text/plain", "application/json"],
      [PLAIN, undefined, "application/json"],
      ["[]", "application/jose+json", "application/json"],
      ["{no json}", "application/json", "text/plain; charset=utf-8"],
      ["a,b\n", "text/csv", "text/csv; charset=utf-8"],
      ["a,b\n", "text/csv; header=present; charset=UTF-8", "text/csv; header=present; charset=UTF-8"],
      ["Grüße", "text/plain; charset=latin1", "text/plain; charset=utf-8"],
      [Buffer.from([0x89, 0x50, 0xff, 0x00, 1, 2, 3, 4]), "application/json", "application/octet-stream"],
    ];
    for (const [plaintext, upstream, type] of cases) assert.equal(await typed(plaintext, upstream), type, upstream);
  });

  it("are binary, to the byte, where all of the body was encrypted, and stay closed in a member", async () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe, 0xfd]), randomBytes(200)]);
    assert.deepEqual(Buffer.from((await opened(JSON.stringify(envelope(bytes)))).body), bytes);
    const inMember = await open(JSON.stringify({ a: 1, b: envelope(bytes) }));
    assert.deepEqual(inMember, { kind: "not-decrypted", why: "no-place" });
  });

  it("are empty where nothing was encrypted", async () => {
    const found = await opened(JSON.stringify(envelope("", { tagPlace: "end" })));
    assert.deepEqual([found.text, found.contentType], ["", "text/plain; charset=utf-8"]);
  });

  it("are not opened again where the plaintext looks like an envelope", async () => {
    const inner = JSON.stringify(envelope(PLAIN));
    assert.equal((await opened(JSON.stringify(envelope(inner)))).text, inner);
    assert.equal((await opened(`{"a":1,"b":${JSON.stringify(envelope(inner))}}`)).text, `{"a":1,"b":${inner}}`);
  });

  it("say that nothing proves what no tag does, and stay closed where it is no UTF-8", async () => {
    const found = await opened(JSON.stringify(envelope(PLAIN, { mode: "cbc" })));
    assert.deepEqual([found.text, found.cipher, found.authenticated], [PLAIN, "AES-256-CBC", false]);
    const pkcs1 = await opened(JSON.stringify(envelope(PLAIN, { wrap: "pkcs1" })));
    assert.deepEqual([pkcs1.text, pkcs1.keyWrapping], [PLAIN, "RSA PKCS#1 v1.5"]);
    const binary = envelope(Buffer.concat([Buffer.from([0xff, 0xfe]), randomBytes(100)]), { mode: "cbc" });
    assert.equal((await open(JSON.stringify(binary))).kind, "not-decrypted");
  });

  it("pass where nothing is encrypted, another key fits, or something was changed", async () => {
    const why = async (body: string | Uint8Array, kind?: "shared"): Promise<string> => {
      const found = await open(body, kind ? { kind } : {});
      return found.kind === "decrypted" ? "" : found.why;
    };
    assert.equal(await why(PLAIN), "no-envelope");
    assert.equal(await why(""), "no-envelope");
    assert.equal(await why("not JSON"), "no-envelope");
    assert.equal(await why(JSON.stringify({ image: randomBytes(5_000).toString("base64") })), "no-envelope");
    assert.equal(await why(PLAIN, "shared"), "no-envelope");
    assert.equal(await why(JSON.stringify(envelope(PLAIN, {}, testKey("Another bot")))), "wrong-key");
    assert.equal(
      await why(JSON.stringify(envelope(PLAIN, { wrap: "shared" }, testKey("Another bot"))), "shared"),
      "no-key-fits",
    );
    const changed = envelope(PLAIN);
    assert.equal(await why(JSON.stringify({ ...changed, tag: randomBytes(16).toString("base64") })), "payload-damaged");
    const { encryptedKey: _, ...keyless } = envelope(PLAIN);
    assert.equal(await why(JSON.stringify(keyless)), "no-envelope");
    assert.equal(await why(Buffer.from([0x7b, 0xff, 0xfe, 0x7d])), "not-utf-8");
    assert.equal(await why(`${"[".repeat(100_000)}1${"]".repeat(100_000)}`), "no-envelope");
    const deep = `${"[".repeat(300)}${JSON.stringify(envelope(PLAIN))}${"]".repeat(300)}`;
    assert.ok(["too-deep", ""].includes(await why(deep)));
  });

  it("never give a word of a payload away", async () => {
    const broken = JSON.stringify({ ...envelope("top secret words"), data: randomBytes(16).toString("base64") });
    const found = await open(broken);
    assert.ok(found.kind === "not-decrypted");
    assert.match(found.why, /^[a-z0-9-]+$/);
  });

  it("use the parts that stand in headers, and say which are spent", async () => {
    const { encryptedKey = "", iv = "", tag = "", data } = envelope(PLAIN);
    const answer = head({ "x-encrypted-key": encryptedKey, "x-iv": iv, "x-tag": tag, etag: '"x"', date: "today" });
    const found = await opened(JSON.stringify({ data, total: 1 }), { answer });
    assert.equal(found.text, `{"data":${PLAIN},"total":1}`);
    assert.deepEqual([...found.spentHeaders].sort(), ["x-encrypted-key", "x-iv", "x-tag"]);
    const bare = await opened(data, {
      answer: { ...answer, headers: { ...answer.headers, "content-type": "text/plain" } },
    });
    assert.equal(bare.text, PLAIN);
  });

  it("use the headers that the app's profile names", async () => {
    const profile = builtInProfile("keyPair");
    const place = (name: string) => ({ source: "header" as const, path: [name], encoding: "base64" as const });
    const parts = { ...profile.parts, encryptedKey: place("X-Wrapped"), iv: place("Content-Iv") };
    const app = sampleApp({ envelopeProfile: { ...profile, parts } });
    const { encryptedKey = "", iv = "", tag = "", data } = envelope(PLAIN);
    const answer = head({ "x-wrapped": encryptedKey, "content-iv": iv });
    const found = await opened(JSON.stringify({ data, tag }), { app, answer });
    assert.equal(found.text, PLAIN);
    assert.deepEqual([...found.spentHeaders].sort(), ["content-iv", "x-wrapped"]);
  });

  it("are opened by the app's profile, and by a search where another shape came", async () => {
    const app = sampleApp({ envelopeProfile: builtInProfile("keyPair") });
    const target = { publicKeyPem: String(orders.publicKey.export({ type: "spki", format: "pem" })) };
    const written = await encrypt(new TextEncoder().encode(PLAIN), target, nodePayloadPorts);
    assert.equal((await opened(written.body, { app })).text, PLAIN);
    const paged = `{"moreAvailable":true,"total":10,${written.body.slice(1)}`;
    assert.equal((await opened(paged, { app })).text, PLAIN);
    assert.equal(
      (await opened(JSON.stringify({ x: { w: envelope(PLAIN) }, y: 1 }), { app })).text,
      `{"x":{"w":${PLAIN}},"y":1}`,
    );
    // Of two members of one name nobody knows which counts.
    const twice = await open(written.body.replace("{", `{"iv":"${randomBytes(12).toString("base64")}",`), { app });
    assert.ok(twice.kind === "not-decrypted" || text(twice.body) === PLAIN);
  });

  it("are what an app's own shape encrypts", () =>
    fc.assert(
      fc.asyncProperty(fc.json(), fc.constantFrom("keyPair" as const, "shared" as const), async (plaintext, kind) => {
        const app = sampleApp({ envelopeProfile: builtInProfile(kind) });
        const target =
          kind === "shared"
            ? { sharedKey: orders.sharedKey.toString("base64") }
            : { publicKeyPem: String(orders.publicKey.export({ type: "spki", format: "pem" })) };
        const written = await encrypt(new TextEncoder().encode(plaintext), target, nodePayloadPorts);
        assert.equal((await opened(written.body, { app, kind })).text, plaintext);
      }),
      runs(30, { full: 500 }),
    ));

  it("give the shape that was found once for each app without one, where a tag proved it", async () => {
    const offered = new Set<string>();
    const unproven = await opened(JSON.stringify(envelope(PLAIN, { mode: "cbc" })), { offered });
    assert.equal(unproven.shape, undefined);
    const first = await opened(JSON.stringify(envelope(PLAIN)), { offered });
    assert.equal(first.shape?.profile?.format, "hybrid");
    assert.equal(first.shape?.shape?.outline, "{encryptedKey: …, data: …, iv: …, tag: …}");
    assert.ok(!JSON.stringify(first.shape).includes("sessions"));
    assert.equal((await opened(JSON.stringify(envelope(PLAIN)), { offered })).shape, undefined);
    const other = sampleApp({ id: "22222222-2222-4222-8222-222222222222" });
    assert.ok((await opened(JSON.stringify(envelope(PLAIN)), { offered, app: other })).shape);
    const learned = sampleApp({ envelopeProfile: builtInProfile("keyPair") });
    assert.equal((await opened(JSON.stringify(envelope(PLAIN)), { app: learned })).shape, undefined);
  });

  it("are opened from 64 MB", async () => {
    const plaintext = Buffer.alloc(48_000_000, '{"sessionId":"5d8a4f","text":"How can I help you today?"},\n');
    plaintext.write("[{", 0);
    plaintext.write("]", plaintext.length - 1);
    const body = JSON.stringify(envelope(plaintext));
    assert.ok(body.length > 64_000_000 && body.length <= MAX_HELD);
    const found = await opened(body);
    assert.ok(Buffer.from(found.body).equals(plaintext));
    assert.equal(found.contentType, "application/json");
    const larger = await open(Buffer.alloc(MAX_HELD + 1, " "));
    assert.deepEqual(larger, { kind: "not-decrypted", why: "too-large" });
  });
});

describe("what the gateway's header says of an answer", () => {
  it("names cipher and key wrapping, and what is to be doubted", async () => {
    const note = async (body: unknown, dropped = false) => noteOf(await open(JSON.stringify(body)), dropped);
    assert.equal(await note(envelope(PLAIN)), 'decrypted; cipher=AES-256-GCM; key-wrapping="RSA-OAEP SHA-256"');
    assert.equal(
      await note(envelope(PLAIN, { mode: "cbc" })),
      'decrypted; cipher=AES-256-CBC; key-wrapping="RSA-OAEP SHA-256"; authenticated=no',
    );
    const foreign = envelope(PLAIN, {}, testKey("Another bot"));
    assert.match(await note([envelope(PLAIN), foreign]), /SHA-256"; closed=1$/);
    assert.equal(await note(foreign, true), "not-decrypted; wrong-key, client-token-dropped");
  });
});

describe("content codings", () => {
  const body = JSON.stringify(envelope(PLAIN));
  const coded: Readonly<Record<string, Uint8Array>> = {
    gzip: gzipSync(body),
    "x-gzip": gzipSync(body),
    GZip: gzipSync(body),
    deflate: deflateSync(body),
    br: brotliCompressSync(body),
    "gzip, br": brotliCompressSync(gzipSync(body)),
    "identity, gzip": gzipSync(body),
    identity: Buffer.from(body),
  };
  const answer = (coding: string): AnswerHead => head({ "content-encoding": coding });
  const why = async (bytes: Uint8Array, coding: string): Promise<string> => {
    const found = await open(bytes, { answer: answer(coding) });
    return found.kind === "decrypted" ? "decrypted" : found.why;
  };

  it("are undone", async () => {
    for (const [coding, bytes] of Object.entries(coded))
      assert.equal((await opened(bytes, { answer: answer(coding) })).text, PLAIN, coding);
    assert.equal((await opened(deflateRawSync(body), { answer: answer("deflate") })).text, PLAIN);
  });

  it("leave an answer as it came where they are broken, or other than they say", async () => {
    for (const [coding, bytes] of Object.entries({
      gzip: Buffer.from(body),
      deflate: gzipSync(body),
      br: gzipSync(body),
      "br, gzip": gzipSync(body),
      "gzip, gzip": gzipSync(body),
    }))
      assert.equal(await why(bytes, coding), "broken-encoding", coding);
    for (const coding of ["gzip", "deflate", "br"])
      assert.equal(await why((coded[coding] ?? assert.fail()).slice(0, -12), coding), "broken-encoding", coding);
    assert.equal(await why(Buffer.from(body), "zstd"), "content-encoding");
    assert.equal(await why(Buffer.from(body), "gzip, gzip, gzip"), "content-encoding");
    assert.equal(await why(Buffer.from(body), "__proto__"), "content-encoding");
    assert.equal(await why(Buffer.alloc(0), "gzip"), "no-envelope");
  });

  it("stop at 64 MB, however much more would come", async () => {
    const zeros = Buffer.alloc(100_000_000);
    const gzip = gzipSync(zeros, { level: 1 });
    const bombs: Readonly<Record<string, Uint8Array>> = {
      gzip,
      br: brotliCompressSync(zeros, { params: { 1: 1 } }),
      deflate: deflateRawSync(zeros, { level: 1 }),
      "gzip, gzip": gzipSync(gzip),
    };
    for (const [coding, bytes] of Object.entries(bombs)) assert.equal(await why(bytes, coding), "too-large", coding);
  });

  it("hold compressed plaintext to the same bound", async () => {
    const whyOf = async (text: string): Promise<string> => {
      const found = await open(text);
      return found.kind === "decrypted" ? found.kind : found.why;
    };
    assert.equal(await whyOf(JSON.stringify(envelope(Buffer.alloc(MAX_HELD + 1), { gzip: true }))), "too-large");
    const many = JSON.stringify(
      Array.from({ length: 3 }, () => envelope(Buffer.alloc(30_000_000, " "), { gzip: true })),
    );
    assert.equal(await whyOf(many), "too-large");
  });
});

describe("whether an answer is held", () => {
  const app = sampleApp();
  const secrets = secretsWith(orders, "keyPair");
  const of = (answer: AnswerHead, changes = {}, own: AppSecrets | undefined = secrets): string => {
    const found = takesPart({ ...app, ...changes }, own, answer);
    return found === "hold" ? found : found.why;
  };

  it("is decided by its head and by the app", () => {
    const typed = (type: string | undefined): string => of(head({ "content-type": type }));
    for (const type of [
      ...["application/json", "Application/JSON; charset=utf-8", "application/problem+json", "text/plain", "text/html"],
      ...["application/jose", "application/xml", undefined],
    ])
      assert.equal(typed(type), "hold", type);
    for (const type of ["image/png", "application/octet-stream", "application/zip", "multipart/mixed", "json"])
      assert.equal(typed(type), "content-type", type);
    assert.equal(typed("text/event-stream; charset=utf-8"), "event-stream");
    assert.equal(of(head({ "content-encoding": "gzip" })), "hold");
    assert.equal(of(head({ "content-encoding": "zstd" })), "content-encoding");
    assert.equal(of(head({ "content-length": String(MAX_HELD) })), "hold");
    assert.equal(of(head({ "content-length": String(MAX_HELD + 1) })), "too-large");
    assert.equal(of(head({ "content-range": "bytes 0-1/2" })), "partial-content");
    for (const [status, why] of [
      ...([
        [200, "hold"],
        [404, "hold"],
        [500, "hold"],
        [206, "partial-content"],
      ] as const),
      ...([
        [204, "no-body"],
        [205, "no-body"],
        [304, "no-body"],
      ] as const),
    ] as const)
      assert.equal(of(head({}, { status })), why, String(status));
    assert.equal(of(head({}, { method: "HEAD" })), "no-body");
  });

  it("needs the app's switch and a payload key", () => {
    assert.equal(of(head(), { gateway: { decrypts: false, encrypts: false } }), "switched-off");
    assert.equal(of(head(), { gateway: { decrypts: true, encrypts: false } }), "hold");
    assert.equal(of(head(), {}, new AppSecrets({ clientSecret: "x" })), "no-payload-key");
    assert.equal(of(head(), {}, secretsWith(orders, "shared")), "hold");
    assert.deepEqual(takesPart(app, undefined, head()), { kind: "not-examined", why: "no-payload-key" });
  });
});
