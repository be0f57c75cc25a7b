import { UserError } from "../errors";
import { bytesToBase64Url, bytesToHex } from "./base64";
import { type FoundKey, foundJwk, type KeySide, refused } from "./foundKey";
import { unsupportedKeyType } from "./rsaJwk";

/** How the binary form of an OpenSSH private key begins (openssh, PROTOCOL.key). */
const MAGIC = "openssh-key-v1\0";

/** The types of keys by the names that OpenSSH gives them: only these are repeated to the user. */
const SSH_TYPES: ReadonlyMap<string, string> = new Map([
  ["ssh-rsa", "RSA"],
  ["ssh-dss", "DSA"],
  ["ssh-ed25519", "Ed25519"],
  ["ssh-ed448", "Ed448"],
  ["ecdsa-sha2-nistp256", "EC"],
  ["ecdsa-sha2-nistp384", "EC"],
  ["ecdsa-sha2-nistp521", "EC"],
  ["sk-ssh-ed25519@openssh.com", "Ed25519"],
  ["sk-ecdsa-sha2-nistp256@openssh.com", "EC"],
]);

export function isOpensshPrivate(bytes: Uint8Array): boolean {
  return new SshReader(bytes).takes(MAGIC);
}

/** True of the binary form of a public key in SSH's format (RFC 4253, 6.6). */
export function isSshPublic(bytes: Uint8Array): boolean {
  return SSH_TYPES.has(new SshReader(bytes).text() ?? "");
}

/** A private key in OpenSSH's format: read if it is RSA and has no passphrase, else named. */
export function opensshPrivateKey(bytes: Uint8Array): FoundKey {
  const reader = new SshReader(bytes);
  reader.takes(MAGIC);
  const cipher = reader.text();
  reader.string();
  reader.string();
  const count = reader.number();
  const publicKey = reader.string();
  const secrets = reader.string();
  const type = publicKey && new SshReader(publicKey).text();
  if (type !== undefined && SSH_TYPES.has(type) && type !== "ssh-rsa") return refused(sshKeyType(type), "private");
  if (cipher !== undefined && cipher !== "none" && type === "ssh-rsa") return refused(encryptedOpenssh(), "private");
  const jwk = count === 1 && secrets ? rsaMembers(new SshReader(secrets)) : undefined;
  return jwk ? foundJwk(jwk, "numbers") : refused(unreadableOpenssh(), "private");
}

/** Says what a public key in SSH's format is. @param type such as "ssh-rsa" */
export function sshPublicKey(type: string): FoundKey {
  if (SSH_TYPES.has(type) && type !== "ssh-rsa") return refused(sshKeyType(type), "public");
  return refused(sshPublicKeyGiven, "public");
}

/** The type of a public key in SSH's format, as it names itself. */
export function sshTypeOf(bytes: Uint8Array): string {
  return new SshReader(bytes).text() ?? "";
}

/** A public key in the format of RFC 4716, which other SSH programs write. */
export function ssh2PublicKey(bytes: Uint8Array): FoundKey {
  const type = sshTypeOf(bytes);
  if (SSH_TYPES.has(type) && type !== "ssh-rsa") return refused(sshKeyType(type), "public");
  return refused(
    new UserError("openssh-key", "This is a public key in SSH2's format, not in OpenSSH's and not PEM.", {
      remedy: "Save what ssh-keygen -i -f key.pub prints, and convert that with: ssh-keygen -e -m PKCS8 -f openssh.pub",
    }),
    "public",
  );
}

/** @param type as OpenSSH names it */
export function sshKeyType(type: string): UserError {
  return unsupportedKeyType(SSH_TYPES.has(type) ? `${SSH_TYPES.get(type) ?? "?"} (${type})` : "?");
}

function sshPublicKeyGiven(wanted: KeySide): UserError {
  return wanted === "public"
    ? new UserError("openssh-key", "This public key is in OpenSSH's own format (ssh-rsa), which is not supported.", {
        remedy: "Convert it with: ssh-keygen -e -m PKCS8 -f key.pub",
      })
    : new UserError(
        "openssh-key",
        "This is a public key in OpenSSH's own format (ssh-rsa) where a private one belongs.",
        {
          remedy:
            "Paste the private key, whose file has the same name without .pub. " +
            "Where the public one is needed, convert it with: ssh-keygen -e -m PKCS8 -f key.pub",
        },
      );
}

function encryptedOpenssh(): UserError {
  return new UserError(
    "pem-encrypted",
    "This private key in OpenSSH's own format is encrypted with a passphrase, which is not supported.",
    {
      remedy: "Convert a copy of it, with an empty new passphrase: ssh-keygen -p -m PEM -f key",
    },
  );
}

function unreadableOpenssh(): UserError {
  return new UserError(
    "openssh-key",
    "This private key in OpenSSH's own format can't be read: it is damaged or of an unknown kind.",
    {
      remedy:
        "Copy the key again, whole; or convert a copy of it, with an empty new passphrase: ssh-keygen -p -m PEM -f key",
    },
  );
}

/** The numbers of an RSA key, which OpenSSH stores without the two exponents that follow from them. */
function rsaMembers(reader: SshReader): Readonly<Record<string, string>> | undefined {
  const isUnlocked = reader.number() === reader.number();
  if (!isUnlocked || reader.text() !== "ssh-rsa") return undefined;
  const [n, e, d, qi, p, q] = Array.from({ length: 6 }, () => reader.string());
  if (!n || !e || !d || !qi || !p || !q || Math.min(d.length, p.length, q.length) === 0) return undefined;
  const crt = (prime: Uint8Array) => (toNumber(prime) > 1n ? toBytes(toNumber(d) % (toNumber(prime) - 1n)) : prime);
  const members = Object.entries({ n, e, d, p, q, dp: crt(p), dq: crt(q), qi });
  return { kty: "RSA", ...Object.fromEntries(members.map(([name, bytes]) => [name, unsigned(bytes)])) };
}

/** base64url of a number without the zero that keeps it positive in SSH's form. */
function unsigned(bytes: Uint8Array): string {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? "" : bytesToBase64Url(bytes.subarray(first));
}

function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x0${bytesToHex(bytes)}`);
}

function toBytes(number: bigint): Uint8Array {
  const hex = number.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return Uint8Array.from(even.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

/** Reads the data types of RFC 4251, 5, one after another; undefined once the bytes are at an end. */
class SshReader {
  #at = 0;

  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  takes(text: string): boolean {
    const end = this.#at + text.length;
    const found = String.fromCharCode(...this.#bytes.subarray(this.#at, end)) === text;
    if (found) this.#at = end;
    return found;
  }

  number(): number | undefined {
    const [a, b, c, d] = this.#bytes.subarray(this.#at, this.#at + 4);
    if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
    this.#at += 4;
    return a * 0x1000000 + b * 0x10000 + c * 0x100 + d;
  }

  string(): Uint8Array | undefined {
    const length = this.number();
    if (length === undefined || this.#at + length > this.#bytes.length) return undefined;
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** Of at most 100 characters: the name of a type or cipher. */
  text(): string | undefined {
    const bytes = this.string();
    return bytes && bytes.length <= 100 ? String.fromCharCode(...bytes) : undefined;
  }
}
