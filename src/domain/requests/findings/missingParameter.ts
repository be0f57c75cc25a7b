import { type Sentence, say } from "../../text/sentence";
import type { TextRange } from "../../text/textRange";
import { placeholderText } from "../write/placeholderText";
import type { Finding, Fix } from "./finding";
import { isMistyped, isRespelled, parameterNames } from "./knownNames";
import { found, type UnjudgedRequest } from "./requestFinding";
import { endpointsOf, lackingParts, parametersOf, type RequiredPart } from "./requiredParts";
import { writtenValues } from "./writtenValues";

/** Parameters that the documentation marks as required in the query. */
export function missingParameters(context: UnjudgedRequest): Finding[] {
  const { sent, route } = context;
  const lacking = lackingParts(sent, route).query;
  const misspelled = new Map(
    lacking.flatMap((part) => {
      const written = misspelledParameter(part.name, context);
      return written === undefined ? [] : [[part, written] as const];
    }),
  );
  const absent = lacking.filter((part) => !misspelled.has(part));
  return [
    ...(absent.length > 0 ? [absentParameters(absent, context)] : []),
    ...[...misspelled].map(([{ name }, range]) => misspelling(name, range, context)),
  ];
}

function absentParameters(absent: readonly RequiredPart[], context: UnjudgedRequest): Finding {
  const [first, ...others] = absent.map(({ name }) => name);
  const names = [first, ...others].join("”, “");
  const api = endpointsOf(context.route)[0]?.api ?? "";
  const message: Sentence =
    others.length > 0
      ? say("The documentation of “{0}” requires “{1}” in the query, which this request lacks.", api, names)
      : say(
          "The documentation of “{0}” requires the parameter “{1}” in the query, which this request lacks.",
          api,
          names,
        );
  return found("missing-parameter", { outcome: "failed", message }, context.request.url, insertion(absent, context));
}

/** Behind the address; where there is something that stands behind the query, or a name without its value, nothing. */
function insertion(absent: readonly RequiredPart[], context: UnjudgedRequest): Fix | undefined {
  const { text, request, sent } = context;
  const { start, end } = request.url;
  const written = text.slice(start, end);
  if (written.includes("#") || absent.some(({ name }) => parametersOf(sent.path)?.has(name))) return undefined;
  const placeholders = { ...context, written: writtenValues(context) };
  const pairs = absent.map(({ name, value }) => `${encodeURIComponent(name)}=${placeholderText(value, placeholders)}`);
  const sign = /[?&]$/.test(written) ? "" : written.includes("?") ? "&" : "?";
  const names = absent.map(({ name }) => name).join("”, “");
  return {
    kind: "replace",
    title: say("Insert “{0}” into the query", names),
    range: { start: end, end },
    text: sign + pairs.join("&"),
  };
}

function misspelling(name: string, range: TextRange, { text, route }: UnjudgedRequest): Finding {
  const message = say(
    "The documentation of “{0}” calls this parameter “{1}”, not “{2}”.",
    endpointsOf(route)[0]?.api ?? "",
    name,
    text.slice(range.start, range.end),
  );
  const fix: Fix = { kind: "replace", title: say("Call it “{0}”", name), range, text: name };
  return found("misspelled-parameter", { outcome: "failed", message }, range, fix);
}

/** Where the name of a parameter stands that is sent and can hardly be another: no endpoint here knows it. */
function misspelledParameter(name: string, { text, request, route }: UnjudgedRequest): TextRange | undefined {
  const known = endpointsOf(route).flatMap(parameterNames);
  const { start, end } = request.url;
  for (const { index, 0: mark, 1: written = "" } of text.slice(start, end).matchAll(/[?&]([\w.-]{1,100})(?==)/g)) {
    if (known.includes(written) || !(isRespelled(written, name) || isMistyped(written, name))) continue;
    const from = start + index + mark.length - written.length;
    return { start: from, end: from + written.length };
  }
  return undefined;
}
