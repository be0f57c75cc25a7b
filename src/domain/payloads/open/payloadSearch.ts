import { TimeSlices } from "../../steps";
import { added, AesKey, counterBlock, PEEK, unpaddings, unsentIv } from "./aesKey";
import { derivedKeys, isSalted, saltsOf } from "./derivedKeys";
import { type AesMode, IV_SOURCES } from "../envelopeProfile";
import type { KeyMaterial } from "./keyMaterial";
import {
  type IvSource,
  ivFacts,
  type LayoutRole,
  type OpenedPayload,
  type Progress,
  PROGRESS,
  samePlace,
} from "./openedPayload";
import { suggests } from "../capture/partNames";
import type { PartReading } from "./partReadings";
import type { PayloadPorts } from "../payloadPorts";
import { endsOf, isJson, isPlainUtf8, looksPlain, readable, readableIfText, sumLooksPlain } from "./plaintext";

/** Where the payload may begin if the wrapped key stands in front of it in the same value. */
export interface WrappedPlace {
  readonly reading: PartReading;
  /** Bytes of the value that belong to the wrapped key; undefined if it is all of it. */
  readonly prefix?: number;
}

/** What a search starts from. */
export interface SearchKeys {
  readonly material: KeyMaterial;
  readonly wrapped?: WrappedPlace;
  /** The padding proves that these keys are the sender's; else they may be anything, and less is tried. */
  readonly proven: boolean;
}

type Bytes = Uint8Array<ArrayBuffer>;

const NOTHING = new Uint8Array(0);
/** Fewer plausible bytes are no sign of the right key. */
const TELLING = 12;
/** So many come out of no wrong key. */
const NO_CHANCE = 24;
const MAX_DATA = 24;
const MAX_SMALL = 8;
/** Ciphertexts decrypted as a whole because their beginning made sense. */
const MAX_ATTEMPTS = 3_000;
/** Those on a few bytes, with a shared key and with one that was wrapped, and the same with a tag that was cut. */
const [MAX_SHORT, MAX_SHORT_WRAPPED, MAX_CUT] = [200, 2_000, 600];
/** Attempts that only the tag can judge: so many are kept, if they are this likely. */
const [MAX_BINARY, MAX_RANK, MAX_SURE_RANK] = [2_000, 9, 13];
/** Bytes of a tag; shorter ones prove less, and some cut them (NIST SP 800-38D, 5.2.1.2). */
const TAG_LENGTHS = [16, 12, 13, 14, 15] as const;
/** Bytes that stand in front of the IV without being needed: a salt, a version, a length. */
const SKIPPED = [16, 32, 64, 8, 1, 4] as const;

/** Finds ciphertext, IV and tag among the values of an envelope, given the AES keys that are possible. */
export class PayloadSearch {
  /** The furthest that any attempt came. */
  progress: Progress = { reached: "nothing" };
  #attempts = 0;
  #shortAttempts = 0;
  #cutAttempts = 0;
  /** Bytes that may still be decrypted in vain. */
  #work: number;
  /** As much of them is left for the modes after GCM, which a beginning that makes sense by chance would use up alone. */
  readonly #afterGcm: number;
  #parts: readonly PartReading[];
  readonly #slices = new TimeSlices();

  readonly #readings: readonly PartReading[];
  readonly #ports: PayloadPorts;

  constructor(readings: readonly PartReading[], ports: PayloadPorts) {
    this.#readings = readings;
    this.#ports = ports;

    this.#parts = readings;
    const longest = Math.max(0, ...readings.map(({ length }) => length));
    this.#work = 32_000_000 + 10 * longest;
    this.#afterGcm = 5 * longest;
  }

  /** Tries the keys on everything that may be a ciphertext, the likeliest first. */
  async open(keys: SearchKeys): Promise<OpenedPayload | undefined> {
    const { material, wrapped, proven } = keys;
    this.#parts = [...material.parts, ...this.#readings];
    const usable = await this.#usable(material);
    const candidates = this.#dataReadings(wrapped);
    if (candidates.length === 0) this.#came({ reached: "noCiphertext" });

    const binary: GcmAttempt[] = [];
    let short: OpenedPayload | undefined;
    for (const data of proven ? candidates : candidates.slice(0, MAX_DATA / 2)) {
      const opened = await this.#openData(data, keys, usable, binary);
      if (opened && isAnswer(opened)) return opened;
      short ??= opened;
    }
    // A key that fits GCM's beginning is the key, whatever is wrong with the rest.
    if (this.progress.reached === "tagMismatch" || this.progress.reached === "tagMissing") return undefined;
    // An id is often called like a ciphertext, and has no room for one.
    // Nor is a key that was wrapped one, such as a neighbour's.
    const isKey = ({ length, name }: PartReading): boolean =>
      length >= SHORTEST_WRAPPED && suggests(name, "encryptedKey");
    const isUnlikely = (reading: PartReading): number => Number(reading.length < ROOMY || isKey(reading));
    const likely = [...candidates].sort((one, other) => isUnlikely(one) - isUnlikely(other)).slice(0, proven ? 8 : 2);
    const salted = await this.#openSalted(likely, wrapped, material);
    const found = salted ?? (await this.#openOtherwise(likely, wrapped, usable, proven));
    const isLonger = (found?.content.bytes.length ?? 0) > (short?.content.bytes.length ?? -1);
    const unproven = found && (isLonger || isJson(found.content.bytes)) ? found : short;
    if (unproven && isJson(unproven.content.bytes)) return unproven;
    // Nothing looks like text: it may be binary, which only the tag can tell.
    const [best] = binary.sort((one, other) => one.rank - other.rank);
    // Any key may be a shared one: only the likeliest places are worth a whole decryption.
    const likeliest = binary.filter(({ rank }) => proven || rank === best?.rank).slice(0, proven ? MAX_BLIND : 2);
    let left = MAX_BLIND_BYTES;
    for (const [index, attempt] of likeliest.entries()) {
      if ((left -= attempt.to - attempt.from) < 0 && index >= 4) break;
      const opened = await this.#tryGcm(attempt);
      if (opened) return opened;
    }
    return unproven ?? (await this.#openDerived(likely.slice(0, proven ? 2 : 1), wrapped, material, proven));
  }

  async #usable({ keys }: KeyMaterial): Promise<AesKey[]> {
    const usable: AesKey[] = [];
    for (const reading of keys) {
      const key = new AesKey(reading, this.#ports.aes);
      if (await key.isAvailable()) usable.push(key);
      else this.#came({ reached: "unavailable" });
    }
    return usable;
  }

  /** What GCM or CBC makes sense of in one ciphertext; what GCM's tag alone could tell is put off. */
  async #openData(
    data: PartReading,
    { wrapped, proven }: SearchKeys,
    keys: readonly AesKey[],
    binary: GcmAttempt[],
  ): Promise<OpenedPayload | undefined> {
    await this.#slices.pause();
    if (!data.bytes()) return undefined;
    const start = startOf(data, wrapped);
    const unproven: OpenedPayload[] = [];
    for (const key of keys) {
      const ivs = this.#ivsFor(data, start, key, wrapped);
      if (!ivs.some(({ reading }) => reading) && !key.reading.iv) this.#came({ reached: "noIv" });
      const opened = await this.#openGcm({ data, key, wrapped, proven, skipped: [] }, ivs, binary);
      if (opened) return opened;
      const text = await this.#openCbc({ data, key, wrapped, proven, skipped: [] }, ivs);
      if (text && isJson(text.content.bytes)) return text;
      if (text) unproven.push(text);
    }
    return unproven[0];
  }

  #dataReadings(wrapped: WrappedPlace | undefined): PartReading[] {
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
        : length >= 2 * TAG_LENGTHS[0] + 12
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
  #ivsFor(data: PartReading, start: number, key: AesKey, wrapped: WrappedPlace | undefined): IvSource[] {
    const bytes = data.bytes() ?? NOTHING;
    const whole = { from: start, to: bytes.length };
    const ivs: IvSource[] = [];
    for (const reading of this.#small(
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
  #small(
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

  /** GCM wherever the plaintext's beginning makes sense. */
  async #openGcm(at: Where, ivs: readonly IvSource[], binary: GcmAttempt[]): Promise<OpenedPayload | undefined> {
    const { data, key, wrapped } = at;
    const tags = this.#small(
      "tag",
      data,
      wrapped,
      (length, name) => length === 16 || (length >= 12 && length < 16 && suggests(name, "tag")),
    );
    const maxRank = at.proven ? MAX_SURE_RANK : MAX_RANK;
    // An IV that is never sent, with GCM: only where the key is sure.
    for (const iv of at.proven ? ivs : ivs.filter(({ place }) => !isDerived(place))) {
      const stream = await key.keyStream("GCM", iv.bytes);
      const others = iv.reading ? tags.filter((tag) => iv.reading && !samePlace(tag, iv.reading)) : tags;
      for (const attempt of this.#gcmAttempts(at, iv, others, stream)) {
        const opened = attempt.plausible ? await this.#tryGcm(attempt) : undefined;
        if (opened) return opened;
        if (!attempt.plausible && attempt.rank < maxRank && binary.length < MAX_BINARY) binary.push(attempt);
      }
    }
    return undefined;
  }

  /** Where the tag may be, each with a guess from the first bytes whether that makes sense. */
  *#gcmAttempts(at: Where, iv: IvSource, tags: readonly PartReading[], stream: Bytes): Generator<GcmAttempt> {
    const { from, to } = iv;
    const bytes = at.data.bytes() ?? NOTHING;
    const common = { ...at, iv, stream, otherTags: tags.length > 0 };
    const rank =
      iv.place === "part"
        ? suggests(iv.reading?.name ?? "", "iv")
          ? 0
          : 2
        : iv.place === "front" || iv.place === "key"
          ? 1
          : 6;
    const plausible = sumLooksPlain(bytes, from, to, stream);
    for (const tag of tags)
      yield {
        ...common,
        tag,
        tagLength: tag.length,
        from,
        to,
        place: "part",
        plausible,
        rank: rank + (suggests(tag.name, "tag") ? 0 : 1),
      };
    // A short tag may be called anything, where the text makes sense.
    const shortTags = plausible && (at.proven || to - from >= NO_CHANCE) ? this.#shortTags(at, iv) : [];
    for (const tag of shortTags) {
      yield { ...common, tag, tagLength: tag.length, from, to, place: "part", plausible, rank: rank + 1 };
    }
    // Shorter tags are cut from longer texts alone, unless the key is sure: of short ones everything makes sense.
    const tagLengths = at.proven || to - from >= TAG_LENGTHS[0] + TELLING ? TAG_LENGTHS : TAG_LENGTHS.slice(0, 1);
    for (const tagLength of tagLengths) {
      if (to - from < tagLength) continue;
      const back = sumLooksPlain(bytes, from, to - tagLength, stream);
      const front = sumLooksPlain(bytes, from + tagLength, to, stream);
      const odd = tagLength === 16 ? 0 : 6;
      if (back || odd === 0 || at.proven)
        yield {
          ...common,
          tagLength,
          from,
          to: to - tagLength,
          place: "back",
          plausible: back,
          rank: rank + (tags.length > 0 ? 2 : 0) + odd,
        };
      if (front || odd === 0 || at.proven)
        yield {
          ...common,
          tagLength,
          from: from + tagLength,
          to,
          place: "front",
          plausible: front,
          rank: rank + 3 + odd,
        };
    }
    // So few bytes make sense by chance where there are many places to look: only where all are called what they would be.
    const isPart = suggests(at.data.name, "iv") || suggests(at.data.name, "tag");
    const isMeant = !isPart && suggests(iv.reading?.name ?? "", "iv");
    if (
      isMeant &&
      to - from >= TELLING &&
      to - from < TAG_LENGTHS[0] &&
      tags.length === 0 &&
      isPlainUtf8(added(bytes.subarray(from, to), stream))
    )
      this.#came({ reached: "tagMissing", cipher: at.key.cipher("GCM") });
  }

  /** Values of 12 to 15 bytes whose names don't say that they are tags. */
  #shortTags({ data, wrapped }: Where, iv: IvSource): PartReading[] {
    const fits = (length: number, name: string) => length >= 12 && length < 16 && !suggests(name, "tag");
    const tags = this.#small("tag", data, wrapped, fits);
    return tags.filter(({ encoding, value }) => encoding !== "text" && value !== iv.reading?.value);
  }

  async #tryGcm(attempt: GcmAttempt): Promise<OpenedPayload | undefined> {
    const { data, key, iv, from, to, tag, place, tagLength, stream } = attempt;
    // Of few bytes anything makes sense.
    const isShort = to - from < TELLING;
    const isCut = tagLength < TAG_LENGTHS[0];
    const mostShort = attempt.wrapped ? MAX_SHORT_WRAPPED : MAX_SHORT;
    if (isShort && (isCut ? ++this.#cutAttempts > MAX_CUT : ++this.#shortAttempts > mostShort)) return undefined;
    for (const aad of this.#aads(attempt)) {
      await this.#slices.pause();
      const bytes = data.bytes();
      const tagBytes =
        place === "part"
          ? tag?.bytes()
          : place === "back"
            ? bytes?.subarray(to, to + tagLength)
            : bytes?.subarray(from - tagLength, from);
      if (!bytes || tagBytes?.length !== tagLength || (!isShort && ++this.#attempts > MAX_ATTEMPTS)) return undefined;
      if (this.#work - (to - from) < this.#afterGcm) return undefined;
      this.#work -= to - from;
      const opened = await key.decrypt("GCM", iv.bytes, { bytes, from, to }, tagBytes, aad?.bytes());
      if (!opened) this.#restore(data, from, to);
      if (!opened) continue;
      return {
        key,
        cipher: key.cipher("GCM"),
        authenticated: true,
        data,
        layout: layoutOf(attempt, iv, place),
        ...ivFacts(iv),
        tagLength,
        ...(tag ? { tag } : {}),
        ...(aad ? { aad } : {}),
        content: await readable(opened, this.#ports.codec),
      };
    }
    const isTelling = to - from >= NO_CHANCE || (!isShort && suggests(iv.reading?.name ?? "", "iv"));
    const bytes = data.bytes() ?? NOTHING;
    if (
      isTelling &&
      tagLength === 16 &&
      isPlainUtf8(added(bytes.subarray(from, Math.min(from + PEEK, to)), stream)) &&
      !(await isCounted(attempt, bytes))
    ) {
      this.#came({
        reached: (await this.#tagIsMissing(attempt)) ? "tagMissing" : "tagMismatch",
        cipher: key.cipher("GCM"),
      });
    }
    return undefined;
  }

  /** Whether what should be the tag at the end is text as well. */
  async #tagIsMissing({ data, key, iv, from, to, place, tagLength, otherTags }: GcmAttempt): Promise<boolean> {
    const bytes = data.bytes();
    if (!bytes || place !== "back" || otherTags || to + tagLength - from > 10_000_000) return false;
    const all = await key.peek("GCM", iv.bytes, bytes.subarray(from, to + tagLength));
    return looksPlain(all.subarray(Math.max(0, all.length - tagLength)));
  }

  /** What may be authenticated beside the ciphertext: nothing, what is called so, and where key and IV make sense, any other text. */
  #aads({ data, iv, tag, wrapped, plausible, from, to }: GcmAttempt): (PartReading | undefined)[] {
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

  async #openCbc(at: Where, ivs: readonly IvSource[]): Promise<OpenedPayload | undefined> {
    const { data, key } = at;
    const unproven: OpenedPayload[] = [];
    // What is never sent comes first: an IV in front would be missed as the first block of the text.
    const ordered = [...ivs.filter(({ place }) => isDerived(place)), ...ivs.filter(({ place }) => !isDerived(place))];
    const heads = new Map<string, Bytes>();
    const hasOwnIv = ivs.some(({ reading, bytes }) => bytes.length === 16 && suggests(reading?.name ?? "", "iv"));
    for (const iv of ordered) {
      if (iv.bytes.length !== 16 || iv.to - iv.from < 16) continue;
      const bytes = data.bytes() ?? NOTHING;
      const place = `${iv.from} ${iv.to}`;
      const head = heads.get(place) ?? (await key.peekCbc(bytes.subarray(iv.from, Math.min(iv.from + PEEK, iv.to))));
      heads.set(place, head);
      const opened = await this.#tryCbc(at, iv, joinedHead(added(head, iv.bytes), head));
      // Without its first block the text goes on as well, and an IV of its own is at hand.
      if (opened && iv.place === "front" && hasOwnIv && !isJson(opened.content.bytes)) {
        this.#came({ reached: "badIv", cipher: key.cipher("CBC") });
        continue;
      }
      if (opened && isJson(opened.content.bytes)) return opened;
      if (opened) unproven.push(opened);
    }
    return unproven[0];
  }

  async #tryCbc(at: Where, iv: IvSource, peek: Bytes): Promise<OpenedPayload | undefined> {
    const { key } = at;
    const length = iv.to - iv.from;
    const cipher = key.cipher("CBC");
    if (!looksPlain(peek.subarray(0, Math.max(1, Math.min(peek.length, length - 16))))) {
      // Only the first block depends on the IV.
      if (peek.length >= 48 && isPlainUtf8(peek.subarray(16))) this.#came({ reached: "badIv", cipher });
      return undefined;
    }
    if (isUnpadded(peek, length)) return undefined;
    const opened = await this.#finish(at, "CBC", iv, peek.length >= 48 && isPlainUtf8(peek.subarray(0, 48)));
    if (opened && iv.place === "front" && lacksBeginning(opened.content.bytes)) {
      this.#came({ reached: "badIv", cipher });
      return undefined;
    }
    return opened;
  }

  /** Decrypts all of it in a mode that proves nothing; undefined unless text comes out. */
  async #finish(
    at: Where,
    mode: AesMode,
    iv: IvSource,
    isTelling: boolean,
    counter?: 0 | 1,
  ): Promise<OpenedPayload | undefined> {
    const { data, key } = at;
    const bytes = data.bytes();
    const length = iv.to - iv.from;
    if (!bytes || ++this.#attempts > MAX_ATTEMPTS || (this.#work -= length) < 0) return undefined;
    await this.#slices.pause();
    const padded = mode === "CBC" || mode === "ECB";
    const block = counter === undefined ? iv.bytes : counterBlock(iv.bytes, counter);
    const plain =
      padded && length % 16 !== 0 ? undefined : await key.decrypt(mode, block, { bytes, from: iv.from, to: iv.to });
    this.#restore(data, iv.from, iv.to);
    if (!plain) {
      if (isTelling) this.#came({ reached: "badPadding", cipher: key.cipher(mode) });
      return undefined;
    }
    const found = padded ? await this.#unpadded(plain) : await this.#unproven(plain, at.proven);
    if (!found) {
      const hasPadding = unpaddings(plain).some(({ isPkcs7 }) => isPkcs7);
      if (padded && isTelling)
        this.#came(hasPadding ? { reached: "notText" } : { reached: "badPadding", cipher: key.cipher(mode) });
      return undefined;
    }
    return {
      key,
      cipher: key.cipher(mode),
      authenticated: false,
      data,
      layout: layoutOf(at, iv),
      ...ivFacts(iv),
      ...(counter === undefined || iv.bytes.length === 16 ? {} : { counter }),
      ...(found.oddPadding ? { oddPadding: true } : {}),
      content: found.content,
    };
  }

  /** PKCS#7's padding with any text; another one only around JSON. */
  async #unpadded(plain: Bytes) {
    for (const { bytes, isPkcs7 } of unpaddings(plain)) {
      const content = isPkcs7 || isJson(bytes) ? await readableIfText(bytes, this.#ports.codec) : undefined;
      if (content && isPlainUtf8(content.bytes.subarray(0, PEEK))) return { content, oddPadding: !isPkcs7 };
    }
    return undefined;
  }

  /** Without a padding short texts may come out by chance. */
  async #unproven(plain: Bytes, proven: boolean) {
    const content = await readableIfText(plain, this.#ports.codec);
    if (!content || !isPlainUtf8(content.bytes.subarray(0, PEEK))) return undefined;
    const { length } = content.bytes;
    return length >= NO_CHANCE || (isJson(content.bytes) && (proven || length >= TELLING))
      ? { content, oddPadding: false }
      : undefined;
  }

  /** Skipped beginnings, and the modes that prove nothing. JSON counts most. */
  async #openOtherwise(
    candidates: readonly PartReading[],
    wrapped: WrappedPlace | undefined,
    keys: readonly AesKey[],
    proven: boolean,
  ): Promise<OpenedPayload | undefined> {
    const texts: OpenedPayload[] = [];
    const keep = (opened: OpenedPayload | undefined) => {
      if (opened) texts.push(opened);
      return opened && (opened.authenticated || isJson(opened.content.bytes)) ? opened : undefined;
    };
    for (const data of candidates) {
      for (const key of keys) {
        await this.#slices.pause();
        const start = startOf(data, wrapped);
        const at = { data, key, wrapped, proven, skipped: [] };
        const ivs = this.#ivsFor(data, start, key, wrapped);
        const found =
          keep(await this.#openEcb(at, start)) ??
          (await this.#openStreams(at, ivs, proven, keep)) ??
          (proven ? await this.#openUnseen(at, ivs, keep) : undefined);
        if (found) return found;
        for (const length of proven ? SKIPPED : []) {
          if ((data.bytes()?.length ?? 0) - start - length < 28) continue;
          const skipping = { ...at, skipped: ["other"] as const };
          const behind = this.#ivsFor(data, start + length, key, wrapped).filter(
            ({ place }) => place === "front" || place === "part",
          );
          const opened = (await this.#openGcm(skipping, behind, [])) ?? (await this.#openCbc(skipping, behind));
          // Behind a skipped block CBC goes on as text, whatever stood there.
          if (opened && (opened.authenticated || isJson(opened.content.bytes))) return opened;
        }
      }
    }
    return texts[0];
  }

  async #openEcb(at: Where, start: number): Promise<OpenedPayload | undefined> {
    const { data, key } = at;
    const bytes = data.bytes() ?? NOTHING;
    const head = bytes.slice(start, Math.min(start + PEEK, bytes.length));
    if (head.length < 16) return undefined;
    const chained = await key.peekCbc(head);
    // Without the chaining: each block plus the one before it again.
    const peek = Uint8Array.from(chained, (byte, index) => (index < 16 ? byte : byte ^ (head[index - 16] ?? 0)));
    if (!looksPlain(peek.subarray(0, Math.max(1, Math.min(peek.length, bytes.length - start - 16))))) return undefined;
    const iv: IvSource = { bytes: NOTHING, place: "part", from: start, to: bytes.length };
    if (isUnpadded(peek, bytes.length - start)) return undefined;
    if (this.#has("ECB", at, peek.length >= 48 && isPlainUtf8(peek.subarray(0, 48))))
      return this.#finish(at, "ECB", iv, peek.length >= 48 && isPlainUtf8(peek.subarray(0, 48)));
    return undefined;
  }

  /** CTR, CFB and OFB add the same to the first block, so one look at that tells for all of them. */
  async #openStreams(
    at: Where,
    ivs: readonly IvSource[],
    proven: boolean,
    keep: (opened: OpenedPayload | undefined) => OpenedPayload | undefined,
  ): Promise<OpenedPayload | undefined> {
    const { data, key } = at;
    for (const iv of ivs) {
      for (const counter of countersFor(iv)) {
        const bytes = data.bytes() ?? NOTHING;
        const block = counter === undefined ? iv.bytes : counterBlock(iv.bytes, counter);
        const head = bytes.slice(iv.from, Math.min(iv.from + PEEK, iv.to));
        const stream = await key.keyStream("CTR", block);
        if (!proven && head.length < TELLING) continue;
        if (sumLooksPlain(head, 0, Math.min(16, head.length), stream)) {
          if (sumLooksPlain(head, 0, head.length, stream)) {
            const found = keep(await this.#finish(at, "CTR", iv, false, counter));
            if (found) return found;
          }
          for (const mode of ["CFB", "OFB"] as const) {
            if (head.length < TELLING || !this.#has(mode, at, false) || !looksPlain(await key.peek(mode, block, head)))
              continue;
            const found = keep(await this.#finish(at, mode, iv, false, counter));
            if (found) return found;
          }
          if (head.length >= 16 && !this.#has("CFB", at, false))
            this.#came({ reached: "modeUnavailable", cipher: `${key.cipher("CFB")} / ${key.cipher("OFB")}` });
        }
        if (
          !proven ||
          counter !== undefined ||
          head.length < TELLING ||
          !this.#has("CFB8", at, false) ||
          !looksPlain(await key.peek("CFB8", block, head))
        )
          continue;
        const found = keep(await this.#finish(at, "CFB8", iv, false));
        if (found) return found;
      }
    }
    return undefined;
  }

  /** Plaintexts whose beginning tells nothing, since they are compressed without a magic number: all of them is needed. */
  async #openUnseen(
    at: Where,
    ivs: readonly IvSource[],
    keep: (opened: OpenedPayload | undefined) => OpenedPayload | undefined,
  ): Promise<OpenedPayload | undefined> {
    for (const iv of ivs.filter(({ bytes, place }) => bytes.length === 16 && place !== "back").slice(0, MAX_SMALL)) {
      for (const mode of isDerived(iv.place) ? (["CBC"] as const) : (["CBC", "CTR"] as const)) {
        if (mode === "CBC" ? !(await this.#endsPadded(at, iv)) : iv.to - iv.from > MAX_UNSEEN) continue;
        const opened = await this.#finish(at, mode, iv, false);
        const found = opened?.content.layers.length ? keep(opened) : undefined;
        if (found) return found;
      }
    }
    return undefined;
  }

  /** One ending in 250 looks like that by chance. */
  async #endsPadded({ data, key }: Where, { from, to }: IvSource): Promise<boolean> {
    const bytes = data.bytes() ?? NOTHING;
    if ((to - from) % 16 !== 0 || to - from < 32) return false;
    const last = (await key.peekCbc(bytes.slice(to - 32, to))).subarray(16);
    return unpaddings(last)[0]?.isPkcs7 === true;
  }

  /** OpenSSL's `Salted__`: what was unwrapped, or its text, is a passphrase for key and IV. */
  async #openSalted(
    candidates: readonly PartReading[],
    wrapped: WrappedPlace | undefined,
    material: KeyMaterial,
  ): Promise<OpenedPayload | undefined> {
    const texts: OpenedPayload[] = [];
    for (const data of candidates) {
      const bytes = data.bytes() ?? NOTHING;
      const start = startOf(data, wrapped);
      const salts: Salt[] = isSalted(bytes, start)
        ? [{ salt: bytes.slice(start + 8, start + 16), from: start + 16 }]
        : this.#namedSalts(data, 8).map((reading) => ({ salt: reading.bytes() ?? NOTHING, from: start, reading }));
      if (isSalted(bytes, start)) this.#came({ reached: this.#ports.keyDerivation ? "salted" : "saltedUnavailable" });
      for (const { salt, from, ...named } of salts) {
        for await (const { key: reading, iv: ivBytes, derivation } of derivedKeys.salted(
          material.message,
          salt,
          this.#ports,
        )) {
          const skipped: LayoutRole[] = from > start ? ["other", "salt"] : [];
          const key = new AesKey(reading, this.#ports.aes);
          const at = { data, key, wrapped, proven: false, skipped };
          const iv: IvSource = { bytes: ivBytes, place: "key", from, to: bytes.length };
          const facts = { derivation, ...(named.reading ? { salt: named.reading } : {}) };
          const keep = (opened: OpenedPayload | undefined) => opened && { ...opened, ...facts };
          const opened = keep(await this.#openCbc(at, [iv])) ?? (await this.#openStreams(at, [iv], false, keep));
          if (opened && isJson(opened.content.bytes)) return opened;
          if (opened) texts.push(opened);
        }
      }
    }
    return texts[0];
  }

  /** A key that was derived with a salt: in a value of its own, or in front of IV, tag and ciphertext. */
  async #openDerived(
    candidates: readonly PartReading[],
    wrapped: WrappedPlace | undefined,
    material: KeyMaterial,
    proven: boolean,
  ): Promise<OpenedPayload | undefined> {
    // A salt that is called so says that there is something to derive; the beginning of a value says nothing.
    const [budget, unasked] = [{ iterations: proven ? 500_000 : 20_000 }, { iterations: 12_000 }];
    for (const data of candidates) {
      const bytes = data.bytes() ?? NOTHING;
      const start = startOf(data, wrapped);
      const named = this.#namedSalts(data).map((reading): Salt => ({
        salt: reading.bytes() ?? NOTHING,
        from: start,
        reading,
      }));
      const inFront: Salt[] = proven ? saltsOf(bytes, start) : [];
      for (const { salt, from, ...part } of [...named, ...inFront].slice(0, proven ? 5 : 2)) {
        for await (const { key: reading, derivation } of derivedKeys.stretched(
          material.message,
          salt,
          this.#ports,
          part.reading ? budget : unasked,
        )) {
          await this.#slices.pause();
          const key = new AesKey(reading, this.#ports.aes);
          const at = { data, key, wrapped, proven, skipped: from > start ? (["salt"] as const) : [] };
          const ivs = this.#ivsFor(data, from, key, wrapped).filter(
            ({ place }) => place === "front" || place === "part",
          );
          const opened = (await this.#openGcm(at, ivs, [])) ?? (await this.#openCbc(at, ivs));
          if (opened) return { ...opened, derivation, ...(part.reading ? { salt: part.reading } : {}) };
        }
      }
    }
    return undefined;
  }

  #namedSalts(data: PartReading, length?: number): PartReading[] {
    const fits = this.#parts.filter(
      (reading) =>
        suggests(reading.name, "salt") &&
        !samePlace(reading, data) &&
        (length === undefined || reading.length === length),
    );
    return fits.slice(0, 2);
  }

  #has(mode: AesMode, { key }: Where, isTelling: boolean): boolean {
    if (this.#ports.aes.modes.includes(mode)) return true;
    if (isTelling) this.#came({ reached: "modeUnavailable", cipher: key.cipher(mode) });
    return false;
  }

  /** What was decrypted in place is no ciphertext any more, and other keys or IVs may still be tried. */
  #restore(data: PartReading, from: number, to: number): void {
    if (to - from >= this.#ports.aes.inPlaceFrom) data.forget();
  }

  #came(progress: Progress): void {
    if (PROGRESS.indexOf(progress.reached) > PROGRESS.indexOf(this.progress.reached)) this.progress = progress;
  }
}

/** In bytes: longer values are hardly what was authenticated beside a ciphertext, unless they are called so. */
const MAX_AAD = 4_000;
const MAX_AADS = 16;
/** In bytes: all of it has to be decrypted and inflated to tell. */
const MAX_UNSEEN = 300_000;
/** Whole decryptions of what looks like nothing, and bytes of them. */
const [MAX_BLIND, MAX_BLIND_BYTES] = [240, 4_000_000];
/** In bytes: an IV, a tag or a block, and something more. */
const ROOMY = 28;
/** In bytes: RSA with 2048 bits. */
const SHORTEST_WRAPPED = 256;

interface Salt {
  readonly salt: Bytes;
  /** Where the ciphertext's value goes on behind it. */
  readonly from: number;
  readonly reading?: PartReading;
}

/** Which ciphertext is tried with which key. */
interface Where {
  readonly data: PartReading;
  readonly key: AesKey;
  readonly wrapped: WrappedPlace | undefined;
  /** As of the keys that the search starts from. */
  readonly proven: boolean;
  /** What stands in front of the payload in the ciphertext's value, behind a wrapped key. */
  readonly skipped: readonly LayoutRole[];
}

interface GcmAttempt extends Where {
  readonly iv: IvSource;
  /** Of the ciphertext alone. */
  readonly from: number;
  readonly to: number;
  readonly tag?: PartReading;
  readonly tagLength: number;
  readonly place: "part" | "back" | "front";
  /** Some other value may be the tag. */
  readonly otherTags: boolean;
  /** What GCM adds to the beginning. */
  readonly stream: Bytes;
  readonly plausible: boolean;
  /** Less is likelier. */
  readonly rank: number;
}

/** Whether nothing else needs to be looked for: the last line of a ciphertext may be a short text of its own. */
function isAnswer({ authenticated, content }: OpenedPayload): boolean {
  return authenticated || content.bytes.length >= NO_CHANCE || isJson(content.bytes);
}

function startOf(data: PartReading, wrapped: WrappedPlace | undefined): number {
  return data === wrapped?.reading ? (wrapped.prefix ?? 0) : 0;
}

function isDerived(place: IvSource["place"]): boolean {
  return place === "zero" || place === "keyStart" || place === "keyEnd";
}

/** Whether all of a short text was looked at, and it ends like none. Of longer ones the end tells what is wrong. */
function isUnpadded(peek: Bytes, length: number): boolean {
  return (
    length < 48 && peek.length === length && unpaddings(peek).every(({ bytes, isPkcs7 }) => !isPkcs7 && !isJson(bytes))
  );
}

/** GCM counts from 2: where the block in front, which might be its tag, is text as well, it is CTR that counts from 1. */
async function isCounted({ key, iv, from, place, tagLength }: GcmAttempt, bytes: Bytes): Promise<boolean> {
  if (place !== "front" || iv.bytes.length !== 12 || tagLength !== 16) return false;
  return isPlainUtf8(added(bytes.subarray(from - 16, from), await key.keyStream("CTR", counterBlock(iv.bytes, 1))));
}

/** The first block under the IV, and what follows, on which the IV has no bearing. */
function joinedHead(first: Bytes, head: Bytes): Bytes {
  const joined = head.slice();
  joined.set(first.subarray(0, 16));
  return joined;
}

/** A whole block as it is; a nonce of 8 or 12 bytes goes on with a counter. */
function countersFor({ bytes }: IvSource): (0 | 1 | undefined)[] {
  return bytes.length === 16 ? [undefined] : bytes.length === 12 || bytes.length === 8 ? [0, 1] : [];
}

function layoutOf(
  { data, wrapped, skipped }: Where,
  iv: IvSource,
  tagPlace: GcmAttempt["place"] = "part",
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

/** JSON without its first block: what CBC gives if the IV is missing and the first block is taken for it. */
function lacksBeginning(bytes: Bytes): boolean {
  const ends = endsOf(bytes);
  return /[}\]]$/.test(ends) && !/^[{[]/.test(ends);
}
