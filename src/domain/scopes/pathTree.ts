/**
 * Path templates by their segments: each place has those that may follow it. A walk meets only what begins as the path
 * does, however many templates there are.
 */
export interface PathTree<T> {
  /** Fixed segments in lower case; several where templates differ in case alone. */
  readonly fixed: Map<string, FixedSegment<T>[]>;
  /** Behind a segment that is a parameter, whatever its name. */
  parameter?: PathTree<T>;
  /** What ends here, in the order in which it was added. */
  readonly ends: T[];
}

interface FixedSegment<T> {
  readonly text: string;
  readonly next: PathTree<T>;
}

/** A place that a path leads to, and how. */
export interface Reached<T> {
  readonly ends: readonly T[];
  /** In what the path differs from the template, as its segments do. */
  readonly misspelled: readonly Misspelling[];
  /** Which segments stand for parameters, as bits: the first of the path is 2^(MAX_SEGMENTS - 1). */
  readonly parameters: number;
}

/** `streamForBot`: `/stream/` where the template has `/bot/`; `botForStream`: the reverse. `case`: upper or lower case. */
export type Misspelling = "streamForBot" | "botForStream" | "case";

/** That a path may have: their bits make an integer. */
export const MAX_SEGMENTS = 16;

/** @param templates the segments of each, those in braces being parameters, and what is found by them */
export function pathTree<T>(templates: readonly (readonly [segments: readonly string[], found: T])[]): PathTree<T> {
  const root = emptyTree<T>();
  for (const [segments, found] of templates) {
    const end = segments.reduce(
      (tree, segment) => (segment.startsWith("{") ? (tree.parameter ??= emptyTree()) : behind(tree, segment)),
      root,
    );
    end.ends.push(found);
  }
  return root;
}

/** All places that at most `MAX_SEGMENTS` segments lead to. Takes no more steps than the tree has places. */
export function reachedBy<T>(root: PathTree<T>, segments: readonly string[]): readonly Reached<T>[] {
  const lower = segments.map((segment) => segment.toLowerCase());
  const reached: Reached<T>[] = [];
  const walk = (tree: PathTree<T>, index: number, misspelled: readonly Misspelling[], parameters: number): void => {
    const segment = lower[index];
    if (segment === undefined) {
      if (tree.ends.length > 0) reached.push({ ends: tree.ends, misspelled, parameters });
      return;
    }
    for (const { text, next } of tree.fixed.get(segment) ?? NONE)
      walk(next, index + 1, text === segments[index] ? misspelled : withOne(misspelled, "case"), parameters);
    const alias = ALIASES.get(segment);
    const meant = alias && tree.fixed.get(alias.text)?.find(({ text }) => text === alias.text);
    if (meant) walk(meant.next, index + 1, withOne(misspelled, alias.misspelling), parameters);
    if (tree.parameter) walk(tree.parameter, index + 1, misspelled, parameters | (1 << (MAX_SEGMENTS - 1 - index)));
  };
  walk(root, 0, NONE, 0);
  return reached;
}

const NONE: readonly never[] = [];

/** What is written for which. */
const ALIASES: ReadonlyMap<string, { readonly text: string; readonly misspelling: Misspelling }> = new Map([
  ["stream", { text: "bot", misspelling: "streamForBot" }],
  ["bot", { text: "stream", misspelling: "botForStream" }],
]);

function withOne(misspelled: readonly Misspelling[], one: Misspelling): readonly Misspelling[] {
  return misspelled.includes(one) ? misspelled : [...misspelled, one];
}

function emptyTree<T>(): PathTree<T> {
  return { fixed: new Map(), ends: [] };
}

/** The tree behind a fixed segment, which is added where it isn't there. */
function behind<T>({ fixed }: PathTree<T>, text: string): PathTree<T> {
  const alike = fixed.get(text.toLowerCase()) ?? [];
  const known = alike.find((one) => one.text === text);
  if (known) return known.next;
  const next = emptyTree<T>();
  fixed.set(text.toLowerCase(), [...alike, { text, next }]);
  return next;
}
