// The gateway against express, http-proxy-middleware and jsonwebtoken, what decrypting large answers costs, and what it
// remembers: `node test/bench/gateway.mjs`, or `run()` for `npm run bench`. Upstream, gateway, opponent and the program that
// sends the requests are processes of their own.
import { execFile, spawn } from "node:child_process";
import {
  constants,
  createCipheriv,
  createDecipheriv,
  generateKeyPairSync,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  randomUUID,
} from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { jsonText } from "../../scripts/jsonText.mjs";

const BOT = "st-11111111-1111-5111-8111-111111111111";
const CONNECTIONS = 20;
const SECONDS = 3;
/** Ours and theirs take turns, and the ratio is that of the medians. */
const ROUNDS = 7;
const MEGABYTE = 1_000_000;
/** Of 10 MB, by turns, and the best of each counts: in so few milliseconds a busy machine's turns make most of the time. */
const LARGE_ROUNDS = 20;
const MAX_LARGE = 1.5;
const MAX_MEMORY = 5;
const UPSTREAM = fileURLToPath(new URL("gatewayUpstream.cjs", import.meta.url));
const OPPONENT = fileURLToPath(new URL("gatewayExpress.cjs", import.meta.url));
const MEMORY = fileURLToPath(new URL("processMemory.cjs", import.meta.url));

/**
 * Requests a second (more is better), latencies and times in milliseconds, memory in MB.
 * @returns {Promise<{ name: string, ours: number, theirs: number | undefined, ratio: number | undefined, bound: number | string | undefined, ok: boolean }[]>}
 */
export async function run() {
  const folder = mkdtempSync(join(tmpdir(), "gateway-bench-"));
  const programs = new Programs();
  try {
    const upstream = await programs.start([UPSTREAM]);
    const bench = { folder, programs, upstream, bundle: await bundleInto(folder) };
    return [
      ...(await compare(bench, false)),
      ...(await compare(bench, true)),
      await largeAnswers(bench),
      await peakMemory(bench, 10),
      await peakMemory(bench, 64),
      await growth(bench),
    ];
  } finally {
    programs.end();
    rmSync(folder, { recursive: true });
  }
}

/** Against a key that is imported once, which users of jsonwebtoken seldom do, for information: see expressServer.cjs. */
async function compare({ folder, programs, upstream, bundle }, enforceJti) {
  const app = benchApp(upstream, { enforceJti });
  const opponent = (keyObject) =>
    programs.start([OPPONENT], { BENCH: JSON.stringify({ ...app, target: upstream.url, keyObject }) });
  const servers = {
    ours: await startGateway({ folder, programs, bundle }, app),
    text: await opponent(false),
    imported: await opponent(true),
  };
  const rounds = Object.fromEntries(Object.keys(servers).map((who) => [who, []]));
  for (let round = 0; round <= ROUNDS; round++)
    for (const [who, { url }] of Object.entries(servers)) {
      const result = await load(`${url}/api/public/bot/${BOT}/getSessions`, { duration: SECONDS });
      // The first is the warm-up.
      if (round > 0) rounds[who].push(result);
    }
  for (const { child } of Object.values(servers)) child.kill();
  const how = `HS256 ${enforceJti ? "with" : "without"} JTI, express, http-proxy-middleware and jsonwebtoken`;
  return [
    ...figures(`${how} with the secret`, rounds.ours, rounds.text, 1),
    ...figures(`${how} with a KeyObject`, rounds.ours, rounds.imported),
  ];
}

function figures(against, ours, theirs, bound) {
  const median = (all, figure) => medianOf(all.map((one) => one[figure]));
  const figure = (name, mine, other, ratio) => {
    return { name: `${name}, ${against}`, ours: mine, theirs: other, ratio, bound, ok: ratio >= (bound ?? 0) };
  };
  const [rate, otherRate] = [median(ours, "rate"), median(theirs, "rate")];
  const [p99, otherP99] = [median(ours, "p99"), median(theirs, "p99")];
  return [
    figure("requests a second", rate, otherRate, rate / otherRate),
    figure("99th percentile in ms", p99, otherP99, otherP99 / p99),
  ];
}

/** A client that fetches an envelope of 10 MB from upstream and decrypts it by itself, against one that asks the gateway. */
async function largeAnswers({ folder, programs, upstream, bundle }) {
  const { path, privateKey, plaintext } = makeEnvelope(folder, 10);
  const ours = await startGateway({ folder, programs, bundle }, benchApp(upstream, { privateKey }));
  const plainPath = join(folder, "plain.json");
  writeFileSync(plainPath, plaintext);
  const agent = new Agent({ keepAlive: true });
  const straight = async () => {
    const body = await fetched(`${upstream.url}/file?${encodeURIComponent(path)}`, agent);
    const text = decryptStraight(body, privateKey);
    // The gateway's client gets its text by a connection, too.
    await fetched(`${upstream.url}/file?${encodeURIComponent(plainPath)}`, agent);
    return text;
  };
  const times = { ours: [], theirs: [] };
  const timed = async (once) => {
    const start = performance.now();
    const text = await once();
    const time = performance.now() - start;
    if (!text.equals(plaintext)) throw new Error("another text");
    return time;
  };
  for (let round = 0; round < LARGE_ROUNDS; round++) {
    const theirs = await timed(straight);
    const mine = await timed(() => fetched(`${ours.url}/file?${encodeURIComponent(path)}`, agent));
    times.theirs.push(theirs);
    times.ours.push(mine);
  }
  agent.destroy();
  ours.child.kill();
  const [mine, other] = [Math.min(...times.ours), Math.min(...times.theirs)];
  const ratio = mine / other;
  return {
    name: "an encrypted answer of 10 MB, ms, against a plain script and both transports",
    ours: mine,
    theirs: other,
    ratio,
    bound: `at most ${MAX_LARGE}`,
    ok: ratio <= MAX_LARGE,
  };
}

/** Of a gateway that has answered something small, over one large answer. */
async function peakMemory({ folder, programs, upstream, bundle }, megabytes) {
  const { path, privateKey, plaintext } = makeEnvelope(folder, megabytes);
  const small = makeEnvelope(folder, 0.001, privateKey);
  const { child, url } = await startGateway({ folder, programs, bundle }, benchApp(upstream, { privateKey }));
  const ask = (file) => fetched(`${url}/file?${encodeURIComponent(file)}`);
  for (let time = 0; time < 20; time++) await ask(small.path);
  const { rss } = await askedOf(child, "collect");
  const text = await ask(path);
  if (!text.equals(plaintext)) throw new Error("another text");
  const ours = ((await askedOf(child, "peak")) - rss) / MEGABYTE;
  child.kill();
  const ratio = ours / megabytes;
  return {
    name: `peak memory in MB over an encrypted answer of ${megabytes} MB, against the answer`,
    ours,
    theirs: megabytes,
    ratio,
    bound: `at most ${MAX_MEMORY}`,
    ok: ratio <= MAX_MEMORY,
  };
}

/** Heap over 20,000 requests that follow a warm-up, each with a `jti` of its own. */
async function growth({ folder, programs, upstream, bundle }) {
  const { child, url } = await startGateway({ folder, programs, bundle }, benchApp(upstream, { enforceJti: true }));
  const path = `${url}/api/public/bot/${BOT}/getSessions`;
  await load(path, { amount: 10_000 });
  const heaps = [(await askedOf(child, "collect")).heap];
  for (let part = 0; part < 4; part++) {
    await load(path, { amount: 5_000 });
    heaps.push((await askedOf(child, "collect")).heap);
  }
  child.kill();
  const ours = (slopeOf(heaps) * 4) / MEGABYTE;
  // What a collection leaves behind differs by some hundred KB from one to the next.
  return {
    name: "heap growth in MB over 20,000 requests",
    ours,
    theirs: undefined,
    ratio: 1 / Math.max(ours, 0.01),
    bound: 1,
    ok: ours < 1,
  };
}

/** That of the line that fits best, a step. */
function slopeOf(values) {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const weights = values.map((_, index) => index - middle);
  return (
    weights.reduce((sum, weight, index) => sum + weight * (values[index] - mean), 0) /
    weights.reduce((sum, weight) => sum + weight * weight, 0)
  );
}

function medianOf(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** By autocannon as a program. */
async function load(url, { duration, amount }) {
  const script = join(dirname(createRequire(import.meta.url).resolve("autocannon/package.json")), "autocannon.js");
  const how = amount === undefined ? ["--duration", duration] : ["--amount", amount];
  const headers = ["--headers", "content-type=application/json"];
  const body = ["--method", "POST", "--body", '{"skip":0,"limit":100}'];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [script, "--json", "--connections", CONNECTIONS, ...how, ...headers, ...body, url].map(String),
  );
  const { requests, latency, non2xx, errors } = JSON.parse(stdout);
  if (non2xx || errors) throw new Error(`${url.slice(0, 30)}…: ${non2xx} refused, ${errors} errors`);
  return { rate: requests.average, p99: latency.p99 };
}

function fetched(url, agent) {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, headers: { auth: "x" } }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => resolve(Buffer.concat(chunks)));
      response.on("error", reject);
    });
    request.on("error", reject);
  });
}

/** @param megabytes of the answer's body as it travels */
function makeEnvelope(folder, megabytes, privateKey = newPrivateKey()) {
  const key = randomBytes(32);
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  const row = '{"sessionId":"5d8a4f","userId":"u-12345","text":"How can I help you today?","n":12345678901234567890}';
  const count = Math.max(1, Math.floor(((megabytes * MEGABYTE - 700) * 3) / 4 / (row.length + 1)));
  const plaintext = Buffer.from(`[${`${row},`.repeat(count - 1)}${row}]`);
  const data = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const padding = { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" };
  const path = join(folder, `${randomUUID()}.json`);
  const envelope = {
    encryptedKey: publicEncrypt(padding, key).toString("base64"),
    iv: iv.toString("base64"),
    authTag: cipher.getAuthTag().toString("base64"),
    data: data.toString("base64"),
  };
  writeFileSync(path, JSON.stringify(envelope));
  return { path, privateKey, plaintext };
}

function decryptStraight(body, key) {
  const { encryptedKey, iv, authTag, data } = JSON.parse(body.toString("latin1"));
  const padding = { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" };
  const aesKey = privateDecrypt(padding, Buffer.from(encryptedKey, "base64"));
  const decipher = createDecipheriv("aes-256-gcm", aesKey, Buffer.from(iv, "base64"));
  decipher.setAuthTag(Buffer.from(authTag, "base64"));
  return Buffer.concat([decipher.update(Buffer.from(data, "base64")), decipher.final()]);
}

function newPrivateKey() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs8", format: "pem" });
}

function benchApp({ url }, { enforceJti = false, privateKey } = {}) {
  const clientId = `cs-${randomUUID()}`;
  return {
    clientId,
    clientSecret: randomBytes(32).toString("base64"),
    host: new URL(url).host,
    enforceJti,
    privateKey,
  };
}

/** @returns {Promise<{ child: import("node:child_process").ChildProcess, url: string }>} with the key and the app's name */
async function startGateway({ folder, programs, bundle }, { clientSecret, privateKey, ...app }) {
  const exported = {
    ...{ name: "Bench", slug: "bench", createdIn: "xo", usedFor: "apis", credentials: "pasted" },
    ...{ clientId: app.clientId, host: app.host, algorithm: "HS256", botId: BOT },
    ...{ enforceJti: app.enforceJti, enforceJwe: false, enforcePayloadEncryption: privateKey !== undefined },
    ...(privateKey !== undefined && { payloadKey: await publicHalf(privateKey) }),
    ...{ scopes: [{ id: "xo/bot-sessions", published: true }], tables: [], createdAt: 1_700_000_000 },
  };
  writeFileSync(join(folder, "apps.json"), JSON.stringify({ format: "jwt-apps-export", version: 1, apps: [exported] }));
  const secrets = { clientSecret, ...(privateKey !== undefined && { payloadPrivateKey: privateKey }) };
  const args = ["--expose-gc", "-r", MEMORY, bundle, "--apps", join(folder, "apps.json")];
  const { child, url } = await programs.start([...args, "--quiet"], {
    JWT_APPS_SECRETS: JSON.stringify({ Bench: secrets }),
  });
  return { child, url: `${url}/bench` };
}

async function publicHalf(privateKey) {
  const { createPublicKey, createHash } = await import("node:crypto");
  const publicKey = createPublicKey(privateKey);
  const der = publicKey.export({ type: "spki", format: "der" });
  const fingerprint = `SHA256:${createHash("sha256").update(der).digest("base64").replace(/=+$/, "")}`;
  return { kind: "keyPair", publicKey: publicKey.export({ type: "spki", format: "pem" }), fingerprint, bits: 2048 };
}

/** What processMemory.cjs says of it. */
function askedOf(child, question) {
  return new Promise((resolve) => {
    child.once("message", resolve);
    child.send(question);
  });
}

/** Whatever was started, so that all of it ends. */
class Programs {
  #children = [];

  /** A program that prints its address as its first line. */
  start(args, environment = {}) {
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "inherit", "ipc"],
    });
    this.#children.push(child);
    return new Promise((resolve, reject) => {
      createInterface({ input: child.stdout }).once("line", (line) => resolve({ child, url: JSON.parse(line).url }));
      child.once("exit", (code) => reject(new Error(`a program ended with ${code}`)));
    });
  }

  end() {
    for (const child of this.#children) child.kill("SIGKILL");
  }
}

async function bundleInto(folder) {
  const outfile = join(folder, "gateway.js");
  await build({
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    minify: true,
    mainFields: ["module", "main"],
    logLevel: "warning",
    plugins: [jsonText],
    absWorkingDir: fileURLToPath(new URL("../..", import.meta.url)),
    entryPoints: ["src/gateway/main.ts"],
    outfile,
  });
  return outfile;
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) console.table(await run());
