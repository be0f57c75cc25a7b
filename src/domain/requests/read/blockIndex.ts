import { LIMITS } from "../../limits";
import { atOnce, type Steps } from "../../steps";
import type { ChangedLines } from "../../text/lineChanges";
import type { RequestBlock } from "./requestFile";
import { blockStarts, parseSectionInSteps } from "./parseRequestFile";
import type { Piece, TextRange } from "../../text/textRange";

/** A block of a request file with its own text, to which its offsets refer: a change elsewhere moves only `line`. */
export interface PlacedBlock {
  /** Its first line, from 0. */
  readonly line: number;
  readonly lineCount: number;
  readonly text: string;
  readonly block: RequestBlock;
}

/** A text by its lines, as it is now. */
export interface LineText {
  readonly lineCount: number;
  /** Whole lines with their line breaks, the second line excluded. */
  between(line: number, end: number): string;
}

/** The blocks of a whole text, whose first line is `line`. @internal */
export function indexBlocks(text: string, line = 0): PlacedBlock[] {
  return atOnce(indexBlocksInSteps(text, line)) ?? [];
}

/** The same in steps; undefined where there are more than `LIMITS.blocks`, or `LIMITS.parts` in them. */
export function* indexBlocksInSteps(text: string, line = 0): Steps<PlacedBlock[] | undefined> {
  const starts = yield* blockStarts(text);
  if (starts.length > LIMITS.blocks) return undefined;
  const placed: PlacedBlock[] = [];
  let at = line;
  let parts = 0;
  for (const [index, start] of starts.entries()) {
    const section = text.slice(start, starts[index + 1] ?? text.length);
    for (const block of yield* parseSectionInSteps(section, 0, section.length, LIMITS.blocks - placed.length)) {
      const own = section.slice(block.start, block.end);
      const lineCount = (yield* countBreaks(own)) + (own.endsWith("\n") ? 0 : 1);
      parts +=
        block.variables.length + block.appLines.length + block.comments.length + (block.request?.headers.length ?? 0);
      if (block.isCut || parts > LIMITS.parts) return undefined;
      placed.push({ line: at, lineCount, text: own, block: block.start === 0 ? block : moved(block, -block.start) });
      at += lineCount;
      if (placed.length % BLOCKS_A_STEP === 0) yield;
    }
    if (index % BLOCKS_A_STEP === BLOCKS_A_STEP - 1) yield;
  }
  return placed;
}

const BLOCKS_A_STEP = 200;

/** The same with all offsets moved. */
function moved(block: RequestBlock, by: number): RequestBlock {
  const range = ({ start, end }: TextRange): TextRange => ({ start: start + by, end: end + by });
  const piece = ({ text, ...at }: Piece): Piece => ({ text, ...range(at) });
  const { request } = block;
  return {
    ...block,
    ...range(block),
    variables: block.variables.map((each) => ({ ...each, ...range(each), value: piece(each.value) })),
    appLines: block.appLines.map((each) => ({ ...range(each), app: piece(each.app) })),
    comments: block.comments.map(piece),
    ...(request && {
      request: {
        ...request,
        ...range(request),
        methodRange: range(request.methodRange),
        url: piece(request.url),
        headers: request.headers.map((each) => ({ ...range(each), name: piece(each.name), value: piece(each.value) })),
        ...(request.body && { body: { ...request.body, ...range(request.body) } }),
        differences: request.differences.map((each) => ({ ...each, ...range(each) })),
      },
    }),
  };
}

/** The blocks after a change: those that it doesn't touch are the same objects, or moved by some lines. */
export function updateBlocks(
  blocks: readonly PlacedBlock[],
  changes: readonly ChangedLines[],
  lines: LineText,
): PlacedBlock[] {
  const updated: PlacedBlock[] = [];
  let at = 0;
  let shift = 0;
  const keepUpTo = (end: number): void => {
    for (; at < end; at++) {
      const block = blocks[at];
      if (block) updated.push(shift === 0 ? block : { ...block, line: block.line + shift });
    }
  };
  for (let change = 0; change < changes.length;) {
    const first = changes[change];
    if (!first) break;
    const start = touchedFirst(blocks, first.from);
    let end = touchedEnd(blocks, first.to);
    let after = first.newTo - first.to;
    for (change++; change < changes.length; change++) {
      const next = changes[change];
      if (!next || touchedFirst(blocks, next.from) > end) break;
      end = touchedEnd(blocks, next.to);
      after = next.newTo - next.to;
    }
    keepUpTo(start);
    const newStart = (blocks[start]?.line ?? 0) + shift;
    const newEnd = end < blocks.length ? (blocks[end]?.line ?? 0) + after : lines.lineCount;
    updated.push(...indexBlocks(lines.between(newStart, newEnd), newStart));
    at = end;
    shift = after;
  }
  keepUpTo(blocks.length);
  return updated;
}

/** Characters of the blocks that a change touches, as they were before it. */
export function touchedLength(blocks: readonly PlacedBlock[], changes: readonly ChangedLines[]): number {
  let length = 0;
  let counted = 0;
  for (const { from, to } of changes) {
    const end = touchedEnd(blocks, to);
    for (counted = Math.max(counted, touchedFirst(blocks, from)); counted < end; counted++)
      length += blocks[counted]?.text.length ?? 0;
  }
  return length;
}

/** A line and an offset in it, both from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** The position of an offset in the block's text. */
export function positionIn({ text, line }: PlacedBlock, offset: number): Position {
  const before = text.lastIndexOf("\n", offset - 1);
  return { line: line + atOnce(countBreaks(text.slice(0, offset))), character: offset === 0 ? 0 : offset - before - 1 };
}

/** The block that holds the line. */
export function blockOfLine(blocks: readonly PlacedBlock[], line: number): PlacedBlock | undefined {
  return blocks[blockIndexAt(blocks, line)];
}

/** A change of a separator may give its block to the one before; where others begin hangs on what is above them. */
function touchedFirst(blocks: readonly PlacedBlock[], line: number): number {
  let index = blockIndexAt(blocks, line);
  if (index > 0 && blocks[index]?.line === line) index--;
  while (index > 0 && blocks[index]?.block.isContinued) index--;
  return index;
}

function touchedEnd(blocks: readonly PlacedBlock[], line: number): number {
  let end = blockIndexAt(blocks, line) + 1;
  while (blocks[end]?.block.isContinued) end++;
  return end;
}

function blockIndexAt(blocks: readonly PlacedBlock[], line: number): number {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((blocks[middle]?.line ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

function* countBreaks(text: string): Steps<number> {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) if (++count % LINES_A_STEP === 0) yield;
  return count;
}

const LINES_A_STEP = 20_000;
