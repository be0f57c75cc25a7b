import type { IncomingHttpHeaders } from "node:http";
import type { JwtApp } from "../../domain/apps/jwtApp";
import type { EndpointMatch } from "../../domain/scopes/findEndpoint";

/** A request that was let in, as the endpoints see it. */
export interface Call {
  readonly app: JwtApp;
  readonly found: Extract<EndpointMatch, { kind: "found" }>;
  readonly headers: IncomingHttpHeaders;
  readonly query: URLSearchParams;
  /** The body, opened where it was encrypted; undefined where there was none or it is no JSON by its kind. */
  readonly json: unknown;
}
