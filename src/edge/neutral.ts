import { asText } from "../domain/text/asText";
import { noCommand } from "./noCommand";

/** On one line, nothing that could drive a terminal or a build agent, or turn text around, and of bounded length. */
export function neutral(text: string): string {
  const line = text.slice(0, MAX_LINE_LENGTH).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, " ");
  return noCommand(asText(line, { maxLength: MAX_LINE_LENGTH }));
}

/** UTF-16 units. */
const MAX_LINE_LENGTH = 2_000;
