import { LIMITS } from "../../limits";
import { STEP_LENGTH, type Steps } from "../../steps";
import { percentDecoded } from "../../text/percentDecoded";
import { captureJson } from "./captureJson";
import { addContent, captureString, embed, keepText } from "./captureString";
import type { CaptureNode, Budget, Origin, Scan } from "./captureTree";
import { dumpAt, hexAt, hexDigitsOf, type HexText } from "./hexText";
import { JsonStrings } from "./jsonStrings";
import { looksEncoded, SHORTEST_LONG_VALUE } from "./looksEncoded";
import { namesLooseText, textOfName } from "./namedText";
import { TextRegions } from "./textRegions";
import { endOfRun, inRun, wrappedRun } from "./wrappedRun";
import {
  APOSTROPHE,
  BACKSLASH,
  COLON,
  DOT,
  EQUALS,
  NEWLINE,
  OPENING_BRACE,
  OPENING_BRACKET,
  QUOTE,
  ZERO,
} from "../../text/characterCodes";

/**
 * Everything in a text that may be a part of an envelope, as a tree of what stands in what.
 * Tolerant: it never throws, and where JSON breaks off it goes on as in loose text. One pass, so the time grows with
 * the length alone, and no recursion over the text's own nesting.
 * @param budget.values after so many values only long ones are kept
 */
export function* captureText(text: string): Steps<{ root: CaptureNode; tooDeep: boolean }> {
  const budget: Budget = { values: 100_000, longValues: 500_000, texts: 20_000, tooDeep: false };
  const root: CaptureNode = { kind: "text", place: undefined, start: 0, end: text.length, values: [], children: [] };
  yield* scanText(text, root, budget, { place: undefined, name: "", embedded: 0 });
  return { root, tooDeep: budget.tooDeep };
}

/** Loose text: lines, blocks and HTTP messages, with JSON wherever a `{` or `[` begins some. */
function* scanText(text: string, root: CaptureNode, budget: Budget, origin: Origin): Steps<void> {
  const scan: Scan = { text, strings: new JsonStrings(text), budget, origin, scanInner: scanText };
  const regions = new TextRegions(text, root, origin);
  let position = yield* wholeString(scan, root);
  regions.beginLine(position);
  let pauseAt = position + STEP_LENGTH;
  while (position < text.length) {
    if (position > pauseAt) {
      yield;
      pauseAt = position + STEP_LENGTH;
    }
    const code = text.charCodeAt(position);
    if (code === NEWLINE) {
      position++;
      regions.beginLine(position);
      continue;
    }
    if (code === OPENING_BRACE || code === OPENING_BRACKET) {
      const escapedEnd = yield* escapedJson(scan, position, regions);
      position = escapedEnd ?? (yield* captureJson(scan, position, regions.current(position)));
      regions.extend(position);
    } else if (code === ZERO && text.startsWith("0000", position)) {
      const dump = yield* dumpAt(text, position);
      position = dump ? yield* addHex(scan, position, dump, regions) : yield* scanRun(scan, position, regions);
    } else if (code === BACKSLASH && text.charCodeAt(position + 1) === 0x78) {
      const hex = yield* hexAt(text, position);
      position = hex ? yield* addHex(scan, position, hex, regions) : position + 1;
    } else if (inRun(code) && code !== DOT) {
      position = yield* scanRun(scan, position, regions);
    } else {
      position++;
    }
  }
  regions.finish();
}

/** A text that is nothing but one JSON string; returns where to go on. */
function* wholeString(scan: Scan, root: CaptureNode): Steps<number> {
  const { text, strings, origin } = scan;
  const start = text.search(/\S/);
  if (start < 0 || text.charCodeAt(start) !== QUOTE) return 0;
  const end = strings.end(start + 1);
  if (end < 0 || text.slice(end + 1, end + 200).trim() !== "") return 0;
  yield* captureString(scan, start, end, root, { name: origin.name, place: origin.place, source: "json" });
  return text.length;
}

/** JSON as it stands in a string, without the quotes of that string; returns where to go on, if there is some. */
function* escapedJson(scan: Scan, start: number, regions: TextRegions): Steps<number | undefined> {
  const { text, strings, origin } = scan;
  ESCAPED_JSON.lastIndex = start;
  if (origin.embedded >= LIMITS.embedded || !ESCAPED_JSON.test(text)) return undefined;
  let end = start;
  for (let pauseAt = start + STEP_LENGTH; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === NEWLINE || code === QUOTE) break;
    if (code === BACKSLASH) end++;
    if (end > pauseAt) {
      yield;
      pauseAt = end + STEP_LENGTH;
    }
  }
  end = Math.min(end, text.length);
  const label = regions.label(start);
  const content = strings.content(start, end);
  yield* embed(scan, content, regions.current(start), start, end, { ...label, source: "json" }, "json");
  return end;
}

const ESCAPED_JSON = /[{[](?:\s|\\{1,16}[nrt])*[{[]?\\{1,16}"/y;

/** Bytes in hex with something in between; returns where to go on. */
function* addHex(scan: Scan, start: number, { digits, end }: HexText, regions: TextRegions): Steps<number> {
  yield* addContent(scan, digits, regions.current(start), start, end, regions.label(start));
  regions.extend(end);
  return end;
}

/** A run of characters that encodings use, in loose text; returns where to go on. */
function* scanRun(scan: Scan, start: number, regions: TextRegions): Steps<number> {
  const { text } = scan;
  const hex = yield* hexAt(text, start);
  if (hex) return yield* addHex(scan, start, hex, regions);
  const runEnd = endOfRun(text, start);
  if (isElementName(text, start) || isName(text, runEnd)) {
    if (namesLooseText(text.slice(start, Math.min(runEnd, start + 100)))) addNamedText(scan, start, runEnd, regions);
    return runEnd;
  }
  if (runEnd - start < SHORTEST_LONG_VALUE && !isShortPart(text, start, runEnd)) return runEnd;
  let end = runEnd;
  while (text.charCodeAt(end) === EQUALS && end - runEnd < 2) end++;
  const label = regions.label(start);
  const run = yield* wrappedRun(text, start, end, { lineStart: regions.lineStart, indentOfName: label.indent });
  const content = formDecoded(run.content);
  const digits = content === run.content ? undefined : hexDigitsOf(content);
  if (digits !== undefined || looksEncoded(content)) {
    yield* addContent(scan, digits ?? content, regions.current(start), start, run.end, label);
    regions.extend(run.end);
  }
  return run.end;
}

/** A value of a form whose line breaks, spaces or colons are escaped, as it was before: `30%3A82`, `30+82`. */
function formDecoded(content: string): string {
  const head = content.slice(0, 400);
  const spaced = /^[0-9a-f]{2}(?:\+[0-9a-f]{2}){7}/i.test(head) ? content.replaceAll("+", " ") : content;
  if (/^%(?:7B|5B|22)/i.test(head) || !/%(?:0[9AD]|20|3A)/i.test(head)) return spaced;
  return percentDecoded(spaced) ?? content;
}

/** Behind what opens an element, and its prefix. */
function isElementName(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1);
  return (
    (before === 0x3c || before === COLON) && /<(?:[\w.-]{1,30}:)?$/.test(text.slice(Math.max(0, start - 40), start))
  );
}

/** Whether what ends there is the name of something: "name=value", "name: value". */
function isName(text: string, end: number): boolean {
  const code = text.charCodeAt(end);
  if (code === COLON) return text.charCodeAt(end + 1) <= 0x20 || isQuote(text.charCodeAt(end + 1));
  if (code === EQUALS) {
    let value = end;
    while (text.charCodeAt(value) === EQUALS && value - end < 2) value++;
    const first = text.charCodeAt(value);
    return (inRun(first) && first !== DOT) || (isQuote(first) && inRun(text.charCodeAt(value + 1))) || first === 0x3e;
  }
  // Nearly every word has a space behind it, and no separator.
  if (code === 0x20) return mayBeSeparator(text.charCodeAt(end + 1)) && SEPARATED.test(text.slice(end, end + 5));
  if (code !== BACKSLASH && !isQuote(code)) return false;
  const behind = text.slice(end, end + 30);
  return /^(?:\\{0,8}["'`])?[ \t]{0,20}(?:=>|:(?!:)|=[^=\s"'`])/.test(behind);
}

function mayBeSeparator(code: number): boolean {
  return code === EQUALS || code === COLON || code === 0x20;
}

const SEPARATED = /^ {1,3}(?:=[^=]|:(?!:))/;

function isQuote(code: number): boolean {
  return code === QUOTE || code === APOSTROPHE || code === 0x60;
}

/** A short piece of a text whose next piece is long, such as a salt in front of an IV. */
function isShortPart(text: string, start: number, end: number): boolean {
  if (end - start < 11 || !"|$~;".includes(text.charAt(end)) || !/\d/.test(text.slice(start, end))) return false;
  return endOfRun(text, end + 1) - end > SHORTEST_LONG_VALUE;
}

/** What a name in loose text says, where its value isn't found by its look. */
function addNamedText(scan: Scan, start: number, end: number, regions: TextRegions): void {
  const found = scan.budget.texts > 0 ? textOfName(scan.text, start, end) : undefined;
  if (!found) return;
  const { content } = found;
  if (isFoundByLook(content)) return;
  keepText(scan, content, regions.current(start), found.start, found.end, regions.labelOf(start, end));
  regions.extend(found.end);
}

/** A run that is a value anyhow. */
function isFoundByLook(content: string): boolean {
  if (content.length < SHORTEST_LONG_VALUE) return false;
  return hexDigitsOf(content) !== undefined || (looksEncoded(content) && !/[\s:|,;$~]/.test(content));
}
