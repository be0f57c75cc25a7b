import type { JwtApp } from "../../apps/jwtApp";
import { botIdForm, isBotId, meantBotId, sameBotId } from "../../apps/platformIds";

import { percentDecoded } from "../../text/percentDecoded";
import type { TextRange } from "../../text/textRange";
import type { Check } from "../../tokens/verify/check";
import { type Sentence, say } from "../../text/sentence";
import type { Route } from "../../tokens/verify/route";
import type { SentRequest } from "../read/requestOfBlock";
import type { Finding, Fix } from "./finding";
import { found, jsonValueRange, type RequestContext } from "./requestFinding";
import { segmentRange, segmentsOf, writtenPath } from "./writtenPath";

export function malformedBotId(check: Check, context: RequestContext): Finding[] {
  const { request, route, app } = context;
  if (check.reason !== "bot-id-malformed" || route.botId === undefined) return [];
  // A variable that the file doesn't define may stand for anything, unless its name is an ID in too many braces.
  if (route.botId.includes("{{") && meantBotId(route.botId) === undefined) return [];
  const range = botIdRange(context, route.botId);
  const [fix, ...otherFixes] = botIdFixes(route.botId, range, app, context);
  const finding = found("malformed-bot-id", check, range ?? request.url, fix);
  return [{ ...finding, ...(otherFixes.length > 0 && { otherFixes }) }];
}

/** What is plainly meant, the app's bot ID, or where that is entered. */
function botIdFixes(
  botId: string,
  range: TextRange | undefined,
  app: JwtApp | undefined,
  context: RequestContext,
): Fix[] {
  const written = { botId, range, context };
  const own = app?.botId !== undefined && isBotId(app.botId) ? app.botId : undefined;
  const meant = meantBotId(botId);
  // An Admin Console app has other bots of the account, too; any other app has its own alone.
  const mayBeOther = own === undefined || (app?.createdIn === "admin" && meant !== undefined && !sameBotId(own, meant));
  const replacements = [
    ...(meant !== undefined && mayBeOther ? useBotId(say("Use “{0}”", meant), meant, written) : []),
    ...(own === undefined ? [] : useBotId(say("Use the app's bot ID"), own, written)),
  ];
  if (!app || own !== undefined) return replacements;
  const enter: Fix = { kind: "enterBotId", app };
  // What the form took with a warning is mended there, for all requests at once.
  return app.botId !== undefined && sameBotId(app.botId, botId) ? [enter, ...replacements] : [...replacements, enter];
}

interface WrittenBotId {
  readonly botId: string;
  readonly range: TextRange | undefined;
  readonly context: RequestContext;
}

/** Another bot ID where this one stands: in the request, or in the variable that it comes from. */
function useBotId(title: Sentence, text: string, { botId, range, context }: WrittenBotId): Fix[] {
  if (range) return [{ kind: "replace", title, range, text }];
  const { start, end } = context.request;
  const variables = [...context.text.slice(start, end).matchAll(/\{\{[ \t]*([\w-]{1,200})[ \t]*\}\}/g)].map(
    ([, name = ""]) => name,
  );
  return variables.length === 0 ? [] : [{ kind: "setVariable", title, variables, from: botId, text }];
}

/** Worth knowing where it isn't known to be the app's own, which the form told. */
export function unusualBotId(check: Check, context: RequestContext): Finding[] {
  const { botId } = context.route;
  if (check.outcome !== "unknown" || botId === undefined || botIdForm(botId) !== "unusual") return [];
  const message = say("Every known bot ID has a UUID of version 5; this one's is another. It is used as it is.");
  return [found("unusual-bot-id", { message, outcome: "unknown" }, botIdRange(context, botId) ?? context.request.url)];
}

/** Where it stands as written: in the path, or in the body of the SDKs' grant. */
function botIdRange({ text, request, route }: RequestContext, botId: string): TextRange | undefined {
  if (route.door !== "jwtGrant")
    return segmentRange(
      text,
      request.url,
      (segment) => segment === botId || (percentDecoded(segment) ?? segment) === botId,
    );
  const range = jsonValueRange(text, request, "taskBotId");
  return range && text.slice(range.start, range.end) === botId ? range : undefined;
}

/** A bot of which the file says that it isn't the app's. */
export function otherBot(check: Check, { request, text, sent, route, app }: RequestContext): Finding[] {
  if (check.outcome !== "failed" || app?.botId === undefined) return [];
  const range =
    route.door === "jwtGrant" ? jsonValueRange(text, request, "taskBotId") : botSegment(text, request.url, sent, route);
  const fix: Fix | undefined = range && { kind: "replace", title: say("Use the app's bot ID"), range, text: app.botId };
  return [found("other-bot", check, range ?? request.url, fix)];
}

/** Where the bot ID stands in the path, or the variable that holds it. */
function botSegment(text: string, url: TextRange, sent: SentRequest, { botId }: Route): TextRange | undefined {
  const written = writtenPath(text, url, sent);
  const index = segmentsOf(sent.path).findIndex((segment) => (percentDecoded(segment) ?? segment) === botId);
  if (!written || index < 0) return undefined;
  const start =
    written.start + written.segments.slice(0, index).reduce((length, segment) => length + 1 + segment.length, 1);
  return { start, end: start + (written.segments[index]?.length ?? 0) };
}
