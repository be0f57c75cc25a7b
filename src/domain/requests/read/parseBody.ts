import { LIMITS } from "../../limits";
import type { Steps } from "../../steps";
import type { TextRange } from "../../text/textRange";
import { BodyLines, type Closings } from "./bodyLines";
import type { Difference, DifferenceKind, FileHeader, FileVariable, RequestBody } from "./requestFile";
import { commentOf, LINES_A_STEP, linesOf, trimmed, variableOf } from "./requestLines";
import { kindOfBody } from "./sentBody";

/** What the lines above a body say. */
interface Above {
  readonly headers: readonly FileHeader[];
  /** Takes those of the body. */
  readonly differences: Differences;
  /** Takes those of the body. */
  readonly variables: FileVariable[];
  readonly isForced: boolean;
  /** No blank line stands before it. */
  readonly isUnderHeaders: boolean;
}

/** The body, and what stands around it, up to the next request or the end, in steps. */
export function* parseBody(
  text: string,
  from: number,
  to: number,
  head: Above,
  closings: Closings,
): Steps<{ readonly body: RequestBody | undefined; readonly end: number }> {
  const { headers, differences, variables, isForced } = head;
  const lines = new BodyLines(text, from, to, closings);
  const kind = kindOfBody(headers);
  let body: { start: number; end: number; isFile: boolean; isUnderHeaders?: true } | undefined;
  let { isUnderHeaders } = head;
  let isOver = false;
  let isBelowBlank = false;
  let isKept = isForced || kind === "mixed";
  /** Where the comments right above a line begin, which belong to it. */
  let above: number | undefined;
  let count = 0;
  for (const line of linesOf(text, from, to)) {
    if (++count % LINES_A_STEP === 0) yield;
    const written = text.slice(line.start, line.end);
    const use = lines.next(written, line.end);
    if (use === "comment") {
      above ??= line.start;
      isKept ||= FORCED_DELIMITER.test(commentOf(text, trimmed(text, line.start, line.end)).text);
      continue;
    }
    if (use === "request" && !isKept) return { body, end: above ?? line.start };
    above = undefined;
    if (written.trim() === "") {
      isUnderHeaders = false;
      isBelowBlank = true;
      continue;
    }
    if (use === "variable") {
      const variable = variableOf(text, trimmed(text, line.start, line.end));
      if (variable) variables.push(variable);
      if (variables.length >= LIMITS.partsOfBlock) break;
    }
    const isSent = use === "sent" || use === "file" || use === "request" || use === "graphql";
    if (use !== "sent" && use !== "file" && use !== "request") differ(differences, use, line, isUnderHeaders);
    isOver ||= use === "stream";
    if (!isSent || isOver) continue;
    if (kind === "form" && (isBelowBlank || isJoinedDifferently(written, body !== undefined)))
      differ(differences, "form", line);
    isBelowBlank = false;
    body ??= { start: line.start, end: line.end, isFile: false, ...(isUnderHeaders && { isUnderHeaders }) };
    body.end = line.end;
    body.isFile ||= use === "file";
  }
  return { body, end: to };
}

/** The first line of each kind that the clients read in different ways. */
export type Differences = Difference[];

export function differ(
  differences: Differences,
  kind: DifferenceKind,
  { start, end }: TextRange,
  isUnderHeaders = false,
): void {
  if (differences.some((each) => each.kind === kind)) return;
  differences.push({ kind, start, end, ...(isUnderHeaders && { isUnderHeaders }) });
}

/** httpYac's `# @forceRegionDelimiter`: no line begins a request but behind `###`. */
export const FORCED_DELIMITER = /^@force-?region-?delimiter\b/i;

/** httpYac takes away the white space around lines, `=` and `&`, and all line breaks; REST Client only those before `&`. */
function isJoinedDifferently(line: string, isContinuation: boolean): boolean {
  return (isContinuation && !line.startsWith("&")) || /\s(?:[=&]|$)|(?:[=&]|^)\s/.test(line.slice(0, LIMITS.address));
}
