import { MAX_BODY_VALUE } from "./envelopeBody";

/**
 * Whether a value beside the parts of an envelope says how it is encrypted, and so is the same in the next one. It does
 * by its name (`alg`, `version`, `keyId` …), where it is short and looks like no time, id or secret; or by itself, where
 * it names nothing but algorithms and encodings. `true`, `false`, `null` and what is empty can hold nothing of one
 * payload. All else may be data of that payload.
 */
export function describesCipher(name: string, value: string | boolean | null): boolean {
  if (typeof value !== "string" || value === "") return true;
  if (value.length > MAX_BODY_VALUE || !PLAIN.test(value)) return false;
  const words = wordsOf(name);
  if (isKeyName(words)) return true;
  if (isData(value)) return VERSION_DATE.test(value) && words.some((word) => VERSION.has(word));
  return ALGORITHMS.test(value) || namesCipher(words);
}

/** The same for a number, as it is written. */
export function countsForCipher(name: string, digits: string): boolean {
  const words = wordsOf(name);
  const isSize = words.some((word) => COUNTS.has(word) || (SIZES.has(word) && words.some((other) => SIZED.has(other))));
  return digits.length <= 7 && (namesCipher(words) || isKeyName(words) || isSize);
}

function namesCipher(words: readonly string[]): boolean {
  return words.some((word) => NAMES.has(word)) && !words.some((word) => DATA.has(word));
}

/** The id of a key says which key it is, whatever it is encrypted with it. */
function isKeyName(words: readonly string[]): boolean {
  const joined = words.join(" ");
  return /^(?:.* )?(?:kid|key (?:id|identifier|version|name|alias))$/.test(joined);
}

/** `encAlg`, `enc_alg`, `ENC-ALG`: enc, alg. */
function wordsOf(name: string): string[] {
  const spaced = name.slice(0, 300).replace(/([a-z\d])([A-Z])/g, "$1 $2").replace(/([A-Z])([A-Z][a-z])/g, "$1 $2");
  return spaced.toLowerCase().split(/[^a-z\d]+/).filter((word) => word !== "");
}

/** No braces, which request files fill in, and nothing that can't be seen. */
const PLAIN = /^[\w ./:;,+=@()*~-]+$/;

/** Times, ids, numbers as long as one, and what is random. */
function isData(value: string): boolean {
  return (
    /\d{7}|\d{4}-\d\d-\d\d|\d\d:\d\d|@\w/.test(value) ||
    /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-/i.test(value) ||
    (value.match(/[A-Za-z0-9+/=_]{16,}/g) ?? []).some(isRandom)
  );
}

/** Words go on for some letters in one case; what is random changes all the time. */
function isRandom(run: string): boolean {
  const pieces = run.match(/[A-Z]?[a-z]+|[A-Z]+|\d+/g) ?? [];
  return run.length < 2.6 * pieces.length || /^[0-9a-f]+$/i.test(run);
}

const VERSION_DATE = /^\d{4}-\d\d-\d\d$/;
const VERSION: ReadonlySet<string> = new Set(["v", "ver", "version"]);

const NAMES: ReadonlySet<string> = new Set([
  ...["alg", "algs", "algo", "algorithm", "algorithms", "cipher", "ciphers", "suite", "crypto", "enc", "encryption"],
  ...["encrypted", "mode", "padding", "pad", "mgf", "oaep", "hash", "digest", "kdf", "prf", "wrap", "wrapping", "kty"],
  ...["encoding", "charset", "compression", "compressed", "compress", "zip", "format", "fmt", "scheme", "schema"],
  ...["v", "ver", "version", "type", "typ", "cty", "mime", "media", "kind", "protocol", "profile", "provider"],
]);

/** Numbers that say how a key is made; and what a size is one of. */
const COUNTS: ReadonlySet<string> = new Set(["bits", "iterations", "rounds", "iter"]);
const SIZES: ReadonlySet<string> = new Set(["size", "length", "len", "bytes"]);
const SIZED: ReadonlySet<string> = new Set([
  ...["key", "iv", "tag", "salt", "block", "nonce", "cek", "aes", "rsa", "kdf", "modulus", "mac"],
]);

/** What makes of such a name one of the payload: `version` is none, `messageVersion` is one. */
const DATA: ReadonlySet<string> = new Set([
  ...["id", "uuid", "guid", "time", "timestamp", "ts", "date", "at", "session", "user", "account", "trace", "request"],
  ...["message", "correlation", "customer", "name", "email", "phone", "event", "status", "app", "bot", "channel"],
  ...["secret", "password", "passphrase", "pass", "token", "nonce", "signature", "sig", "hmac", "checksum"],
]);

const TOKENS = [
  ...["aes", "rsa", "ecdh", "es", "ecb", "cbc", "gcm", "ctr", "cfb8?", "ofb", "kw", "siv", "oaep", "mgf1", "hmac"],
  ...["sha", "md5", "hs", "pkcs", "padding", "no", "with", "and", "rs", "dir", "base64", "base64url", "hex", "utf"],
  ...["ascii", "gzip", "zlib", "deflate", "brotli", "none", "pbkdf2", "jwe", "jose", "json", "cms", "hybrid", "a", "v"],
  "\\d{1,4}(?!\\d)",
].join("|");
/** One of them is none of English. */
const TELLING = "aes|rsa|ecb|cbc|gcm|ctr|cfb|ofb|oaep|sha|md5|hmac|base64|hex|utf|gzip|zlib|deflate|brotli|kdf2|jwe|jose|cms";
/** Nothing but such words, with signs between them: `RSA/ECB/OAEPWithSHA-256AndMGF1Padding`. */
const ALGORITHMS = new RegExp(`^(?=.*(?:${TELLING}))(?:(?:${TOKENS})[-_/ .+]{0,2}){1,20}$`, "i");
