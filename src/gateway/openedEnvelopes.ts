import { UserError } from "../domain/errors";
import { LIMITS } from "../domain/limits";
import { TextEnvelopes } from "../domain/payloads/capture/findEnvelopes";
import type { FoundEnvelope } from "../domain/payloads/capture/foundEnvelope";
import type { DecryptedBytes, DecryptReport } from "../domain/payloads/open/decryptResult";
import { openBytes } from "../domain/payloads/open/openEnvelope";
import { openWithProfile } from "../domain/payloads/open/openWithProfile";
import { envelopeOfProfile } from "../domain/payloads/decrypt/envelopeOfProfile";
import type { PayloadKeys } from "../domain/payloads/payloadKeys";
import type { Codec, PayloadPorts } from "../domain/payloads/payloadPorts";
import { TimeSlices } from "../domain/steps";
import { MAX_HELD } from "./contentCodings";

export interface OpenedEnvelope extends DecryptedBytes {
  /** It stands in a text that stands in a string. */
  readonly isEmbedded: boolean;
}

export interface OpenedEnvelopes {
  /** In the order of the text. */
  readonly opened: readonly OpenedEnvelope[];
  /** Envelopes that no key of the app opens. */
  readonly closed: number;
  /** Why there is nothing opened, as a word of the note header. */
  readonly why: string;
}

/** The one envelope of a text that is written in the app's own shape, without a search; undefined where it doesn't open so. */
export async function openedByProfile(
  text: string,
  keys: PayloadKeys,
  ports: PayloadPorts,
  headers: ReadonlyMap<string, string>,
): Promise<OpenedEnvelopes | undefined> {
  const envelope = keys.profile && envelopeOfProfile(text, keys.profile, headers);
  if (!envelope) return undefined;
  try {
    const open = envelope.jwe === undefined ? openWithProfile : openBytes;
    const one = await open(
      envelope,
      [keys],
      bounded(ports, () => MAX_HELD),
    );
    return one && { opened: [{ ...one, isEmbedded: false }], closed: 0, why: NO_ENVELOPE };
  } catch {
    // The search says what is wrong, or finds another way.
    return undefined;
  }
}

/** Opens all envelopes of a text with the keys of one app. Never throws, whatever the text is. */
export async function openedEnvelopes(text: string, keys: PayloadKeys, ports: PayloadPorts): Promise<OpenedEnvelopes> {
  const slices = new TimeSlices();
  let envelopes: readonly FoundEnvelope[];
  try {
    envelopes = (await slices.run(new TextEnvelopes(text).all())) ?? [];
  } catch (error) {
    return { opened: [], closed: 0, why: wordOf(error) };
  }
  const opened: OpenedEnvelope[] = [];
  const failures: string[] = [];
  let room = MAX_HELD;
  const within = bounded(ports, () => room);
  for (const [index, envelope] of envelopes.entries()) {
    if (opened.length === 0 && index >= LIMITS.decryptedInVain) break;
    await slices.pause();
    try {
      const one = await openBytes(envelope, [keys], within);
      opened.push({ ...one, isEmbedded: isEmbedded(envelope, one.report) });
      room -= one.content.length;
    } catch (error) {
      const word = wordOf(error);
      // What is left of the bound is too little for what came before it as well.
      if (word === TOO_LARGE) return { opened: [], closed: envelopes.length, why: TOO_LARGE };
      // One value that is encoded may look like what a shared key could open.
      if (word !== NO_ENVELOPE && (envelope.kind !== "weak" || envelope.values.length > 1)) failures.push(word);
    }
    if (room < 0) return { opened: [], closed: envelopes.length, why: TOO_LARGE };
  }
  return { opened, closed: failures.length, why: failures[0] ?? NO_ENVELOPE };
}

function isEmbedded({ rootPath }: FoundEnvelope, { parts }: DecryptReport): boolean {
  return [...rootPath, ...parts.flatMap(({ path }) => path)].some(
    (step) => typeof step === "object" && step.decode === "json",
  );
}

/** What is compressed in a payload counts against the same bound. */
function bounded(ports: PayloadPorts, room: () => number): PayloadPorts {
  const { codec } = ports;
  const decompress: Codec["decompress"] = (format, bytes, limit) =>
    codec.decompress(format, bytes, Math.min(limit, room()));
  return { ...ports, codec: { ...codec, decompress } };
}

const NO_ENVELOPE = "no-envelope";
const TOO_LARGE = "too-large";

/** A stable code of ours, which holds nothing of a text. */
function wordOf(error: unknown): string {
  if (!(error instanceof UserError)) return "failed";
  return WORDS[error.code] ?? error.code;
}

const WORDS: Readonly<Partial<Record<string, string>>> = {
  // Its values only looked like parts.
  "wrapped-key-missing": NO_ENVELOPE,
  "payload-inflates": TOO_LARGE,
  "payload-too-large": TOO_LARGE,
  "payload-too-deep": "too-deep",
};
