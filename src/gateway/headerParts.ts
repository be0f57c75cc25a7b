import { extraPlaces, type HybridProfile, type PartPlace } from "../domain/payloads/envelopeProfile";
import type { PayloadKeys } from "../domain/payloads/payloadKeys";
import { type AnswerHeaders, headerText } from "./answerHead";

/** Headers with their values, as they are sent. */
type Headers = ReadonlyMap<string, string>;

/** Those that hold parts of an envelope by the app's profile, names as it has them. */
export function profileHeaders(headers: AnswerHeaders, { profile }: Pick<PayloadKeys, "profile">): Headers {
  return profile?.format === "hybrid" ? valuesOf(headers, partHeaders(profile)) : new Map();
}

/** Those that may be parts: what is encoded, and is under a name that says nothing else. */
export function candidateHeaders(headers: AnswerHeaders): Headers {
  const names = Object.keys(headers).filter(
    (name) => !OTHER_HEADERS.test(name) && ENCODED.test(headerText(headers, name)),
  );
  return valuesOf(headers, names.slice(0, MAX_CANDIDATES));
}

/** As a captured message has them in front of its body. */
export function headOfMessage(headers: Headers): string {
  const lines = [...headers].map(([name, value]) => `${name}: ${value.replace(/[\r\n]+/g, " ")}\r\n`);
  return lines.length > 0 ? `HTTP/1.1 200 OK\r\n${lines.join("")}\r\n` : "";
}

/** Nobody sends as many. */
const MAX_CANDIDATES = 20;
/** An IV of 12 bytes in base64, and more. */
const ENCODED = /^["']?[A-Za-z0-9+/_=.:-]{16,20000}["']?$/;
/** What other headers mean is known. */
const OTHER_HEADERS =
  /^(?:accept|access-control|age$|alt-svc|cache|cf-|connection|content-(?!key|iv|tag|enc)|cookie|cross-origin|date$|etag$|expect|expires|keep-alive|last-modified|link$|location|nel$|p3p|permissions|pragma|proxy|referrer|report|retry|server|set-cookie|strict|te$|trailer|transfer|upgrade|vary|via|warning|www-|x-(?:amz|azure|cache|content-type|correlation|dns|download|frame|kong|permitted|powered|ratelimit|request|response-time|robots|runtime|served|trace|ua|xss))/i;

function valuesOf(headers: AnswerHeaders, names: readonly string[]): Headers {
  const values = names.map((name) => [name, headerText(headers, name.toLowerCase())] as const);
  return new Map(values.filter(([, value]) => value !== ""));
}

function partHeaders(profile: HybridProfile): string[] {
  const { aad, label } = extraPlaces(profile);
  return [...Object.values(profile.parts), aad, label].flatMap((place) => (place ? headerNames(place) : []));
}

function headerNames({ source, path }: PartPlace): string[] {
  const name = path.at(-1);
  return source === "header" && typeof name === "string" ? [name] : [];
}
