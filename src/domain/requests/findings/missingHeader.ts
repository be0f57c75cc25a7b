import { say } from "../../text/sentence";
import type { FileHeader } from "../read/requestFile";
import { lineEnd } from "../read/requestLines";
import type { Finding, Fix } from "./finding";
import { headerNames, isMistyped, isRespelled } from "./knownNames";
import { apiOf, misspelledPart, missingParts, namesOf, type PartKind, valueOf } from "./missingPart";
import { found, type UnjudgedRequest } from "./requestFinding";
import { endpointsOf, hasName, lackingParts, type RequiredPart } from "./requiredParts";

/** Headers that the documentation requires, and those that are spelled in another way than it has them. */
export function missingHeaders(context: UnjudgedRequest): Finding[] {
  const { sent, route, otherHeaders } = context;
  if (otherHeaders === "any") return [];
  const lacking = lackingParts(sent, route).headers.filter(({ name }) => !otherHeaders?.has(name.toLowerCase()));
  return [...missingParts(lacking, context, HEADERS), ...optionalMisspelled(context)];
}

const HEADERS: PartKind = {
  missing: "missing-header",
  misspelled: "misspelled-header",
  near: (name, { request, route }) => {
    const known = endpointsOf(route).flatMap(headerNames);
    return request.headers.find(
      ({ name: { text } }) => !hasName(known, text) && (isRespelled(text, name) || isMistyped(text, name)),
    )?.name;
  },
  empty: emptyHeader,
  insertion,
  lacksOne: (api, name) =>
    say("The documentation of “{0}” requires the header “{1}”, which this request lacks.", api, name),
  lacksSeveral: (api, names) =>
    say("The documentation of “{0}” requires the headers “{1}”, which this request lacks.", api, names),
  isCalled: (api, name, written) =>
    say("The documentation of “{0}” calls this header “{1}”, not “{2}”.", api, name, written),
};

function emptyHeader(part: RequiredPart, context: UnjudgedRequest): Finding | undefined {
  const header = lastHeader(part.name, context);
  if (!header) return undefined;
  const range = { start: header.start, end: header.end };
  const message = say(
    "The documentation of “{0}” requires the header “{1}”; here it is empty.",
    apiOf(context),
    part.name,
  );
  const title = say("Fill in the header “{0}”", part.name);
  return found("missing-header", { outcome: "failed", message }, range, {
    kind: "replace",
    title,
    range,
    text: headerLine(part, context),
  });
}

/** Below the last header, or the last line of the address, whatever else stands behind it there: ` HTTP/1.1`, say. */
function insertion(absent: readonly RequiredPart[], context: UnjudgedRequest): Fix {
  const { text, request } = context;
  const names = namesOf(absent);
  const at = lineEnd(text, Math.max(request.url.end, request.headers.at(-1)?.end ?? 0));
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  return {
    kind: "replace",
    title: absent.length > 1 ? say("Insert the headers “{0}”", names) : say("Insert the header “{0}”", names),
    range: { start: at, end: at },
    text: absent.map((part) => `${eol}${headerLine(part, context)}`).join(""),
  };
}

function headerLine(part: RequiredPart, context: UnjudgedRequest): string {
  return `${part.name}: ${valueOf(part, context)}`;
}

/** Of those that may be left out only what differs in hyphens and underscores: any other may be somebody's own. */
function optionalMisspelled(context: UnjudgedRequest): Finding[] {
  const { request, sent, route } = context;
  const all = endpointsOf(route);
  const known = all.flatMap(headerNames);
  return Object.keys(all[0]?.optionalHeaders ?? {}).flatMap((name) => {
    if (sent.headers[name.toLowerCase()] !== undefined) return [];
    return request.headers
      .filter((header) => isRespelled(header.name.text, name) && !hasName(known, header.name.text))
      .map((header) => misspelledPart(name, header.name, { context, kind: HEADERS, outcome: "unknown" }));
  });
}

/** Of several the last counts. */
function lastHeader(name: string, { request }: UnjudgedRequest): FileHeader | undefined {
  return request.headers.filter((header) => header.name.text.toLowerCase() === name.toLowerCase()).at(-1);
}
