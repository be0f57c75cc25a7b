import { UserError } from "../errors";
import type { BodyContainer, BodyPart, BodyPiece, EnvelopeBody, PartStyle } from "./envelopeBody";
import type { Encoding } from "./envelopeProfile";
import { writeBytes, type WrittenBytes } from "./partStyle";
import type { Codec } from "./payloadPorts";

/** What stands in place of a part: bytes with their encoding, or a text, or JSON, as it is. */
export type BodyValue = { readonly bytes: Uint8Array; readonly encoding: Encoding } | WrittenBytes;

/**
 * A body with the parts in their places, as compact JSON, a form or bare text: one line, in which no client of request
 * files finds a variable, whoever wrote the names and values beside the parts.
 * @throws UserError `profile-unusable`: what is written so would be no body, or a part has no place in it
 */
export function writeBody(body: EnvelopeBody, values: Readonly<Partial<Record<BodyPart, BodyValue>>>, codec: Codec): string {
  const missing = new Set(Object.keys(values));
  const written = put(body, codec, (part, style) => {
    const value = values[part];
    missing.delete(part);
    return !value ? undefined : "bytes" in value ? writeBytes(value.bytes, value.encoding, style, codec) : value;
  });
  if (!written || missing.size > 0) throw unusableProfile();
  if ("raw" in written) return written.raw;
  if (body.quoted) return inertJson(written.string);
  if (isBare(written.string)) return written.string;
  throw unusableProfile();
}

/** As people read it, with “…” for the parts: `{data: {cipher: …, k: …, alg: AES-256-GCM}}`. */
export function outlineOf({ pieces }: EnvelopeBody): string {
  let outline = "";
  const open: BodyContainer[] = [];
  const separated = (text: string): void => {
    const inside = open.at(-1);
    const separator = inside === "form" || inside === "rawForm" ? "&" : inside === "text" ? "" : ", ";
    outline += (OPENED.test(outline) ? "" : separator) + text;
  };
  for (const piece of pieces) {
    if ("close" in piece) {
      const container = open.pop();
      outline += container === undefined ? "" : ENDS[container][1];
      continue;
    }
    const inside = open.at(-1);
    const name = piece.name === undefined ? "" : inside === "object" ? `${piece.name}: ` : `${piece.name}=`;
    if ("open" in piece) {
      separated(name + ENDS[piece.open][0]);
      open.push(piece.open);
    } else {
      separated(name + ("part" in piece ? (piece.fixed ?? "…") : "number" in piece ? piece.number : shown(piece.value)));
    }
  }
  return outline;
}

function shown(value: string | boolean | null): string {
  return value === "" ? "“”" : String(value);
}

/** What stands around the outline of each. */
const ENDS: Readonly<Record<BodyContainer, readonly [string, string]>> = {
  object: ["{", "}"],
  array: ["[", "]"],
  json: ["“", "”"],
  base64: ["base64(", ")"],
  percent: ["%(", ")"],
  form: ["", ""],
  rawForm: ["", ""],
  text: ["", ""],
};
/** Where nothing stands yet in what was opened last. */
const OPENED = /^$|[{[“(]$|=$|: $/;

/** JSON in one line. In a string `{{` is written with an escape: clients of request files would fill it in. */
export function inertJson(value: unknown): string {
  return JSON.stringify(value).replace(/\{(?=\{)/g, "\\u007b");
}

export function unusableProfile(): UserError {
  return new UserError("profile-unusable", "The app's envelope profile can't be used to encrypt.", {
    remedy: "Decrypt a captured response to learn the shape anew.",
  });
}

/** A form or bare text: it begins no line with what means something in a request file. Searches alone: it may be long. */
function isBare(text: string): boolean {
  return /^[\w+/=.%~!*(-]/.test(text) && !/[^\w+/=.:|,;$~%&!*()[\]\r\n-]/.test(text) && !/\n[^\w+/=-]/.test(text);
}

interface Frame {
  readonly container: BodyContainer;
  readonly name: string | undefined;
  readonly style: PartStyle;
  readonly written: string[];
}

type Put = (part: BodyPart, style: PartStyle) => WrittenBytes | undefined;

/** From the inside out, without recursion; undefined where the pieces are none of a whole. */
function put({ pieces }: EnvelopeBody, codec: Codec, part: Put): WrittenBytes | undefined {
  const frames: Frame[] = [];
  let whole: WrittenBytes | undefined;
  const add = (name: string | undefined, value: WrittenBytes): boolean => {
    const into = frames.at(-1);
    if (into) return addTo(into, name, value);
    if (whole) return false;
    whole = value;
    return true;
  };
  for (const piece of pieces) {
    if ("open" in piece) {
      frames.push({ container: piece.open, name: piece.name, style: piece.style ?? {}, written: [] });
      continue;
    }
    if (!("close" in piece)) {
      const value = valueOf(piece, part);
      if (!value || !add(piece.name, value)) return undefined;
      continue;
    }
    const frame = frames.pop();
    const value = frame && closed(frame, codec);
    if (!value || !add(frame.name, value)) return undefined;
  }
  return frames.length === 0 ? whole : undefined;
}

function valueOf(piece: Exclude<BodyPiece, { open: BodyContainer } | { close: true }>, part: Put): WrittenBytes | undefined {
  if ("part" in piece) return part(piece.part, piece.style ?? {});
  if ("number" in piece) return { raw: piece.number };
  return typeof piece.value === "string" ? { string: piece.value } : { raw: JSON.stringify(piece.value) };
}

function addTo({ container, written }: Frame, name: string | undefined, value: WrittenBytes): boolean {
  const json = "raw" in value ? value.raw : inertJson(value.string);
  const text = "raw" in value ? value.raw : value.string;
  switch (container) {
    case "object":
      written.push(`${inertJson(name ?? "")}:${json}`);
      return true;
    case "form":
      written.push(`${fieldName(name)}${percentEncoded(text)}`);
      return true;
    case "rawForm":
      written.push(`${fieldName(name)}${text}`);
      return true;
    case "text":
      written.push(text);
      return true;
    case "array":
      written.push(json);
      return true;
    default:
      written.push(json);
      return written.length === 1;
  }
}

/** With its sign; as it is where it can be, since most are. */
function fieldName(name = ""): string {
  return `${formName(name)}=`;
}

/** A name as it may stand in a form. */
export function formName(name: string): string {
  return /^[\w.$[\]-]*$/.test(name) ? name : percentEncoded(name);
}

/** Half characters have no encoding. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, "\ufffd"));
}

function closed({ container, style, written }: Frame, codec: Codec): WrittenBytes | undefined {
  switch (container) {
    case "object":
      return { raw: `{${written.join(",")}}` };
    case "array":
      return { raw: `[${written.join(",")}]` };
    case "form":
    case "rawForm":
      return { string: written.join("&") };
    case "text":
      return { string: written.join("") };
    case "json":
      return written[0] === undefined ? undefined : { string: written[0] };
    case "percent":
      return written[0] === undefined ? undefined : { string: percentEncoded(written[0]) };
    case "base64":
      return written[0] === undefined ? undefined : writeBytes(new TextEncoder().encode(written[0]), "base64", style, codec);
  }
}
