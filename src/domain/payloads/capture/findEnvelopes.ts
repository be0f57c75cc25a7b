import { UserError } from "../../errors";
import { LIMITS } from "../../limits";
import type { Steps } from "../../steps";
import type { TextRange } from "../../text/textRange";
import { captureText } from "./captureText";
import { type Unit, unitsOf } from "./envelopeUnits";
import { envelopeOfParts, type FoundEnvelope, moved } from "./foundEnvelope";

export interface EnvelopeSearch {
  readonly selection?: TextRange;
  /** Where the cursor is. */
  readonly offset?: number;
}

/**
 * The encrypted payloads in a text: those of the selection, widened to whole envelopes; else the smallest around the
 * cursor; else all. In the order of the text; none if there is nothing that could be one. Offsets are UTF-16 units.
 * Time grows with the length of the text alone.
 * @throws UserError `payload-too-large`, `payload-too-deep`
 */
export function findEnvelopesInSteps(text: string, search: EnvelopeSearch = {}): Steps<FoundEnvelope[]> {
  return new TextEnvelopes(text).of(search);
}

/** The envelopes of a text, which is looked through once for whoever asks for all of them. */
export class TextEnvelopes {
  #all: FoundEnvelope[] | undefined;

  constructor(readonly text: string) {}

  /** @throws UserError as `findEnvelopesInSteps` does */
  *all(): Steps<FoundEnvelope[]> {
    return (this.#all ??= yield* envelopesIn(this.text));
  }

  /** Those that `findEnvelopesInSteps` finds. */
  *of({ selection, offset }: EnvelopeSearch): Steps<FoundEnvelope[]> {
    if (selection && selection.end > selection.start) return yield* this.#inSelection(selection);
    const all = yield* this.all();
    if (offset === undefined || all.length < 2) return all;
    const around = all.filter(({ start, end }) => start <= offset && offset <= end);
    const [smallest] = around.sort((one, other) => one.end - one.start - (other.end - other.start));
    return smallest ? [smallest] : all;
  }

  *#inSelection({ start: from, end: to }: TextRange): Steps<FoundEnvelope[]> {
    const selected = (yield* envelopesIn(this.text.slice(from, to))).map((envelope) => moved(envelope, from));
    if (selected.some(({ kind }) => kind !== "weak") || this.text.length > LIMITS.capture) return selected;
    const touched = (yield* this.all()).filter(({ start, end }) => start < to && from < end);
    const whole = touched.filter(({ kind }) => kind !== "weak");
    return whole.length > 0 ? whole : selected.length > 0 ? selected : touched;
  }
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
    convincing.push({ values: loose, surroundings: [] });
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
  const startOf = (one: FoundEnvelope | Unit): number => ("surroundings" in one ? one.values.node.start : one.start);
  const first = found.sort((one, other) => startOf(one) - startOf(other)).slice(0, LIMITS.envelopes);
  yield;
  const hybrids = new Set(units);
  const isHybrid = (unit: Unit): boolean =>
    hybrids.has(unit) || unit.values.mayBeWhole() || unit.surroundings.some(({ hasKey }) => hasKey);
  return first.map((one) =>
    "surroundings" in one ? envelopeOfParts(isHybrid(one) ? "hybrid" : "weak", one.values, one.surroundings) : one,
  );
}
