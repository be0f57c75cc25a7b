import { constants, createCipheriv, publicEncrypt, randomBytes } from "node:crypto";

/** A response as a server that holds the app's payload public key (PEM) would send it: AES-256-GCM, its key wrapped with RSA-OAEP SHA-256. */
export function encryptedResponse(publicKey: string, plaintext: string): string {
  const key = randomBytes(32);
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  const ciphertext = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()]);
  const wrapped = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" }, key);
  const base64 = (bytes: Buffer): string => bytes.toString("base64");
  return JSON.stringify(
    {
      encryptedKey: base64(wrapped),
      iv: base64(iv),
      authTag: base64(cipher.getAuthTag()),
      encryptedData: base64(ciphertext),
    },
    undefined,
    2,
  );
}
