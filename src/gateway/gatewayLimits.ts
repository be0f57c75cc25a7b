import { EDGE_LIMITS, type EdgeLimits } from "../edge/edgeLimits";
import { MAX_HELD } from "./contentCodings";

/** Bounds on both sides of the gateway; times in milliseconds, sizes in bytes. */
export interface GatewayLimits extends EdgeLimits {
  /** A body that must be whole before it goes on, since a token goes into it or it is encrypted. Others are streamed. */
  readonly wholeBodyBytes: number;
  /** Such bodies, and answers that are held until it is known whether they are encrypted: of all requests, together. */
  readonly heldBytesInAll: number;
  /** Of one answer; what is larger is streamed. */
  readonly heldAnswerBytes: number;
  /** All header lines of an answer together. */
  readonly answerHeaderBytes: number;
  /** Connections to one upstream on this computer, which are ours to keep. */
  readonly localConnections: number;
  /** A connection to an upstream that nobody uses is closed so early, before servers do it: most wait five seconds. */
  readonly keptTime: number;
  /** Until an upstream is connected. */
  readonly connectTime: number;
  /** From the end of a request to the first byte of its answer. */
  readonly answerTime: number;
  /** Between two pieces of a body, in either direction. */
  readonly pauseTime: number;
  /** What is under way has so long once the gateway is to close; then it gets 503. */
  readonly graceTime: number;
  /** Until all connections are cut: what is left of the second in which the gateway closes. */
  readonly cutTime: number;
}

const MEGABYTE = 1024 * 1024;

export const GATEWAY_LIMITS: GatewayLimits = {
  ...EDGE_LIMITS,
  // As long as it takes, as long as something comes: see `pauseTime`.
  requestTime: 0,
  // Longer than all that the gateway itself waits for.
  idleTime: 150_000,
  connections: 2_000,
  wholeBodyBytes: 64 * MEGABYTE,
  heldBytesInAll: 256 * MEGABYTE,
  heldAnswerBytes: MAX_HELD,
  answerHeaderBytes: 64 * 1024,
  localConnections: 200,
  keptTime: 4_000,
  connectTime: 20_000,
  answerTime: 120_000,
  pauseTime: 120_000,
  graceTime: 500,
  cutTime: 800,
};
