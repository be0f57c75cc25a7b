import { UserError } from "../../errors";
import { LIMITS } from "../../limits";
import { builtInProfile, type EnvelopeProfile, type Layer } from "../envelopeProfile";
import type { PayloadPorts } from "../payloadPorts";
import { encryptHybrid } from "./encryptHybrid";
import { encryptJwe } from "./encryptJwe";
import type { EncryptTarget } from "./encryptTarget";
import { shapeOutline } from "./shapeOutline";
import { unsoundness, unsoundShape } from "./soundShape";
import { isBare, tooLarge, unusableProfile } from "./writeBody";
import type { WrittenEnvelope } from "./writeEnvelope";

export interface Encrypted extends WrittenEnvelope {
  readonly profile: EnvelopeProfile;
  /** What was written, with “…” for each part. */
  readonly outline: string;
}

/**
 * Encrypts a payload in the shape of a profile, with a fresh AES key wrapped for the app's public key or with the
 * shared key. How a client encrypts a request is not documented (platform.md, 2.3), so every result is unverified. The
 * profile may be anybody's: what is written is one line without a piece of a key in it.
 * @throws UserError `no-payload-key`, `profile-needs-public-key`, `profile-needs-shared-key`, `wrapping-unavailable`,
 * `profile-unusable`, `envelope-too-large`, `key-in-envelope`
 */
export async function encrypt(
  plaintext: Uint8Array<ArrayBuffer>,
  target: EncryptTarget,
  ports: PayloadPorts,
): Promise<Encrypted> {
  const { publicKeyPem, sharedKey } = target;
  if (publicKeyPem === undefined && sharedKey === undefined) {
    throw new UserError("no-payload-key", "This app has no payload key, so nothing can be encrypted for it.", {
      remedy: "Add a payload key to the app.",
    });
  }
  const profile = target.profile ?? builtInProfile(publicKeyPem === undefined ? "shared" : "keyPair");
  const why = unsoundness(profile);
  if (why) throw unsoundShape(why);
  const layers =
    profile.format === "hybrid" && profile.layers
      ? profile.layers
      : profile.compression === "gzip"
        ? (["gzip"] as const)
        : [];
  let content = plaintext;
  for (const layer of [...layers].reverse()) {
    content = await inLayer(layer, content, ports);
    if (content.length > LIMITS.writtenBody) throw tooLarge(LIMITS.writtenBody);
  }
  const written =
    profile.format === "jwe"
      ? await encryptJwe(content, profile, target, ports)
      : await encryptHybrid(content, profile, target, ports);
  return { ...inert(written), profile, outline: shapeOutline(profile) };
}

/** One line that clients of request files take as it is, and headers of one line each. */
function inert(written: WrittenEnvelope): WrittenEnvelope {
  const { body, headers } = written;
  const isLine = /^[{["]/.test(body) ? !/[\r\n]|\{\{/.test(body) : body === "" || isBare(body);
  if (isLine && headers.every(({ value }) => /^[\x20-\x7e]*$/.test(value) && !value.includes("{{"))) return written;
  throw unusableProfile();
}

async function inLayer(
  layer: Layer,
  content: Uint8Array<ArrayBuffer>,
  { codec }: PayloadPorts,
): Promise<Uint8Array<ArrayBuffer>> {
  const text = (written: string) => new TextEncoder().encode(written);
  switch (layer) {
    case "base64":
      return text(codec.toBase64(content));
    case "hex":
      return text(codec.toHex(content));
    case "UTF-16LE":
    case "UTF-16BE":
      return inUtf16(new TextDecoder().decode(content), layer === "UTF-16LE");
    default:
      if (codec.formats.includes(layer)) return codec.compress(layer, content);
      throw new UserError(
        "compression-unavailable",
        "This profile compresses with {0}, which is not available in VS Code for the Web.",
        { args: [layer], remedy: "Encrypt in VS Code on the desktop." },
      );
  }
}

function inUtf16(text: string, isLittleEndian: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(2 * text.length);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < text.length; index++) view.setUint16(2 * index, text.charCodeAt(index), isLittleEndian);
  return bytes;
}
