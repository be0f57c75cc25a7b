import type { DocumentationPage } from "../../text/documentationPage";
import type { JwtApp } from "../../apps/jwtApp";
import { everyPlaceOf, type Place, type PlaceName, placeOf } from "../../apps/onPlatform";
import { ADVICE, type RemedyAction } from "./advice";
import { answerHints } from "./answerHints";
import type { Answer, Check, CheckId } from "./check";
import { type Sentence, say } from "../../text/sentence";
import { type PageError, pageErrorOf } from "./pageErrors";
import type { Route } from "./route";
import { type OtherCause, platformErrorOf, type PlatformError } from "./platformErrors";

/**
 * `found`: it is so, and is answered with these words, or with words that are not known. `possible`: can't be told here.
 * `otherwise`: it is so, but would be answered with other words. `fits`: it is not so by what is known here.
 */
export type CauseState = "found" | "possible" | "otherwise" | "fits";

export interface ExplainedCause {
  /** The reason of a check, or a code of its own: stable, in kebab-case. */
  readonly code: string;
  readonly state: CauseState;
  readonly message: Sentence;
  /** What is known beyond it, the likeliest first. */
  readonly details: readonly Sentence[];
  readonly fix?: Sentence;
  readonly action?: RemedyAction;
  /** Where on the platform the fix is made. */
  readonly place?: PlaceName;
  /** Where it is documented; the address is inferred. */
  readonly page?: DocumentationPage;
}

/**
 * Where on the platform a cause is put right: by the app's level, or for every level where the app isn't known. What is
 * in order has nothing to put right.
 */
export function placesOf({ place, state }: ExplainedCause, app: JwtApp | undefined): Place[] {
  if (!place || state === "fits") return [];
  if (!app) return everyPlaceOf(place);
  return [placeOf(place, app) ?? []].flat();
}

/**
 * Why the platform answered so: the likeliest cause first. `message` is the answer's own text, and `checks` what the
 * rule book says of the request that it answered; those that it doesn't have count as not known. `route` is where that
 * request went: common words that are known of one place alone are not known from another. Of an answer that is
 * not known (platform.md, 3.5) every failure may be the cause; those that its words or its HTTP `status` speak of stand
 * first, and what of them can't be told counts as possible. What the page of the request's endpoint has is known; what
 * the pages of others have is named, each with its page.
 */
export function likelyCauses(
  message: string,
  checks: readonly Check[],
  status?: number,
  route?: Route,
): ExplainedCause[] {
  const known = platformErrorOf(message, route);
  const page = known ? undefined : pageErrorOf(message, route);
  const ofRequest = page?.isOfRequest ? page : undefined;
  const error = known ?? ofRequest;
  const isNamed = page !== undefined && !route && !page.isCommon;
  const hints = error || isNamed ? undefined : answerHints(message, status);
  const asked = error?.checks ?? hints?.checks ?? [];
  const rank = ({ id }: Check): number => (hints && asked.includes(id) ? asked.indexOf(id) : asked.length);
  const failed = checks.filter(({ outcome }) => outcome === "failed");
  const exact = failed.filter(({ answer }) => answer !== undefined && isAnswer(answer, message));
  const fitting = failed.filter((check) => !exact.includes(check) && mayAnswer(error, check));
  const others = failed.filter((check) => !exact.includes(check) && !fitting.includes(check));
  const sorted = hints ? [...fitting].sort((a, b) => rank(a) - rank(b)) : fitting;
  const unseen = hints && checks.length > 0 && failed.length === 0 ? [SENT_OTHERWISE] : [];
  // A page speaks of every kind of token, of which a request has one.
  const open = asked.filter((id) => {
    const its = checks.filter((check) => check.id === id);
    return its.every(({ outcome }) => outcome === "unknown") && (its.length > 0 || !ofRequest);
  });
  const onPages = (page?.others ?? []).map(untold);
  return [
    ...[...exact, ...sorted].map((check) => checked(check, "found")),
    ...(page?.isCommon ? [] : onPages),
    ...open.map((id) =>
      possible(
        id,
        checks.find((check) => check.id === id),
      ),
    ),
    ...[...(known?.others ?? hints?.others ?? []), ...unseen].map(untold),
    ...(page?.isCommon ? onPages : []),
    ...others.map((check) => checked(check, "otherwise")),
    ...checks
      .filter(({ id, outcome }) => outcome === "passed" && asked.includes(id))
      .map(({ reason, message: text }) => cause({ code: reason, state: "fits", message: text, details: [] })),
  ];
}

/** Nothing is wrong with what stands here. */
const SENT_OTHERWISE: OtherCause = {
  code: "sent-otherwise",
  message: say(
    "What was sent may have been something else than what stands here now: another token, perhaps, or one that has been renewed since.",
  ),
  fix: say("Send the request again."),
};

function isAnswer({ body, certainty }: Answer, message: string): boolean {
  const [first] = (body as { readonly errors?: readonly { readonly msg?: unknown }[] }).errors ?? [];
  if (typeof first?.msg !== "string") return false;
  // Where a message is known, its words alone count: pages and platforms write around them.
  return (
    first.msg === message ||
    (certainty !== "unverified" &&
      platformErrorOf(first.msg) !== undefined &&
      platformErrorOf(first.msg) === platformErrorOf(message))
  );
}

function mayAnswer(error: PlatformError | PageError | undefined, { id, answer }: Check): boolean {
  if (!error) return true;
  return (
    error.checks.includes(id) ||
    ("isCatchAll" in error && (answer?.certainty === "unverified" || answer?.certainty === "inferred"))
  );
}

function checked({ id, reason, message, causes }: Check, state: CauseState): ExplainedCause {
  const { fix, action, place } = ADVICE[id];
  // A cause that was found out says more than the check, and is the better code.
  return cause({
    code: causes[0]?.code ?? reason,
    state,
    message,
    details: causes.map((each) => each.message),
    fix,
    action,
    place,
  });
}

function possible(id: CheckId, check: Check | undefined): ExplainedCause {
  const { possible: message, fix, action, place } = ADVICE[id];
  return cause({
    code: check?.reason ?? `${id}-not-known`,
    state: "possible",
    message,
    details: check ? [check.message] : [],
    fix,
    action,
    place,
  });
}

/** What no check can tell. */
function untold({ code, message, fix, action, place, page }: OtherCause): ExplainedCause {
  return cause({ code, state: "possible", message, details: [], fix, action, place, page });
}

function cause({
  fix,
  action,
  place,
  page,
  ...all
}: Omit<ExplainedCause, "fix" | "action" | "place" | "page"> & {
  readonly fix?: Sentence | undefined;
  readonly action?: RemedyAction | undefined;
  readonly place?: PlaceName | undefined;
  readonly page?: DocumentationPage | undefined;
}): ExplainedCause {
  return { ...all, ...(fix && { fix }), ...(action && { action }), ...(place && { place }), ...(page && { page }) };
}
