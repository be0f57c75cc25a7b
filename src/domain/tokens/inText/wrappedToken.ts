import { LIMITS } from "../../limits";
import { type CompactForm, compactForm } from "./compactForm";

/** A token that stands in a text broken over lines, or with escapes in it. Offsets are UTF-16 units. */
export interface WrappedToken {
  readonly start: number;
  readonly end: number;
  /** Without the breaks, and with the escapes undone. */
  readonly text: string;
  /** With a line break for each that is there: what a server would have to take away. */
  readonly written: string;
  readonly parts: 3 | 5;
  readonly isWhole: boolean;
}

/**
 * The token that begins at `start` and goes on over line breaks (with indentation, a shell's `\`, a mail's `>`, or as
 * strings that are put together), over `\n` in a string, or with `+`, `/`, `=` and dots written as escapes of JSON or
 * of URLs. A last part that may end at several breaks ends where it is as long as its header says. `readTo` is how far
 * the text was read. Takes time linear in what is read.
 */
export function wrappedTokenFrom(
  text: string,
  start: number,
): { readonly token?: WrappedToken; readonly readTo: number } {
  const run = new WrappedRun(text, start);
  const readTo = run.read();
  const form = run.isPlain ? undefined : formOf(run);
  if (!form) return { readTo };
  const { length, parts, isWhole } = form;
  const token = run.text.slice(0, length);
  return {
    readTo,
    token: { start, end: run.placeOf(length), text: token, written: run.withBreaks(length), parts, isWhole },
  };
}

function formOf(run: WrappedRun): CompactForm | undefined {
  const forms = run.ends().flatMap((end) => compactFormUpTo(run.text, end) ?? []);
  // Some lengths are those of other RSA keys.
  return (
    forms.filter(({ isWhole }) => isWhole).at(-1) ?? forms.find((form) => !run.goesOnBehind(form.length)) ?? forms[0]
  );
}

/** Not where a part begins, nor the first three parts of five. */
function compactFormUpTo(run: string, end: number): CompactForm | undefined {
  const form = compactForm(run.slice(0, end));
  if (!form || (form.isWhole && form.length === end)) return form;
  const isCut =
    form.length < end ? end < run.length : run.charAt(end - 1) === "." || (form.parts === 3 && "enc" in form.header);
  return isCut && end < run.length ? undefined : form;
}

const NEW_LINE = "(?:\\r\\n|\\n|\\r)";
const BREAK = [
  `[ \\t]*[\\\\^\`]?${NEW_LINE}[ \\t]*(?:>[ \\t]*)*`,
  `["'\`][ \\t]*(?:[+.&][ \\t]*)?\\\\?${NEW_LINE}[ \\t]*(?:[+.&][ \\t]*)?["'\`]`,
  "(?:\\\\+r)?\\\\+n[ \\t]*",
].join("|");
/** A line that goes on with a token is nothing else, but for what closes it. */
const CLOSED = `(?=[ \\t]*(?:["'\`,;)\\]}>\\\\%^]|${NEW_LINE}|$))`;

// Have to be set to where they start before each use.
/** One part at a time, or each token of a long run would read it to its end. */
const DIGITS = /[\w+/=-]+\.?|\./y;
const ESCAPED = /\\+\/|\\+u00(?:2[bef]|3d)|%(?:2[bef]|3d)/iy;
const NEXT_LINE = new RegExp(`(?:${BREAK})([\\w.+/=-]+)${CLOSED}`, "y");

const DOT = ".";
/** No token has more. */
const MAX_DOTS = 5;
/** No line is wrapped sooner. */
const SHORTEST_LINE = 16;
/** Lines, parts and escapes of one token: at 64 characters a line more than servers take. */
const MAX_PIECES = 4_000;
/** Ends that are looked at, of the last part alone: the longest is of 1366 digits. */
const MAX_ENDS = 100;

/** A part of a run, by where it begins there and in the text. */
interface RunPiece {
  readonly at: number;
  readonly place: number;
  /** It begins a line. */
  readonly isBreak: boolean;
  /** Of an escape, in the text. */
  readonly length?: number;
}

/** Lines that are read as one run. */
class WrappedRun {
  text = "";
  readonly #pieces: RunPiece[] = [];

  readonly #source: string;
  readonly #start: number;

  constructor(source: string, start: number) {
    this.#source = source;
    this.#start = start;
  }

  get isPlain(): boolean {
    return !this.#pieces.some(({ isBreak, length }) => isBreak || length !== undefined);
  }

  /** @returns how far it read */
  read(): number {
    const source = this.#source;
    const texts: string[] = [];
    let at = 0;
    let dots = 0;
    let place = this.#start;
    const add = (piece: string, from: number, isBreak: boolean, length?: number): void => {
      this.#pieces.push({ at, place: from, isBreak, ...(length === undefined ? {} : { length }) });
      texts.push(piece);
      at += piece.length;
      for (let dot = piece.indexOf(DOT); dot >= 0 && dots <= MAX_DOTS; dot = piece.indexOf(DOT, dot + 1)) dots++;
    };
    // A header is short, and whatever is no token ends soon.
    while (this.#pieces.length < MAX_PIECES && dots <= MAX_DOTS && (dots > 0 || at <= LIMITS.tokenHeader)) {
      const digits = matchAt(DIGITS, source, place);
      const escaped = digits ? undefined : matchAt(ESCAPED, source, place);
      const line = digits || escaped ? undefined : matchAt(NEXT_LINE, source, place);
      if (digits) add(digits[0], place, false);
      else if (escaped) add(unescaped(escaped[0]), place, false, escaped[0].length);
      else if (line?.[1] !== undefined) add(line[1], place + line[0].length - line[1].length, true);
      else break;
      place += (digits ?? escaped ?? line)?.[0].length ?? 0;
    }
    this.text = texts.join("");
    return place;
  }

  /** Where lines begin in the run. */
  get #breaks(): readonly number[] {
    return this.#pieces.filter(({ isBreak }) => isBreak).map(({ at }) => at);
  }

  /** Where the token may end: at breaks behind its second dot, and at the end. */
  ends(): number[] {
    const second = this.text.indexOf(DOT, this.text.indexOf(DOT) + 1);
    if (second < 0) return [];
    return [...this.#breaks.filter((at) => at > second).slice(0, MAX_ENDS), this.text.length];
  }

  /** Whether the line that ends there is as long as those before it, and the next one not longer. */
  goesOnBehind(end: number): boolean {
    const breaks = this.#breaks;
    const index = breaks.indexOf(end);
    const lengthOf = (line: number): number => (breaks[line] ?? this.text.length) - (breaks[line - 1] ?? 0);
    // What stands before the first line isn't known.
    const length = lengthOf(index);
    return index > 0 && length >= SHORTEST_LINE && length >= lengthOf(1) && length >= lengthOf(index + 1);
  }

  /** Where, in the text, the run ends after so many digits. */
  placeOf(length: number): number {
    const last = this.#pieces.filter(({ at }) => at < length).at(-1);
    return last === undefined ? this.#start : last.place + (last.length ?? length - last.at);
  }

  withBreaks(length: number): string {
    const lines: string[] = [];
    let from = 0;
    for (const { at, isBreak } of this.#pieces) {
      if (!isBreak || at >= length) continue;
      lines.push(this.text.slice(from, at));
      from = at;
    }
    return [...lines, this.text.slice(from, length)].join("\n");
  }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

function unescaped(escape: string): string {
  return escape.endsWith("/") ? "/" : String.fromCharCode(Number.parseInt(escape.slice(-2), 16));
}
