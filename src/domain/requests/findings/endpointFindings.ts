import { nearPaths } from "../../scopes/nearPaths";
import type { Check } from "../../tokens/verify/check";
import { type Sentence, say } from "../../text/sentence";
import type { Finding, Fix } from "./finding";
import { found, type RequestContext } from "./requestFinding";
import { segmentRange, withoutQuery, writtenPath } from "./writtenPath";

export function unknownPath(check: Check, context: RequestContext): Finding[] {
  const { request, sent } = context;
  if (check.reason !== "unknown-path" && check.reason !== "path-case") return [];
  // A part that the file doesn't define may stand for anything.
  if (sent.isPathPartial || withoutQuery(sent.path).includes("{{")) return [];
  const [fix, ...otherFixes] = pathFixes(context);
  if (!fix) return check.reason === "path-case" ? [] : [found("unknown-path", check, request.url)];
  const message =
    check.reason === "path-case" ? check.message : meantMessage([fix, ...otherFixes].map(({ path }) => path));
  return [
    { ...found("unknown-path", { ...check, message }, request.url, fix), ...(otherFixes.length > 0 && { otherFixes }) },
  ];
}

function meantMessage([first = "", second, third]: readonly string[]): Sentence {
  if (second === undefined) return say("This path is no known endpoint's. Did you mean “{0}”?", first);
  if (third === undefined) return say("This path is no known endpoint's. Did you mean “{0}” or “{1}”?", first, second);
  return say("This path is no known endpoint's. Did you mean “{0}”, “{1}” or “{2}”?", first, second, third);
}

/** What the path is probably meant to be, written with the variables that it has. */
function pathFixes({
  text,
  request,
  sent,
  route,
  app,
}: RequestContext): (Extract<Fix, { kind: "replace" }> & { readonly path: string })[] {
  const written = writtenPath(text, request.url, sent);
  if (!written) return [];
  return nearPaths(route.method, sent.path, app?.createdIn).map(({ path, segments }) => {
    const parts = segments.map((segment) => {
      if (segment.kind === "as-written") return written.segments[segment.index] ?? "";
      return segment.kind === "fixed" ? segment.text : (app?.botId ?? "{{botId}}");
    });
    const { start, end } = written;
    return {
      kind: "replace",
      title: say("Use “{0}”", path),
      range: { start, end },
      text: parts.map((part) => `/${part}`).join(""),
      path,
    };
  });
}

export function wrongMethod(check: Check, { request, route }: RequestContext): Finding[] {
  if (check.outcome !== "failed") return [];
  const right = route.match?.kind === "wrongMethod" ? route.match.allowed[0] : "POST";
  const { start, end } = request.methodRange;
  const range = start === end ? request.url : request.methodRange;
  const text = start === end ? `${right} ` : right;
  return [
    found(
      "wrong-method",
      check,
      range,
      right && { kind: "replace", title: say("Use {0}", right), range: request.methodRange, text: text ?? right },
    ),
  ];
}

/** The samples of the platform mix the two up; whether it takes both is not known. */
export function streamPath({ request, text, route }: RequestContext): Finding[] {
  if (route.match?.kind !== "found") return [];
  const { deviations, endpoint } = route.match;
  const [written, right] = deviations.includes("streamForBot")
    ? ["stream", "bot"]
    : deviations.includes("botForStream")
      ? ["bot", "stream"]
      : [];
  if (!written || !right) return [];
  const range = segmentRange(text, request.url, (segment) => segment.toLowerCase() === written);
  const message = say("The known path of {0} has “/{1}/” here, not “/{2}/”.", endpoint.api, right, written);
  const fix: Fix | undefined = range && { kind: "replace", title: say("Use “/{0}/”", right), range, text: right };
  return [found("stream-path", { message, outcome: "unknown" }, range ?? request.url, fix)];
}
