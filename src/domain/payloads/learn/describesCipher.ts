import { MAX_BODY_VALUE } from "../envelopeBody";

/**
 * Whether a value beside the parts of an envelope says how it is encrypted, and so is the same in the next one. It does
 * where it is made of words that are known to say that, and of nothing else: algorithms, modes, encodings and their
 * sizes, whatever the name; with a name such as `type` or `version` also the words of formats and versions of few
 * digits; with that of a key's ID the usual words for keys. `true`, `false`, `null` and what is empty can hold nothing
 * of one payload. All else may be data of that payload, a key's ID that names a person or a secret among it.
 */
export function describesCipher(name: string, value: string | boolean | null): boolean {
  if (typeof value !== "string" || value === "") return true;
  if (value.length > MAX_BODY_VALUE) return false;
  const words = wordsOf(name);
  if (isMadeOf(value, CIPHER_WORDS) && isMadeOf(value, TELLING, { inPart: true })) return true;
  if (namesKey(words)) return isVersion(value) || SHORT_ID.test(value) || isMadeOf(value, KEY_WORDS);
  return namesCipher(words) && (isVersion(value) || isMadeOf(value, FORMAT_WORDS));
}

/** The same for a number, as it is written. */
export function countsForCipher(name: string, digits: string): boolean {
  const words = wordsOf(name);
  const isSize = words.some((word) => COUNTS.has(word) || (SIZES.has(word) && words.some((other) => SIZED.has(other))));
  if (isSize) return digits.length <= 7;
  return (namesCipher(words) && (isVersion(digits) || NUMBERS.has(digits))) || (namesKey(words) && isVersion(digits));
}

/** Whether a name is that of a key's ID. */
export function isNameOfKey(name: string): boolean {
  return namesKey(wordsOf(name));
}

/** Whether the name of a field beside can be one that all payloads have, and none that is data itself. */
export function isFieldName(name: string): boolean {
  return name.length <= 60 && !/[^\w.$:-]|\d{5}/.test(name);
}

function namesCipher(words: readonly string[]): boolean {
  return words.some((word) => NAMES.has(word)) && !words.some((word) => DATA.has(word));
}

function namesKey(words: readonly string[]): boolean {
  return /^(?:.* )?(?:kid|key (?:id|identifier|version|name|alias))$/.test(words.join(" "));
}

/** `encAlg`, `enc_alg`, `ENC-ALG`: enc, alg. */
function wordsOf(name: string): string[] {
  const spaced = name
    .slice(0, 300)
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2");
  return spaced
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== "");
}

/** Of at most four digits. */
function isVersion(value: string): boolean {
  return /^v?\d{1,3}(?:\.\d{1,2}){0,2}$/i.test(value) && value.replace(/\D/g, "").length <= 4;
}

/** `k1`, `kp-12`. */
const SHORT_ID = /^[a-z]{1,2}[-_]?\d{1,2}$/i;

/**
 * Whether a text is nothing but such words, sizes and signs between them, or, `inPart`, has such a word:
 * `RSA/ECB/OAEPWithSHA-256AndMGF1Padding`. Letters in a row may be several words.
 */
function isMadeOf(value: string, known: ReadonlySet<string>, { inPart = false } = {}): boolean {
  const runs = value.toLowerCase().match(/[a-z]+|\d+|[^a-z\d]+/g) ?? [];
  const isKnown = (run: string, index: number): boolean => {
    if (/^\d/.test(run)) return NUMBERS.has(run);
    // A256GCM, v2, P-256.
    if (/^[avpx]$/.test(run)) return /^\d/.test(runs[index + 1] ?? "") || run === "x" || run === "p";
    return /^[a-z]/.test(run) ? isOfWords(run, known) : /^[-_/ .+:;,=()]{1,2}$/.test(run);
  };
  if (inPart) return runs.some((run) => /^[a-z]/.test(run) && hasWord(run, known));
  const numbers = runs.filter((run) => /^\d/.test(run));
  return (
    runs.length > numbers.length &&
    runs.length <= MAX_RUNS &&
    numbers.length <= MAX_NUMBERS &&
    /[a-z]/i.test(value) &&
    runs.every(isKnown)
  );
}

const [MAX_RUNS, MAX_NUMBERS] = [30, 4];

/** Each place that words can end at is looked at once, whatever the words have in common. */
function isOfWords(run: string, known: ReadonlySet<string>): boolean {
  const ends = new Set([0]);
  for (let from = 0; from < run.length; from++) {
    if (!ends.has(from)) continue;
    for (let to = from + 2; to <= Math.min(run.length, from + MAX_WORD); to++)
      if (known.has(run.slice(from, to))) ends.add(to);
  }
  return ends.has(run.length);
}

function hasWord(run: string, known: ReadonlySet<string>): boolean {
  return [...known].some((word) => run.includes(word));
}

const MAX_WORD = 14;

function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}

const NAMES = words(`
  alg algs algo algorithm algorithms cipher ciphers suite crypto enc encryption encrypted mode padding pad mgf
  oaep hash digest kdf prf wrap wrapping kty encoding charset compression compressed compress zip format fmt
  scheme schema v ver version type typ cty mime media kind protocol profile provider
`);

/** Numbers that say how a key is made; and what a size is one of. */
const COUNTS = words("bits iterations rounds iter");
const SIZES = words("size length len bytes");
const SIZED = words("key iv tag salt block nonce cek aes rsa kdf modulus mac");

/** What makes of such a name one of the payload: `version` is none, `messageVersion` is one. */
const DATA = words(`
  id uuid guid time timestamp ts date at session user account trace request message correlation customer name
  email phone event status app bot channel secret password passphrase pass token nonce signature sig hmac checksum
`);

/** In values: lengths of keys, hashes, tags and blocks, and what standards are called by. */
const NUMBERS = words(`
  1 2 3 4 5 7 8 10 12 13 14 15 16 20 24 32 48 64 96 128 160 192 224 256 384 448 512 521 923 1024 2048 3072 4096
  8192 7816 1252 8859
`);

/** Of these, one tells what is spoken of: none is a word of English. */
const TELLING = words(`
  aes rsa ecdh ecies ecb cbc gcm ccm ctr cfb ofb siv oaep mgf hmac sha md pkcs pbkdf hkdf chacha jwe jose cms
  base64 base hex utf ascii gzip zlib deflate brotli
`);

const CIPHER_WORDS = new Set([
  ...TELLING,
  ...words("es hs rs ps kw rsaes poly no with and padding pad none dir url json hybrid mac key wrap"),
]);

const FORMAT_WORDS = new Set([
  ...CIPHER_WORDS,
  ...words(`
  application text plain octet stream xml yaml charset form urlencoded www us iso ansi latin unicode le be raw
  binary string bytes compact flattened general der pem cbor msgpack protobuf safe standard mime default null true
  false yes on off zero zeros pss jwt jws jwk oct ec symmetric asymmetric shared public private pair encrypted
  encryption encrypt cipher ciphertext envelope payload message event request response data body content
  notification webhook wrapped enc alg bc bouncy castle openssl crypto js node forge subtle web java sun jce fips
  kms hsm version tls http https rest snappy zstd identity br kore ai xo platform bot api
`),
]);

const KEY_WORDS = new Set([
  ...CIPHER_WORDS,
  ...words(`
  keys kid id primary secondary current previous default main master prod production dev development test testing
  qa uat stage staging payload encryption encrypt enc public client server platform kore ai xo bot api app version
  request response webhook pub pk
`),
]);
