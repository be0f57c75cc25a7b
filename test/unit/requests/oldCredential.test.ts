import { strict as assert } from "node:assert";
import { createPublicKey, generateKeyPairSync, randomBytes } from "node:crypto";
import jwt from "jsonwebtoken";
import { AppSecrets } from "../../../src/domain/apps/appSecrets";
import { importPrivateKey } from "../../../src/domain/keys/rsaKeys";
import { LIMITS } from "../../../src/domain/limits";
import { webPorts } from "../../../src/domain/ports";
import { OldCredential } from "../../../src/domain/requests/findings/oldCredential";
import { TimeSlices } from "../../../src/domain/steps";
import { cpuTimeOf } from "../../cpuTime";
import { sampleApp } from "../apps/sampleApp";

const newSecret = (): string => randomBytes(32).toString("base64");
const inAnHour = (): number => Math.floor(Date.now() / 1000) + 3_600;

describe("What an old client secret has left in a text", () => {
  const app = sampleApp();
  const [before, after, others] = [newSecret(), newSecret(), newSecret()];
  const payloadSharedKey = newSecret();
  const exp = inAnHour();
  const signed = (secret: string, claims: object = {}): string =>
    jwt.sign({ appId: app.clientId, sub: "jane", exp, ...claims }, secret, { algorithm: "HS256" });
  const old = (): Promise<OldCredential> =>
    OldCredential.of(app, new AppSecrets({ clientSecret: before, payloadSharedKey }), webPorts.randomBytes);
  const usesIn = async (text: string) =>
    (await (await old()).usesIn(text, new TimeSlices())) ?? assert.fail("it was called off");

  it("are tokens that it signed for the app, each at its place, and no others of the same client ID", async () => {
    const text = [
      `POST https://platform.kore.ai/x\nauth: ${signed(before)}\n`,
      `auth: ${signed(after)}\n`,
      // Whoever knows a client ID can write it into a token.
      `auth: ${signed(others)}\n`,
      // Of another app with the same secret.
      `auth: ${signed(before, { appId: "cs-22222222-2222-5222-8222-222222222222" })}\n`,
      `{"token":"${signed(before, { sub: "joe", exp: 1 })}"}\n`,
      `${jwt.sign({ appId: app.clientId }, before, { algorithm: "HS512" })}\n`,
    ].join("\n");
    const { tokens, encrypted, secrets, isWhole } = await usesIn(text);
    assert.deepEqual(
      tokens.map(({ start, end, expiresAt }) => [text.slice(start, end), expiresAt]),
      [
        [signed(before), exp],
        [signed(before, { sub: "joe", exp: 1 }), 1],
      ],
    );
    assert.deepEqual([encrypted, secrets, isWhole], [[], [], true]);
  });

  it("are tokens of an SDK, and of a misspelled claim that holds the client ID", async () => {
    const sdk = jwt.sign({ iss: app.clientId, sub: "jane", aud: "x", exp }, before);
    const misspelled = jwt.sign({ appid: app.clientId, exp }, before);
    const { tokens } = await usesIn(`${sdk}\n${misspelled}`);
    assert.deepEqual(
      tokens.map(({ text }) => text),
      [sdk, misspelled],
    );
  });

  it("is the secret itself, and neither the new one nor another secret of the app", async () => {
    const text = `OLD="${before}"\nNEW=${after}\nSHARED=${payloadSharedKey}\n`;
    const { secrets } = await usesIn(text);
    assert.deepEqual(
      secrets.map(({ start, end }) => text.slice(start, end)),
      [before],
    );
  });

  it("is the secret in whatever form it has, as JSON and addresses write it, too", async () => {
    for (const secret of [
      randomBytes(32).toString("hex"),
      'pass "word" / 1%',
      `${randomBytes(31).toString("base64")}/+`,
    ]) {
      const credential = await OldCredential.of(app, new AppSecrets({ clientSecret: secret }), webPorts.randomBytes);
      const forms = [
        secret,
        JSON.stringify({ secret }),
        JSON.stringify({ secret }).replaceAll("/", "\\/"),
        `?secret=${encodeURIComponent(secret)}&`,
      ];
      const found = await credential.usesIn(`${forms.join("\n")}\nauth: ${secret.slice(0, -1)}`, new TimeSlices());
      assert.equal(found?.secrets.length, forms.length);
      assert.equal(found.isWhole, true);
    }
    const short = await OldCredential.of(app, new AppSecrets({ clientSecret: "bot" }), webPorts.randomBytes);
    assert.deepEqual((await short.usesIn("my bot", new TimeSlices()))?.secrets, [], "a word of any text");
  });

  it("may be encrypted tokens, of which nothing can be told", async () => {
    const jwe = `${Buffer.from('{"alg":"RSA-OAEP","enc":"A128GCM"}').toString("base64url")}.a2V5.aXY.Y2lw.dGFn`;
    const { tokens, encrypted } = await usesIn(`auth: ${jwe}\n`);
    assert.deepEqual([tokens, encrypted.map(({ start }) => start)], [[], [6]]);
  });

  it("holds of each token what it says, for a fresh one", async () => {
    const credential = await old();
    assert.deepEqual((await credential.tokenOf(signed(before)))?.claims["sub"], "jane");
    assert.equal(await credential.tokenOf(signed(after)), undefined);
    assert.equal(await credential.tokenOf("no.token.here"), undefined);
  });

  it("is looked for no longer than somebody waits", async () => {
    const credential = await old();
    assert.equal(await credential.usesIn(signed(before), new TimeSlices(() => true)), undefined);
  });

  it("is looked for up to stated numbers of tokens, and it is said where there are more", async () => {
    const credential = await old();
    const own = signed(before);
    // Each would have to be verified.
    const forged = Array.from({ length: LIMITS.tokens }, (_, index) => signed(others, { jti: String(index) })).join(
      "\n",
    );
    const full = await credential.usesIn(`${forged}\n${own}`, new TimeSlices());
    assert.deepEqual([full?.tokens.length, full?.isWhole], [0, false], "more than of one file");
    const rounds = LIMITS.oldSignatures / LIMITS.tokens;
    for (let round = 1; round < rounds; round++) await credential.usesIn(forged, new TimeSlices());
    const spent = await credential.usesIn(own, new TimeSlices());
    assert.deepEqual([spent?.tokens.length, spent?.isWhole], [0, false], "more than of all files");
  });

  it("takes time in proportion to the tokens", async () => {
    const text = (length: number): string =>
      Array.from({ length }, (_, index) => signed(index % 2 ? before : others, { jti: String(index) })).join("\n");
    const [few, many] = [text(300), text(1_200)];
    const time = async (of: string): Promise<number> => {
      let least = Infinity;
      for (let round = 0; round < 3; round++) {
        const credential = await old();
        least = Math.min(least, await cpuTimeOf(() => credential.usesIn(of, new TimeSlices())));
      }
      return least;
    };
    await time(few);
    const ratio = (await time(many)) / (await time(few));
    // Four times as many; quadratic growth would take sixteen times as long.
    assert.ok(ratio < 8, `${ratio.toFixed(1)} times as long`);
  });
});

describe("What an old key pair has left in a text", () => {
  const pem = (): string =>
    generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();

  it("are tokens that its public half verifies, and the private key itself", async () => {
    const [before, after] = [pem(), pem()];
    const { privateKeyPem, info } = await importPrivateKey(before);
    const app = sampleApp({ algorithm: "RS256", signingKey: info });
    assert.equal(
      createPublicKey(before).export({ type: "spki", format: "pem" }).toString().trim(),
      info.publicKey.trim(),
    );
    const [ofBefore, ofAfter] = [before, after].map((key) =>
      jwt.sign({ appId: app.clientId, exp: inAnHour() }, key, { algorithm: "RS256" }),
    );
    const text = `auth: ${ofBefore}\nauth: ${ofAfter}\n\n${before}\n${after}`;
    const found = async (secrets: AppSecrets | undefined) => {
      const credential = await OldCredential.of(app, secrets, webPorts.randomBytes);
      const uses = (await credential.usesIn(text, new TimeSlices())) ?? assert.fail("it was called off");
      return [uses.tokens, uses.secrets].map((pieces) => pieces.map(({ start, end }) => text.slice(start, end)));
    };
    assert.deepEqual(await found(new AppSecrets({ signingPrivateKey: privateKeyPem })), [[ofBefore], [before.trim()]]);
    // Where only its public half is here.
    assert.deepEqual(await found(undefined), [[ofBefore], []]);
  });

  it("can be pasted into an input box, which takes the line breaks out", async () => {
    const key = pem();
    assert.equal(
      (await importPrivateKey(key.replaceAll("\n", ""))).info.fingerprint,
      (await importPrivateKey(key)).info.fingerprint,
    );
  });
});
