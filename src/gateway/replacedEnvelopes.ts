import { isUtf8 } from "node:buffer";
import { readJson } from "../domain/payloads/learn/jsonTree";
import type { DecryptedBytes } from "../domain/payloads/open/decryptResult";
import { TimeSlices } from "../domain/steps";
import { QUOTE } from "../domain/text/characterCodes";
import type { TextRange } from "../domain/text/textRange";
import { type EnvelopePlace, partsInBody, placesInJson } from "./envelopePlaces";
import { isJsonInSteps } from "./jsonBytes";

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
  readonly used: readonly DecryptedBytes[];
}

/**
 * The body with plaintext in place of what was opened, all else to the byte as it was; undefined where none of it has a
 * place that is an envelope and nothing else.
 * @param isOwnShape the body is written as the app's own shape is, so that all of it is the one envelope in it
 */
export async function replaceEnvelopes(
  held: HeldBody,
  opened: readonly DecryptedBytes[],
  isOwnShape: boolean,
): Promise<ReplacedBody | undefined> {
  const slices = new TimeSlices();
  const inBody = opened.flatMap((one) => {
    const range = partsInBody(one.report, held.head);
    return range ? [{ one, range }] : [];
  });
  const places = await placesOf(held, inBody, slices);
  const [first] = places;
  if (places.length === 1 && first && (first.place.isWhole || isOwnShape))
    return { body: first.one.content, isWhole: true, used: [first.one] };
  const changes: Change[] = [];
  const used: DecryptedBytes[] = [];
  for (const { one, place } of places) {
    if (place.start < (changes.at(-1)?.end ?? 0)) continue;
    const value = await valueFor(one.content, place.isText, slices);
    if (!value) continue;
    changes.push({ ...place, value });
    used.push(one);
  }
  return used.length === 0 ? undefined : { body: changed(held.bytes, changes), isWhole: false, used };
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
  readonly one: DecryptedBytes;
  readonly place: EnvelopePlace & { readonly isText?: boolean };
}

/** In bytes, in the order of the body. */
async function placesOf(
  held: HeldBody,
  opened: readonly { readonly one: DecryptedBytes; readonly range: TextRange }[],
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
  return found
    .filter(({ place }) => held.bytes[place.start] !== QUOTE || isOneEnvelope(textAt(held, place)))
    .sort((one, other) => one.place.start - other.place.start);
}

const OF_KEY: ReadonlySet<string> = new Set(["encryptedKey", "salt"]);

function paired(opened: readonly { readonly one: DecryptedBytes }[], places: readonly EnvelopePlace[]): Placed[] {
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
  opened: readonly { readonly one: DecryptedBytes; readonly range: TextRange }[],
): Placed[] {
  const { text, head, bytes } = held;
  const found: Placed[] = [];
  for (const { one } of opened) {
    const { report } = one;
    const isSeparate = report.format !== "hybrid" || /[{[]/.test(text.charAt(report.start));
    const isAll = text.slice(head, report.start).trim() === "" && text.slice(report.end).trim() === "";
    if (opened.length === 1 && (isAll || !isSeparate)) {
      if (isAll) return [{ one, place: { start: 0, end: bytes.length, isWhole: true } }];
      continue;
    }
    const [place] = isSeparate ? inBytes(held, [{ start: report.start - head, end: report.end - head }]) : [];
    if (place && place.start >= (found.at(-1)?.place.end ?? 0))
      found.push({ one, place: { ...place, isWhole: false, isText: true } });
  }
  return found;
}

/** Whether a JSON string holds an envelope and nothing around it. */
function isOneEnvelope(json: string): boolean {
  const inner = unquoted(json).trim();
  if (/^[{["]/.test(inner)) return readJson(inner) !== undefined;
  // A compact JWE, encoded bytes, or a form.
  return /^[\w+/=.:,;|$~%&-]+$/.test(inner) || /^[A-Za-z0-9+/_=\s-]+$/.test(inner);
}

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
  return Buffer.from(JSON.stringify(new TextDecoder("utf-8", { ignoreBOM: true }).decode(content)));
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
