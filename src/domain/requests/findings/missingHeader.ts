import { routeOf } from "../../tokens/verify/route";
import { findTokens } from "../../tokens/inText/findTokens";
import type { FileRequest } from "../read/requestFile";
import type { TextRange } from "../../text/textRange";
import type { SentRequest } from "../read/requestOfBlock";

/** Where the header with a token belongs that a request lacks. */
export interface MissingHeader {
  /** In the request's text: the header that stands there empty, or the end of the address. */
  readonly range: TextRange;
  /** What stands there with a token. */
  readonly write: (token: string, eol: string) => string;
}

/** Undefined where it has a token, or something else in its place, or gets it in its body. */
export function missingHeader(request: FileRequest, sent: SentRequest): MissingHeader | undefined {
  const { door } = routeOf(sent);
  if (door === "jwtGrant" || door === "sdk") return undefined;
  const [name, prefix] = door === "publicApi" ? ["auth", ""] : ["Authorization", "bearer "];
  const same = request.headers.filter((header) => header.name.text.toLowerCase() === name.toLowerCase());
  const [empty] = same.filter(({ value }) => value.text === "");
  if (same.length > (empty ? 1 : 0)) return undefined;
  if (Object.values(sent.headers).some((value) => value !== undefined && findTokens(value).length > 0))
    return undefined;
  if (empty) {
    const { start, end } = empty;
    return { range: { start, end }, write: (token) => `${name}: ${prefix}${token}` };
  }
  const { end } = request.url;
  return { range: { start: end, end }, write: (token, eol) => `${eol}${name}: ${prefix}${token}` };
}
