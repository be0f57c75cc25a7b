import { gatewayAddressAt, meantSlug } from "../destination/gatewayAddress";
import { isMisspelling } from "../../text/misspelling";
import { type Sentence, say } from "../../text/sentence";
import type { TextRange } from "../../text/textRange";
import { TOKEN_HEADERS } from "../../tokens/verify/sentToken";
import type { SentRequest } from "../read/requestOfBlock";
import type { Finding, Fix } from "./finding";
import { found, type RequestContext } from "./requestFinding";

/** Headers with a token that the gateway leaves out, since it sends one of its own; in lower case. */
export const DROPPED_HEADERS = TOKEN_HEADERS;

/** A request through the gateway that names no app there. */
export function unknownGatewayApp({ text, request, sent, apps }: RequestContext): Finding[] {
  const { gateway } = sent;
  if (!gateway || !apps) return [];
  const named = meantSlug(gateway.slug) ?? gateway.slug;
  const slugs = apps.flatMap(({ slug }) => slug ?? []);
  if (slugs.includes(named)) return [];
  const range = slugRange(text, request.url, sent);
  const [fix, ...otherFixes] = nearSlugs(named, slugs).map((slug): Fix & { readonly slug: string } => ({
    kind: "replace",
    title: say("Use “{0}”", slug),
    range: range ?? request.url,
    text: encodeURI(slug),
    slug,
  }));
  const isFixable = range !== undefined && fix !== undefined;
  const message = isFixable
    ? meantMessage(
        named,
        [fix, ...otherFixes].map(({ slug }) => slug),
      )
    : noApp(named);
  const finding = found("unknown-gateway-app", { outcome: "failed", message }, range ?? request.url);
  return [{ ...finding, ...(isFixable && { fix, ...(otherFixes.length > 0 && { otherFixes }) }) }];
}

function noApp(slug: string): Sentence {
  return say("No app here is called “{0}” in the gateway's addresses.", slug.slice(0, MOST_SHOWN));
}

function meantMessage(slug: string, [first = "", second]: readonly string[]): Sentence {
  const written = slug.slice(0, MOST_SHOWN);
  if (second === undefined)
    return say("No app here is called “{0}” in the gateway's addresses. Did you mean “{1}”?", written, first);
  return say(
    "No app here is called “{0}” in the gateway's addresses. Did you mean “{1}” or “{2}”?",
    written,
    first,
    second,
  );
}

/** Characters. */
const MOST_SHOWN = 100;

/** Those that one can be a slip of; of several the nearest in the order of the apps. */
function nearSlugs(written: string, slugs: readonly string[]): string[] {
  const near = slugs.filter((slug) => isMisspelling(written, slug) || slug.startsWith(`${written}-`));
  return near.slice(0, 2);
}

/** Where an app's name stands in an address, as it is written. */
function slugRange(text: string, url: TextRange, { gateway }: Pick<SentRequest, "gateway">): TextRange | undefined {
  if (!gateway) return undefined;
  const written = text.slice(url.start, url.end);
  const base = gatewayBase(written);
  if (base === undefined || !written.startsWith(`/${gateway.slug}`, base.length)) return undefined;
  const start = url.start + base.length + 1;
  return { start, end: start + gateway.slug.length };
}

/** What stands before an app's name in an address: a variable, or the gateway's address itself. */
export function gatewayBase(written: string): string | undefined {
  return /^\{\{[^{}\r\n]{1,200}\}\}/.exec(written)?.[0] ?? gatewayAddressAt(written);
}

/** A token in a header that the gateway leaves out. */
export function droppedTokens({ text, request, sent, route }: RequestContext): Finding[] {
  // Its token is the SDK's own, which the gateway passes on.
  if (!sent.gateway || route.door === "sdk") return [];
  return request.headers
    .filter(({ name }) => DROPPED_HEADERS.includes(name.text.toLowerCase()))
    .map((header) => {
      const start = text.lastIndexOf("\n", header.start - 1) + 1;
      const end = text.indexOf("\n", header.end) + 1;
      // The last line of a file takes the line break before it along.
      const range = end === 0 ? { start: lineBreakBefore(text, start), end: text.length } : { start, end };
      const message = say(
        "The gateway leaves this header out and sends a token of its own: it only stands here for whoever reads the file.",
      );
      const fix: Fix = { kind: "replace", title: say("Remove this header"), range, text: "" };
      return found("token-dropped", { outcome: "unknown", message }, header, fix);
    });
}

function lineBreakBefore(text: string, start: number): number {
  if (start === 0) return 0;
  return text[start - 2] === "\r" ? start - 2 : start - 1;
}
