/** A word of a command, without its quotes. */
export interface ShellWord {
  readonly text: string;
  /** Where it begins in the text. */
  readonly start: number;
}

/** The words of one command, and where it ends. */
export interface ShellCommand {
  readonly words: readonly ShellWord[];
  readonly end: number;
}

/**
 * The words from `start` to the end of a command: as POSIX shells, PowerShell and Windows' own read them, as far as
 * they agree, and as people paste them: an address may have a bare `&`, and a line that begins with an option goes on
 * with the command. Takes time linear in what it reads, and never throws.
 */
export function shellCommand(text: string, start: number): ShellCommand {
  const words: ShellWord[] = [];
  let word: { text: string; start: number } | undefined;
  const add = (piece: string, at: number): void => {
    word = { text: (word?.text ?? "") + piece, start: word?.start ?? at };
  };
  const close = (): void => {
    if (word) words.push(word);
    word = undefined;
  };
  let at = start;
  for (; at < text.length; at++) {
    const character = text[at] ?? "";
    if (character === "\\" || character === "`" || character === "^") {
      const next = /[\r\n]/.test(text[at + 1] ?? "") ? lineEnd(text, at + 1) : undefined;
      if (next !== undefined) {
        close();
        at = next;
      } else if (character === "\\") add(text[++at] ?? "", at - 1);
      else if (character === "`") break;
      // `^"`: what browsers copy for Windows.
    } else if (character === "'" || character === '"') {
      const end = quoteEnd(text, at);
      add(text.slice(at + 1, text[at - 1] === "^" && text[end - 1] === "^" ? end - 1 : end), at);
      at = end;
    } else if (character === "\n" || character === "\r") {
      close();
      if (!GOES_ON.test(text.slice(at, at + 100))) break;
    } else if (isEnd(text, at)) break;
    else if (/\s/.test(character)) close();
    else add(character, at);
  }
  close();
  return { words, end: at };
}

const GOES_ON = /^\r?\n[ \t]{0,90}--?[A-Za-z]/;

/** `;`, `|`, `&&`, and an `&` that ends a word. */
function isEnd(text: string, at: number): boolean {
  const character = text[at];
  if (character === ";" || character === "|") return true;
  return character === "&" && /^(?:&|\s|$)/.test(text.slice(at + 1, at + 2));
}

/** The last character of the line break that begins there. */
function lineEnd(text: string, at: number): number {
  return text[at] === "\r" && text[at + 1] === "\n" ? at + 1 : at;
}

/** The quote that closes the one at `start`, or the text's end. In single ones a backslash escapes only behind a `$`. */
function quoteEnd(text: string, start: number): number {
  const quote = text[start];
  const hasEscapes = quote === '"' || text[start - 1] === "$";
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === quote) return at;
    // `^\^"` is a quote in a quoted word of Windows.
    if (hasEscapes && text[at] === "\\") at += text[at + 1] === "^" ? 2 : 1;
  }
  return text.length;
}
