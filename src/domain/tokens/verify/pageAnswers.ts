import { once } from "../../once";
import { type Endpoint, endpoints } from "../../scopes/catalogue";
import type { DocumentedError } from "../../scopes/endpointRow";
import type { Answer, Check, CheckId } from "./check";

/**
 * The checks with the answers of the endpoint's own page in place of those that other pages have, or that nobody knows.
 * A page's errors count for all of its endpoints, and for no others: that of the chunks is the only one known to say
 * what a missing, invalid or expired token is answered (platform.md, 3.5). Where a request may be for several endpoints
 * (`meant`), what the pages of all of them answer alike.
 */
export function withPageAnswers(checks: readonly Check[], meant: readonly Endpoint[]): readonly Check[] {
  if (!checks.some(({ outcome }) => outcome === "failed")) return checks;
  const pages = meant.map(errorsOfPage);
  const haveSome = pages.length > 0 && pages.every((errors) => errors.length > 0);
  return haveSome ? checks.map((check) => withAnswer(check, pages)) : checks;
}

/** By the `id` of an error: the checks whose failure is what it speaks of. */
export const TOKEN_SHOWS: Readonly<Record<string, readonly CheckId[]>> = {
  unauthorized: [
    "token",
    "header",
    "format",
    "jweHeader",
    "jweDecryption",
    "jweContent",
    "appClaim",
    "app",
    "jweKeyId",
    "jweEnforced",
    "algorithm",
    "signature",
    "exp",
    "iat",
    "nbf",
    "jti",
  ],
  "lacks-scope": ["scope"],
  "no-such-resource": ["bot"],
};

function errorsOfPage({ page, errors }: Endpoint): readonly DocumentedError[] {
  return page === undefined ? errors.filter(isShown) : (errorsByPage().get(page) ?? []);
}

const errorsByPage = once((): ReadonlyMap<string, readonly DocumentedError[]> => {
  const known = new Map<string, readonly DocumentedError[]>();
  for (const { page, errors } of endpoints()) {
    const shown = errors.filter(isShown);
    if (page !== undefined && shown.length > 0) known.set(page, [...(known.get(page) ?? []), ...shown]);
  }
  return known;
});

/** Whether a token shows that it is meant. */
function isShown({ id }: DocumentedError): boolean {
  return id !== undefined && Object.hasOwn(TOKEN_SHOWS, id);
}

function withAnswer(check: Check, pages: readonly (readonly DocumentedError[])[]): Check {
  const { answer } = check;
  // The words for a replay are documented for all public APIs.
  if (check.outcome !== "failed" || !answer || answer.certainty === "documented") return check;
  const answers = pages.map((errors) => {
    const error = errors.find(({ id = "" }) => TOKEN_SHOWS[id]?.includes(check.id));
    return error && answerOf(error, answer);
  });
  const shared = answers.reduce(sharedBy);
  return shared ? { ...check, answer: shared } : check;
}

/** The same answer of two pages, as surely as the less sure has it. */
function sharedBy(one: Answer | undefined, other: Answer | undefined): Answer | undefined {
  if (one?.status !== other?.status || JSON.stringify(one?.body) !== JSON.stringify(other?.body)) return undefined;
  return one?.certainty === "documented" ? other : one;
}

/** Where the page leaves out the status, or in which form its words come, that is as in the platform's other refusals. */
function answerOf({ status, body, words }: DocumentedError, usual: Answer): Answer {
  const code = status ?? usual.status;
  if (body === undefined && words === undefined) return usual;
  return {
    status: code,
    body: body ?? { errors: [{ msg: words, code }] },
    certainty: status !== undefined && body !== undefined ? "documented" : "inferred",
  };
}
