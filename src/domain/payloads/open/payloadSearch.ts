import { AesKey } from "./aesKey";
import { suggests } from "../capture/partNames";
import { DerivedKeySearch } from "./derivedKeySearch";
import { type GcmAttempt, GcmSearch } from "./gcmSearch";
import type { KeyMaterial } from "./keyMaterial";
import type { OpenedPayload, Progress, WrappedPlace } from "./openedPayload";
import { PartChoice } from "./partChoice";
import type { PartReading } from "./partReadings";
import type { PayloadPorts } from "../payloadPorts";
import { isJson } from "./plaintext";
import { type Keep, NO_CHANCE, SearchRun, startOf } from "./searchRun";
import { UnprovenModes } from "./unprovenModes";

/** What a search starts from. */
export interface SearchKeys {
  readonly material: KeyMaterial;
  readonly wrapped?: WrappedPlace;
  /** The padding proves that these keys are the sender's; else they may be anything, and less is tried. */
  readonly proven: boolean;
}

/** Ciphertexts that are tried with keys that may be anything. */
const MAX_UNPROVEN_DATA = 12;
/** Bytes that stand in front of the IV without being needed: a salt, a version, a length. */
const SKIPPED = [16, 32, 64, 8, 1, 4] as const;
/** Whole decryptions of what looks like nothing, and bytes of them. */
const [MAX_BLIND, MAX_BLIND_BYTES] = [240, 4_000_000];
/** In bytes: an IV, a tag or a block, and something more. */
const ROOMY = 28;
/** In bytes: RSA with 2048 bits. */
const SHORTEST_WRAPPED = 256;

/** Finds ciphertext, IV and tag among the values of an envelope, given the AES keys that are possible. */
export class PayloadSearch {
  readonly #keys: SearchKeys;
  readonly #run: SearchRun;
  readonly #choice: PartChoice;
  readonly #gcm: GcmSearch;
  readonly #modes: UnprovenModes;
  readonly #derived: DerivedKeySearch;

  constructor(readings: readonly PartReading[], keys: SearchKeys, ports: PayloadPorts) {
    this.#keys = keys;
    this.#run = new SearchRun(ports, Math.max(0, ...readings.map(({ length }) => length)));
    this.#choice = new PartChoice(readings, keys.material.parts);
    this.#gcm = new GcmSearch(this.#run, this.#choice);
    this.#modes = new UnprovenModes(this.#run);
    this.#derived = new DerivedKeySearch(this.#run, this.#choice, this.#gcm, this.#modes);
  }

  /** The furthest that any attempt came. */
  get progress(): Progress {
    return this.#run.progress;
  }

  /** Tries the keys on everything that may be a ciphertext, the likeliest first. */
  async open(): Promise<OpenedPayload | undefined> {
    const { material, wrapped, proven } = this.#keys;
    const usable = await this.#usable(material);
    const candidates = this.#choice.dataReadings(wrapped);
    if (candidates.length === 0) this.#run.came({ reached: "noCiphertext" });

    const binary: GcmAttempt[] = [];
    let short: OpenedPayload | undefined;
    for (const data of proven ? candidates : candidates.slice(0, MAX_UNPROVEN_DATA)) {
      const opened = await this.#openData(data, usable, binary);
      if (opened && isAnswer(opened)) return opened;
      short ??= opened;
    }
    // A key that fits GCM's beginning is the key, whatever is wrong with the rest.
    if (this.#run.progress.reached === "tagMismatch" || this.#run.progress.reached === "tagMissing") return undefined;
    // An id is often called like a ciphertext, and has no room for one.
    // Nor is a key that was wrapped one, such as a neighbour's.
    const isKey = ({ length, name }: PartReading): boolean =>
      length >= SHORTEST_WRAPPED && suggests(name, "encryptedKey");
    const isUnlikely = (reading: PartReading): number => Number(reading.length < ROOMY || isKey(reading));
    const likely = [...candidates].sort((one, other) => isUnlikely(one) - isUnlikely(other)).slice(0, proven ? 8 : 2);
    const salted = await this.#derived.salted(likely, wrapped, material);
    const found = salted ?? (await this.#openOtherwise(likely, usable));
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
      const opened = await this.#gcm.try(attempt);
      if (opened) return opened;
    }
    return unproven ?? (await this.#derived.stretched(likely.slice(0, proven ? 2 : 1), wrapped, material, proven));
  }

  /** What GCM or CBC makes sense of in one ciphertext; what GCM's tag alone could tell is put off. */
  async #openData(
    data: PartReading,
    keys: readonly AesKey[],
    binary: GcmAttempt[],
  ): Promise<OpenedPayload | undefined> {
    const { wrapped, proven } = this.#keys;
    await this.#run.pause();
    if (!data.bytes()) return undefined;
    const start = startOf(data, wrapped);
    const unproven: OpenedPayload[] = [];
    for (const key of keys) {
      const ivs = this.#choice.ivsFor(data, start, key, wrapped);
      if (!ivs.some(({ reading }) => reading) && !key.reading.iv) this.#run.came({ reached: "noIv" });
      const opened = await this.#gcm.open({ data, key, wrapped, proven, skipped: [] }, ivs, binary);
      if (opened) return opened;
      const text = await this.#modes.cbc({ data, key, wrapped, proven, skipped: [] }, ivs);
      if (text && isJson(text.content.bytes)) return text;
      if (text) unproven.push(text);
    }
    return unproven[0];
  }

  /** Skipped beginnings, and the modes that prove nothing. JSON counts most. */
  async #openOtherwise(
    candidates: readonly PartReading[],
    keys: readonly AesKey[],
  ): Promise<OpenedPayload | undefined> {
    const { wrapped, proven } = this.#keys;
    const texts: OpenedPayload[] = [];
    const keep: Keep = (opened) => {
      if (opened) texts.push(opened);
      return opened && (opened.authenticated || isJson(opened.content.bytes)) ? opened : undefined;
    };
    for (const data of candidates) {
      for (const key of keys) {
        await this.#run.pause();
        const start = startOf(data, wrapped);
        const at = { data, key, wrapped, proven, skipped: [] };
        const ivs = this.#choice.ivsFor(data, start, key, wrapped);
        const found =
          keep(await this.#modes.ecb(at, start)) ??
          (await this.#modes.streams(at, ivs, keep)) ??
          (proven ? await this.#modes.unseen(at, ivs, keep) : undefined);
        if (found) return found;
        for (const length of proven ? SKIPPED : []) {
          if ((data.bytes()?.length ?? 0) - start - length < 28) continue;
          const skipping = { ...at, skipped: ["other"] as const };
          const behind = this.#choice
            .ivsFor(data, start + length, key, wrapped)
            .filter(({ place }) => place === "front" || place === "part");
          const opened = (await this.#gcm.open(skipping, behind, [])) ?? (await this.#modes.cbc(skipping, behind));
          // Behind a skipped block CBC goes on as text, whatever stood there.
          if (opened && (opened.authenticated || isJson(opened.content.bytes))) return opened;
        }
      }
    }
    return texts[0];
  }

  async #usable({ keys }: KeyMaterial): Promise<AesKey[]> {
    const usable: AesKey[] = [];
    for (const reading of keys) {
      const key = new AesKey(reading, this.#run.ports.aes);
      if (await key.isAvailable()) usable.push(key);
      else this.#run.came({ reached: "unavailable" });
    }
    return usable;
  }
}

/** Whether nothing else needs to be looked for: the last line of a ciphertext may be a short text of its own. */
function isAnswer({ authenticated, content }: OpenedPayload): boolean {
  return authenticated || content.bytes.length >= NO_CHANCE || isJson(content.bytes);
}
