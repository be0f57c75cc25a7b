import { strict as assert } from "node:assert";
import { createPrivateKey, randomBytes } from "node:crypto";
import { AppSecrets } from "../../../src/domain/apps/appSecrets";
import { generateClientSecret } from "../../../src/domain/apps/clientSecret";
import { generateRsaKeyPair } from "../../../src/domain/keys/rsaKeys";
import { webPorts } from "../../../src/domain/ports";
import { keyLines, privateKeysInSteps, secretCandidates } from "../../../src/domain/requests/findings/secretCandidates";
import { secretFinding, SecretFingerprints } from "../../../src/domain/requests/findings/secretFingerprints";
import { atOnce } from "../../../src/domain/steps";
import { cpuTimeOf } from "../../cpuTime";
import { signed } from "../tokens/verify/samples";

describe("Secrets of apps in a text", () => {
  const app = { id: "1", name: "Sessions" };
  const clientSecret = generateClientSecret(webPorts);
  const previousClientSecret = generateClientSecret(webPorts);
  let privateKey = "";
  let fingerprints: SecretFingerprints;
  before(async () => {
    privateKey = (await generateRsaKeyPair(2048)).privateKeyPem;
    fingerprints = new SecretFingerprints(webPorts.randomBytes);
    await fingerprints.learn(
      app,
      new AppSecrets({ clientSecret, previousClientSecret, signingPrivateKey: privateKey }),
    );
  });
  const findIn = async (text: string, known = fingerprints) => [
    ...(await known.values(secretCandidates(text))).map((found) => ({ code: "client-secret" as const, ...found })),
    ...(await known.keys(atOnce(privateKeysInSteps(text)))).map((found) => ({
      code: "private-key" as const,
      ...found,
    })),
  ];
  const found = async (text: string) =>
    (await findIn(text)).map(({ code, piece: { start, end } }) => [code, text.slice(start, end)]);

  it("are found in assignments, JSON and code", async () => {
    for (const text of [
      clientSecret,
      `CLIENT_SECRET=${clientSecret}\r\n`,
      `{"secret":"${clientSecret}"}`,
      `jwt.sign(x, '${clientSecret}');`,
      `# 🤖\t${clientSecret}`,
    ]) {
      assert.deepEqual(await found(text), [["client-secret", clientSecret]], text);
    }
    assert.deepEqual(await found(`a=${clientSecret}\nb=${previousClientSecret}`), [
      ["client-secret", clientSecret],
      ["client-secret", previousClientSecret],
    ]);
  });
  it("are found without a digit, too, where they are as long as those of the platform", async () => {
    const letters = (length: number): string =>
      `aB${Array.from(randomBytes(length - 2), (byte) => "abcdefghijklmNOPQRSTUVWXYZ+/"[byte % 28]).join("")}`;
    const [long, short] = [`${letters(43)}=`, letters(30)];
    const own = new SecretFingerprints(webPorts.randomBytes);
    await own.learn(app, new AppSecrets({ clientSecret: long, previousClientSecret: short }));
    const text = `a=${long}\nb=${short}`;
    assert.deepEqual(
      (await findIn(text, own)).map(({ piece }) => piece.text),
      [long],
    );
  });
  it("are found as a private key, whatever its line breaks", async () => {
    const pem = privateKey.trim();
    assert.deepEqual(await found(`key:\n${pem}\n`), [["private-key", pem]]);
    const escaped = JSON.stringify({ key: pem });
    assert.deepEqual(await found(escaped), [["private-key", pem.replaceAll("\n", "\\n")]]);
    assert.deepEqual(await found(pem.replaceAll("\n", "\r\n")), [["private-key", pem.replaceAll("\n", "\r\n")]]);
  });
  it("are found as the private exponent of a JWK, and others' are not", async () => {
    const jwkOf = (pem: string) => createPrivateKey(pem).export({ format: "jwk" });
    const { d = "" } = jwkOf(privateKey);
    const padded = Buffer.concat([Buffer.alloc(1), Buffer.from(d, "base64url")]).toString("base64url");
    for (const [text, exponent] of [
      [JSON.stringify(jwkOf(privateKey)), d],
      [`{"keys": [\n${JSON.stringify(jwkOf(privateKey), null, 2)}]}`, d],
      [`{"d" : "${padded}"}`, padded],
    ] as const) {
      assert.deepEqual(await found(text), [["private-key", exponent]]);
      assert.deepEqual(
        keyLines(text).map(({ start, end }) => text.slice(start, end)),
        ['"d"'],
      );
    }
    const other = (await generateRsaKeyPair(2048)).privateKeyPem;
    for (const text of [JSON.stringify(jwkOf(other)), `{"d":"${d.slice(0, -4)}"}`, `{"n":"${d}"}`])
      assert.deepEqual(await found(text), []);
  });
  it("are neither others' nor parts of something longer", async () => {
    const other = (await generateRsaKeyPair(2048)).privateKeyPem;
    for (const text of [
      generateClientSecret(webPorts),
      `x${clientSecret}`,
      `${clientSecret.slice(0, -2)}`,
      other,
      signed(),
    ])
      assert.deepEqual(await found(text), [], text);
  });
  it("are not known any more once they are forgotten or replaced", async () => {
    const own = new SecretFingerprints(webPorts.randomBytes);
    await own.learn(app, new AppSecrets({ clientSecret }));
    await own.learn(app, new AppSecrets({ clientSecret: previousClientSecret }));
    assert.deepEqual(await findIn(clientSecret, own), []);
    assert.equal((await findIn(previousClientSecret, own)).length, 1);
    own.forget(app.id);
    assert.deepEqual([await findIn(previousClientSecret, own), own.knows(app.id)], [[], false]);
  });
  it("stand in no message and in nothing that is kept", async () => {
    const text = `${clientSecret} ${privateKey}`;
    const findings = (await findIn(text)).map(({ code, appName }) => secretFinding(code, appName));
    assert.equal(findings.length, 2);
    for (const kept of [JSON.stringify(findings), JSON.stringify(fingerprints)])
      assert.ok(!kept.includes(clientSecret) && !kept.includes(privateKey.slice(40, 80)));
  });
  it("are looked for in time linear in the text", async () => {
    const nasty = [
      "aB3",
      "aB3aB3aB3aB3aB3aB3aB3=",
      "-----BEGIN ",
      "-----BEGIN PRIVATE KEY-----",
      '"d"',
      `"d":"${"A".repeat(350)}"`,
      "=",
      ".",
    ].map((part) => part.repeat(300_000 / part.length));
    const time = await cpuTimeOf(async () => {
      for (const text of nasty) await findIn(text);
    });
    assert.ok(time < 3_000, `${time} ms`);
  });
});
