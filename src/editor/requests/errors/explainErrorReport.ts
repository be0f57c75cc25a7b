import type { FoundError } from "../../../domain/requests/read/findPlatformErrors";
import { answerHints } from "../../../domain/tokens/verify/answerHints";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { placeInWords } from "../../../domain/apps/onPlatform";
import { type CauseState, type ExplainedCause, placesOf } from "../../../domain/tokens/verify/likelyCauses";
import { pageErrorOf } from "../../../domain/tokens/verify/pageErrors";
import { type Answerer, answers, platformErrorOf } from "../../../domain/tokens/verify/platformErrors";
import { type Route, routeOf } from "../../../domain/tokens/verify/route";
import type { VerifyRequest } from "../../../domain/tokens/verify/verifyInput";
import { told, t } from "../../workbench/words";
import { withoutQuery } from "../../../domain/text/withoutQuery";
import { asText, joined, type PlainText } from "../../../domain/text/asText";
import { asMarkdown, type Markdown, markdownOf, md, pageLink } from "../../../domain/text/markdown";

/** Characters of a path or an answer that are shown. */
const MAX_SHOWN = 200;

/** Causes as Markdown, the likeliest first. Nothing in an answer or a request becomes markup; a query and a body are not shown. */
export function explainErrorReport(
  { message, status }: Pick<FoundError, "message" | "status">,
  request: VerifyRequest | undefined,
  app: JwtApp | undefined,
  causes: readonly ExplainedCause[],
  { isCopied = false } = {},
): Markdown {
  const of = (state: CauseState): readonly ExplainedCause[] => causes.filter((cause) => cause.state === state);
  return markdownOf([
    md`# ${asMarkdown(message, { maxLength: MAX_SHOWN })}`,
    md``,
    ...(isCopied ? [asMarkdown(t("This answer was taken from the clipboard.")), md``] : []),
    asMarkdown(certaintyOf(message, status, request && routeOf(request))),
    md``,
    asMarkdown(
      request
        ? t("Request: {0}", callOf(request))
        : t(
            "The request is not at hand: put the cursor on it in a request file, or select it with the answer, and what can be checked is checked.",
          ),
    ),
    ...(app ? [md``, asMarkdown(t("App: {0}", app.name))] : []),
    ...section(t("Found"), of("found"), app),
    ...section(t("Possible, and not to be told from here"), of("possible"), app),
    ...section(t("Wrong too, but answered with other words"), of("otherwise"), app),
    ...section(t("In order, as far as it is known here"), of("fits"), app),
    md``,
  ]);
}

function callOf({ method, path }: VerifyRequest): PlainText {
  return joined([asText(method), asText(withoutQuery(path), { maxLength: MAX_SHOWN })], " ");
}

/** How surely it is known where an answer comes from. */
export function certaintyOf(message: string, status: number | undefined, route: Route | undefined): PlainText {
  if (message.startsWith("unverified: "))
    return t("The local platform's own words: those of the platform are not known.");
  const error = platformErrorOf(message, route);
  if (error?.of && !(route && answers(error.of, route))) return knownOf(error.of);
  switch (error?.certainty) {
    case "documented":
      return t("The platform's documentation has this answer.");
    case "observed":
      return t("This answer is not documented; others have observed when the platform gives it.");
    case undefined:
      return pagesOf(message, route) ?? notKnown(message, status);
  }
}

/** Where pages of endpoints have the answer's words. */
function pagesOf(message: string, route: Route | undefined): PlainText | undefined {
  const page = pageErrorOf(message, route);
  if (!page || page.isCommon) return undefined;
  const apis = joined(
    page.apis.map((api) => asText(api)),
    ", ",
  );
  return page.isOfRequest
    ? t("The platform's documentation has this answer on the page of {0}.", apis)
    : t("The platform's documentation has this answer of {0}; of other endpoints it is not known.", apis);
}

function notKnown(message: string, status: number | undefined): PlainText {
  const { checks, others } = answerHints(message, status);
  return checks.length + others.length > 0
    ? t(
        "This answer is not known, so whatever is wrong with the request may be its cause. What its words and its status speak of stands first; that is a guess.",
      )
    : t("This answer is not known, so whatever is wrong with the request may be its cause.");
}

/** Where the request went elsewhere, or isn't at hand. */
function knownOf(of: Answerer): PlainText {
  switch (of) {
    case "jwtGrant":
      return t(
        "The platform's documentation has this answer for SDKs that exchange a JWT. That others get it, and for the same reasons, is not known.",
      );
    case "botKit":
      return t("A BotKit answers so to the platform, as its public code shows.");
    case "botImport":
      return t(
        "This answer is not documented; others have observed it where a bot was imported. That other endpoints give it for the same reasons is inferred.",
      );
  }
}

function section(title: PlainText, causes: readonly ExplainedCause[], app: JwtApp | undefined): Markdown[] {
  if (causes.length === 0) return [];
  const items = causes.map((cause, index) => {
    const { message, details, fix, page } = cause;
    const what = markdownOf(
      [message, ...details].map((text) => asMarkdown(told(text))),
      " ",
    );
    const where = placesOf(cause, app).map(
      (place) => md`  \n   ${asMarkdown(told(placeInWords(place)))} ${pageLink(t("Documentation"), place.page)}`,
    );
    const documented = page
      ? [md`  \n   ${pageLink(t("Documentation"), page)} ${asMarkdown(t("(its address is inferred)"))}`]
      : [];
    return markdownOf(
      [
        md`${asMarkdown(index + 1)}. ${what}${fix ? md`  \n   → ${asMarkdown(told(fix))}` : md``}`,
        ...documented,
        ...where,
      ],
      "",
    );
  });
  return [md``, md`## ${asMarkdown(title)}`, md``, ...items];
}
