import type { TextRange } from "../../text/textRange";
import type { SentRequest } from "../read/requestOfBlock";
import { aloneIn } from "./mendVariable";

interface WrittenPath extends TextRange {
  /** One for each segment of the path that is sent, with the variables that stand for it. */
  readonly segments: readonly string[];
}

/** The path as it is written, from its first slash; undefined where a variable stands for several of its segments, or it goes over lines. */
export function writtenPath(text: string, { start, end }: TextRange, { path }: SentRequest): WrittenPath | undefined {
  const written = withoutQuery(text.slice(start, end));
  const count = segmentsOf(path).length;
  const segments = written.split("/").slice(-count);
  const length = segments.reduce((sum, segment) => sum + 1 + segment.length, 0);
  const from = written.length - length;
  if (segments.length < count || from < 0 || written.charAt(from) !== "/") return undefined;
  const isSame = segmentsOf(path).every(
    (segment, index) => segments[index] === segment || aloneIn(segments[index] ?? "") !== undefined,
  );
  return isSame ? { start: start + from, end: start + written.length, segments } : undefined;
}

export function segmentsOf(path: string): string[] {
  return withoutQuery(path).split("/").slice(1);
}

/** Where the first fitting segment of the path stands, as written. */
export function segmentRange(text: string, url: TextRange, fits: (segment: string) => boolean): TextRange | undefined {
  const written = withoutQuery(text.slice(url.start, url.end));
  let start = 0;
  for (const segment of written.split("/")) {
    if (start > 0 && fits(segment)) return { start: url.start + start, end: url.start + start + segment.length };
    start += segment.length + 1;
  }
  return undefined;
}

/** Up to what ends a path, wherever that isn't in a variable's braces: `{{ botId }}`. */
export function withoutQuery(path: string): string {
  const end = path.replace(/\{\{[^{}\r\n]{0,200}\}\}/g, ({ length }) => "x".repeat(length)).search(/[?#\s]/);
  return end < 0 ? path : path.slice(0, end);
}
