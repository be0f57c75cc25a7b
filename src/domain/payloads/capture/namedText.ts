/** Longer texts are no IV, label or additional data that somebody wrote by hand. */
export const LONGEST_TEXT = 400;

/**
 * Whether a short text of that name is kept as it is, whether it looks encoded or not: an IV, a salt, a passphrase,
 * additional authenticated data, an OAEP label, or the name of an algorithm.
 */
export function namesText(name: string): boolean {
  return name.length < 60 && NAME.test(name);
}

const NAME = new RegExp(
  [
    "^ivs?$|^iv[^a-z]|[^a-z]iv$|[^a-z]iv[^a-z]|vector|nonce|counter",
    "aad|additional|associated|authenticated|auth.?data|context|^info$|kid$|version",
    "label|oaep|salt|^s$|pepper|pass|phrase|secret|tag$|^tag|mac$",
    "kdf|iter|alg|cipher$|^enc$|mode|padding|digest|hash|mgf",
  ].join("|"),
  "i",
);
/** In names that go on without a mark, such as `contentIv`. */
const HUMP = /[a-z]I[vV](?![a-z])|^iv(?=[A-Z])/;

/** Whether a name in loose text is one of those; there, only those that say it. */
export function namesLooseText(name: string): boolean {
  return namesText(name) || HUMP.test(name);
}

/** Whether a text is as long as an IV of GCM or of CBC where its characters are the bytes. */
export function isAsLongAsIv(text: string): boolean {
  return text.length === 12 || text.length === 16;
}

export interface LooseText {
  readonly content: string;
  /** Offsets in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/**
 * The short text that belongs to the name between `start` and `end` in loose text: in quotes, in an element, in the line
 * below, or up to where the next name begins; undefined if there is none.
 */
export function textOfName(text: string, start: number, end: number): LooseText | undefined {
  const window = text.slice(end, end + LONGEST_TEXT + 150);
  const lead = text.slice(Math.max(0, start - 40), start);
  const isElement = /<(?:[\w.-]{1,30}:)?$/.test(lead);
  const forms = isElement ? [ELEMENT] : [QUOTED, BELOW, PAIR, LINE];
  const found = forms.map((form) => form.exec(window)).find((match) => match !== null);
  const content = found?.groups?.["text"]?.trimEnd() ?? "";
  if (!found || content === "" || content.length > LONGEST_TEXT || /^[{[]/.test(content)) return undefined;
  const at = end + found[0].indexOf(content, found.groups?.["lead"]?.length ?? 0);
  return { content, start: at, end: at + content.length };
}

const ASSIGNED = "(?<lead>(?:\\\\{0,4}[\"'`])?[ \\t]{0,20}(?:=>|[:=])[ \\t]{0,20}";
const ELEMENT = /^(?<lead>[^<>]{0,100}>(?:<!\[CDATA\[)?)(?<text>[^<>\]]{1,400})(?:\]\]>)?</;
const QUOTED = new RegExp(`^${ASSIGNED}(?<quote>\\\\{0,4}["'\`]))(?<text>[^\\n]{1,400}?)\\k<quote>`);
const BELOW = new RegExp(
  `^${ASSIGNED}[|>][+-]?\\d?[+-]?[ \\t]{0,20}(?:#[^\\n]{0,100})?\\r?\\n[ \\t]{1,100})(?<text>[^\\r\\n]{1,400})`,
);
const PAIR = /^(?<lead>=)(?<text>[^\s&;,"'`<>]{1,400})/;
/** Where the line ends, its string does, or another name begins; wire logs write `[\r][\n]`. */
const LINE_END = [
  "\\\\{1,4}[nr\"']",
  "\\[\\\\[rn]\\]",
  "[,;&][ \\t]{0,20}[\"'\\w.-]{1,60}[ \\t]{0,5}[:=]",
  "[,;}\\]]?[ \\t]{0,20}(?:\\r?\\n|$)",
].join("|");
const LINE = new RegExp(`^${ASSIGNED})(?<text>[^\\r\\n"'\`|>]{1,400}?)(?=${LINE_END})`);
