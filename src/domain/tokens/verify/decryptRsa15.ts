import { base64ToBytes } from "../../keys/base64";
import { joinBytes } from "../../keys/joinBytes";
import { pemToDer } from "../../keys/pem";
import { importPrivateKey } from "../../keys/rsaKeys";
import { type ContentEncryption, JWE_ENCRYPTIONS } from "../../keys/joseAlgorithms";
import type { PayloadPorts } from "../../payloads/payloadPorts";

export type RsaPorts = Required<Pick<PayloadPorts, "randomBytes" | "rsaUnwrapper">>;

/**
 * Opens a compact JWE whose content key is wrapped with RSA1_5 (RFC 7518, 4.2), which neither Web Crypto nor jose offers.
 * A key that doesn't unwrap is replaced with a random one (RFC 7516, 11.5), so whatever is wrong fails alike and as late:
 * Bleichenbacher's attack gets no answer to its questions.
 * @param privateKeyPem PKCS#8
 * @returns undefined for another key and for whatever was changed
 * @throws UserError where the private key can't be read
 */
export async function decryptRsa15(
  token: string,
  enc: ContentEncryption,
  privateKeyPem: string,
  { randomBytes, rsaUnwrapper }: RsaPorts,
): Promise<Uint8Array | undefined> {
  const [header = "", ...encoded] = token.split(".");
  const [wrapped, iv, ciphertext, tag] = encoded.map(base64ToBytes);
  if (!wrapped || !iv || !ciphertext || !tag) return undefined;
  const der = pemToDer((await importPrivateKey(privateKeyPem)).privateKeyPem);
  const random = randomBytes(JWE_ENCRYPTIONS[enc].key);
  const [unwrapped] = await rsaUnwrapper.unwrap(der, wrapped, "RSA PKCS#1 v1.5");
  const key = unwrapped?.message.length === random.length ? unwrapped.message : random;
  const sealed: Sealed = { key, iv, ciphertext, tag, aad: new TextEncoder().encode(header) };
  return enc === "A128CBC-HS256" ? openCbcHs256(sealed) : openGcm(sealed);
}

interface Sealed {
  readonly key: Uint8Array<ArrayBuffer>;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly ciphertext: Uint8Array<ArrayBuffer>;
  readonly tag: Uint8Array<ArrayBuffer>;
  /** The encoded header (RFC 7516, 5.2, step 14). */
  readonly aad: Uint8Array<ArrayBuffer>;
}

/** RFC 7518, 5.3. */
async function openGcm({ key, iv, ciphertext, tag, aad }: Sealed): Promise<Uint8Array | undefined> {
  if (iv.length !== 12 || tag.length !== 16) return undefined;
  const imported = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
  const opened = crypto.subtle.decrypt(
    { name: "AES-GCM", iv, additionalData: aad, tagLength: 128 },
    imported,
    joinBytes([ciphertext, tag]),
  );
  return opened.then((bytes) => new Uint8Array(bytes)).catch(() => undefined);
}

/** RFC 7518, 5.2.2.2: the tag first, and nothing is decrypted if it doesn't match. */
async function openCbcHs256({ key, iv, ciphertext, tag, aad }: Sealed): Promise<Uint8Array | undefined> {
  if (iv.length !== 16 || tag.length !== 16) return undefined;
  const bits = new Uint8Array(8);
  new DataView(bits.buffer).setBigUint64(0, BigInt(aad.length * 8));
  const macKey = await crypto.subtle.importKey("raw", key.slice(0, 16), { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
  ]);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", macKey, joinBytes([aad, iv, ciphertext, bits])));
  if (tag.reduce((difference, byte, index) => difference | (byte ^ (mac[index] ?? 0)), 0) !== 0) return undefined;
  const aesKey = await crypto.subtle.importKey("raw", key.slice(16), "AES-CBC", false, ["decrypt"]);
  const opened = crypto.subtle.decrypt({ name: "AES-CBC", iv }, aesKey, ciphertext);
  return opened.then((bytes) => new Uint8Array(bytes)).catch(() => undefined);
}
