import { LIMITS } from "../../limits";
import { GROUP_SEPARATORS, type PartStyle } from "../envelopeBody";
import type { Encoding } from "../envelopeProfile";
import { compacted } from "../open/partReadings";
import type { Codec } from "../payloadPorts";

/** A part as JSON has it: a string, or the text of a list or an object of numbers. */
export type WrittenBytes = { readonly string: string } | { readonly raw: string };

/** Bytes in an encoding and a style. */
export function writeBytes(bytes: Uint8Array, encoding: Encoding, style: PartStyle, codec: Codec): WrittenBytes {
  switch (encoding) {
    case "text":
      return { string: new TextDecoder().decode(bytes) };
    case "hex":
      return { string: grouped(`${style.prefix ?? ""}${cased(codec.toHex(bytes), style)}`, style) };
    case "array":
      return { raw: JSON.stringify(numbers(bytes, style)) };
    case "buffer":
      return { raw: JSON.stringify({ type: "Buffer", data: numbers(bytes, style) }) };
    case "indexed":
      return { raw: JSON.stringify({ ...numbers(bytes, style) }) };
    default:
      return { string: grouped(inBase64(bytes, encoding, style, codec), style) };
  }
}

function cased(hex: string, { upper }: PartStyle): string {
  return upper ? hex.toUpperCase() : hex;
}

function numbers(bytes: Uint8Array, { signed }: PartStyle): number[] {
  return signed ? [...new Int8Array(bytes)] : [...bytes];
}

function inBase64(bytes: Uint8Array, encoding: Encoding, style: PartStyle, codec: Codec): string {
  const { alphabet, padded } = { ...usualBase64(encoding), ...style };
  const text = codec.toBase64(bytes);
  const letters = alphabet === "url" ? text.replaceAll("+", "-").replaceAll("/", "_") : text;
  return padded ? letters : letters.replace(/=+$/, "");
}

/** What is written where nothing tells. */
function usualBase64(encoding: Encoding): Required<Pick<PartStyle, "alphabet" | "padded">> {
  const isUrlSafe = encoding === "base64url";
  return { alphabet: isUrlSafe ? "url" : "standard", padded: !isUrlSafe };
}

function grouped(text: string, { group, tail }: PartStyle): string {
  const end = tail ?? "";
  if (!group) return text + end;
  const groups: string[] = [];
  for (let at = 0; at < text.length; at += group.size) groups.push(text.slice(at, at + group.size));
  return groups.join(group.separator) + end;
}

/** The style of what was written so, as far as it shows: base64 of three bytes tells nothing of its padding. */
export function styleOf(text: string, encoding: Encoding): PartStyle {
  if (encoding === "text") return {};
  if (encoding === "array" || encoding === "buffer" || encoding === "indexed") {
    return text.includes("-") ? { signed: true } : {};
  }
  const tail = /\r?\n$/.exec(text)?.[0];
  const whole = tail ? text.slice(0, -tail.length) : text;
  const group = groupOf(whole, encoding);
  const compact = group ? whole.replaceAll(group.separator, "") : whole;
  return {
    ...(encoding === "hex" ? hexStyle(compact) : base64Style(compact)),
    ...(group ? { group } : {}),
    ...(tail === "\n" || tail === "\r\n" ? { tail } : {}),
  };
}

function groupOf(text: string, encoding: Encoding): PartStyle["group"] {
  const first = /^[0-9A-Za-z+/_=]+/.exec(text.slice(0, 10_001))?.[0] ?? "";
  const rest = text.slice(first.length, first.length + 2);
  const isHex = encoding === "hex";
  // The longer ones first: ", " begins like ",".
  const separators = GROUP_SEPARATORS.filter((one) => isHex || one.endsWith("\n"));
  const separator = [...separators].sort((one, other) => other.length - one.length).find((one) => rest.startsWith(one));
  return separator && first.length >= 2 ? { size: first.length, separator } : undefined;
}

function hexStyle(text: string): PartStyle {
  const prefix = /^0[xX]/.exec(text)?.[0];
  const digits = prefix ? text.slice(2) : text;
  return {
    ...(/[A-F]/.test(digits) ? { upper: true } : {}),
    ...(prefix === "0x" || prefix === "0X" ? { prefix } : {}),
  };
}

/** Of the digits alone: what frames them, as PEM does, has hyphens of its own. */
function base64Style(framed: string): PartStyle {
  const text = compacted(framed);
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return {};
  const alphabet = /[-_]/.test(text) ? "url" : /[+/]/.test(text) ? "standard" : undefined;
  const padded = text.endsWith("=") ? true : text.length % 4 === 0 ? undefined : false;
  return { ...(alphabet ? { alphabet } : {}), ...(padded === undefined ? {} : { padded }) };
}

/** Its style, with what it doesn't show taken from the other parts: all of them came from one hand. */
export function completedStyle<T extends StyledText>(own: T, others: readonly T[]): CompletedStyle<T> {
  const { text, encoding, style } = own;
  if (encoding === "hex") {
    const isShown = /[A-Fa-f]/.test(text.replace(/^0x/i, ""));
    const like = isShown ? undefined : others.find((other) => other.encoding === "hex" && other.style.upper);
    return like ? { style: { ...style, upper: true }, like } : { style };
  }
  if (encoding !== "base64" && encoding !== "base64url") return { style };
  const alike = others.filter((other) => other.encoding === "base64" || other.encoding === "base64url");
  const showing = (name: keyof PartStyle): T | undefined => {
    if (style[name] !== undefined) return own;
    return alike.find((other) => other.style[name] !== undefined);
  };
  const [byAlphabet, byPadding, byGroup] = [showing("alphabet"), showing("padded"), showing("group")];
  const group = byGroup?.style.group;
  // What is longer than a line of the others, and in one, shows that it has no lines.
  const isGrouped = group !== undefined && (byGroup === own || text.length <= group.size);
  const [alphabet, padded] = [byAlphabet?.style.alphabet, byPadding?.style.padded];
  const usual = usualBase64(encoding);
  const like = [
    ...(alphabet !== usual.alphabet ? [byAlphabet] : []),
    ...(padded !== usual.padded ? [byPadding] : []),
  ].find((other) => other !== undefined && other !== own);
  return {
    style: {
      ...style,
      ...(alphabet ? { alphabet } : {}),
      ...(padded === undefined ? {} : { padded }),
      ...(isGrouped ? { group } : {}),
    },
    ...(like ? { like } : {}),
  };
}

export interface CompletedStyle<T> {
  readonly style: PartStyle;
  /** The part without which it would be written in another way. */
  readonly like?: T;
}

/** A part as it stood in the text. */
export interface StyledText {
  readonly text: string;
  readonly encoding: Encoding;
  readonly style: PartStyle;
}

/** Whether bytes of this part come out as it was. */
export function isWrittenSo(
  { text, encoding }: Pick<StyledText, "text" | "encoding">,
  style: PartStyle,
  codec: Codec,
): boolean {
  if (text.length > LIMITS.comparedPart || encoding === "text") return true;
  const bytes = bytesOf(text, encoding, codec);
  const again = bytes && writeBytes(bytes, encoding, style, codec);
  return again !== undefined && text === ("raw" in again ? again.raw : again.string);
}

function bytesOf(text: string, encoding: Encoding, codec: Codec): Uint8Array | undefined {
  if (encoding === "hex") return codec.fromHex(text.replace(/^0x|[^0-9a-f]/gi, ""));
  if (encoding.startsWith("base64")) return codec.fromBase64(text.replace(/\s+/g, ""));
  const list = encoding === "buffer" ? (/\[[^[\]]*\]/.exec(text)?.[0] ?? "") : text;
  return Uint8Array.from(list.match(encoding === "indexed" ? /(?<=:)-?\d+/g : /-?\d+/g) ?? [], Number);
}
