import { once } from "../../once";
import { type Endpoint, endpoints } from "../../scopes/catalogue";
import type { DocumentedError, JsonValue } from "../../scopes/endpointRow";
import { documentationPage } from "../../text/documentationPage";
import { say } from "../../text/sentence";
import type { CheckId } from "./check";
import { TOKEN_SHOWS } from "./pageAnswers";
import { type OtherCause, platformErrorOf } from "./platformErrors";
import type { Route } from "./route";

/** An answer whose words stand on the pages of endpoints (endpointRow.ts, `errors`). */
export interface PageError {
  /** The request went to one of them, or to another of their page: it is this answer. */
  readonly isOfRequest: boolean;
  /** Any server may say this, so that it is known of the request's own endpoint alone. */
  readonly isCommon: boolean;
  /** The names of the APIs. */
  readonly apis: readonly string[];
  /** The checks whose failure is answered so. */
  readonly checks: readonly CheckId[];
  /** When it is answered so, by each page. */
  readonly others: readonly OtherCause[];
}

/**
 * What the pages of endpoints say of a message, whatever its case: that of the request's endpoint, or else all of them.
 * Undefined where no page has its words. Takes time linear in the message.
 */
export function pageErrorOf(message: string, route?: Route): PageError | undefined {
  const text = plain(message.slice(0, MAX_READ));
  const saying = sayings().filter((one) => says(text, one));
  const own = ofRequest(saying, route);
  const [first] = saying;
  if (!first) return undefined;
  const meant = own.length > 0 ? own : saying;
  return {
    isOfRequest: own.length > 0,
    isCommon: own.length === 0 && first.isCommon,
    apis: [...new Set(meant.map(({ endpoint }) => endpoint.api))],
    checks: [...new Set(own.flatMap(({ error }) => TOKEN_SHOWS[error.id ?? ""] ?? []))],
    others: meant.map(causeOf),
  };
}

/** Finds the words that pages alone have, wherever they stand in a text; no match is longer than 1,000 characters. */
export const pageErrorWords = once((): RegExp => {
  const own = sayings().filter(({ isCommon, parts }) => !isCommon && !platformErrorOf(parts.join(" ")));
  const sources = own.map(({ parts }) =>
    parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/'/g, "['’]")).join("[^\\r\\n]{0,200}?"),
  );
  return new RegExp([...new Set(sources)].join("|"), "gi");
});

/** Characters. */
const MAX_READ = 2_000;

/** One text of an error, between what differs from answer to answer. */
interface Saying {
  readonly endpoint: Endpoint;
  readonly error: DocumentedError;
  /** In lower case, in this order. */
  readonly parts: readonly string[];
  readonly isCommon: boolean;
}

const sayings = once((): readonly Saying[] =>
  endpoints().flatMap((endpoint) =>
    endpoint.errors.flatMap((error) =>
      [...new Set(textsOf(error))].map((text) => {
        const parts = plain(text)
          .split(VARIES)
          .filter((part) => part !== "");
        return { endpoint, error, parts, isCommon: COMMON.test(text) };
      }),
    ),
  ),
);

const COMMON = /^(?:unauthorized|resource not found|internal server error)$/i;
/** A placeholder, or the address in a sample. */
const VARIES = /\{[\w.]+\}|[\w.]+@example\.com/;

/** Of a text in lines the first says what it is; the words before the platform's own are the page's. */
function textsOf({ body, bodyText, words }: DocumentedError): readonly string[] {
  if (body !== undefined) return saidIn(body);
  const [text = ""] = (bodyText ?? words ?? "").replace(/^Error message: /, "").split("\n");
  return text === "" ? [] : [text];
}

/** Under the names that the samples have for words, and not for what came with the request. */
function saidIn(body: JsonValue, name = ""): readonly string[] {
  if (typeof body === "string") return /^(?:msg|message|reason|code|analyticsError)$/.test(name) ? [body] : [];
  if (typeof body !== "object" || body === null) return [];
  return Object.entries(body).flatMap(([member, value]) => saidIn(value as JsonValue, member));
}

function says(text: string, { parts, isCommon }: Saying): boolean {
  if (isCommon) return text.replace(/[.!]$/, "") === parts[0];
  let from = 0;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return parts.length > 0;
}

function plain(text: string): string {
  return text.replaceAll("’", "'").replace(/\s+/g, " ").trim().toLowerCase();
}

/** Those of the endpoint itself, or else of another one on its page. */
function ofRequest(saying: readonly Saying[], route: Route | undefined): readonly Saying[] {
  if (route?.match?.kind !== "found") return [];
  const asked = [route.match.endpoint, ...route.match.others];
  const own = saying.filter(({ endpoint }) => asked.some(({ id }) => id === endpoint.id));
  if (own.length > 0) return own;
  return saying.filter(({ endpoint: { page } }) => page !== undefined && asked.some((one) => one.page === page));
}

function causeOf({ endpoint: { api, page }, error }: Saying): OtherCause {
  return {
    code: error.id ?? "documented-on-page",
    message: say("Documented on the page of {0}: {1}", api, error.when),
    fix: say("Compare the request with that page."),
    ...(page !== undefined && { page: documentationPage(page) }),
  };
}
