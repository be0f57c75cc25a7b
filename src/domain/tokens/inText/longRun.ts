/** Where a line of a token is as long at least, and no word mostly. */
const SHORTEST = 16;

/** Whether an offset of a line touches a run of base64, base64url and dots that may be of a token. */
export function isInLongRun(line: string, offset: number): boolean {
  const [before = ""] = /[\w.+/=-]*$/.exec(line.slice(Math.max(0, offset - SHORTEST), offset)) ?? [];
  const [behind = ""] = /^[\w.+/=-]*/.exec(line.slice(offset, offset + SHORTEST)) ?? [];
  return before.length + behind.length >= SHORTEST;
}
