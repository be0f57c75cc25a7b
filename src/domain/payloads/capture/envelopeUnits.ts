import { LIMITS } from "../../limits";
import type { Steps } from "../../steps";
import type { Captured, CaptureNode } from "./captureTree";
import { type FoundEnvelope, jweEnvelope, jweJsonEnvelope } from "./foundEnvelope";
import { PartCandidates } from "./partCandidates";
import { separateEnvelopes } from "./separateEnvelopes";

/** Values that are an envelope together. */
export interface Unit {
  readonly values: PartCandidates;
  /** What stands around it, nearest first. */
  readonly surroundings: PartCandidates[];
}

export interface Units {
  /** Wrapped key and payload together. */
  readonly units: Unit[];
  /** What could be envelopes if a wrapped key stands further out, or with a shared key. */
  readonly weak: Unit[];
  readonly jwes: FoundEnvelope[];
  /** What belongs to none of them yet. */
  readonly loose: PartCandidates;
}

/** From the inside out: the smallest object, array or region that holds a wrapped key and a payload is an envelope. */
export function* unitsOf(node: CaptureNode): Steps<Units> {
  const parts: Units[] = [];
  const units: Unit[] = [];
  const weak: Unit[] = [];
  const jwes: FoundEnvelope[] = [];
  for (const [index, child] of node.children.entries()) {
    const part = yield* unitsOf(child);
    parts.push(part);
    // Not by a spread: there may be more of them than a call takes arguments.
    for (const unit of part.units) units.push(unit);
    for (const unit of part.weak) weak.push(unit);
    for (const jwe of part.jwes) jwes.push(jwe);
    if (index % NODES_A_STEP === NODES_A_STEP - 1) yield;
  }
  const own = node.values.filter(({ isJwe }) => !isJwe);
  for (const value of node.values) if (value.isJwe) jwes.push(jweEnvelope(value));
  if (parts.length > NODES_A_STEP) yield;
  const neighbours = node.jweJson === undefined ? parts.map((part) => part.loose) : [];
  const alone = separateEnvelopes(node.kind, neighbours, { units, weak: weak.length });
  for (const values of alone.hybrid) units.push(unitOf(values));
  for (const values of alone.weak) weak.push({ values, surroundings: [...alone.spare] });
  if (parts.length > NODES_A_STEP) yield;
  const rest = parts.filter((part) => !alone.hybrid.has(part.loose) && !alone.weak.has(part.loose));
  const loose = PartCandidates.of(
    node,
    own,
    rest.map((part) => part.loose),
  );

  if (node.jweJson !== undefined) {
    jwes.push(jweJsonEnvelope(node.jweJson, node, loose.values(LIMITS.envelopeValues)));
    return { units: [], weak: [], jwes, loose: PartCandidates.of(node, [], []) };
  }
  if (units.length > 0) {
    const known = node.kind === "object" ? [] : distinct(units);
    const isAlike = ({ units: own, loose: values }: Units): boolean =>
      own.length === 0 && known.some((unit) => values.isLike(unit.values));
    const alike = new Set(rest.filter(isAlike));
    for (const { loose: values } of alike) units.push(unitOf(values));
    // What is an envelope of its own has nothing for others.
    const left = rest.filter((part) => !alike.has(part)).map((part) => part.loose);
    const others = alike.size === 0 ? loose : PartCandidates.of(node, own, left);
    surround([...units, ...weak], others);
    return { units, weak, jwes, loose: PartCandidates.of(node, [], []) };
  }
  const largestWeak = Math.max(0, ...weak.slice(0, 1000).map(({ values }) => values.largest));
  if (loose.isSufficient() && loose.largest >= largestWeak) {
    return {
      units: [unitOf(loose)],
      weak: [],
      jwes,
      loose: PartCandidates.of(node, [], []),
    };
  }
  if (weak.length > 0) {
    surround(weak, loose);
    return { units, weak, jwes, loose: PartCandidates.of(node, [], []) };
  }
  if (parts.length > NODES_A_STEP) yield;
  if (node.kind !== "object" && !loose.hasKey) {
    const groups = listed(node, own, parts);
    if (groups.length > 1) return { units, weak: groups, jwes, loose: PartCandidates.of(node, [], []) };
  }
  return { units, weak, jwes, loose };
}

function unitOf(values: PartCandidates): Unit {
  return { values, surroundings: [] };
}

const NODES_A_STEP = 200;

/** One of each set of names, and not many: what is compared with all of them would take envelopes times regions. */
function distinct(units: readonly Unit[]): Unit[] {
  const byNames = new Map<string, Unit>();
  for (const unit of units) {
    if (byNames.size >= MAX_COMPARED) break;
    byNames.set(unit.values.names, unit);
  }
  return [...byNames.values()];
}

const MAX_COMPARED = 20;

function surround(units: readonly Unit[], values: PartCandidates): void {
  if (values.count > 0) for (const unit of units) unit.surroundings.push(values);
}

/** The elements of an array, or the lines of a text, that look like envelopes each. */
function listed(node: CaptureNode, own: readonly Captured[], parts: readonly Units[]): Unit[] {
  const groups = parts.filter((part) => part.loose.isConvincing()).map(({ loose }) => unitOf(loose));
  if (parts.length > 0 || node.kind !== "array") return groups;
  const singles = own.map((value) => PartCandidates.of({ ...node, start: value.start, end: value.end }, [value], []));
  return singles.every((values) => values.isConvincing()) ? singles.map(unitOf) : [];
}
