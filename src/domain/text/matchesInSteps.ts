import type { Steps } from "../steps";

/** Characters of one step: the slowest of our patterns take some milliseconds for it. */
const WINDOW = 50_000;
/** No match is longer. */
const REACH = 2_000;
/** In front of a window, for what a pattern looks back at: the break of a line, the border of a word. */
const LEAD = 10;

/** As `text.matchAll`, in steps and at most `most`, for a pattern whose matches have a length of 2,000 at most. */
export function* matchesInSteps(text: string, pattern: RegExp, most: number): Steps<RegExpExecArray[]> {
  const found: RegExpExecArray[] = [];
  for (let from = 0; from < text.length;) {
    const start = Math.max(0, from - LEAD);
    const window = text.slice(start, from + WINDOW + REACH);
    let next = from + WINDOW;
    for (const match of window.matchAll(pattern)) {
      const index = start + match.index;
      if (index < from) continue;
      if (index >= from + WINDOW) break;
      match.index = index;
      if (found.push(match) >= most) return found;
      next = Math.max(next, index + match[0].length);
    }
    from = next;
    yield;
  }
  return found;
}
