import { base64url } from "jose";
import * as v from "valibot";
import type { Ports } from "../ports";

const GatewayNote = v.object({
  /** Of this run. */
  id: v.pipe(v.string(), v.uuid()),
  /** Of the process that listens. */
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  /** Internal ids of the apps that it serves. */
  appIds: v.array(v.string()),
  /** Seconds since the epoch. */
  startedAt: v.number(),
});

/** What the window that runs the gateway tells the others. */
export type GatewayNote = v.InferOutput<typeof GatewayNote>;

const SealedNote = v.object({ note: v.string(), proof: v.string() });

/** A new key of the gateway's address: 128 random bits in base64url. */
export function newGatewayKey({ randomBytes }: Pick<Ports, "randomBytes">): string {
  return base64url.encode(randomBytes(16));
}

/**
 * A note as the text of a file. With it stands an HMAC under the key of the gateway's address, so that whoever can write
 * the file and doesn't have the key leads nobody to another port; the key itself is not in it.
 */
export async function sealNote(note: GatewayNote, key: string): Promise<string> {
  const text = JSON.stringify(note);
  const proof = await crypto.subtle.sign("HMAC", await macKey(key), bytesOf(text));
  return JSON.stringify({ note: text, proof: base64url.encode(new Uint8Array(proof)) });
}

/** The note of a file; undefined for any text but what was sealed with this key. */
export async function openNote(file: string, key: string): Promise<GatewayNote | undefined> {
  try {
    const { note, proof } = v.parse(SealedNote, JSON.parse(file));
    const isOurs = await crypto.subtle.verify(
      "HMAC",
      await macKey(key),
      new Uint8Array(base64url.decode(proof)),
      bytesOf(note),
    );
    return isOurs ? v.parse(GatewayNote, JSON.parse(note)) : undefined;
  } catch {
    return undefined;
  }
}

/** No other use of the key signs what begins like this. */
function bytesOf(note: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`jwt-apps gateway note\n${note}`);
}

function macKey(key: string): Promise<CryptoKey> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  return crypto.subtle.importKey("raw", new TextEncoder().encode(key), algorithm, false, ["sign", "verify"]);
}
