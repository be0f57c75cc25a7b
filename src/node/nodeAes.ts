import { type CipherGCM, createCipheriv, createDecipheriv, type DecipherGCM } from "node:crypto";
import { AES_MODES, type AesMode } from "../domain/payloads/envelopeProfile";
import { TimeSlices } from "../domain/steps";
import type { Aes, AesUse } from "../domain/payloads/payloadPorts";

/** AES of node:crypto: all modes and keys, and large ciphertexts within their own memory. */
export const nodeAes: Aes = {
  modes: AES_MODES,
  // Smaller ones may well be copied.
  inPlaceFrom: 4_000_000,
  takes: async () => true,

  async peek(use, head) {
    const decipher = createDecipheriv(nameOf(use), use.key, ivOf(use));
    decipher.setAutoPadding(false);
    const whole = BLOCKS.has(use.mode) ? head.subarray(0, head.length - (head.length % 16)) : head;
    return plainArray(decipher.update(whole));
  },

  async decrypt(use, { bytes, from, to }, tag) {
    const ciphertext = bytes.subarray(from, to);
    try {
      // The same in all modes but for the tag; the types only know the modes apart.
      const options = use.mode === "GCM" ? { authTagLength: tag?.length ?? 16 } : undefined;
      const decipher = createDecipheriv(
        nameOf(use) as "aes-256-gcm",
        use.key,
        ivOf(use) as Uint8Array,
        options,
      ) as DecipherGCM;
      decipher.setAutoPadding(false);
      if (use.aad) decipher.setAAD(use.aad);
      if (use.mode === "GCM") decipher.setAuthTag(tag ?? new Uint8Array(0));
      if (ciphertext.length < nodeAes.inPlaceFrom) {
        const plaintext = decipher.update(ciphertext);
        // Throws where the tag does not match; there is nothing left to come.
        decipher.final();
        return plainArray(plaintext);
      }
      let at = 0;
      const put = (plain: Uint8Array) => {
        ciphertext.set(plain, at);
        at += plain.length;
      };
      // Piece by piece, and each piece where its ciphertext was.
      const slices = new TimeSlices();
      for (let start = 0; start < ciphertext.length; start += CHUNK) {
        put(decipher.update(ciphertext.subarray(start, start + CHUNK)));
        await slices.pause();
      }
      put(decipher.final());
      return ciphertext.subarray(0, at);
    } catch {
      return undefined;
    }
  },

  async encrypt(use, plaintext) {
    const cipher = createCipheriv(nameOf(use) as "aes-256-gcm", use.key, ivOf(use) as Uint8Array) as CipherGCM;
    if (use.aad) cipher.setAAD(use.aad);
    const pieces = [cipher.update(plaintext), cipher.final(), ...(use.mode === "GCM" ? [cipher.getAuthTag()] : [])];
    return Uint8Array.from(Buffer.concat(pieces));
  },
};

const CHUNK = 1 << 18;
const BLOCKS: ReadonlySet<AesMode> = new Set(["CBC", "ECB"]);

function nameOf({ mode, key }: AesUse): string {
  return `aes-${8 * key.length}-${mode.toLowerCase()}`;
}

function ivOf({ mode, iv }: AesUse): Uint8Array | null {
  return mode === "ECB" ? null : iv;
}

function plainArray(buffer: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.byteLength);
}
