import { errors, flattenedDecrypt } from "jose";
import { UserError } from "../../errors";
import { LIMITS } from "../../limits";
import type { FoundEnvelope } from "../capture/foundEnvelope";
import type { DecryptedBytes, DecryptReport } from "./decryptResult";
import { JWE_ENCRYPTIONS } from "../../keys/joseAlgorithms";
import { JWE_WRAPPINGS, type JweRecipient, jweRecipients, malformed } from "../jwe";
import type { PayloadKeys } from "../payloadKeys";
import type { PayloadPorts } from "../payloadPorts";
import { readable, tooInflated } from "./plaintext";
import { RsaPrivateKey } from "./rsaPrivateKey";
import { noKeyFits, noPayloadKey, wrongKey, wrongKeyLength } from "./keyErrors";
import { layerNotes, reportFacts, sameKeyNotes } from "./reportFacts";

/**
 * Opens a JWE with the private or the shared key of one of the apps; undefined if the JSON is no JWE after all.
 * @throws UserError that says what is wrong
 */
export async function openJwe(
  envelope: FoundEnvelope,
  text: string,
  keys: readonly PayloadKeys[],
  ports: PayloadPorts,
): Promise<DecryptedBytes | undefined> {
  const recipients = jweRecipients(text, envelope.kind === "jwe");
  if (!recipients) return undefined;
  if (keys.every(({ privateKeyPem, sharedKey }) => privateKeyPem === undefined && sharedKey === undefined)) {
    throw noPayloadKey();
  }
  const rsaKeys = recipients.some(({ alg }) => alg !== "dir")
    ? keys.map((app) => RsaPrivateKey.of(app)).filter((key) => key !== undefined)
    : [];
  for (const recipient of recipients) {
    const candidates =
      recipient.alg === "dir" ? directKeys(recipient, keys, ports) : await privateKeys(recipient, rsaKeys);
    for (const { app, key } of candidates) {
      const plaintext = await open(recipient, key);
      if (plaintext) return result(envelope, recipient, app, keys, plaintext, ports);
    }
  }
  throw await failure(recipients, keys, rsaKeys);
}

interface Candidate {
  readonly app: PayloadKeys;
  readonly key: CryptoKey | Uint8Array;
}

function directKeys({ enc }: JweRecipient, keys: readonly PayloadKeys[], ports: PayloadPorts): Candidate[] {
  return keys.flatMap((app) => {
    const key = app.sharedKey === undefined ? undefined : ports.codec.fromBase64(app.sharedKey);
    return key && key.length === JWE_ENCRYPTIONS[enc]?.key ? [{ app, key }] : [];
  });
}

async function privateKeys(
  { alg, encryptedKey }: JweRecipient,
  rsaKeys: readonly RsaPrivateKey[],
): Promise<Candidate[]> {
  const hash = (JWE_WRAPPINGS[alg] ?? "").slice("RSA-OAEP ".length);
  const fitting = rsaKeys.filter(({ length }) => length === encryptedKey.length);
  return Promise.all(fitting.map(async (rsa) => ({ app: rsa.app, key: await rsa.forHash(hash) })));
}

async function open(
  { jwe, alg, enc }: JweRecipient,
  key: CryptoKey | Uint8Array,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const options = {
    keyManagementAlgorithms: [alg],
    contentEncryptionAlgorithms: [enc],
    maxDecompressedLength: LIMITS.plaintext,
  };
  // What is empty in the compact form is absent in the flattened one.
  const present = Object.fromEntries(Object.entries(jwe).filter(([, value]) => value !== "")) as typeof jwe;
  try {
    const { plaintext } = await flattenedDecrypt({ ...present, ciphertext: jwe.ciphertext }, key, options);
    return plaintext as Uint8Array<ArrayBuffer>;
  } catch (error) {
    if (error instanceof errors.JWEDecryptionFailed) return undefined;
    if (error instanceof errors.JWEInvalid && /exceeded/.test(error.message)) throw tooInflated();
    if (error instanceof errors.JOSENotSupported) throw notUnderstood();
    if (enc.startsWith("A192") && error instanceof DOMException) {
      throw new UserError(
        "aes-192-unavailable",
        "This JWE is encrypted with {0}, which is not available in this kind of VS Code.",
        { args: [enc], remedy: "Open it in VS Code on the desktop." },
      );
    }
    throw malformed();
  }
}

function notUnderstood(): UserError {
  return new UserError(
    "jwe-extension-unsupported",
    "This JWE needs an extension that is not supported: its header has “crit”, or a compression other than DEF.",
  );
}

async function result(
  envelope: FoundEnvelope,
  { jwe, alg, enc, zip }: JweRecipient,
  app: PayloadKeys,
  keys: readonly PayloadKeys[],
  bytes: Uint8Array<ArrayBuffer>,
  ports: PayloadPorts,
): Promise<DecryptedBytes> {
  const content = await readable(bytes, ports.codec);
  const isGzip = content.layers.length === 1 && content.layers[0] === "gzip";
  const facts = reportFacts(envelope, { app, keys, kind: alg === "dir" ? "shared" : "private", content });
  const isCompact = envelope.kind === "jwe";
  const [value] = envelope.values;
  const report: DecryptReport = {
    ...facts,
    format: isCompact ? "jwe" : "jweJson",
    parts: [
      {
        role: "jwe",
        name: isCompact ? (value?.name ?? "") : "",
        source: isCompact ? (value?.source ?? "text") : "json",
        path: envelope.rootPath,
        start: envelope.start,
        end: envelope.end,
        length: envelope.jwe?.length ?? 0,
      },
    ],
    keyWrapping: alg,
    cipher: enc,
    ...(zip ? { compression: "deflate" as const } : {}),
    authenticated: true,
    foundBy: "detection",
    profile: {
      format: "jwe",
      name: `${app.appName}: JWE ${alg}, ${enc}`,
      description: `Learned from a JWE that was read with ${alg} and ${enc}.`,
      authenticated: true,
      serialization: isCompact ? "compact" : "json",
      alg,
      enc,
      path: [...envelope.rootPath],
      compression: isGzip ? "gzip" : "none",
    },
    notes: [...layerNotes(content.layers), ...sameKeyNotes(facts.apps)],
  };
  const isInHeader = isCompact && value?.source === "header";
  const { start, end, rootPath: path } = envelope;
  const source = isCompact && value?.source === "text" ? "text" : "json";
  return {
    content: content.bytes,
    report,
    shape: {
      parts: isInHeader ? [] : [{ part: "jwe", start, end, path, source, encoding: "text" }],
      notKept: [],
      ...(jwe.protected === undefined ? {} : { protectedHeader: jwe.protected }),
    },
  };
}

/** jose does not tell a wrong key from a changed ciphertext, on purpose; OAEP's padding does. */
async function failure(
  recipients: readonly JweRecipient[],
  keys: readonly PayloadKeys[],
  rsaKeys: readonly RsaPrivateKey[],
): Promise<UserError> {
  for (const { alg, encryptedKey } of recipients) {
    const wrapping = JWE_WRAPPINGS[alg];
    for (const key of wrapping === undefined ? [] : rsaKeys) {
      if (wrapping === undefined || key.length !== encryptedKey.length || !(await key.unwrap(encryptedKey, wrapping)))
        continue;
      return new UserError(
        "payload-damaged",
        "The key was unwrapped with {0}; the payload's tag does not match: the ciphertext was changed or cut.",
        { args: [wrapping] },
      );
    }
  }
  const [first] = recipients;
  if (first?.alg === "dir") {
    const length = JWE_ENCRYPTIONS[first.enc]?.key ?? 0;
    if (length !== 32) {
      return new UserError(
        "jwe-key-length",
        "This JWE is encrypted directly (“dir”) with {0}, which takes a key of {1} bytes; shared keys have {2}.",
        { args: [first.enc, length, 32] },
      );
    }
    return noKeyFits();
  }
  const fits = recipients.some(({ encryptedKey }) => rsaKeys.some(({ length }) => length === encryptedKey.length));
  if (!fits && rsaKeys.length > 0 && first) return wrongKeyLength(first.encryptedKey.length, rsaKeys);
  if (rsaKeys.length === 0) {
    return new UserError(
      "no-private-key",
      "This JWE is encrypted for an RSA key ({0}), and no app at hand has a private payload key.",
      { args: [first?.alg ?? ""] },
    );
  }
  return wrongKey(keys);
}
