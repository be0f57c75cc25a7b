import { beginsLikeHeader, isUrlSafe } from "../../keys/compactJose";
import { LIMITS } from "../../limits";
import { STEP_LENGTH, type Steps } from "../../steps";

/** What was read from a place where a JOSE header may begin. */
export interface ReadFrom<T> {
  readonly found?: T | undefined;
  /** The text is read up to here: the next header is looked for behind it. */
  readonly readTo: number;
}

/**
 * What `read` finds at the places where a JOSE header may begin, in order and in steps, of which none has more than
 * `placesAStep`. At most `most`. Offsets are UTF-16 units.
 */
export function* findAtHeaders<T>(
  text: string,
  read: (at: number) => ReadFrom<T>,
  placesAStep: number,
  most: number = LIMITS.pieces,
): Steps<T[]> {
  const all: T[] = [];
  let pauseAt = STEP_LENGTH;
  let places = 0;
  for (let from = 0; from < text.length && all.length < most;) {
    const header = nextHeader(text, from);
    if ("at" in header) {
      const { found, readTo } = read(header.at);
      if (found !== undefined) all.push(found);
      from = Math.max(readTo, header.at + 1);
      places++;
    } else from = header.noneBefore;
    if (from <= pauseAt && places < placesAStep) continue;
    yield;
    pauseAt = from + STEP_LENGTH;
    places = 0;
  }
  return all;
}

/** What every header begins with, that long. */
export const MARK_LENGTH = 3;

/**
 * The next place from `from` on that begins like a JOSE header in base64 and isn't in the middle of a word or of
 * another token, or how far there is none. Looks at a bounded piece of the text, so that what calls it can pause.
 */
function nextHeader(text: string, from: number): { readonly at: number } | { readonly noneBefore: number } {
  const window = text.slice(from, from + WINDOW + MARK_LENGTH - 1);
  for (MARK.lastIndex = 0; ;) {
    const found = MARK.exec(window);
    if (!found) return { noneBefore: from + WINDOW };
    const at = from + found.index;
    if (startsWord(text, at) && beginsLikeHeader(text, at)) return { at };
  }
}

/** A native search over more would be a long step, whatever it finds. */
const WINDOW = 20_000;

/**
 * What such base64 begins with: `{` and a quote, a space, a tab, LF or CR; or one of these four and what may follow it.
 * Has to be set to where it starts before each use.
 */
const MARK = /e(?:y[AI-L]|w[ko0])|I[ACH]|C[QSXgin]|D[QSX]/g;

/** An escape before it is no word: `\n`, `\u0022`, `\x22`, `%20`, `=3D` of quoted-printable, or a terminal's colour. */
function startsWord(text: string, at: number): boolean {
  if (at === 0 || !isUrlSafe(text.charCodeAt(at - 1))) return true;
  return ESCAPE.test(text.slice(Math.max(0, at - LONGEST_ESCAPE), at));
}

const LONGEST_ESCAPE = 12;
const ESCAPE = /(?:\\[bfnrtv0]|\\u[\da-f]{4}|\\x[\da-f]{2}|%[\da-f]{2}|=3D|\[[\d;]{0,10}m)$/i;
