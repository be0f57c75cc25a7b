import type { AesKey } from "./aesKey";
import type { Cipher, IvFrom, PartRole } from "../envelopeProfile";
import type { PartReading } from "./partReadings";
import type { Content } from "./plaintext";

/** What bytes of a value are: `salt` for the derivation of a key, `other` for what is not needed. */
export type LayoutRole = PartRole | "salt" | "other";

/** How a payload was opened. */
export interface OpenedPayload {
  readonly key: AesKey;
  readonly cipher: Cipher;
  readonly authenticated: boolean;
  readonly data: PartReading;
  /** What the bytes of `data` hold, in order. */
  readonly layout: readonly LayoutRole[];
  readonly ivLength: number;
  readonly iv?: PartReading;
  readonly ivInKey: boolean;
  readonly ivFrom?: IvFrom;
  /** Of CTR: what the counter block goes on with behind a shorter IV. */
  readonly counter?: 0 | 1;
  readonly tag?: PartReading;
  /** In bytes, if it is a tag's. */
  readonly tagLength?: number;
  readonly aad?: PartReading;
  /** How the AES key came from what was unwrapped, such as "PBKDF2, SHA-256, 10000 iterations". */
  readonly derivation?: string;
  readonly salt?: PartReading;
  /** Another padding than PKCS#7. */
  readonly oddPadding?: boolean;
  readonly content: Content;
}

/** How far the best attempt came. */
export type Progress =
  | {
      readonly reached:
        | "nothing"
        | "noCiphertext"
        | "noIv"
        | "notText"
        | "unavailable"
        | "salted"
        | "saltedUnavailable";
    }
  | {
      readonly reached: "tagMismatch" | "tagMissing" | "badPadding" | "badIv" | "modeUnavailable";
      readonly cipher: string;
    };

/** The least telling first. */
export const PROGRESS: readonly Progress["reached"][] = [
  "nothing",
  "unavailable",
  "noCiphertext",
  "noIv",
  "badIv",
  "badPadding",
  "notText",
  "modeUnavailable",
  // Eight known bytes, where a first block that looks like text comes by chance.
  "salted",
  "saltedUnavailable",
  "tagMismatch",
  "tagMissing",
];

/** Where an IV comes from, and what is left of the ciphertext's value. */
export interface IvSource {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** `part`: another value; `key`: behind the AES key; `front`, `back`: in the ciphertext's value. */
  readonly place: "part" | "key" | "front" | "back" | IvFrom;
  readonly reading?: PartReading;
  readonly from: number;
  readonly to: number;
}

export function ivFacts(iv: IvSource): Pick<OpenedPayload, "ivLength" | "ivInKey" | "iv" | "ivFrom"> {
  const { place, reading, bytes } = iv;
  return {
    ivLength: bytes.length,
    ivInKey: place === "key",
    ...(reading ? { iv: reading } : {}),
    ...(place === "zero" || place === "keyStart" || place === "keyEnd" ? { ivFrom: place } : {}),
  };
}

/** Whether two readings are of the same value, or the same piece of it. */
export function samePlace(one: PartReading, other: PartReading): boolean {
  return (
    one.value === other.value &&
    one.piece?.index === other.piece?.index &&
    one.piece?.separator === other.piece?.separator
  );
}

/** Where the payload may begin if the wrapped key stands in front of it in the same value. */
export interface WrappedPlace {
  readonly reading: PartReading;
  /** Bytes of the value that belong to the wrapped key; undefined if it is all of it. */
  readonly prefix?: number;
}
