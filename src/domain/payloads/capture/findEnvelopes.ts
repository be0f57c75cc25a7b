import { UserError } from "../../errors";
import { LIMITS } from "../../limits";
import { atOnce, type Steps } from "../../steps";
import { separateEnvelopes } from "./separateEnvelopes";
import type { Captured, CaptureNode, CaptureStep, Place } from "./captureTree";
import { PartCandidates } from "./partCandidates";
import { captureText } from "./captureText";

/** A value in or around an envelope. */
export interface EnvelopeValue {
  readonly source: Captured["source"];
  /** The nearest member or header name; empty for a bare value. */
  readonly name: string;
  /** From the envelope's root if `distance` is 0, else from the root of the text. */
  readonly path: readonly CaptureStep[];
  /**
   * The text, its escapes resolved, or the bytes of an array of numbers. Of bytes in hex with something in between, the
   * digits alone. Short texts that are not encoded are there as well: see `namesText`.
   */
  readonly content: string | Uint8Array<ArrayBuffer>;
  readonly bytesForm?: "array" | "buffer" | "indexed";
  /** Offsets into the captured text, in UTF-16 units; for a value inside a string, those of that string. */
  readonly start: number;
  readonly end: number;
  /** The text ends within the value. */
  readonly cut?: true;
  /** 0: in the envelope itself; 1, 2 …: in what surrounds it, such as the headers of the response. */
  readonly distance: number;
}

/** Where an encrypted payload stands in a text, and the values that may be its parts. */
export interface FoundEnvelope {
  /** `weak`: only a shared key could open it, and it may be something else. */
  readonly kind: "jwe" | "jweJson" | "hybrid" | "weak";
  readonly start: number;
  readonly end: number;
  /** The compact or JSON serialisation, for the first two kinds. */
  readonly jwe?: string;
  /** From the root of the text to the envelope's root. */
  readonly rootPath: readonly CaptureStep[];
  readonly values: readonly EnvelopeValue[];
}

export interface EnvelopeSearch {
  readonly selection?: { readonly start: number; readonly end: number };
  /** Where the cursor is. */
  readonly offset?: number;
}

/**
 * The encrypted payloads in a text: those of the selection, widened to whole envelopes; else the smallest around the
 * cursor; else all. In the order of the text; none if there is nothing that could be one. Offsets are UTF-16 units.
 * Time grows with the length of the text alone.
 * @throws UserError `payload-too-large`, `payload-too-deep`
 */
export function findEnvelopes(text: string, search: EnvelopeSearch = {}): FoundEnvelope[] {
  return atOnce(findEnvelopesInSteps(text, search));
}

/** The same in steps. */
export function* findEnvelopesInSteps(text: string, search: EnvelopeSearch = {}): Steps<FoundEnvelope[]> {
  const { selection, offset } = search;
  if (selection && selection.end > selection.start) return yield* inSelection(text, selection);
  const all = yield* envelopesIn(text);
  if (offset === undefined || all.length < 2) return all;
  const around = all.filter(({ start, end }) => start <= offset && offset <= end);
  const [smallest] = around.sort((one, other) => one.end - one.start - (other.end - other.start));
  return smallest ? [smallest] : all;
}

function* inSelection(
  text: string,
  selection: { readonly start: number; readonly end: number },
): Steps<FoundEnvelope[]> {
  const selected = (yield* envelopesIn(text.slice(selection.start, selection.end))).map((envelope) =>
    moved(envelope, selection.start),
  );
  if (selected.some(({ kind }) => kind !== "weak") || text.length > LIMITS.capture) return selected;
  const touched = (yield* envelopesIn(text)).filter(({ start, end }) => start < selection.end && selection.start < end);
  const whole = touched.filter(({ kind }) => kind !== "weak");
  return whole.length > 0 ? whole : selected.length > 0 ? selected : touched;
}

function moved(envelope: FoundEnvelope, by: number): FoundEnvelope {
  const { kind, start, end, jwe, rootPath } = envelope;
  const values = (): EnvelopeValue[] =>
    envelope.values.map((value) => ({ ...value, start: value.start + by, end: value.end + by }));
  return envelopeOf(
    { kind, start: start + by, end: end + by, ...(jwe === undefined ? {} : { jwe }), rootPath },
    values,
  );
}

/** Its values are put together when somebody asks for them: most envelopes of a text are only shown. */
function envelopeOf(envelope: Omit<FoundEnvelope, "values">, valuesOf: () => readonly EnvelopeValue[]): FoundEnvelope {
  let known: readonly EnvelopeValue[] | undefined;
  return {
    ...envelope,
    get values() {
      return (known ??= valuesOf());
    },
  };
}

function* envelopesIn(text: string): Steps<FoundEnvelope[]> {
  if (text.length > LIMITS.capture) {
    throw new UserError("payload-too-large", "This text has {0} million characters; at most {1} million are read.", {
      args: [Math.ceil(text.length / 1e6), LIMITS.capture / 1e6],
      remedy: "Select the envelope alone, or save it in a file of its own.",
    });
  }
  const { root, tooDeep } = yield* captureText(text);
  const { units, weak, jwes, loose } = yield* unitsOf(root);
  const convincing = weak.filter(({ values }) => values.isConvincing());
  if (units.length + convincing.length + jwes.length === 0 && (loose.hasKey || loose.isConvincing()))
    convincing.push({ node: loose.node, values: loose, surroundings: [] });
  yield;
  const found: (FoundEnvelope | Unit)[] = [...jwes, ...units, ...convincing];
  if (found.length === 0 && tooDeep) {
    throw new UserError(
      "payload-too-deep",
      "This JSON is nested more than {0} levels deep, so no envelope was looked for in it.",
      {
        args: [LIMITS.jsonDepth],
        remedy: "Select the envelope alone.",
      },
    );
  }
  const startOf = (one: FoundEnvelope | Unit): number => ("node" in one ? one.node.start : one.start);
  const first = found.sort((one, other) => startOf(one) - startOf(other)).slice(0, LIMITS.envelopes);
  yield;
  const hybrids = new Set(units);
  const isHybrid = (unit: Unit): boolean =>
    hybrids.has(unit) || unit.values.mayBeWhole() || unit.surroundings.some(({ hasKey }) => hasKey);
  return first.map((one) => ("node" in one ? toEnvelope(one, isHybrid(one) ? "hybrid" : "weak") : one));
}

interface Unit {
  readonly node: CaptureNode;
  readonly values: PartCandidates;
  /** What stands around it, nearest first. */
  readonly surroundings: PartCandidates[];
}

interface Units {
  /** Wrapped key and payload together. */
  readonly units: Unit[];
  /** What could be envelopes if a wrapped key stands further out, or with a shared key. */
  readonly weak: Unit[];
  readonly jwes: FoundEnvelope[];
  /** What belongs to none of them yet. */
  readonly loose: PartCandidates;
}

/** From the inside out: the smallest object, array or region that holds a wrapped key and a payload is an envelope. */
function* unitsOf(node: CaptureNode): Steps<Units> {
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
  for (const values of alone.hybrid) units.push({ node: values.node, values, surroundings: [] });
  for (const values of alone.weak) weak.push({ node: values.node, values, surroundings: [...alone.spare] });
  if (parts.length > NODES_A_STEP) yield;
  const rest = parts.filter((part) => !alone.hybrid.has(part.loose) && !alone.weak.has(part.loose));
  const loose = PartCandidates.of(
    node,
    own,
    rest.map((part) => part.loose),
  );

  if (node.jweJson !== undefined) {
    const values = loose.values(LIMITS.envelopeValues).map((value) => placed(value, node, 0));
    jwes.push({
      kind: "jweJson",
      start: node.start,
      end: node.end,
      jwe: node.jweJson,
      rootPath: pathOf(node.place, undefined),
      values,
    });
    return { units: [], weak: [], jwes, loose: PartCandidates.of(node, [], []) };
  }
  if (units.length > 0) {
    const known = node.kind === "object" ? [] : distinct(units);
    const isAlike = ({ units: own, loose: values }: Units): boolean =>
      own.length === 0 && known.some((unit) => values.isLike(unit.values));
    const alike = new Set(rest.filter(isAlike));
    for (const { loose: values } of alike) units.push({ node: values.node, values, surroundings: [] });
    // What is an envelope of its own has nothing for others.
    const left = rest.filter((part) => !alike.has(part)).map((part) => part.loose);
    const others = alike.size === 0 ? loose : PartCandidates.of(node, own, left);
    surround([...units, ...weak], others);
    return { units, weak, jwes, loose: PartCandidates.of(node, [], []) };
  }
  const largestWeak = Math.max(0, ...weak.slice(0, 1000).map(({ values }) => values.largest));
  if (loose.isSufficient() && loose.largest >= largestWeak) {
    return {
      units: [{ node: loose.node, values: loose, surroundings: [] }],
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
    const groups = separate(node, own, parts);
    if (groups.length > 1) return { units, weak: groups, jwes, loose: PartCandidates.of(node, [], []) };
  }
  return { units, weak, jwes, loose };
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
function separate(node: CaptureNode, own: readonly Captured[], parts: readonly Units[]): Unit[] {
  const groups = parts
    .filter((part) => part.loose.isConvincing())
    .map(({ loose }) => ({ node: loose.node, values: loose, surroundings: [] }));
  if (parts.length > 0 || node.kind !== "array") return groups;
  const singles = own.map((value) => PartCandidates.of({ ...node, start: value.start, end: value.end }, [value], []));
  return singles.every((values) => values.isConvincing())
    ? singles.map((values) => ({ node: values.node, values, surroundings: [] }))
    : [];
}

function jweEnvelope(value: Captured): FoundEnvelope {
  const { start, end, content } = value;
  return envelopeOf({ kind: "jwe", start, end, jwe: String(content), rootPath: pathOf(value.place, undefined) }, () => [
    placed(value, undefined, 0),
  ]);
}

function toEnvelope(unit: Unit, kind: "hybrid" | "weak"): FoundEnvelope {
  const { node, surroundings } = unit;
  return envelopeOf({ kind, start: node.start, end: node.end, rootPath: pathOf(node.place, undefined) }, () => {
    const inside = unit.values.mostLikely(LIMITS.envelopeValues).map((value) => placed(value, node, 0));
    const outside = surroundings
      .slice(0, 20)
      .flatMap((values, index) =>
        values.mostLikely(LIMITS.envelopeValues / 4).map((value) => placed(value, undefined, index + 1)),
      );
    return [...inside, ...outside];
  });
}

function placed(value: Captured, root: CaptureNode | undefined, distance: number): EnvelopeValue {
  const { place, kinds: _, isJwe: __, ...rest } = value;
  return { ...rest, path: pathOf(place, root?.place), distance };
}

function pathOf(place: Place | undefined, root: Place | undefined): CaptureStep[] {
  const steps: CaptureStep[] = [];
  for (let at = place; at && at !== root; at = at.outer) steps.push(at.step);
  return steps.reverse();
}
