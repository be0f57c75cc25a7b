import { type Sentence, say } from "../../text/sentence";
import type { Finding } from "./finding";
import type { DifferenceKind, FileRequest, RequestBlock } from "../read/requestFile";
import { lineEnd } from "../read/requestLines";
import type { TextRange } from "../../text/textRange";

/** A request and what its offsets refer to. */
interface WrittenRequest {
  readonly text: string;
  readonly request: FileRequest;
}

/** Where httpYac and REST Client send different things for the same lines. */
export function clientDifferences({ text, request }: WrittenRequest): Finding[] {
  return request.differences.map(({ kind, isUnderHeaders, start, end }) => ({
    code: "clients-differ",
    severity: "information",
    message: isUnderHeaders ? UNDER_HEADERS : MESSAGES[kind],
    start,
    end,
    ...(kind === "hash" && {
      fix: {
        kind: "replace",
        title: say("Write a space behind “#”"),
        range: { start, end },
        text: text.slice(start, end).replace(/^(\s*#)/, "$1 "),
      },
    }),
  }));
}

/** Right under its headers a body is one for httpYac alone. */
export function noBlankLine({ text, request: { body, headers, url } }: WrittenRequest): Finding[] {
  if (!body?.isUnderHeaders) return [];
  const end = firstLineEnd(text, body);
  const first = text.slice(body.start, end);
  const at = { start: body.start, end: body.start };
  // Whatever looks like a header that went wrong is none that a blank line mends.
  const isBody = /^\s*[{["<]|^[^\s:]+=/.test(first);
  const lineBreak = text.slice(lineEnd(text, (headers.at(-1) ?? url).end)).startsWith("\r\n") ? "\r\n" : "\n";
  return [
    {
      code: "no-blank-line",
      severity: "warning",
      message: isBody
        ? say(
            "A blank line is missing between the headers and the body: httpYac sends the body all the same, REST Client takes its lines for headers and fails.",
          )
        : say(
            "This line is no header: httpYac sends it and all below it as the body, REST Client takes it for a header and fails.",
          ),
      start: body.start,
      end,
      ...(isBody && { fix: { kind: "replace", title: say("Insert a blank line"), range: at, text: lineBreak } }),
    },
  ];
}

/** A block that REST Client takes for a part of the request above it; offsets are in its text. */
export function notSeparated(
  text: string,
  { start, end, request }: Pick<RequestBlock, "start" | "end" | "request">,
): Finding {
  const indented = /^[^\S\n]+(?=###)/.exec(text.slice(start, end))?.[0];
  const at = { start, end: start + (indented?.length ?? 0) };
  const line = indented === undefined && request ? request : { start, end };
  return {
    code: "clients-differ",
    severity: "information",
    message: say(
      "httpYac takes this for a request of its own, REST Client for a part of the one above: no “###” stands before it where a line begins.",
    ),
    start: line.start,
    end: firstLineEnd(text, line),
    fix: {
      kind: "replace",
      title: say("Separate it with “###”"),
      range: at,
      text: indented === undefined ? "###\n" : "",
    },
  };
}

function firstLineEnd(text: string, { start, end }: TextRange): number {
  const found = text.indexOf("\n", start);
  const last = found < 0 || found > end ? end : found;
  return text[last - 1] === "\r" ? last - 1 : last;
}

const script = say("httpYac takes this for a script, REST Client sends it as a part of the body.");

const UNDER_HEADERS = say(
  "No blank line stands between the headers and this line: REST Client takes it for a header and fails, httpYac doesn't.",
);

const MESSAGES: Readonly<Record<DifferenceKind, Sentence>> = {
  hash: say("REST Client takes this line for a comment; httpYac takes it for a header, or for the end of the headers."),
  url: say("httpYac and REST Client don't agree on whether this line belongs to the address."),
  form: say(
    "httpYac joins the lines of a form without line breaks and white space, REST Client only those that begin with “&”.",
  ),
  "block-comment": say("httpYac takes this for a comment, REST Client sends it as a part of the body."),
  variable: say(
    "httpYac takes this for a variable of later requests; REST Client uses it in all, and sends the line as a part of the body, too.",
  ),
  script,
  assertion: script,
  output: say("httpYac writes the answer into a file here, REST Client sends the line as a part of the body."),
  response: say("httpYac takes this for an answer that was written down, REST Client sends it as a part of the body."),
  graphql: say("httpYac takes this for GraphQL, REST Client sends it as it is."),
  stream: say("httpYac sends what stands behind this line by itself, REST Client sends all of it as one body."),
};
