import { fold } from "../appName";

/**
 * What is the same for names that people take for one another: letters of other scripts that look like Latin ones, marks
 * and strokes, digits that look like letters, and all between words are one. By their capitals and by their small
 * letters, which may look like different ones. To warn by, not to tell apps apart by.
 */
export function looksOf(name: string): ReadonlySet<string> {
  return new Set([lookOf(name), lookOf(asLatin(name.normalize("NFKD"), SMALL))]);
}

function lookOf(name: string): string {
  const plain = fold(name)
    .normalize("NFKD")
    .replace(/[^\p{L}\p{N}]/gu, "");
  return asLatin(plain, CAPITALS).replaceAll("RN", "M");
}

function asLatin(text: string, letters: ReadonlyMap<string, string>): string {
  return [...text].map((letter) => letters.get(letter) ?? letter).join("");
}

/** By Unicode's confusables (UTS #39), in Greek, Cyrillic, Armenian, Cherokee and Lisu, and Latin ones with a stroke. */
const CAPITALS = lettersOf({
  A: "ΑАᎪꓮ",
  B: "ΒВᏴꓐ",
  C: "СϹᏟꓚ",
  D: "ԀᎠꓓĐƉÐ",
  E: "ΕЕᎬꓰ",
  F: "Ϝꓝ",
  G: "ԌᏀꓖ",
  H: "ΗНҺᎻꓧĦ",
  I: "ΙІӀǀꓲL1ŁᏞꓡ",
  J: "ЈͿᎫꓙ",
  K: "ΚКᏦꓗ",
  M: "ΜМᎷꓟ",
  N: "Νꓠ",
  O: "ΟОՕꓳ0Ø",
  P: "ΡРᏢꓑ",
  Q: "Ԛ",
  R: "Ꭱꓣ",
  S: "ЅՏᏚꓢ",
  T: "ΤТᎢꓔŦ",
  U: "Սꓴ",
  V: "ѴᏙꓦ",
  W: "ԜᎳꓪ",
  X: "ΧХꓫ",
  Y: "ΥУҮꓬ",
  Z: "ΖᏃꓜ",
});

/** Those whose capitals look like another letter, or like none. */
const SMALL = lettersOf({
  a: "ɑ",
  b: "ь",
  e: "ҽ",
  g: "ɡց",
  h: "հ",
  i: "ɩ",
  j: "յ",
  n: "ηпոռ",
  o: "σօ",
  q: "զ",
  r: "г",
  u: "υиʋսц",
  v: "ν",
  w: "ωɯա",
  y: "γ",
});

function lettersOf(alike: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(alike).flatMap(([latin, others]) => [...others].map((one) => [one, latin])));
}
