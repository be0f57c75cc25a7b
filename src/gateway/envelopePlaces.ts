import type { DecryptReport } from "../domain/payloads/open/decryptResult";
import type { Steps } from "../domain/steps";
import type { TextRange } from "../domain/text/textRange";
import { isJsonInSteps } from "./jsonBytes";

/** What an envelope takes of a body: one value of JSON, or all of it. */
export interface EnvelopePlace extends TextRange {
  readonly isWhole: boolean;
}

/**
 * Where the parts of an envelope stand in the body, whose text begins at `from` of what was looked through; undefined
 * where none does. What is authenticated beside it, and a label, may stand anywhere.
 */
export function partsInBody(
  { parts }: DecryptReport,
  from: number,
  without: ReadonlySet<string> = new Set(),
): TextRange | undefined {
  const inBody = parts.filter(
    ({ source, role, start }) =>
      BODY_SOURCES.has(source) && start >= from && role !== "aad" && role !== "label" && !without.has(role),
  );
  if (inBody.length === 0) return undefined;
  return {
    start: Math.min(...inBody.map(({ start }) => start)) - from,
    end: Math.max(...inBody.map(({ end }) => end)) - from,
  };
}

const BODY_SOURCES: ReadonlySet<string> = new Set(["json", "text"]);

/**
 * The smallest JSON value around each of these ranges, in steps and in bytes; undefined where the body is not JSON. Of a
 * range that stands in none, all of the body.
 */
export function* placesInJson(body: Uint8Array, ranges: readonly TextRange[]): Steps<EnvelopePlace[] | undefined> {
  const found: (TextRange | undefined)[] = ranges.map(() => undefined);
  const byEnd = ranges.map((range, index) => ({ ...range, index })).sort((one, other) => one.end - other.end);
  /** Those that ended and stand in no value yet, by where they begin. */
  const waiting: typeof byEnd = [];
  let ended = 0;
  // The last value to end is the one that all others stand in.
  let [rootStart, rootEnd] = [0, body.length];
  const isJson = yield* isJsonInSteps(body, (start, end) => {
    [rootStart, rootEnd] = [start, end];
    for (let range = byEnd[ended]; range && range.end <= end; range = byEnd[++ended]) {
      let at = waiting.length;
      while (at > 0 && (waiting[at - 1]?.start ?? 0) > range.start) at--;
      waiting.splice(at, 0, range);
    }
    for (let last = waiting.at(-1); last && last.start >= start; last = waiting.at(-1)) {
      found[last.index] = { start, end };
      waiting.pop();
    }
  });
  if (!isJson) return undefined;
  return found.map((place = { start: rootStart, end: rootEnd }) => ({
    ...place,
    isWhole: place.start === rootStart && place.end === rootEnd,
  }));
}
