// What the request files beside this one need: tokens made by packages of others, from the apps that the test describes
// in the environment variable INTEROP.
const {
  constants,
  createDecipheriv,
  createPublicKey,
  privateDecrypt,
  publicEncrypt,
  createCipheriv,
  randomBytes,
  randomUUID,
} = require("node:crypto");
const jwt = require("jsonwebtoken");
const jose = require("node-jose");

const { apps, platformKey, payloadKey } = JSON.parse(process.env.INTEROP);

/** A token by jsonwebtoken, for the app of that name; `jti` where it enforces one. */
exports.sign = (name, claims = {}) => {
  const { clientId, algorithm, key, enforceJti } = apps[name];
  return jwt.sign({ sub: "1234567890", appId: clientId, ...(enforceJti && { jti: randomUUID() }), ...claims }, key, {
    algorithm,
    expiresIn: 300,
  });
};

/** The same as a JWE by node-jose, with the header that the platform asks for. */
exports.signAndEncrypt = async (name, contentAlg = "A128CBC-HS256") => {
  const key = await jose.JWK.asKey(createPublicKey(platformKey.publicKey).export({ format: "jwk" }));
  const fields = { alg: "RSA-OAEP", kid: platformKey.kid, typ: "JWT" };
  return jose.JWE.createEncrypt({ format: "compact", contentAlg, fields }, { key, reference: false })
    .update(exports.sign(name))
    .final();
};

/** Opens the built-in envelope by node:crypto. */
exports.decrypt = (body) => {
  const envelope = typeof body === "string" ? JSON.parse(body) : body;
  const bytes = (name) => Buffer.from(envelope[name], "base64");
  const key = privateDecrypt(
    { key: payloadKey.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" },
    bytes("encryptedKey"),
  );
  const decipher = createDecipheriv("aes-256-gcm", key, bytes("iv")).setAuthTag(bytes("tag"));
  return JSON.parse(Buffer.concat([decipher.update(bytes("data")), decipher.final()]).toString());
};

exports.encrypt = (value) => {
  const [key, iv] = [randomBytes(32), randomBytes(12)];
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  const data = Buffer.concat([cipher.update(JSON.stringify(value)), cipher.final()]);
  const encryptedKey = publicEncrypt(
    { key: payloadKey.publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" },
    key,
  );
  const parts = { encryptedKey, iv, data, tag: cipher.getAuthTag() };
  return JSON.stringify(
    Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.toString("base64")])),
  );
};

exports.clientOf = (name) => apps[name];
