/**
 * How many letters apart two words are: put in, left out, another, or two beside each other in the wrong order (optimal
 * string alignment). More than `most` counts as `most + 1`. Takes time in proportion to the shorter length times `most`.
 */
export function lettersApart(one: string, other: string, most: number): number {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  if (long.length - short.length > most) return most + 1;
  let before: number[] = [];
  let above = Array.from({ length: short.length + 1 }, (_, index) => index);
  for (let row = 1; row <= long.length; row++) {
    const line = [row];
    let least = row;
    for (let column = 1; column <= short.length; column++) {
      const isSame = long[row - 1] === short[column - 1];
      let cost = Math.min(
        (above[column] ?? 0) + 1,
        (line[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (isSame ? 0 : 1),
      );
      const isSwap =
        row > 1 && column > 1 && long[row - 1] === short[column - 2] && long[row - 2] === short[column - 1];
      if (isSwap) cost = Math.min(cost, (before[column - 2] ?? 0) + 1);
      line.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    [before, above] = [above, line];
  }
  return Math.min(above[short.length] ?? 0, most + 1);
}

/** Which characters a word has, as bits: several of those beyond a–z share one. */
export function characterSet(word: string): number {
  let set = 0;
  for (let at = 0; at < word.length; at++) set |= 1 << (word.charCodeAt(at) & 31);
  return set;
}

/** False only where words with these characters are more than `most` letters apart: each such letter adds and removes one. */
export function mayBeWithin(one: number, other: number, most: number): boolean {
  return count(one & ~other) <= most && count(other & ~one) <= most;
}

function count(set: number): number {
  let bits = 0;
  for (let left = set; left !== 0; left &= left - 1) bits++;
  return bits;
}

/** Letters that may be wrong in a word of that length before it is rather another word. */
export function lettersThatMayDiffer(length: number): number {
  return Math.min(3, Math.floor(length / 4));
}

/** Whether a text is probably meant to be that word; ignores case. */
export function isMisspelling(text: string, word: string): boolean {
  const most = lettersThatMayDiffer(word.length);
  return lettersApart(text.toLowerCase(), word.toLowerCase(), most) <= most;
}
