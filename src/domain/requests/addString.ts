import { LIMITS } from "../limits";
import type { Steps } from "../steps";
import type { Captured, CaptureNode, Place, Scan } from "./capture";
import { compactJose, looksEncoded, SHORTEST_LONG_VALUE } from "./looksEncoded";
import { scanText } from "./scanText";
import { kindsOf } from "./valueKinds";

export interface StringLabel {
  readonly name: string;
  readonly place: Place | undefined;
  readonly source: Captured["source"];
}

/**
 * Adds the JSON string between the quotes at `start` and `end` to a node, if it may be a part or holds some.
 * @returns the number of values added directly
 */
export function* addJsonString(scan: Scan, start: number, end: number, into: CaptureNode, label: StringLabel): Steps<number> {
  const length = end - start - 1;
  if (length < 2 || (length < SHORTEST_LONG_VALUE && scan.budget.values <= 0)) return 0;
  const head = scan.text.slice(start + 1, Math.min(end, start + 2000));
  const encoded = looksEncoded(length < 2000 ? head : head.slice(0, 200));
  if (!encoded && !holdsText(head)) return 0;
  const content = scan.strings.content(start + 1, end);
  if (holdsText(content) && (yield* embed(scan, content, into, start, end + 1, label, "json"))) return 0;
  return looksEncoded(content) ? yield* addContent(scan, content, into, start, end + 1, label) : 0;
}

/** Adds a value, or what stands in the JSON that it is the base64 of. @returns the number of values added directly */
export function* addContent(scan: Scan, content: string, into: CaptureNode, start: number, end: number, label: StringLabel, cut = false): Steps<number> {
  if (compactJose(content) === "jws") return 0;
  if (/^(?:ey[IJ]|ewo|W3s|Wwo)/.test(content) && content.length <= LIMITS.embeddedBase64 && !content.includes(".")) {
    const inner = fromBase64(content);
    if (inner !== undefined && (yield* embed(scan, inner, into, start, end, label, "base64"))) return 0;
  }
  const { budget, origin } = scan;
  if (budget.values > 0) budget.values--;
  else if (content.length < SHORTEST_LONG_VALUE || budget.longValues-- <= 0) return 0;
  const range = origin.range ?? { start, end };
  const value: Captured = { source: label.source, name: label.name, place: label.place, content, kinds: kindsOf(content), start: range.start, end: range.end };
  into.values.push(cut ? { ...value, cut: true } : value);
  return 1;
}

/** Whether a string is, or has in it, JSON or an HTTP message. */
function holdsText(content: string): boolean {
  const head = content.slice(0, 2000);
  return /^\s*(?:"|HTTP\/\d)/.test(head) || /[{[]\s{0,20}\\*["{[]/.test(head);
}

function* embed(scan: Scan, content: string, into: CaptureNode, start: number, end: number, label: StringLabel, decode: "json" | "base64"): Steps<boolean> {
  const { origin, budget } = scan;
  if (origin.embedded >= LIMITS.embedded) return false;
  const place: Place = { step: { decode }, outer: label.place };
  const range = origin.range ?? { start, end };
  const node: CaptureNode = { kind: "text", place, ...range, values: [], children: [] };
  yield* scanText(content, node, budget, { place, name: label.name, embedded: origin.embedded + 1, range });
  if (node.values.length === 0 && node.children.length === 0) return false;
  into.children.push(node);
  return true;
}

function fromBase64(text: string): string | undefined {
  try {
    return atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return undefined;
  }
}
