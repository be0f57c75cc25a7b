import assert from "node:assert/strict";
import { localTwin } from "../../../src/domain/apps/localTwin";
import { generateRsaKeyPair } from "../../../src/domain/keys/rsaKeys";
import { webPorts } from "../../../src/domain/ports";
import { createMinter } from "../../../src/domain/tokens/mint";
import { verify } from "../../../src/domain/tokens/verify/verify";
import { nodePayloadPorts } from "../../../src/node/nodePayloadPorts";
import { sampleApp } from "./sampleApp";

const request = { ports: webPorts, newId: () => crypto.randomUUID() };

describe("the copy of an app for the local platform", () => {
  it("has the original's client ID, scopes and switches, and new secrets and keys", async () => {
    const { info } = await generateRsaKeyPair(2048);
    const original = sampleApp({
      algorithm: "RS256",
      signingKey: info,
      enforceJti: true,
      enforceJwe: true,
      contentEncryption: "A256GCM",
      platformKey: { kty: "RSA", n: "n", e: "AQAB", kid: "k-kore" },
      enforcePayloadEncryption: true,
      payloadKey: { kind: "keyPair", ...info },
      host: "platform.kore.ai",
      hostFromFile: "platform.kore.ai",
      slug: "sample",
      scopes: [{ id: "xo/bot-sessions", published: true }],
      missingSecrets: ["signingPrivateKey"],
      hasPreviousSecret: true,
    });
    const { app, secrets } = await localTwin(original, { ...request, apps: [original], host: "localhost:8787" });
    const { clientId, algorithm, enforceJti, enforceJwe, contentEncryption, enforcePayloadEncryption, scopes } =
      original;
    assert.deepEqual(
      {
        ...app,
        id: "",
        signingKey: undefined,
        platformKey: undefined,
        payloadKey: undefined,
        createdAt: 0,
        updatedAt: 0,
      },
      {
        ...sampleApp({
          clientId,
          algorithm,
          enforceJti,
          enforceJwe,
          ...(contentEncryption && { contentEncryption }),
          enforcePayloadEncryption,
          scopes,
        }),
        id: "",
        name: "Sample (local)",
        credentials: "generated",
        host: "localhost:8787",
        signingKey: undefined,
        platformKey: undefined,
        payloadKey: undefined,
        createdAt: 0,
        updatedAt: 0,
      },
    );
    assert.notEqual(app.signingKey?.fingerprint, info.fingerprint);
    assert.notEqual(app.platformKey?.kid, "k-kore");
    assert.ok(app.payloadKey?.kind === "keyPair" && app.payloadKey.fingerprint !== info.fingerprint);
    assert.deepEqual(Object.keys(secrets.reveal()).sort(), [
      "payloadPrivateKey",
      "platformPrivateKey",
      "signingPrivateKey",
    ]);
  });

  it("mints tokens that check out in full beside the original", async () => {
    const original = sampleApp({ enforceJwe: true, platformKey: { kty: "RSA", n: "n", e: "AQAB", kid: "k-kore" } });
    const { app, secrets } = await localTwin(original, { ...request, apps: [original] });
    const { token } = await createMinter(webPorts).mint(app, secrets);
    const verdict = await verify({
      token,
      apps: [original, app],
      areAllApps: true,
      secretsOf: async ({ id }) => (id === app.id ? secrets : undefined),
      clock: webPorts.clock,
      ports: { payloads: nodePayloadPorts },
    });
    assert.equal(verdict.app?.id, app.id);
    assert.deepEqual([...new Set(verdict.checks.map(({ outcome }) => outcome))], ["passed"]);
  });

  it("keeps a shared payload key of its own, and needs no host", async () => {
    const original = sampleApp({
      enforcePayloadEncryption: true,
      payloadKey: { kind: "shared" },
      host: "platform.kore.ai",
    });
    const { app, secrets } = await localTwin(original, { ...request, apps: [original] });
    assert.deepEqual(
      [app.payloadKey, app.host, secrets.reveal().payloadSharedKey?.length],
      [{ kind: "shared" }, undefined, 44],
    );
  });

  it("is called as no other app is, however long the name", async () => {
    const original = sampleApp({ name: "x".repeat(200) });
    const taken = sampleApp({ name: `${"X".repeat(185)} (LOCAL)` });
    const { app } = await localTwin(original, { ...request, apps: [original, taken] });
    assert.equal(app.name, `${"x".repeat(185)} (local 2)`);
  });

  it("is made once, and not of an app that was generated", async () => {
    const original = sampleApp();
    const { app } = await localTwin(original, { ...request, apps: [original] });
    const refused = (of: typeof app, code: string) =>
      assert.rejects(
        localTwin(of, { ...request, apps: [original, app] }),
        (error: Error & { code?: string }) => error.code === code,
      );
    await refused(original, "twin-exists");
    await refused(app, "twin-of-generated");
  });
});
