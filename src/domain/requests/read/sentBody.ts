import type { Steps } from "../../steps";
import { BodyLines } from "./bodyLines";
import { fillInSteps, type VariableValues } from "./fileVariables";
import type { FileHeader, FileRequest } from "./requestFile";
import { LINES_A_STEP, linesOf } from "./requestLines";

/**
 * The body as the clients send it where they agree, else as httpYac does, with its variables filled in as far as
 * `maxLength` goes: without comments and without what is no part of it, lines ended by `\n` (on Windows they send
 * `\r\n`), those of a multipart form by `\r\n`, those of a form joined and percent-encoded. A `< file` stays as written.
 */
export function* sentBodyInSteps(
  text: string,
  request: FileRequest,
  values: VariableValues,
  maxLength: number,
): Steps<string> {
  const { body, headers } = request;
  if (!body) return "";
  const kind = kindOfBody(headers);
  const sent: string[] = [];
  const lines = new BodyLines(text, body.start, body.end);
  let count = 0;
  for (const line of linesOf(text, body.start, body.end)) {
    if (++count % LINES_A_STEP === 0) yield;
    const written = text.slice(line.start, line.end);
    const use = lines.next(written, line.end);
    if (use === "stream") break;
    if (use === "sent" || use === "file" || use === "request" || use === "graphql") sent.push(written);
  }
  if (kind === "form") {
    const joined = sent.map((line, index) => (index === 0 || line.startsWith("&") ? line : `\n${line}`)).join("");
    return formEncoded(yield* fillInSteps(joined, values, maxLength));
  }
  const joined = sent.join(kind === "multipart" ? "\r\n" : "\n");
  return yield* fillInSteps(kind === "ndjson" ? `${joined}\n` : joined, values, maxLength);
}

function formEncoded(text: string): string {
  const trimmedAround = (line: string, mark: string): string =>
    line
      .split(mark)
      .map((part) => part.trim())
      .join(mark);
  const joined = text
    .split(/\r?\n/)
    .map((line) => trimmedAround(trimmedAround(line, "="), "&"))
    .join("");
  // What an address may hold stays, as in the package `encodeurl` 2 that httpYac takes.
  return joined.replace(/[^!#-;=?-_a-z|~]|%(?![0-9A-Fa-f]{2})/gu, (character) =>
    encodeURI(/\p{Cs}/u.test(character) ? "\ufffd" : character),
  );
}

/** How the lines of a body are put together. */
type BodyKind = "form" | "multipart" | "mixed" | "ndjson" | "plain";

export function kindOfBody(headers: readonly FileHeader[]): BodyKind {
  const types = headers.filter(({ name }) => name.text.toLowerCase() === "content-type");
  // Of several each client makes something that is no type.
  const type = types.length === 1 ? types[0]?.value.text.split(";", 1)[0] : undefined;
  return KINDS[type?.trim().toLowerCase() ?? ""] ?? "plain";
}

const KINDS: Readonly<Record<string, BodyKind>> = {
  "application/x-www-form-urlencoded": "form",
  "multipart/form-data": "multipart",
  "multipart/mixed": "mixed",
  "application/x-ndjson": "ndjson",
};
