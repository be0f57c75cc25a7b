import { TimeSlices } from "../steps";
import type { DecryptResult, Note } from "./decryptResult";
import type { EnvelopeProfile } from "./envelopeProfile";
import { keptHeader } from "./keptHeader";
import { inexactly, isWrittenSo, learnBodyInSteps } from "./learnBody";
import type { PayloadPorts } from "./payloadPorts";
import { headersOf, shapeOutline } from "./shapeOutline";
import { unsoundness, unsoundNote } from "./soundShape";

/**
 * The result with what stands around its envelope learned into its profile, and with what would be written in that shape.
 * As it is where the shape was known, or none can be kept. Time grows with the length of the text alone.
 * @param text what the offsets of the report are in
 * @param from where the envelope's own text begins at the earliest, in UTF-16 units
 */
export async function withShape(result: DecryptResult, text: string, { codec }: Pick<PayloadPorts, "codec">, from = 0): Promise<DecryptResult> {
  const { report, shape } = result;
  if (!shape || !report.profile) return result;
  const learned = await new TimeSlices().run(learnBodyInSteps(text, shape.parts, codec, from));
  const { body, notKept = [] } = learned ?? {};
  const header = keptHeader(shape.protectedHeader);
  const learnt = { ...report.profile, ...(body ? { body } : {}) };
  const profile: EnvelopeProfile = learnt.format === "jwe" && header.kept.length > 0 ? { ...learnt, header: header.kept } : learnt;
  const inexact = (shape.headers ?? []).filter((its) => !isWrittenSo(its, its.style, codec)).map(({ name }) => name);
  const why = unsoundness(profile);
  const all: Note[] = [...notKept, ...inexactly([...new Set(inexact)]), ...header.notKept, ...shape.notKept, ...(why ? [unsoundNote(why)] : [])];
  const isShown = why !== "large" && why !== "header";
  const written = { outline: isShown ? shapeOutline(profile) : "…", headers: isShown ? headersOf(profile) : [], inferred: learned?.inferred ?? [] };
  return { ...result, report: { ...report, profile, shape: { ...written, notKept: all } } };
}
