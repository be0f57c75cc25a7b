import { added, counterBlock, PEEK } from "./aesKey";
import { suggests } from "../capture/partNames";
import { type IvSource, ivFacts, type OpenedPayload, samePlace } from "./openedPayload";
import type { PartChoice } from "./partChoice";
import type { PartReading } from "./partReadings";
import { isPlainUtf8, looksPlain, readable, sumLooksPlain } from "./plaintext";
import { isUnsent, layoutOf, NO_CHANCE, type SearchRun, TELLING, type Where } from "./searchRun";

type Bytes = Uint8Array<ArrayBuffer>;

const NOTHING = new Uint8Array(0);
/** Attempts that only the tag can judge: so many are kept, if they are this likely. */
const [MAX_BINARY, MAX_RANK, MAX_SURE_RANK] = [2_000, 9, 13];
/** Bytes of a tag; shorter ones prove less, and some cut them (NIST SP 800-38D, 5.2.1.2). */
const TAG_LENGTHS = [16, 12, 13, 14, 15] as const;

export interface GcmAttempt extends Where {
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

/** Looks for what GCM opens: it alone proves what comes out. */
export class GcmSearch {
  readonly #run: SearchRun;
  readonly #choice: PartChoice;

  constructor(run: SearchRun, choice: PartChoice) {
    this.#run = run;
    this.#choice = choice;
  }

  /** GCM wherever the plaintext's beginning makes sense. */
  async open(at: Where, ivs: readonly IvSource[], binary: GcmAttempt[]): Promise<OpenedPayload | undefined> {
    const { data, key, wrapped } = at;
    const tags = this.#choice.small(
      "tag",
      data,
      wrapped,
      (length, name) => length === 16 || (length >= 12 && length < 16 && suggests(name, "tag")),
    );
    const maxRank = at.proven ? MAX_SURE_RANK : MAX_RANK;
    // An IV that is never sent, with GCM: only where the key is sure.
    for (const iv of at.proven ? ivs : ivs.filter(({ place }) => !isUnsent(place))) {
      const stream = await key.keyStream("GCM", iv.bytes);
      const others = iv.reading ? tags.filter((tag) => iv.reading && !samePlace(tag, iv.reading)) : tags;
      for (const attempt of this.#attempts(at, iv, others, stream)) {
        const opened = attempt.plausible ? await this.try(attempt) : undefined;
        if (opened) return opened;
        if (!attempt.plausible && attempt.rank < maxRank && binary.length < MAX_BINARY) binary.push(attempt);
      }
    }
    return undefined;
  }

  /** Where the tag may be, each with a guess from the first bytes whether that makes sense. */
  *#attempts(at: Where, iv: IvSource, tags: readonly PartReading[], stream: Bytes): Generator<GcmAttempt> {
    const { from, to } = iv;
    const bytes = at.data.bytes() ?? NOTHING;
    const common = { ...at, iv, stream, otherTags: tags.length > 0 };
    const isNear = iv.place === "front" || iv.place === "key";
    const isNamed = suggests(iv.reading?.name ?? "", "iv");
    const rank = iv.place === "part" ? (isNamed ? 0 : 2) : isNear ? 1 : 6;
    const plausible = sumLooksPlain(bytes, from, to, stream);
    const beside = (tag: PartReading, more: number): GcmAttempt => {
      return { ...common, tag, tagLength: tag.length, from, to, place: "part", plausible, rank: rank + more };
    };
    for (const tag of tags) yield beside(tag, suggests(tag.name, "tag") ? 0 : 1);
    // A short tag may be called anything, where the text makes sense.
    const shortTags = plausible && (at.proven || to - from >= NO_CHANCE) ? this.#choice.shortTags(at, iv) : [];
    for (const tag of shortTags) yield beside(tag, 1);
    // Shorter tags are cut from longer texts alone, unless the key is sure: of short ones everything makes sense.
    const tagLengths = at.proven || to - from >= TAG_LENGTHS[0] + TELLING ? TAG_LENGTHS : TAG_LENGTHS.slice(0, 1);
    for (const tagLength of tagLengths) {
      if (to - from < tagLength) continue;
      const odd = tagLength === 16 ? 0 : 6;
      const back = { from, to: to - tagLength, place: "back", rank: rank + (tags.length > 0 ? 2 : 0) + odd } as const;
      const front = { from: from + tagLength, to, place: "front", rank: rank + 3 + odd } as const;
      // Both before the first is tried, which may use the bytes up.
      const ends = [back, front].map((end) => ({ ...end, plausible: sumLooksPlain(bytes, end.from, end.to, stream) }));
      for (const end of ends) if (end.plausible || odd === 0 || at.proven) yield { ...common, ...end, tagLength };
    }
    // So few bytes make sense by chance where there are many places to look: only where all are called what they would be,
    // and the IV is as long as no other mode's.
    const isPart = suggests(at.data.name, "iv") || suggests(at.data.name, "tag");
    const isMeant = !isPart && isNamed && iv.bytes.length === 12;
    if (
      isMeant &&
      to - from >= TELLING &&
      to - from < TAG_LENGTHS[0] &&
      tags.length === 0 &&
      isPlainUtf8(added(bytes.subarray(from, to), stream))
    )
      this.#run.came({ reached: "tagMissing", cipher: at.key.cipher("GCM") });
  }

  /** All of a ciphertext, with each value that may be authenticated beside it. */
  async try(attempt: GcmAttempt): Promise<OpenedPayload | undefined> {
    const { data, key, iv, from, to, tag, place, tagLength, stream } = attempt;
    // Of few bytes anything makes sense.
    const isShort = to - from < TELLING;
    const isCut = tagLength < TAG_LENGTHS[0];
    if (isShort && !this.#run.mayTryShort(attempt, isCut)) return undefined;
    for (const aad of this.#choice.aads(attempt)) {
      await this.#run.pause();
      const bytes = data.bytes();
      const tagBytes =
        place === "part"
          ? tag?.bytes()
          : place === "back"
            ? bytes?.subarray(to, to + tagLength)
            : bytes?.subarray(from - tagLength, from);
      if (!bytes || tagBytes?.length !== tagLength || !this.#run.spendOnGcm(to - from, isShort)) return undefined;
      const opened = await key.decrypt("GCM", iv.bytes, { bytes, from, to }, tagBytes, aad?.bytes());
      if (!opened) this.#run.restore(data, from, to);
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
        content: await readable(opened, this.#run.ports.codec),
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
      this.#run.came({
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
}

/** GCM counts from 2: where the block in front, which might be its tag, is text as well, it is CTR that counts from 1. */
async function isCounted({ key, iv, from, place, tagLength }: GcmAttempt, bytes: Bytes): Promise<boolean> {
  if (place !== "front" || iv.bytes.length !== 12 || tagLength !== 16) return false;
  return isPlainUtf8(added(bytes.subarray(from - 16, from), await key.keyStream("CTR", counterBlock(iv.bytes, 1))));
}
