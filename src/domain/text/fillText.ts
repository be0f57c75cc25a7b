import { asText, withoutMarkup } from "./asText";

/**
 * Replaces {0}, {1} … of a sentence of ours by `args`, each of them made text first, so that nothing in an argument
 * becomes a link or an icon, not together with what stands beside it either. `template` may have icons of its own.
 */
export function fillText(template: string, args: readonly (string | number | boolean)[]): string {
  const parts = template.split(/(\{\d+\})/);
  return parts.reduce((sentence, part, index) => {
    const value = index % 2 === 0 ? undefined : args[Number(part.slice(1, -1))];
    const next = value === undefined ? part : asText(String(value));
    // Where two parts meet, and only there: what the template says on its own is meant.
    const joint = sentence.slice(-1) + next.slice(0, 1);
    return sentence.slice(0, -1) + withoutMarkup(joint) + next.slice(1);
  });
}
