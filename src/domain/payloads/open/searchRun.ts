import { TimeSlices } from "../../steps";
import type { AesKey } from "./aesKey";
import {
  type IvSource,
  type LayoutRole,
  type OpenedPayload,
  type Progress,
  PROGRESS,
  type WrappedPlace,
} from "./openedPayload";
import type { PartReading } from "./partReadings";
import type { PayloadPorts } from "../payloadPorts";

/** Fewer plausible bytes are no sign of the right key. */
export const TELLING = 12;
/** So many come out of no wrong key. */
export const NO_CHANCE = 24;
/** Ciphertexts decrypted as a whole because their beginning made sense. */
const MAX_ATTEMPTS = 3_000;
/** Those on a few bytes, with a shared key and with one that was wrapped, and the same with a tag that was cut. */
const [MAX_SHORT, MAX_SHORT_WRAPPED, MAX_CUT] = [200, 2_000, 600];

/** What one search shares: its ports, what it may still spend, and how far it came. */
export class SearchRun {
  /** The furthest that any attempt came. */
  progress: Progress = { reached: "nothing" };
  #attempts = 0;
  #shortAttempts = 0;
  #cutAttempts = 0;
  /** Bytes that may still be decrypted in vain. */
  #work: number;
  /** As much of them is left for the modes after GCM, which a beginning that makes sense by chance would use up alone. */
  readonly #afterGcm: number;
  readonly #slices = new TimeSlices();

  constructor(
    readonly ports: PayloadPorts,
    /** Bytes of the longest value. */
    longest: number,
  ) {
    this.#work = 32_000_000 + 10 * longest;
    this.#afterGcm = 5 * longest;
  }

  came(progress: Progress): void {
    if (PROGRESS.indexOf(progress.reached) > PROGRESS.indexOf(this.progress.reached)) this.progress = progress;
  }

  pause(): Promise<boolean> {
    return this.#slices.pause();
  }

  /** Whether GCM may be tried on so few bytes that anything makes sense of them. */
  mayTryShort({ wrapped }: Where, isCut: boolean): boolean {
    if (isCut) return ++this.#cutAttempts <= MAX_CUT;
    return ++this.#shortAttempts <= (wrapped ? MAX_SHORT_WRAPPED : MAX_SHORT);
  }

  /** Whether so many bytes may be decrypted with GCM. */
  spendOnGcm(length: number, isShort: boolean): boolean {
    if ((!isShort && ++this.#attempts > MAX_ATTEMPTS) || this.#work - length < this.#afterGcm) return false;
    this.#work -= length;
    return true;
  }

  /** The same in a mode that proves nothing. */
  spend(length: number): boolean {
    return ++this.#attempts <= MAX_ATTEMPTS && (this.#work -= length) >= 0;
  }

  /** What was decrypted in place is no ciphertext any more, and other keys or IVs may still be tried. */
  restore(data: PartReading, from: number, to: number): void {
    if (to - from >= this.ports.aes.inPlaceFrom) data.forget();
  }
}

/** Which ciphertext is tried with which key. */
export interface Where {
  readonly data: PartReading;
  readonly key: AesKey;
  readonly wrapped: WrappedPlace | undefined;
  /** As of the keys that the search starts from. */
  readonly proven: boolean;
  /** What stands in front of the payload in the ciphertext's value, behind a wrapped key. */
  readonly skipped: readonly LayoutRole[];
}

/** Keeps what was opened; returned where nothing else needs to be tried. */
export type Keep = (opened: OpenedPayload | undefined) => OpenedPayload | undefined;

/** Where the payload begins in its value, in bytes: behind a wrapped key. */
export function startOf(data: PartReading, wrapped: WrappedPlace | undefined): number {
  return data === wrapped?.reading ? (wrapped.prefix ?? 0) : 0;
}

/** Whether it is an IV that stands nowhere. */
export function isUnsent(place: IvSource["place"]): boolean {
  return place === "zero" || place === "keyStart" || place === "keyEnd";
}

/** What the bytes of the value hold, in order. */
export function layoutOf(
  { data, wrapped, skipped }: Where,
  iv: IvSource,
  tagPlace: "part" | "back" | "front" = "part",
): LayoutRole[] {
  return [
    ...(startOf(data, wrapped) > 0 ? (["encryptedKey"] as const) : []),
    ...skipped,
    ...(iv.place === "front" ? (["iv"] as const) : []),
    ...(tagPlace === "front" ? (["tag"] as const) : []),
    "ciphertext",
    ...(tagPlace === "back" ? (["tag"] as const) : []),
    ...(iv.place === "back" ? (["iv"] as const) : []),
  ];
}
