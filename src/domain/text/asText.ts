import { once } from "../once";

declare const PLAIN_TEXT: unique symbol;

/** Text for people, as `asText` makes it: what is shown takes no other, by its type. */
export type PlainText = string & { readonly [PLAIN_TEXT]: true };

/** UTF-16 units of one argument of a message. @internal */
export const MAX_ARGUMENT_LENGTH = 300;

export interface TextOptions {
  /** In UTF-16 units. */
  readonly maxLength?: number;
}

/**
 * Text of unknown origin as people can read it in one line of any surface of an editor: no link of a notification
 * (`[text](command:…)`), no icon (`$(name)`), no characters that can't be seen or that turn the direction of what is
 * beside them, no line breaks, no half characters, and at most `maxLength` UTF-16 units, `…` where it was cut.
 * What was made so already comes back as it is.
 */
export function asText(value: string | number | boolean, options: TextOptions = {}): PlainText {
  const { maxLength = MAX_ARGUMENT_LENGTH } = options;
  const whole = String(value);
  if (whole.length <= maxLength && USUAL.test(whole)) return whole as PlainText;
  // However long it is, no more is looked at than could be shown.
  const start = whole.slice(0, 8 * maxLength);
  return cut(withoutMarkup(oneLine(start)), maxLength, start.length < whole.length) as PlainText;
}

/** Text in one line, with single spaces, without half characters and what can't be seen; links and icons stay. */
export function oneLine(text: string): string {
  return replaceInvisible(text.replace(BLANK, " "), () => "")
    .replace(/[\ud800-\udfff]/gu, "\ufffd")
    .replace(/ +/g, " ");
}

/** Whether all of a text can be seen, and in one line. */
export function isVisibleLine(text: string): boolean {
  return !/[\p{Cc}\p{Zl}\p{Zp}\u2800]|[\ud800-\udfff]/u.test(text) && replaceInvisible(text, () => "") === text;
}

/** Words and signs of ours with such text between them: plain`⚠ ${problem}`. */
export function plain(strings: TemplateStringsArray, ...values: readonly PlainText[]): PlainText {
  return strings.reduce((text, part, index) => text + (values[index - 1] ?? "") + part) as PlainText;
}

/** Several of them as one, by default one a line: a tooltip, or the detail of a modal question. */
export function joined(parts: readonly PlainText[], separator: " " | "\n" | ", " | " · " | " / " = "\n"): PlainText {
  return parts.join(separator) as PlainText;
}

/** A space keeps links and icons from being such, and people read the same. */
export function withoutMarkup(text: string): string {
  return text.replace(/([\]$])(?=\()/g, "$1 ");
}

/**
 * Replaces what can't be seen: control characters, those that turn the direction of text, and all others that Unicode
 * calls default-ignorable. White space and line breaks are not among them; joiners and the selectors of an emoji's
 * look are only where they change nothing that is seen.
 */
export function replaceInvisible(text: string, by: (character: string) => string): string {
  return text.replace(INVISIBLE, by).replace(JOINERS, (character, fine: string | undefined) => fine ?? by(character));
}

/** Words of letters and digits, with single spaces between them: most of what is shown. */
const USUAL = /^\w[\w.,:/-]*(?: [\w.,:/-]+)*$/;

/** With U+2800, the empty pattern of Braille, and without U+FEFF, which \s has and Unicode's `White_Space` hasn't. */
const BLANK = /(?!\ufeff)[\s\p{Cc}\u2800]/gu;

/** U+FFF9 to U+FFFB mark annotations, and no editor shows them. */
const INVISIBLE = /(?![\t\n\r\u200c\u200d\ufe0e\ufe0f])[\p{Cc}\p{Bidi_C}\p{DI}\ufff9-\ufffb]/gu;

/** Scripts in which a joiner (U+200D) or non-joiner (U+200C) changes what is read. */
const JOINING_SCRIPTS = [
  ...["Arabic", "Syriac", "Mandaic", "Nko", "Mongolian", "Tibetan", "Khmer", "Myanmar", "Sinhala"],
  ...["Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Oriya", "Tamil", "Telugu", "Kannada", "Malayalam"],
];
const JOINING = `[${JOINING_SCRIPTS.map((script) => `\\p{Script=${script}}`).join("")}]`;
const PICTURE = "\\p{Extended_Pictographic}";
const JOINER_IN_WORD = `(?<=${JOINING}|${JOINING}\\p{M})[\\u200c\\u200d](?=${JOINING})`;
const JOINER_IN_EMOJI = `(?<=${PICTURE}[\\ufe0f\\p{Emoji_Modifier}]?)\\u200d(?=${PICTURE})`;
const SELECTOR = `(?<=${PICTURE})[\\ufe0e\\ufe0f]|(?<=[0-9#*])\\ufe0f(?=\\u20e3)`;
/** Looks for the character first: what may stand around it is only asked where there is one. */
const JOINERS = new RegExp(
  `(?=[\\u200c\\u200d\\ufe0e\\ufe0f])(?:(${JOINER_IN_WORD}|${JOINER_IN_EMOJI}|${SELECTOR})|.)`,
  "gu",
);

const segmenter = once(() => new Intl.Segmenter(undefined, { granularity: "grapheme" }));

/** Cuts between what people see as characters; one that is longer than all that fits is cut between code points. */
function cut(text: string, maxLength: number, isMore: boolean): string {
  if (text.length <= maxLength && !isMore) return text;
  // Where the character begins that has the last place, which "…" takes.
  const end =
    segmenter()
      .segment(text.slice(0, maxLength + 1))
      .containing(maxLength - 1)?.index ?? text.length;
  const kept = text.slice(0, end || maxLength - 1).replace(/[\ud800-\udbff]$/, "");
  // What joined it to the next is gone.
  return `${kept.replace(/(?<![\s\u200c\u200d])[\s\u200c\u200d]+$/, "")}…`;
}
