import type { FoundPart } from "../open/decryptResult";
import type { CaptureStep } from "../capture/captureTree";
import { LIMITS } from "../../limits";
import { STEP_LENGTH, type Steps } from "../../steps";
import { JsonStrings } from "../capture/jsonStrings";

/** JSON with where it stands and how it was written: order, duplicate names and the digits of numbers stay. */
export type JsonNode = { readonly start: number; readonly end: number } & (
  | { readonly kind: "object"; readonly members: readonly (readonly [name: string, value: JsonNode])[] }
  | { readonly kind: "array"; readonly items: readonly JsonNode[] }
  /** Its escapes are resolved when somebody asks for its text. */
  | { readonly kind: "string"; readonly text: () => string }
  | { readonly kind: "number"; readonly digits: string }
  | { readonly kind: "literal"; readonly value: boolean | null }
);

/** In characters looked at. */
const COST_OF_START = 20;
/** Values of one JSON text that are read; with more, it is a list of data and no envelope. */
const MAX_NODES = 20_000;

/**
 * The outermost JSON text in `text`, from `from` on, that holds all between `start` and `end`; undefined where there is
 * none, or it is too deep or has too many values. Time grows with the length alone. Offsets are UTF-16 units.
 */
export function* jsonAroundInSteps(text: string, start: number, end: number, from = 0): Steps<JsonNode | undefined> {
  const strings = new JsonStrings(text);
  // What breaks off is looked at again from its next bracket on, which must not go on for ever.
  let budget = 2 * text.length + STEP_LENGTH;
  let looked = 0;
  const first = from + (/^\s*/.exec(text.slice(from, from + 1_000))?.[0].length ?? 0);
  for (let at = text.charAt(first) === '"' ? first : nextBracket(text, from); at >= 0 && at <= start && budget > 0;) {
    const { node, reached } = read(text, at, strings);
    if (node && node.end >= end) return node;
    budget -= reached - at;
    looked += reached - at + COST_OF_START;
    if (looked > STEP_LENGTH) {
      looked = 0;
      yield;
    }
    const next = nextBracket(text, node ? node.end : at + 1);
    budget -= Math.max(0, next - at) / 8;
    at = next;
  }
  return undefined;
}

/** A text that is one JSON value and nothing else; undefined if it isn't. */
export function readJson(text: string): JsonNode | undefined {
  const { node } = read(text, skipSpace(text, 0), new JsonStrings(text));
  return node && skipSpace(text, node.end) === text.length ? node : undefined;
}

function nextBracket(text: string, from: number): number {
  BRACKET.lastIndex = from;
  return BRACKET.exec(text)?.index ?? -1;
}

const BRACKET = /[{[]/g;

interface Reading {
  readonly text: string;
  readonly strings: JsonStrings;
  nodes: number;
  /** The furthest that was looked at. */
  reached: number;
}

function read(text: string, start: number, strings: JsonStrings): { node: JsonNode | undefined; reached: number } {
  const reading: Reading = { text, strings, nodes: 0, reached: start };
  const node = valueAt(reading, start, 0);
  return { node, reached: Math.max(reading.reached, node?.end ?? start) };
}

/** Also in single quotes, with names in none, and with a comma behind the last, as people paste it. */
function valueAt(reading: Reading, start: number, depth: number): JsonNode | undefined {
  const { text, strings } = reading;
  reading.reached = Math.max(reading.reached, start);
  if (++reading.nodes > MAX_NODES || depth > LIMITS.jsonDepth) return undefined;
  const first = text.charAt(start);
  if (first === "{") return objectAt(reading, start, depth);
  if (first === "[") return arrayAt(reading, start, depth);
  if (first === '"' || first === "'") {
    const close = strings.end(start + 1, first);
    if (close < 0) reading.reached = text.length;
    return close < 0
      ? undefined
      : { kind: "string", start, end: close + 1, text: () => strings.content(start + 1, close) };
  }
  LITERAL.lastIndex = start;
  const [word, digits] = LITERAL.exec(text) ?? [];
  if (word === undefined) return undefined;
  const place = { start, end: start + word.length };
  return digits === undefined
    ? { kind: "literal", ...place, value: word === "null" ? null : word === "true" }
    : { kind: "number", ...place, digits };
}

const LITERAL = /(?:true|false|null|(-?(?:0|[1-9]\d{0,400})(?:\.\d{1,400})?(?:[eE][+-]?\d{1,10})?))(?![\w.])/y;

function objectAt(reading: Reading, start: number, depth: number): JsonNode | undefined {
  const { text } = reading;
  const members: [string, JsonNode][] = [];
  for (let at = skipSpace(text, start + 1); ;) {
    if (text.charAt(at) === "}") return { kind: "object", start, end: at + 1, members };
    const key = nameAt(reading, at);
    const colon = key ? skipSpace(text, key.end) : -1;
    if (!key || text.charAt(colon) !== ":") return undefined;
    const value = valueAt(reading, skipSpace(text, colon + 1), depth + 1);
    if (!value) return undefined;
    members.push([key.name, value]);
    at = skipSpace(text, value.end);
    if (text.charAt(at) === ",") at = skipSpace(text, at + 1);
    else if (text.charAt(at) !== "}") return undefined;
  }
}

function nameAt(
  { text, strings }: Reading,
  start: number,
): { readonly name: string; readonly end: number } | undefined {
  const quote = text.charAt(start);
  if (quote === '"' || quote === "'") {
    const close = strings.end(start + 1, quote);
    return close < 0 ? undefined : { name: strings.content(start + 1, close), end: close + 1 };
  }
  NAME.lastIndex = start;
  const [name] = NAME.exec(text) ?? [];
  return name === undefined ? undefined : { name, end: start + name.length };
}

const NAME = /[A-Za-z_$][\w$]{0,100}/y;

function arrayAt(reading: Reading, start: number, depth: number): JsonNode | undefined {
  const { text } = reading;
  const items: JsonNode[] = [];
  for (let at = skipSpace(text, start + 1); ;) {
    if (text.charAt(at) === "]") return { kind: "array", start, end: at + 1, items };
    const value = valueAt(reading, at, depth + 1);
    if (!value) return undefined;
    items.push(value);
    at = skipSpace(text, value.end);
    if (text.charAt(at) === ",") at = skipSpace(text, at + 1);
    else if (text.charAt(at) !== "]") return undefined;
  }
}

function skipSpace(text: string, start: number): number {
  let position = start;
  for (let code = text.charCodeAt(position); code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xfeff;) {
    code = text.charCodeAt(++position);
  }
  return position;
}

/** A part with what is left of its path: absent as long as its offsets tell where it stands. */
export interface SoughtPart extends FoundPart {
  readonly inner?: readonly CaptureStep[];
}

/** Whether the part is all of that node. */
export function isAt({ start, end, inner }: SoughtPart, node: JsonNode): boolean {
  return inner ? inner.length === 0 : start === node.start && end === node.end;
}

/** The part if it stands in that child, with what is left of its path. */
export function within(
  part: SoughtPart,
  child: JsonNode,
  step: string | number,
): { readonly from: SoughtPart; readonly part: SoughtPart }[] {
  if (!isWithin(part, child, step)) return [];
  return [{ from: part, part: part.inner ? { ...part, inner: part.inner.slice(1) } : part }];
}

export function isWithin({ inner, start, end }: SoughtPart, child: JsonNode, step: string | number): boolean {
  return inner ? inner[0] === step : child.start <= start && end <= child.end;
}

/** What a path goes on with in the string that the part stands in. */
export function stepsInside({ path }: FoundPart, areLines: boolean): readonly CaptureStep[] {
  const decoded = path.findIndex((step) => typeof step === "object");
  return decoded >= 0 ? path.slice(decoded) : areLines ? path.slice(-1) : [];
}
