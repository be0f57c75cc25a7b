import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createPublicKey, generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import autocannon from "autocannon";
import { withScopes, withPublished } from "../../src/domain/apps/assignScopes";
import { exportOf } from "../../src/domain/apps/exportApps";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import type { SigningAlgorithm } from "../../src/domain/keys/joseAlgorithms";
import { outputOf } from "../outputOf";
import { sampleApp } from "../unit/apps/sampleApp";

const BOT = "st-11111111-1111-5111-8111-111111111111";
/** Built by `node scripts/build.mjs interop`. */
const PLATFORM = resolve("out/interop/localPlatform.js");
const REQUESTS = resolve("test/interop/requests");

// Clients that nobody here wrote, against the local platform as a user's CI runs it.
describe("the local platform and other people's clients", () => {
  const signing = rsaKeyPair();
  const platformKey = rsaKeyPair();
  const payloadKey = rsaKeyPair();
  const publicInfo = ({ publicKey }: typeof signing) => ({ publicKey, fingerprint: "SHA256:test", bits: 2048 });
  const apps = [
    ...(["HS256", "HS512", "RS256", "RS512"] as const).map((algorithm) => botApp(algorithm, { algorithm })),
    botApp("JTI", { enforceJti: true }),
    botApp("JWE", { enforceJwe: true }),
    botApp("JWE and JTI", { enforceJwe: true, enforceJti: true, contentEncryption: "A256GCM" }),
    botApp("Encrypted", { enforcePayloadEncryption: true, payloadKey: { kind: "keyPair", ...publicInfo(payloadKey) } }),
    newApp("Tables", {
      createdIn: "tables",
      tables: [{ kind: "table", name: "People", read: true, write: true, delete: true }],
    }),
  ];
  const secrets = new Map(apps.map(({ name }) => [name, randomBytes(32).toString("base64")]));

  let folder: string;
  let child: ChildProcess;
  let host: string;
  const log: string[] = [];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "interop-"));
    await writeFile(join(folder, "apps.json"), exportOf(apps));
    ({ child, host } = await startPlatform());
  });
  after(async () => {
    child.kill("SIGKILL");
    await rm(folder, { recursive: true });
  });

  for (const file of ["publicApi.http", "payloadEncryption.http", "dataTables.http", "sdk.http"]) {
    it(`httpyac runs ${file} and finds every answer as it says`, async () => {
      const { passed, failed, output } = await runHttpyac(file);
      assert.equal(failed, 0, output);
      assert.ok(passed >= 4, output);
    });
  }

  it("writes no secret and no token into its log", () => {
    assert.ok(log.length >= 20);
    const text = log.join("\n");
    for (const secret of secrets.values()) assert.ok(!text.includes(secret));
    assert.doesNotMatch(text, /eyJ[\w-]{10}/);
    assert.doesNotMatch(text, /PRIVATE KEY/);
  });

  it("autocannon gets nothing but answers from 50 connections at once", async () => {
    const { sign } = tokens();
    const url = `${host}/api/public/bot/${BOT}/getSessions`;
    const result = await autocannon({
      url,
      connections: 50,
      amount: 5_000,
      method: "POST",
      headers: { auth: sign("HS256"), "content-type": "application/json" },
      body: '{"skip":0}',
    });
    assert.deepEqual([result["2xx"], result.non2xx, result.errors, result.timeouts], [5_000, 0, 0, 0]);
  });

  it("stops on SIGTERM within a second, requests under way or not", async function () {
    // A second is a matter of the machine, too: that it can is what counts, and what is too slow never does.
    this.retries(10);
    const other = await startPlatform();
    const socket = (await import("node:net"))
      .connect(Number(new URL(other.host).port), "127.0.0.1")
      .on("error", () => undefined);
    const head = `POST /api/public/bot/${BOT}/getSessions HTTP/1.1\r\nHost: localhost\r\nauth: ${tokens().sign("HS256")}\r\n`;
    socket.write(`${head}Expect: 100-continue\r\nContent-Length: 5\r\n\r\n`);
    // It waits for a body that never comes as a whole.
    assert.match(String(await new Promise((done) => socket.once("data", done))), /^HTTP\/1\.1 100 Continue/);
    socket.write("{");
    const started = performance.now();
    other.child.kill("SIGTERM");
    const code = await new Promise((done) => other.child.once("exit", done));
    assert.equal(code, 0);
    assert.ok(performance.now() - started < 1_000, `it took ${performance.now() - started} ms`);
    socket.destroy();
  });

  it("says in a sentence on standard error why it doesn't start, and exits with 1", async () => {
    const { port } = new URL(host);
    const error = await promisify(execFile)(process.execPath, [
      PLATFORM,
      "--apps",
      join(folder, "apps.json"),
      "--port",
      port,
    ]).catch((failure: { code: number; stderr: string }) => failure);
    assert.deepEqual("code" in error ? error.code : 0, 1);
    assert.match(error.stderr, new RegExp(`Port ${port} on this machine is in use by another program\\.`));
    assert.doesNotMatch(error.stderr, /\n\s+at /);
  });

  async function startPlatform(): Promise<{ child: ChildProcess; host: string }> {
    const environment = Object.fromEntries(
      apps.map(({ name, enforceJwe }) => [
        name,
        enforceJwe
          ? { clientSecret: secrets.get(name), platformPrivateKey: platformKey.privateKey }
          : name === "Encrypted"
            ? { clientSecret: secrets.get(name), payloadPrivateKey: payloadKey.privateKey }
            : secrets.get(name),
      ]),
    );
    const started = spawn(process.execPath, [PLATFORM, "--apps", join(folder, "apps.json"), "--port", "0"], {
      env: { ...process.env, JWT_APPS_SECRETS: JSON.stringify(environment) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    createInterface({ input: started.stderr }).on("line", (line) => log.push(line));
    const first = await new Promise<string>((done, fail) => {
      createInterface({ input: started.stdout }).once("line", done);
      started.once("exit", () => fail(new Error(log.join("\n"))));
    });
    return { child: started, host: (JSON.parse(first) as { url: string }).url };
  }

  function interop(): string {
    const described = Object.fromEntries(
      apps.map((app) => [
        app.name,
        {
          clientId: app.clientId,
          algorithm: app.algorithm,
          enforceJti: app.enforceJti,
          key: app.algorithm.startsWith("HS") ? secrets.get(app.name) : signing.privateKey,
        },
      ]),
    );
    return JSON.stringify({ apps: described, platformKey: { ...platformKey, kid: "k-interop" }, payloadKey });
  }

  function tokens(): { sign: (name: string) => string } {
    process.env["INTEROP"] = interop();
    return createRequire(join(REQUESTS, "x.cjs"))("./tokens.cjs") as { sign: (name: string) => string };
  }

  async function runHttpyac(file: string): Promise<{ passed: number; failed: number; output: string }> {
    const manifest = createRequire(import.meta.url).resolve("httpyac/package.json");
    const args = ["send", file, "--all", "--json", "--no-color", "--var", `host=${host}`, `botId=${BOT}`];
    const script = join(dirname(manifest), "bin", "httpyac.js");
    const { stdout, stderr } = await outputOf(script, args, {
      env: { ...process.env, INTEROP: interop() },
      cwd: REQUESTS,
    });
    const { requests = [] } = JSON.parse(stdout || "{}") as {
      requests?: { name: string; testResults?: { message: string; status: string }[] }[];
    };
    const tests = requests.flatMap(({ name, testResults = [] }) =>
      testResults.map(({ message, status }) => ({
        isPassed: status === "SUCCESS",
        line: `${name}: ${message}: ${status}`,
      })),
    );
    const failed = tests.filter(({ isPassed }) => !isPassed);
    return {
      passed: tests.length - failed.length,
      failed: failed.length,
      output: failed.map(({ line }) => line).join("\n") + stderr,
    };
  }

  function botApp(name: string, changes: Partial<JwtApp>): JwtApp {
    const isRsa = changes.algorithm?.startsWith("RS");
    const keys = {
      ...(isRsa && { signingKey: publicInfo(signing) }),
      ...(changes.enforceJwe && { platformKey: jwkOf(platformKey) }),
    };
    return withPublished(
      withScopes(newApp(name, { botId: BOT, ...keys, ...changes }), ["xo/bot-sessions", "xo/metrics"]),
    );
  }
});

function newApp(name: string, changes: Partial<JwtApp> & { algorithm?: SigningAlgorithm }): JwtApp {
  return sampleApp({ id: randomUUID(), clientId: `cs-${randomUUID()}`, name, credentials: "generated", ...changes });
}

function rsaKeyPair() {
  return generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
}

function jwkOf({ publicKey }: { readonly publicKey: string }) {
  const { n = "", e = "" } = createPublicKey(publicKey).export({ format: "jwk" });
  return { kty: "RSA" as const, n, e, kid: "k-interop" };
}
