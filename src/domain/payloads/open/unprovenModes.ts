import { added, counterBlock, PEEK, unpaddings } from "./aesKey";
import { suggests } from "../capture/partNames";
import type { AesMode } from "../envelopeProfile";
import { type IvSource, ivFacts, type OpenedPayload } from "./openedPayload";
import { endsOf, isJson, isPlainUtf8, looksPlain, readableIfText, sumLooksPlain } from "./plaintext";
import { isUnsent, type Keep, layoutOf, NO_CHANCE, type SearchRun, TELLING, type Where } from "./searchRun";

type Bytes = Uint8Array<ArrayBuffer>;

const NOTHING = new Uint8Array(0);
/** In bytes: all of it has to be decrypted and inflated to tell. */
const MAX_UNSEEN = 300_000;
const MAX_UNSEEN_IVS = 8;

/** The modes that prove nothing: what they open is text, or it isn't opened. */
export class UnprovenModes {
  readonly #run: SearchRun;

  constructor(run: SearchRun) {
    this.#run = run;
  }

  /** CBC wherever the plaintext's beginning makes sense; JSON counts most. */
  async cbc(at: Where, ivs: readonly IvSource[]): Promise<OpenedPayload | undefined> {
    const { data, key } = at;
    const unproven: OpenedPayload[] = [];
    // What is never sent comes first: an IV in front would be missed as the first block of the text.
    const ordered = [...ivs.filter(({ place }) => isUnsent(place)), ...ivs.filter(({ place }) => !isUnsent(place))];
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
        this.#run.came({ reached: "badIv", cipher: key.cipher("CBC") });
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
      if (peek.length >= 48 && isPlainUtf8(peek.subarray(16))) this.#run.came({ reached: "badIv", cipher });
      return undefined;
    }
    if (isUnpadded(peek, length)) return undefined;
    const opened = await this.#finish(at, "CBC", iv, peek.length >= 48 && isPlainUtf8(peek.subarray(0, 48)));
    if (opened && iv.place === "front" && lacksBeginning(opened.content.bytes)) {
      this.#run.came({ reached: "badIv", cipher });
      return undefined;
    }
    return opened;
  }

  /** ECB from `start` on. */
  async ecb(at: Where, start: number): Promise<OpenedPayload | undefined> {
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
  async streams(at: Where, ivs: readonly IvSource[], keep: Keep): Promise<OpenedPayload | undefined> {
    const { data, key, proven } = at;
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
            this.#run.came({ reached: "modeUnavailable", cipher: `${key.cipher("CFB")} / ${key.cipher("OFB")}` });
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
  async unseen(at: Where, ivs: readonly IvSource[], keep: Keep): Promise<OpenedPayload | undefined> {
    for (const iv of ivs
      .filter(({ bytes, place }) => bytes.length === 16 && place !== "back")
      .slice(0, MAX_UNSEEN_IVS)) {
      for (const mode of isUnsent(iv.place) ? (["CBC"] as const) : (["CBC", "CTR"] as const)) {
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
    if (!bytes || !this.#run.spend(length)) return undefined;
    await this.#run.pause();
    const padded = mode === "CBC" || mode === "ECB";
    const block = counter === undefined ? iv.bytes : counterBlock(iv.bytes, counter);
    const plain =
      padded && length % 16 !== 0 ? undefined : await key.decrypt(mode, block, { bytes, from: iv.from, to: iv.to });
    this.#run.restore(data, iv.from, iv.to);
    if (!plain) {
      if (isTelling) this.#run.came({ reached: "badPadding", cipher: key.cipher(mode) });
      return undefined;
    }
    const found = padded ? await this.#unpadded(plain) : await this.#unproven(plain, at.proven);
    if (!found) {
      const hasPadding = unpaddings(plain).some(({ isPkcs7 }) => isPkcs7);
      if (padded && isTelling)
        this.#run.came(hasPadding ? { reached: "notText" } : { reached: "badPadding", cipher: key.cipher(mode) });
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
      const content = isPkcs7 || isJson(bytes) ? await readableIfText(bytes, this.#run.ports.codec) : undefined;
      if (content && isPlainUtf8(content.bytes.subarray(0, PEEK))) return { content, oddPadding: !isPkcs7 };
    }
    return undefined;
  }

  /** Without a padding short texts may come out by chance. */
  async #unproven(plain: Bytes, proven: boolean) {
    const content = await readableIfText(plain, this.#run.ports.codec);
    if (!content || !isPlainUtf8(content.bytes.subarray(0, PEEK))) return undefined;
    const { length } = content.bytes;
    return length >= NO_CHANCE || (isJson(content.bytes) && (proven || length >= TELLING))
      ? { content, oddPadding: false }
      : undefined;
  }

  #has(mode: AesMode, { key }: Where, isTelling: boolean): boolean {
    if (this.#run.ports.aes.modes.includes(mode)) return true;
    if (isTelling) this.#run.came({ reached: "modeUnavailable", cipher: key.cipher(mode) });
    return false;
  }
}

/** Whether all of a short text was looked at, and it ends like none. Of longer ones the end tells what is wrong. */
function isUnpadded(peek: Bytes, length: number): boolean {
  return (
    length < 48 && peek.length === length && unpaddings(peek).every(({ bytes, isPkcs7 }) => !isPkcs7 && !isJson(bytes))
  );
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

/** JSON without its first block: what CBC gives if the IV is missing and the first block is taken for it. */
function lacksBeginning(bytes: Bytes): boolean {
  const ends = endsOf(bytes);
  return /[}\]]$/.test(ends) && !/^[{[]/.test(ends);
}
