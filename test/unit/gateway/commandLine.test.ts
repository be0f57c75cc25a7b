import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportOf } from "../../../src/domain/apps/exportApps";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { startFromCommandLine, usageOf } from "../../../src/gateway/commandLine";
import type { Gateway } from "../../../src/gateway/gateway";
import { sampleApp } from "../apps/sampleApp";

const SECRET = "bG9jYWwgcGxhdGZvcm0gdGVzdCBzZWNyZXQgbm8gMQ==";

describe("the gateway from the command line", () => {
  let folder: string;
  let platform: Server;
  let platformUrl: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "gateway-"));
    platform = createServer((request, response) => response.end(request.url)).listen(0, "127.0.0.1");
    await new Promise((done) => platform.once("listening", done));
    platformUrl = `http://127.0.0.1:${(platform.address() as AddressInfo).port}`;
  });
  after(async () => {
    platform.close();
    platform.closeAllConnections();
    await rm(folder, { recursive: true });
  });
  const started: Gateway[] = [];
  afterEach(() => Promise.all(started.splice(0).map((gateway) => gateway.close())));

  const start = async (apps: readonly JwtApp[], args: readonly string[] = [], secrets: object = { Sample: SECRET }) => {
    await writeFile(join(folder, "apps.json"), exportOf(apps));
    const [out, error]: [string[], string[]] = [[], []];
    const gateway = await startFromCommandLine(
      ["--apps", join(folder, "apps.json"), ...args],
      JSON.stringify(secrets),
      {
        out: (line) => out.push(line),
        error: (line) => error.push(line),
      },
    );
    if (gateway) started.push(gateway);
    return { out, error, url: () => (JSON.parse(out[0] ?? "") as { url: string }).url };
  };

  it("serves apps by their host, and apps that were generated for it by the local platform", async () => {
    const apps = [
      sampleApp({ host: new URL(platformUrl).host }),
      sampleApp({ name: "Generated", clientId: "cs-2", credentials: "generated" }),
    ];
    const { url, error } = await start(apps, ["--local-platform", `${platformUrl}/`], {
      Sample: SECRET,
      Generated: SECRET,
    });
    for (const slug of ["sample", "generated"]) {
      const response = await fetch(`${url()}/${slug}/api/public/bots?limit=1`);
      assert.deepEqual([response.status, await response.text()], [200, "/api/public/bots?limit=1"]);
    }
    const origin = url().slice(0, -23);
    assert.deepEqual(error.slice(0, 2), [
      `“Generated” has the address ${origin}/<key>/generated`,
      `“Sample” has the address ${origin}/<key>/sample`,
    ]);
    assert.equal(error.length, 4);
  });

  it("says of which apps it doesn't know where they are", async () => {
    const { error } = await start([sampleApp({})], ["--quiet"]);
    assert.deepEqual(error, [
      "It is not known where “Sample” is: its “Host” is missing, or is no host name. Fill in “Host” in the app's form, such as platform.kore.ai.",
    ]);
  });

  it("says which apps lack which secret that a client has, and what that means", async () => {
    const key = {
      publicKey: "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
      fingerprint: "SHA256:x",
      bits: 2048,
    };
    const named = (name: string, changes: Partial<JwtApp>) =>
      sampleApp({ name, clientId: `cs-${Buffer.from(name).toString("hex")}`, host: "platform.kore.ai", ...changes });
    const apps = [
      named("HS", {}),
      named("RS", { algorithm: "RS256", signingKey: key }),
      named("JWE", { enforceJwe: true, credentials: "generated" }),
      named("Pair", { payloadKey: { kind: "keyPair", ...key } }),
      named("Left encrypted", {
        payloadKey: { kind: "keyPair", ...key },
        gateway: { decrypts: false, encrypts: false },
      }),
      named("Shared", { payloadKey: { kind: "shared" } }),
    ];
    const secrets = { JWE: SECRET, Pair: SECRET, Shared: SECRET, "Left encrypted": SECRET };
    const { error } = await start(apps, ["--quiet"], secrets);
    assert.deepEqual(error, [
      "Without a clientSecret in JWT_APPS_SECRETS: “HS”. Their requests are refused, because no token can be signed.",
      "Without a signingPrivateKey in JWT_APPS_SECRETS: “RS”. Their requests are refused, because no token can be signed.",
      "Without a payloadPrivateKey in JWT_APPS_SECRETS: “Pair”. Their encrypted answers stay encrypted.",
      "Without a payloadSharedKey in JWT_APPS_SECRETS: “Shared”. Their encrypted answers stay encrypted, and no request is encrypted.",
    ]);
  });

  it("says in a sentence why it doesn't start", async () => {
    const app = sampleApp({ host: "platform.kore.ai" });
    for (const [args, code] of [
      [["--what"], "bad-arguments"],
      [["--tables", "x.json"], "bad-arguments"],
      [["--port", "70000"], "bad-port"],
      [["--local-platform", "http://192.168.1.1:8787"], "bad-local-platform"],
      [["--local-platform", "https://127.0.0.1:8787"], "bad-local-platform"],
      [["--local-platform", "http://127.0.0.1:8787/path"], "bad-local-platform"],
      [["--local-platform", "http://127.0.0.1:99999"], "bad-local-platform"],
      [["--local-platform", "8787"], "bad-local-platform"],
    ] as const)
      await assert.rejects(start([app], args), { name: "UserError", code });
  });

  it("explains itself with --help", async () => {
    const { out, error } = await start([sampleApp({})], ["--help"]);
    assert.deepEqual([out, error], [[usageOf("gateway.js")], []]);
    for (const word of ["--apps", "--port", "--local-platform", "--quiet", "signingPrivateKey", "HTTPS_PROXY"])
      assert.ok(usageOf("gateway.js").includes(word), word);
  });
});
