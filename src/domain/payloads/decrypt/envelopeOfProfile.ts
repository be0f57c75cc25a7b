import { type EnvelopeValue, type FoundEnvelope, jweEnvelope } from "../capture/foundEnvelope";
import { type EnvelopeProfile, extraPlaces, type PartPlace } from "../envelopeProfile";
import { type JsonNode, readJson } from "../learn/jsonTree";

/**
 * The envelope of a JSON text whose values all stand where a profile's parts are: found without looking at anything but
 * the names. Undefined where one of its places is empty or taken twice, or where it has parts in other texts.
 * @param head values of headers, by the names that the profile has
 */
export function envelopeOfProfile(
  text: string,
  profile: EnvelopeProfile,
  head: ReadonlyMap<string, string> = new Map(),
): FoundEnvelope | undefined {
  const root = readJson(text);
  if (!root) return undefined;
  if (profile.format === "jwe") return profile.serialization === "compact" ? jweAt(root, profile.path) : undefined;
  const { aad, label } = extraPlaces(profile);
  const places = [...Object.values(profile.parts), aad, label].filter(
    (place): place is PartPlace => place !== undefined && place.source !== "key",
  );
  const values: EnvelopeValue[] = [];
  for (const place of places) {
    const value = place.source === "header" ? headerAt(head, place) : valueAt(root, place);
    if (!value) return undefined;
    values.push(value);
  }
  return { kind: "hybrid", start: root.start, end: root.end, rootPath: [], values };
}

function valueAt(root: JsonNode, place: PartPlace): EnvelopeValue | undefined {
  const node = place.source === "json" ? nodeAt(root, place.path) : undefined;
  if (node?.kind !== "string") return undefined;
  return { source: "json", ...named(place), content: node.text(), start: node.start, end: node.end, distance: 0 };
}

function headerAt(head: ReadonlyMap<string, string>, place: PartPlace): EnvelopeValue | undefined {
  const content = head.get(String(place.path.at(-1)));
  return content === undefined
    ? undefined
    : { source: "header", ...named(place), content, start: 0, end: 0, distance: 1 };
}

function named({ path }: Pick<PartPlace, "path">): Pick<EnvelopeValue, "name" | "path"> {
  return { name: [...path].reverse().find((step) => typeof step === "string") ?? "", path };
}

function jweAt(root: JsonNode, path: PartPlace["path"]): FoundEnvelope | undefined {
  const node = nodeAt(root, path);
  if (node?.kind !== "string") return undefined;
  const { start, end } = node;
  const { name } = named({ path });
  return {
    ...jweEnvelope({ source: "json", name, place: undefined, content: node.text(), kinds: [], start, end }),
    rootPath: path,
  };
}

/** The one value there; of two members of one name nobody knows which counts. */
function nodeAt(root: JsonNode, path: PartPlace["path"]): JsonNode | undefined {
  let node: JsonNode | undefined = root;
  for (const step of path) {
    if (node?.kind === "object") {
      const found: readonly (readonly [string, JsonNode])[] = node.members.filter(([name]) => name === step);
      node = found.length === 1 ? found[0]?.[1] : undefined;
    } else node = node?.kind === "array" && typeof step === "number" ? node.items[step] : undefined;
  }
  return node;
}
