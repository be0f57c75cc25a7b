import { bytesToHex } from "../../domain/keys/base64";
import type { Ports } from "../../domain/ports";

/**
 * The IDs that an answer invents, in the platform's forms (platform.md, 5). Within one answer a prefix such as `u-`
 * stands for one thing, and so do members of one name, but for `id` and `_id`, which name what they stand in.
 */
export class InventedIds {
  readonly #ports: Pick<Ports, "randomBytes">;
  readonly #given = new Map<string, string>();
  /** 32 hexadecimal digits, drawn once; the IDs of one answer differ in the first eight. */
  #digits = "";
  #made = 0;

  constructor(ports: Pick<Ports, "randomBytes">) {
    this.#ports = ports;
  }

  /** From now on the prefix has this UUID. */
  use(prefix: string, uuid: string): void {
    this.#given.set(`${prefix}{uuid}`, uuid);
  }

  /** A UUID in the form of version 5 behind a prefix, as all known ones are, and of version 4 without one. */
  uuid(prefix: string, member: string): string {
    return prefix === ""
      ? this.#onceFor(`{uuid} ${member}`, member, () => this.#newUuid(4))
      : this.#onceFor(`${prefix}{uuid}`, "", () => this.#newUuid(5));
  }

  /** 24 hexadecimal digits. */
  hex24(member: string): string {
    return this.#onceFor(`{hex24} ${member}`, member, () => this.#newDigits().slice(0, 24));
  }

  #onceFor(key: string, member: string, make: () => string): string {
    if (member === "id" || member === "_id") return make();
    const id = this.#given.get(key) ?? make();
    this.#given.set(key, id);
    return id;
  }

  #newUuid(version: 4 | 5): string {
    const digits = this.#newDigits();
    const groups = [digits.slice(0, 8), digits.slice(8, 12), `${version}${digits.slice(13, 16)}`];
    return [...groups, `8${digits.slice(17, 20)}`, digits.slice(20)].join("-");
  }

  #newDigits(): string {
    if (this.#digits === "") this.#digits = bytesToHex(this.#ports.randomBytes(16));
    const first = (Number.parseInt(this.#digits.slice(0, 8), 16) + this.#made++) % 2 ** 32;
    return first.toString(16).padStart(8, "0") + this.#digits.slice(8);
  }
}
