import { createDecipheriv } from "node:crypto";
import type { AesInPlace } from "../domain/payloads/payloadPorts";

/** Decrypts piece by piece, and puts each piece where its ciphertext was. */
export const nodeAesInPlace: AesInPlace = ({ cipher, key, iv, ciphertext, tag, aad }) => {
  try {
    // The same in both modes but for the tag; the types only know the modes apart.
    const decipher = createDecipheriv(cipher.toLowerCase() as "aes-256-gcm", key, iv, tag ? { authTagLength: 16 } : undefined);
    if (aad) decipher.setAAD(aad);
    if (tag) decipher.setAuthTag(tag);
    let at = 0;
    const put = (plain: Uint8Array) => {
      ciphertext.set(plain, at);
      at += plain.length;
    };
    for (let start = 0; start < ciphertext.length; start += CHUNK) put(decipher.update(ciphertext.subarray(start, start + CHUNK)));
    put(decipher.final());
    return ciphertext.subarray(0, at);
  } catch {
    return undefined;
  }
};

const CHUNK = 1 << 18;
