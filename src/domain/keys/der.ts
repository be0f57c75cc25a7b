import { bytesToHex } from "./base64";

/** What a DER structure is, told from its shape, since labels on PEM text are often wrong. */
export type DerKey =
  | { readonly kind: "pkcs8" | "spki"; readonly algorithm: string }
  | { readonly kind: (typeof PLAIN_KINDS)[number] }
  | { readonly kind: "truncated" | "overlong"; readonly declared: number; readonly found: number };

const PLAIN_KINDS = [
  "pkcs1Private",
  "pkcs1Public",
  "multiPrime",
  "encrypted",
  "certificate",
  "certificateRequest",
  "revocationList",
  "ecPrivate",
  "dsaPrivate",
  "pkcs7",
  "pkcs12",
  "unknown",
] as const;

/** Classifies one DER value. Never throws; anything else than a key or a near relative is `unknown`. Lengths are in bytes. */
export function classifyDer(der: Uint8Array): DerKey {
  if (isIndefinitePkcs12(der)) return { kind: "pkcs12" };
  const outer = readElement(der, 0);
  if (!outer || outer.tag !== SEQUENCE) return { kind: "unknown" };
  if (outer.end > der.length) return { kind: "truncated", declared: outer.end, found: der.length };
  if (outer.end < der.length) return { kind: "overlong", declared: outer.end, found: der.length };
  const parts = children(der, outer);
  const shape = tags(parts);
  const [first, second] = parts ?? [];
  if (shape.startsWith("02 30 04") && second) return { kind: "pkcs8", algorithm: algorithmName(der, second) };
  if (shape === "30 03" && first) return { kind: "spki", algorithm: algorithmName(der, first) };
  if (shape === "02 02 02 02 02 02 02 02 02") return { kind: "pkcs1Private" };
  if (shape === "02 02 02 02 02 02 02 02 02 30") return { kind: "multiPrime" };
  if (shape === "02 02") return { kind: "pkcs1Public" };
  if (shape === "30 04") return { kind: "encrypted" };
  if (shape === "30 30 03" && first) return { kind: signedKind(tags(children(der, first))) };
  if (shape === "02 02 02 02 02 02") return { kind: "dsaPrivate" };
  if (shape === "06 a0") return { kind: "pkcs7" };
  if (shape.startsWith("02 04")) return { kind: "ecPrivate" };
  if (shape.startsWith("02 30 30")) return { kind: "pkcs12" };
  return { kind: "unknown" };
}

/** What is signed in the form of X.509: RFC 5280, 4.1 and 5.1, and RFC 2986, 4. */
function signedKind(shape: string): "certificate" | "certificateRequest" | "revocationList" {
  if (/^02 30 30(?: a0)?$/.test(shape)) return "certificateRequest";
  return /^(?:02 )?30 30 1[78]/.test(shape) ? "revocationList" : "certificate";
}

/** Some programs write PKCS#12 in BER, of indefinite length, which needs no more than to be named. */
function isIndefinitePkcs12(bytes: Uint8Array): boolean {
  return bytes[1] === 0x80 && bytesToHex(bytes.subarray(0, 7)) === "30800201033080";
}

/** Wraps an RSAPrivateKey (RFC 8017, A.1.2) into PrivateKeyInfo (RFC 5208, 5), the form that Web Crypto imports. */
export function pkcs1ToPkcs8(pkcs1: Uint8Array): Uint8Array<ArrayBuffer> {
  return element(SEQUENCE, VERSION_0, RSA_ALGORITHM, element(OCTET_STRING, pkcs1));
}

/** Wraps an RSAPublicKey (RFC 8017, A.1.1) into SubjectPublicKeyInfo (RFC 5280, 4.1). */
export function pkcs1ToSpki(pkcs1: Uint8Array): Uint8Array<ArrayBuffer> {
  const noUnusedBits = Uint8Array.of(0);
  return element(SEQUENCE, RSA_ALGORITHM, element(BIT_STRING, noUnusedBits, pkcs1));
}

/** Bytes of the modulus of an RSA key in PKCS#8 (RFC 5208, 5; RFC 8017, A.1.2), read without the key; undefined for anything else. */
export function modulusLength(pkcs8: Uint8Array): number | undefined {
  const outer = readElement(pkcs8, 0);
  const inner = outer && children(pkcs8, outer)?.find(({ tag }) => tag === OCTET_STRING);
  const key = inner && readElement(pkcs8, inner.start);
  const modulus = key && children(pkcs8, key)?.[1];
  if (!modulus || modulus.tag !== INTEGER || modulus.end > pkcs8.length) return undefined;
  return modulus.end - modulus.start - (pkcs8[modulus.start] === 0 ? 1 : 0);
}

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_IDENTIFIER = 0x06;
const SEQUENCE = 0x30;

const VERSION_0 = Uint8Array.of(INTEGER, 1, 0);
/** AlgorithmIdentifier of rsaEncryption, 1.2.840.113549.1.1.1, with NULL parameters. */
const RSA_ALGORITHM = Uint8Array.of(
  SEQUENCE,
  13,
  OBJECT_IDENTIFIER,
  9,
  0x2a,
  0x86,
  0x48,
  0x86,
  0xf7,
  0x0d,
  1,
  1,
  1,
  5,
  0,
);

/** Object identifiers, their content bytes in hex. */
const ALGORITHM_NAMES: Readonly<Record<string, string>> = {
  "2a864886f70d010101": "RSA",
  "2a864886f70d01010a": "RSA-PSS",
  "2a864886f70d010107": "RSA-OAEP",
  "2a8648ce3d0201": "EC",
  "2a8648ce380401": "DSA",
  "2a864886f70d010301": "DH",
  "2b656e": "X25519",
  "2b656f": "X448",
  "2b6570": "Ed25519",
  "2b6571": "Ed448",
};

interface Element {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

/** `end` may lie beyond the bytes: that is how a truncated structure shows. */
function readElement(bytes: Uint8Array, at: number): Element | undefined {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) return undefined;
  if (first < 0x80) return { tag, start: at + 2, end: at + 2 + first };
  const count = first & 0x7f;
  if (count === 0 || count > 4) return undefined;
  let length = 0;
  for (let index = 0; index < count; index++) {
    const byte = bytes[at + 2 + index];
    if (byte === undefined) return undefined;
    length = length * 256 + byte;
  }
  const start = at + 2 + count;
  return { tag, start, end: start + length };
}

/** At most 12 children: no key has more. */
function children(bytes: Uint8Array, parent: Element): Element[] | undefined {
  const found: Element[] = [];
  for (let at = parent.start; at < parent.end;) {
    const child = readElement(bytes, at);
    if (!child || child.end > parent.end || found.length === 12) return undefined;
    found.push(child);
    at = child.end;
  }
  return found;
}

function tags(elements: readonly Element[] | undefined): string {
  return elements?.map(({ tag }) => tag.toString(16).padStart(2, "0")).join(" ") ?? "";
}

function algorithmName(bytes: Uint8Array, identifier: Element): string {
  const oid = readElement(bytes, identifier.start);
  if (!oid || oid.tag !== OBJECT_IDENTIFIER || oid.end > identifier.end) return "?";
  return ALGORITHM_NAMES[bytesToHex(bytes.subarray(oid.start, oid.end))] ?? "?";
}

function element(tag: number, ...contents: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = contents.reduce((sum, content) => sum + content.length, 0);
  const header = [tag, ...lengthBytes(length)];
  const bytes = new Uint8Array(header.length + length);
  bytes.set(header);
  let at = header.length;
  for (const content of contents) {
    bytes.set(content, at);
    at += content.length;
  }
  return bytes;
}

function lengthBytes(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 | bytes.length, ...bytes];
}
