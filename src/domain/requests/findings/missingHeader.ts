import { type Sentence, say } from "../../text/sentence";
import type { FileHeader } from "../read/requestFile";
import { placeholderText } from "../write/placeholderText";
import type { Finding } from "./finding";
import { headerNames, isMistyped, isRespelled } from "./knownNames";
import { found, type UnjudgedRequest } from "./requestFinding";
import { endpointsOf, hasName, lackingParts, type RequiredPart } from "./requiredParts";
import { writtenValues } from "./writtenValues";

/** Headers that the documentation requires, and those that are spelled in another way than it has them. */
export function missingHeaders(context: UnjudgedRequest): Finding[] {
  const { sent, route, otherHeaders } = context;
  if (otherHeaders === "any") return [];
  const { headers } = lackingParts(sent, route);
  const lacking = headers.filter(({ name }) => !otherHeaders?.has(name.toLowerCase()));
  const misspelled = new Map(lacking.flatMap((part) => pairOf(part, misspelledHeader(part.name, context))));
  const empty = new Map(
    lacking.flatMap((part) => (misspelled.has(part) ? [] : pairOf(part, lastHeader(part.name, context)))),
  );
  const absent = lacking.filter((part) => !misspelled.has(part) && !empty.has(part));
  return [
    ...(absent.length > 0 ? [absentHeaders(absent, context)] : []),
    ...[...empty].map(([part, header]) => emptyHeader(part, header, context)),
    ...[...misspelled].map(([{ name }, header]) => misspelling(name, header, context, "failed")),
    ...optionalMisspelled(context),
  ];
}

function pairOf<Key, Value>(key: Key, value: Value | undefined): [Key, Value][] {
  return value === undefined ? [] : [[key, value]];
}

/** One finding and one fix for all of them: who lacks `accountId` mostly lacks `iId` too. */
function absentHeaders(absent: readonly RequiredPart[], context: UnjudgedRequest): Finding {
  const { text, request } = context;
  const [first, ...others] = absent.map(({ name }) => name);
  const names = [first, ...others].join("”, “");
  const at = request.headers.at(-1)?.end ?? request.url.end;
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = absent.map((part) => `${eol}${headerLine(part, context)}`);
  return found(
    "missing-header",
    { outcome: "failed", message: absentMessage(apiOf(context), names, others.length > 0) },
    request.url,
    {
      kind: "replace",
      title: others.length > 0 ? say("Insert the headers “{0}”", names) : say("Insert the header “{0}”", names),
      range: { start: at, end: at },
      text: lines.join(""),
    },
  );
}

function absentMessage(api: string, names: string, areSeveral: boolean): Sentence {
  return areSeveral
    ? say("The documentation of “{0}” requires the headers “{1}”, which this request lacks.", api, names)
    : say("The documentation of “{0}” requires the header “{1}”, which this request lacks.", api, names);
}

function emptyHeader(part: RequiredPart, { start, end }: FileHeader, context: UnjudgedRequest): Finding {
  const message = say(
    "The documentation of “{0}” requires the header “{1}”; here it is empty.",
    apiOf(context),
    part.name,
  );
  return found(
    "missing-header",
    { outcome: "failed", message },
    { start, end },
    {
      kind: "replace",
      title: say("Fill in the header “{0}”", part.name),
      range: { start, end },
      text: headerLine(part, context),
    },
  );
}

function headerLine({ name, value }: RequiredPart, context: UnjudgedRequest): string {
  return `${name}: ${placeholderText(value, { ...context, written: writtenValues(context) })}`;
}

function misspelling(
  name: string,
  header: FileHeader,
  context: UnjudgedRequest,
  outcome: "failed" | "unknown",
): Finding {
  const { start, end } = header.name;
  const message = say(
    "The documentation of “{0}” calls this header “{1}”, not “{2}”.",
    apiOf(context),
    name,
    header.name.text,
  );
  return found(
    "misspelled-header",
    { outcome, message },
    { start, end },
    {
      kind: "replace",
      title: say("Call it “{0}”", name),
      range: { start, end },
      text: name,
    },
  );
}

/** A header that is sent and can hardly be another: no endpoint that the request may be for knows it. */
function misspelledHeader(name: string, { request, route }: UnjudgedRequest): FileHeader | undefined {
  const known = endpointsOf(route).flatMap(headerNames);
  return request.headers.find(
    ({ name: { text } }) => !hasName(known, text) && (isRespelled(text, name) || isMistyped(text, name)),
  );
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
      .map((header) => misspelling(name, header, context, "unknown"));
  });
}

/** Of several the last counts. */
function lastHeader(name: string, { request }: UnjudgedRequest): FileHeader | undefined {
  return request.headers.filter((header) => isSame(header.name.text, name)).at(-1);
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function apiOf({ route }: UnjudgedRequest): string {
  return endpointsOf(route)[0]?.api ?? "";
}
