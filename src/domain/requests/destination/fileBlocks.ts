import { LIMITS } from "../../limits";
import { atOnce, type Steps } from "../../steps";
import { fileDefinitions, type FileDefinitions, LINES_A_STEP } from "./fileDefinitions";

/** Lines of a file, `end` excluded. */
export interface Block {
  readonly start: number;
  readonly end: number;
  /** Without a request or a name, so that what it defines counts for the whole file. */
  readonly isShared: boolean;
}

export interface SharedDefinition {
  readonly line: number;
  readonly value: string;
}

/** The variables of a file that count in each of its blocks for every client: defined in one way, above requests. */
export function sharedVariables(text: string): ReadonlyMap<string, string> {
  return atOnce(sharedVariablesInSteps(text));
}

/** The same in steps. */
export function* sharedVariablesInSteps(text: string): Steps<ReadonlyMap<string, string>> {
  const lines = linesOf(text);
  yield;
  const definitions = yield* fileDefinitions(lines);
  const blocks = yield* blocksOf(lines);
  yield;
  const shared = sharedDefinitions(definitions, blocks);
  yield;
  return new Map(
    [...definitions].flatMap(([name, { values, isPlain, isOneWay }]) =>
      isPlain && isOneWay && shared.has(name) ? [[name, values[0] ?? ""]] : [],
    ),
  );
}

/** Of the beginning of a file, which is read. */
export function linesOf(text: string): string[] {
  return text.slice(0, LIMITS.destinations).split(/\r?\n/);
}

/** From one `###` line to the next, in steps. */
export function* blocksOf(lines: readonly string[]): Steps<Block[]> {
  const starts = [0];
  for (const [line, text] of lines.entries()) if (line > 0 && text.startsWith("###")) starts.push(line);
  const blocks: Block[] = [];
  let looked = 0;
  for (const [index, start] of starts.entries()) {
    const end = starts[index + 1] ?? lines.length;
    // A title becomes the block's name for httpYac, and what a named block defines is its own.
    let isShared = !/^###+\s*[^\s#]/.test(lines[start] ?? "");
    for (let at = start; at < end && isShared; at++) {
      if (looked++ % LINES_A_STEP === 0) yield;
      const text = lines[at] ?? "";
      isShared =
        (isBlank(text) || isPlainComment(text) || /^[ \t]*@/.test(text)) && !/^\s*(?:#+|\/{2,})\s*@name\b/i.test(text);
    }
    blocks.push({ start, end, isShared });
  }
  return blocks;
}

/** Of the names that shared blocks define, the first such line, and the last value. */
export function sharedDefinitions(
  definitions: FileDefinitions,
  blocks: readonly Block[],
): ReadonlyMap<string, SharedDefinition> {
  const found = new Map<string, SharedDefinition>();
  for (const [name, { all }] of definitions) {
    for (const { line, value } of all)
      if (blockOf(blocks, line).isShared) found.set(name, { line: found.get(name)?.line ?? line, value });
  }
  return found;
}

function blockOf(blocks: readonly Block[], line: number): Block {
  let [low, high] = [0, blocks.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((blocks[middle]?.start ?? 0) <= line) low = middle;
    else high = middle - 1;
  }
  return blocks[low] ?? { start: 0, end: 0, isShared: false };
}

export function isBlank(line: string): boolean {
  return line.trim() === "";
}

/** For every client. */
export function isPlainComment(line: string): boolean {
  return /^[ \t]*(?:#|\/\/)/.test(line);
}
