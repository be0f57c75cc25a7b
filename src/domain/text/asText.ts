/** UTF-16 units of one argument of a message. */
export const MAX_ARGUMENT_LENGTH = 300;

/**
 * Text of unknown origin as people can read it in one line of any surface of an editor: no link of a notification
 * (`[text](command:…)`), no icon (`$(name)`), no characters that can't be seen or that turn the direction of what is
 * beside them, no line breaks, no half characters, and at most `maxLength` UTF-16 units, `…` where it was cut.
 * What was made so already comes back as it is.
 */
export function asText(value: string | number, { maxLength = MAX_ARGUMENT_LENGTH }: TextOptions = {}): string {
  const whole = String(value);
  if (whole.length <= maxLength && PLAIN.test(whole)) return whole;
  // However long it is, no more is looked at than could be shown.
  const start = whole.slice(0, 8 * maxLength);
  const line = withoutInvisible(start)
    .replace(/[\ud800-\udfff]/gu, "\ufffd")
    .replace(/[\s\x85]+/gu, " ");
  return cut(withoutMarkup(line), maxLength, start.length < whole.length);
}

export interface TextOptions {
  /** In UTF-16 units. */
  readonly maxLength?: number;
}

/** Words of letters and digits, with single spaces between them: most of what is shown. */
const PLAIN = /^\w[\w.,:/-]*(?: [\w.,:/-]+)*$/;

/** What can't be seen and isn't white space, but for joiners and the selectors of an emoji's look. */
const INVISIBLE = /(?![\s\x85\u200c\u200d\ufe0e\ufe0f])[\p{Cc}\p{Bidi_C}\p{DI}\ufff9-\ufffb]|\ufeff/gu;

/** Scripts in which a joiner (U+200D) or non-joiner (U+200C) changes what is read. */
const JOINING_SCRIPTS = [
  "Arabic", "Syriac", "Mandaic", "Nko", "Mongolian",
  "Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Oriya", "Tamil", "Telugu", "Kannada", "Malayalam", "Sinhala",
  "Khmer", "Myanmar", "Tibetan",
];
const JOINING = `[${JOINING_SCRIPTS.map((script) => `\\p{Script=${script}}`).join("")}]`;
const EMOJI = "\\p{Extended_Pictographic}[\\ufe0f\\p{Emoji_Modifier}]?";
const FINE_JOINER = `(?<=${JOINING}|${JOINING}\\p{M})[\\u200c\\u200d](?=${JOINING})|(?<=${EMOJI})\\u200d(?=\\p{Extended_Pictographic})`;
const FINE_SELECTOR = "(?<=\\p{Extended_Pictographic})[\\ufe0e\\ufe0f]|(?<=[0-9#*])\\ufe0f(?=\\u20e3)";
const JOINERS = new RegExp(`(${FINE_JOINER}|${FINE_SELECTOR})|[\\u200c\\u200d\\ufe0e\\ufe0f]`, "gu");

/** Without what can't be seen; joiners and selectors stay where they change what is seen. */
export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, "").replace(JOINERS, "$1");
}

/** A space keeps links and icons from being such, and people read the same. */
export function withoutMarkup(text: string): string {
  return text.replace(/([\]$])(?=\()/g, "$1 ");
}

let segmenter: Intl.Segmenter | undefined;

/** Cuts between what people see as characters; one that is longer than all that fits is cut between code points. */
function cut(text: string, maxLength: number, isMore: boolean): string {
  if (text.length <= maxLength && !isMore) return text;
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  const most = text.slice(0, maxLength);
  let end = 0;
  for (const { index, segment } of segmenter.segment(most)) {
    if (index + segment.length >= maxLength) break;
    end = index + segment.length;
  }
  const kept = text.slice(0, end || maxLength - 1);
  return `${kept.replace(/[\ud800-\udbff]$/, "").replace(/[\s\u200c\u200d]+$/, "")}…`;
}
