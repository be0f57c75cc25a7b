/**
 * What the endpoints keep for others, apart for each owner, such as a bot. Of each owner, and of owners, a bounded
 * number; the one that was written longest ago is forgotten.
 */
export class OwnMemory<Value> {
  readonly #owners = new Map<string, Map<string, Value>>();
  readonly #limits: { readonly owners: number; readonly values: number };

  constructor(limits = { owners: 200, values: 500 }) {
    this.#limits = limits;
  }

  get(owner: string, key: string): Value | undefined {
    return this.#owners.get(owner)?.get(key);
  }

  set(owner: string, key: string, value: Value): void {
    const own = this.#owners.get(owner) ?? new Map<string, Value>();
    this.#owners.delete(owner);
    this.#owners.set(owner, own);
    own.delete(key);
    own.set(key, value);
    forgetFirst(own, this.#limits.values);
    forgetFirst(this.#owners, this.#limits.owners);
  }

  delete(owner: string, key: string): void {
    this.#owners.get(owner)?.delete(key);
  }

  entries(owner: string): Iterable<readonly [string, Value]> {
    return this.#owners.get(owner) ?? [];
  }
}

function forgetFirst(map: Map<string, unknown>, limit: number): void {
  const [first] = map.keys();
  if (first !== undefined && map.size > limit) map.delete(first);
}
