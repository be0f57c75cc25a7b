import { isUtf8 } from "node:buffer";
import type { DecryptReport } from "../domain/payloads/open/decryptResult";
import { TimeSlices } from "../domain/steps";
import { OPENING_BRACE, QUOTE } from "../domain/text/characterCodes";
import type { TextRange } from "../domain/text/textRange";
import { withPlaintext } from "./besideParts";
import { type EnvelopePlace, partsInBody, placesInJson } from "./envelopePlaces";
import { isJsonInSteps } from "./jsonBytes";
import type { OpenedEnvelope } from "./openedEnvelopes";

/** An answer's body as it came: its bytes, and its text as it was looked through, behind `head` characters. */
export interface HeldBody {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly text: string;
  readonly head: number;
}

export interface ReplacedBody {
  readonly body: Uint8Array<ArrayBuffer>;
  /** All of the body was one envelope. */
  readonly isWhole: boolean;
  /** Those in whose places plaintext stands now. */
  readonly used: readonly OpenedEnvelope[];
}

/** Opens what stands in a text of its own; undefined where nothing does. */
export type OpenText = (text: string) => Promise<ReplacedBody | undefined>;

/**
 * The body with plaintext in place of what was opened, all else to the byte as it was; undefined where none of it has a
 * place that is an envelope and nothing else.
 * @param isOwnShape the body is written as the app's own shape is, so that all of it is the one envelope in it
 * @param openText for a text that stands in a JSON string
 */
export async function replaceEnvelopes(
  held: HeldBody,
  opened: readonly OpenedEnvelope[],
  isOwnShape: boolean,
  openText: OpenText,
): Promise<ReplacedBody | undefined> {
  const slices = new TimeSlices();
  const inBody = opened.flatMap((one) => {
    const range = partsInBody(one.report, held.head);
    return range ? [{ one, range }] : [];
  });
  const places = await placesOf(held, inBody, slices);
  const [first] = places;
  const isOne = places.length === 1 && first && (isOwnShape || (first.place.isWhole && !isTextIn(held, first)));
  if (isOne && (isOwnShape || !(await besidePlaintext(held, first, slices))))
    return { body: first.one.content, isWhole: true, used: [first.one] };
  const changes: Change[] = [];
  const used: OpenedEnvelope[] = [];
  for (const placed of places) {
    const { one, place } = placed;
    if (place.start < (changes.at(-1)?.end ?? 0)) continue;
    const inner = isTextIn(held, placed) ? await openText(unquoted(textAt(held, place))) : undefined;
    if (inner?.isWhole && place.isWhole) return inner;
    const isString = inner && !inner.isWhole;
    const value = isString
      ? quoted(inner.body)
      : ((inner ? undefined : await besidePlaintext(held, placed, slices)) ??
        (await valueFor(inner?.body ?? one.content, place.isText, slices)));
    if (!value || (!inner && isTextIn(held, placed))) continue;
    changes.push({ ...place, value });
    used.push(...(inner?.used ?? [one]));
  }
  return used.length === 0 ? undefined : { body: changed(held.bytes, changes), isWhole: false, used };
}

/** Whether a string has a text with envelopes in it, such as JSON. */
function isTextIn({ bytes }: HeldBody, { one, place }: Placed): boolean {
  return one.isEmbedded && place.isText !== true && bytes[place.start] === QUOTE;
}

/** The object around the parts with the plaintext in it, where it has more in it than they are. */
async function besidePlaintext(held: HeldBody, { one, place }: Placed, slices: TimeSlices) {
  const { bytes, head } = held;
  // A JWE is all of its object by its standard (RFC 7516, 7.2).
  const isLoose = one.report.format === "hybrid" && !place.isText && !one.isEmbedded;
  if (!isLoose || bytes[place.start] !== OPENING_BRACE) return undefined;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const from = head + buffer.toString("utf8", 0, place.start).length;
  const write = (plaintext: string) => withPlaintext(textAt(held, place), from, one.report.parts, plaintext);
  // Most have nothing beside, and then no text is made of the plaintext.
  const value = write("") === undefined ? undefined : await valueFor(one.content, false, slices);
  const written = value && write(Buffer.from(value).toString());
  return written === undefined ? undefined : Buffer.from(written);
}

/** What stands in place of a range of bytes. */
interface Change extends TextRange {
  readonly value: Uint8Array;
}

/** The bytes with all changes, in order. */
function changed(bytes: Uint8Array, changes: readonly Change[]): Uint8Array<ArrayBuffer> {
  const growth = changes.reduce((sum, { start, end, value }) => sum + value.length - (end - start), 0);
  const result = new Uint8Array(bytes.length + growth);
  let [from, to] = [0, 0];
  const put = (piece: Uint8Array): void => {
    result.set(piece, to);
    to += piece.length;
  };
  for (const { start, end, value } of changes) {
    put(bytes.subarray(from, start));
    put(value);
    from = end;
  }
  put(bytes.subarray(from));
  return result;
}

interface Placed {
  readonly one: OpenedEnvelope;
  readonly place: EnvelopePlace & { readonly isText?: boolean };
}

/** In bytes, in the order of the body. */
async function placesOf(
  held: HeldBody,
  opened: readonly { readonly one: OpenedEnvelope; readonly range: TextRange }[],
  slices: TimeSlices,
): Promise<Placed[]> {
  const ranges = inBytes(
    held,
    opened.map(({ range }) => range),
  );
  const places = await slices.run(placesInJson(held.bytes, ranges));
  if (!places) return placesInText(held, opened);
  let found = paired(opened, places);
  if (overlap(found)) {
    // They have one key among them, say: what is encrypted with it stands on its own.
    const own = opened.map(({ one, range }) => partsInBody(one.report, held.head, OF_KEY) ?? range);
    found = paired(opened, (await slices.run(placesInJson(held.bytes, inBytes(held, own)))) ?? []);
  }
  return found.sort((one, other) => one.place.start - other.place.start);
}

const OF_KEY: ReadonlySet<string> = new Set(["encryptedKey", "salt"]);

function paired(opened: readonly { readonly one: OpenedEnvelope }[], places: readonly EnvelopePlace[]): Placed[] {
  return opened.flatMap(({ one }, index) => {
    const place = places[index];
    return place ? [{ one, place }] : [];
  });
}

function overlap(found: readonly Placed[]): boolean {
  const sorted = [...found].sort((one, other) => one.place.start - other.place.start);
  return sorted.some(({ place }, index) => index > 0 && place.start < (sorted[index - 1]?.place.end ?? 0));
}

/** In what is no JSON: JSON or a JWE among other text, or nothing but one envelope. */
function placesInText(
  held: HeldBody,
  opened: readonly { readonly one: OpenedEnvelope; readonly range: TextRange }[],
): Placed[] {
  const { text, head, bytes } = held;
  const [only] = opened;
  if (opened.length === 1 && only && isAllOf(text.slice(head), only.one.report, head))
    return [{ one: only.one, place: { start: 0, end: bytes.length, isWhole: true } }];
  const found: Placed[] = [];
  for (const { one } of opened) {
    const { report } = one;
    if (report.format === "hybrid" && !/[{[]/.test(text.charAt(report.start))) continue;
    const [place] = inBytes(held, [{ start: report.start - head, end: report.end - head }]);
    if (place && place.start >= (found.at(-1)?.place.end ?? 0))
      found.push({ one, place: { ...place, isWhole: false, isText: true } });
  }
  return found;
}

/** Whether a text holds the parts of an envelope, their names and what separates them, and nothing else. */
function isAllOf(text: string, { parts, start, end }: DecryptReport, head: number): boolean {
  if (text.slice(0, start - head).trim() === "" && text.slice(end - head).trim() === "") return true;
  const inBody = parts.filter((part) => part.start >= head && part.source !== "header");
  const ranges = inBody.sort((one, other) => one.start - other.start);
  let at = 0;
  const gaps = [...ranges, { start: text.length + head, end: 0 }].map((range) => {
    const gap = text.slice(at, Math.max(at, range.start - head));
    at = Math.max(at, range.end - head);
    return gap;
  });
  return gaps.every((gap) => gap.length <= MAX_BETWEEN && BETWEEN_PARTS.test(gap));
}

/** Markup, the names of fields, and what separates them: each alternative begins in another way. */
const BETWEEN_PARTS = /^\s*(?:<[^<>]*>\s*|[&;,]\s*|[\w.-]{1,100}\s*[=:]\s*)*$/;
const MAX_BETWEEN = 2_000;

function unquoted(json: string): string {
  try {
    return JSON.parse(json) as string;
  } catch {
    return json;
  }
}

/** What stands in place of an envelope: JSON as it is, text as a JSON string; undefined for what is neither. */
async function valueFor(
  content: Uint8Array<ArrayBuffer>,
  isText: boolean | undefined,
  slices: TimeSlices,
): Promise<Uint8Array | undefined> {
  if (!isUtf8(content)) return undefined;
  if (isText) return content;
  if (await slices.run(isJsonInSteps(content))) return hasMark(content) ? content.subarray(3) : content;
  return quoted(content);
}

function quoted(text: Uint8Array): Uint8Array {
  return Buffer.from(JSON.stringify(new TextDecoder("utf-8", { ignoreBOM: true }).decode(text)));
}

/** A byte order mark, which may stand in front of JSON and not in it. */
function hasMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function textAt({ text, head, bytes }: HeldBody, { start, end }: TextRange): string {
  return text.length - head === bytes.length
    ? text.slice(head + start, head + end)
    : new TextDecoder().decode(bytes.subarray(start, end));
}

/** Ranges of UTF-16 units as ranges of bytes. */
function inBytes({ text, head, bytes }: HeldBody, ranges: readonly TextRange[]): readonly TextRange[] {
  if (text.length - head === bytes.length) return ranges;
  const offsets = new Map<number, number>();
  let [at, offset] = [0, 0];
  for (const next of [...new Set(ranges.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b)) {
    offset += Buffer.byteLength(text.slice(head + at, head + next));
    at = next;
    offsets.set(next, offset);
  }
  return ranges.map(({ start, end }) => ({ start: offsets.get(start) ?? 0, end: offsets.get(end) ?? 0 }));
}
