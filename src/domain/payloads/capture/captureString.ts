import { LIMITS } from "../../limits";
import { STEP_LENGTH, type Steps } from "../../steps";
import { percentDecoded } from "../../text/percentDecoded";
import type { Captured, CaptureNode, Place, Scan } from "./captureTree";
import { hexDigitsOf } from "./hexText";
import { beginsLikeJson, compactJose, fromBase64, looksEncoded, SHORTEST_LONG_VALUE } from "./looksEncoded";
import { isAsLongAsIv, LONGEST_TEXT, namesText } from "./namedText";
import { kindsOf } from "./valueKinds";

export interface StringLabel {
  readonly name: string;
  readonly place: Place | undefined;
  readonly source: Captured["source"];
}

/** What became of a string: the values added directly, and its text where it is none of them. */
export interface AddedString {
  readonly values: number;
  readonly text?: string;
}

/** Adds the JSON string between the quotes at `start` and `end` to a node, if it may be a part or holds some. */
export function* captureString(
  scan: Scan,
  start: number,
  end: number,
  into: CaptureNode,
  label: StringLabel,
): Steps<AddedString> {
  const length = end - start - 1;
  if (length < 2 || (length < SHORTEST_LONG_VALUE && scan.budget.values <= 0)) return NOTHING;
  const content = scan.strings.content(start + 1, end);
  if (length > STEP_LENGTH) yield;
  return yield* addText(scan, content, into, start, end + 1, label);
}

/** The same for a text that was read already. @param cut the text ends within it */
export function* addText(
  scan: Scan,
  content: string,
  into: CaptureNode,
  start: number,
  end: number,
  label: StringLabel,
  cut = false,
): Steps<AddedString> {
  const digits = hexDigitsOf(content);
  if (digits !== undefined) return { values: yield* addContent(scan, digits, into, start, end, label, cut) };
  const isEncoded = looksEncoded(content);
  if (holdsText(content, isEncoded) && (yield* embed(scan, content, into, start, end, label, "json"))) {
    return { values: isPlain(content, label) ? keepText(scan, content, into, start, end, label) : 0 };
  }
  if (isEncoded) return { values: yield* addContent(scan, content, into, start, end, label, cut) };
  if (isPlain(content, label)) return { values: keepText(scan, content, into, start, end, label) };
  return { values: 0, text: content };
}

const NOTHING: AddedString = { values: 0 };

/** Adds a value, or what stands in the JSON that it is the base64 of. @returns the number of values added directly */
export function* addContent(
  scan: Scan,
  content: string,
  into: CaptureNode,
  start: number,
  end: number,
  label: StringLabel,
  cut = false,
): Steps<number> {
  const jose = compactJose(content);
  if (jose === "jws") return 0;
  if (jose === "jwe") return addValue(scan, content.replace(BREAKS, ""), into, start, end, label, { cut, isJwe: true });
  const inner = decoded(content);
  if (inner && (yield* embed(scan, inner.text, into, start, end, label, inner.decode))) return 0;
  const written = content.includes("\\") && /\\[rn]/.test(content) ? content.replace(WRITTEN_BREAKS, "\n") : content;
  const lines = linesOf(written);
  let added = lines.areParts ? 0 : addValue(scan, written, into, start, end, label, { cut });
  for (const [index, line] of lines.lines.entries()) {
    const place: Place = { step: index, outer: label.place };
    added += addValue(scan, line, into, start, end, { ...label, place }, { cut });
  }
  return added;
}

/** Keeps a short text that is not encoded, such as an IV of 16 characters. @returns the number of values added */
export function keepText(
  scan: Scan,
  content: string,
  into: CaptureNode,
  start: number,
  end: number,
  label: StringLabel,
): number {
  if (scan.budget.texts-- <= 0) return 0;
  const range = scan.origin.range ?? { start, end };
  const { source, name, place } = label;
  into.values.push({ source, name, place, content, kinds: ["text"], ...pair(range) });
  return 1;
}

function addValue(
  { budget, origin }: Scan,
  content: string,
  into: CaptureNode,
  start: number,
  end: number,
  { source, name, place }: StringLabel,
  { cut = false, isJwe = false }: { readonly cut?: boolean; readonly isJwe?: boolean },
): number {
  if (budget.values > 0) budget.values--;
  else if (content.length < SHORTEST_LONG_VALUE || budget.longValues-- <= 0) return 0;
  const range = pair(origin.range ?? { start, end });
  const marks = { ...(cut ? { cut } : {}), ...(isJwe ? { isJwe } : {}) };
  into.values.push({ source, name, place, content, kinds: kindsOf(content), ...range, ...marks });
  return 1;
}

function pair({ start, end }: { readonly start: number; readonly end: number }): { start: number; end: number } {
  return { start, end };
}

/** Real line breaks and spaces, and breaks that lost their meaning. */
const BREAKS = /\s+|\\{1,16}[rn]/g;

const WRITTEN_BREAKS = /(?:\\{1,16}r)?\\{1,16}n|\\{1,16}r/g;

/** A text that an opening may need as it is written. */
function isPlain(content: string, { name }: StringLabel): boolean {
  return content.length <= LONGEST_TEXT && (isAsLongAsIv(content) || namesText(name));
}

/** The JSON that a value is the base64 or the URL encoding of. */
function decoded(content: string): { readonly text: string; readonly decode: "json" | "base64" } | undefined {
  if (content.length > LIMITS.embeddedBase64 || content.includes(".")) return undefined;
  if (/^%(?:7B|5B|22)/i.test(content)) {
    const text = percentDecoded(content);
    return text === undefined ? undefined : { text, decode: "json" };
  }
  if (!beginsLikeJson(content.slice(0, 64))) return undefined;
  const text = fromBase64(content.replace(/\\{1,16}[rn]/g, ""));
  // Random bytes may begin with a bracket and a digit; no text goes on with control characters.
  return text === undefined || CONTROLS.test(text.slice(0, 200)) ? undefined : { text, decode: "base64" };
}

const CONTROLS = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;

const MOST_LINES = 12;
/** In characters; what is longer isn't wrapped but another value. */
const WIDEST = 160;

/** The lines, or what stands between spaces, of a value of a few of them that may be parts of their own. */
function linesOf(content: string): { readonly lines: readonly string[]; readonly areParts: boolean } {
  if (!hasSpace(content) || content.includes("-----BEGIN")) return { lines: [], areParts: false };
  const lines = content.trim().split(/\s+/, MOST_LINES + 1);
  const front = lines.slice(0, -1);
  const [last = ""] = lines.slice(-1);
  if (lines.length < 2 || lines.length > MOST_LINES || SEPARATOR.test(content)) return { lines: [], areParts: false };
  if (front.some((line) => /[^=]=$/.test(line) || line.endsWith("=="))) return { lines, areParts: true };
  const width = Math.max(...front.map(({ length }) => length));
  const isEven = front.slice(1).every(({ length }) => length === width) && last.length <= width;
  const isWrapped = isEven && (width <= WIDEST || front[0]?.length === width);
  return isWrapped && lines.length > 2
    ? { lines: [], areParts: false }
    : { lines, areParts: width > WIDEST && !isWrapped };
}

/** Long ones are searched natively, for what breaks lines and words. */
function hasSpace(content: string): boolean {
  return content.length < LONG ? /\s/.test(content) : SPACES.some((space) => content.includes(space));
}

const LONG = 100_000;
const SPACES = [" ", "\n", "\r", "\t"] as const;

/** Parts that separators join are told apart by who reads them. */
const SEPARATOR = /[.:|,;$~]/;

/** Whether a string has in it JSON, an HTTP message, or names with values. */
function holdsText(content: string, isEncoded: boolean): boolean {
  const head = content.slice(0, 20_000);
  if (isEncoded && [...head.slice(0, 4_000).matchAll(NAMED)].length > 1) return true;
  if (/^\s*(?:"|HTTP\/\d)/.test(head)) return true;
  return /[{[]\s*(?:(?:\\{1,16}[nrt])+\s*)?\\{0,16}["'{[]/.test(head) || (!isEncoded && PAIR.test(head));
}

/** A separator behind a name, or the end of a tag, and a value. */
const PAIR = /[\w"'\]/>](?:[:=]|\s*=>|>)(?:[\s"'`\\(|>+-]|\\[nrt]|<!\[CDATA\[){0,40}[A-Za-z0-9+/%_-]{16}/;

/** A header, a line of YAML or a pair of a form. */
const NAMED = /(?:^|[\n&])[ \t]{0,20}[A-Za-z][\w.-]{0,60}(?::[ \t]|=[^=&\s])/g;

/** Scans a text that stands in another as one of its own. @returns whether anything was found in it */
export function* embed(
  scan: Scan,
  content: string,
  into: CaptureNode,
  start: number,
  end: number,
  label: StringLabel,
  decode: "json" | "base64",
): Steps<boolean> {
  const { origin, budget } = scan;
  if (origin.embedded >= LIMITS.embedded) return false;
  const place: Place = { step: { decode }, outer: label.place };
  const range = origin.range ?? { start, end };
  const node: CaptureNode = { kind: "text", place, ...range, values: [], children: [] };
  yield* scan.scanInner(content, node, budget, { place, name: label.name, embedded: origin.embedded + 1, range });
  if (node.values.length === 0 && node.children.length === 0) return false;
  into.children.push(node);
  return true;
}
