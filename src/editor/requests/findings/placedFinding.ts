import * as vscode from "vscode";
import type { Finding, Fix } from "../../../domain/requests/findings/finding";
import { type PlacedBlock, positionIn } from "../../../domain/requests/read/blockIndex";

/** A finding where it stands in a document, with its fix as an edit. */
export interface PlacedFinding extends Pick<Finding, "code" | "severity" | "message" | "place"> {
  readonly range: vscode.Range;
  readonly fix?: PlacedFix | undefined;
  readonly otherFixes?: readonly PlacedFix[];
}

export type PlacedFix =
  | Exclude<Fix, { kind: "replace" | "mendVariable" }>
  | (Omit<Extract<Fix, { kind: "replace" }>, "range"> & { readonly range: vscode.Range })
  | (Omit<Extract<Fix, { kind: "mendVariable" }>, "header"> & {
      readonly header?: { readonly range: vscode.Range; readonly text: string };
    });

export function place(placed: PlacedBlock, { start, end, fix, otherFixes, ...said }: Finding): PlacedFinding {
  const range = (from: number, to: number): vscode.Range => {
    const [first, last] = [positionIn(placed, from), positionIn(placed, to)];
    return new vscode.Range(first.line, first.character, last.line, last.character);
  };
  const others = otherFixes?.map((each) => placedFix(each, range));
  return {
    ...said,
    range: range(start, end),
    fix: fix && placedFix(fix, range),
    ...(others && { otherFixes: others }),
  };
}

function placedFix(fix: Fix, range: (from: number, to: number) => vscode.Range): PlacedFix {
  if (fix.kind === "replace") return { ...fix, range: range(fix.range.start, fix.range.end) };
  if (fix.kind !== "mendVariable") return fix;
  const { header, ...rest } = fix;
  return { ...rest, ...(header && { header: { ...header, range: range(header.range.start, header.range.end) } }) };
}
