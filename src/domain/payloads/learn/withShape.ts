import type { CaptureStep } from "../capture/captureTree";
import { TimeSlices } from "../../steps";
import type { TextRange } from "../../text/textRange";
import type { DecryptResult, FoundShape } from "../open/decryptResult";
import type { Sentence } from "../../text/sentence";
import type { EnvelopeProfile, PartPlace } from "../envelopeProfile";
import { keptHeader } from "./keptHeader";
import { inexactly, type LearnedBody } from "./bodyDraft";
import { learnBodyInSteps } from "./learnBody";
import { ownElementInSteps } from "./ownElement";
import type { PayloadPorts } from "../payloadPorts";
import { isWrittenSo } from "../write/partStyle";
import { headersOf, shapeOutline } from "../write/shapeOutline";
import { unsoundness, unsoundNote } from "../write/soundShape";

/**
 * The result with what stands around its envelope learned into its profile, and with what would be written in that shape.
 * As it is where the shape was known, or none can be kept. Time grows with the length of the text alone.
 * @param text what the offsets of the report are in
 * @param from where the envelope's own text begins at the earliest, in UTF-16 units
 * @param others other payloads of that text: a request holds one, so what holds them as well is no part of the shape
 */
export async function withShape(
  result: DecryptResult,
  text: string,
  { codec }: Pick<PayloadPorts, "codec">,
  from = 0,
  others: readonly TextRange[] = [],
): Promise<DecryptResult> {
  const { report, shape } = result;
  if (!shape || !report.profile) return result;
  const slices = new TimeSlices();
  const rivals = others.filter((other) => !contains(other, report) || contains(report, other));
  const element = await slices.run(ownElementInSteps(text, spanOf(shape, report), rivals, from));
  const learned: LearnedBody | undefined = element
    ? await slices.run(learnBodyInSteps(text, shape.parts, codec, element.start))
    : { notKept: [SHARED] };
  const { body, notKept = [] } = learned ?? {};
  const header = keptHeader(shape.protectedHeader);
  const own = rebased(report.profile, shape, element?.path ?? []);
  const learnt = { ...own, ...(body ? { body } : {}) };
  const profile: EnvelopeProfile =
    learnt.format === "jwe" && header.kept.length > 0 ? { ...learnt, header: header.kept } : learnt;
  const inexact = (shape.headers ?? []).filter((its) => !isWrittenSo(its, {}, codec)).map(({ name }) => name);
  const why = unsoundness(profile);
  const all: Sentence[] = [
    ...notKept,
    ...inexactly([...new Set(inexact)]),
    ...header.notKept,
    ...shape.notKept,
    ...(why ? [unsoundNote(why)] : []),
  ];
  const isShown = why !== "large" && why !== "header";
  const written = {
    outline: isShown ? shapeOutline(profile) : "…",
    headers: isShown ? headersOf(profile) : [],
    inferred: learned?.inferred ?? [],
  };
  return { ...result, report: { ...report, profile, shape: { ...written, notKept: all } } };
}

const SHARED: Sentence = {
  template: "What stands around the parts is not kept: other payloads stand in it as well.",
  args: [],
};

function spanOf({ parts }: FoundShape, { start, end }: DecryptResult["report"]): TextRange {
  if (parts.length === 0) return { start, end };
  return { start: Math.min(...parts.map((part) => part.start)), end: Math.max(...parts.map((part) => part.end)) };
}

function contains(outer: TextRange, inner: TextRange): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** The same shape where its places count from an element and not from the root of what the element stands in. */
function rebased(profile: EnvelopeProfile, { parts }: FoundShape, root: readonly CaptureStep[]): EnvelopeProfile {
  const within = (path: readonly CaptureStep[]): CaptureStep[] =>
    path.slice(samePath(path.slice(0, root.length), root) ? root.length : 0);
  if (root.length === 0) return profile;
  if (profile.format === "jwe") return { ...profile, path: within(profile.path) };
  const { ciphertext } = profile.parts;
  // Else they count from the envelope itself.
  if (!parts.some(({ part, path }) => part === "ciphertext" && samePath(path, ciphertext.path))) return profile;
  const place = (part: PartPlace): PartPlace => (part.source === "json" ? { ...part, path: within(part.path) } : part);
  const { label, aad } = profile;
  const { encryptedKey, iv, tag, key } = profile.parts;
  return {
    ...profile,
    parts: {
      ...(encryptedKey ? { encryptedKey: place(encryptedKey) } : {}),
      ...(iv ? { iv: place(iv) } : {}),
      ciphertext: place(ciphertext),
      ...(tag ? { tag: place(tag) } : {}),
      ...(key ? { key } : {}),
    },
    ...(label && "part" in label ? { label: { part: place(label.part) } } : {}),
    ...(aad && "part" in aad ? { aad: { part: place(aad.part) } } : {}),
  };
}

function samePath(one: readonly CaptureStep[], other: readonly CaptureStep[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
