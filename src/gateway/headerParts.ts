import { extraPlaces, type HybridProfile, type PartPlace } from "../domain/payloads/envelopeProfile";
import type { PayloadKeys } from "../domain/payloads/payloadKeys";
import { type AnswerHeaders, headerText } from "./answerHead";

/**
 * The headers that hold parts of the envelope by the app's profile, as a captured message has them in front of its body;
 * empty where it has none there.
 */
export function headOfProfile(headers: AnswerHeaders, { profile }: Pick<PayloadKeys, "profile">): string {
  return profile?.format === "hybrid" ? headOf(headers, partHeaders(profile)) : "";
}

/**
 * The same of whatever may be a part: what is encoded, and is under a name that says nothing else. Empty where nothing
 * is as long as a part.
 */
export function headOfCandidates(headers: AnswerHeaders): string {
  const names = Object.keys(headers).filter(
    (name) => !OTHER_HEADERS.test(name) && ENCODED.test(headerText(headers, name)),
  );
  return headOf(headers, names.slice(0, MAX_CANDIDATES));
}

/** Nobody sends as many. */
const MAX_CANDIDATES = 20;
/** An IV of 12 bytes in base64, and more. */
const ENCODED = /^["']?[A-Za-z0-9+/_=.:-]{16,20000}["']?$/;
/** What other headers mean is known. */
const OTHER_HEADERS =
  /^(?:accept|access-control|age$|alt-svc|cache|cf-|connection|content-(?!key|iv|tag|enc)|cookie|cross-origin|date$|etag$|expect|expires|keep-alive|last-modified|link$|location|nel$|p3p|permissions|pragma|proxy|referrer|report|retry|server|set-cookie|strict|te$|trailer|transfer|upgrade|vary|via|warning|www-|x-(?:amz|azure|cache|content-type|correlation|dns|download|frame|kong|permitted|powered|ratelimit|request|response-time|robots|runtime|served|trace|ua|xss))/i;

function headOf(headers: AnswerHeaders, names: readonly string[]): string {
  const lines = [...new Set(names)].flatMap((name) => {
    const value = headerText(headers, name.toLowerCase());
    return value === "" ? [] : [`${name}: ${value.replace(/[\r\n]+/g, " ")}\r\n`];
  });
  return lines.length > 0 ? `HTTP/1.1 200 OK\r\n${lines.join("")}\r\n` : "";
}

function partHeaders(profile: HybridProfile): string[] {
  const { aad, label } = extraPlaces(profile);
  return [...Object.values(profile.parts), aad, label].flatMap((place) => (place ? headerNames(place) : []));
}

function headerNames({ source, path }: PartPlace): string[] {
  const name = path.at(-1);
  return source === "header" && typeof name === "string" ? [name] : [];
}
