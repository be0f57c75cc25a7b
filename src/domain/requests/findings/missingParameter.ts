import { say } from "../../text/sentence";
import type { Piece } from "../../text/textRange";
import type { Finding, Fix } from "./finding";
import { isMistyped, isRespelled, parameterNames } from "./knownNames";
import { missingParts, namesOf, type PartKind, valueOf } from "./missingPart";
import type { UnjudgedRequest } from "./requestFinding";
import { endpointsOf, lackingParts, parametersOf, type RequiredPart } from "./requiredParts";

/** Parameters that the documentation marks as required in the query. */
export function missingParameters(context: UnjudgedRequest): Finding[] {
  return missingParts(lackingParts(context.sent, context.route).query, context, PARAMETERS);
}

const PARAMETERS: PartKind = {
  missing: "missing-parameter",
  misspelled: "misspelled-parameter",
  near: nearParameter,
  insertion,
  lacksOne: (api, name) =>
    say("The documentation of “{0}” requires the parameter “{1}” in the query, which this request lacks.", api, name),
  lacksSeveral: (api, names) =>
    say("The documentation of “{0}” requires “{1}” in the query, which this request lacks.", api, names),
  isCalled: (api, name, written) =>
    say("The documentation of “{0}” calls this parameter “{1}”, not “{2}”.", api, name, written),
};

/**
 * Behind the query, and so before a fragment. None for a name that stands there without its value, and where the file
 * doesn't show the fragment that is sent, or has a blank before it: a client may send that.
 */
function insertion(absent: readonly RequiredPart[], context: UnjudgedRequest): Fix | undefined {
  const { text, request, sent } = context;
  if (absent.some(({ name }) => parametersOf(sent.path)?.has(name))) return undefined;
  const { start, end } = request.url;
  const [written, hasFragment] = beforeFragment(text.slice(start, end));
  const [address, isFragmentSent] = beforeFragment(sent.path);
  if (hasFragment !== isFragmentSent || /\s$/.test(written)) return undefined;
  const pairs = absent.map((part) => `${encodeURIComponent(part.name)}=${valueOf(part, context)}`);
  // A variable may hold a part of the query.
  const sign = /[?&]$/.test(address) ? "" : address.includes("?") ? "&" : "?";
  const at = start + written.length;
  return {
    kind: "replace",
    title: say("Insert “{0}” into the query", namesOf(absent)),
    range: { start: at, end: at },
    text: sign + pairs.join("&"),
  };
}

/** What stands before a `#`, and whether there is one; not in the braces of a variable. */
function beforeFragment(address: string): readonly [string, boolean] {
  const at = address.replace(/\{\{[^{}\r\n]{0,200}\}\}/g, ({ length }) => "x".repeat(length)).indexOf("#");
  return at < 0 ? [address, false] : [address.slice(0, at), true];
}

/** The name of a parameter that is sent and can hardly be another: no endpoint here knows it. */
function nearParameter(name: string, { text, request, route }: UnjudgedRequest): Piece | undefined {
  const known = endpointsOf(route).flatMap(parameterNames);
  const { start, end } = request.url;
  for (const { index, 0: mark, 1: written = "" } of text.slice(start, end).matchAll(/[?&]([\w.-]{1,100})(?==)/g)) {
    if (known.includes(written) || !(isRespelled(written, name) || isMistyped(written, name))) continue;
    const from = start + index + mark.length - written.length;
    return { text: written, start: from, end: from + written.length };
  }
  return undefined;
}
