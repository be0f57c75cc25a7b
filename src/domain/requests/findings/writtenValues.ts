import { percentDecoded } from "../../text/percentDecoded";
import { variableName } from "../write/requestVariables";
import { aloneIn } from "./mendVariable";
import { parametersOf } from "./requiredParts";
import type { UnjudgedRequest } from "./requestFinding";
import { segmentsOf, writtenPath } from "./writtenPath";

/**
 * What a request's path and query have for the catalogue's placeholders, as it is written there, by the names of
 * variables: the bot ID of a path is the one that its header `iId` wants.
 */
export function writtenValues({
  text,
  request,
  sent,
  route,
}: Pick<UnjudgedRequest, "text" | "request" | "sent" | "route">): ReadonlyMap<string, string> {
  if (route.match?.kind !== "found") return new Map();
  const lines = text.slice(request.url.start, request.url.end).split("\n");
  const address = lines.map((line) => line.trim()).join("");
  const query = parametersOf(address) ?? [];
  const values = new Map([...query].filter(([, value]) => value !== ""));
  const written = writtenPath(text, request.url, sent);
  const segments = segmentsOf(sent.path).map((segment) => percentDecoded(segment) ?? segment);
  for (const [name, value] of Object.entries(route.match.params)) {
    const segment = written?.segments[segments.indexOf(value)];
    if (segment !== undefined) values.set(variableName(name), segment);
  }
  // What is encoded for an address isn't for a header.
  return new Map([...values].filter(([, value]) => aloneIn(value) !== undefined || !/[%+\s]/.test(value)));
}
