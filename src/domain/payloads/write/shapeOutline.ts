import type { Sentence } from "../../text/sentence";
import { type EnvelopeProfile, extraPlaces } from "../envelopeProfile";
import { outlineOf } from "./writeBody";
import { writeEnvelope } from "./writeEnvelope";

/**
 * What is written in a shape, as people read it, with “…” for each part; without the parts in headers.
 * @param limit UTF-16 units of what it is made from
 * @throws UserError `envelope-too-large`, `profile-unusable`
 */
export function shapeOutline(profile: EnvelopeProfile, limit?: number): string {
  if (profile.body) return outlineOf(profile.body);
  if (profile.format === "jwe") {
    if (profile.path.length === 0) return "…";
    return flat(writeEnvelope([{ place: { source: "json", path: profile.path }, value: "…" }], undefined, limit).body);
  }
  const { parts } = profile;
  const { aad, label } = extraPlaces(profile);
  // In the order in which they are encrypted.
  const all = [parts.encryptedKey, parts.iv, parts.tag, parts.ciphertext, aad, label];
  const places = all.filter((place) => place !== undefined && place.source !== "key");
  return flat(
    writeEnvelope(
      places.flatMap((place) => (place ? [{ place, value: "…" }] : [])),
      undefined,
      limit,
    ).body,
  );
}

/** What is written into headers beside that: each part by the header's name. */
export function headersOf(profile: EnvelopeProfile): Sentence[] {
  if (profile.format === "jwe") return [];
  const places = { ...profile.parts, ...extraPlaces(profile) };
  return IN_HEADER.flatMap(({ part, template }) => {
    const place = places[part];
    return place?.source === "header" ? [{ template, args: [String(place.path.at(-1) ?? "")] }] : [];
  });
}

const IN_HEADER = [
  { part: "encryptedKey", template: "Into the header “{0}” goes the wrapped key." },
  { part: "iv", template: "Into the header “{0}” goes the initialisation vector." },
  { part: "ciphertext", template: "Into the header “{0}” goes the ciphertext." },
  { part: "tag", template: "Into the header “{0}” goes the tag." },
  { part: "aad", template: "Into the header “{0}” goes the additional authenticated data." },
  { part: "label", template: "Into the header “{0}” goes the label of OAEP." },
] as const;

function flat(body: string): string {
  return body
    .replace(/["\\]/g, "")
    .replaceAll("%E2%80%A6", "…")
    .replace(/([,:])(?=\S)/g, "$1 ");
}
