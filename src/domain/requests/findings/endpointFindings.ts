import { callsOf, segmentsOfTemplate } from "../../scopes/catalogue";
import type { HttpMethod } from "../../scopes/endpointRow";
import { findEndpoint } from "../../scopes/findEndpoint";
import { nearPaths } from "../../scopes/nearPaths";
import type { Check } from "../../tokens/verify/check";
import { type Sentence, say } from "../../text/sentence";
import type { Finding, Fix } from "./finding";
import { found, type RequestContext } from "./requestFinding";
import { segmentRange, segmentsOf, withoutQuery, writtenPath } from "./writtenPath";

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

export function wrongMethod(check: Check, context: RequestContext): Finding[] {
  if (check.outcome !== "failed") return [];
  const { request, route } = context;
  const allowed = route.match?.kind === "wrongMethod" ? route.match.allowed : (["POST"] as const);
  const { start, end } = request.methodRange;
  const range = start === end ? request.url : request.methodRange;
  const near = misspelledPaths(context);
  const [meant] = near;
  const said = meant
    ? {
        ...check,
        message: say(
          "This path is known, but not with this method; it takes {0}. Or did you mean “{1}”?",
          allowed.join(", "),
          meant.path,
        ),
      }
    : check;
  const right = methodFix(allowed[0], context);
  const finding = found("wrong-method", said, range);
  // What deletes something stands last, and is never the one thing that is written without a choice.
  if (allowed[0] === "DELETE") return [{ ...finding, otherFixes: [...near, ...(right ? [right] : [])] }];
  return [{ ...finding, ...(right && { fix: right }), ...(near.length > 0 && { otherFixes: near }) }];
}

function methodFix(method: HttpMethod | undefined, { request }: RequestContext): Fix | undefined {
  if (method === undefined) return undefined;
  const { start, end } = request.methodRange;
  const text = start === end ? `${method} ` : method;
  return { kind: "replace", title: say("Use {0}", method), range: { start, end }, text };
}

/**
 * Paths that take the method, where a segment that is another endpoint's parameter is a fixed one of theirs misspelled:
 * `/testsuite/x/runn` fits `/testsuite/{name}/{testRunId}`.
 */
function misspelledPaths(context: RequestContext): ReturnType<typeof pathFixes> {
  const { match, method } = context.route;
  if (match?.kind !== "wrongMethod") return [];
  const fitting = match.endpoints.flatMap((endpoint) => callsOf(endpoint).map(([, path]) => segmentsOfTemplate(path)));
  return pathFixes(context).filter(({ path, text }) => {
    const segments = segmentsOfTemplate(path);
    const written = segmentsOf(context.sent.path);
    const isOfParameters = fitting.some(
      (template) =>
        template.length === segments.length &&
        segments.every(
          (segment, index) =>
            segment.startsWith("{") || segment === written[index] || template[index]?.startsWith("{") === true,
        ),
    );
    return isOfParameters && findEndpoint(method, text).kind === "found";
  });
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
