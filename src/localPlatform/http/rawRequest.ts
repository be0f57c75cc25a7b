import type { IncomingHttpHeaders } from "node:http";

/** A request with all of its body, before anything asks what it means. */
export interface RawRequest {
  readonly method: string;
  /** As it came: nothing decoded, nothing resolved. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}
