import { fold } from "../appName";

/**
 * What is the same for names that people take for one another: letters of Cyrillic and Greek that look like Latin ones,
 * marks, digits that look like letters, and all between words are one. To warn by, not to tell apps apart by.
 */
export function looksLike(name: string): string {
  const plain = fold(name)
    .normalize("NFKD")
    .replace(/[^\p{L}\p{N}]/gu, "");
  return [...plain].map((letter) => LATIN.get(letter) ?? letter).join("");
}

/** By Unicode's confusables (UTS #39), of capitals, since names are folded to them. */
const ALIKE = {
  A: "ΑА",
  B: "ΒВ",
  C: "СϹ",
  D: "Ԁ",
  E: "ΕЕ",
  G: "Ԍ",
  H: "ΗНҺ",
  I: "ΙІӀL1",
  J: "ЈͿ",
  K: "ΚК",
  M: "ΜМ",
  N: "Ν",
  O: "ΟО0",
  P: "ΡР",
  Q: "Ԛ",
  S: "Ѕ",
  T: "ΤТ",
  V: "Ѵ",
  W: "Ԝ",
  X: "ΧХ",
  Y: "ΥУҮ",
  Z: "Ζ",
};
const LATIN = new Map(Object.entries(ALIKE).flatMap(([latin, others]) => [...others].map((one) => [one, latin])));
