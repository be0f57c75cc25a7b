import assert from "node:assert/strict";
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { AppSecrets, type AppSecretValues } from "../../../src/domain/apps/appSecrets";
import { appFromForm, type FormRequest } from "../../../src/domain/apps/form/formApp";
import { defaultValues, type FieldName, type FormValues, valuesOf } from "../../../src/domain/apps/form/formValues";
import { JwtApp } from "../../../src/domain/apps/jwtApp";
import { builtInProfile } from "../../../src/domain/payloads/envelopeProfile";
import { fill } from "../../../src/domain/errors";
import { generateRsaKeyPair, importPrivateKey, type ImportedPrivateKey } from "../../../src/domain/keys/rsaKeys";
import * as v from "valibot";
import { sampleApp } from "./sampleApp";

const CLIENT_ID = "cs-5250f1ff-9f11-5ed8-9263-4ee1db0fbd68";
const SECRET = "c2VjcmV0IG9mIHRoZSBmb3JtJ3Mgb3duIHRlc3RzISE=";
const NEW_ID = "7d3c1a52-58a4-4b7c-9d0e-0f1a2b3c4d5e";

describe("an app made from the form", () => {
  let pair: ImportedPrivateKey;
  let otherPair: ImportedPrivateKey;
  before(async () => {
    [pair, otherPair] = await Promise.all([generateRsaKeyPair(2048), generateRsaKeyPair(2048)]);
  });

  it("holds what was typed, tidied, and its secret apart", async () => {
    const { app, secrets } = await made({
      name: " Orders ",
      appId: " app-1 ",
      clientId: `${CLIENT_ID}\n`,
      enforceJti: true,
      host: "https://Platform.kore.ai/",
      botId: "st-1 ",
    });
    assert.deepEqual(app, {
      version: 1,
      id: NEW_ID,
      name: "Orders",
      createdIn: "xo",
      usedFor: "apis",
      credentials: "pasted",
      appId: "app-1",
      clientId: CLIENT_ID,
      algorithm: "HS256",
      enforceJti: true,
      enforceJwe: false,
      enforcePayloadEncryption: false,
      host: "platform.kore.ai",
      botId: "st-1",
      scopes: [],
      tables: [],
      secretsRevision: "",
      missingSecrets: [],
      hasPreviousSecret: false,
      createdAt: 1_700_000_000,
      updatedAt: 1_700_000_000,
    });
    assert.deepEqual(secrets, { clientSecret: SECRET });
  });

  it("holds a name without what can't be seen in it", async () => {
    assert.equal((await made({ name: "\ufeffPr\u200bod 👩\u200d💻" })).app.name, "Prod 👩\u200d💻");
  });

  it("takes the client secret as the raw string that it is", async () => {
    const { secrets } = await made({ clientSecret: `${SECRET} ` });
    assert.deepEqual(secrets, { clientSecret: `${SECRET} ` });
  });

  it("can be stored", async () => {
    const { app } = await made(
      { algorithm: "RS256", enforceJwe: true, platformKey: jwkOf(otherPair), enforcePayloadEncryption: true },
      { generated: { signing: Promise.resolve(pair), payload: Promise.resolve(pair) } },
    );
    assert.deepEqual(v.parse(JwtApp, JSON.parse(JSON.stringify(app))), app);
  });

  it("signs with a pasted private key, of which it shows the public half", async () => {
    const { app, secrets } = await made({
      algorithm: "RS256",
      signingKey: "paste",
      signingPrivateKey: pair.privateKeyPem,
      clientSecret: "left",
    });
    assert.deepEqual(app.signingKey, pair.info);
    assert.deepEqual(secrets, { signingPrivateKey: pair.privateKeyPem });
  });

  it("signs with the generated key whose public half was shown, else with a fresh one", async () => {
    const shown = await made({ algorithm: "RS256" }, { generated: { signing: Promise.resolve(pair) } });
    assert.deepEqual(shown.app.signingKey, pair.info);
    const fresh = await made({ algorithm: "RS256" });
    assert.equal(publicHalfOf(fresh.secrets.signingPrivateKey ?? ""), fresh.app.signingKey?.publicKey.trim());
  });

  it("keeps the platform's JWK for JWE", async () => {
    const jwk = jwkOf(otherPair, { kid: "k-1", use: "enc" });
    const { app } = await made({ enforceJwe: true, platformKey: jwk, contentEncryption: "A256GCM" });
    assert.equal(app.contentEncryption, "A256GCM");
    assert.equal(app.platformKey?.kid, "k-1");
    assert.equal(Object.hasOwn(app.platformKey ?? {}, "use"), false);
  });

  it("has credentials in the platform's format when generated, exactly those that randomness gives", async () => {
    const { app, secrets } = await made({ credentials: "generated", clientId: "", clientSecret: "" });
    assert.equal(app.clientId, "cs-07070707-0707-5707-8707-070707070707");
    assert.deepEqual(secrets, { clientSecret: "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=" });
  });

  it("has a platform key pair of its own when generated with JWE", async () => {
    const { app, secrets } = await made({ credentials: "generated", enforceJwe: true });
    assert.equal(app.platformKey?.kid, `k-${NEW_ID}`);
    const own = await importPrivateKey(secrets.platformPrivateKey ?? "");
    assert.equal(app.platformKey?.n, (JSON.parse(jwkOf(own)) as { n: string }).n);
  });

  it("takes each kind of payload key", async () => {
    const on = { enforcePayloadEncryption: true } as const;
    const pasted = await made({
      ...on,
      payloadKey: "paste",
      payloadPrivateKey: pair.privateKeyPem,
      payloadPublicKey: pair.info.publicKey,
    });
    assert.deepEqual(pasted.app.payloadKey, { kind: "keyPair", ...pair.info });
    const alone = await made({ ...on, payloadKey: "paste", payloadPrivateKey: pair.privateKeyPem });
    assert.deepEqual(
      [alone.app.payloadKey, alone.secrets.payloadPrivateKey],
      [{ kind: "keyPair", ...pair.info }, pair.privateKeyPem],
    );
    const generated = await made({ ...on, createdIn: "admin" }, { generated: { payload: Promise.resolve(pair) } });
    assert.deepEqual(generated.secrets.payloadPrivateKey, pair.privateKeyPem);
    const shared = await made({ ...on, payloadKey: "shared", payloadSharedKey: "00".repeat(32) });
    assert.deepEqual(
      [shared.app.payloadKey, shared.secrets.payloadSharedKey],
      [{ kind: "shared" }, `${"A".repeat(43)}=`],
    );
  });

  describe("from a wrong key", () => {
    const wrong: [string, () => string, string][] = [
      [
        "PEM with missing lines",
        () =>
          pair.privateKeyPem
            .split("\n")
            .filter((_, line) => line !== 5)
            .join("\n"),
        "This key is incomplete: it should be {0} bytes long and has {1}. Lines seem to be missing; copy the key again, whole.",
      ],
      [
        "PEM without its last line",
        () => pair.privateKeyPem.replace(/-----END.*\n/, ""),
        "This PEM text is incomplete: the line -----END PRIVATE KEY----- is missing. Copy the key again, from its BEGIN line to its END line.",
      ],
      [
        "a certificate",
        () => "-----BEGIN CERTIFICATE-----\nMAYwADAAAwA=\n-----END CERTIFICATE-----",
        "This is a certificate where a private key belongs. Paste the private key that belongs to it.",
      ],
      [
        "a public key",
        () => pair.info.publicKey,
        "This is a public key where a private one belongs. Paste the key whose text begins with -----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----.",
      ],
      [
        "an encrypted key",
        () => rsaPem(2048, "passphrase"),
        "This private key is encrypted with a passphrase, which is not supported. Decrypt it first, for example with: openssl pkey -in key.pem -out plain.pem",
      ],
      [
        "a key of 1024 bits",
        () => rsaPem(1024),
        "This RSA key has 1024 bits; at least 2048 are needed. Make a new key pair of 2048 bits or more.",
      ],
      [
        "a JWK of an elliptic curve",
        () => JSON.stringify(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" })),
        "This is a key of type EC; an RSA key is needed.",
      ],
      [
        "binary data",
        () => "\u0000\u0001\ufffd\u0007".repeat(100),
        "This text is not a key: neither PEM nor a JWK. PEM begins with a line like -----BEGIN PRIVATE KEY-----, a JWK with an opening brace.",
      ],
    ];
    for (const [what, text, sentence] of wrong) {
      it(`is refused in a sentence: ${what}`, async () => {
        const errors = await refused({ algorithm: "RS256", signingKey: "paste", signingPrivateKey: text() });
        assert.deepEqual(Object.keys(errors), ["signingPrivateKey"]);
        const said = errors.signingPrivateKey ?? "";
        if (sentence.includes("{0}"))
          assert.match(said, new RegExp(`^${sentence.replace(/[.]/g, "\\.").replace(/\{\d\}/g, "\\d+")}$`));
        else assert.equal(said, sentence);
      });
    }

    it("is refused: a private JWK as the platform's key, and PEM", async () => {
      const withD = await refused({ enforceJwe: true, platformKey: jwkOf(pair, { d: "AQAB" }) });
      assert.equal(
        withD.platformKey,
        "This JWK holds a private key where a public one belongs. Paste the public key only: the members kty, n, e and kid.",
      );
      const pem = await refused({ enforceJwe: true, platformKey: pair.info.publicKey });
      assert.equal(
        pem.platformKey,
        "The platform's public key is needed as a JWK, which begins with an opening brace. Copy it from the platform's dialog, where it appears once Enforce JWE is ticked.",
      );
    });

    it("is refused: a public key of another pair, and a shared key of another length", async () => {
      const on = { enforcePayloadEncryption: true } as const;
      const mixed = await refused({
        ...on,
        payloadKey: "paste",
        payloadPrivateKey: pair.privateKeyPem,
        payloadPublicKey: otherPair.info.publicKey,
      });
      assert.deepEqual(mixed, { payloadPublicKey: "This public key doesn't belong to the private key." });
      const short = await refused({ ...on, payloadKey: "shared", payloadSharedKey: "00".repeat(16) });
      assert.deepEqual(Object.keys(short), ["payloadSharedKey"]);
    });

    it("is said together with all else that is wrong", async () => {
      assert.deepEqual(Object.keys(await refused({ name: "", enforceJwe: true, platformKey: "{}" })).sort(), [
        "name",
        "platformKey",
      ]);
    });
  });

  describe("by editing", () => {
    const stored = (values: AppSecretValues) => new AppSecrets(values);

    it("keeps its id, scopes, learned envelope and creation time, and its secret unless another is typed", async () => {
      const existing = sampleApp({
        scopes: [{ id: "chat-history", published: true }],
        createdAt: 1_600_000_000,
        algorithmAssumed: true,
      });
      const { app, secrets } = await edited(existing, stored({ clientSecret: "old" }), { name: "Renamed" });
      const { algorithmAssumed: _, ...rest } = existing;
      assert.deepEqual(app, { ...rest, name: "Renamed" });
      assert.deepEqual(secrets, { clientSecret: "old" });
      const replaced = await edited(existing, stored({ clientSecret: "old" }), { clientSecret: SECRET });
      assert.deepEqual(replaced.secrets, { clientSecret: SECRET });
    });

    it("keeps a key that is to be kept", async () => {
      const existing = sampleApp({
        algorithm: "RS256",
        signingKey: pair.info,
        enforcePayloadEncryption: true,
        payloadKey: { kind: "shared" },
      });
      const values = { signingPrivateKey: pair.privateKeyPem, payloadSharedKey: "shared" };
      const { app, secrets } = await edited(existing, stored(values), {});
      assert.deepEqual([app.signingKey, app.payloadKey, secrets], [pair.info, { kind: "shared" }, values]);
    });

    it("leaves out the secrets that its choices no longer need", async () => {
      const existing = sampleApp({
        enforcePayloadEncryption: true,
        payloadKey: { kind: "keyPair", ...pair.info },
        envelopeProfile: undefined,
      });
      const values = stored({ clientSecret: "old", payloadPrivateKey: pair.privateKeyPem });
      const off = await edited(existing, values, { enforcePayloadEncryption: false });
      assert.deepEqual([off.app.payloadKey, off.secrets], [undefined, { clientSecret: "old" }]);
      const rsa = await edited(existing, values, {
        algorithm: "RS256",
        signingKey: "paste",
        signingPrivateKey: otherPair.privateKeyPem,
      });
      assert.deepEqual(Object.keys(rsa.secrets).sort(), ["payloadPrivateKey", "signingPrivateKey"]);
    });

    it("keeps that the host came from a workspace's file, until another one is typed", async () => {
      const existing = sampleApp({ host: "team.example", hostFromFile: "team.example" });
      const secrets = stored({ clientSecret: "old" });
      const hostsOf = async (values: Partial<FormValues>): Promise<(string | undefined)[]> => {
        const { app } = await edited(existing, secrets, values);
        return [app.host, app.hostFromFile];
      };
      assert.deepEqual(await hostsOf({ name: "Renamed" }), ["team.example", "team.example"]);
      assert.deepEqual(await hostsOf({ host: "https://mine.example/" }), ["mine.example", undefined]);
      assert.deepEqual(await hostsOf({ host: "" }), [undefined, undefined]);
    });

    it("keeps its slug, whatever it is called", async () => {
      const existing = sampleApp({ slug: "orders" });
      const { app } = await edited(existing, stored({ clientSecret: "old" }), { name: "Other" });
      assert.deepEqual([app.name, app.slug], ["Other", "orders"]);
    });

    it("says what the gateway does with its payloads only where that isn't the usual", async () => {
      const app = { enforcePayloadEncryption: true, payloadKey: { kind: "shared" } } as const;
      const existing = sampleApp({ ...app, envelopeProfile: builtInProfile("shared") });
      const values = stored({ clientSecret: "old", payloadSharedKey: "shared" });
      const switches = async (changes: Partial<FormValues>, of = existing) =>
        (await edited(of, values, changes)).app.gateway;
      assert.equal(await switches({}), undefined);
      assert.deepEqual(await switches({ gatewayDecrypts: false }), { decrypts: false, encrypts: false });
      assert.deepEqual(await switches({ gatewayEncrypts: true }), { decrypts: true, encrypts: true });
      const off = { ...existing, gateway: { decrypts: false, encrypts: true } };
      assert.deepEqual(await switches({}, off), off.gateway);
      assert.equal(await switches({ gatewayDecrypts: true, gatewayEncrypts: false }, off), undefined);
      // Nothing is encrypted in no shape, and nothing decrypted without a key.
      assert.equal(await switches({ gatewayEncrypts: true }, sampleApp(app)), undefined);
      assert.equal(await switches({ payloadKey: "generate", gatewayEncrypts: true }), undefined);
      assert.equal(await switches({ enforcePayloadEncryption: false, gatewayDecrypts: false }, off), undefined);
    });

    it("loses its scopes and tables when it was created elsewhere", async () => {
      const existing = sampleApp({ scopes: [{ id: "chat-history", published: true }] });
      assert.deepEqual(
        (await edited(existing, stored({ clientSecret: "old" }), { createdIn: "admin" })).app.scopes,
        [],
      );
    });

    it("keeps the credentials and the platform key of a generated app", async () => {
      const existing = sampleApp({
        credentials: "generated",
        enforceJwe: true,
        contentEncryption: "A128GCM",
        platformKey: { kty: "RSA", n: "n", e: "AQAB", kid: "k-1" },
      });
      const values = { clientSecret: "generated", platformPrivateKey: pair.privateKeyPem };
      const { app, secrets } = await edited(existing, stored(values), { enforceJti: true });
      assert.deepEqual([app, secrets], [{ ...existing, enforceJti: true }, values]);
    });

    it("gets new credentials when they are to be generated from now on", async () => {
      const { app, secrets } = await edited(sampleApp(), stored({ clientSecret: "old" }), { credentials: "generated" });
      assert.equal(app.clientId, "cs-07070707-0707-5707-8707-070707070707");
      assert.equal(secrets.clientSecret, "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=");
    });

    it("counts a secret as missing that was never given", async () => {
      const { app } = await edited(sampleApp({ missingSecrets: ["clientSecret"] }), stored({}), {});
      assert.deepEqual(app.missingSecrets, ["clientSecret"]);
      assert.deepEqual((await edited(app, stored({}), { clientSecret: SECRET })).app.missingSecrets, []);
    });

    it("leaves secrets alone that another host has", async () => {
      const result = await appFromForm(
        { ...valuesOf(sampleApp()), name: "Renamed" },
        request({ context: { others: [], stored: [], existing: sampleApp() } }),
      );
      assert.equal(result.status, "ok");
      assert.equal(result.status === "ok" && result.secrets, undefined);
      assert.deepEqual(result.status === "ok" && result.app.missingSecrets, []);
    });
  });

  async function edited(existing: JwtApp, secrets: AppSecrets, changes: Partial<FormValues>) {
    return made(
      { ...valuesOf(existing), ...changes },
      { context: { others: [], existing, stored: [] }, storedSecrets: secrets },
    );
  }
});

function request(changes: Partial<FormRequest> = {}): FormRequest {
  return {
    context: { others: [], stored: [] },
    ports: { clock: () => 1_700_000_000_999, randomBytes: (length) => new Uint8Array(length).fill(7) },
    newId: () => NEW_ID,
    ...changes,
  };
}

async function made(
  changes: Partial<FormValues>,
  options: Partial<FormRequest> = {},
): Promise<{ app: JwtApp; secrets: AppSecretValues }> {
  const values = { ...defaultValues(), name: "Orders", clientId: CLIENT_ID, clientSecret: SECRET, ...changes };
  const result = await appFromForm(values, request(options));
  if (result.status === "refused") assert.fail(JSON.stringify(result.errors));
  return { app: result.app, secrets: result.secrets?.reveal() ?? {} };
}

async function refused(changes: Partial<FormValues>): Promise<Partial<Record<FieldName, string>>> {
  const values = { ...defaultValues(), name: "Orders", clientId: CLIENT_ID, clientSecret: SECRET, ...changes };
  const result = await appFromForm(values, request());
  assert.equal(result.status, "refused");
  const errors = result.status === "refused" ? Object.entries(result.errors) : [];
  return Object.fromEntries(
    errors.map(([field, { template, args, remedy }]) => [
      field,
      [template, remedy].flatMap((text) => (text ? [fill(text, args)] : [])).join(" "),
    ]),
  );
}

function jwkOf({ info }: ImportedPrivateKey, more: object = {}): string {
  const der = Buffer.from(info.publicKey.replace(/-----[^-]+-----|\s/g, ""), "base64");
  // SubjectPublicKeyInfo of an RSA key with 2048 bits: the modulus stands at byte 33, the exponent 65537 behind it.
  return JSON.stringify({ kty: "RSA", n: der.subarray(33, 33 + 256).toString("base64url"), e: "AQAB", ...more });
}

function rsaPem(bits: number, passphrase?: string): string {
  const encrypted = passphrase === undefined ? {} : { cipher: "aes-256-cbc", passphrase };
  return generateKeyPairSync("rsa", { modulusLength: bits })
    .privateKey.export({ type: "pkcs8", format: "pem", ...encrypted })
    .toString();
}

/** SPKI, PEM, as OpenSSL writes it. */
function publicHalfOf(privateKey: string): string {
  return createPublicKey(privateKey).export({ type: "spki", format: "pem" }).toString().trim();
}
