import * as vscode from "vscode";
import type { Steps } from "../../domain/steps";

/** Lines that are put together in one step. */
const LINES_A_STEP = 20_000;

/** A document's whole text, or its first lines with `most` characters together. Whoever pauses in between has to see to it that the document stays as it is. */
export function* textInSteps(document: vscode.TextDocument, most = Infinity): Steps<string> {
  const { lineCount } = document;
  if (lineCount <= LINES_A_STEP) return document.getText().slice(0, most);
  const pieces: string[] = [];
  let length = 0;
  for (let line = 0; line < lineCount && length < most; line += LINES_A_STEP) {
    const piece = document.getText(new vscode.Range(line, 0, line + LINES_A_STEP, 0));
    pieces.push(piece);
    length += piece.length;
    yield;
  }
  return pieces.join("").slice(0, most);
}
