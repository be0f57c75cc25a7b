import { constants, createCipheriv, publicEncrypt, randomBytes } from "node:crypto";

/** An encrypted payload as clients may capture it: AES-256-GCM, its key in RSA-OAEP with SHA-256. */
export function envelopeOf(content: string | Buffer, publicKey: string): string {
  const [key, iv] = [randomBytes(32), randomBytes(12)];
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  const data = Buffer.concat([cipher.update(content), cipher.final()]);
  const padding = { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" };
  return JSON.stringify({
    encryptedKey: publicEncrypt(padding, key).toString("base64"),
    iv: iv.toString("base64"),
    tag: cipher.getAuthTag().toString("base64"),
    data: data.toString("base64"),
  });
}
