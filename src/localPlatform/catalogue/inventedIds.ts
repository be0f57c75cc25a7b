import { bytesToHex } from "../../domain/keys/base64";
import type { Ports } from "../../domain/ports";

/**
 * The IDs that an answer invents, in the platform's forms (platform.md, 5). Within one answer a prefix such as `u-`
 * stands for one thing, and so do members of one name, but for `id` and `_id`, which name what they stand in.
 */
export class InventedIds {
  readonly #ports: Pick<Ports, "randomBytes">;
  readonly #given = new Map<string, string>();

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
    return this.#onceFor(`{hex24} ${member}`, member, () => bytesToHex(this.#ports.randomBytes(12)));
  }

  #onceFor(key: string, member: string, make: () => string): string {
    if (member === "id" || member === "_id") return make();
    const id = this.#given.get(key) ?? make();
    this.#given.set(key, id);
    return id;
  }

  #newUuid(version: 4 | 5): string {
    const bytes = this.#ports.randomBytes(16);
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    return bytesToHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }
}
