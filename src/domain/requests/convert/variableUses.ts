import { LIMITS } from "../../limits";
import type { Steps } from "../../steps";
import type { FileVariable, RequestBlock, RequestFile } from "../read/requestFile";

/** Whose a request is, seen from one app; undefined where it counts for neither. */
export type Side = "own" | "other" | undefined;

const [OWN, OTHER] = [1, 2];

/** A name, or one definition of it: what is read there is read by these sides. */
interface Read {
  readers: number;
}

interface Named extends Read {
  readonly definitions: Definition[];
}

/** A definition of a file's variable, and whose requests may read it. */
export class Definition implements Read {
  readers = 0;
  /** What its value reads. */
  readonly reads: Read[] = [];

  readonly variable: FileVariable;
  readonly block: RequestBlock;
  readonly #named: Named;

  constructor(variable: FileVariable, block: RequestBlock, named: Named) {
    this.variable = variable;
    this.block = block;
    this.#named = named;
  }

  /** All that define its name, in order. */
  get namesakes(): readonly Definition[] {
    return this.#named.definitions;
  }

  get allReaders(): number {
    return this.readers | this.#named.readers;
  }

  get isOwn(): boolean {
    return (this.allReaders & OWN) !== 0;
  }

  get isOthers(): boolean {
    return (this.allReaders & OTHER) !== 0;
  }
}

/**
 * The variables that a file defines, in order, each with whose requests may read it, also through others: the one above a
 * request in its block, which counts for httpYac, and the last of the file, which counts for REST Client. Takes time linear
 * in the text.
 */
export function* variableUses(file: RequestFile, sideOf: (block: RequestBlock) => Side): Steps<readonly Definition[]> {
  const names = new Map<string, Named>();
  const all = new Map<FileVariable, Definition>();
  for (const block of file.blocks) {
    for (const variable of block.variables) {
      if (all.size % VARIABLES_A_STEP === 0) yield;
      const named = names.get(variable.name) ?? { readers: 0, definitions: [] };
      names.set(variable.name, named);
      const definition = new Definition(variable, block, named);
      named.definitions.push(definition);
      all.set(variable, definition);
    }
  }
  yield* readNames(file, { names, all, sideOf });
  yield* followReads([...all.values()]);
  return [...all.values()];
}

const VARIABLES_A_STEP = 2_000;

interface Uses {
  readonly names: ReadonlyMap<string, Named>;
  readonly all: ReadonlyMap<FileVariable, Definition>;
  readonly sideOf: (block: RequestBlock) => Side;
}

/** What stands in braces: a block reads it, or a definition does. */
function* readNames({ text, blocks }: RequestFile, { names, all, sideOf }: Uses): Steps<void> {
  const definitions = [...all.values()];
  let [count, blockIndex, next] = [0, -1, 0];
  let locals = new Map<string, Definition>();
  let side = 0;
  for (const { index, 1: inner = "" } of text.matchAll(/\{\{([^{}]{0,2000})\}\}/g)) {
    if (++count % VARIABLES_A_STEP === 0) yield;
    while (blockIndex < 0 || index >= (blocks[blockIndex]?.end ?? Infinity)) {
      const block = blocks[++blockIndex];
      if (!block) return;
      const above = block.variables.filter(({ start }) => block.request && start < block.request.start);
      locals = new Map(above.flatMap((variable) => withName(variable, all.get(variable))));
      side = sideNumber(sideOf(block));
    }
    while ((definitions[next]?.variable.end ?? Infinity) <= index) next++;
    const definition = definitions[next];
    const isInside = definition !== undefined && definition.variable.start <= index;
    for (const word of inner.split(/[^\w-]+/)) {
      const named = names.get(word);
      if (!named) continue;
      const local = locals.get(word);
      for (const each of local ? [local, ...named.definitions.slice(-1)] : [named]) {
        if (isInside) definition.reads.push(each);
        else each.readers |= side;
      }
    }
  }
}

function withName({ name }: FileVariable, definition: Definition | undefined): [string, Definition][] {
  return definition ? [[name, definition]] : [];
}

function sideNumber(side: Side): number {
  if (side === undefined) return 0;
  return side === "own" ? OWN : OTHER;
}

/** Whoever reads a variable reads what its value names. */
function* followReads(definitions: readonly Definition[]): Steps<void> {
  let count = 0;
  for (let depth = 0, isChanged = true; isChanged && depth <= LIMITS.variableDepth; depth++) {
    isChanged = false;
    for (const { allReaders, reads } of definitions) {
      for (const each of reads) {
        if (++count % VARIABLES_A_STEP === 0) yield;
        if ((each.readers | allReaders) === each.readers) continue;
        each.readers |= allReaders;
        isChanged = true;
      }
    }
  }
}
