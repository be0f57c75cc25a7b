import { LIMITS } from "../../limits";
import { atOnce, STEP_LENGTH, type Steps } from "../../steps";
import { marksIn } from "../../text/nextMark";
import type { Piece } from "../../text/textRange";
import { DOT, EQUALS } from "../../text/characterCodes";

/** Shorter values are too common to tell from other text. */
export const MIN_SECRET_LENGTH = 20;
/** From here on letters alone are no name of anybody's: one of 1,500 random secrets of 256 bits has no digit. */
const MIN_LETTERS = 40;
/** The shortest one without its padding. */
const MIN_RUN = MIN_SECRET_LENGTH - 2;

/**
 * Values in a text that may be a client secret or a shared key: runs of base64 with letters of both kinds and, where they
 * are short, a digit, without what assigns them (`SECRET=…`). Tokens are none. Takes time linear in the text.
 */
export function secretCandidates(text: string): Piece[] {
  return atOnce(secretCandidatesInSteps(text));
}

/** The same in steps; at most `LIMITS.pieces`. */
export function* secretCandidatesInSteps(text: string): Steps<Piece[]> {
  const found: Piece[] = [];
  const kindAt = (index: number): number => {
    const code = text.charCodeAt(index);
    return code < 128 ? (KINDS[code] ?? 0) : 0;
  };
  let from = 0;
  let pauseAt = STEP_LENGTH;
  // Every run that is long enough reaches over one of the places that are looked at.
  for (let probe = MIN_RUN - 1; probe < text.length && found.length < LIMITS.pieces; probe = from + MIN_RUN - 1) {
    if (from > pauseAt) {
      yield;
      pauseAt = from + STEP_LENGTH;
    }
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
    const wanted = length < MIN_LETTERS ? LETTERS | DIGIT : LETTERS;
    if ((kinds & wanted) !== wanted || length < MIN_SECRET_LENGTH || length > LIMITS.secret) continue;
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
export function* privateKeysInSteps(text: string): Steps<Piece[]> {
  return [...(yield* privateKeyBlocks(text)), ...(yield* privateExponents(text))];
}

function* privateExponents(text: string): Steps<Piece[]> {
  const found: Piece[] = [];
  for (const [index, at] of (yield* marksIn(text, EXPONENT, LIMITS.marks)).entries()) {
    if (index % MARKS_A_STEP === 0) yield;
    const [, lead, value] = /^("d"\s{0,100}:\s{0,100}")([\w-]{300,1400})"/.exec(text.slice(at, at + 1_700)) ?? [];
    if (lead === undefined || value === undefined) continue;
    if (found.push({ text: value, start: at + lead.length, end: at + lead.length + value.length }) >= LIMITS.exponents)
      break;
  }
  return found;
}

function* privateKeyBlocks(text: string): Steps<Piece[]> {
  const found: Piece[] = [];
  // Of each label the lines that may begin a block, behind the last block: the first that is near enough to an end does.
  const begun = new Map<string, number[]>();
  for (const [index, mark] of (yield* marksIn(text, MARK, LIMITS.marks)).entries()) {
    if (index % MARKS_A_STEP === 0) yield;
    const end = mark + MARK.length;
    const [line = "", side, label = ""] =
      /-----(BEGIN|END) ((?:RSA )?PRIVATE KEY)-----$/.exec(text.slice(Math.max(0, mark - 20), end)) ?? [];
    if (side === undefined) continue;
    if (side === "BEGIN") {
      begun.set(label, [...(begun.get(label) ?? []), end - line.length].slice(-MAX_BEGUN));
      continue;
    }
    const begin = begun.get(label)?.find((start) => end - start <= LIMITS.privateKey);
    if (begin === undefined) continue;
    if (found.push({ text: text.slice(begin, end), start: begin, end }) >= LIMITS.privateKeys) break;
    begun.clear();
  }
  return found;
}

const MARKS_A_STEP = 1_000;
/** Lines in a row that begin a block which nothing ends. */
const MAX_BEGUN = 10;

/** Where a private key may begin: what is worth searching for whole keys. */
export function keyLines(text: string): Piece[] {
  return atOnce(keyLinesInSteps(text));
}

/** The same in steps; at most `LIMITS.pieces`. */
export function* keyLinesInSteps(text: string): Steps<Piece[]> {
  const found = [...(yield* placesOf(MARK, text)), ...(yield* placesOf(EXPONENT, text))];
  return found.sort((one, other) => one.start - other.start).slice(0, LIMITS.pieces);
}

function* placesOf(mark: string, text: string): Steps<Piece[]> {
  return (yield* marksIn(text, mark, LIMITS.pieces)).map((start) => ({ text: mark, start, end: start + mark.length }));
}

const MARK = "PRIVATE KEY-----";
const EXPONENT = '"d"';

const LETTERS = 3;
const DIGIT = 4;
/** Bits by character code: lower case, upper case, digit, and the signs of base64. */
const KINDS = kindsByCode();

function kindsByCode(): Uint8Array {
  const kinds = new Uint8Array(128);
  for (let code = 0x61; code <= 0x7a; code++) kinds[code] = 1;
  for (let code = 0x41; code <= 0x5a; code++) kinds[code] = 2;
  for (let code = 0x30; code <= 0x39; code++) kinds[code] = DIGIT;
  for (const sign of "+/_-") kinds[sign.charCodeAt(0)] = 8;
  return kinds;
}
