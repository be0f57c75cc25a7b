import { CompactEncrypt, FlattenedEncrypt, type FlattenedJWE } from "jose";
import type { BodyPart } from "../envelopeBody";
import type { JweProfile } from "../envelopeProfile";
import { JWE_ENCRYPTIONS } from "../../keys/joseAlgorithms";
import { JWE_WRAPPINGS } from "../jwe";
import type { PayloadPorts } from "../payloadPorts";
import { type EncryptTarget, publicKeyOf, sharedKeyOf } from "./encryptTarget";
import { withoutKey } from "./keyGuard";
import { type BodyValue, unusableProfile, writeBody } from "./writeBody";
import { writeEnvelope, type WrittenEnvelope } from "./writeEnvelope";

/**
 * A JWE in the shape of a profile.
 * @throws UserError `profile-unusable`, `profile-needs-public-key`, `profile-needs-shared-key`, `envelope-too-large`,
 * `key-in-envelope`
 */
export async function encryptJwe(
  content: Uint8Array,
  profile: JweProfile,
  target: EncryptTarget,
  ports: PayloadPorts,
): Promise<WrittenEnvelope> {
  const { alg, enc, path, body } = profile;
  const wrapping = Object.hasOwn(JWE_WRAPPINGS, alg) ? JWE_WRAPPINGS[alg] : undefined;
  if ((wrapping === undefined && alg !== "dir") || !Object.hasOwn(JWE_ENCRYPTIONS, enc)) throw unusableProfile();
  const key = wrapping === undefined ? sharedKeyOf(target, ports) : await publicKeyOf(target, wrapping);
  if (key instanceof Uint8Array && key.length !== JWE_ENCRYPTIONS[enc]?.key) throw unusableProfile();
  // Own members in any case: the names are a profile's.
  const header = { ...Object.fromEntries(profile.header ?? []), alg, enc };
  const jwe =
    profile.serialization === "compact"
      ? await new CompactEncrypt(content).setProtectedHeader(header).encrypt(key)
      : await new FlattenedEncrypt(content).setProtectedHeader(header).encrypt(key);
  const written = body
    ? { body: writeBody(body, jweValues(jwe), ports.codec), headers: [] }
    : path.length === 0
      ? { body: typeof jwe === "string" ? jwe : JSON.stringify(jwe), headers: [] }
      : writeEnvelope([{ place: { source: "json", path }, value: jwe }]);
  return key instanceof Uint8Array ? withoutKey(written, key, ports) : written;
}

function jweValues(jwe: string | FlattenedJWE): Partial<Record<BodyPart, BodyValue>> {
  if (typeof jwe === "string") return { jwe: { string: jwe } };
  const { protected: header = "", encrypted_key: key, iv = "", ciphertext, tag = "" } = jwe;
  return {
    jweProtected: { string: header },
    ...(key === undefined ? {} : { jweEncryptedKey: { string: key } }),
    jweIv: { string: iv },
    jweCiphertext: { string: ciphertext },
    jweTag: { string: tag },
  };
}
