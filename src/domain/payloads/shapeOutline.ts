import type { EnvelopeProfile } from "./envelopeProfile";
import { outlineOf } from "./writeBody";
import { writeEnvelope } from "./writeEnvelope";

/** What is written in a shape, as people read it, with “…” for each part; without the parts in headers. */
export function shapeOutline(profile: EnvelopeProfile): string {
  if (profile.body) return outlineOf(profile.body);
  if (profile.format === "jwe") {
    if (profile.path.length === 0) return "…";
    return flat(writeEnvelope([{ place: { source: "json", path: profile.path }, value: "…" }]).body);
  }
  const { aad, label, parts } = profile;
  const { key: _, ...written } = parts;
  const extras = [aad, label].flatMap((extra) => (extra && "part" in extra ? [extra.part] : []));
  const places = [...Object.values(written), ...extras].filter(({ source }) => source !== "key");
  return flat(writeEnvelope(places.map((place) => ({ place, value: "…" }))).body);
}

function flat(body: string): string {
  return body.replace(/["\\]/g, "").replaceAll("%E2%80%A6", "…").replace(/([,:])(?=\S)/g, "$1 ");
}
