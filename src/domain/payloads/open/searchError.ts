import { UserError } from "../../errors";
import type { FoundEnvelope } from "../capture/foundEnvelope";
import { unsupportedFormat } from "./unsupportedFormat";
import { type Progress, PROGRESS } from "./openedPayload";
import { suggests } from "../capture/partNames";
import { ascending, noKeyFits, noPayloadKey, wrongKey, wrongKeyLength } from "./keyErrors";
import type { PartReading } from "./partReadings";
import type { PayloadKeys } from "../payloadKeys";
import type { KeyWrapping } from "../envelopeProfile";
import type { PayloadPorts } from "../payloadPorts";
import type { RsaPrivateKey } from "./rsaPrivateKey";

/** An attempt with a key that could be used but did not open the payload. */
export interface Failure {
  readonly app: PayloadKeys;
  /** Absent for a shared key. */
  readonly wrapping?: KeyWrapping;
  /** False where what came out may be there by chance: a padding that proves nothing, and a key that fits nothing. */
  readonly isUnwrapped: boolean;
  readonly messageLength: number;
  readonly isAesKey: boolean;
  readonly progress: Progress;
}

/** The sentence that says how far a decryption came. */
export function searchError(search: {
  readonly envelope: FoundEnvelope;
  readonly keys: readonly PayloadKeys[];
  readonly rsaKeys: readonly RsaPrivateKey[];
  readonly readings: readonly PartReading[];
  /** How often a wrapped key was tried. */
  readonly tried: number;
  readonly failures: readonly Failure[];
  /** A key at hand opens what was wrapped, but under a label that stands nowhere. */
  readonly hasOtherLabel: boolean;
  readonly ports: PayloadPorts;
}): UserError {
  const { keys, rsaKeys, readings, tried, failures, hasOtherLabel, ports, envelope } = search;
  const cut = envelope.values.some((value) => value.cut);
  const best = [...failures].sort((one, other) => weight(other) - weight(one))[0];
  const unsupported = unsupportedFormat(envelope.values.map(({ content }) => content));
  if (unsupported && !(best && weight(best) > TELLING)) return unsupported;
  if (best?.isUnwrapped && (best.wrapping !== undefined || fits(best))) return failureError(best, readings, cut);
  const unproven = failures.find(({ isUnwrapped }) => !isUnwrapped);
  if (unproven && tried > 0) return unprovenError(unproven, readings);

  const hasShared = keys.some(({ sharedKey }) => sharedKey !== undefined);
  if (rsaKeys.length === 0 && !hasShared) return noPayloadKey();
  if (hasOtherLabel) {
    return new UserError(
      "oaep-label-unknown",
      "The wrapped key was found and a key at hand fits it, but it was wrapped with an OAEP label that stands nowhere in this text.",
      {
        remedy: "Select the label too, in a field such as “label”.",
      },
    );
  }
  if (tried > 0) return wrongKey(keys, ports.rsaUnwrapper ? {} : { remedy: NOT_IN_WEB });
  const other = readings.find(
    ({ length, name }) =>
      [128, 256, 384, 512, 1024].includes(length) && (suggests(name, "encryptedKey") || !suggests(name, "ciphertext")),
  );
  if (rsaKeys.length > 0 && other) return wrongKeyLength(other.length, rsaKeys);
  if (failures.some(({ progress }) => progress.reached === "saltedUnavailable")) {
    return new UserError(
      "salted-unavailable",
      "The ciphertext has OpenSSL's form “Salted__”, whose key derivation is not available in VS Code for the Web.",
      { remedy: ON_DESKTOP },
    );
  }
  if (failures.length > 0) return noKeyFits();
  return new UserError(
    "wrapped-key-missing",
    "The wrapped key is missing: no value here has the length of one, which is {0} bytes for the keys at hand.",
    {
      args: [ascending(rsaKeys.map(({ length }) => length))],
      remedy: "If it came in a header of the response, select that as well.",
    },
  );
}

const ON_DESKTOP = "Open the payload in VS Code on the desktop.";
const NOT_IN_WEB =
  "Keys wrapped with RSA PKCS#1 v1.5, or with RSA-OAEP whose MGF1 uses another hash, can't be tried in VS Code for the Web.";

/** How much an attempt tells. */
function weight({ progress, wrapping, isUnwrapped }: Failure): number {
  if (!isUnwrapped) return -1;
  const telling =
    Math.max(0, PROGRESS.indexOf(progress.reached) - PROGRESS.indexOf("noIv")) +
    Number(progress.reached === "unavailable");
  return telling + (wrapping !== undefined && wrapping !== "RSA PKCS#1 v1.5" ? 10 : 0);
}

/** Whether a shared key is the one: the form “Salted__” is there whatever the key. */
function fits(failure: Failure): boolean {
  return weight(failure) > 0 && !failure.progress.reached.startsWith("salted");
}

/** So much weighs an attempt that comes near only where the key is right. */
const TELLING = 10 + PROGRESS.indexOf("badIv") - PROGRESS.indexOf("noIv");

/** What may have been unwrapped by chance tells what is missing, and nothing about the key. */
function unprovenError({ progress: { reached } }: Failure, readings: readonly PartReading[]): UserError {
  if (reached === "noCiphertext")
    return new UserError(
      "ciphertext-missing",
      "The wrapped key was found; the ciphertext is missing: there is no other value that could be one.",
    );
  if (reached === "noIv" && !readings.some(isCalledIv)) {
    return new UserError(
      "iv-missing",
      "The wrapped key was found; the IV was not: no other value makes sense as one, and neither does the beginning of the ciphertext.",
    );
  }
  return new UserError(
    "wrong-key",
    "The wrapped key was found, but nothing that a key at hand makes of it fits the payload: it was wrapped for another key, a part was changed or cut, or it is encrypted in another way.",
  );
}

function failureError(failure: Failure, readings: readonly PartReading[], cut: boolean): UserError {
  const { wrapping, progress, app } = failure;
  // {0} is the wrapping or the app.
  const [lead, subject] = wrapping
    ? ["The key was unwrapped with {0}", wrapping]
    : ["The shared key of {0} fits", app.appName];
  const cipher = "cipher" in progress ? progress.cipher : "";
  const args = [subject, cipher];
  if (!failure.isAesKey) {
    return new UserError(
      "not-an-aes-key",
      `${lead}, but its {1} bytes are not an AES key, neither raw nor in base64 or hex.`,
      { args: [subject, failure.messageLength] },
    );
  }
  switch (progress.reached) {
    case "tagMismatch":
      return new UserError(
        "payload-damaged",
        `${lead}; the payload's tag does not match: a part was changed or cut, or what was authenticated beside it is missing.`,
        {
          args,
          ...(cut ? { remedy: "The text ends in the middle of a value." } : {}),
        },
      );
    case "tagMissing":
      return new UserError(
        "tag-missing",
        `${lead} and {1} fits the payload, but its tag is missing, so it can't be proven unchanged.`,
        { args },
      );
    case "badPadding":
      return new UserError(
        "payload-damaged",
        `${lead} and {1} fits the payload's beginning, but its end does not: the ciphertext was changed or cut.`,
        { args },
      );
    case "modeUnavailable":
      return new UserError(
        "cipher-unavailable",
        `${lead} and {1} fits the payload, but that is not available in VS Code for the Web.`,
        { args, remedy: ON_DESKTOP },
      );
    case "salted":
      return new UserError(
        "passphrase-unknown",
        `${lead}; the ciphertext has OpenSSL's form “Salted__”, but no passphrase that can be made of this key opens it.`,
        { args },
      );
    case "saltedUnavailable":
      return new UserError(
        "salted-unavailable",
        `${lead}; the ciphertext has OpenSSL's form “Salted__”, whose key derivation is not available in VS Code for the Web.`,
        { args, remedy: ON_DESKTOP },
      );
    case "badIv":
      return new UserError("iv-missing", `${lead} and {1} fits the payload, but its IV is missing or was changed.`, {
        args,
      });
    case "noCiphertext":
      return new UserError(
        "ciphertext-missing",
        `${lead}; the ciphertext is missing: there is no other value that could be one.`,
        { args },
      );
    case "unavailable":
      return new UserError(
        "aes-192-unavailable",
        `${lead}, but it is an AES-192 key, which is not available in this kind of VS Code.`,
        {
          args,
          remedy: ON_DESKTOP,
        },
      );
    case "notText":
      return new UserError(
        "payload-not-text",
        `${lead}, but what AES makes of the payload is not valid UTF-8, and without a tag nothing else would prove it.`,
        { args },
      );
    default:
      break;
  }
  const encoded = readings.filter(({ encoding }) => encoding !== "text");
  const mayBeIv = encoded.some(({ length, name }) => isIvLength(length) && !suggests(name, "tag"));
  if ((progress.reached === "noIv" || !mayBeIv) && !readings.some(isCalledIv)) {
    return new UserError(
      "iv-missing",
      `${lead}; no IV was found: no other value makes sense as one, and neither does the beginning of the ciphertext.`,
      { args },
    );
  }
  return new UserError(
    "payload-unreadable",
    `${lead}, but no mode of AES fits the payload: its ciphertext or IV was changed, or it is encrypted in another way.`,
    { args },
  );
}

function isIvLength(length: number): boolean {
  return length === 12 || length === 16;
}

function isCalledIv({ length, name }: PartReading): boolean {
  return isIvLength(length) && suggests(name, "iv");
}
