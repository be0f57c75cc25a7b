import { replaceInvisible } from "./asText";

/**
 * A value as JSON that reads as it is: characters that can't be seen, that turn the direction of text or that would drive
 * a terminal are written as JSON's escapes, and mean the same. Empty for what JSON can't hold.
 * @param indent spaces a level; all in one line without it
 */
export function visibleJson(value: unknown, indent?: number): string {
  return replaceInvisible(JSON.stringify(value, undefined, indent) ?? "", escapeOf);
}

function escapeOf(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
