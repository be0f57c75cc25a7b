import { type Aes, type AesUse, type Extent, ROOM_FOR_TAG } from "./payloadPorts";

/** AES of Web Crypto. */
export const webAes: Aes = {
  modes: ["GCM", "CBC", "CTR"],
  inPlaceFrom: Number.POSITIVE_INFINITY,

  async takes(keyLength) {
    try {
      await crypto.subtle.importKey("raw", new Uint8Array(keyLength), "AES-GCM", false, ["encrypt"]);
      return true;
    } catch {
      return false;
    }
  },

  async peek(use, head) {
    if (use.mode === "CBC") return unpaddedCbc(use, head.subarray(0, head.length - (head.length % 16)));
    // GCM and CTR encrypt by adding a key stream, so encrypting undoes it.
    const added = await crypto.subtle.encrypt(algorithmOf(use), await imported(use), head);
    return new Uint8Array(added, 0, head.length);
  },

  async decrypt(use, { bytes, from, to }, tag) {
    try {
      if (use.mode === "CBC")
        return (to - from) % 16 === 0 ? await unpaddedCbc(use, bytes.subarray(from, to)) : undefined;
      const key = await imported(use);
      const algorithm = tag ? { ...algorithmOf(use), tagLength: 8 * tag.length } : algorithmOf(use);
      const ciphertext = tag ? withTag({ bytes, from, to }, tag) : bytes.subarray(from, to);
      return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, ciphertext));
    } catch {
      return undefined;
    }
  },

  async encrypt(use, plaintext) {
    return new Uint8Array(await crypto.subtle.encrypt(algorithmOf(use), await imported(use), plaintext));
  },
};

function algorithmOf({ mode, iv, aad }: AesUse) {
  if (mode === "CTR") return { name: "AES-CTR", counter: iv, length: 128 };
  return { name: `AES-${mode}`, iv, ...(aad ? { additionalData: aad } : {}) };
}

/** By key bytes, and then by mode. */
const known = new WeakMap<Uint8Array, Map<string, Promise<CryptoKey>>>();

function imported({ mode, key }: AesUse): Promise<CryptoKey> {
  const ofKey = known.get(key) ?? new Map<string, Promise<CryptoKey>>();
  known.set(key, ofKey);
  const found = ofKey.get(mode) ?? crypto.subtle.importKey("raw", key, `AES-${mode}`, false, ["encrypt", "decrypt"]);
  ofKey.set(mode, found);
  return found;
}

/** A block of padding that fits is appended, since Web Crypto insists on one. */
async function unpaddedCbc(use: AesUse, blocks: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const key = await imported(use);
  const last = blocks.length > 0 ? blocks.slice(-16) : use.iv;
  const padding = await crypto.subtle.encrypt({ name: "AES-CBC", iv: last }, key, new Uint8Array(0));
  const padded = new Uint8Array(blocks.length + 16);
  padded.set(blocks);
  padded.set(new Uint8Array(padding), blocks.length);
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-CBC", iv: use.iv }, key, padded));
}

/** Ciphertext and tag in one, in the room behind the ciphertext if there is some. */
function withTag({ bytes, from, to }: Extent, tag: Uint8Array): Uint8Array<ArrayBuffer> {
  const end = bytes.byteOffset + to;
  if (to === bytes.length && tag.length <= ROOM_FOR_TAG && end + tag.length <= bytes.buffer.byteLength) {
    const joined = new Uint8Array(bytes.buffer, bytes.byteOffset + from, to - from + tag.length);
    joined.set(tag, to - from);
    return joined;
  }
  const joined = new Uint8Array(to - from + tag.length);
  joined.set(bytes.subarray(from, to));
  joined.set(tag, to - from);
  return joined;
}
