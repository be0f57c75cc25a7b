/** A change of a text, in lines from 0 of the text before it; changes of one step don't overlap. */
export interface LineChange {
  /** The first and the last line that it touches. */
  readonly startLine: number;
  readonly endLine: number;
  /** Line breaks in what stands there now. */
  readonly breaks: number;
}

/** Lines that were replaced, both ends included, before and after; in order, with unchanged lines between them. */
export interface ChangedLines {
  readonly from: number;
  readonly to: number;
  readonly newFrom: number;
  readonly newTo: number;
}

/** Where a text was changed. */
export function changedLines(changes: readonly LineChange[]): ChangedLines[] {
  const merged: { from: number; to: number; newFrom: number; newTo: number }[] = [];
  let shift = 0;
  for (const { startLine, endLine, breaks } of [...changes].sort(
    (a, b) => a.startLine - b.startLine || a.endLine - b.endLine,
  )) {
    const last = merged.at(-1);
    const newFrom = startLine + shift;
    shift += breaks - (endLine - startLine);
    const newTo = endLine + shift;
    if (last && startLine <= last.to) {
      last.to = Math.max(last.to, endLine);
      last.newTo = Math.max(last.newTo, newTo);
    } else merged.push({ from: startLine, to: endLine, newFrom, newTo });
  }
  return merged;
}
