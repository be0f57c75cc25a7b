import type { AesKey } from "./aesKey";
import type { Cipher, PartRole } from "./envelopeProfile";
import { suggests } from "./partNames";
import { ROOM_FOR_TAG, type PartReading } from "./partReadings";
import type { Codec } from "./payloadPorts";
import { type Content, decompressed, isText, looksPlain } from "./plaintext";

/** How a payload was opened. */
export interface OpenedPayload {
  readonly key: AesKey;
  readonly cipher: Cipher;
  readonly authenticated: boolean;
  readonly data: PartReading;
  /** What the bytes of `data` hold, in order. */
  readonly layout: readonly PartRole[];
  readonly ivLength: number;
  readonly iv?: PartReading;
  readonly ivInKey: boolean;
  readonly tag?: PartReading;
  readonly aad?: PartReading;
  readonly content: Content;
}

/** How far the best attempt came. */
export type Progress =
  | { readonly reached: "nothing" | "noCiphertext" | "noIv" | "notText" | "unavailable" }
  | { readonly reached: "tagMismatch" | "tagMissing" | "badPadding" | "badIv"; readonly cipher: Cipher };

/** Where the payload may begin if the wrapped key stands in front of it in the same value. */
export interface WrappedPlace {
  readonly reading: PartReading;
  /** Bytes of the value that belong to the wrapped key; undefined if it is all of it. */
  readonly prefix?: number;
}

const TAG = ROOM_FOR_TAG;
const NOTHING = new Uint8Array(0);
/** So many bytes of a plaintext show whether it is one. */
const PEEK = 64;
/** Fewer plausible bytes are no sign of the right key. */
const TELLING = 12;
const MAX_DATA = 24;
const MAX_SMALL = 8;
const MAX_ATTEMPTS = 150;

/** Finds ciphertext, IV and tag among the values of an envelope, given the AES keys that are possible. */
export class PayloadSearch {
  /** The furthest that any attempt came. */
  progress: Progress = { reached: "nothing" };
  #attempts = 0;
  /** Bytes that may still be decrypted in vain. */
  #work: number;

  constructor(
    private readonly readings: readonly PartReading[],
    private readonly codec: Codec,
  ) {
    this.#work = 32_000_000 + 10 * Math.max(0, ...readings.map(({ length }) => length));
  }

  /** Tries the keys on everything that may be a ciphertext, the likeliest first. */
  async open(keys: readonly AesKey[], wrapped?: WrappedPlace): Promise<OpenedPayload | undefined> {
    const usable: AesKey[] = [];
    for (const key of keys) {
      if (await key.isAvailable()) usable.push(key);
      else this.#came({ reached: "unavailable" });
    }
    const candidates = this.#dataReadings(wrapped);
    if (candidates.length === 0) this.#came({ reached: "noCiphertext" });
    const implausible: GcmAttempt[] = [];
    for (const data of candidates) {
      const prefix = data === wrapped?.reading ? (wrapped.prefix ?? 0) : 0;
      const opened = await this.#openData(data, prefix, usable, wrapped, implausible);
      if (opened) return opened;
    }
    // Nothing looks like text: it may be binary, which only the tag can tell.
    if (this.progress.reached === "tagMismatch" || this.progress.reached === "tagMissing") return undefined;
    for (const attempt of implausible) {
      const opened = await this.#tryGcm(attempt);
      if (opened) return opened;
    }
    return undefined;
  }

  /** What makes sense for one ciphertext; what does not is put off. */
  async #openData(data: PartReading, prefix: number, keys: readonly AesKey[], wrapped: WrappedPlace | undefined, implausible: GcmAttempt[]): Promise<OpenedPayload | undefined> {
    if (!data.bytes()) return undefined;
    const unproven: OpenedPayload[] = [];
    for (const key of keys) {
      const ivs = this.#ivsFor(data, prefix, key, wrapped);
      if (!ivs.some(({ reading }) => reading) && !key.reading.iv) this.#came({ reached: "noIv" });
      for (const iv of ivs) {
        for (const attempt of await this.#gcmAttempts(data, key, iv, wrapped)) {
          const opened = attempt.plausible ? await this.#tryGcm(attempt) : undefined;
          if (opened) return opened;
          if (!attempt.plausible) implausible.push(attempt);
        }
      }
      for (const iv of ivs.filter(({ bytes: { length } }) => length === 16)) {
        const opened = await this.#tryCbc(data, key, iv);
        if (opened && isJson(opened.content)) return opened;
        if (opened) unproven.push(opened);
      }
    }
    return unproven[0];
  }

  #dataReadings(wrapped: WrappedPlace | undefined): PartReading[] {
    const isWhole = (reading: PartReading) => wrapped !== undefined && wrapped.prefix === undefined && samePlace(reading, wrapped.reading);
    const candidates = this.readings.filter((reading) => reading.length > 0 && !isWhole(reading));
    if (wrapped?.prefix !== undefined) return [wrapped.reading, ...candidates.filter((reading) => reading !== wrapped.reading)].slice(0, MAX_DATA);
    const rank = ({ name, length }: PartReading) => (suggests(name, "ciphertext") && !suggests(name, "encryptedKey") ? 0 : length >= 2 * TAG + 12 ? 1 : suggests(name, "iv") || suggests(name, "tag") ? 3 : 2);
    return candidates.sort((one, other) => rank(one) - rank(other) || one.value.distance - other.value.distance || other.length - one.length).slice(0, MAX_DATA);
  }

  /** Everything that may be the IV: other values first, then the wrapped message, then either end of the ciphertext. */
  #ivsFor(data: PartReading, prefix: number, key: AesKey, wrapped: WrappedPlace | undefined): IvSource[] {
    const bytes = data.bytes() ?? NOTHING;
    const whole = { from: prefix, to: bytes.length };
    const ivs: IvSource[] = [];
    for (const reading of this.#small("iv", data, wrapped, [12, 16])) {
      const iv = reading.bytes();
      if (iv) ivs.push({ bytes: iv, reading, ...whole, place: "part" });
    }
    if (key.reading.iv) ivs.push({ bytes: key.reading.iv, ...whole, place: "key" });
    for (const length of [12, 16]) {
      if (whole.to - prefix < length) continue;
      ivs.push({ bytes: bytes.slice(prefix, prefix + length), from: prefix + length, to: whole.to, place: "front" });
      ivs.push({ bytes: bytes.slice(whole.to - length), from: prefix, to: whole.to - length, place: "back" });
    }
    return ivs.sort((one, other) => Number(one.place === "back") - Number(other.place === "back"));
  }

  /** Values of some length, those first that are called like it. */
  #small(role: "iv" | "tag", data: PartReading, wrapped: WrappedPlace | undefined, lengths: readonly number[]): PartReading[] {
    const others = this.readings.filter((reading) => lengths.includes(reading.length) && !samePlace(reading, data) && !(wrapped && samePlace(reading, wrapped.reading)));
    const opposite = role === "iv" ? "tag" : "iv";
    const rank = ({ name }: PartReading) => (suggests(name, role) ? 0 : suggests(name, opposite) ? 2 : 1);
    return others.sort((one, other) => rank(one) - rank(other) || one.value.distance - other.value.distance).slice(0, MAX_SMALL);
  }

  /** Where the tag may be, each with a guess from the first bytes whether that makes sense. */
  async #gcmAttempts(data: PartReading, key: AesKey, iv: IvSource, wrapped: WrappedPlace | undefined): Promise<GcmAttempt[]> {
    const { from, to } = iv;
    const bytes = data.bytes() ?? NOTHING;
    const attempts: GcmAttempt[] = [];
    const behind = await key.peekGcm(iv.bytes, bytes.subarray(from, Math.min(from + PEEK, to)));
    const tags = this.#small("tag", data, wrapped, [TAG]).filter((reading) => !iv.reading || !samePlace(reading, iv.reading));
    const common = { data, key, iv, otherTags: tags.length > 0 };
    for (const tag of tags) attempts.push({ ...common, tag, from, to, place: "part", peek: behind, plausible: looksPlain(behind) });
    if (to - from >= TAG) {
      const peek = behind.subarray(0, Math.max(0, to - TAG - from));
      attempts.push({ ...common, from, to: to - TAG, place: "back", peek, plausible: looksPlain(peek) });
      const front = await key.peekGcm(iv.bytes, bytes.subarray(from + TAG, Math.min(from + TAG + PEEK, to)));
      attempts.push({ ...common, from: from + TAG, to, place: "front", peek: front, plausible: looksPlain(front) });
    } else if (tags.length === 0) {
      if (behind.length >= TELLING && looksPlain(behind)) this.#came({ reached: "tagMissing", cipher: key.cipher("GCM") });
    }
    return attempts;
  }

  async #tryGcm(attempt: GcmAttempt): Promise<OpenedPayload | undefined> {
    const { data, key, iv, from, to, tag, place } = attempt;
    for (const aad of this.#aads()) {
      const bytes = data.bytes();
      const tagBytes = place === "part" ? tag?.bytes() : place === "back" ? bytes?.subarray(to, to + TAG) : bytes?.subarray(from - TAG, from);
      this.#work -= to - from;
      if (!bytes || tagBytes?.length !== TAG || ++this.#attempts > MAX_ATTEMPTS || this.#work < 0) return undefined;
      const opened = await key.openGcm({ bytes, from, to }, iv.bytes, tagBytes, aad?.bytes());
      if (!opened) data.forget();
      if (!opened) continue;
      const layout = layoutOf(iv, place, attempt);
      return {
        key,
        cipher: key.cipher("GCM"),
        authenticated: true,
        data,
        layout,
        ivLength: iv.bytes.length,
        ivInKey: iv.place === "key",
        ...(iv.reading ? { iv: iv.reading } : {}),
        ...(tag ? { tag } : {}),
        ...(aad ? { aad } : {}),
        content: await decompressed(opened, this.codec),
      };
    }
    if (attempt.plausible && attempt.peek.length >= TELLING) {
      this.#came({ reached: (await this.#tagIsMissing(attempt)) ? "tagMissing" : "tagMismatch", cipher: key.cipher("GCM") });
    }
    return undefined;
  }

  /** Whether what should be the tag at the end is text as well. */
  async #tagIsMissing({ data, key, iv, from, to, place, otherTags }: GcmAttempt): Promise<boolean> {
    const bytes = data.bytes();
    if (!bytes || place !== "back" || otherTags || to + TAG - from > 10_000_000) return false;
    const all = await key.peekGcm(iv.bytes, bytes.subarray(from, to + TAG));
    return looksPlain(all.subarray(Math.max(0, all.length - TAG)));
  }

  #aads(): (PartReading | undefined)[] {
    return [undefined, ...this.readings.filter(({ name }) => suggests(name, "aad")).slice(0, 2)];
  }

  async #tryCbc(data: PartReading, key: AesKey, iv: IvSource): Promise<OpenedPayload | undefined> {
    const bytes = data.bytes() ?? NOTHING;
    const body = bytes.subarray(iv.from, iv.to);
    if (body.length < 16) return undefined;
    const peek = await key.peekCbc(iv.bytes, body.subarray(0, PEEK));
    const cipher = key.cipher("CBC");
    if (!looksPlain(peek.subarray(0, Math.max(1, Math.min(peek.length, body.length - 16))))) {
      // Only the first block depends on the IV.
      if (peek.length >= 48 && looksPlain(peek.subarray(16))) this.#came({ reached: "badIv", cipher });
      return undefined;
    }
    if (++this.#attempts > MAX_ATTEMPTS || (this.#work -= body.length) < 0) return undefined;
    const opened = body.length % 16 === 0 ? await key.openCbc({ bytes, from: iv.from, to: iv.to }, iv.bytes) : undefined;
    // What was decrypted in place is no ciphertext any more, and other keys or IVs may still be tried.
    data.forget();
    if (!opened) {
      if (body.length >= 48) this.#came({ reached: "badPadding", cipher });
      return undefined;
    }
    const content = await decompressed(opened, this.codec);
    if (!isText(content.bytes)) {
      this.#came({ reached: "notText" });
      return undefined;
    }
    if (iv.place === "front" && lacksBeginning(content)) {
      this.#came({ reached: "badIv", cipher });
      return undefined;
    }
    const layout = layoutOf(iv, "part", { from: iv.from, to: iv.to });
    return { key, cipher, authenticated: false, data, layout, ivLength: 16, ivInKey: iv.place === "key", ...(iv.reading ? { iv: iv.reading } : {}), content };
  }

  #came(progress: Progress): void {
    if (ORDER.indexOf(progress.reached) > ORDER.indexOf(this.progress.reached)) this.progress = progress;
  }
}

const ORDER: readonly Progress["reached"][] = ["nothing", "unavailable", "noCiphertext", "noIv", "badIv", "badPadding", "notText", "tagMismatch", "tagMissing"];

interface IvSource {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly place: "part" | "key" | "front" | "back";
  readonly reading?: PartReading;
  /** What is left of the ciphertext's value. */
  readonly from: number;
  readonly to: number;
}

interface GcmAttempt {
  readonly data: PartReading;
  readonly key: AesKey;
  readonly iv: IvSource;
  /** Of the ciphertext alone. */
  readonly from: number;
  readonly to: number;
  readonly tag?: PartReading;
  readonly place: "part" | "back" | "front";
  /** Some other value may be the tag. */
  readonly otherTags: boolean;
  readonly peek: Uint8Array<ArrayBuffer>;
  readonly plausible: boolean;
}

function samePlace(one: PartReading, other: PartReading): boolean {
  return one.value === other.value && one.piece?.index === other.piece?.index && one.piece?.separator === other.piece?.separator;
}

function layoutOf(iv: IvSource, tagPlace: GcmAttempt["place"], ciphertext: { readonly from: number; readonly to: number }): PartRole[] {
  const before = ciphertext.from - (tagPlace === "front" ? TAG : 0) - (iv.place === "front" ? iv.bytes.length : 0);
  return [
    ...(before > 0 ? (["encryptedKey"] as const) : []),
    ...(iv.place === "front" ? (["iv"] as const) : []),
    ...(tagPlace === "front" ? (["tag"] as const) : []),
    "ciphertext",
    ...(tagPlace === "back" ? (["tag"] as const) : []),
    ...(iv.place === "back" ? (["iv"] as const) : []),
  ];
}

function isJson(content: Content): boolean {
  return ["{}", "[]", '""'].includes(endsOf(content));
}

/** JSON without its first block: what CBC gives if the IV is missing and the first block is taken for it. */
function lacksBeginning(content: Content): boolean {
  const ends = endsOf(content);
  return /[}\]]$/.test(ends) && !/^[{[]/.test(ends);
}

/** The first and the last character that are no white space. */
function endsOf({ bytes }: Content): string {
  const ascii = (some: Uint8Array) => String.fromCharCode(...some).replace(/^\u00ef\u00bb\u00bf/, "").trim();
  return ascii(bytes.subarray(0, 100)).slice(0, 1) + ascii(bytes.subarray(-100)).slice(-1);
}
