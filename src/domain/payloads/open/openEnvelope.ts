import type { FoundEnvelope } from "../capture/foundEnvelope";
import { openHybrid } from "./openHybrid";
import { openJwe } from "./openJwe";
import type { Decrypted, DecryptResult, Note } from "./decryptResult";
import { openWithProfile } from "./openWithProfile";
import type { PayloadKeys } from "../payloadKeys";
import type { PayloadPorts } from "../payloadPorts";
import { formatOf, textOf } from "./plaintext";

/**
 * Reads one envelope with the keys at hand: with an app's learned profile if one fits, else by detection. Of a shape that
 * is found so, the profile knows the parts alone until `withShape` has looked at what stands around them.
 * @throws UserError that says how far it came; never anything else, and never with a key or plaintext in it
 */
export async function openEnvelope(
  envelope: FoundEnvelope,
  keys: readonly PayloadKeys[],
  ports: PayloadPorts,
): Promise<DecryptResult> {
  const { content, report, shape } = await decryptedBytes(envelope, keys, ports);
  const text = textOf(content);
  const found = shape ? { shape } : {};
  if (text !== undefined) return { kind: "text", text, report, ...found };
  return {
    kind: "binary",
    bytes: content,
    ...found,
    report: { ...report, notes: [...report.notes, ...binaryNotes(content, ports)] },
  };
}

async function decryptedBytes(
  envelope: FoundEnvelope,
  keys: readonly PayloadKeys[],
  ports: PayloadPorts,
): Promise<Decrypted> {
  const byProfile = await openWithProfile(envelope, keys, ports);
  if (byProfile) return byProfile;
  if (envelope.jwe !== undefined) {
    const result = await openJwe(envelope, envelope.jwe, keys, ports);
    if (result) return result;
  }
  return openHybrid(envelope, keys, ports);
}

/** Why what was decrypted is shown nowhere, as far as its first bytes tell. */
function binaryNotes(content: Uint8Array, { codec }: PayloadPorts): Note[] {
  const notes: Note[] = [{ template: "The payload is not text: it is not valid UTF-8.", args: [] }];
  const format = formatOf(content);
  if (format !== undefined) notes.push({ template: "Its first bytes are those of {0}.", args: [format] });
  else if (!codec.formats.includes("brotli"))
    notes.push({ template: "If it is compressed with brotli, VS Code on the desktop can undo that.", args: [] });
  return notes;
}
