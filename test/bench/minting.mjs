// Minting against jsonwebtoken and node-jose, in one run: `node test/bench/minting.mjs`, or `run()` for `npm run bench`.
import { randomBytes, createPrivateKey, createPublicKey, createSecretKey } from "node:crypto";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import jwt from "jsonwebtoken";
import jose from "node-jose";

const TOKENS = 2000;
/** Ours and theirs take turns, and the best round of each counts, so that a busy machine hurts both alike. */
const ROUNDS = 2;

/**
 * Times are milliseconds for 2,000 tokens minted one after another; `ratio` is how many times as fast ours is.
 * Without a `bound` the figure is for information.
 * @returns {Promise<{ name: string, ours: number, theirs: number, ratio: number, bound: number | undefined, ok: boolean }[]>}
 */
export async function run() {
  const { createMinter, AppSecrets, generateRsaKeyPair, webPorts } = await loadDomain();
  const clientSecret = randomBytes(32).toString("base64");
  const [signing, platform] = [await generateRsaKeyPair(2048), await generateRsaKeyPair(2048)];
  const secrets = new AppSecrets({ clientSecret, signingPrivateKey: signing.privateKeyPem });
  const platformJwk = { ...createPublicKey(platform.info.publicKey).export({ format: "jwk" }), kid: "k-1" };
  const platformJose = await jose.JWK.asKey(platformJwk);

  const minter = createMinter(webPorts);
  const app = {
    id: "bench",
    name: "Bench",
    createdIn: "xo",
    usedFor: "apis",
    clientId: "cs-1e21a4b5-6c1d-5a0e-8f3b-2d9c7a6b5e4f",
    algorithm: "HS256",
    scopes: [],
  };
  const mint = (changes) => {
    const changed = { ...app, ...changes, id: JSON.stringify(changes) };
    return async () => (await minter.mint(changed, secrets, { subject: "jane" })).token;
  };
  const jweApp = { enforceJwe: true, platformKey: platformJwk, contentEncryption: "A128CBC-HS256" };
  const sign = (key, algorithm) => () => {
    const now = Math.floor(Date.now() / 1000);
    return jwt.sign({ sub: "jane", appId: app.clientId, iat: now, exp: now + 300 }, key, { algorithm });
  };
  const signAndEncrypt = () =>
    jose.JWE.createEncrypt(
      { format: "compact", contentAlg: "A128CBC-HS256", fields: { alg: "RSA-OAEP", kid: "k-1", typ: "JWT" } },
      platformJose,
    )
      .update(sign(clientSecret, "HS256")())
      .final();

  return [
    await compare("HS256, jsonwebtoken with the secret", mint({ algorithm: "HS256" }), sign(clientSecret, "HS256"), 2),
    await compare(
      "RS256, jsonwebtoken with the PEM",
      mint({ algorithm: "RS256" }),
      sign(signing.privateKeyPem, "RS256"),
      1.5,
    ),
    await compare("HS256 with JWE, node-jose", mint(jweApp), signAndEncrypt, 1.3),
    await compare(
      "HS256, jsonwebtoken with a KeyObject",
      mint({ algorithm: "HS256" }),
      sign(createSecretKey(Buffer.from(clientSecret)), "HS256"),
    ),
    await compare(
      "RS256, jsonwebtoken with a KeyObject",
      mint({ algorithm: "RS256" }),
      sign(createPrivateKey(signing.privateKeyPem), "RS256"),
    ),
  ];
}

async function compare(name, mintOurs, mintTheirs, bound) {
  let ours = Infinity;
  let theirs = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    ours = Math.min(ours, await time(mintOurs));
    theirs = Math.min(theirs, await time(mintTheirs));
  }
  const ratio = theirs / ours;
  return { name, ours, theirs, ratio, bound, ok: bound === undefined || ratio >= bound };
}

async function time(mint) {
  for (let warmUp = 0; warmUp < 50; warmUp++) await mint();
  const start = performance.now();
  for (let token = 0; token < TOKENS; token++) await mint();
  return performance.now() - start;
}

/** The domain as the product bundles it. */
async function loadDomain() {
  const contents = `
    export { createMinter } from "./tokens/mint";
    export { AppSecrets } from "./apps/appSecrets";
    export { generateRsaKeyPair } from "./keys/rsaKeys";
    export { webPorts } from "./ports";`;
  const resolveDir = fileURLToPath(new URL("../../src/domain", import.meta.url));
  const { outputFiles } = await build({
    stdin: { contents, resolveDir, loader: "ts" },
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    platform: "node",
    mainFields: ["module", "main"],
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const results = await run();
  for (const { name, ours, theirs, ratio, bound, ok } of results) {
    const goal = bound === undefined ? "" : `, at least ${bound}: ${ok ? "kept" : "MISSED"}`;
    console.log(
      `${name}: ${ours.toFixed(0)} ms against ${theirs.toFixed(0)} ms, ${ratio.toFixed(2)} times as fast${goal}`,
    );
  }
  process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
}
