import { EDGE_LIMITS, type EdgeLimits } from "../../edge/edgeLimits";

/** Bounds on what a client may send; times in milliseconds, sizes in bytes. */
export interface Limits extends EdgeLimits {
  readonly bodyBytes: number;
  /** Bulk insert: documented (platform.md, 6). */
  readonly bulkBodyBytes: number;
  /** Bodies of all requests that are being received, together. */
  readonly bodyBytesInAll: number;
  readonly jsonDepth: number;
  /** Values in one body's JSON, counted before any of them is made: each takes up to a hundred bytes. More get 413. */
  readonly jsonValues: number;
  /** Rows of one bulk insert, counted in the same way. The tables hold about 450,000 in all, so that most of what is larger has no room anyway. */
  readonly bulkRows: number;
}

export const DEFAULT_LIMITS: Limits = {
  ...EDGE_LIMITS,
  bodyBytes: 5 * 1024 * 1024,
  bulkBodyBytes: 50 * 1024 * 1024,
  bodyBytesInAll: 250 * 1024 * 1024,
  jsonDepth: 200,
  jsonValues: 2_000_000,
  bulkRows: 100_000,
};
