import type { PlainText } from "./asText";
import { fillText } from "./fillText";
import type { Sentence } from "./sentence";

/** A sentence as it was written, for whoever is told in English: a program's output, and logs. */
export function inEnglish({ template, args }: Sentence): PlainText {
  return fillText(template, args);
}
