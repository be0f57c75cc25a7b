import { GATEWAY_HEADER } from "../domain/requests/destination/gatewayAddress";
import { TOKEN_HEADERS } from "../domain/tokens/verify/sentToken";
import { acceptedCodings } from "./acceptedCodings";
import { type HeaderList, without } from "./headerList";
import type { RequestToken } from "./requestTokens";

/** How long a body is: in bytes, "chunked" where the client doesn't say, undefined where there is none. */
export type BodyLength = number | "chunked" | undefined;

export interface SentHeaders {
  readonly headers: HeaderList;
  /** Whether the client came with a token of its own, which doesn't go on. */
  readonly droppedToken: boolean;
}

/**
 * What goes to the upstream: the client's end-to-end headers, with its host, our token and our framing, which nothing
 * that a client's `Connection` names can take away.
 * @param given end-to-end headers
 * @param more those of an encrypted body
 */
export function requestHeaders(given: HeaderList, { host, token, length, more = {} }: SentParts): SentHeaders {
  const replaced = Object.keys(more).map((name) => name.toLowerCase());
  const fixed = token.kind === "none" ? OURS : OURS_WITH_TOKENS;
  const kept = without(given, replaced.length > 0 ? new Set([...fixed, ...replaced]) : fixed);
  const accepted = given.flatMap(([name, value]) => (name.toLowerCase() === "accept-encoding" ? value : []));
  return {
    headers: [
      ["Host", host],
      ...kept,
      ["Accept-Encoding", acceptedCodings(accepted.join(", "))],
      ...Object.entries(more),
      ...framing(length),
      ...(token.kind === "header" ? ([[token.name, token.value]] as const) : []),
    ],
    droppedToken: token.kind !== "none" && given.some(([name]) => CLIENT_TOKENS.has(name.toLowerCase())),
  };
}

export interface SentParts {
  readonly host: string;
  readonly token: RequestToken;
  readonly length: BodyLength;
  readonly more?: Readonly<Record<string, string>>;
}

/** `Expect` was answered by us; a `Referer` could hold our address with its key. */
const OURS: ReadonlySet<string> = new Set([
  ...["host", "expect", "referer", "accept-encoding", "content-length"],
  GATEWAY_HEADER,
]);
const CLIENT_TOKENS: ReadonlySet<string> = new Set(TOKEN_HEADERS);
const OURS_WITH_TOKENS: ReadonlySet<string> = new Set([...OURS, ...CLIENT_TOKENS]);

function framing(length: BodyLength): HeaderList {
  if (length === undefined) return [];
  return length === "chunked" ? [["Transfer-Encoding", "chunked"]] : [["Content-Length", String(length)]];
}
