import type { Piece } from "./requestFile";

/** Shorter values are too common to tell from other text, and longer than any secret. */
export const MIN_SECRET_LENGTH = 20;
const MAX_SECRET_LENGTH = 400;
/** The same without its padding. */
const MIN_RUN = MIN_SECRET_LENGTH - 2;
/** Values that are looked at in one text. */
const MAX_CANDIDATES = 20_000;

/**
 * Values in a text that may be a client secret or a shared key: runs of base64 with letters of both kinds and a digit,
 * without what assigns them (`SECRET=…`). Tokens are none. Takes time linear in the text.
 */
export function secretCandidates(text: string): Piece[] {
  const found: Piece[] = [];
  const kindAt = (index: number): number => {
    const code = text.charCodeAt(index);
    return code < 128 ? (KINDS[code] ?? 0) : 0;
  };
  let from = 0;
  // Every run that is long enough reaches over one of the places that are looked at.
  for (let probe = MIN_RUN - 1; probe < text.length && found.length < MAX_CANDIDATES; probe = from + MIN_RUN - 1) {
    if (kindAt(probe) === 0) {
      from = probe + 1;
      continue;
    }
    let start = probe;
    let end = probe + 1;
    let kinds = kindAt(probe);
    for (let kind = start > from ? kindAt(start - 1) : 0; kind !== 0; kind = start > from ? kindAt(start - 1) : 0) {
      kinds |= kind;
      start--;
    }
    for (let kind = kindAt(end); kind !== 0; kind = kindAt(++end)) kinds |= kind;
    from = end;
    for (let padding = 0; padding < 2 && text.charCodeAt(end) === EQUALS; padding++) end++;
    const length = end - start;
    if ((kinds & ALL_KINDS) !== ALL_KINDS || length < MIN_SECRET_LENGTH || length > MAX_SECRET_LENGTH) continue;
    // Parts of a token stand between dots.
    if (text.charCodeAt(start - 1) === DOT || text.charCodeAt(end) === DOT) continue;
    found.push({ text: text.slice(start, end), start, end });
  }
  return found;
}

/**
 * What may be a private RSA key in a text, and where it stands: PEM blocks, whose line breaks are written as `\n` in
 * JSON and dotenv files, and the private exponents of JWKs, in base64url (RFC 7518, 6.3.2.1).
 */
export function privateKeys(text: string): Piece[] {
  return [...privateKeyBlocks(text), ...privateExponents(text)];
}

function privateExponents(text: string): Piece[] {
  const found: Piece[] = [];
  for (let at = text.indexOf(EXPONENT); at >= 0 && found.length < MAX_EXPONENTS; at = text.indexOf(EXPONENT, at + EXPONENT.length)) {
    const [, lead, value] = /^("d"\s{0,100}:\s{0,100}")([\w-]{300,1400})"/.exec(text.slice(at, at + 1_700)) ?? [];
    if (lead !== undefined && value !== undefined) found.push({ text: value, start: at + lead.length, end: at + lead.length + value.length });
  }
  return found;
}

function privateKeyBlocks(text: string): Piece[] {
  const found: Piece[] = [];
  for (let begin = text.indexOf(BEGIN); begin >= 0 && found.length < MAX_KEYS; ) {
    const [, label] = /^-----BEGIN ((?:RSA )?PRIVATE KEY)-----/.exec(text.slice(begin, begin + 60)) ?? [];
    const line = `-----END ${label}-----`;
    const last = label === undefined ? -1 : text.slice(begin, begin + MAX_KEY_LENGTH).indexOf(line);
    const end = begin + last + line.length;
    const isBlock = last >= 0;
    if (isBlock) found.push({ text: text.slice(begin, end), start: begin, end });
    begin = text.indexOf(BEGIN, isBlock ? end : begin + BEGIN.length);
  }
  return found;
}

/** Where a private key may begin: what is worth searching for whole keys. */
export function keyLines(text: string): Piece[] {
  return [MARK, EXPONENT].flatMap((mark) => placesOf(mark, text)).sort((one, other) => one.start - other.start);
}

function placesOf(mark: string, text: string): Piece[] {
  const found: Piece[] = [];
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length)) found.push({ text: mark, start: at, end: at + mark.length });
  return found;
}

const MARK = "PRIVATE KEY-----";
const EXPONENT = '"d"';
const MAX_EXPONENTS = 1_000;
const BEGIN = "-----BEGIN ";
const MAX_KEYS = 20;
/** An RSA key of 8192 bits takes less. */
const MAX_KEY_LENGTH = 20_000;
const DOT = 0x2e;
const EQUALS = 0x3d;

/** Bits by character code: lower case, upper case, digit, and the signs of base64. */
const KINDS = kindsByCode();
const ALL_KINDS = 7;

function kindsByCode(): Uint8Array {
  const kinds = new Uint8Array(128);
  for (let code = 0x61; code <= 0x7a; code++) kinds[code] = 1;
  for (let code = 0x41; code <= 0x5a; code++) kinds[code] = 2;
  for (let code = 0x30; code <= 0x39; code++) kinds[code] = 4;
  for (const sign of "+/_-") kinds[sign.charCodeAt(0)] = 8;
  return kinds;
}
