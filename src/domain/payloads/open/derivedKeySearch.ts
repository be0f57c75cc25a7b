import { AesKey } from "./aesKey";
import { derivedKeys, isSalted, saltsOf } from "./derivedKeys";
import type { GcmSearch } from "./gcmSearch";
import type { KeyMaterial } from "./keyMaterial";
import type { IvSource, LayoutRole, OpenedPayload, WrappedPlace } from "./openedPayload";
import type { PartChoice } from "./partChoice";
import type { PartReading } from "./partReadings";
import { isJson } from "./plaintext";
import { type SearchRun, startOf } from "./searchRun";
import type { UnprovenModes } from "./unprovenModes";

type Bytes = Uint8Array<ArrayBuffer>;

const NOTHING = new Uint8Array(0);

interface Salt {
  readonly salt: Bytes;
  /** Where the ciphertext's value goes on behind it. */
  readonly from: number;
  readonly reading?: PartReading;
}

/** Takes what was unwrapped for a passphrase that the AES key is derived from. */
export class DerivedKeySearch {
  readonly #run: SearchRun;
  readonly #choice: PartChoice;
  readonly #gcm: GcmSearch;
  readonly #modes: UnprovenModes;

  constructor(run: SearchRun, choice: PartChoice, gcm: GcmSearch, modes: UnprovenModes) {
    this.#run = run;
    this.#choice = choice;
    this.#gcm = gcm;
    this.#modes = modes;
  }

  /** OpenSSL's `Salted__`: what was unwrapped, or its text, is a passphrase for key and IV. */
  async salted(
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
        : this.#choice
            .namedSalts(data, 8)
            .map((reading) => ({ salt: reading.bytes() ?? NOTHING, from: start, reading }));
      if (isSalted(bytes, start))
        this.#run.came({ reached: this.#run.ports.keyDerivation ? "salted" : "saltedUnavailable" });
      for (const { salt, from, ...named } of salts) {
        for await (const { key: reading, iv: ivBytes, derivation } of derivedKeys.salted(
          material.message,
          salt,
          this.#run.ports,
        )) {
          const skipped: LayoutRole[] = from > start ? ["other", "salt"] : [];
          const key = new AesKey(reading, this.#run.ports.aes);
          const at = { data, key, wrapped, proven: false, skipped };
          const iv: IvSource = { bytes: ivBytes, place: "key", from, to: bytes.length };
          const facts = { derivation, ...(named.reading ? { salt: named.reading } : {}) };
          const keep = (opened: OpenedPayload | undefined) => opened && { ...opened, ...facts };
          const opened = keep(await this.#modes.cbc(at, [iv])) ?? (await this.#modes.streams(at, [iv], keep));
          if (opened && isJson(opened.content.bytes)) return opened;
          if (opened) texts.push(opened);
        }
      }
    }
    return texts[0];
  }

  /** A key that was derived with a salt: in a value of its own, or in front of IV, tag and ciphertext. */
  async stretched(
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
      const named = this.#choice.namedSalts(data).map((reading): Salt => ({
        salt: reading.bytes() ?? NOTHING,
        from: start,
        reading,
      }));
      const inFront: Salt[] = proven ? saltsOf(bytes, start) : [];
      for (const { salt, from, ...part } of [...named, ...inFront].slice(0, proven ? 5 : 2)) {
        for await (const { key: reading, derivation } of derivedKeys.stretched(
          material.message,
          salt,
          this.#run.ports,
          part.reading ? budget : unasked,
        )) {
          await this.#run.pause();
          const key = new AesKey(reading, this.#run.ports.aes);
          const at = { data, key, wrapped, proven, skipped: from > start ? (["salt"] as const) : [] };
          const ivs = this.#choice
            .ivsFor(data, from, key, wrapped)
            .filter(({ place }) => place === "front" || place === "part");
          const opened = (await this.#gcm.open(at, ivs, [])) ?? (await this.#modes.cbc(at, ivs));
          if (opened) return { ...opened, derivation, ...(part.reading ? { salt: part.reading } : {}) };
        }
      }
    }
    return undefined;
  }
}
