import * as vscode from "vscode";
import { LIMITS } from "../../domain/limits";
import { TimeSlices } from "../../domain/steps";
import {
  LONGEST_WRAPPED_LINE,
  type TokenInText,
  tokenTouchingInSteps,
  WRAPPED_LINES,
} from "../../domain/tokens/inText/findTokens";

/** A piece of a document around a position, in which a token is looked for. */
export interface LinesAround {
  readonly text: string;
  /** Of the position in the text, in UTF-16 units. */
  readonly offset: number;
  rangeOf(piece: { readonly start: number; readonly end: number }): vscode.Range;
}

/** The line of a position as far as a token can reach, and the lines around it that a token can be broken over. */
export function linesAround(document: vscode.TextDocument, { line, character }: vscode.Position): LinesAround {
  const own = document.lineAt(line).text;
  const from = Math.max(0, character - LIMITS.tokenReach);
  const to = character + LIMITS.tokenReach;
  const lineText = (index: number): string | undefined => {
    if (index < 0 || index >= document.lineCount || Math.abs(index - line) > WRAPPED_LINES) return undefined;
    const { text } = document.lineAt(index);
    return text.length <= LONGEST_WRAPPED_LINE ? text : undefined;
  };
  const before: string[] = [];
  for (
    let text = from > 0 ? undefined : lineText(line - 1);
    text !== undefined;
    text = lineText(line - 1 - before.length)
  )
    before.unshift(text);
  const lines = [...before, own.slice(from, to)];
  for (
    let text = to < own.length ? undefined : lineText(line + 1);
    text !== undefined;
    text = lineText(line - before.length + lines.length)
  )
    lines.push(text);
  const lead = before.reduce((length, text) => length + text.length + 1, 0);
  const positionOf = (offset: number): vscode.Position => {
    let index = 0;
    let left = offset;
    for (; left > (lines[index]?.length ?? Infinity); index++) left -= (lines[index]?.length ?? 0) + 1;
    return new vscode.Position(line - before.length + index, index === before.length ? from + left : left);
  };
  return {
    text: lines.join("\n"),
    offset: lead + character - from,
    rangeOf: ({ start, end }) => new vscode.Range(positionOf(start), positionOf(end)),
  };
}

/** The token that a position touches; undefined where there is none, or `isStale` says that nobody waits for it. */
export async function tokenTouching(
  document: vscode.TextDocument,
  position: vscode.Position,
  isStale?: () => boolean,
): Promise<{ readonly token: TokenInText; readonly range: vscode.Range } | undefined> {
  const lines = linesAround(document, position);
  const token = await new TimeSlices(isStale).run(tokenTouchingInSteps(lines.text, lines.offset));
  return token && { token, range: lines.rangeOf(token) };
}
