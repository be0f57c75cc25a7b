import type { CaptureStep } from "../capture/captureTree";
import type { FoundPart } from "../open/decryptResult";
import type { JsonNode } from "./jsonTree";

/** A part with what is left of its path: absent as long as its offsets tell where it stands. */
export interface SoughtPart extends FoundPart {
  readonly inner?: readonly CaptureStep[];
}

/** Whether the part is all of that node. */
export function isAt({ start, end, inner }: SoughtPart, node: JsonNode): boolean {
  return inner ? inner.length === 0 : start === node.start && end === node.end;
}

/** The part if it stands in that child, with what is left of its path. */
export function within(
  part: SoughtPart,
  child: JsonNode,
  step: string | number,
): { readonly from: SoughtPart; readonly part: SoughtPart }[] {
  if (!isWithin(part, child, step)) return [];
  return [{ from: part, part: part.inner ? { ...part, inner: part.inner.slice(1) } : part }];
}

export function isWithin({ inner, start, end }: SoughtPart, child: JsonNode, step: string | number): boolean {
  return inner ? inner[0] === step : child.start <= start && end <= child.end;
}

/** What a path goes on with in the string that the part stands in. */
export function stepsInside({ path }: FoundPart, areLines: boolean): readonly CaptureStep[] {
  const decoded = path.findIndex((step) => typeof step === "object");
  return decoded >= 0 ? path.slice(decoded) : areLines ? path.slice(-1) : [];
}
