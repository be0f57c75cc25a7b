import assert from "node:assert/strict";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { withScopes, withPublished } from "../../../src/domain/apps/assignScopes";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { scopesForLevel } from "../../../src/domain/scopes/catalogue";
import { decrypt } from "../../../src/domain/payloads/decrypt/decrypt";
import { encrypt } from "../../../src/domain/payloads/write/encrypt";
import type { EnvelopeProfile } from "../../../src/domain/payloads/envelopeProfile";
import { nodePayloadPorts } from "../../../src/node/nodePayloadPorts";
import { sampleApp } from "../apps/sampleApp";
import { type AppWithSecrets, BOT, type Running, SECRET, startPlatform } from "./runningPlatform";

const SESSIONS = `POST /api/public/bot/${BOT}/getSessions`;
const ASKED = { includeMeta: true };
const ANALYTICS = `POST /api/public/bot/${BOT}/getAnalytics`;

describe("payload encryption of the local platform", () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const sharedKey = randomBytes(32).toString("base64");
  const scopes = (changes: Partial<JwtApp>) =>
    withPublished(
      withScopes(sampleApp({ botId: BOT, enforcePayloadEncryption: true, ...changes }), [
        "xo/bot-sessions",
        "xo/metrics",
        "xo/gen-ai-and-llm-usage-logs",
        "xo/proactive-messages",
      ]),
    );
  const entry: AppWithSecrets = {
    app: scopes({ payloadKey: { kind: "keyPair", publicKey, fingerprint: "SHA256:x", bits: 2048 } }),
    secrets: { clientSecret: SECRET, payloadPrivateKey: privateKey },
  };
  const sharedApp = scopes({
    id: "22222222-2222-4222-8222-222222222222",
    clientId: "cs-22222222-2222-5222-8222-222222222222",
    name: "Shared",
    payloadKey: { kind: "shared" },
  });
  const ofAccount = withPublished(
    withScopes(
      sampleApp({
        id: "33333333-3333-4333-8333-333333333333",
        clientId: "cs-33333333-3333-5333-8333-333333333333",
        name: "Of the account",
        createdIn: "admin",
        enforcePayloadEncryption: true,
        payloadKey: { kind: "keyPair", publicKey, fingerprint: "SHA256:x", bits: 2048 },
      }),
      scopesForLevel("admin").map(({ id }) => id),
    ),
  );
  const original = entry.app;
  let running: Running;
  before(async () => {
    running = await startPlatform([
      entry,
      { app: sharedApp, secrets: { clientSecret: SECRET, payloadSharedKey: sharedKey } },
      { app: ofAccount, secrets: { clientSecret: SECRET, payloadPrivateKey: privateKey } },
    ]);
  });
  after(() => running.close());
  beforeEach(() => {
    entry.app = original;
  });

  const call = async (what: string, body?: unknown, app = original) =>
    running.send(what, { auth: await running.mint(app) }, body);
  const opened = async (text: string) => {
    const result = await decrypt(
      text,
      [{ appId: original.id, appName: original.name, privateKeyPem: privateKey }],
      nodePayloadPorts,
    );
    assert.ok(result.kind === "text");
    return JSON.parse(result.text) as Record<string, unknown>;
  };

  it("encrypts the answer for the app's public key, with a fresh AES key each time", async () => {
    const [first, second] = [await call(SESSIONS, ASKED), await call(SESSIONS, ASKED)];
    assert.deepEqual([first.status, first.headers["x-local-platform"]], [200, "unverified-envelope"]);
    assert.equal(((await opened(first.text))["sessions"] as unknown[]).length, 1);
    const fields = [first, second].map(({ json }) => json as Record<string, string>);
    assert.deepEqual(Object.keys(fields[0] ?? {}).sort(), [
      "data",
      "encryptedKey",
      "iv",
      "moreAvailable",
      "tag",
      "total",
    ]);
    assert.notEqual(fields[0]?.["encryptedKey"], fields[1]?.["encryptedKey"]);
  });

  it("encrypts with the shared key where the app has one", async () => {
    const { text } = await call(SESSIONS, ASKED, sharedApp);
    const result = await decrypt(text, [{ appId: sharedApp.id, appName: sharedApp.name, sharedKey }], nodePayloadPorts);
    assert.equal(result.report.authenticated, true);
  });

  it("writes the app's own envelope profile, parts in headers among them", async () => {
    const place = (source: "json" | "header", name: string) => ({ source, path: [name], encoding: "base64" as const });
    const envelopeProfile: EnvelopeProfile = {
      format: "hybrid",
      name: "learned",
      description: "",
      authenticated: true,
      parts: { encryptedKey: place("header", "x-enc-key"), ciphertext: place("json", "payload") },
      layout: ["iv", "ciphertext", "tag"],
      keyWrapping: "RSA-OAEP SHA-1",
      keyForm: "raw",
      cipher: "AES-256-GCM",
      ivLength: 12,
      compression: "none",
    };
    entry.app = { ...original, envelopeProfile };
    const { status, headers, json, text } = await call(SESSIONS, ASKED);
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(json as object), ["moreAvailable", "total", "payload"]);
    assert.equal(
      (
        (await opened(`HTTP/1.1 200 OK\r\nx-enc-key: ${String(headers["x-enc-key"])}\r\n\r\n${text}`))[
          "sessions"
        ] as unknown[]
      ).length,
      1,
    );
    const { body, headers: parts } = await encrypt(
      new TextEncoder().encode('{"type":"failtask","includeMeta":true}'),
      { publicKeyPem: publicKey, profile: envelopeProfile },
      nodePayloadPorts,
    );
    const inHeaders = Object.fromEntries(parts.map(({ name, value }) => [name, value]));
    const asked = await running.send(ANALYTICS, { auth: await running.mint(original), ...inHeaders }, body);
    const { result } = (await opened(
      `HTTP/1.1 200 OK\r\nx-enc-key: ${String(asked.headers["x-enc-key"])}\r\n\r\n${asked.text}`,
    )) as { result: { NLAnalysis: { result: string } }[] };
    assert.equal(result[0]?.NLAnalysis.result, "failtask");
    const refused = await running.send(ANALYTICS, { auth: await running.mint(original), ...inHeaders }, "{}");
    assert.deepEqual([refused.status, refused.headers["x-local-platform-check"]], [400, "payloadBody"]);
    entry.app = {
      ...original,
      envelopeProfile: {
        ...envelopeProfile,
        parts: { ...envelopeProfile.parts, encryptedKey: place("header", "access-control-allow-origin") },
      },
    };
    assert.equal((await call(SESSIONS, ASKED)).status, 501);
  });

  it("puts the paging data in clear beside the ciphertext where includeMeta asks for it", async () => {
    const clear = async (what: string, body: unknown) => {
      const { moreAvailable, total } = (await call(what, body)).json as Record<string, unknown>;
      return [moreAvailable, total];
    };
    assert.deepEqual(await clear(SESSIONS, { includeMeta: true }), [false, 1]);
    assert.deepEqual(await clear(ANALYTICS, { includeMeta: true }), [false, undefined]);
    assert.deepEqual(await clear(`${ANALYTICS}?includeMeta=true`, {}), [false, undefined]);
  });

  it("encrypts only what asks for it, where the endpoint's page says how, and says so of others", async () => {
    const noteOn = async (what: string, body: unknown, app = original) => {
      const { headers, json } = await call(what, body, app);
      return [headers["x-local-platform"], "encryptedKey" in (json as object)];
    };
    const plain = ["sample", false];
    for (const body of [{}, { includeMeta: false }, { includeMeta: "true" }, [true], undefined])
      assert.deepEqual(await noteOn(SESSIONS, body), plain, JSON.stringify(body));
    assert.deepEqual(await noteOn(`${SESSIONS}?includeMeta=true`, {}), plain);
    assert.deepEqual(await noteOn(SESSIONS, ASKED), ["unverified-envelope", true]);
    assert.deepEqual(await noteOn(`${ANALYTICS}?includeMeta=false`, {}), plain);
    assert.deepEqual(await noteOn(`${ANALYTICS}?includeMeta=true`, {}), ["unverified-envelope", true]);
    const users = (...asked: readonly boolean[]) => ({
      users: asked.map((includeMeta) => ({ userInfo: { emailId: "jane.doe@example.com" }, includeMeta })),
    });
    assert.deepEqual(await noteOn("POST /api/public/users", users(false, false), ofAccount), plain);
    assert.deepEqual(await noteOn("POST /api/public/users", users(false, true), ofAccount), [
      "unverified-envelope",
      true,
    ]);
    // No page says when these are encrypted.
    const unknown = ["unverified-envelope, unverified-encryption", true];
    assert.deepEqual(await noteOn("GET /api/public/alluserroles", undefined, ofAccount), unknown);
    assert.deepEqual(await noteOn(`POST /api/1.1/public/bot/${BOT}/getLLMUsageLogs`, {}), unknown);
  });

  it("leaves answers of other endpoints and refusals as they are", async () => {
    const notified = await call(`POST /api/public/bot/${BOT}/notify`, {});
    const { jobType } = notified.json as { jobType: string };
    assert.deepEqual([notified.status, jobType], [200, "PROACTIVE_NOTIFICATIONS_API"]);
    assert.deepEqual((await running.send(SESSIONS)).json, { errors: [{ msg: "Invalid SDK credentials", code: 4002 }] });
  });

  it("still tells of a limit that the request breaks", async () => {
    const { headers } = await call(SESSIONS, { ...ASKED, sessionId: Array.from({ length: 51 }, () => "1") });
    assert.equal(headers["x-local-platform"], "unverified-envelope, breaks-limit sessionId <= 50 items");
  });

  it("opens an encrypted request and refuses one that doesn't open", async () => {
    const encrypted = async (body: unknown, key: string) =>
      (await encrypt(new TextEncoder().encode(JSON.stringify(body)), { publicKeyPem: key }, nodePayloadPorts)).body;
    const answer = await call(ANALYTICS, await encrypted({ type: "failtask", ...ASKED }, publicKey));
    const { result } = (await opened(answer.text)) as { result: { NLAnalysis: { result: string } }[] };
    assert.equal(result[0]?.NLAnalysis.result, "failtask");
    const other = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    const refused = await call(ANALYTICS, await encrypted({ type: "failtask" }, other.publicKey));
    assert.deepEqual([refused.status, refused.headers["x-local-platform-check"]], [400, "payloadBody"]);
  });

  it("says so where the app enforces it and has no payload key", async () => {
    const { payloadKey: _, ...withoutKey } = original;
    entry.app = withoutKey;
    const { status, headers } = await call(SESSIONS, ASKED);
    assert.deepEqual([status, headers["x-local-platform"]], [501, "not-encrypted"]);
    assert.equal((await call(SESSIONS, {})).status, 200);
  });
});
