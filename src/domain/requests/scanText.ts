import { STEP_LENGTH, type Steps } from "../steps";
import { addContent, addJsonString } from "./addString";
import type { Budget, CaptureNode, Origin, Scan } from "./capture";
import { JsonStrings } from "./jsonStrings";
import { looksEncoded, SHORTEST_LONG_VALUE } from "./looksEncoded";
import { Regions } from "./regions";
import { scanJson } from "./scanJson";

/**
 * Everything in a text that may be a part of an envelope, as a tree of what stands in what.
 * Tolerant: it never throws, and where JSON breaks off it goes on as in loose text. One pass, so the time grows with
 * the length alone, and no recursion over the text's own nesting.
 * @param budget.values after so many values only long ones are kept
 */
export function* capture(text: string): Steps<{ root: CaptureNode; tooDeep: boolean }> {
  const budget: Budget = { values: 100_000, longValues: 500_000, tooDeep: false };
  const root: CaptureNode = { kind: "text", place: undefined, start: 0, end: text.length, values: [], children: [] };
  yield* scanText(text, root, budget, { place: undefined, name: "", embedded: 0 });
  return { root, tooDeep: budget.tooDeep };
}

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const EQUALS = 0x3d;
const COLON = 0x3a;
const DOT = 0x2e;

/** Loose text: lines, blocks and HTTP messages, with JSON wherever a `{` or `[` begins some. */
export function* scanText(text: string, root: CaptureNode, budget: Budget, origin: Origin): Steps<void> {
  const scan: Scan = { text, strings: new JsonStrings(text), budget, origin };
  const regions = new Regions(text, root, origin);
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
    } else if (code === 0x7b || code === 0x5b) {
      position = yield* scanJson(scan, position, regions.current(position));
      regions.extend(position);
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
  yield* addJsonString(scan, start, end, root, { name: origin.name, place: origin.place, source: "json" });
  return text.length;
}

/** A run of characters that encodings use, in loose text; returns where to go on. */
function* scanRun(scan: Scan, start: number, regions: Regions): Steps<number> {
  const { text } = scan;
  const runEnd = endOfRun(text, start);
  if (runEnd - start < SHORTEST_LONG_VALUE) return runEnd;
  let end = runEnd;
  while (text.charCodeAt(end) === EQUALS && end - runEnd < 2) end++;
  // "name=value" and "name: value": this run is the name.
  if (end > runEnd && inRun(text.charCodeAt(end)) && text.charCodeAt(end) !== DOT) return runEnd;
  if (text.charCodeAt(end) === COLON && text.charCodeAt(end + 1) <= 0x20) return runEnd;
  end = joinLines(text, start, end);
  const content = text.slice(start, end);
  if (looksEncoded(content)) {
    const label = regions.label(start);
    yield* addContent(scan, content, regions.current(start), start, end, label);
    regions.extend(end);
  }
  return end;
}

function inRun(code: number): boolean {
  return code < 128 && RUN[code] === 1;
}

const RUN = new Uint8Array(128);
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-.%") RUN[character.charCodeAt(0)] = 1;

function endOfRun(text: string, start: number): number {
  let end = start;
  while (end < text.length && inRun(text.charCodeAt(end))) end++;
  return end;
}

/** Base64 wrapped into lines of 60 characters or more, of which only the last may be shorter. */
function joinLines(text: string, start: number, firstEnd: number): number {
  const width = firstEnd - start;
  if (width < 60 || width > 1000) return firstEnd;
  let end = firstEnd;
  for (;;) {
    const next = text.startsWith("\n", end) ? end + 1 : text.startsWith("\r\n", end) ? end + 2 : -1;
    if (next < 0) return end;
    let nextEnd = endOfRun(text, next);
    while (text.charCodeAt(nextEnd) === EQUALS && nextEnd - next < width) nextEnd++;
    const length = nextEnd - next;
    const atLineEnd = nextEnd === text.length || text.startsWith("\n", nextEnd) || text.startsWith("\r\n", nextEnd);
    if (length === 0 || length > width || !atLineEnd) return end;
    end = nextEnd;
    if (length < width) return end;
  }
}
