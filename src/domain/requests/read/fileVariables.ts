import { LIMITS } from "../../limits";
import { atOnce, type Steps } from "../../steps";
import type { RequestBlock } from "./requestFile";

/** What variables stand for, by their names. */
export type VariableValues = Pick<ReadonlyMap<string, string>, "get">;

/**
 * Fills in the `{{name}}` of a text, also those that stand in values, where neither it nor the result is longer than
 * `maxLength`. What `values` doesn't have (environments, scripts, prompts) stays as it is written.
 */
export function fillWith(text: string, values: VariableValues, maxLength: number = LIMITS.filled): string {
  return atOnce(fillInSteps(text, values, maxLength));
}

/** The same in steps. */
export function* fillInSteps(text: string, values: VariableValues, maxLength: number): Steps<string> {
  let filled = text;
  for (let depth = 0; depth < LIMITS.variableDepth; depth++) {
    const next = yield* filledOnce(filled, values, maxLength);
    if (next === undefined) return filled;
    filled = next;
  }
  return filled;
}

/** The first variable that a filled text still has, as it is written between its braces. */
export function openVariable(text: string): string | undefined {
  for (let close = text.indexOf("}}"); close >= 0; close = text.indexOf("}}", close + 1)) {
    const before = text.slice(Math.max(0, close - MAX_VARIABLE_NAME - 2), close);
    const line = before.slice(before.lastIndexOf("\n") + 1);
    const open = line.indexOf("{{");
    if (open >= 0 && open + 2 < line.length) return line.slice(open + 2).trim();
  }
  return undefined;
}

const MAX_VARIABLE_NAME = 200;

/**
 * The values of the file's variables at each of its blocks: its own above the request, or else the file's last. REST
 * Client, for which the last one always counts, and httpYac, for which those below a request count only for what is sent
 * after it, agree on that wherever a name is defined once above its requests.
 */
export function blockVariables(blocks: readonly RequestBlock[]): (block: RequestBlock) => VariableValues {
  const all = fileVariables(blocks);
  return (block) => {
    const own = fileVariables([block], block.request?.start);
    // One upon the other: a copy for each block would take variables times blocks.
    return own.size === 0 ? all : { get: (name) => own.get(name) ?? all.get(name) };
  };
}

/** The values of the file's variables: the last definition before `end` counts for the whole file, wherever it stands. */
export function fileVariables(blocks: readonly RequestBlock[], end = Infinity): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { variables } of blocks)
    for (const { name, value, start } of variables) if (start < end) values.set(name, value.text);
  return values;
}

const VARIABLE = /\{\{([^{}]{1,200})\}\}/g;

/** Undefined where there is nothing to fill in. */
function* filledOnce(text: string, values: VariableValues, maxLength: number): Steps<string | undefined> {
  if (text.length > maxLength || !text.includes("{{")) return undefined;
  let room = maxLength - text.length;
  let from = 0;
  let count = 0;
  const pieces: string[] = [];
  for (const { index, 0: whole, 1: name = "" } of text.matchAll(VARIABLE)) {
    if (++count % VARIABLES_A_STEP === 0) yield;
    const value = values.get(name.trim());
    if (value === undefined || value.length > room) continue;
    room -= value.length;
    pieces.push(text.slice(from, index), value);
    from = index + whole.length;
  }
  return from === 0 ? undefined : pieces.concat(text.slice(from)).join("");
}

const VARIABLES_A_STEP = 2_000;
