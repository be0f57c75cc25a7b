import { UserError } from "../../errors";
import type { FoundEnvelope } from "../capture/foundEnvelope";
import { openHybrid } from "./openHybrid";
import { openJwe } from "./openJwe";
import type { DecryptedBytes, DecryptResult } from "./decryptResult";
import type { Sentence } from "../../text/sentence";
import { openWithProfile } from "./openWithProfile";
import type { PayloadKeys } from "../payloadKeys";
import type { PayloadPorts } from "../payloadPorts";
import { formatOf, textOf } from "./plaintext";
import { unsupportedFormat } from "./unsupportedFormat";

/**
 * Reads one envelope with the keys at hand: with an app's learned profile if one fits, else by detection. Of a shape that
 * is found so, the profile knows the parts alone until `withShape` has looked at what stands around them.
 * @param keys those of all apps, or of one
 * @param text the whole text that the envelope was found in, for what it says of another format
 * @throws UserError that says how far it came; never anything else, and never with a key or plaintext in it
 */
export async function openEnvelope(
  envelope: FoundEnvelope,
  keys: readonly PayloadKeys[],
  ports: PayloadPorts,
  text = "",
): Promise<DecryptResult> {
  const { content, report, shape } = await openBytes(envelope, keys, ports).catch((error: unknown) => {
    throw withFormat(error, text);
  });
  const plain = textOf(content);
  const found = shape ? { shape } : {};
  if (plain !== undefined) return { kind: "text", text: plain, report, ...found };
  return {
    kind: "binary",
    bytes: content,
    ...found,
    report: { ...report, notes: [...report.notes, ...binaryNotes(content, ports)] },
  };
}

/**
 * The same before anybody asks whether it is text, which makes as much again of it.
 * @throws UserError as `openEnvelope` does
 */
export async function openBytes(
  envelope: FoundEnvelope,
  keys: readonly PayloadKeys[],
  ports: PayloadPorts,
): Promise<DecryptedBytes> {
  const byProfile = await openWithProfile(envelope, keys, ports);
  if (byProfile) return byProfile;
  if (envelope.jwe !== undefined) {
    const result = await openJwe(envelope, envelope.jwe, keys, ports);
    if (result) return result;
  }
  return openHybrid(envelope, keys, ports);
}

/** Where nothing of an envelope was found, the text may say what it is instead. */
export function withFormat(error: unknown, text: string): unknown {
  return error instanceof UserError && FORMLESS.has(error.code) ? (unsupportedFormat([text]) ?? error) : error;
}

const FORMLESS: ReadonlySet<string> = new Set(["no-envelope", "wrapped-key-missing", "no-key-fits"]);

/** Why what was decrypted is shown nowhere, as far as its first bytes tell. */
function binaryNotes(content: Uint8Array, { codec }: PayloadPorts): Sentence[] {
  const notes: Sentence[] = [{ template: "The payload is not text: it is not valid UTF-8.", args: [] }];
  const format = formatOf(content);
  if (format !== undefined) notes.push({ template: "Its first bytes are those of {0}.", args: [format] });
  else if (!codec.formats.includes("brotli"))
    notes.push({ template: "If it is compressed with brotli, VS Code on the desktop can undo that.", args: [] });
  return notes;
}
