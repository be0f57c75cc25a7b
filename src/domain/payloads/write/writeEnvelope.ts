import { bytesToBase64 } from "../../keys/base64";
import { LIMITS } from "../../limits";
import type { PartPlace } from "../envelopeProfile";
import { writeBytes } from "./partStyle";
import type { Codec } from "../payloadPorts";
import { formName, inertJson, tooLarge, unusableProfile } from "./writeBody";

/** An envelope as text. Parts whose place is a header don't stand in the body and are handed over beside it. */
export interface WrittenEnvelope {
  readonly body: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

export interface WrittenPart {
  readonly place: Omit<PartPlace, "encoding"> & { readonly encoding?: PartPlace["encoding"] };
  /** Bytes to be encoded, or a value to be written as it is. */
  readonly value: Uint8Array | string | object;
}

/**
 * Puts the parts where their places say: into JSON, or `name=value` text if that is where they were found.
 * @param limit UTF-16 units of the body, and of each text in it
 * @throws UserError `profile-unusable`, `envelope-too-large`
 */
export function writeEnvelope(
  parts: readonly WrittenPart[],
  codec?: Codec,
  limit: number = LIMITS.writtenBody,
): WrittenEnvelope {
  const values = withPiecesJoined(
    parts.map(({ place, value }) => ({
      place,
      value: value instanceof Uint8Array && codec ? encoded(value, place.encoding, codec) : value,
    })),
  );
  const headers = values
    .filter(({ place }) => place.source === "header")
    .map(({ place, value }) => ({ name: headerName(place), value: String(value) }));
  const inBody = values.filter(({ place }) => place.source !== "header");
  if (inBody.every(({ place, value }) => place.source === "text" && typeof value === "string")) {
    const fields = inBody.map(({ place, value }) =>
      place.path.length > 0
        ? `${formName(String(place.path.at(-1)))}=${encodeURIComponent(String(value))}`
        : String(value),
    );
    return { body: fields.join("&"), headers };
  }
  const body = inertJson(
    assembled(
      inBody.map(({ place, value }) => ({ path: place.path, value })),
      limit,
    ),
  );
  if (body.length > limit) throw tooLarge(limit);
  return { body, headers };
}

/** A token (RFC 9110, 5.6.2): the name is a profile's, and so anybody's. */
function headerName({ path }: WrittenPart["place"]): string {
  const name = String(path.at(-1) ?? "");
  if (/^[\w!#$%&'*+.^`|~-]{1,300}$/.test(name)) return name;
  throw unusableProfile();
}

interface Written {
  readonly place: WrittenPart["place"];
  readonly value: unknown;
}

function encoded(bytes: Uint8Array, encoding: PartPlace["encoding"] | undefined, codec: Codec): unknown {
  const written = writeBytes(bytes, encoding ?? "base64", {}, codec);
  return "string" in written ? written.string : (JSON.parse(written.raw) as unknown);
}

/** Parts that share one text become that text. */
function withPiecesJoined(parts: readonly Written[]): Written[] {
  const joined = new Map<string, string[]>();
  const result: Written[] = [];
  for (const { place, value } of parts) {
    const { piece } = place;
    if (!piece) {
      result.push({ place, value });
      continue;
    }
    const key = JSON.stringify([place.source, place.path]);
    const pieces = joined.get(key) ?? Array.from({ length: Math.min(Math.max(piece.count, 1), 20) }, () => "");
    if (piece.index >= 0 && piece.index < pieces.length) pieces[piece.index] = String(value);
    if (!joined.has(key)) result.push({ place, value: { pieces, separator: piece.separator } });
    joined.set(key, pieces);
  }
  return result.map(({ place, value }) => ({
    place,
    value: place.piece && isPieces(value) ? value.pieces.join(value.separator) : value,
  }));
}

function isPieces(value: unknown): value is { readonly pieces: string[]; readonly separator: string } {
  return typeof value === "object" && value !== null && "pieces" in value;
}

/**
 * The JSON value that has each value at its path. The paths are at most 400 steps long, so recursion is safe; each text
 * in a text may be twice as long as what is in it.
 */
function assembled(
  values: readonly { readonly path: PartPlace["path"]; readonly value: unknown }[],
  limit: number,
): unknown {
  const here = values.find(({ path }) => path.length === 0);
  if (here || values.length === 0) return here?.value ?? {};
  const groups = new Map<
    string,
    { step: PartPlace["path"][number]; rest: { path: PartPlace["path"]; value: unknown }[] }
  >();
  for (const { path, value } of values) {
    const [step = "", ...rest] = path;
    const key = JSON.stringify(step);
    const group = groups.get(key) ?? { step, rest: [] };
    group.rest.push({ path: rest, value });
    groups.set(key, group);
  }
  const [first] = groups.values();
  if (typeof first?.step === "object") {
    const text = JSON.stringify(assembled(first.rest, limit));
    if (text.length > limit) throw tooLarge(limit);
    return first.step.decode === "json" ? text : bytesToBase64(new TextEncoder().encode(text));
  }
  if (typeof first?.step === "number") {
    return [...groups.values()]
      .sort((one, other) => Number(one.step) - Number(other.step))
      .map(({ rest }) => assembled(rest, limit));
  }
  return Object.fromEntries([...groups.values()].map(({ step, rest }) => [String(step), assembled(rest, limit)]));
}
