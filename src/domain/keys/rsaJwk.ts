import { UserError } from "../errors";
import { base64ToBytes } from "./base64";
import { type KeyMembers, PRIVATE_MEMBERS } from "./foundKey";
import { plainCharacters } from "./plainCharacters";

/** A public RSA key as JWK (RFC 7518, 6.3.1); `n` and `e` are base64url. */
export interface RsaPublicJwk {
  readonly kty: "RSA";
  readonly n: string;
  readonly e: string;
  readonly kid?: string;
}

/** A private RSA key as JWK with its prime factors (RFC 7518, 6.3.2). */
export interface RsaPrivateJwk extends RsaPublicJwk {
  readonly d: string;
  readonly p: string;
  readonly q: string;
  readonly dp: string;
  readonly dq: string;
  readonly qi: string;
}

const MIN_BITS = 2048;
/** Above this a single signature takes seconds, and some hosts refuse the key. */
const MAX_BITS = 8192;

/**
 * Reads the members of a public RSA key from a JWK.
 * @throws UserError `not-jwk`, `jwk-type`, `private-key-given`, `jwk-member`, `weak-key`, `key-too-large`, `damaged-key`
 */
export function readPublicJwk(jwk: KeyMembers): RsaPublicJwk {
  checkType(jwk);
  if (PRIVATE_MEMBERS.some((name) => Object.hasOwn(jwk, name))) {
    throw new UserError("private-key-given", "This JWK holds a private key where a public one belongs.", {
      remedy: "Paste the public key only: the members kty, n, e and kid.",
    });
  }
  return publicMembers(jwk);
}

/**
 * Reads the members of a private RSA key from a JWK.
 * @throws UserError as `readPublicJwk`, with `public-key-given` and `jwk-incomplete`
 */
export function readPrivateJwk(jwk: KeyMembers): RsaPrivateJwk {
  checkType(jwk);
  const members = publicMembers(jwk);
  if (!Object.hasOwn(jwk, "d")) {
    throw new UserError("public-key-given", "This JWK holds a public key where a private one belongs.", {
      remedy: "Paste the JWK that also has the members d, p, q, dp, dq and qi.",
    });
  }
  if (Object.hasOwn(jwk, "oth")) throw multiPrimeKey();
  const missing = CRT_MEMBERS.filter((name) => !Object.hasOwn(jwk, name));
  if (missing.length > 0) {
    throw new UserError("jwk-incomplete", "This private JWK lacks {0}.", {
      args: [missing.join(", ")],
      remedy: "Export it again with its prime factors, or paste the key as PEM.",
    });
  }
  return {
    ...members,
    d: base64UrlMember(jwk, "d"),
    p: base64UrlMember(jwk, "p"),
    q: base64UrlMember(jwk, "q"),
    dp: base64UrlMember(jwk, "dp"),
    dq: base64UrlMember(jwk, "dq"),
    qi: base64UrlMember(jwk, "qi"),
  };
}

/**
 * The modulus length in bits, after checks that hold for every RSA key used here.
 * @throws UserError `weak-key`, `key-too-large`, `damaged-key`
 */
export function checkedBits({ n, e }: Pick<RsaPublicJwk, "n" | "e">): number {
  const modulus = withoutLeadingZeros(base64ToBytes(n));
  const exponent = withoutLeadingZeros(base64ToBytes(e));
  const bits = modulus.length === 0 ? 0 : modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
  if (bits < MIN_BITS) {
    throw new UserError("weak-key", "This RSA key has {0} bits; at least {1} are needed.", {
      args: [bits, MIN_BITS],
      remedy: "Make a new key pair of {1} bits or more.",
    });
  }
  if (bits > MAX_BITS) {
    throw new UserError("key-too-large", "This RSA key has {0} bits; at most {1} are supported.", {
      args: [bits, MAX_BITS],
    });
  }
  const isOdd = (number: Uint8Array) => ((number[number.length - 1] ?? 0) & 1) === 1;
  // RFC 8017, 3.1: the exponent is odd and at least 3; 4 bytes are what every host accepts.
  if (!isOdd(modulus) || !isOdd(exponent) || exponent.length > 4 || (exponent.length === 1 && exponent[0] === 1))
    throw damagedKey();
  return bits;
}

export function damagedKey(): UserError {
  return new UserError("damaged-key", "This RSA key is damaged: its numbers don't belong together.", {
    remedy: "Copy the key again, whole and unchanged.",
  });
}

export function multiPrimeKey(): UserError {
  return new UserError("multi-prime-key", "This RSA key has more than two primes, which is not supported.");
}

export function unsupportedKeyType(name: string): UserError {
  return new UserError("jwk-type", "This is a key of type {0}; an RSA key is needed.", { args: [name] });
}

const CRT_MEMBERS = ["p", "q", "dp", "dq", "qi"] as const;
/** The registry of RFC 7518, 7.4, and its later entries: only these are repeated to the user. */
const KEY_TYPES: readonly unknown[] = ["EC", "oct", "OKP", "AKP"];

function checkType({ kty }: KeyMembers): void {
  if (kty === "RSA") return;
  throw KEY_TYPES.includes(kty) ? unsupportedKeyType(String(kty)) : notJwk();
}

export function notJwk(): UserError {
  return new UserError("not-jwk", "This JSON is not a JWK: its member “kty” is missing or unknown.", {
    remedy: 'Paste the whole JWK; it begins with an opening brace and has "kty": "RSA".',
  });
}

function publicMembers(jwk: KeyMembers): RsaPublicJwk {
  const members = { kty: "RSA", n: base64UrlMember(jwk, "n"), e: base64UrlMember(jwk, "e") } as const;
  checkedBits(members);
  const kid = Object.hasOwn(jwk, "kid") ? jwk["kid"] : undefined;
  if (kid === undefined || kid === null) return members;
  if (typeof kid !== "string" || kid === "" || kid.length > 200) throw badMember("kid");
  return { ...members, kid };
}

/**
 * Members are checked here because some hosts decode them leniently and so import another key than the one pasted.
 * Padding, line breaks and the two characters of standard base64 are plain enough, and are taken for what they mean.
 */
function base64UrlMember(jwk: KeyMembers, name: string): string {
  const value = Object.hasOwn(jwk, name) ? jwk[name] : undefined;
  const digits = typeof value === "string" ? plainCharacters(value).replace(/\s+/g, "") : "";
  if (digits === "" || !base64ToBytes(digits)) throw badMember(name);
  return digits.replace(/=/g, "").replace(/\+/g, "-").replace(/\//g, "_");
}

function badMember(name: string): UserError {
  return new UserError("jwk-member", "The member “{0}” of this JWK is missing or not what it should be.", {
    args: [name],
    remedy: "Copy the JWK again, whole and unchanged.",
  });
}

function withoutLeadingZeros(bytes: Uint8Array | undefined): Uint8Array {
  const number = bytes ?? new Uint8Array();
  const first = number.findIndex((byte) => byte !== 0);
  return first < 0 ? new Uint8Array() : number.subarray(first);
}
