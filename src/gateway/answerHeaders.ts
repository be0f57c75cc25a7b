import { GATEWAY_HEADER } from "../domain/requests/destination/gatewayAddress";
import { endToEnd, type HeaderList } from "./headerList";
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
  const gone = changed && new Set([...CHANGED, ...changed.spentHeaders]);
  const kept = endToEnd(rawHeaders).filter(([name]) => {
    const lower = name.toLowerCase();
    return lower !== GATEWAY_HEADER && !lower.startsWith("access-control-") && !gone?.has(lower);
  });
  const ours: HeaderList = changed
    ? [
        ["Content-Type", changed.contentType],
        ["Content-Length", String(changed.length)],
      ]
    : [];
  return [...kept, ...ours, [GATEWAY_HEADER, note]];
}

const CHANGED = [...STALE_HEADERS, "content-type"];
