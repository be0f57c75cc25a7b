import { LIMITS } from "../../limits";
import type { Captured, CaptureNode, CaptureStep, Place } from "./captureTree";
import type { PartCandidates } from "./partCandidates";

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

/** The same envelope in a text that has `by` more UTF-16 units in front. */
export function moved(envelope: FoundEnvelope, by: number): FoundEnvelope {
  const { kind, start, end, jwe, rootPath } = envelope;
  const values = (): EnvelopeValue[] =>
    envelope.values.map((value) => ({ ...value, start: value.start + by, end: value.end + by }));
  return envelopeOf(
    { kind, start: start + by, end: end + by, ...(jwe === undefined ? {} : { jwe }), rootPath },
    values,
  );
}

/** An envelope of loose parts. @param surroundings what stands around it, nearest first */
export function envelopeOfParts(
  kind: "hybrid" | "weak",
  parts: PartCandidates,
  surroundings: readonly PartCandidates[],
): FoundEnvelope {
  const { node } = parts;
  return envelopeOf({ kind, start: node.start, end: node.end, rootPath: pathOf(node.place, undefined) }, () => {
    const inside = parts.mostLikely(LIMITS.envelopeValues).map((value) => placed(value, node, 0));
    const outside = surroundings
      .slice(0, 20)
      .flatMap((values, index) =>
        values.mostLikely(LIMITS.envelopeValues / 4).map((value) => placed(value, undefined, index + 1)),
      );
    return [...inside, ...outside];
  });
}

/** A value that is a JWE in compact serialisation. */
export function jweEnvelope(value: Captured): FoundEnvelope {
  const { start, end, content } = value;
  return envelopeOf({ kind: "jwe", start, end, jwe: String(content), rootPath: pathOf(value.place, undefined) }, () => [
    placed(value, undefined, 0),
  ]);
}

/** An object that is a JWE in JSON serialisation, and the values in it. */
export function jweJsonEnvelope(jwe: string, node: CaptureNode, values: readonly Captured[]): FoundEnvelope {
  const { start, end, place } = node;
  const all = values.map((value) => placed(value, node, 0));
  return { kind: "jweJson", start, end, jwe, rootPath: pathOf(place, undefined), values: all };
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

function placed(value: Captured, root: CaptureNode | undefined, distance: number): EnvelopeValue {
  const { place, kinds: _, isJwe: __, ...rest } = value;
  return { ...rest, path: pathOf(place, root?.place), distance };
}

function pathOf(place: Place | undefined, root: Place | undefined): CaptureStep[] {
  const steps: CaptureStep[] = [];
  for (let at = place; at && at !== root; at = at.outer) steps.push(at.step);
  return steps.reverse();
}
