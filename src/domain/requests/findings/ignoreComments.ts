import { LIMITS } from "../../limits";
import { atOnce, type Steps } from "../../steps";
import { marksIn } from "../../text/nextMark";
import type { Piece } from "../../text/textRange";

/**
 * The codes that a comment switches off for the whole file: `# jwt-apps: ignore expired, no-expiry`, behind `#`, `//`,
 * `/*` or `;`. Each piece is what stands behind the mark, up to the end of its line. Takes time linear in the text.
 */
export function ignoreComments(text: string): Piece[] {
  return atOnce(ignoreCommentsInSteps(text));
}

/** The same in steps; at most `LIMITS.pieces`. */
export function* ignoreCommentsInSteps(text: string): Steps<Piece[]> {
  const found: Piece[] = [];
  for (const at of yield* marksIn(text, MARK, LIMITS.marks)) {
    const near = text.slice(Math.max(0, at - 20), at);
    const before = near.slice(near.lastIndexOf("\n") + 1);
    if (!/(?:#|\/\/|\/\*|;)[ \t]*$/.test(before)) continue;
    const [whole, codes] = IGNORE.exec(text.slice(at, at + LIMITS.ignoreComment + 100)) ?? [];
    if (whole === undefined || codes === undefined) continue;
    const end = at + whole.length;
    if (found.push({ text: codes, start: end - codes.length, end }) >= LIMITS.pieces) break;
    if (found.length % COMMENTS_A_STEP === 0) yield;
  }
  return found;
}

const COMMENTS_A_STEP = 1_000;

/** The codes that such comments name. */
export function ignoredCodes(comments: readonly Pick<Piece, "text">[]): ReadonlySet<string> {
  const codes = new Set<string>();
  for (const { text } of comments) for (const code of text.split(/[^a-z-]+/)) if (code !== "") codes.add(code);
  return codes;
}

const MARK = "jwt-apps:";
const IGNORE = new RegExp(`^jwt-apps:[ \\t]{0,20}ignore[ \\t:]([^\\r\\n]{0,${LIMITS.ignoreComment}})`);
