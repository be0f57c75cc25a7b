import { GATEWAY_HEADER } from "../domain/requests/destination/gatewayAddress";

import { endToEnd, type HeaderList, without } from "./headerList";
import { STALE_HEADERS } from "./staleHeaders";

/** A body in place of the upstream's. */
export interface ChangedBody {
  readonly length: number;
  readonly contentType: string;
  /** In lower case: headers that held parts of what was opened. */
  readonly spentHeaders: readonly string[];
}

/**
 * What the client gets: the upstream's end-to-end headers, without what says something of a body that is another now,
 * and without any that would let a web page read it.
 * @param note what was done
 */
export function answerHeaders(rawHeaders: readonly string[], note: string, changed?: ChangedBody): HeaderList {
  const given = endToEnd(rawHeaders).filter(([name]) => !/^access-control-/i.test(name));
  const kept = without(given, [
    GATEWAY_HEADER,
    ...(changed ? [...STALE_HEADERS, "content-type", ...changed.spentHeaders] : []),
  ]);
  const ours: HeaderList = changed
    ? [
        ["Content-Type", changed.contentType],
        ["Content-Length", String(changed.length)],
      ]
    : [];
  return [...kept, ...ours, [GATEWAY_HEADER, note]];
}
