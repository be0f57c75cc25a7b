import type { CaptureStep } from "../capture/captureTree";
import { jsonAroundInSteps, type JsonNode } from "./jsonTree";
import type { Steps } from "../../steps";
import type { TextRange } from "../../text/textRange";

/** What of a text is one payload's own. */
export interface OwnElement {
  readonly start: number;
  /** From the root of the JSON around it. */
  readonly path: readonly CaptureStep[];
}

/**
 * The outermost JSON value around a payload that is its own: of several its element. Undefined where there
 * is none, since others stand in the same string, or have a part in common with it.
 * @param own all of its parts
 * @param from where to look from
 */
export function* ownElementInSteps(
  text: string,
  own: TextRange,
  others: readonly TextRange[],
  from: number,
): Steps<OwnElement | undefined> {
  const whole = { start: from, path: [] };
  if (others.length === 0) return whole;
  const root = yield* jsonAroundInSteps(text, own.start, own.end, from);
  if (!root) return whole;
  const path: CaptureStep[] = [];
  let rivals = others.filter((other) => overlaps(root, other));
  if (rivals.length === 0) return whole;
  for (let node = root; ;) {
    const child = childrenOf(node).find(([, { start, end }]) => start <= own.start && own.end <= end);
    if (!child) return undefined;
    const [step, inner] = child;
    const within = rivals.filter((other) => overlaps(inner, other));
    // An object with more in it than payloads is one payload's own, and another in it is left out.
    if (within.length === 0 && node.kind === "object" && !isCollection(node, inner, rivals)) {
      return { start: node.start, path };
    }
    path.push(step);
    node = inner;
    rivals = within;
    if (rivals.length === 0) return { start: node.start, path };
  }
}

function childrenOf(node: JsonNode): readonly (readonly [CaptureStep, JsonNode])[] {
  if (node.kind === "object") return node.members;
  return node.kind === "array" ? node.items.map((item, index) => [index, item] as const) : [];
}

/** Nothing but payloads, each under a name. */
function isCollection(
  { members }: Extract<JsonNode, { kind: "object" }>,
  own: JsonNode,
  others: readonly TextRange[],
): boolean {
  return members.every(([, member]) => member === own || others.some((other) => overlaps(member, other)));
}

function overlaps(one: TextRange, other: TextRange): boolean {
  return one.start < other.end && other.start < one.end;
}
