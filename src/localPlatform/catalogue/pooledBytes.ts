import type { Ports } from "../../domain/ports";

/** Random bytes for IDs that are no secrets: drawn for many answers at once, which takes a fraction of the time. */
export function pooledBytes(randomBytes: Ports["randomBytes"]): Ports["randomBytes"] {
  let pool = new Uint8Array(0);
  let used = 0;
  return (length) => {
    if (used + length > pool.length) {
      pool = randomBytes(Math.max(POOL, length));
      used = 0;
    }
    used += length;
    return pool.subarray(used - length, used);
  };
}

/** Bytes: some 250 answers. */
const POOL = 4_096;
