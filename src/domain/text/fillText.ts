import { asText, type PlainText, withoutMarkup } from "./asText";

/**
 * Replaces {0}, {1} … of a sentence of ours by `args`, each of them made text first, so that nothing in an argument
 * becomes a link or an icon, not together with what stands beside it either. The sentence may have icons of its own.
 */
export function fillText(sentence: string, args: readonly (string | number | boolean)[]): PlainText {
  const parts = sentence.split(/(\{\d+\})/);
  return parts.reduce((filled, part, index) => {
    const value = index % 2 === 0 ? undefined : args[Number(part.slice(1, -1))];
    const next = value === undefined ? part : asText(value);
    // Where two parts meet, and only there: what the sentence says on its own is meant.
    const joint = withoutMarkup(filled.slice(-1) + next.slice(0, 1));
    return filled.slice(0, -1) + joint + next.slice(1);
  }) as PlainText;
}
