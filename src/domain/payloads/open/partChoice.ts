import { type AesKey, unsentIv } from "./aesKey";
import { suggests } from "../capture/partNames";
import { IV_SOURCES } from "../envelopeProfile";
import { type IvSource, samePlace, type WrappedPlace } from "./openedPayload";
import type { PartReading } from "./partReadings";
import { TELLING, type Where } from "./searchRun";

const NOTHING = new Uint8Array(0);
const MAX_DATA = 24;
const MAX_SMALL = 8;
/** In bytes: a ciphertext of a block, with its tag and an IV of GCM. */
const ROOM_FOR_ALL = 2 * 16 + 12;
/** In bytes: longer values are hardly what was authenticated beside a ciphertext, unless they are called so. */
const MAX_AAD = 4_000;
const MAX_AADS = 16;

/** With what GCM is tried: what is none of these may be authenticated beside. */
interface TriedWith {
  readonly iv: IvSource;
  readonly tag?: PartReading;
  /** The beginning makes sense. */
  readonly plausible: boolean;
  /** Of the ciphertext, in bytes of its value. */
  readonly from: number;
  readonly to: number;
}

/** Which of the values of an envelope may be what, the likeliest first. */
export class PartChoice {
  readonly #readings: readonly PartReading[];
  readonly #parts: readonly PartReading[];

  /** @param inMessage what else stands in the message that was wrapped */
  constructor(readings: readonly PartReading[], inMessage: readonly PartReading[]) {
    this.#readings = readings;
    this.#parts = [...inMessage, ...readings];
  }

  /** Everything that may be the ciphertext, the likeliest first. */
  dataReadings(wrapped: WrappedPlace | undefined): PartReading[] {
    const isWhole = (reading: PartReading) =>
      wrapped !== undefined && wrapped.prefix === undefined && samePlace(reading, wrapped.reading);
    const candidates = this.#readings.filter(
      (reading) => reading.length > 0 && reading.encoding !== "text" && !isWhole(reading),
    );
    if (wrapped?.prefix !== undefined)
      return [wrapped.reading, ...candidates.filter((reading) => reading !== wrapped.reading)].slice(0, MAX_DATA);
    const rank = ({ name, length }: PartReading) =>
      suggests(name, "ciphertext") && !suggests(name, "encryptedKey")
        ? 0
        : length >= ROOM_FOR_ALL
          ? 1
          : suggests(name, "iv") || suggests(name, "tag")
            ? 3
            : 2;
    return candidates
      .sort(
        (one, other) =>
          rank(one) - rank(other) || one.value.distance - other.value.distance || other.length - one.length,
      )
      .slice(0, MAX_DATA);
  }

  /** Everything that may be the IV: other values first, then the wrapped message, either end of the ciphertext, and what is never sent. */
  ivsFor(data: PartReading, start: number, key: AesKey, wrapped: WrappedPlace | undefined): IvSource[] {
    const bytes = data.bytes() ?? NOTHING;
    const whole = { from: start, to: bytes.length };
    const ivs: IvSource[] = [];
    for (const reading of this.small(
      "iv",
      data,
      wrapped,
      (length, name) => length === 12 || length === 16 || (suggests(name, "iv") && length >= 7 && length <= 64),
    )) {
      const iv = key.reading.part && samePlace(reading, key.reading.part) ? undefined : reading.bytes();
      if (iv) ivs.push({ bytes: iv, reading, ...whole, place: "part" });
    }
    if (key.reading.iv) ivs.push({ bytes: key.reading.iv, ...whole, place: "key" });
    const back: IvSource[] = [];
    for (const length of [12, 16]) {
      if (whole.to - start < length) continue;
      ivs.push({ bytes: bytes.slice(start, start + length), from: start + length, to: whole.to, place: "front" });
      back.push({ bytes: bytes.slice(whole.to - length), from: start, to: whole.to - length, place: "back" });
    }
    for (const length of [16, 12]) {
      for (const place of IV_SOURCES) {
        // The end of a key as long as the IV is its beginning.
        if (place === "keyEnd" && key.bytes.length <= length) continue;
        ivs.push({ bytes: unsentIv(place, key.bytes, length), ...whole, place });
      }
    }
    return [...ivs, ...back];
  }

  /** Values of some length, those first that are called like it. */
  small(
    role: "iv" | "tag",
    data: PartReading,
    wrapped: WrappedPlace | undefined,
    fits: (length: number, name: string) => boolean,
  ): PartReading[] {
    const others = this.#parts.filter(
      (reading) =>
        fits(reading.length, reading.name) &&
        !samePlace(reading, data) &&
        !(wrapped && samePlace(reading, wrapped.reading)),
    );
    const opposite = role === "iv" ? "tag" : "iv";
    const rank = ({ name, encoding }: PartReading) =>
      (suggests(name, role) ? 0 : suggests(name, opposite) ? 4 : 2) + (encoding === "text" ? 1 : 0);
    return others
      .sort((one, other) => rank(one) - rank(other) || one.value.distance - other.value.distance)
      .slice(0, MAX_SMALL);
  }

  /** Values of 12 to 15 bytes whose names don't say that they are tags. */
  shortTags({ data, wrapped }: Where, iv: IvSource): PartReading[] {
    const fits = (length: number, name: string) => length >= 12 && length < 16 && !suggests(name, "tag");
    const tags = this.small("tag", data, wrapped, fits);
    return tags.filter(({ encoding, value }) => encoding !== "text" && value !== iv.reading?.value);
  }

  /** What may be authenticated beside the ciphertext: nothing, what is called so, and where key and IV make sense, any other text. */
  aads({ data, iv, tag, wrapped, plausible, from, to }: Where & TriedWith): (PartReading | undefined)[] {
    const free = this.#parts.filter(
      (reading) =>
        !reading.piece &&
        [data, iv.reading, tag, wrapped?.reading].every((other) => !other || reading.value !== other.value),
    );
    const named = free.filter(({ name }) => suggests(name, "aad"));
    if (!plausible || to - from < TELLING) return [undefined, ...named.slice(0, plausible ? 4 : 1)];
    const others = free.filter((reading) => !named.includes(reading) && reading.length <= MAX_AAD);
    return [undefined, ...named.slice(0, 4), ...others.slice(0, MAX_AADS)];
  }

  /** Values that are called like a salt. @param length in bytes */
  namedSalts(data: PartReading, length?: number): PartReading[] {
    const fits = this.#parts.filter(
      (reading) =>
        suggests(reading.name, "salt") &&
        !samePlace(reading, data) &&
        (length === undefined || reading.length === length),
    );
    return fits.slice(0, 2);
  }
}
