// Decrypting large hybrid envelopes, beside a straight node:crypto script that already knows the shape: time, and peak
// memory beside the payload. `node test/bench/payloads.mjs [megabytes …]`, or `run()` for `npm run bench`.
import { execFileSync } from "node:child_process";
import {
  constants,
  createCipheriv,
  createDecipheriv,
  generateKeyPairSync,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { peak, startPeak } from "./processMemory.cjs";

const MAX_RATIO = 1.5;
/** Peak memory as a multiple of the payload; the captured text, which is a third larger than it, included. */
const MAX_MEMORY = 5;
const RUNS = 5;
const MAX_HOPELESS = 10;
const here = fileURLToPath(import.meta.url);

/**
 * Times are the medians of five runs in milliseconds, ours and theirs by turns in one process; memory is in megabytes,
 * of a process that decrypts once, without what it takes idle.
 * @returns {Promise<{ name: string, ours: number, theirs: number, ratio: number, bound: string, ok: boolean }[]>}
 */
export async function run(sizes = [10, 64]) {
  return [...sizes.flatMap(opened), ...hopeless()];
}

/**
 * Nothing opens: 1 MB for nobody, and ten keys. Beside it a script that does ten RSA decryptions, or ten times AES-GCM
 * over all of it; the difference is what finding out costs. The best of five, in milliseconds of processor time.
 */
function hopeless() {
  const folder = mkdtempSync(join(tmpdir(), "payload-bench-"));
  try {
    bundle(folder);
    const times = JSON.parse(
      execFileSync(process.execPath, [here, "--child", "hopeless", folder], { encoding: "utf8" }),
    );
    return times.map(({ kind, ours, straight }) => {
      const ratio = ours / straight;
      return {
        name: `nothing opens 1 MB, ten ${kind}, ms, against straight node:crypto`,
        ours,
        theirs: straight,
        ratio,
        bound: `at most ${MAX_HOPELESS}`,
        ok: ratio <= MAX_HOPELESS,
      };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function opened(megabytes) {
  const { ours, straight, peak } = measure(megabytes);
  const [ratio, memory] = [ours / straight, peak / megabytes];
  return [
    {
      name: `decrypt ${megabytes} MB, ms, against straight node:crypto`,
      ours,
      theirs: straight,
      ratio,
      bound: `at most ${MAX_RATIO}`,
      ok: ratio <= MAX_RATIO,
    },
    {
      name: `peak memory for ${megabytes} MB, MB, against the payload`,
      ours: peak,
      theirs: megabytes,
      ratio: memory,
      bound: `at most ${MAX_MEMORY}`,
      ok: memory <= MAX_MEMORY,
    },
  ];
}

function measure(megabytes) {
  const folder = mkdtempSync(join(tmpdir(), "payload-bench-"));
  try {
    makeEnvelope(folder, megabytes * 1e6);
    bundle(folder);
    const child = (what) =>
      JSON.parse(execFileSync(process.execPath, ["--expose-gc", here, "--child", what, folder], { encoding: "utf8" }));
    return { ...child("time"), ...child("memory") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function makeEnvelope(folder, size) {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = randomBytes(32);
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  const row =
    '{"sessionId":"5d8a4f","userId":"u-12345","text":"How can I help you today?","n":12345678901234567890},\n';
  const plaintext = Buffer.alloc(size, row);
  const data = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const envelope = {
    encryptedKey: publicEncrypt(
      { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" },
      key,
    ).toString("base64"),
    iv: iv.toString("base64"),
    authTag: cipher.getAuthTag().toString("base64"),
    data: data.toString("base64"),
  };
  writeFileSync(join(folder, "envelope.json"), JSON.stringify(envelope));
  writeFileSync(join(folder, "key.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
}

function bundle(folder) {
  const root = join(here, "../../..");
  writeFileSync(
    join(folder, "entry.ts"),
    `export { decrypt } from ${JSON.stringify(join(root, "src/domain/payloads/decrypt/decrypt"))};\nexport { nodePayloadPorts } from ${JSON.stringify(join(root, "src/node/nodePayloadPorts"))};\n`,
  );
  const esbuild = join(root, "node_modules/esbuild/bin/esbuild");
  execFileSync(
    esbuild,
    [
      join(folder, "entry.ts"),
      "--bundle",
      "--platform=node",
      "--format=esm",
      "--target=node20",
      `--outfile=${join(folder, "product.mjs")}`,
      "--log-level=error",
    ],
    {
      env: { ...process.env, NODE_PATH: join(root, "node_modules") },
    },
  );
}

async function child(what, folder) {
  if (what === "hopeless") return hopelessTimes(folder);
  const text = readFileSync(join(folder, "envelope.json"), "latin1");
  const pem = readFileSync(join(folder, "key.pem"), "utf8");
  const { decrypt, nodePayloadPorts } = await import(pathToFileURL(join(folder, "product.mjs")).href);
  const ours = async () => {
    const result = await decrypt(text, [{ appId: "a", appName: "a", privateKeyPem: pem }], nodePayloadPorts);
    return result.text.length;
  };
  if (what === "memory") {
    // All code loaded and run, over next to nothing.
    await decrypt('{"key":"QUJD"}', [{ appId: "a", appName: "a", privateKeyPem: pem }], nodePayloadPorts).catch(
      () => undefined,
    );
    globalThis.gc?.();
    const idle = startPeak();
    await ours();
    return { peak: (peak() - idle + text.length) / 1e6 };
  }
  const times = { ours: [], straight: [] };
  // Turn by turn, so that both meet the same machine; the first is the warm-up.
  for (let run = 0; run <= RUNS; run++) {
    for (const [name, decryptOnce] of [
      ["straight", () => straight(text, pem)],
      ["ours", ours],
    ]) {
      globalThis.gc?.();
      const start = performance.now();
      await decryptOnce();
      if (run > 0) times[name].push(performance.now() - start);
    }
  }
  return { ours: median(times.ours), straight: median(times.straight) };
}

async function hopelessTimes(folder) {
  const { decrypt, nodePayloadPorts } = await import(pathToFileURL(join(folder, "product.mjs")).href);
  const text = (bytes) => randomBytes(bytes).toString("base64");
  const [wrapped, iv, tag, data] = [256, 12, 16, 1e6].map((bytes) => randomBytes(bytes));
  wrapped[0] = 0;
  const pairs = Array.from({ length: 10 }, () => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey);
  const shared = Array.from({ length: 10 }, () => randomBytes(32));
  const parts = { iv: iv.toString("base64"), tag: tag.toString("base64"), data: data.toString("base64") };
  const app = (name, key) => ({ appId: name, appName: name, ...key });
  const kinds = {
    "key pairs": {
      envelope: { encryptedKey: wrapped.toString("base64"), ...parts },
      keys: pairs.map((key, index) =>
        app(`p${index}`, { privateKeyPem: key.export({ type: "pkcs8", format: "pem" }) }),
      ),
      straight: () => pairs.forEach((key) => privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, wrapped)),
    },
    "shared keys": {
      envelope: parts,
      keys: shared.map((_, index) => app(`s${index}`, { sharedKey: text(32) })),
      straight: () => shared.forEach((key) => createDecipheriv("aes-256-gcm", key, iv).update(data)),
    },
  };
  const times = [];
  for (const [kind, { envelope, keys, straight }] of Object.entries(kinds)) {
    const best = { kind, ours: Infinity, straight: Infinity };
    const capture = JSON.stringify(envelope);
    for (let run = 0; run < RUNS; run++) {
      best.straight = Math.min(best.straight, await processorTime(straight));
      best.ours = Math.min(
        best.ours,
        await processorTime(() => decrypt(capture, keys, nodePayloadPorts).catch(() => undefined)),
      );
    }
    times.push(best);
  }
  return times;
}

async function processorTime(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** What a developer would write who knows the shape. */
function straight(text, pem) {
  const envelope = JSON.parse(text);
  const key = privateDecrypt(
    { key: pem, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" },
    Buffer.from(envelope.encryptedKey, "base64"),
  );
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(envelope.iv, "base64"));
  decipher.setAuthTag(Buffer.from(envelope.authTag, "base64"));
  return Buffer.concat([decipher.update(Buffer.from(envelope.data, "base64")), decipher.final()]).toString("utf8")
    .length;
}

/** Forgets the peak so far, which reading the file made (Linux only), and returns what the process takes now. */
function median(times) {
  return times.sort((one, other) => one - other)[Math.floor(times.length / 2)];
}

if (process.argv[2] === "--child") {
  process.stdout.write(JSON.stringify(await child(process.argv[3], process.argv[4])));
} else if (process.argv[1] === here) {
  const sizes = process.argv.slice(2).map(Number);
  for (const { name, ours, theirs, ratio, bound, ok } of await run(sizes.length > 0 ? sizes : undefined)) {
    console.log(
      `${ok ? "met   " : "MISSED"}  ${name}: ours ${ours.toFixed(0)}, theirs ${theirs.toFixed(0)}, ratio ${ratio.toFixed(2)}, bound ${bound}`,
    );
  }
}
