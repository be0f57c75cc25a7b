import { UserError } from "../../errors";
import { LIMITS } from "../../limits";
import type { BodyContainer, BodyPart, BodyPiece, EnvelopeBody, PartStyle } from "../envelopeBody";
import type { Encoding } from "../envelopeProfile";
import { writeBytes, type WrittenBytes } from "./partStyle";
import type { Codec } from "../payloadPorts";

/** What stands in place of a part: bytes with their encoding, or a text, or JSON, as it is. */
export type BodyValue = { readonly bytes: Uint8Array; readonly encoding: Encoding } | WrittenBytes;

/**
 * A body with the parts in their places, as compact JSON, a form or bare text: one line, in which no client of request
 * files finds a variable, whoever wrote the names and values beside the parts.
 * @throws UserError `profile-unusable`: what is written so would be no body, or a part has no place in it;
 * `envelope-too-large`
 */
export function writeBody(
  body: EnvelopeBody,
  values: Readonly<Partial<Record<BodyPart, BodyValue>>>,
  codec: Codec,
): string {
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
    outline += (OPENED.test(outline.slice(-2)) ? "" : separator) + text;
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
      separated(
        name + ("part" in piece ? (piece.fixed ?? "…") : "number" in piece ? piece.number : shown(piece.value)),
      );
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

/**
 * JSON in one line, also for those who break lines at more than line feeds. In a string `{{` is written with an escape:
 * clients of request files would fill it in.
 */
export function inertJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /\{(?=\{)|[\u007f-\u009f\u2028\u2029]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

export function tooLarge(limit: number): UserError {
  return new UserError(
    "envelope-too-large",
    "What would be written in this app's shape has more than {0} million characters.",
    {
      args: [limit / 1e6],
      remedy:
        "Encrypt less at once, or forget the app's learned shape and decrypt a captured response to learn it anew.",
    },
  );
}

export function unusableProfile(): UserError {
  return new UserError("profile-unusable", "The app's envelope profile can't be used to encrypt.", {
    remedy: "Decrypt a captured response to learn the shape anew.",
  });
}

/** A form or bare text: one line that begins with nothing that means something in a request file, as the answer of a server does. */
export function isBare(text: string): boolean {
  return /^(?!HTTP\/)[\w+/=.%~!*(-]/i.test(text) && !/[^\w+/=.:|,;$~%&!*()[\]-]/.test(text);
}

interface Frame {
  readonly container: BodyContainer;
  readonly name: string | undefined;
  readonly style: PartStyle;
  readonly written: string[];
  /** UTF-16 units of what was written. */
  length: number;
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
      frames.push({ container: piece.open, name: piece.name, style: piece.style ?? {}, written: [], length: 0 });
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

function valueOf(
  piece: Exclude<BodyPiece, { open: BodyContainer } | { close: true }>,
  part: Put,
): WrittenBytes | undefined {
  if ("part" in piece) return part(piece.part, piece.style ?? {});
  if ("number" in piece) return { raw: piece.number };
  return typeof piece.value === "string" ? { string: piece.value } : { raw: JSON.stringify(piece.value) };
}

function addTo(frame: Frame, name: string | undefined, value: WrittenBytes): boolean {
  const { container, written } = frame;
  const member = memberOf(container, name, value);
  frame.length += member.length;
  // Texts in texts may double at each of them: none is begun that is too long already.
  if (frame.length > LIMITS.writtenBody) throw tooLarge(LIMITS.writtenBody);
  written.push(member);
  return written.length === 1 || MANY.has(container);
}

/** What holds more than one. */
const MANY: ReadonlySet<BodyContainer> = new Set(["object", "array", "form", "rawForm", "text"]);

function memberOf(container: BodyContainer, name: string | undefined, value: WrittenBytes): string {
  const text = "raw" in value ? value.raw : value.string;
  switch (container) {
    case "object":
      return `${inertJson(name ?? "")}:${jsonOf(value)}`;
    case "form":
      return `${fieldName(name)}${percentEncoded(text)}`;
    case "rawForm":
      return `${fieldName(name)}${text}`;
    case "text":
      return text;
    default:
      return jsonOf(value);
  }
}

function jsonOf(value: WrittenBytes): string {
  return "raw" in value ? value.raw : inertJson(value.string);
}

/** With its sign; as it is where it can be, since most are. */
function fieldName(name = ""): string {
  return `${formName(name)}=`;
}

/** A name as it may stand in a form. */
export function formName(name: string): string {
  return /^[\w.$[\]-]*$/.test(name) ? name : percentEncoded(name);
}

/** Half characters have no encoding; an apostrophe needs none, but begins a string to some who read a request. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, "\ufffd")).replaceAll("'", "%27");
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
      return written[0] === undefined
        ? undefined
        : writeBytes(new TextEncoder().encode(written[0]), "base64", style, codec);
  }
}
