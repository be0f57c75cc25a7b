import type { Steps } from "../steps";

/** A native search for a short text takes some nanoseconds for each character that begins like it, and so can't go on to the end of a long one. */
const WINDOW = 200_000;

/** Where `mark` begins next behind `from`, or how far there is none. */
function nextMark(text: string, mark: string, from: number): { readonly at: number } | { readonly noneBefore: number } {
  const at = text.slice(from, from + WINDOW + mark.length - 1).indexOf(mark);
  return at >= 0 ? { at: from + at } : { noneBefore: from + WINDOW };
}

/** Where `mark` stands in a text, in order, at most `most` times, in steps. */
export function* marksIn(text: string, mark: string, most: number): Steps<number[]> {
  const found: number[] = [];
  for (let from = 0; from < text.length && found.length < most;) {
    const next = nextMark(text, mark, from);
    if ("at" in next && found.push(next.at) % MARKS_A_STEP !== 0) {
      from = next.at + mark.length;
      continue;
    }
    yield;
    from = "at" in next ? next.at + mark.length : next.noneBefore;
  }
  return found;
}

const MARKS_A_STEP = 2_000;
