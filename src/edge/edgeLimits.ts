/** Bounds on what a client may send to any of the servers; times in milliseconds, sizes in bytes. */
export interface EdgeLimits {
  /** All header lines together. A larger request gets 431. */
  readonly headerBytes: number;
  /** Until the headers are complete. */
  readonly headersTime: number;
  /** Until the whole request is there; then 408. 0 for as long as it takes. */
  readonly requestTime: number;
  /** How often the two times are checked. */
  readonly checkEvery: number;
  /** For what still comes of a body once its request is refused. */
  readonly dropTime: number;
  /** A connection without any traffic. */
  readonly idleTime: number;
  readonly connections: number;
}

export const EDGE_LIMITS: EdgeLimits = {
  headerBytes: 32 * 1024,
  headersTime: 10_000,
  requestTime: 30_000,
  checkEvery: 1_000,
  dropTime: 30_000,
  idleTime: 60_000,
  connections: 500,
};
