import type { CaptureNode } from "./captureTree";
import type { PartCandidates } from "./partCandidates";

/** What stands beside each other in an object, a list or a text, and is an envelope each. */
export interface SeparateEnvelopes {
  /** With a wrapped key. */
  readonly hybrid: ReadonlySet<PartCandidates>;
  /** Without one. */
  readonly weak: ReadonlySet<PartCandidates>;
  /** Those with a wrapped key and no ciphertext, which may be the key of those without. */
  readonly spare: readonly PartCandidates[];
}

const NONE: SeparateEnvelopes = { hybrid: new Set(), weak: new Set(), spare: [] };

/** The envelopes that were found among the neighbours already. */
export interface KnownEnvelopes {
  /** With a wrapped key. */
  readonly units: readonly { readonly values: PartCandidates }[];
  readonly weak: number;
}

/**
 * Which of the neighbours are envelopes of their own: those that are whole, or lack what no neighbour has to spare,
 * where another of them is an envelope as well. Without one, they are parts that stand in several places. So a part is never
 * borrowed from a neighbour that has all of its own.
 */
export function separateEnvelopes(
  kind: CaptureNode["kind"],
  neighbours: readonly PartCandidates[],
  known: KnownEnvelopes,
): SeparateEnvelopes {
  const hasUnits = known.units.length > 0;
  const candidates = neighbours.filter((values) => values.count > 0 && isTogether(values));
  if (candidates.length < (hasUnits || known.weak > 0 ? 1 : 2)) return NONE;
  const isList = kind !== "object";
  // Without any key, a list is taken apart by what convinces.
  if (isList && !hasUnits && !candidates.some((values) => values.hasKey)) return NONE;
  const holders = candidates.filter((values) => values.mayHoldAll && (isList || values.isCalledData));
  const wrapped = holders.filter((values) => values.hasKey);
  const whole = candidates.filter((values) => values.mayBeWhole() && !(values.hasKey && values.mayHoldAll));
  const lacking = candidates.filter((values) => values.lacksData);
  const own = candidates.filter((values) => values.hasOwnIv);
  const lone = isList ? candidates.filter((values) => !values.hasKey && values.isCalledData) : [];

  const isWholeListed = whole.length > 0 && known.weak + lacking.length + own.length > 0;
  const isLackingListed = lacking.length > 0 && own.length + lacking.length > 1;
  const all = holders.length + whole.length + lacking.length + own.length + lone.length + known.weak;
  const isListed = isWholeListed || isLackingListed || (wrapped.length > 0 && all > 1);
  const areHeld = wrapped.length > 0 && holders.length > 1;
  const hasHybrid = hasUnits || whole.length > 1 || areHeld || (isList && isListed);
  const areWeak = own.length > 1 || holders.length > 1 || (isList && own.length + holders.length > 1);
  if (!hasHybrid && !areWeak) return NONE;
  const hybrid = new Set(hasHybrid ? [...whole, ...lacking, ...wrapped] : []);
  if (hasHybrid && kind === "array") for (const values of candidates) if (values.hasKey) hybrid.add(values);
  const isNeeded = [...known.units.map(({ values }) => values), ...whole].some((values) => values.isNeedy);
  const weak = isNeeded ? [] : [...own, ...lone, ...holders.filter((values) => !values.hasKey)];
  return { hybrid, weak: new Set(weak), spare: lacking.slice(0, MAX_SPARE) };
}

/** As many surroundings as anybody looks at. */
const MAX_SPARE = 20;

/** Not in blocks of text, such as headers: there, what belongs together stands in several. */
function isTogether({ node: { kind, place } }: PartCandidates): boolean {
  return (kind !== "text" && kind !== "message") || typeof place?.step === "object";
}
