import type { KeyReading } from "./keyMaterial";
import { DERIVATION_HASHES, type PayloadPorts } from "../payloadPorts";

type Bytes = Uint8Array<ArrayBuffer>;

export interface DerivedKey {
  readonly key: KeyReading;
  readonly iv: Bytes;
  /** Such as "EVP_BytesToKey, MD5". */
  readonly derivation: string;
}

const MAGIC = new TextEncoder().encode("Salted__");

/** Whether a value has the form of `openssl enc` and CryptoJS from `start` on: "Salted__", 8 bytes of salt, the ciphertext. */
export function isSalted(bytes: Uint8Array, start: number): boolean {
  return bytes.length > start + 16 && MAGIC.every((byte, index) => bytes[start + index] === byte);
}

/** What may be a salt in front of IV, tag and ciphertext, the usual lengths first. */
export function saltsOf(bytes: Bytes, start: number): { readonly salt: Bytes; readonly from: number }[] {
  const lengths = [64, 16, 32, 8].filter((length) => bytes.length - start - length >= 28);
  return lengths.map((length) => ({ salt: bytes.slice(start, start + length), from: start + length }));
}

/** The AES keys that a message gives when it is taken for a password. None where a host can't derive them. */
export const derivedKeys = {
  /** Key and IV as `openssl enc` derives them (EVP_BytesToKey with MD5, or SHA-256 since 1.1.0; `-pbkdf2`), and CryptoJS. */
  async *salted(message: Bytes, salt: Bytes, ports: PayloadPorts): AsyncGenerator<DerivedKey> {
    const { keyDerivation } = ports;
    if (!keyDerivation) return;
    const passwords = passwordsOf(message, ports);
    const cut = (derived: Bytes, length: number, derivation: string): DerivedKey => ({
      key: { bytes: derived.slice(0, length), form: "raw" },
      iv: derived.slice(length, length + 16),
      derivation,
    });
    for (const password of passwords) {
      for (const hash of DERIVATION_HASHES) {
        for (const length of KEY_LENGTHS) {
          yield cut(keyDerivation.bytesToKey(hash, password, salt, length + 16), length, `EVP_BytesToKey, ${hash}`);
        }
      }
    }
    for (const password of passwords.slice(0, 3)) {
      for (const length of KEY_LENGTHS) {
        const derived = await keyDerivation.pbkdf2("SHA-256", password, salt, OPENSSL_ITERATIONS, length + 16);
        yield cut(derived, length, `PBKDF2, SHA-256, ${OPENSSL_ITERATIONS}`);
      }
    }
  },

  /** AES-256 keys of PBKDF2 with the counts that people choose. @param budget what may still be spent, which goes down */
  async *stretched(
    message: Bytes,
    salt: Bytes,
    ports: PayloadPorts,
    budget: { iterations: number },
  ): AsyncGenerator<DerivedKey> {
    const { keyDerivation } = ports;
    if (!keyDerivation || salt.length < 8) return;
    for (const [hash, iterations] of STRETCHING) {
      for (const password of passwordsOf(message, ports).slice(0, 3)) {
        if ((budget.iterations -= iterations) < 0) return;
        const bytes = await keyDerivation.pbkdf2(hash, password, salt, iterations, 32);
        yield { key: { bytes, form: "raw" }, iv: new Uint8Array(0), derivation: `PBKDF2, ${hash}, ${iterations}` };
      }
    }
  },
};

/** Bytes: AES-256 is what most take. */
const KEY_LENGTHS = [32, 16, 24] as const;
/** Of `openssl enc -pbkdf2` unless told otherwise. */
const OPENSSL_ITERATIONS = 10_000;
/** Hash and iterations, the quick ones first. 2145 stands in a script that many copied. */
const STRETCHING = [
  ["SHA-512", 2_145],
  ["SHA-256", 1_000],
  ["SHA-1", 1_000],
  ["SHA-512", 1_000],
  ["SHA-256", 2_145],
  ["SHA-256", 10_000],
  ["SHA-512", 10_000],
  ["SHA-1", 10_000],
  ["SHA-256", 65_536],
  ["SHA-1", 65_536],
  ["SHA-256", 100_000],
  ["SHA-512", 100_000],
] as const;

/** The bytes themselves, and the texts that a program may have made of them. */
function passwordsOf(message: Bytes, { codec }: PayloadPorts): Uint8Array[] {
  const utf8 = (text: string) => new TextEncoder().encode(text);
  const base64 = codec.toBase64(message);
  const hex = codec.toHex(message);
  return [
    message,
    utf8(base64),
    utf8(hex),
    utf8(hex.toUpperCase()),
    utf8(base64.replace(/=+$/, "").replaceAll("+", "-").replaceAll("/", "_")),
  ];
}
