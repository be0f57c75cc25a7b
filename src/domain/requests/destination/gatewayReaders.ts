import { LIMITS } from "../../limits";
import type { Steps } from "../../steps";
import { linesOf } from "./fileBlocks";
import { fileDefinitions, type FileDefinitions, LINES_A_STEP } from "./fileDefinitions";
import { type Doubt, doubt, fileDoubts } from "./fileDoubts";
import { GATEWAY_ENVIRONMENT } from "./gatewayAddress";
import { addressIn } from "./requestAddress";

/**
 * Why a request file that reads the gateway's address from the environment may send it, and the key in it, elsewhere: a
 * script or an expression, or a place that isn't the beginning of an address. None where each request that has it goes to
 * the gateway. Takes time linear in the text.
 */
export function* gatewayDoubts(text: string): Steps<Doubt[]> {
  const lines = linesOf(text);
  const doubts = yield* fileDoubts(lines);
  if (text.length > LIMITS.destinations) doubts.push(doubt("too-long", "the file is too long to read it all"));
  const names = yield* holders(yield* fileDefinitions(lines));
  for (const [number, line] of lines.entries()) {
    if (number % LINES_A_STEP === 0) yield;
    if (yield* isGoodUse(line, names)) continue;
    doubts.push(
      doubt("gateway", "the gateway's address stands elsewhere than at the beginning of a request's address"),
    );
    break;
  }
  return doubts;
}

/** The variables that hold it, also through each other. */
function* holders(definitions: FileDefinitions): Steps<ReadonlySet<string>> {
  const names = new Set<string>();
  let read = 0;
  for (let depth = 0, size = -1; size !== names.size && depth <= LIMITS.variableDepth; depth++) {
    size = names.size;
    for (const [name, { values }] of definitions) {
      if (names.has(name)) continue;
      for (const value of values) {
        if (++read % LINES_A_STEP === 0) yield;
        if ((yield* usesIn(value, names)).length === 0) continue;
        names.add(name);
        break;
      }
    }
  }
  return names;
}

/**
 * Where a text has it, up to the second time: of `{{…}}` with the environment variable's name in them, or one of a variable
 * that holds it.
 */
function* usesIn(
  text: string,
  names: ReadonlySet<string>,
): Steps<readonly { readonly index: number; readonly length: number }[]> {
  const isNamed = text.includes(GATEWAY_ENVIRONMENT);
  if (!isNamed && (names.size === 0 || !text.includes("{{"))) return [];
  const uses: { readonly index: number; readonly length: number }[] = [];
  let read = 0;
  for (const { index, 0: whole, 1: inner = "" } of text.matchAll(VARIABLE)) {
    if (++read % LINES_A_STEP === 0) yield;
    if (!inner.includes(GATEWAY_ENVIRONMENT) && !inner.split(/[^\w-]+/).some((word) => names.has(word))) continue;
    uses.push({ index, length: whole.length });
    if (uses.length > 1) return uses;
  }
  // Outside of braces a script may read it.
  const isOutside = isNamed && text.replace(VARIABLE, "").includes(GATEWAY_ENVIRONMENT);
  return isOutside ? [...uses, { index: -1, length: 0 }] : uses;
}

const VARIABLE = /\{\{([^{}]{0,2000})\}\}/g;

/** A line without it, a definition that begins with it, an address that does, or a comment. */
function* isGoodUse(line: string, names: ReadonlySet<string>): Steps<boolean> {
  if (/^\s*(?:#|\/\/)/.test(line)) return true;
  const uses = yield* usesIn(line, names);
  const [use] = uses;
  if (!use) return true;
  if (uses.length > 1 || use.index < 0) return false;
  const before = line.slice(0, use.index);
  const behind = line.slice(use.index + use.length);
  if (/^[ \t]*@[A-Za-z_][\w-]*[ \t]*=[ \t]*$/.test(before)) return /^(?:\/[^{}]*)?[ \t]*$/.test(behind);
  const address = addressIn(line);
  return (
    address !== undefined &&
    address.startsWith(line.slice(use.index, use.index + use.length)) &&
    /^[/\s]|^$/.test(behind)
  );
}
