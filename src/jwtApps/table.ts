/** A row of a table: what stands in it is text already, in one line. */
export type Row = readonly string[];

/** Between two columns. */
const GAP = "  ";
/** The least that a column shrinks to. */
const LEAST = 12;

/**
 * The lines of a table. For a terminal they have its width at most, with a head, and "…" where something is cut: of the first
 * column in the middle, since calls differ at their ends. For a program there is no head, and a tab between two cells, whole.
 * @param columns of the terminal; undefined for a program
 */
export function tableLines(head: Row, rows: readonly Row[], columns: number | undefined): string[] {
  if (columns === undefined) return rows.map((row) => row.join("\t"));
  const all = [head, ...rows];
  const widths = shrunk(
    head.map((_, index) => Math.max(...all.map((row) => widthOf(row[index] ?? "")))),
    columns - GAP.length * (head.length - 1),
  );
  return all.map((row) =>
    row
      .map((cell, index) => fitted(cell, widths[index] ?? 0, index === 0))
      .join(GAP)
      .trimEnd(),
  );
}

/** The widest column gives way first. */
function shrunk(widths: readonly number[], room: number): number[] {
  const left = [...widths];
  for (let over = sum(left) - room; over > 0; over = sum(left) - room) {
    const widest = left.indexOf(Math.max(...left));
    const width = left[widest] ?? 0;
    if (width <= LEAST) break;
    const second = Math.max(LEAST, ...left.filter((_, index) => index !== widest));
    left[widest] = Math.max(width - over, Math.min(second, width - 1), LEAST);
  }
  return left;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function fitted(cell: string, width: number, keepsEnd: boolean): string {
  const own = widthOf(cell);
  if (own <= width) return cell + " ".repeat(width - own);
  const room = width - 1;
  // The method, and the space behind it.
  const start = keepsEnd ? beginningOf([...cell], Math.min(cell.indexOf(" ") + 1, room >> 1)) : "";
  const end = keepsEnd ? beginningOf([...cell].reverse(), room - widthOf(start)) : "";
  const kept = keepsEnd ? `${start}…${[...end].reverse().join("")}` : `${beginningOf([...cell], room)}…`;
  return kept + " ".repeat(width - widthOf(kept));
}

/** As many characters as have room. */
function beginningOf(characters: readonly string[], room: number): string {
  let kept = "";
  let taken = 0;
  for (const character of characters) {
    taken += widthOf(character);
    if (taken > room) break;
    kept += character;
  }
  return kept;
}

/** Columns of a terminal that a text takes: two for what East Asia and emoji write wide, none for what joins a letter. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += JOINED.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

const JOINED = /^[\p{M}\u200c\u200d]/u;
const WIDE =
  /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;
